//! The list of who was asked, held against what came.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

use super::sheet::Sheet;
use crate::catalogue::ledger as words;
use crate::model::fold::fold;
use crate::model::report::{FileDigest, Outcome};
use crate::model::roster::{Attendance, Roster, RosterLine, RosterUnit, Stranger};
use crate::model::text::{Lang, Text};

/// Reads the list of who was asked: a column of units, and if it has them codes, mail addresses and
/// deadlines.
///
/// # Errors
/// When no sheet names units, or a deadline is no date; in words that name the line.
pub fn read(sheets: &[Sheet]) -> Result<Vec<RosterUnit>, Text> {
    let columns: [(Text, &[&str]); 4] = [
        (words::ROSTER_UNIT, &["单位名称", "报送单位", "填报单位", "name"]),
        (words::ROSTER_CODE, &["区划代码", "代码", "行政区划", "region"]),
        (words::ROSTER_MAIL, &["邮箱", "电子邮件", "邮件地址", "email", "e-mail"]),
        (words::ROSTER_DEADLINE, &["截止时间", "报送截止日期", "期限"]),
    ];
    let names: Vec<Vec<String>> = (columns.iter())
        .map(|(text, more)| {
            [text.get(Lang::Zh), text.get(Lang::En)].iter().chain(*more).map(|name| (*name).to_owned()).collect()
        })
        .collect();
    for sheet in sheets {
        let Some(header) = sheet.header(&names, &[0]) else { continue };
        let mut units = Vec::new();
        for row in header.row + 1..sheet.rows.len() {
            let [name, code, mail, deadline] = [0, 1, 2, 3].map(|at| sheet.text(row, header.columns[at]).to_owned());
            if name.is_empty() {
                continue;
            }
            let until = match deadline.as_str() {
                "" => String::new(),
                said => last_moment(said).ok_or_else(|| no_date(said, &sheet.place(row)))?.to_string(),
            };
            units.push(RosterUnit { name, code: six_digits(&code), mail, deadline, until });
        }
        return Ok(units);
    }
    Err(Text::fixed(
        "里面没有“单位”一栏；名单要有 单位、行政区划代码、电子邮箱、截止日期 几栏（后三栏可缺）",
        "has no column unit; the list has the columns unit, code, mail, deadline (the last three may be missing)",
    ))
}

fn no_date(said: &str, place: &Text) -> Text {
    Text::new(
        format!("{}：截止日期“{said}”不是日期，请写成 2024-03-15", place.zh),
        format!("{}: the deadline “{said}” is no date; write 2024-03-15", place.en),
    )
}

/// `440100`, also where a spreadsheet has made `440100.0` of it or more digits follow.
fn six_digits(code: &str) -> String {
    let digits: String = code.chars().take_while(char::is_ascii_digit).take(6).collect();
    if digits.len() == 6 { digits } else { String::new() }
}

/// The last moment that is in time: the end of a day, or the time that is said.
fn last_moment(said: &str) -> Option<DateTime> {
    let mut numbers = said.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::parse::<i16>);
    let mut next = || numbers.next().and_then(Result::ok);
    let (year, month, day) = (next()?, next()?, next()?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(match next() {
        None => date.at(23, 59, 59, 0),
        Some(hour) => {
            let minute = next().unwrap_or(0);
            if hour == 24 {
                date.at(23, 59, 59, 0)
            } else {
                date.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0)
            }
        }
    })
}

/// A mail's date on the sender's own clock.
fn local(received: &str) -> Option<DateTime> {
    let offset = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(received).ok()?.to_numeric_offset()?;
    let moment: Timestamp = received.parse().ok()?;
    Some(Zoned::new(moment, jiff::tz::TimeZone::fixed(offset)).datetime())
}

/// Holds the list against all files and what became of them.
pub fn hold(units: &[RosterUnit], files: &[(&FileDigest, Outcome)]) -> Roster {
    let mut of_unit: BTreeMap<usize, Vec<(&FileDigest, Outcome)>> = BTreeMap::new();
    let mut roster = Roster::default();
    for (digest, outcome) in files {
        match unit_of(units, digest) {
            Some(unit) => of_unit.entry(unit).or_default().push((digest, *outcome)),
            None if *outcome == Outcome::Accepted => roster.strangers.push(Stranger {
                name: digest.submitter.name.clone(),
                region: digest.submitter.region.clone(),
                file: digest.path.clone(),
            }),
            None => {}
        }
    }
    roster.strangers.dedup_by(|a, b| !a.name.is_empty() && a.name == b.name && a.region == b.region);
    roster.lines =
        (units.iter().enumerate()).map(|(at, unit)| line(unit, of_unit.get(&at).map_or(&[], Vec::as_slice))).collect();
    roster
}

/// By name, else by the region's code, else by the address that a mail came from.
fn unit_of(units: &[RosterUnit], digest: &FileDigest) -> Option<usize> {
    let submitter = &digest.submitter;
    let name = fold(&submitter.name);
    let sender = digest.mail.as_ref().map_or("", |mail| mail.sender_address.as_str());
    let by_name = || units.iter().position(|unit| !name.is_empty() && fold(&unit.name) == name);
    let by_code = || units.iter().position(|unit| !unit.code.is_empty() && unit.code == submitter.region);
    let by_mail = || units.iter().position(|unit| !sender.is_empty() && unit.mail.eq_ignore_ascii_case(sender));
    by_name().or_else(by_code).or_else(|| by_mail().filter(|_| submitter.region.is_empty()))
}

