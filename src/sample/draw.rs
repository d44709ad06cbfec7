//! Chooses rows of rows.csv: stratified by table and by whether anything was found on the row.
//!
//! Rows with findings go wrong more often than others; apart, both are estimated better, and the few
//! rows with findings are never missed. Each stratum gets its share of the size and at least one row
//! (Cochran, Sampling Techniques, 3rd ed. 1977, 5.3 and 5.5). Within a stratum the rows with the smallest hash
//! of seed and id are taken: the order of the rows is no matter, and a larger sample holds the smaller.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::catalogue::{fill, sample as words};
use crate::model::text::{Lang, Text, runs_as_formula};

/// What was drawn.
#[derive(Debug)]
pub struct Sample {
    pub seed: u64,
    /// How many were asked for.
    pub size: u64,
    /// Rows that there are.
    pub all: u64,
    pub strata: Vec<Stratum>,
    /// Columns of rows.csv.
    pub header: Vec<String>,
    /// In the order of rows.csv.
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The table's id in the rules.
    pub table: String,
    /// Something was found on its rows.
    pub found: bool,
    pub rows: u64,
    pub drawn: u64,
}

#[derive(Debug)]
pub struct Row {
    /// Index into [`Sample::strata`].
    pub stratum: usize,
    /// Parallel to [`Sample::header`], without the `'` that keeps spreadsheets from running a CSV cell.
    pub values: Vec<String>,
    /// Messages of what was found on it.
    pub found: Vec<String>,
}

impl Stratum {
    pub fn name(&self, lang: Lang) -> String {
        let word = if self.found { words::STRATUM_WITH } else { words::STRATUM_WITHOUT };
        fill(word.get(lang), &[&self.table])
    }
}

impl Sample {
    /// Where a column of rows.csv stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|head| head == name)
    }
}

/// Draws `size` rows from OUT; all of them when there are fewer.
///
/// # Errors
/// A sentence that names the file of OUT that cannot be read.
pub fn draw(out: &Path, size: u64, seed: u64) -> Result<Sample, Text> {
    let rows = out.join("rows.csv");
    let (strata, chosen, all) = choose(&rows, size, seed)?;
    let mut reader = open(&rows)?;
    let header: Vec<String> = headers(&mut reader, &rows)?.iter().map(str::to_owned).collect();
    let mut drawn = Vec::with_capacity(chosen.len());
    for (line, record) in reader.records().enumerate() {
        let Some(stratum) = chosen.get(&line) else { continue };
        let record = record.map_err(|cause| unreadable(&rows, &cause))?;
        let values = record.iter().map(plain).collect();
        drawn.push(Row { stratum: *stratum, values, found: Vec::new() });
    }
    let mut sample = Sample { seed, size, all, strata, header, rows: drawn };
    add_findings(&mut sample, &out.join("anomalies.csv"))?;
    Ok(sample)
}

/// Lines of rows.csv, from 0, with their strata.
type Chosen = HashMap<usize, usize>;

fn choose(path: &Path, size: u64, seed: u64) -> Result<(Vec<Stratum>, Chosen, u64), Text> {
    let mut reader = open(path)?;
    let header = headers(&mut reader, path)?;
    let [id, table, checks] = columns(&header, path, ["row_id", "table", "checks"])?;
    let mut strata: BTreeMap<(String, bool), Vec<(u64, usize)>> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    let mut line = 0;
    while reader.read_record(&mut record).map_err(|cause| unreadable(path, &cause))? {
        let text = |at: usize| record.get(at).unwrap_or("");
        let key = (text(table).to_owned(), !text(checks).is_empty());
        strata.entry(key).or_default().push((order(seed, text(id)), line));
        line += 1;
    }
    if strata.is_empty() {
        return Err(words::NO_ROWS);
    }
    let sizes: Vec<u64> = strata.values().map(|rows| rows.len() as u64).collect();
    let shares = allocate(&sizes, size);
    let mut chosen = HashMap::new();
    let mut told = Vec::new();
    for (at, (((table, found), mut rows), drawn)) in strata.into_iter().zip(shares).enumerate() {
        rows.sort_unstable();
        chosen.extend(rows.iter().take(drawn as usize).map(|(_, line)| (*line, at)));
        told.push(Stratum { table, found, rows: rows.len() as u64, drawn });
    }
    Ok((told, chosen, line as u64))
}

