//! Fields of a form (ISO 32000-1 12.7): what kind a widget's field is and what its value says.

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, Stream, String as PdfString},
};

use super::strings;

/// Fields in fields.
const MOST_DEPTH: usize = 32;
/// Field flags (ISO 32000-1 tables 221 to 230), by their bit.
const PASSWORD: u32 = 1 << 13;
const PUSH_BUTTON: u32 = 1 << 16;
const COMBO: u32 = 1 << 17;
const COMB: u32 = 1 << 24;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Typed in. `spread` puts each sign into a box of its own; `secret` shows none.
    Text { spread: bool, secret: bool },
    /// Chosen; a list shows all that could be, an open list only what is.
    Choice { open: bool },
    /// A box to tick, or one of several.
    Toggle,
    /// A button, a signature: nothing that was filled in.
    Other,
}

/// The field of a widget, with what it inherits.
pub struct Field {
    pub kind: Kind,
    /// The value in words; for a toggle the name of its state.
    pub value: Option<String>,
    /// Size of its text; 0 leaves it to the box.
    pub size: f64,
    /// A script of the file decides how the value is shown.
    pub formatted: bool,
}

impl Field {
    pub fn of(widget: &Dict<'_>, form: &Form<'_>) -> Field {
        let flags = inherited::<u32>(widget, b"Ff").unwrap_or(0);
        let kind = match inherited::<Name<'_>>(widget, b"FT").as_ref().map(Name::as_str) {
            Some("Tx") => Kind::Text { spread: flags & COMB != 0, secret: flags & PASSWORD != 0 },
            Some("Ch") => Kind::Choice { open: flags & COMBO != 0 },
            Some("Btn") if flags & PUSH_BUTTON == 0 => Kind::Toggle,
            _ => Kind::Other,
        };
        let value = inherited::<Object<'_>>(widget, b"V").and_then(|value| words(&value));
        let value = match kind {
            Kind::Choice { .. } => value.map(|value| shown(widget, &value)),
            _ => value.or_else(|| rich(widget)),
        };
        let appearance = inherited::<PdfString<'_>>(widget, b"DA").map(|text| strings::text(text.as_bytes()));
        let size = font_size(appearance.as_deref().unwrap_or(&form.appearance));
        let actions = inherited::<Dict<'_>>(widget, b"AA");
        Field { kind, value, size, formatted: actions.is_some_and(|actions| actions.contains_key(b"F")) }
    }
}

/// What the document says of its form as a whole.
#[derive(Default)]
pub struct Form<'a> {
    /// The appearances are out of date; the values count.
    pub stale: bool,
    /// Resources of the appearances that have none.
    pub resources: Dict<'a>,
    /// Of fields that have none.
    appearance: String,
}

impl<'a> Form<'a> {
    pub fn of(pdf: &'a Pdf) -> Form<'a> {
        let Some(form) = acro_form(pdf) else { return Form::default() };
        let appearance = form.get::<PdfString<'_>>(b"DA").map(|text| strings::text(text.as_bytes()));
        Form {
            stale: form.get::<bool>(b"NeedAppearances").unwrap_or(false),
            resources: form.get::<Dict<'_>>(b"DR").unwrap_or_default(),
            appearance: appearance.unwrap_or_default(),
        }
    }
}

/// A form whose pages the viewer makes from a description (XFA): the file's own page only asks to wait.
pub fn is_dynamic_xfa(pdf: &Pdf) -> bool {
    let Some(form) = acro_form(pdf) else { return false };
    let catalogue = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let needs_rendering = catalogue.and_then(|catalogue| catalogue.get::<bool>(b"NeedsRendering")).unwrap_or(false);
    let has_fields = form.get::<Array<'_>>(b"Fields").is_some_and(|fields| fields.raw_iter().next().is_some());
    form.contains_key(b"XFA") && (needs_rendering || !has_fields)
}

pub fn acro_form(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?.get::<Dict<'_>>(b"AcroForm")
}

/// An entry of the field, or of the fields that it belongs to.
fn inherited<'a, T>(widget: &Dict<'a>, key: &[u8]) -> Option<T>
where
    Dict<'a>: Lookup<'a, T>,
{
    let mut at = widget.clone();
    for _ in 0..MOST_DEPTH {
        if let Some(found) = at.lookup(key) {
            return Some(found);
        }
        at = at.get::<Dict<'a>>(b"Parent")?;
    }
    None
}

