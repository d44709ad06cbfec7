//! The list of who was asked, held against what came.
//!
//! A file is a unit's by its name, else by region and office, else by the address that a mail came
//! from; where two units of the list would do, it is nobody's. A county's file is no answer of its city.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use crate::model::clock::beijing;
use crate::model::fold::fold;
use crate::model::office::{names_place, other_office, unit_key};
use crate::model::report::{FileDigest, Outcome};
use crate::model::roster::{Attendance, Roster, RosterLine, RosterList, RosterUnit, Stranger};

type Files<'a> = [(&'a FileDigest, Outcome)];

/// Holds the list against all files and what became of them. `same_office` as in the rules.
pub fn hold(list: &RosterList, files: &Files, same_office: &[String]) -> Roster {
    let mut of_unit: BTreeMap<usize, Vec<(&FileDigest, Outcome)>> = BTreeMap::new();
    let mut roster = Roster { remarks: list.remarks.clone(), ..Roster::default() };
    let mut met = BTreeSet::new();
    for (digest, outcome) in files {
        let submitter = &digest.submitter;
        match unit_of(&list.units, digest, same_office) {
            Some(unit) => of_unit.entry(unit).or_default().push((digest, *outcome)),
            None if *outcome != Outcome::Accepted => {}
            // Who did not say may well be on the list.
            None if submitter.name.is_empty() && submitter.region.is_empty() => {
                roster.nameless.push(digest.path.clone());
            }
            None if met.insert(unit_key(submitter, &digest.path, same_office)) => roster.strangers.push(Stranger {
                name: submitter.name.clone(),
                region: submitter.region.clone(),
                file: digest.path.clone(),
            }),
            None => {}
        }
    }
    roster.lines = (list.units.iter().enumerate())
        .map(|(at, unit)| line(unit, of_unit.get(&at).map_or(&[], Vec::as_slice)))
        .collect();
    roster
}

fn unit_of(units: &[RosterUnit], digest: &FileDigest, same_office: &[String]) -> Option<usize> {
    let submitter = &digest.submitter;
    by_name(units, &submitter.name, &submitter.region)
        .or_else(|| by_region(units, &submitter.name, &submitter.region, same_office))
        .or_else(|| {
            let is_nameless = submitter.name.is_empty() && submitter.region.is_empty();
            by_mail(units, digest.mail.as_ref().filter(|_| is_nameless)?.sender_address.trim())
        })
}

fn by_name(units: &[RosterUnit], name: &str, region: &str) -> Option<usize> {
    let name = fold(name);
    let agrees = |unit: &RosterUnit| unit.code.is_empty() || region.is_empty() || unit.code == region;
    only(units, |unit| !name.is_empty() && fold(&unit.name) == name && agrees(unit))
}

/// The same office of the same region. Where list or file name but the place, its one unit is meant.
fn by_region(units: &[RosterUnit], name: &str, region: &str, same_office: &[String]) -> Option<usize> {
    if region.is_empty() {
        return None;
    }
    let office = other_office(name, same_office);
    only(units, |unit| unit.code == region && other_office(&unit.name, same_office) == office).or_else(|| {
        only(units, |unit| unit.code == region)
            .filter(|at| name.is_empty() || names_place(name) || names_place(&units[*at].name))
    })
}

/// For files that do not say whose they are: what they say goes before who passed them on.
fn by_mail(units: &[RosterUnit], sender: &str) -> Option<usize> {
    let is_address = |c: char| !(c.is_whitespace() || matches!(c, ';' | ',' | '；' | '，' | '、' | '<' | '>'));
    let has = |unit: &RosterUnit| {
        unit.mail.split(|c| !is_address(c)).any(|address| !sender.is_empty() && address.eq_ignore_ascii_case(sender))
    };
    only(units, has)
}