/// Where a row stands in the order in which rows are taken.
fn order(seed: u64, id: &str) -> u64 {
    let hash = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id).finalize();
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Shares of `size` in proportion to the sizes, at least one each and no more than there are: what is
/// left after one each goes, one by one, to the stratum that is furthest below its due.
pub fn allocate(sizes: &[u64], size: u64) -> Vec<u64> {
    let all: u64 = sizes.iter().sum();
    let size = size.min(all);
    let mut shares: Vec<u64> = sizes.iter().map(|rows| (*rows).min(1)).collect();
    // Whole parts first, so that what is left is less than the number of strata.
    for (share, rows) in shares.iter_mut().zip(sizes) {
        *share = (*share).max((u128::from(size) * u128::from(*rows) / u128::from(all.max(1))) as u64);
    }
    let due = |at: usize, share: u64| i128::from(size) * i128::from(sizes[at]) - i128::from(share) * i128::from(all);
    while shares.iter().sum::<u64>() < size {
        let open = (0..sizes.len()).filter(|at| shares[*at] < sizes[*at]);
        let Some(next) = open.max_by_key(|at| (due(*at, shares[*at]), std::cmp::Reverse(*at))) else { break };
        shares[next] += 1;
    }
    // One each may have gone beyond the size: those with more than their due give back.
    while shares.iter().sum::<u64>() > size {
        let rich = (0..sizes.len()).filter(|at| shares[*at] > 1);
        let Some(next) = rich.min_by_key(|at| (due(*at, shares[*at]), *at)) else { break };
        shares[next] -= 1;
    }
    shares
}

/// Enters what was found on the rows that were drawn.
fn add_findings(sample: &mut Sample, path: &Path) -> Result<(), Text> {
    let place = ["file", "table", "row"].map(|name| sample.column(name));
    let key = |values: &[String]| place.map(|at| at.and_then(|at| values.get(at)).cloned().unwrap_or_default());
    let by_place: HashMap<[String; 3], usize> =
        sample.rows.iter().enumerate().map(|(at, row)| (key(&row.values), at)).collect();
    let mut reader = open(path)?;
    let header = headers(&mut reader, path)?;
    let [file, table, row, message] = columns(&header, path, ["file", "table", "row", "message"])?;
    for record in reader.records() {
        let record = record.map_err(|cause| unreadable(path, &cause))?;
        let text = |at: usize| plain(record.get(at).unwrap_or(""));
        if let Some(at) = by_place.get(&[text(file), text(table), text(row)]) {
            sample.rows[*at].found.push(text(message));
        }
    }
    Ok(())
}

/// How many of some ids are in rows.csv of OUT no more.
///
/// # Errors
/// As [`draw`].
pub fn missing(out: &Path, ids: &[&str]) -> Result<usize, Text> {
    let path = out.join("rows.csv");
    let mut reader = open(&path)?;
    let header = headers(&mut reader, &path)?;
    let [id] = columns(&header, &path, ["row_id"])?;
    let mut sought: std::collections::HashSet<&str> = ids.iter().copied().collect();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|cause| unreadable(&path, &cause))? {
        sought.remove(record.get(id).unwrap_or(""));
    }
    Ok(sought.len())
}

type Reader = csv::Reader<BufReader<File>>;

fn open(path: &Path) -> Result<Reader, Text> {
    let file = File::open(path).map_err(|cause| unreadable(path, &cause.into()))?;
    Ok(csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file)))
}

fn headers(reader: &mut Reader, path: &Path) -> Result<csv::StringRecord, Text> {
    reader.headers().cloned().map_err(|cause| unreadable(path, &cause))
}

fn columns<const N: usize>(header: &csv::StringRecord, path: &Path, names: [&str; N]) -> Result<[usize; N], Text> {
    let mut found = [0; N];
    for (at, name) in names.iter().enumerate() {
        let column = header.iter().position(|head| head == *name);
        found[at] = column.ok_or_else(|| both(&words::NOT_OURS, &[&path.display().to_string(), name]))?;
    }
    Ok(found)
}

