//! Names of the elements of SpreadsheetML 2003.

use crate::readers::xml::vocabulary;

vocabulary! {
    /// The workbook and its cells.
    Spreadsheet [b"urn:schemas-microsoft-com:office:spreadsheet"] {
        Border b"Border" Borders b"Borders" Cell b"Cell" Column b"Column" Data b"Data" NamedRange b"NamedRange"
        Names b"Names" NumberFormat b"NumberFormat" Row b"Row" Style b"Style" Styles b"Styles" Table b"Table"
        Workbook b"Workbook" Worksheet b"Worksheet"
    }
    /// What of it only Excel knows.
    Excel [b"urn:schemas-microsoft-com:office:excel"] {
        Date1904 b"Date1904" Props b"ExcelWorkbook" Options b"WorksheetOptions" Visible b"Visible"
    }
}