fn only(units: &[RosterUnit], is: impl Fn(&RosterUnit) -> bool) -> Option<usize> {
    let mut found = units.iter().enumerate().filter(|(_, unit)| is(unit)).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

fn line(unit: &RosterUnit, files: &Files) -> RosterLine {
    let paths = |wanted: &[Outcome]| -> Vec<String> {
        let of = files.iter().filter(|(_, outcome)| wanted.contains(outcome));
        of.map(|(digest, _)| digest.path.clone()).collect()
    };
    let accepted = paths(&[Outcome::Accepted]);
    let earlier = paths(&[Outcome::Superseded]);
    let answered = !accepted.is_empty() || !earlier.is_empty();
    let (received, in_time) = came(unit.deadline(), files);
    RosterLine {
        unit: unit.clone(),
        attendance: match in_time {
            _ if !answered => Attendance::Missing,
            Some(true) => Attendance::InTime,
            Some(false) => Attendance::Late,
            None => Attendance::Answered,
        },
        received,
        files: accepted,
        earlier,
        // The same bytes as another unit's are no answer of its own.
        unusable: paths(if answered {
            &[Outcome::Rejected, Outcome::NoForm]
        } else {
            &[Outcome::Rejected, Outcome::NoForm, Outcome::Duplicate]
        }),
    }
}

/// When the first answer came (RFC 3339, empty if nothing tells), and whether that was in time. Late is
/// only what is certain: an answer without a date may have come before.
fn came(deadline: Option<DateTime>, files: &Files) -> (String, Option<bool>) {
    let counts = |outcome: &Outcome| matches!(outcome, Outcome::Accepted | Outcome::Superseded | Outcome::Duplicate);
    let answers = files.iter().filter(|(_, outcome)| counts(outcome));
    let dates: Vec<Option<(DateTime, &str)>> = answers
        .map(|(digest, _)| {
            let received = digest.mail.as_ref()?.received.as_str();
            Some((beijing(received)?, received))
        })
        .collect();
    let Some((at, received)) = dates.iter().flatten().min_by_key(|(at, _)| *at) else {
        return (String::new(), None);
    };
    let in_time = deadline.map(|deadline| *at <= deadline);
    let all_dated = dates.iter().all(Option::is_some);
    ((*received).to_owned(), in_time.filter(|in_time| *in_time || all_dated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Sheet, roster};
    use crate::model::document::Facts;
    use crate::model::format::Format;
    use crate::model::report::State;
    use crate::model::source::{Mail, Submitter};

    const LATE: &str = "2024-03-16T00:30:00+08:00";
    const EARLY: &str = "2024-03-15T23:30:00+08:00";

    /// Path, unit, region, date of the mail, outcome.
    type File = (&'static str, &'static str, &'static str, &'static str, Outcome);

    fn held(list: &str, files: &[File]) -> Roster {
        let same_office = ["局".to_owned()];
        let list = roster::read(&[Sheet::of_csv(list.as_bytes())]).expect("a list");
        let digests: Vec<FileDigest> = files
            .iter()
            .map(|(path, name, region, received, _)| FileDigest {
                path: (*path).into(),
                bytes: 1,
                sha256: "00".into(),
                format: Format::Docx,
                mail: (!received.is_empty()).then(|| Mail {
                    received: (*received).into(),
                    sender_address: "X@a.cn".into(),
                    ..Mail::default()
                }),
                submitter: Submitter { name: (*name).into(), region: (*region).into(), ..Submitter::default() },
                state: State::Form,
                facts: Facts::default(),
                tables: Vec::new(),
                anomalies: 0,
                is_body: false,
            })
            .collect();
        let files: Vec<(&FileDigest, Outcome)> = digests.iter().zip(files.iter().map(|file| file.4)).collect();
        hold(&roster::once(list, &same_office), &files, &same_office)
    }

    /// Each line of the list as `attendance files`, and the files of strangers.
    #[track_caller]
    fn check(list: &str, files: &[File], lines: &[&str], strangers: &[&str]) {
        let roster = held(list, files);
        let found: Vec<String> = (roster.lines.iter())
            .map(|line| format!("{} {}", line.attendance.id(), line.files.join(",")).trim_end().to_owned())
            .collect();
        assert_eq!(found, lines);
        let found: Vec<&str> = roster.strangers.iter().map(|stranger| stranger.file.as_str()).collect();
        assert_eq!(found, strangers);
    }

    #[test]
    fn who_answered_and_who_did_not() {
        use Outcome::{Accepted, Rejected, Superseded};
        let list = "单位,代码,邮箱,截止日期\n甲市局,440100,,2024-03-15\n乙市局,440200,y@a.cn,2024-03-15\n丙县,440300,,\n丁市局,440400,,2024-03-15\n戊协会,,x@a.cn；z@a.cn,2024-03-15";
        let files = [
            ("a", "甲市市场监督管理局", "440100", EARLY, Accepted),
            ("a0", "甲市局", "440100", LATE, Superseded),
            ("b", "乙市局", "440200", LATE, Accepted),
            ("c", "丙县", "440300", "", Accepted),
            ("d", "丁市局", "440400", EARLY, Rejected),
            ("e", "", "", EARLY, Accepted),
            ("f", "己局", "440600", EARLY, Accepted),
            ("g", "己市场局", "440600", EARLY, Accepted),
        ];
        check(list, &files, &["in-time a", "late b", "answered c", "missing", "in-time e"], &["f"]);
        let roster = held(list, &files);
        assert_eq!((roster.lines[0].earlier.len(), roster.lines[3].unusable.len()), (1, 1));
        assert!(roster.lines[0].holds("a0") && !roster.lines[0].holds("b"));
    }

    #[test]
    fn offices_of_one_region_are_told_apart() {
        use Outcome::Accepted;
        let both = "单位,代码\n甲市局,440100\n甲市保护中心,440100";
        check(both, &[("a", "甲市保护中心", "440100", "", Accepted)], &["missing", "answered a"], &[]);
        check(both, &[("a", "甲市", "440100", "", Accepted)], &["answered a", "missing"], &[]);
        check(both, &[("a", "甲市研究院", "440100", "", Accepted)], &["missing", "missing"], &["a"]);
        // Only the bureau was asked; the place was asked; the file says but the place.
        check("单位,代码\n甲市局,440100", &[("a", "甲市保护中心", "440100", "", Accepted)], &["missing"], &["a"]);
        check("单位,代码\n甲市,440100", &[("a", "甲市保护中心", "440100", "", Accepted)], &["answered a"], &[]);
        check("单位,代码\n甲市保护中心,440100", &[("a", "甲市", "440100", "", Accepted)], &["answered a"], &[]);
        // A county's file is no answer of its city; a name in two regions is told apart by the code.
        check("单位,代码\n甲市,440100", &[("a", "甲市乙区", "440104", "", Accepted)], &["missing"], &["a"]);
        let same = "单位,代码\n城区局,441502\n城区局,140402";
        check(same, &[("a", "城区局", "140402", "", Accepted)], &["missing", "answered a"], &[]);
    }

    #[test]
    fn what_is_not_certain_is_nobody_s() {
        use Outcome::{Accepted, Duplicate};
        // One address for two units; a mail of another region; nobody knows whose.
        check(
            "单位,邮箱\n甲协会,x@a.cn\n乙协会,x@a.cn",
            &[("a", "", "", EARLY, Accepted)],
            &["missing", "missing"],
            &[],
        );
        check("单位,代码,邮箱\n甲市,440100,x@a.cn", &[("a", "", "440104", EARLY, Accepted)], &["missing"], &["a"]);
        assert_eq!(held("单位\n甲协会", &[("a", "", "", "", Accepted)]).nameless, ["a"]);
        // The bytes of another unit.
        let copied = held("单位\n甲协会", &[("a", "甲协会", "", "", Duplicate)]);
        assert_eq!((copied.lines[0].attendance, copied.lines[0].unusable.len()), (Attendance::Missing, 1));
    }

    #[test]
    fn in_time_is_by_beijing_time_and_late_is_certain() {
        use Outcome::{Accepted, Duplicate};
        let list = "单位,截止日期\n甲协会,2024-03-15";
        for (dates, expected) in [
            (vec![("2024-03-15T15:59:00+00:00", Accepted)], "in-time a0"),
            (vec![("2024-03-15T16:01:00+00:00", Accepted)], "late a0"),
            (vec![(LATE, Accepted), ("", Accepted)], "answered a0,a1"),
            (vec![(LATE, Accepted), (EARLY, Duplicate)], "in-time a0"),
        ] {
            let names = ["a0", "a1"];
            let files: Vec<File> =
                dates.iter().zip(names).map(|((date, outcome), path)| (path, "甲协会", "", *date, *outcome)).collect();
            check(list, &files, &[expected], &[]);
        }
    }
}
