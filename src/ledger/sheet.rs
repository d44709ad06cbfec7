//! A sheet of texts with a header row somewhere near its top.

use encoding_rs::GB18030;

use crate::model::document::{Document, Table};
use crate::model::fold::fold;
use crate::model::text::Text;

/// Rows above a header that are looked through: titles, instructions.
const TITLES: usize = 20;

/// Rows of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Empty for a CSV file.
    pub name: String,
    pub rows: Vec<Vec<String>>,
    /// What the first row is called, from 1: the number of its line or of its row on the sheet.
    pub first: usize,
}

/// Where the columns that are looked for stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub row: usize,
    /// Parallel to the names that were asked for.
    pub columns: Vec<Option<usize>>,
}

impl Sheet {
    /// A CSV file (RFC 4180; also with `;` or tabs), in UTF-8 or, as spreadsheets in China save it, in
    /// GB 18030.
    pub fn of_csv(bytes: &[u8]) -> Sheet {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_or_else(|_| GB18030.decode(bytes).0, Into::into);
        let first_line = text.lines().next().unwrap_or("");
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| {
            // Of equals the comma.
            (first_line.bytes().filter(|byte| byte == delimiter).count(), *delimiter == b',')
        });
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.unwrap_or(b','))
            .from_reader(text.as_bytes());
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut record = csv::StringRecord::new();
        // Text is valid UTF-8 and of any width: nothing is refused.
        while reader.read_record(&mut record).unwrap_or(false) {
            let line = record.position().map_or(1, |position| position.line() as usize);
            // Blank lines are skipped by the reader; rows keep the numbers of their lines.
            while rows.len() + 1 < line && rows.len() < line {
                rows.push(Vec::new());
            }
            rows.push(record.iter().map(|text| text.trim().to_owned()).collect());
        }
        Sheet { name: String::new(), rows, first: 1 }
    }

    /// Every table of a document.
    pub fn of_document(document: &Document) -> Vec<Sheet> {
        document.tables().into_iter().map(Sheet::of_table).collect()
    }

    fn of_table(table: &Table) -> Sheet {
        let mut rows = vec![vec![String::new(); table.columns]; table.rows];
        for cell in &table.cells {
            if let Some(text) = rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                cell.text.trim().clone_into(text);
            }
        }
        let place = table.sheet.as_ref();
        let first = place.map_or(1, |place| place.row as usize + 1);
        Sheet { name: place.map(|place| place.name.clone()).unwrap_or_default(), rows, first }
    }

    /// The first row that names all of `needed` columns, each by any of its words (an `*` after a
    /// needed one and white space are no matter).
    pub fn header(&self, columns: &[Vec<String>], needed: &[usize]) -> Option<Header> {
        self.rows.iter().take(TITLES).enumerate().find_map(|(row, texts)| {
            let heads: Vec<String> = texts.iter().map(|text| fold(text).trim_end_matches('*').to_owned()).collect();
            let find = |words: &Vec<String>| heads.iter().position(|head| words.iter().any(|word| fold(word) == *head));
            let columns: Vec<Option<usize>> = columns.iter().map(find).collect();
            needed.iter().all(|at| columns[*at].is_some()).then_some(Header { row, columns })
        })
    }

    /// The text of a cell, empty where there is none.
    pub fn text(&self, row: usize, column: Option<usize>) -> &str {
        column.and_then(|column| self.rows.get(row)?.get(column)).map_or("", String::as_str)
    }

    /// `异常 第 14 行` for a row, from 0.
    pub fn place(&self, row: usize) -> Text {
        let (name, number) = (&self.name, self.first + row);
        let space = if name.is_empty() { "" } else { " " };
        Text::new(format!("{name}{space}第 {number} 行"), format!("{name}{space}row {number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_of_any_office() {
        let gbk = GB18030.encode("单位,代码\n甲局,440100\n").0.into_owned();
        for bytes in [
            "单位,代码\n甲局,440100\n".as_bytes(),
            b"\xef\xbb\xbf\xe5\x8d\x95\xe4\xbd\x8d;\xe4\xbb\xa3\xe7\xa0\x81\r\n\xe7\x94\xb2\xe5\xb1\x80;440100",
            &gbk,
        ] {
            let sheet = Sheet::of_csv(bytes);
            assert_eq!(sheet.rows, [["单位", "代码"], ["甲局", "440100"]]);
        }
        assert_eq!(Sheet::of_csv(b"a\n\nb").place(2).zh, "第 3 行");
        assert_eq!(Sheet::of_csv(b"").rows.len(), 0);
    }

    #[test]
    fn a_header_below_titles() {
        let sheet = Sheet::of_csv("名单,\n,\n 单 位 *,代码\n甲,1".as_bytes());
        let names = [vec!["代码".to_owned()], vec!["unit".to_owned(), "单位".to_owned()], vec!["无".to_owned()]];
        let header = sheet.header(&names, &[1]).expect("a header");
        assert_eq!(header, Header { row: 2, columns: vec![Some(1), Some(0), None] });
        assert_eq!(sheet.header(&names, &[2]), None);
        assert_eq!((sheet.text(3, Some(0)), sheet.text(3, None), sheet.text(9, Some(9))), ("甲", "", ""));
    }
}
