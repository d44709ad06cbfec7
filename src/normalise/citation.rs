//! Titles and document numbers that a text cites.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::record::{Citation, DocumentNumber};
use crate::model::text::any_byte;

/// What follows the agency's abbreviation (机关代字): a year in any bracket, a serial number, 号 or not.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[〔\[［（(【﹝〖{「『<〈《]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*[〕\]］）)】﹞〗}」』>〉》]\s*第?\s*(?P<serial>\d{1,5})\s*号?").expect("a fixed pattern")
});
/// The same without brackets, where only 号 shows that it is a document number.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<year>(?:19|20)\d{2})\s*[年-]?\s*第?\s*(?P<serial>\d{1,5})\s*号").expect("a fixed pattern")
});
/// 国发〔21〕20号: the year shortened.
static SHORT_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[〔\[［【﹝]\s*(?P<year>\d{2})\s*年?\s*[〕\]］】﹞]\s*第?\s*(?P<serial>\d{1,5})\s*号")
        .expect("a fixed pattern")
});
/// Further numbers of the same agency and year: 20、21号 or 20号、21号.
static FURTHER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*[、,，和及]\s*第?\s*(?P<serial>\d{1,5})\s*号").expect("a fixed pattern"));
/// An abbreviation is no longer than this.
const LONGEST_AGENCY: usize = 16;

/// One that was cut in two is no longer than this; what is longer is a sentence before the number.
const LONGEST_CUT: usize = 8;
/// First characters of agencies' abbreviations: the state's, the party's and the provinces'. What
/// begins so is not the second half of one.
const BEGINNINGS: &str = "国中京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼";
const BLANKS: [char; 6] = [' ', '\u{3000}', '\u{a0}', '\n', '\r', '\t'];

/// Reads titles and numbers; `lead` are words that stand before a number in running text, longest
/// first.
pub fn read(text: &str, lead: &[String]) -> Citation {
    Citation { titles: titles(text), numbers: numbers(text, lead) }
}

/// The outermost 《…》, in order, without their brackets; inner 《…》 and 〈…〉 stay.
fn titles(text: &str) -> Vec<String> {
    let mut titles = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, opens) in brackets(text) {
        if opens {
            if depth == 0 {
                start = at + '《'.len_utf8();
            }
            depth += 1;
        } else if depth > 0 {
            depth -= 1;
            if depth == 0 {
                push_title(&mut titles, &text[start..at]);
            }
        }
    }
    if depth > 0 {
        // One 》 too few: everything up to the last one that is there.
        let rest = &text[start..];
        if let Some(end) = rest.rfind('》') {
            push_title(&mut titles, &rest[..end]);
        }
    }
    titles
}

/// Where 《 and 》 stand (E3 80 8A and E3 80 8B), and whether it is the one that opens.
fn brackets(text: &str) -> impl Iterator<Item = (usize, bool)> {
    let found = |(at, bytes): (usize, &[u8])| match bytes {
        [0xe3, 0x80, 0x8a] => Some((at, true)),
        [0xe3, 0x80, 0x8b] => Some((at, false)),
        _ => None,
    };
    text.as_bytes().windows(3).enumerate().filter_map(found)
}

/// A title broken over lines is one line.
fn push_title(titles: &mut Vec<String>, title: &str) {
    let joined = match title.contains(['\n', '\r', '\t']) {
        true => title.split(['\n', '\r', '\t']).map(str::trim).collect(),
        false => title.trim().to_owned(),
    };
    if !joined.is_empty() {
        titles.push(joined);
    }
}

