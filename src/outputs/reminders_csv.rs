//! reminders.csv: the units of the list that have not answered, or not as they should, with the text of
//! a mail to each.

use std::collections::HashMap;
use std::io::{self, Write};

use super::cells::{io as csv_io, safe, shown};
use super::{Context, End, Folder, Output, Sink};
use crate::catalogue::{asks, fill, reminders as words};
use crate::model::clock::{beijing, written};
use crate::model::report::{FileBody, FileEntry, Outcome};
use crate::model::roster::{Attendance, RosterLine};
use crate::model::source::file_name;
use crate::model::text::{Lang, Text};

pub struct RemindersCsv;

const HEADER: [&str; 8] = ["unit", "code", "mail", "deadline", "status", "received", "files", "text"];

impl Output for RemindersCsv {
    fn name(&self) -> &'static str {
        "reminders.csv"
    }

    fn is_wanted(&self, context: &Context) -> bool {
        context.has_roster
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let mut writer = csv::Writer::from_writer(folder.create(self.name())?);
        writer.write_record(HEADER).map_err(csv_io)?;
        Ok(Box::new(Reminders { writer, context, unusable: HashMap::new() }))
    }
}

struct Reminders<'a> {
    writer: csv::Writer<Box<dyn Write + Send>>,
    context: &'a Context<'a>,
    /// Why files could not be used, by their paths.
    unusable: HashMap<String, Text>,
}

/// Why a unit is reminded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Missing,
    Unusable,
    Late,
}

impl Status {
    fn of(line: &RosterLine) -> Option<Status> {
        match line.attendance {
            Attendance::Missing if line.unusable.is_empty() => Some(Status::Missing),
            Attendance::Missing => Some(Status::Unusable),
            Attendance::Late => Some(Status::Late),
            Attendance::InTime | Attendance::Answered => None,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Status::Missing => "missing",
            Status::Unusable => "unusable",
            Status::Late => "late",
        }
    }
}

impl Reminders<'_> {
    fn line(&mut self, line: &RosterLine, status: Status) -> io::Result<()> {
        let files = if status == Status::Late { &line.files } else { &line.unusable };
        let files: Vec<_> = files.iter().map(|path| shown(path)).collect();
        let text = self.text(line, status);
        let fields: [&str; 8] = [
            &shown(&line.unit.name),
            &line.unit.code,
            &shown(&line.unit.mail),
            &shown(&line.unit.deadline),
            status.id(),
            &line.received,
            &files.join("|"),
            &safe(&text),
        ];
        self.writer.write_record(fields).map_err(csv_io)
    }

    fn text(&self, line: &RosterLine, status: Status) -> String {
        let lang = self.context.lang;
        let (unit, form) = (shown(&line.unit.name), self.context.rules.name.as_str());
        let due = line.unit.deadline().map(|at| written(at, true, lang)).unwrap_or_default();
        let came = beijing(&line.received).map(|at| written(at, true, lang)).unwrap_or_default();
        let say = |text: &Text, values: &[&str]| fill(text.get(lang), values);
        match status {
            Status::Missing if due.is_empty() => say(&words::MISSING, &[&unit, form]),
            Status::Missing => say(&words::MISSING_DUE, &[&unit, form, &due]),
            Status::Late => say(&words::LATE, &[&unit, form, &came, &due]),
            Status::Unusable => {
                let (file, why) = self.first_unusable(line, lang);
                match due.as_str() {
                    "" => say(&words::UNUSABLE, &[&unit, form, &file, &why]),
                    _ => say(&words::UNUSABLE_DUE, &[&unit, form, &file, &why, &due]),
                }
            }
        }
    }

    /// The first file that could not be used, how many there are, and why.
    fn first_unusable(&self, line: &RosterLine, lang: Lang) -> (String, String) {
        let Some(first) = line.unusable.first() else { return Default::default() };
        let name = shown(file_name(first)).into_owned();
        let why = self.unusable.get(first).map(|why| shown(asks::without_advice(why.get(lang), lang)).into_owned());
        let why = why.unwrap_or_default().trim_end_matches(['。', '.']).to_owned();
        let files = match line.unusable.len() {
            1 => fill(words::ONE_FILE.get(lang), &[&name]),
            count => fill(words::SEVERAL_FILES.get(lang), &[&name, &count.to_string()]),
        };
        (files, why)
    }
}

impl Sink for Reminders<'_> {
    fn file(&mut self, entry: &FileEntry, _body: &FileBody) -> io::Result<()> {
        if matches!(entry.outcome, Outcome::Rejected | Outcome::NoForm | Outcome::Duplicate) {
            self.unusable.insert(entry.digest.path.clone(), entry.message.clone());
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        for line in end.register.roster.iter().flat_map(|roster| &roster.lines) {
            if let Some(status) = Status::of(line) {
                self.line(line, status)?;
            }
        }
        self.writer.flush()
    }
}
