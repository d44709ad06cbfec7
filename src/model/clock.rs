//! Days and hours as an office means them: Beijing time, the one official time of the whole country.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::text::Lang;

/// A moment (RFC 3339 with any offset) on the office's clock: what a mail server in another zone wrote
/// changes neither day nor hour. None where the text is no moment.
pub fn beijing(moment: &str) -> Option<DateTime> {
    const EAST: Offset = Offset::constant(8);
    Some(TimeZone::fixed(EAST).to_datetime(moment.parse::<Timestamp>().ok()?))
}

/// A deadline or a moment as people write it; the hour is left out at the end of a day and where only
/// the day matters.
pub fn written(at: DateTime, with_hour: bool, lang: Lang) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    let hour = if with_hour && (at.hour(), at.minute()) != (23, 59) {
        format!("{:02}:{:02}", at.hour(), at.minute())
    } else {
        String::new()
    };
    match lang {
        Lang::Zh => format!("{year}年{month}月{day}日{hour}"),
        Lang::En => format!("{year}-{month:02}-{day:02} {hour}").trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_on_the_office_s_clock() {
        for (moment, zh, en) in [
            ("2024-03-15T09:30:00+08:00", "2024年3月15日09:30", "2024-03-15 09:30"),
            // Written by a server abroad.
            ("2024-03-15T16:30:00+00:00", "2024年3月16日00:30", "2024-03-16 00:30"),
            ("2024-12-31T15:59:59Z", "2024年12月31日", "2024-12-31"),
        ] {
            let at = beijing(moment).expect("a moment");
            assert_eq!((written(at, true, Lang::Zh).as_str(), written(at, true, Lang::En).as_str()), (zh, en));
        }
        assert_eq!(written(beijing("2024-03-15T09:30:00Z").expect("a moment"), false, Lang::Zh), "2024年3月15日");
        assert_eq!(beijing(""), None);
        assert_eq!(beijing("2024-03-15"), None);
    }
}
