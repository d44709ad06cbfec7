//! The scanner against a general XML reader on the same bytes.

use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

use super::{Scanner, Token, vocabulary};

vocabulary! { Word [b"urn:x"] { Paragraph b"p" } }

/// Starts, ends and text of a part, up to the end of its root; `None` if it is refused.
fn ours(xml: &str) -> Option<(usize, usize, String)> {
    let mut scanner = Scanner::<Tag>::new("part", xml.as_bytes(), 100);
    let (mut starts, mut ends, mut text) = (0, 0, String::new());
    loop {
        match scanner.next().ok()? {
            Token::Start(_) => starts += 1,
            Token::End(_) => ends += 1,
            Token::Text(raw) => scanner.push_text(raw, &mut text).ok()?,
            Token::Literal(raw) => text.push_str(std::str::from_utf8(raw).ok()?),
            Token::Done => return Some((starts, ends, text)),
        }
    }
}

fn theirs(xml: &str) -> Option<(usize, usize, String)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut starts, mut ends, mut text) = (0, 0, String::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(_) => starts += 1,
            Event::End(_) => {
                ends += 1;
                if starts == ends {
                    return Some((starts, ends, text));
                }
            }
            Event::Text(raw) if starts > 0 => text.push_str(&raw.into_inner()),
            Event::CData(raw) => text.push_str(&raw.into_inner()),
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(letter) => text.push(letter),
                None => text.push_str(quick_xml::escape::resolve_predefined_entity(&name.into_inner())?),
            },
            Event::Eof | Event::DocType(_) => return None,
            _ => {}
        }
    }
}

const PIECES: [&str; 20] = [
    "<w:p>",
    "</w:p>",
    "<w:t xml:space=\"preserve\">",
    "</w:t>",
    "<w:tcW w:w='1'/>",
    "<w:aVeryLongNameIndeed a=\"/>\">",
    "</w:aVeryLongNameIndeed>",
    "</w:aVeryLongNameIndee>",
    "</w:t >",
    "<w:p",
    ">",
    "text",
    "中文，",
    "&amp;",
    "&#20013;",
    "&x;",
    "<!-- > -->",
    "<![CDATA[<a>]]>",
    "<?a b?>",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_accepted_reads_the_same(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..12)) {
        let xml = format!("<w:d xmlns:w='urn:x'>{}</w:d>", pieces.concat());
        if let Some(ours) = ours(&xml) {
            prop_assert_eq!(Some(ours), theirs(&xml), "{}", xml);
        }
    }

    #[test]
    fn what_is_well_formed_is_accepted(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:p>a</w:p>", "<w:tcW w:w='1' w:type=\"dxa\" />", "<w:aVeryLongNameIndeed a=\"/>\"></w:aVeryLongNameIndeed\n>",
        "中文", "&lt;&#x4E2D;", "<!-- > -->", "<![CDATA[<a>]]>", "<?a b?>", " ",
    ]), 0..12)) {
        let xml = format!("<?xml version=\"1.0\"?>\n<!-- x -->\n<w:d\n xmlns:w='urn:x' >{}</w:d>\n", pieces.concat());
        prop_assert_eq!(ours(&xml), theirs(&xml), "{}", xml);
        prop_assert!(ours(&xml).is_some(), "{}", xml);
    }
}