fn unreadable(path: &Path, cause: &csv::Error) -> Text {
    let path = path.display().to_string();
    match cause.kind() {
        csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::NotFound => both(&words::NO_FILE, &[&path]),
        _ => both(&words::NO_OUT, &[&path, &cause.to_string()]),
    }
}

/// A sentence filled in in both languages.
pub fn both(text: &Text, values: &[&str]) -> Text {
    Text::new(fill(text.get(Lang::Zh), values), fill(text.get(Lang::En), values))
}

/// A CSV cell without the `'` before what a spreadsheet would run.
fn plain(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if runs_as_formula(rest) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_in_proportion() {
        for (sizes, size, shares) in [
            (vec![50, 50], 10, vec![5, 5]),
            (vec![90, 9, 1], 10, vec![8, 1, 1]),
            (vec![1000, 1, 1, 1], 4, vec![1, 1, 1, 1]),
            (vec![1000, 1, 1, 1], 10, vec![7, 1, 1, 1]),
            (vec![3, 2], 10, vec![3, 2]),
            (vec![5, 5, 5], 1, vec![1, 1, 1]),
            (vec![7, 7, 7], 10, vec![4, 3, 3]),
        ] {
            assert_eq!(allocate(&sizes, size), shares, "{sizes:?} {size}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn shares_add_up(sizes in prop::collection::vec(1_u64..5_000, 1..12), size in 0_u64..20_000) {
            let shares = allocate(&sizes, size);
            let all: u64 = sizes.iter().sum();
            prop_assert_eq!(shares.iter().sum::<u64>(), size.min(all).max(sizes.len() as u64));
            prop_assert!(shares.iter().zip(&sizes).all(|(share, rows)| (1..=*rows).contains(share)));
        }
    }

    fn out(rows: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut text = String::from("row_id,file,table,row,work,checks\n");
        for at in 0..rows {
            let check = if at % 10 == 0 { "amount-unreadable" } else { "" };
            text.push_str(&format!("R{at},甲.docx,{},{at},'=1+1,{check}\n", 1 + at % 2));
        }
        std::fs::write(folder.path().join("rows.csv"), text).expect("written");
        std::fs::write(folder.path().join("anomalies.csv"), "file,table,row,message\n甲.docx,1,0,金额读不出\n")
            .expect("written");
        folder
    }

    fn ids(sample: &Sample) -> Vec<&str> {
        sample.rows.iter().map(|row| row.values[0].as_str()).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_rows() {
        let folder = out(200);
        let sample = draw(folder.path(), 40, 7).expect("drawn");
        assert_eq!((sample.rows.len(), sample.all, sample.strata.len()), (40, 200, 3));
        let again = draw(folder.path(), 40, 7).expect("drawn");
        let other = draw(folder.path(), 40, 8).expect("drawn");
        assert_eq!(ids(&sample), ids(&again));
        assert_ne!(ids(&sample), ids(&other));
        // A larger sample of the same seed holds the smaller.
        let more = draw(folder.path(), 80, 7).expect("drawn");
        assert!(ids(&sample).iter().all(|id| ids(&more).contains(id)));
        assert_eq!(sample.rows[0].values[4], "=1+1");
        let whole = draw(folder.path(), 1_000, 7).expect("drawn");
        assert_eq!((whole.rows.len(), whole.rows[0].found.as_slice()), (200, &["金额读不出".to_owned()][..]));
        assert_eq!(missing(folder.path(), &["R1", "R999"]).expect("read"), 1);
    }

    #[test]
    fn what_is_no_out_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(draw(folder.path(), 1, 1).expect_err("nothing there").zh.contains("rows.csv"));
        std::fs::write(folder.path().join("rows.csv"), "a,b\n1,2\n").expect("written");
        assert!(draw(folder.path(), 1, 1).expect_err("not ours").en.contains("row_id"));
        std::fs::write(folder.path().join("rows.csv"), "row_id,table,checks\n").expect("written");
        assert!(draw(folder.path(), 1, 1).is_err());
    }
}