fn line(unit: &RosterUnit, files: &[(&FileDigest, Outcome)]) -> RosterLine {
    let paths = |wanted: &[Outcome]| -> Vec<String> {
        let of = files.iter().filter(|(_, outcome)| wanted.contains(outcome));
        of.map(|(digest, _)| digest.path.clone()).collect()
    };
    let answers = files.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Accepted | Outcome::Superseded));
    let dates = answers.filter_map(|(digest, _)| digest.mail.as_ref()).map(|mail| mail.received.as_str());
    let received = dates
        .filter_map(|received| Some((received.parse::<Timestamp>().ok()?, received)))
        .min()
        .map_or("", |(_, received)| received);
    let accepted = paths(&[Outcome::Accepted]);
    let in_time = unit.until.parse::<DateTime>().ok().zip(local(received)).map(|(until, received)| received <= until);
    RosterLine {
        unit: unit.clone(),
        attendance: match in_time {
            _ if accepted.is_empty() => Attendance::Missing,
            Some(true) => Attendance::InTime,
            Some(false) => Attendance::Late,
            None => Attendance::Answered,
        },
        received: received.to_owned(),
        files: accepted,
        earlier: paths(&[Outcome::Superseded]),
        unusable: paths(&[Outcome::Rejected, Outcome::NoForm]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Facts;
    use crate::model::format::Format;
    use crate::model::report::State;
    use crate::model::source::{Mail, Submitter};

    fn digest(path: &str, name: &str, region: &str, received: &str) -> FileDigest {
        FileDigest {
            path: path.into(),
            bytes: 1,
            sha256: "00".into(),
            format: Format::Docx,
            mail: (!received.is_empty()).then(|| Mail {
                received: received.into(),
                sender_address: "X@a.cn".into(),
                ..Mail::default()
            }),
            submitter: Submitter { name: name.into(), region: region.into(), ..Submitter::default() },
            state: State::Form,
            facts: Facts::default(),
            tables: Vec::new(),
            anomalies: 0,
            is_body: false,
        }
    }

    #[test]
    fn deadlines_as_people_write_them() {
        for (said, expected) in [
            ("2024-03-15", Some("2024-03-15T23:59:59")),
            ("2024年3月15日", Some("2024-03-15T23:59:59")),
            ("2024/3/15 17:30", Some("2024-03-15T17:30:00")),
            ("3月15日", None),
            ("2024-13-15", None),
            ("尽快", None),
        ] {
            assert_eq!(last_moment(said).map(|moment| moment.to_string()).as_deref(), expected, "{said}");
        }
        assert_eq!(["440100", "440100.0", "4401", "x"].map(six_digits), ["440100", "440100", "", ""]);
    }

    #[test]
    fn who_answered_and_who_did_not() {
        let list = "单位,代码,邮箱,截止日期\n甲市局,440100,,2024-03-15\n乙市局,440200,y@a.cn,2024-03-15\n丙县,440300,,\n丁市局,440400,,2024-03-15\n戊局,,x@a.cn,2024-03-15";
        let units = read(&[Sheet::of_csv(list.as_bytes())]).expect("a list");
        let (late, early) = ("2024-03-16T00:30:00+08:00", "2024-03-15T23:30:00+08:00");
        let files = [
            (digest("a", "甲市市场监督管理局", "440100", early), Outcome::Accepted),
            (digest("a0", "甲市局", "440100", late), Outcome::Superseded),
            (digest("b", "乙市局", "440200", late), Outcome::Accepted),
            (digest("c", "丙县", "440300", ""), Outcome::Accepted),
            (digest("d", "丁市局", "440400", early), Outcome::Rejected),
            (digest("e", "", "", early), Outcome::Accepted),
            (digest("f", "己局", "440600", early), Outcome::Accepted),
        ];
        let files: Vec<(&FileDigest, Outcome)> = files.iter().map(|(digest, outcome)| (digest, *outcome)).collect();
        let roster = hold(&units, &files);
        let found: Vec<(&str, Attendance, usize)> = (roster.lines.iter())
            .map(|line| (line.unit.name.as_str(), line.attendance, line.earlier.len() + line.unusable.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("甲市局", Attendance::InTime, 1),
                ("乙市局", Attendance::Late, 0),
                ("丙县", Attendance::Answered, 0),
                ("丁市局", Attendance::Missing, 1),
                ("戊局", Attendance::InTime, 0),
            ]
        );
        let strangers: Vec<&str> = roster.strangers.iter().map(|stranger| stranger.name.as_str()).collect();
        assert_eq!(strangers, ["己局"]);
    }

    #[test]
    fn a_list_that_is_none() {
        assert!(read(&[Sheet::of_csv(b"a,b\n1,2")]).is_err());
        let error = read(&[Sheet::of_csv("单位,截止日期\n甲,尽快".as_bytes())]).expect_err("no date");
        assert!(error.zh.contains("第 2 行"), "{}", error.zh);
    }
}
