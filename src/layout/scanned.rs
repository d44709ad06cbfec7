//! What was read from pictures, set right by what the form prints: headers, printed cells, titles of
//! policies. A text that nearly is a printed one is that printed one; what was read is kept beside
//! it. Texts of other origin are never touched, and numbers never changed.

use super::alike::likeness;
use crate::model::document::{Block, Cell, Document, Table};
use crate::model::fold::{fold, is_blank};
use crate::rules::RuleSet;

/// Share of a printed text's characters that must have been read right.
const ALIKE: f64 = 0.85;
/// The same for headers, which are short and stand beside others.
const ALIKE_HEADER: f64 = 0.5;
/// A row is a header if so many of its cells are the form's, and most of them.
const HEADER_CELLS: usize = 3;
/// Of shorter texts a single character is too much.
const SHORTEST: usize = 6;

/// The document with its scanned cells set right; none if it has no such cells.
pub fn mended(document: &Document, rules: &RuleSet) -> Option<Document> {
    let is_scanned = |table: &&Table| table.cells.iter().any(|cell| cell.confidence.is_some());
    document.tables().iter().find(|table| is_scanned(table))?;
    let known = Known::of(rules);
    let mut mended = document.clone();
    for block in &mut mended.blocks {
        if let Block::Table(table) = block {
            known.mend_table(table);
        }
    }
    Some(mended)
}

/// What the form prints.
struct Known<'a> {
    headers: Vec<Phrase<'a>>,
    cells: Vec<Phrase<'a>>,
    /// Titles that printed texts cite.
    titles: Vec<Phrase<'a>>,
}

struct Phrase<'a> {
    text: &'a str,
    folded: String,
    digits: String,
}

impl<'a> Phrase<'a> {
    fn of(text: &'a str) -> Phrase<'a> {
        let folded = fold(text);
        Phrase { digits: digits(&folded), text, folded }
    }
}

fn digits(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_digit).collect()
}

impl<'a> Known<'a> {
    fn of(rules: &'a RuleSet) -> Known<'a> {
        let distinct = |mut texts: Vec<&'a str>| {
            texts.retain(|text| !is_blank(text));
            texts.sort_unstable();
            texts.dedup();
            texts.into_iter().map(Phrase::of).collect()
        };
        let headers = rules.tables.iter().flat_map(|table| &table.columns).map(|column| column.header.as_str());
        let cells: Vec<&str> = (rules.tables.iter().flat_map(|table| &table.printed))
            .flat_map(|printed| printed.cells.iter().map(String::as_str))
            .collect();
        let titles = cells.iter().flat_map(|cell| titles(cell)).map(|(from, to, cell)| &cell[from..to]).collect();
        Known { headers: distinct(headers.collect()), titles: distinct(titles), cells: distinct(cells) }
    }

    fn mend_table(&self, table: &mut Table) {
        for row in 0..table.rows {
            let is_own = |cell: &Cell| cell.row == row && !is_blank(&cell.text);
            let own = table.cells.iter().filter(|cell| is_own(cell));
            let (mut count, mut headers) = (0, 0);
            for cell in own {
                count += 1;
                headers += usize::from(nearest(&self.headers, &cell.text, 0.75).is_some());
            }
            let is_header = headers >= HEADER_CELLS && headers * 2 > count;
            for cell in table.cells.iter_mut().filter(|cell| cell.confidence.is_some() && is_own(cell)) {
                self.mend(cell, is_header);
            }
        }
    }

    fn mend(&self, cell: &mut Cell, is_header: bool) {
        let found = if is_header {
            nearest(&self.headers, &cell.text, ALIKE_HEADER)
        } else if cell.text.chars().count() >= SHORTEST {
            nearest(&self.cells, &cell.text, ALIKE)
        } else {
            None
        };
        let better = match found {
            Some(phrase) if phrase.folded == fold(&cell.text) => return,
            Some(phrase) => phrase.text.to_owned(),
            None => match self.with_titles(&cell.text) {
                Some(text) => text,
                None => return,
            },
        };
        cell.read_as = Some(std::mem::replace(&mut cell.text, better));
    }

