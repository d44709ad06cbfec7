//! What is asked of one unit.

use crate::catalogue::{asks, fill, slips as words};
use crate::model::anomaly::{Anomaly, Severity};
use crate::model::source::{Submitter, file_name};
use crate::model::text::Lang;
use crate::outputs::cells::is_odd;
use crate::rules::RuleSet;

/// Findings of one kind that a letter lists with its annex; more are counted.
pub const MOST: usize = 300;
/// Characters of a text that a cell shows.
const LONGEST: usize = 90;

/// A unit with what came from it and what is to be said of that.
#[derive(Debug, Default)]
pub struct Unit {
    /// Empty where nobody knows.
    pub name: String,
    pub region: String,
    /// By path.
    pub files: Vec<SentFile>,
    pub errors: List,
    pub warnings: List,
}

#[derive(Debug)]
pub struct SentFile {
    pub path: String,
    /// RFC 3339, empty if not known.
    pub received: String,
    pub accepted: bool,
}

#[derive(Debug, Default)]
pub struct List {
    pub asks: Vec<Ask>,
    /// Those that found no room.
    pub unlisted: u32,
}

/// One line of a letter's table: every text short, without control characters.
#[derive(Debug)]
pub struct Ask {
    /// Of the anomaly.
    pub id: String,
    /// Path; empty for all files of the unit.
    pub file: String,
    pub table: String,
    pub row: String,
    /// Where a row stands by its page.
    pub page: String,
    pub field: String,
    pub written: String,
    pub problem: String,
    pub wanted: String,
}

impl Unit {
    /// The fullest of the names that its files give.
    pub fn answers_to(&mut self, submitter: &Submitter) {
        if submitter.name.chars().count() > self.name.chars().count() {
            self.name.clone_from(&submitter.name);
        }
        self.region.clone_from(&submitter.region);
    }

    /// Its name, else that of its file without the ending.
    pub fn called(&self) -> &str {
        match self.files.first() {
            Some(file) if self.name.is_empty() => {
                let name = file_name(&file.path);
                name.rsplit_once('.').map_or(name, |(stem, _)| stem)
            }
            _ => &self.name,
        }
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.asks.is_empty()
    }

    /// It is known, sent something, and there is something to say of it.
    pub fn sent_nothing_usable(&self) -> bool {
        let known = !self.name.is_empty() && !self.files.is_empty();
        known && self.files.iter().all(|file| !file.accepted) && !self.warnings.asks.is_empty()
    }

    pub fn is_usable(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| file.accepted)
    }

    /// Takes a finding in: an open error, or an open warning that only the unit can answer.
    pub fn ask(&mut self, anomaly: &Anomaly, rules: &RuleSet, lang: Lang) {
        let list = match anomaly.severity {
            _ if anomaly.state.is_closed() => return,
            Severity::Error => &mut self.errors,
            Severity::Warning if asks::of(&anomaly.check).is_some() => &mut self.warnings,
            Severity::Warning | Severity::Info => return,
        };
        // The few findings about all files come last and are never left out for those of one file.
        let room = if anomaly.file.is_empty() { 2 * MOST } else { MOST };
        if list.asks.len() >= room {
            list.unlisted += 1;
            return;
        }
        list.asks.push(Ask::new(anomaly, rules, lang));
    }
}

impl List {
    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.asks.len() + self.unlisted as usize
    }
}

impl Ask {
    fn new(anomaly: &Anomaly, rules: &RuleSet, lang: Lang) -> Ask {
        let none = words::NOT_APPLICABLE;
        let none = none.get(lang);
        let or_none = |text: String| if text.is_empty() { none.to_owned() } else { text };
        let written = match (anomaly.value.is_empty(), anomaly.field.is_empty()) {
            (true, false) => words::NOTHING.get(lang).to_owned(),
            (true, true) => none.to_owned(),
            (false, _) => brief(&anomaly.value.replace('|', words::LIST_MARK.get(lang))),
        };
        Ask {
            id: anomaly.id.clone(),
            file: anomaly.file.clone(),
            table: or_none(anomaly.table.clone()),
            row: or_none(anomaly.row.map_or(String::new(), |row| row.to_string())),
            page: page(&anomaly.source).map_or(String::new(), |page| fill(words::PAGE.get(lang), &[page])),
            field: or_none(header(anomaly, rules)),
            written,
            problem: brief(asks::without_advice(anomaly.message.get(lang), lang)),
            wanted: wanted(anomaly, lang),
        }
    }
}

/// The field in the form's own words, as that table heads it.
fn header(anomaly: &Anomaly, rules: &RuleSet) -> String {
    let field = rules.fields.iter().position(|field| field.id == anomaly.field);
    let table = rules.table_index(&anomaly.table).map(|table| &rules.tables[table]);
    let column = field.zip(table).and_then(|(field, table)| {
        let at = table.column_of_field(field)?;
        Some(brief(&table.columns[at].header))
    });
    column.or_else(|| Some(rules.fields[field?].label.clone())).unwrap_or_default()
}

