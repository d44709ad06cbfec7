//! The values of XFA's `datasets` packet (XFA 3.3, XML Data Object Model): elements without elements in
//! them, by the names of all that they stand in.

use std::collections::HashMap;

use super::Part;
use crate::{
    model::limits::Limits,
    readers::xml::{Scanner, Token, vocabulary},
};

vocabulary! {
    /// What is in the form.
    Data [b"http://www.xfa.org/schema/xfa-data/1.0/"] { FormData b"data" }
    /// Rich text.
    Xhtml [b"http://www.w3.org/1999/xhtml"] { RichBody b"body" RichParagraph b"p" RichBreak b"br" }
}

/// No form holds more values.
const MOST: usize = 20_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub path: Vec<Part>,
    pub text: String,
}

/// An element that has begun.
#[derive(Default)]
struct Open {
    text: String,
    /// Elements inside it so far, by name.
    inside: HashMap<String, usize>,
}

/// Nothing if there are no data, or the XML is damaged.
pub fn values(xml: &[u8], limits: &Limits) -> Option<Vec<Value>> {
    let mut scanner = Scanner::<Tag>::new("XFA", xml, limits.xml_depth);
    loop {
        match scanner.next().ok()? {
            Token::Start(Tag::FormData) => return inside(&mut scanner),
            Token::Done => return None,
            _ => {}
        }
    }
}

fn inside(scanner: &mut Scanner<'_, Tag>) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    let mut path: Vec<Part> = Vec::new();
    let mut open = vec![Open::default()];
    loop {
        match scanner.next().ok()? {
            Token::Start(Tag::RichBody) => {
                let text = rich(scanner)?;
                open.last_mut()?.text.push_str(&text);
            }
            Token::Start(_) => {
                let name = std::str::from_utf8(scanner.local_name()).ok()?.to_owned();
                let count = open.last_mut()?.inside.entry(name.clone()).or_default();
                path.push(Part { name, index: *count });
                *count += 1;
                open.push(Open::default());
            }
            Token::Text(raw) => scanner.push_text(raw, &mut open.last_mut()?.text).ok()?,
            Token::Literal(raw) => open.last_mut()?.text.push_str(std::str::from_utf8(raw).ok()?),
            Token::End(_) => {
                let ended = open.pop()?;
                if path.is_empty() {
                    return Some(found);
                }
                if ended.inside.is_empty() {
                    found.push(Value { path: path.clone(), text: ended.text });
                }
                path.pop();
            }
            Token::Done => return None,
        }
        if found.len() > MOST {
            return None;
        }
    }
}

/// The words of rich text, its paragraphs and breaks as lines; up to its end.
fn rich(scanner: &mut Scanner<'_, Tag>) -> Option<String> {
    let depth = scanner.depth();
    let mut text = String::new();
    while scanner.depth() >= depth {
        match scanner.next().ok()? {
            Token::Text(raw) => scanner.push_text(raw, &mut text).ok()?,
            Token::Literal(raw) => text.push_str(std::str::from_utf8(raw).ok()?),
            Token::End(Tag::RichParagraph | Tag::RichBreak) => text.push('\n'),
            _ => {}
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `path=text` of each value.
    fn check(data: &str, expected: Option<&[&str]>) {
        let xml = format!(
            "<x:datasets xmlns:x='http://www.xfa.org/schema/xfa-data/1.0/'><x:data>{data}</x:data></x:datasets>"
        );
        let found = values(xml.as_bytes(), &Limits::default());
        let shown = found.map(|found| {
            let path = |value: &Value| {
                value.path.iter().map(|part| format!("{}[{}]", part.name, part.index)).collect::<Vec<_>>().join(".")
            };
            found.iter().map(|value| format!("{}={}", path(value), value.text)).collect::<Vec<_>>()
        });
        let expected = expected.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        assert_eq!(shown, expected, "{data}");
    }

    #[test]
    fn values_by_path() {
        check("<a><b>1</b><b/><c>x &amp; y</c></a>", Some(&["a[0].b[0]=1", "a[0].b[1]=", "a[0].c[0]=x & y"]));
        check("<a><r><n>1</n></r><r><n><![CDATA[<2>]]></n></r></a>", Some(&["a[0].r[0].n[0]=1", "a[0].r[1].n[0]=<2>"]));
        let body = "<body xmlns='http://www.w3.org/1999/xhtml'><p>one <b>two</b></p><p>three</p></body>";
        check(&format!("<a><b>{body}</b></a>"), Some(&["a[0].b[0]=one two\nthree\n"]));
        check("", Some(&[]));
        check("<a><b></a>", None);
        assert_eq!(values(b"<datasets><data><a>1</a></data></datasets>", &Limits::default()), None);
    }
}