fn numbers(text: &str, lead: &[String]) -> Vec<DocumentNumber> {
    // Full-width digits are EF BC 90 to EF BC 99.
    let wide = any_byte(text, |b| b == 0xef) && text.contains(|c| ('０'..='９').contains(&c));
    if !wide && !any_byte(text, |b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let narrow: Cow<str> = match wide {
        true => text.chars().map(ascii_digit).collect::<String>().into(),
        false => text.into(),
    };
    let mut found: Vec<(usize, DocumentNumber)> = Vec::new();
    let marked = narrow.contains('号');
    for (pattern, bracketed, wants_mark) in
        [(&*BRACKETED, true, false), (&*SHORT_YEAR, true, true), (&*BARE, false, true)]
    {
        if wants_mark && !marked {
            continue;
        }
        for capture in pattern.captures_iter(&narrow) {
            let (start, end) = capture.get(0).map_or((0, 0), |m| (m.start(), m.end()));
            let before = narrow[..start].trim_end_matches(BLANKS);
            let (agency, from) = agency_at_end(before, lead);
            // 截至2021年20号 is a date; 国发2021年20号 is a number badly written.
            if agency.chars().count() < 2
                || (!bracketed && !agency.ends_with(['发', '函', '字', '办', '通', '规', '令']))
            {
                continue;
            }
            let further = FURTHER.captures(&narrow[end..]);
            // 规划（2021）5年计划 is no number.
            let closed = narrow[..end].ends_with('号') || further.is_some();
            if !closed && narrow[end..].starts_with(|c: char| c.is_alphanumeric() || c == '%') {
                continue;
            }
            let year =
                if capture["year"].len() == 2 { format!("20{}", &capture["year"]) } else { capture["year"].to_owned() };
            let standard = |serial: &str| format!("{agency}〔{year}〕{}号", serial.trim_start_matches('0'));
            let raw = narrow[from..end].trim().to_owned();
            found.push((start, DocumentNumber { raw, standard: standard(&capture["serial"]) }));
            let mut rest = end;
            while let Some(more) = FURTHER.captures(&narrow[rest..]) {
                let raw = more[0].trim_start_matches(['、', ',', '，', '和', '及', ' ']).to_owned();
                found.push((rest, DocumentNumber { raw, standard: standard(&more["serial"]) }));
                rest += more[0].len();
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, number)| number).collect()
}

fn ascii_digit(c: char) -> char {
    if ('０'..='９').contains(&c) { char::from((c as u32 - '０' as u32) as u8 + b'0') } else { c }
}

/// The agency's abbreviation at the end of `text`, and where it begins there. One that a blank or a
/// line end cuts in two is whole again; the check for badly written numbers tells of it.
fn agency_at_end<'a>(text: &'a str, lead: &[String]) -> (Cow<'a, str>, usize) {
    let last = own_agency(agency_before(text), lead);
    let from = text.len() - last.len();
    let first_part = text[..from].trim_end_matches(BLANKS);
    let cut = first_part.len() < from && !last.is_empty() && !last.starts_with(|c| BEGINNINGS.contains(c));
    if cut {
        let first = own_agency(agency_before(first_part), lead);
        let whole = format!("{first}{last}");
        // 根据 国发〔2021〕20号: what stands before only leads up to it.
        let leads = lead.iter().any(|word| first.ends_with(word.as_str()));
        if !first.is_empty() && !leads && whole.chars().count() <= LONGEST_CUT {
            return (whole.into(), first_part.len() - first.len());
        }
    }
    (last.into(), from)
}

/// The Chinese characters and letters right before a document number's year.
fn agency_before(text: &str) -> &str {
    let start = (text.char_indices().rev())
        .take(LONGEST_AGENCY)
        .take_while(|(_, c)| *c != '号' && (('\u{4e00}'..='\u{9fff}').contains(c) || c.is_ascii_alphabetic()))
        .last()
        .map_or(text.len(), |(at, _)| at);
    // 财建〔2021〕20号文粤府〔2022〕5号: the number before ends with 号文.
    if text[..start].ends_with('号') {
        text[start..].strip_prefix('文').unwrap_or(&text[start..])
    } else {
        &text[start..]
    }
}

/// Where `word` last ends in a text of few characters, for which a search has not to be made ready.
fn end_of_last(text: &str, word: &str) -> Option<usize> {
    let at = text.as_bytes().windows(word.len().max(1)).rposition(|window| window == word.as_bytes())?;
    Some(at + word.len())
}

/// The agency's abbreviation without words that lead up to it: 根据国发 → 国发.
fn own_agency<'a>(text: &'a str, lead: &[String]) -> &'a str {
    let mut own = text.trim();
    for word in lead {
        if let Some(end) = end_of_last(own, word)
            && own[end..].chars().count() >= 2
        {
            own = &own[end..];
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected_titles: &[&str], expected_numbers: &[(&str, &str)]) {
        let lead: Vec<String> = ["根据", "按照", "和", "见"].map(String::from).to_vec();
        let found = read(text, &lead);
        assert_eq!(found.titles, expected_titles, "{text}");
        let numbers: Vec<(&str, &str)> = found.numbers.iter().map(|n| (n.raw.as_str(), n.standard.as_str())).collect();
        assert_eq!(numbers, expected_numbers, "{text}");
    }

    #[test]
    fn titles_and_numbers() {
        check(
            "《甲》《乙〈丙〉》、《关于印发《丁》的通知》(国知发运字〔2020〕13号）",
            &["甲", "乙〈丙〉", "关于印发《丁》的通知"],
            &[("国知发运字〔2020〕13号", "国知发运字〔2020〕13号")],
        );
        check("（国知办发管字[2015]10号）", &[], &[("国知办发管字[2015]10号", "国知办发管字〔2015〕10号")]);
        check("（国知办函保字〔2019〕1105 号)", &[], &[("国知办函保字〔2019〕1105 号", "国知办函保字〔2019〕1105号")]);
        check(
            "根据国发（2021）20号和粤办函【２０１９】第79号",
            &[],
            &[("国发（2021）20号", "国发〔2021〕20号"), ("粤办函【2019】第79号", "粤办函〔2019〕79号")],
        );
        check("国知发运字2021年第20号，截至2021年20号", &[], &[("国知发运字2021年第20号", "国知发运字〔2021〕20号")]);
        check(
            "国发〔2021〕20号粤府〔2022〕3号",
            &[],
            &[("国发〔2021〕20号", "国发〔2021〕20号"), ("粤府〔2022〕3号", "粤府〔2022〕3号")],
        );
        check("国发〔2021〕20、21号", &[], &[("国发〔2021〕20", "国发〔2021〕20号"), ("21号", "国发〔2021〕21号")]);
        check("国发[21]20号", &[], &[("国发[21]20号", "国发〔2021〕20号")]);
        check("国发2021-20号", &[], &[("国发2021-20号", "国发〔2021〕20号")]);
        check("国知发运字\n〔2021〕20号", &[], &[("国知发运字\n〔2021〕20号", "国知发运字〔2021〕20号")]);
        for cut in ["国知发\n运字〔2021〕20号", "国知发 运字〔2021〕20号"] {
            check(cut, &[], &[(cut, "国知发运字〔2021〕20号")]);
        }
        let alone = [("粤府〔2021〕20号", "粤府〔2021〕20号")];
        check("支持方向\n粤府〔2021〕20号", &[], &alone);
        check("根据\n粤府〔2021〕20号", &[], &alone);
        check("根据 财建〔2021〕20号", &[], &[("财建〔2021〕20号", "财建〔2021〕20号")]);
        check("推进知识产权运营\n财建〔2021〕20号", &[], &[("财建〔2021〕20号", "财建〔2021〕20号")]);
        check("《甲》\n财建〔2021〕20号", &["甲"], &[("财建〔2021〕20号", "财建〔2021〕20号")]);
        check("“十四五”规划（2021）5年计划", &[], &[]);
        check("国发〔2021〕20", &[], &[("国发〔2021〕20", "国发〔2021〕20号")]);
        check("《推动高质量发展年度工作指引（2020）》的通知", &["推动高质量发展年度工作指引（2020）"], &[]);
        check("《知识产权强国建设纲要（2021—2035年）》", &["知识产权强国建设纲要（2021—2035年）"], &[]);
        check("《甲《乙》的通知", &["甲《乙"], &[]);
        check("《广东省\n专利条例》", &["广东省专利条例"], &[]);
    }
}