fn wanted(anomaly: &Anomaly, lang: Lang) -> String {
    let expected = brief(&anomaly.expected.replace('|', words::LIST_MARK.get(lang)));
    match asks::of(&anomaly.check) {
        Some(ask) if !ask.zh.contains("{}") || !expected.is_empty() => fill(ask.get(lang), &[&expected]),
        None if !expected.is_empty() => fill(words::SHOULD_BE.get(lang), &[&expected]),
        _ => words::CHECK_AND_CORRECT.get(lang).to_owned(),
    }
}

/// `11` of `page 11 box 57,430,785,538`.
fn page(source: &str) -> Option<&str> {
    let number = source.strip_prefix("page ")?.split(' ').next()?;
    number.bytes().all(|b| b.is_ascii_digit()).then_some(number)
}

/// One line that is not too long, without characters that a document must not hold or that turn the
/// direction of writing.
pub fn brief(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > 0 {
            line.push(' ');
        }
        for c in word.chars() {
            if length == LONGEST {
                line.push('…');
                return line;
            }
            length += 1;
            match c {
                c if is_odd(c) => line.push_str(&format!("\\u{{{:x}}}", c as u32)),
                '\u{fffe}' | '\u{ffff}' => line.push('\u{fffd}'),
                c => line.push(c),
            }
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anomaly::State;
    use crate::model::text::Text;

    fn anomaly(check: &'static str, severity: Severity, state: State) -> Anomaly {
        let mut anomaly = Anomaly::new(check, severity, Text::fixed("问题", "finding"));
        anomaly.state = state;
        anomaly
    }

    #[test]
    fn open_errors_and_warnings_for_the_unit() {
        use State::{Accepted, Confirmed, Corrected, Open, ToVerify};
        for (check, severity, state, expected) in [
            ("required-empty", Severity::Error, Open, (1, 0)),
            ("required-empty", Severity::Error, Confirmed, (1, 0)),
            ("required-empty", Severity::Error, ToVerify, (1, 0)),
            ("required-empty", Severity::Error, Accepted, (0, 0)),
            ("required-empty", Severity::Error, Corrected, (0, 0)),
            ("another-check", Severity::Error, Open, (1, 0)),
            ("blank-table", Severity::Warning, Open, (0, 1)),
            ("superseded", Severity::Warning, Open, (0, 0)),
            ("blank-table", Severity::Info, Open, (0, 0)),
        ] {
            let mut unit = Unit::default();
            unit.ask(&anomaly(check, severity, state), &RuleSet::builtin(), Lang::Zh);
            assert_eq!((unit.errors.asks.len(), unit.warnings.asks.len()), expected, "{check} {state:?}");
        }
    }

    #[test]
    fn only_so_many_are_listed() {
        let mut unit = Unit::default();
        let mut of_file = anomaly("required-empty", Severity::Error, State::Open);
        of_file.file = "a".into();
        (0..MOST + 5).for_each(|_| unit.ask(&of_file, &RuleSet::builtin(), Lang::Zh));
        unit.ask(&anomaly("missing-table", Severity::Error, State::Open), &RuleSet::builtin(), Lang::Zh);
        assert_eq!((unit.errors.asks.len(), unit.errors.unlisted, unit.errors.count()), (MOST + 1, 5, MOST + 6));
    }

    #[test]
    fn what_is_wanted() {
        for (check, expected, zh) in [
            ("required-empty", "", "请补填；确无内容的，请说明原因"),
            ("unknown-category", "甲|乙", "请从下列各项中选填：甲、乙"),
            ("unknown-category", "", "请核实并更正"),
            ("another-check", "120", "应为“120”，请核实"),
            ("another-check", "", "请核实并更正"),
        ] {
            let mut anomaly = anomaly(check, Severity::Error, State::Open);
            anomaly.expected = expected.into();
            assert_eq!(wanted(&anomaly, Lang::Zh), zh);
        }
    }

    #[test]
    fn a_cell_speaks_the_form_s_words() {
        let mut anomaly = anomaly("required-empty", Severity::Error, State::Open);
        (anomaly.table, anomaly.field, anomaly.row) = ("2".into(), "amount".into(), Some(3));
        anomaly.source = "page 11 box 57,430,785,538".into();
        let ask = Ask::new(&anomaly, &RuleSet::builtin(), Lang::Zh);
        assert_eq!((ask.field.as_str(), ask.row.as_str(), ask.page.as_str()), ("后补助经费", "3", "第11页"));
        assert_eq!((ask.written.as_str(), page("table 1 row 5")), ("（空）", None));
    }

    #[test]
    fn texts_from_outside_are_made_harmless() {
        for (text, expected) in [
            ("甲\n 乙\t丙", "甲 乙 丙"),
            ("a\u{202e}b\u{0}c\u{ffff}", "a\\u{202e}b\\u{0}c\u{fffd}"),
            ("<w:p>&", "<w:p>&"),
        ] {
            assert_eq!(brief(text), expected);
        }
        assert_eq!(brief(&"字".repeat(500)).chars().count(), LONGEST + 1);
    }
}
