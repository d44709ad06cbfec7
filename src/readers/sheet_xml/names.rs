//! Names of the elements of SpreadsheetML 2003.

use crate::readers::xml::vocabulary;

vocabulary! {
    /// The sheet and its cells.
    Sheet [b"urn:schemas-microsoft-com:office:spreadsheet"] {
        Cell b"Cell" Data b"Data" NumberFormat b"NumberFormat" Row b"Row" Style b"Style" Styles b"Styles" Table b"Table"
        Workbook b"Workbook" Worksheet b"Worksheet"
    }
}
