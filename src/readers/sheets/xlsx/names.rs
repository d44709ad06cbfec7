//! Names of SpreadsheetML elements.

use crate::readers::xml::vocabulary;

vocabulary! {
    /// SpreadsheetML, Transitional (ISO/IEC 29500-4) and Strict (29500-1).
    Spreadsheet [
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ] {
        Border b"border" Borders b"borders" Bottom b"bottom" Cell b"c" CellFormats b"cellXfs" CellStyleFormats b"cellStyleXfs"
        Column b"col" DefinedName b"definedName" DiffFormats b"dxfs" End b"end" Format b"xf" Formula b"f"
        InlineString b"is" Left b"left" MergeCell b"mergeCell" NumberFormat b"numFmt" Phonetic b"rPh" Right b"right"
        Row b"row" Sheet b"sheet" SheetData b"sheetData" SheetFormat b"sheetFormatPr" Start b"start"
        StringItem b"si" Text b"t" Value b"v" Workbook b"workbook" WorkbookProps b"workbookPr" Worksheet b"worksheet"
    }
}
