//! A sample that came back filled in.

use std::collections::BTreeMap;

use super::draw::both;
use super::estimate::Checked;
use crate::catalogue::sample as words;
use crate::ledger::Sheet;
use crate::model::fold::fold;
use crate::model::text::{Lang, Text};

/// What people said of the rows.
#[derive(Debug, Default, PartialEq)]
pub struct Filled {
    /// In the order of their first rows.
    pub strata: Vec<Checked>,
    /// Ids of all rows, checked or not.
    pub ids: Vec<String>,
    /// How often each cell was said to be wrong, as people named it.
    pub cells: BTreeMap<String, u32>,
    /// Results that are neither.
    pub odd: Vec<Text>,
}

impl Filled {
    pub fn checked(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.checked).sum()
    }

    pub fn wrong(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.wrong).sum()
    }

    /// Rows without a result.
    pub fn blank(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.drawn).sum::<u64>() - self.checked()
    }
}

/// Reads the sheet that has the columns of a sample. A row that stands twice counts as it stands last.
///
/// # Errors
/// When no sheet has them.
pub fn read(sheets: &[Sheet]) -> Result<Filled, Text> {
    let columns = [words::ROW_ID, words::RESULT, words::STRATUM, words::STRATUM_ROWS, words::WHICH_CELL];
    let names: Vec<Vec<String>> =
        columns.iter().map(|text| [Lang::Zh, Lang::En].map(|lang| text.get(lang).to_owned()).to_vec()).collect();
    let found = sheets.iter().find_map(|sheet| Some((sheet, sheet.header(&names, &[0, 1, 2, 3])?)));
    let (sheet, header) = found.ok_or(words::NO_COLUMNS)?;
    let text = |row: usize, at: usize| sheet.text(row, header.columns[at]);
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    (header.row + 1..sheet.rows.len()).for_each(|row| {
        last.insert(text(row, 0), row);
    });
    let mut filled = Filled::default();
    for row in header.row + 1..sheet.rows.len() {
        if text(row, 0).is_empty() || last.get(text(row, 0)) != Some(&row) {
            continue;
        }
        filled.ids.push(text(row, 0).to_owned());
        let result = verdict(text(row, 1));
        if let Err(said) = &result {
            let place = sheet.place(row);
            let said = words_of(&place, said);
            filled.odd.push(said);
        }
        let result = result.unwrap_or(None);
        if result == Some(false) && !text(row, 4).is_empty() {
            *filled.cells.entry(text(row, 4).to_owned()).or_default() += 1;
        }
        let rows: String = text(row, 3).chars().filter(char::is_ascii_digit).collect();
        enter(&mut filled.strata, text(row, 2), rows.parse().unwrap_or(0), result);
    }
    Ok(filled)
}

fn words_of(place: &Text, said: &str) -> Text {
    let text = both(&words::NOT_UNDERSTOOD, &["{}", said]);
    Text::new(text.zh.replacen("{}", &place.zh, 1), text.en.replacen("{}", &place.en, 1))
}

/// Right, wrong or nothing said.
fn verdict(said: &str) -> Result<Option<bool>, String> {
    let is = |word: &Text| [Lang::Zh, Lang::En].iter().any(|lang| fold(word.get(*lang)) == fold(said));
    match said {
        "" => Ok(None),
        _ if is(&words::RIGHT) => Ok(Some(true)),
        _ if is(&words::WRONG) => Ok(Some(false)),
        said => Err(said.to_owned()),
    }
}

fn enter(strata: &mut Vec<Checked>, name: &str, rows: u64, right: Option<bool>) {
    let at = strata.iter().position(|stratum| stratum.stratum == name).unwrap_or_else(|| {
        strata.push(Checked { stratum: name.to_owned(), rows, ..Checked::default() });
        strata.len() - 1
    });
    let stratum = &mut strata[at];
    stratum.drawn += 1;
    stratum.checked += u64::from(right.is_some());
    stratum.wrong += u64::from(right == Some(false));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(csv: &str, expected: &[(&str, u64, u64, u64, u64)], odd: usize) {
        let filled = read(&[Sheet::of_csv(csv.as_bytes())]).expect("columns");
        let found: Vec<(&str, u64, u64, u64, u64)> =
            (filled.strata.iter()).map(|s| (s.stratum.as_str(), s.rows, s.drawn, s.checked, s.wrong)).collect();
        assert_eq!(found, expected);
        assert_eq!(filled.odd.len(), odd);
    }

    #[test]
    fn what_people_write() {
        check(
            "标题,,,,\n行编号,核对结果,哪一格不符,层,层内总行数\nR1,一致,,甲,100\nR2,不一致,金额,甲,100\nR3,,,乙,\"1,000\"\nR4,大概,,乙,1000\n",
            &[("甲", 100, 2, 2, 1), ("乙", 1000, 2, 0, 0)],
            1,
        );
        check(
            "row id,result,stratum,rows in the stratum\nR1,wrong,a,5\nR1,Right,a,5\n,right,a,5\n",
            &[("a", 5, 1, 1, 0)],
            0,
        );
    }

    #[test]
    fn another_sheet_is_no_sample() {
        assert!(read(&[Sheet::of_csv(b"a,b\n1,2")]).is_err());
    }
}