/// An entry of a dictionary as one kind of object.
trait Lookup<'a, T> {
    fn lookup(&self, key: &[u8]) -> Option<T>;
}

macro_rules! lookup {
    ($($kind:ty),*) => {
        $(impl<'a> Lookup<'a, $kind> for Dict<'a> {
            fn lookup(&self, key: &[u8]) -> Option<$kind> {
                self.get::<$kind>(key)
            }
        })*
    };
}
lookup!(u32, Name<'a>, Object<'a>, PdfString<'a>, Dict<'a>, Array<'a>);

fn words(value: &Object<'_>) -> Option<String> {
    let text = match value {
        Object::String(text) => strings::text(text.as_bytes()),
        Object::Name(name) => strings::text(name.as_ref()),
        Object::Stream(stream) => strings::text(&stream.decoded_data().ok()?),
        Object::Array(several) => {
            let texts = several.iter::<PdfString<'_>>().map(|text| strings::text(text.as_bytes()));
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => return None,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

/// A chosen value as the list shows it: /Opt pairs what is sent with what is seen.
pub fn shown(widget: &Dict<'_>, value: &str) -> String {
    let Some(options) = inherited::<Array<'_>>(widget, b"Opt") else { return value.to_owned() };
    let seen = |chosen: &str| {
        options.iter::<Object<'_>>().find_map(|option| {
            let Object::Array(pair) = option else { return None };
            let mut pair = pair.iter::<PdfString<'_>>().map(|text| strings::text(text.as_bytes()));
            let (sent, seen) = (pair.next()?, pair.next()?);
            (sent == chosen).then_some(seen)
        })
    };
    let chosen = value.split('\n').map(|chosen| seen(chosen).unwrap_or_else(|| chosen.to_owned()));
    chosen.collect::<Vec<_>>().join("\n")
}

/// Rich text (12.7.3.4) is XHTML: its words alone.
fn rich(widget: &Dict<'_>) -> Option<String> {
    let source = match inherited::<Object<'_>>(widget, b"RV")? {
        Object::String(text) => strings::text(text.as_bytes()),
        Object::Stream(stream) => rich_stream(&stream)?,
        _ => return None,
    };
    let mut text = String::new();
    for token in html5gum::Tokenizer::new(source.as_str()).flatten() {
        match token {
            html5gum::Token::String(words) => text.push_str(&String::from_utf8_lossy(&words)),
            html5gum::Token::EndTag(tag) if **tag.name == *b"p" => text.push('\n'),
            html5gum::Token::StartTag(tag) if **tag.name == *b"br" => text.push('\n'),
            _ => {}
        }
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

fn rich_stream(stream: &Stream<'_>) -> Option<String> {
    Some(strings::text(&stream.decoded_data().ok()?))
}

/// The number before `Tf`.
pub fn font_size(appearance: &str) -> f64 {
    let words: Vec<&str> = appearance.split_ascii_whitespace().collect();
    let at = words.iter().rposition(|word| *word == "Tf").and_then(|at| at.checked_sub(1));
    let size = at.and_then(|at| words.get(at)).and_then(|word| word.parse::<f64>().ok());
    size.filter(|size| (0.1..=500.0).contains(size)).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::font_size;

    #[test]
    fn sizes_of_default_appearances() {
        for (appearance, size) in
            [("/Helv 12 Tf 0 g", 12.0), ("0 g /F 0 Tf", 0.0), ("", 0.0), ("Tf", 0.0), ("/F nan Tf", 0.0)]
        {
            assert_eq!(font_size(appearance), size, "{appearance}");
        }
    }
}
