//! The list of who was asked, read and made sure of. What it is held against is
//! [`super::attendance`]'s.

use jiff::civil::{Date, DateTime};

use super::sheet::Sheet;
use crate::catalogue::ledger as words;
use crate::model::fold::fold;
use crate::model::office::other_office;
use crate::model::roster::{RosterList, RosterUnit};
use crate::model::text::{Lang, Text};

/// Reads the list of who was asked: a column of units, and if it has them codes, mail addresses and
/// deadlines.
///
/// # Errors
/// When no sheet names units, or a deadline is no date; in words that name the line.
pub fn read(sheets: &[Sheet]) -> Result<RosterList, Text> {
    let columns: [(Text, &[&str]); 4] = [
        (words::ROSTER_UNIT, &["单位名称", "报送单位", "填报单位", "应报单位", "name"]),
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
        let mut list = RosterList::default();
        for row in header.row + 1..sheet.rows.len() {
            let [name, code, mail, deadline] = [0, 1, 2, 3].map(|at| sheet.text(row, header.columns[at]).to_owned());
            if name.is_empty() {
                continue;
            }
            let until = match deadline.as_str() {
                "" => String::new(),
                said => last_moment(said).ok_or_else(|| no_date(said, &sheet.place(row)))?.to_string(),
            };
            let digits = six_digits(&code);
            if digits.is_empty() && !code.is_empty() {
                list.remarks.push(no_code(&code, &sheet.place(row)));
            }
            list.units.push(RosterUnit { name, code: digits, mail, deadline, until });
        }
        if !list.units.is_empty() {
            return Ok(list);
        }
    }
    Err(Text::fixed(
        "里面没有“单位”一栏，或者一个单位也没有；名单要有 单位、行政区划代码、电子邮箱、截止日期 几栏（后三栏可缺）",
        "has no column unit, or names no unit; the list has the columns unit, code, mail, deadline (the last three may be missing)",
    ))
}

/// A unit that stands in the list more than once counts once, in its first place, and is told of: the
/// same name, or the same office of the same region (`same_office` as in the rules).
pub fn once(list: RosterList, same_office: &[String]) -> RosterList {
    let mut kept = RosterList { units: Vec::new(), remarks: list.remarks };
    for unit in list.units {
        let is_same = |other: &&mut RosterUnit| {
            let of_one_region = other.code == unit.code || other.code.is_empty() || unit.code.is_empty();
            let same_name = fold(&other.name) == fold(&unit.name) && of_one_region;
            let same_unit = !unit.code.is_empty()
                && other.code == unit.code
                && other_office(&other.name, same_office) == other_office(&unit.name, same_office);
            same_name || same_unit
        };
        let Some(first) = kept.units.iter_mut().find(is_same) else {
            kept.units.push(unit);
            continue;
        };
        kept.remarks.push(twice(first, &unit));
        for (mine, other) in
            [(&mut first.code, unit.code), (&mut first.mail, unit.mail), (&mut first.deadline, unit.deadline)]
        {
            if mine.is_empty() {
                *mine = other;
            }
        }
        if first.until.is_empty() {
            first.until = unit.until;
        }
    }
    kept
}

fn twice(first: &RosterUnit, again: &RosterUnit) -> Text {
    let also = (first.until != again.until && !first.until.is_empty() && !again.until.is_empty()).then(|| {
        Text::new(
            format!("，两处截止日期不同，按 {} 算", first.deadline),
            format!("; of two deadlines {} is taken", first.deadline),
        )
    });
    let also = also.unwrap_or_default();
    let (one, other) = (&first.name, &again.name);
    if fold(one) == fold(other) {
        Text::new(
            format!("“{one}”在名单里不止一处，只算一个单位{}", also.zh),
            format!("{one} stands in the list more than once and counts once{}", also.en),
        )
    } else {
        Text::new(
            format!("名单里的“{one}”和“{other}”是同一地区的同一单位，只算一个{}", also.zh),
            format!("{one} and {other} in the list are one office of one region and count once{}", also.en),
        )
    }
}

fn no_date(said: &str, place: &Text) -> Text {
    Text::new(
        format!("{}：截止日期“{said}”不是日期，请写成 2024-03-15", place.zh),
        format!("{}: the deadline “{said}” is no date; write 2024-03-15", place.en),
    )
}

fn no_code(said: &str, place: &Text) -> Text {
    Text::new(
        format!("{}：“{said}”不是行政区划代码，按单位名称查找", place.zh),
        format!("{}: “{said}” is no code of a region; the unit's name is used", place.en),
    )
}

/// `440100`, also written `44 01 00`, `4401` (of a city), `440100000000`, full-width, or as a
/// spreadsheet shows a number (`440100.0`).
fn six_digits(code: &str) -> String {
    let whole = fold(code);
    let whole = whole.split('.').next().unwrap_or("").trim_start_matches('\'');
    match whole.len() {
        2 | 4 | 6 | 9 | 12 if whole.bytes().all(|b| b.is_ascii_digit()) && !whole.starts_with('0') => {
            format!("{whole:0<6}").chars().take(6).collect()
        }
        _ => String::new(),
    }
}

