//! The attributes of one start tag, as far as they change what is read.

use super::{
    sheet::Sheet,
    style::{Style, marker, symbol_font},
};

/// The attributes of the start tag that is being read.
#[derive(Debug, Default)]
pub struct Attributes {
    /// The attribute whose value comes next.
    current: String,
    pub style: Style,
    classes: String,
    id: String,
    pub rowspan: Option<usize>,
    pub colspan: Option<usize>,
    /// `height=0`, as Word writes on rows that only give widths.
    pub no_height: bool,
    /// The header cell belongs to its row, not to its column.
    pub heads_row: bool,
    /// `type`, `value` and `start` as written.
    pub kind: String,
    pub value: Option<String>,
    pub start: Option<i64>,
    pub checked: bool,
    pub selected: bool,
    pub multiple: bool,
    /// A control of Word that shows its placeholder.
    pub placeholder: bool,
    /// Word's own marks of tracked changes and of comments, by class.
    pub mark: Option<Mark>,
}

/// What Word marks by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Deleted,
    Inserted,
    Comment,
}

impl Attributes {
    pub fn clear(&mut self) {
        if !self.current.is_empty() {
            let buffers = [&mut self.current, &mut self.classes, &mut self.id].map(|buffer| {
                buffer.clear();
                std::mem::take(buffer)
            });
            let [current, classes, id] = buffers;
            *self = Attributes { current, classes, id, ..Attributes::default() };
        }
    }

    /// The next attribute, in lower case. Those without a value are taken at once.
    pub fn name(&mut self, name: &[u8]) {
        self.current.clear();
        self.current.push_str(std::str::from_utf8(name).unwrap_or("?"));
        match name {
            b"hidden" => self.style.hidden = Some(true),
            b"checked" => self.checked = true,
            b"selected" => self.selected = true,
            b"multiple" => self.multiple = true,
            _ => {}
        }
    }

    /// The value of the attribute that was named last.
    pub fn value(&mut self, value: &str) {
        match self.current.as_str() {
            "style" => self.style.declare(value),
            "class" => self.class(value),
            "id" => value.clone_into(&mut self.id),
            "rowspan" => self.rowspan = span(value),
            "colspan" => self.colspan = span(value),
            "height" => self.no_height = value.trim().trim_end_matches("px") == "0",
            "scope" => self.heads_row = value.trim().to_ascii_lowercase().starts_with("row"),
            "type" => value.clone_into(&mut self.kind),
            "value" => self.value = Some(value.to_owned()),
            "start" => self.start = value.trim().parse().ok(),
            "face" => self.style.font = symbol_font(value).or(self.style.font),
            "showingplchdr" => self.placeholder = value.eq_ignore_ascii_case("t"),
            _ => {}
        }
    }

    fn class(&mut self, classes: &str) {
        classes.clone_into(&mut self.classes);
        self.mark = classes.split_ascii_whitespace().find_map(|class| match class {
            "msoDel" => Some(Mark::Deleted),
            "msoIns" => Some(Mark::Inserted),
            "msocomanchor" | "msocomtxt" => Some(Mark::Comment),
            _ => None,
        });
    }

    /// The style of the element with this name, from the sheets and from its own attributes.
    pub fn resolve(&mut self, sheet: &Sheet, element: u64) {
        if sheet.is_empty() || (self.classes.is_empty() && self.id.is_empty()) {
            return;
        }
        let mut style = sheet.style(element, &self.classes, &self.id);
        style.overlay(&self.style);
        self.style = style;
    }

    /// The number that a list item gives itself.
    pub fn item_value(&self) -> Option<i64> {
        self.value.as_deref()?.trim().parse().ok()
    }

    /// How an ordered list is marked, by its style or its `type`.
    pub fn list_marker(&mut self) -> Option<super::style::Marker> {
        self.style.marker.take().or_else(|| marker(self.kind.trim()))
    }
}

/// A number of rows or columns: digits at the start, as browsers read it (WHATWG HTML 2.3.4.2).
fn span(value: &str) -> Option<usize> {
    let value = value.trim_start();
    let value = value.strip_prefix('+').unwrap_or(value);
    let end = value.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(value.len());
    (end > 0).then(|| value[..end].parse().unwrap_or(usize::MAX))
}
