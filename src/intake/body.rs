//! The text of a mail that holds a table itself: pasted there instead of attached.

/// Its name in the mail.
pub const NAME: &str = "正文.html";

/// The page as a file of its own, if it holds a table that may be a form: two rows or more of two
/// cells or more with text. What the table is, is not known here.
pub fn page(html: &str) -> Option<Vec<u8>> {
    // What the mail says of the encoding has been followed; what the page says no longer holds.
    holds_table(html).then(|| [b"\xEF\xBB\xBF", html.as_bytes()].concat())
}

fn holds_table(html: &str) -> bool {
    const ENOUGH: usize = 2;
    // Rows of the table with enough filled cells, filled cells of the row, and the state of the cell.
    let (mut rows, mut cells, mut in_cell, mut filled) = (0, 0, false, false);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        filled |= in_cell && shows(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'/').unwrap_or(rest.len());
        let tag = rest[..end].to_ascii_lowercase();
        let (ends_cell, ends_row) = match tag.as_str() {
            "td" | "th" | "/td" | "/th" => (true, false),
            "tr" | "/tr" | "table" | "/table" => (true, true),
            _ => continue,
        };
        if ends_cell {
            cells += usize::from(std::mem::take(&mut filled));
            in_cell = matches!(tag.as_str(), "td" | "th");
        }
        if ends_row {
            rows += usize::from(std::mem::take(&mut cells) >= ENOUGH);
        }
        if rows >= ENOUGH {
            return true;
        }
        if tag.ends_with("table") {
            rows = 0;
        }
    }
    false
}

/// Anything but white space stands behind the end of the tag before.
fn shows(text: &str) -> bool {
    let text = text.split_once('>').map_or("", |(_, text)| text).trim();
    !text.is_empty() && !text.replace("&nbsp;", "").trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_two_rows_and_columns() {
        let check = |html: &str, expected: bool| assert_eq!(holds_table(html), expected, "{html}");
        check("<p>请查收</p>", false);
        check("<table><tr><td>a<td>b<tr><td>c<td>d</table>", true);
        check("<TABLE><TR><TD>a</TD><TD><p>b</p></TD></TR><TR><TD>c</TD><TD>d</TD></TR></TABLE>", true);
        check("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>", false);
        check("<table><tr><td>a<tr><td>b</table>", false);
        check("<table><tr><td><img><td>&nbsp;<tr><td>a<td>b</table>", false);
        check("<table><tr><td><table><tr><th>a<th>b<tr><td>c<td>d</table></table>", true);
        check("<td", false);
    }
}
