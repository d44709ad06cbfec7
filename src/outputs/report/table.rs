//! Small pieces of HTML: tables, folded parts, figures. Everything that goes in is escaped here.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::escape::html;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Text,
    Number,
}

/// A table that scrolls in its own box where it is too wide.
pub struct Table {
    align: Vec<Align>,
    page: String,
    foot: String,
}

impl Table {
    pub fn new(head: &[(&str, Align)]) -> Table {
        let mut page = String::from("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        for (name, align) in head {
            let _ = write!(page, "<th scope=\"col\"{}>{}</th>", class(*align), html(name));
        }
        page.push_str("</tr></thead><tbody>");
        Table { align: head.iter().map(|(_, align)| *align).collect(), page, foot: String::new() }
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let row = self.cells(cells, 0);
        let _ = write!(self.page, "<tr>{row}</tr>");
    }

    /// A row whose first cell is HTML already.
    pub fn row_with<T: AsRef<str>>(&mut self, first: &str, cells: &[T]) {
        let row = self.cells(cells, 1);
        let _ = write!(self.page, "<tr><td>{first}</td>{row}</tr>");
    }

    pub fn foot<T: AsRef<str>>(&mut self, cells: &[T]) {
        let row = self.cells(cells, 0);
        self.foot = format!("<tfoot><tr>{row}</tr></tfoot>");
    }

    pub fn html(&self) -> String {
        format!("{}</tbody>{}</table></div>", self.page, self.foot)
    }

    fn cells<T: AsRef<str>>(&self, cells: &[T], from: usize) -> String {
        let mut row = String::new();
        for (text, align) in cells.iter().zip(self.align.iter().skip(from)) {
            let _ = write!(row, "<td{}>{}</td>", class(*align), html(text.as_ref()));
        }
        row
    }
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Text => "",
        Align::Number => " class=\"n\"",
    }
}

/// A part that opens on demand, also without script.
pub fn details(title: &str, inner: &str) -> String {
    format!("<details><summary>{}</summary>{inner}</details>", html(title))
}

/// The same, open from the start.
pub fn opened(title: &str, inner: &str) -> String {
    format!("<details open><summary>{}</summary>{inner}</details>", html(title))
}

/// One of the great figures at the top.
pub fn figure(label: &str, value: &str, class: &str) -> String {
    format!("<div class=\"{class}\"><dt>{}</dt><dd>{}</dd></div>", html(label), html(value))
}

/// `12,345`
pub fn number(value: u64) -> String {
    grouped(value.into())
}

/// Thousands apart, no exponent and no trailing zeros: `-12,345.6`.
pub fn grouped(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut shown = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(part) = part {
        shown.push('.');
        shown.push_str(part);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (value, shown) in [
            (Decimal::ZERO, "0"),
            (Decimal::new(1_200, 2), "12"),
            (Decimal::new(-12_345_678, 2), "-123,456.78"),
            (Decimal::from(1_000), "1,000"),
            (Decimal::from(999), "999"),
        ] {
            assert_eq!(grouped(value), shown);
        }
    }

    #[test]
    fn cells_are_escaped() {
        let mut table = Table::new(&[("<名>", Align::Text), ("n", Align::Number)]);
        table.row(&["<script>", "1"]);
        table.row_with("<b>x</b>", &["\u{202e}"]);
        let page = table.html();
        assert!(page.contains("&lt;名&gt;") && page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
        assert!(page.contains("<td><b>x</b></td><td class=\"n\">\\u{202e}</td>"), "{page}");
    }
}