/// The last moment that is in time: the end of the day or of the minute that is said.
fn last_moment(said: &str) -> Option<DateTime> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    };
    let mut spread: String = said.chars().map(narrow).collect();
    if spread.len() == 8 && spread.bytes().all(|b| b.is_ascii_digit()) {
        spread = format!("{}-{}-{}", &spread[..4], &spread[4..6], &spread[6..]);
    }
    let mut numbers =
        spread.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::parse::<i16>);
    let mut next = || numbers.next().and_then(Result::ok);
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1990..2200).contains(&year) {
        return None;
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let Some(hour) = next() else { return Some(date.at(23, 59, 59, 0)) };
    let afternoon = hour < 12 && ["下午", "晚", "pm"].iter().any(|word| spread.contains(word));
    let hour = i8::try_from(hour).ok()? + if afternoon { 12 } else { 0 };
    let minute = i8::try_from(next().unwrap_or(0)).ok()?;
    match (hour, minute) {
        (24, 0) => Some(date.at(23, 59, 59, 0)),
        (0..24, 0..60) => Some(date.at(hour, minute, 59, 0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    fn list(csv: &str) -> RosterList {
        once(read(&[Sheet::of_csv(csv.as_bytes())]).expect("a list"), &["局".to_owned()])
    }

    #[test]
    fn deadlines_as_people_write_them() {
        for (said, expected) in [
            ("2024-03-15", Some("2024-03-15T23:59:59")),
            ("20240315", Some("2024-03-15T23:59:59")),
            ("2024年3月15日", Some("2024-03-15T23:59:59")),
            ("2024年3月15日前", Some("2024-03-15T23:59:59")),
            ("２０２４.３.１５", Some("2024-03-15T23:59:59")),
            ("2024/3/15 17:30", Some("2024-03-15T17:30:59")),
            ("2024年3月15日下午5点", Some("2024-03-15T17:00:59")),
            ("2024-03-15 24:00", Some("2024-03-15T23:59:59")),
            ("2024-03-15 25:00", None),
            ("3月15日", None),
            ("24-03-15", None),
            ("3/15/24", None),
            ("2024-13-15", None),
            ("45366", None),
            ("尽快", None),
        ] {
            assert_eq!(last_moment(said).map(|moment| moment.to_string()).as_deref(), expected, "{said}");
        }
    }

    #[test]
    fn codes_as_people_write_them() {
        for (said, expected) in [
            ("440100", "440100"),
            ("440100.0", "440100"),
            (" 44 01 00 ", "440100"),
            ("４４０１００", "440100"),
            ("'440100", "440100"),
            ("440100000000", "440100"),
            ("4401", "440100"),
            ("44", "440000"),
            ("44010", ""),
            ("x", ""),
            ("", ""),
        ] {
            assert_eq!(six_digits(said), expected, "{said}");
        }
    }

    #[test]
    fn a_list_of_any_office() {
        let gbk = GB18030.encode("应报单位名单\n单位名称,代码\n甲局,440100\n").0.into_owned();
        let read = read(&[Sheet::of_csv(b"a,b\n1,2"), Sheet::of_csv(&gbk)]).expect("a list");
        assert_eq!(read.units, [RosterUnit { name: "甲局".into(), code: "440100".into(), ..RosterUnit::default() }]);
        let odd = list("单位,代码\n甲局,44010O\n");
        assert_eq!((odd.units[0].code.as_str(), odd.remarks.len()), ("", 1));
    }

    #[test]
    fn a_unit_stands_once() {
        let list = list(
            "单位,代码,邮箱,截止日期\n甲市局,440100,,2024-03-15\n甲市中心,440100,,\n甲市知识产权局,440100,x@a.cn,2024-03-20\n乙局,,,\n乙 局,,,",
        );
        let names: Vec<&str> = list.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names, ["甲市局", "甲市中心", "乙局"]);
        assert_eq!((list.units[0].mail.as_str(), list.units[0].deadline.as_str()), ("x@a.cn", "2024-03-15"));
        assert_eq!(list.remarks.len(), 2);
        assert!(list.remarks[0].zh.contains("按 2024-03-15 算"), "{}", list.remarks[0].zh);
    }

    #[test]
    fn a_list_that_is_none() {
        for none in ["a,b\n1,2", "单位,代码\n,\n"] {
            assert!(read(&[Sheet::of_csv(none.as_bytes())]).is_err(), "{none}");
        }
        let error = read(&[Sheet::of_csv("单位,截止日期\n甲,尽快".as_bytes())]).expect_err("no date");
        assert!(error.zh.contains("第 2 行"), "{}", error.zh);
    }
}
