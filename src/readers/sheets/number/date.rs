//! Days and times behind serial numbers (ISO/IEC 29500-1 18.17.4).

/// A moment, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub year: i32,
    pub month: u8,
    pub day: u8,
    /// 0 is Sunday.
    pub weekday: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub millisecond: u16,
    /// Whole seconds since the serial's zero, for formats that count on: `[h]:mm`.
    pub elapsed: u64,
}

/// The last day that a spreadsheet knows is 9999-12-31.
const END: f64 = 2_958_466.0;
const MILLISECONDS: u64 = 86_400_000;
/// Days from 1899-12-30, the zero of the 1900 system after its 60, to 1904-01-01.
const TO_1904: f64 = 1462.0;

/// The moment of a serial number; with `fraction` to the millisecond, else to the nearest second.
/// `None` before the zero or after the last day.
pub fn moment(serial: f64, is_1904: bool, fraction: bool) -> Option<Moment> {
    let serial = if is_1904 { serial + TO_1904 } else { serial };
    if !(0.0..END).contains(&serial) {
        return None;
    }
    let step = if fraction { 1 } else { 1000 };
    let total = (serial * MILLISECONDS as f64 / step as f64).round() as u64 * step;
    let (days, rest) = ((total / MILLISECONDS) as i64, total % MILLISECONDS);
    let (year, month, day) = match days {
        _ if is_1904 => civil(days),
        // The 1900 system has a 29 February 1900, and begins with a day 0 of January.
        0 => (1900, 1, 0),
        60 => (1900, 2, 29),
        1..60 => civil(days + 1),
        _ => civil(days),
    };
    Some(Moment {
        year,
        month,
        day,
        weekday: ((days + 6) % 7) as u8,
        hour: (rest / 3_600_000) as u8,
        minute: (rest / 60_000 % 60) as u8,
        second: (rest / 1000 % 60) as u8,
        millisecond: (rest % 1000) as u16,
        elapsed: total / 1000,
    })
}

/// The serial number in the 1900 system of a date as ISO 8601 writes it: `2024-03-01T10:30:00`.
pub fn serial(text: &str) -> Option<f64> {
    let (date, time) = text.trim().trim_end_matches('Z').split_once('T').unwrap_or((text.trim(), ""));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1899..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Before its 29 February 1900 the system is a day ahead; a time alone has its last day of 1899.
    let days = match days_from(year, month, day) {
        ..0 => return None,
        days @ ..61 => (days - 1).max(0),
        days => days,
    };
    let mut seconds = 0.0;
    for (part, unit) in time.splitn(3, ':').zip([3600.0, 60.0, 1.0]) {
        seconds += if part.is_empty() { 0.0 } else { part.parse::<f64>().ok()? * unit };
    }
    Some(days as f64 + seconds / 86_400.0)
}

/// Days from 1899-12-30 to a day of the Gregorian calendar.
fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468 + 25_569
}

/// The day of the Gregorian calendar so many days after 1899-12-30.
fn civil(days: i64) -> (i32, u8, u8) {
    // In years that begin in March, so that the leap day is the last.
    let shifted = days - 25_569 + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_moments() {
        let check = |serial: f64, is_1904: bool, expected: &str| {
            let found = moment(serial, is_1904, false).map_or("none".to_owned(), |at| {
                format!("{}-{}-{} {}:{}:{} {}", at.year, at.month, at.day, at.hour, at.minute, at.second, at.weekday)
            });
            assert_eq!(found, expected, "{serial}");
        };
        check(0.0, false, "1900-1-0 0:0:0 6");
        check(1.0, false, "1900-1-1 0:0:0 0");
        check(60.0, false, "1900-2-29 0:0:0 3");
        check(61.0, false, "1900-3-1 0:0:0 4");
        check(45_352.0, false, "2024-3-1 0:0:0 5");
        check(45_352.437_5, false, "2024-3-1 10:30:0 5");
        check(45_352.999_999_9, false, "2024-3-2 0:0:0 6");
        check(0.0, true, "1904-1-1 0:0:0 5");
        check(43_890.0, true, "2024-3-1 0:0:0 5");
        check(2_958_465.0, false, "9999-12-31 0:0:0 5");
        check(2_958_466.0, false, "none");
        check(-1.0, false, "none");
        check(f64::NAN, false, "none");
    }

    #[test]
    fn iso_dates_are_serials() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(serial(text), expected, "{text}");
        check("2024-03-01", Some(45_352.0));
        check("2024-03-01T12:00:00Z", Some(45_352.5));
        check("1899-12-31T12:00:00.000", Some(0.5));
        check("1900-01-01", Some(1.0));
        check("1900-02-28", Some(59.0));
        check("1900-03-01", Some(61.0));
        check("1899-01-01", None);
        check("heute", None);
    }
}
