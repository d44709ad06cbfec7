//! Documents that a document takes in with `w:altChunk` (ISO/IEC 29500-1 17.17.2): Word documents
//! whole, web pages and plain text as paragraphs. Other kinds (RTF, MHTML) are left out.

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::body;
use crate::{
    model::document::{Block, Document, Paragraph},
    readers::{
        Result,
        flowing::budget::Budget,
        xml::{package::Package, reference::reference},
    },
};

/// Elements of a web page after which a new line begins.
const LINES: [&str; 14] = ["p", "br", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"];

/// Elements whose content is not shown.
const HIDDEN: [&str; 4] = ["head", "script", "style", "title"];

/// Reads a chunk of any kind under what is left of the budget.
///
/// # Errors
/// Trouble in a Word document, or a limit.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    if bytes.starts_with(b"PK\x03\x04") {
        let mut package = Package::open(bytes, budget.enter())?;
        let document = body::read(&mut package)?;
        *budget = package.budget.leave();
        return Ok(document);
    }
    let text = decode(bytes);
    let start = text.trim_start().get(..500).unwrap_or(text.trim_start()).to_ascii_lowercase();
    let lines = match start {
        _ if start.starts_with("{\\rtf") || start.contains("mime-version:") => return Ok(Document::default()),
        _ if start.starts_with('<') => page_lines(&text),
        _ => text.lines().map(String::from).collect(),
    };
    for _ in &lines {
        budget.add_paragraph()?;
    }
    let paragraph = |text| Block::Paragraph(Paragraph { text, place: None });
    Ok(Document { blocks: lines.into_iter().map(paragraph).collect(), ..Document::default() })
}

/// By byte order mark, by what a page says of itself, as UTF-8, or else as GB 18030.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let label = head.split_once("charset=").map(|(_, rest)| {
        rest.trim_start_matches(['"', '\'']).split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()
    });
    let said = label.flatten().and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = said.unwrap_or(if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 });
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The text of a web page by lines, cells of a row by tab.
fn page_lines(page: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut hidden: Option<&str> = None;
    let mut rest = page;
    while let Some(at) = rest.find(if hidden.is_some() { "</" } else { "<" }) {
        if hidden.is_none() {
            push_words(&rest[..at], &mut lines);
        }
        rest = &rest[at..];
        let end =
            if rest.starts_with("<!--") { rest.find("-->").map(|at| at + 3) } else { rest.find('>').map(|at| at + 1) };
        let Some(end) = end else { return finished(&lines) };
        let tag = rest[1..end].trim_start_matches('/');
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        let closes = rest.starts_with("</");
        match hidden {
            Some(open) if closes && open == name => hidden = None,
            Some(_) => {}
            None if !closes => hidden = HIDDEN.into_iter().find(|other| *other == name),
            None => {}
        }
        let empty = lines.last().is_none_or(|line| line.is_empty());
        if LINES.contains(&name.as_str()) && !empty {
            lines.push(String::new());
        } else if (name == "td" || name == "th") && closes && hidden.is_none() {
            push_tab(&mut lines);
        }
        rest = &rest[end..];
    }
    if hidden.is_none() {
        push_words(rest, &mut lines);
    }
    finished(&lines)
}

fn finished(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.trim_end().to_string()).filter(|line| !line.is_empty()).collect()
}

fn push_tab(lines: &mut [String]) {
    if let Some(line) = lines.last_mut() {
        line.push('\t');
    }
}

/// Appends text to the last line, white space as one blank, references resolved.
fn push_words(raw: &str, lines: &mut [String]) {
    let Some(line) = lines.last_mut() else { return };
    let text = resolve(raw);
    for (index, word) in text.split_ascii_whitespace().enumerate() {
        let blank = index > 0 || text.starts_with(|c: char| c.is_ascii_whitespace());
        if blank && !line.is_empty() && !line.ends_with([' ', '\t']) {
            line.push(' ');
        }
        line.push_str(word);
    }
}

/// Resolves references by number and the names that office programs write; others stay.
fn resolve(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let found = rest.split_once(';').and_then(|(name, after)| Some((named(name)?, after)));
        match found {
            Some((letter, after)) => {
                out.push(letter);
                rest = after;
            }
            None => out.push('&'),
        }
    }
    out + rest
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "nbsp" | "ensp" | "emsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        "yen" => '¥',
        "bull" => '•',
        "deg" => '°',
        _ => return reference(name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_lines() {
        let check = |page: &str, expected: &[&str]| assert_eq!(page_lines(page), expected, "{page}");
        check("<html><head><title>x</title></head><body><p>甲 &amp; 乙</p><p>丙</p></body></html>", &["甲 & 乙", "丙"]);
        check("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", &["1\t2", "3"]);
        check("a<!-- <p> -->b<script>if (a<b) {}</script>c<br/>d", &["abc", "d"]);
        check("<p>a\n  b<b>c</b> d", &["a bc d"]);
        check("<p>&ldquo;&#20013;&#x6587;&rdquo;&nbsp;&oops; & b</p>", &["“中文” &oops; & b"]);
        check("<p", &[]);
    }

    #[test]
    fn encodings_of_chunks() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(decode(bytes), expected);
        check("中".as_bytes(), "中");
        check(b"\xD6\xD0", "中");
        check(b"<meta charset=gbk>\xD6\xD0", "<meta charset=gbk>中");
        check(b"\xFF\xFE\x2D\x4E", "中");
    }
}
