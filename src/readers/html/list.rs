//! Numbers of list items (WHATWG HTML 4.4.5, 4.4.8).

use super::style::Marker;

/// An open list.
#[derive(Debug)]
pub struct List {
    /// `None` for a list without order.
    marker: Option<Marker>,
    next: i64,
}

impl List {
    pub fn ordered(marker: Option<Marker>, start: Option<i64>) -> List {
        let decimal = || super::style::marker("1");
        List { marker: marker.or_else(decimal), next: start.unwrap_or(1) }
    }

    pub fn unordered() -> List {
        List { marker: None, next: 1 }
    }

    /// Appends what stands before the next item, which may give its own number and marker.
    pub fn mark(&mut self, own: Option<i64>, style: Option<&Marker>, out: &mut String) {
        let number = own.unwrap_or(self.next);
        self.next = number.saturating_add(1);
        let Some(marker) = self.marker.as_ref().map(|marker| style.unwrap_or(marker)) else { return };
        let before = out.len();
        match u32::try_from(number) {
            Ok(number) => marker.numeral.push(number, out),
            Err(_) => out.push_str(&number.to_string()),
        }
        if out.len() > before {
            out.push_str(marker.suffix);
        }
    }
}