    /// The text with titles in 《》 that are nearly a known one put right; none if there are none.
    fn with_titles(&self, text: &str) -> Option<String> {
        let mut better = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to, _) in titles(text) {
            let title = &text[from..to];
            let known = nearest(&self.titles, title, ALIKE).filter(|known| known.folded != fold(title));
            if let Some(known) = known {
                better.push_str(&text[end..from]);
                better.push_str(known.text);
                end = to;
            }
        }
        better.push_str(&text[end..]);
        (end > 0).then_some(better)
    }
}

/// The one phrase that a text is nearly: the same digits, and no other phrase as near.
fn nearest<'k, 'a>(known: &'k [Phrase<'a>], text: &str, least: f64) -> Option<&'k Phrase<'a>> {
    const LONGEST: usize = 3_000;
    if text.len() > LONGEST {
        return None;
    }
    let folded = fold(text);
    if let Some(same) = known.iter().find(|phrase| phrase.folded == folded) {
        return Some(same);
    }
    let own = digits(&folded);
    let mut best: Option<(f64, &Phrase)> = None;
    let mut second = 0.0;
    for phrase in known.iter().filter(|phrase| phrase.digits == own) {
        let score = likeness(&folded, &phrase.folded, least);
        if best.is_none_or(|(most, _)| score > most) {
            second = best.map_or(0.0, |(most, _)| most);
            best = Some((score, phrase));
        } else {
            second = f64::max(second, score);
        }
    }
    best.filter(|(score, _)| *score >= least && *score > second + 1e-9).map(|(_, phrase)| phrase)
}

/// Where the outermost titles of a text stand, without their brackets.
fn titles(text: &str) -> Vec<(usize, usize, &str)> {
    let (mut depth, mut from, mut found) = (0_u32, 0, Vec::new());
    for (at, sign) in text.char_indices() {
        match sign {
            '《' => {
                depth += 1;
                from = if depth == 1 { at + sign.len_utf8() } else { from };
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.push((from, at, text));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells of one row as they were read, and as they are after.
    #[track_caller]
    fn check(read: &[&str], expected: &[&str]) {
        let rules = RuleSet::builtin();
        let mut table = Table { rows: 1, columns: read.len(), ..Table::default() };
        for (column, text) in read.iter().enumerate() {
            let text = (*text).to_owned();
            table.cells.push(Cell {
                column,
                row_span: 1,
                column_span: 1,
                text,
                confidence: Some(0.9),
                ..Cell::default()
            });
        }
        let mut document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let found = mended(&document, &rules).expect("a scan");
        let texts: Vec<&str> = found.tables()[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, expected);
        for (cell, read) in found.tables()[0].cells.iter().zip(read) {
            assert_eq!(cell.read_as.as_deref(), (cell.text != *read).then_some(*read));
        }
        let Block::Table(table) = &mut document.blocks[0] else { unreachable!() };
        table.cells.iter_mut().for_each(|cell| cell.confidence = None);
        assert!(mended(&document, &rules).is_none(), "only scans are touched");
    }

    #[test]
    fn what_the_form_prints_is_recognised() {
        check(
            &["序亏", "类型", "主要工作内客", "经费安排(万元)", "拟设置项目", "备汪"],
            &["序号", "类型", "主要工作内容", "经费安排(万元)", "拟设置项目", "备注"],
        );
        check(&["1", "知识产权强市强具建设项目", "20"], &["1", "知识产权强市强县建设项目", "20"]);
        check(&["各地市根据工作内容拟没置的项目1"], &["各地市根据工作内容拟设置的项目1"]);
        check(&["各地市根据工作内容拟设置的项目9"], &["各地市根据工作内容拟设置的项目9"]);
        check(
            &["1", "按《广东省知识产权保护和远用“十四五”规划》办理"],
            &["1", "按《广东省知识产权保护和运用“十四五”规划》办理"],
        );
        check(&["1", "甲县自己的项目", "20"], &["1", "甲县自己的项目", "20"]);
    }
}
