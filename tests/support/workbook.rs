//! Workbooks of the program read back, and filled in as a person would.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use shoubiao::ledger::Sheet;
use shoubiao::model::limits::Limits;
use shoubiao::pipeline;

/// Every sheet, as our own reader reads it.
pub fn sheets(path: &Path) -> Vec<Sheet> {
    pipeline::sheets(path, &Limits::default()).unwrap_or_else(|why| panic!("{}", why.en))
}

/// The sheet of this name that has these columns, and where its header and they stand.
pub fn table<'a>(sheets: &'a [Sheet], name: &str, columns: &[&str]) -> (&'a Sheet, usize, Vec<usize>) {
    let names: Vec<Vec<String>> = columns.iter().map(|column| vec![(*column).to_owned()]).collect();
    let needed: Vec<usize> = (0..columns.len()).collect();
    let found = sheets.iter().filter(|sheet| sheet.name == name).find_map(|sheet| {
        let header = sheet.header(&names, &needed)?;
        Some((sheet, header.row, header.columns.into_iter().flatten().collect()))
    });
    found.unwrap_or_else(|| panic!("{name} has no columns {columns:?}: {sheets:#?}"))
}

/// Writes texts into empty cells: the sheet's name, the row (from 1), the column (from 0), the text.
pub fn fill_in(from: &Path, to: &Path, cells: &[(&str, usize, usize, &str)]) {
    let mut parts = zip::ZipArchive::new(Cursor::new(fs::read(from).expect("a workbook"))).expect("a package");
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut book = String::new();
    parts.by_name("xl/workbook.xml").expect("a workbook").read_to_string(&mut book).expect("text");
    let part_of = |name: &str| {
        let rest = book.split(&format!("<sheet name=\"{name}\" sheetId=\"")).nth(1).expect("a sheet of this name");
        format!("xl/worksheets/sheet{}.xml", rest.split('"').next().expect("its number"))
    };
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        let (name, mut bytes) = (part.name().expect("a name").into_owned(), Vec::new());
        part.read_to_end(&mut bytes).expect("inflated");
        for (sheet, row, column, text) in cells.iter().filter(|(sheet, ..)| part_of(sheet) == name) {
            let xml = String::from_utf8(bytes).expect("XML");
            let cell = format!("{}{row}", rust_xlsxwriter::utility::column_number_to_name(*column as u16));
            let (before, rest) =
                xml.split_once(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{sheet} {cell}"));
            let (_, after) = rest.split_once("/>").expect("an empty cell");
            bytes = format!("{before}<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>{after}").into_bytes();
        }
        packed.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        packed.write_all(&bytes).expect("written");
    }
    fs::write(to, packed.finish().expect("a package").into_inner()).expect("written");
}
