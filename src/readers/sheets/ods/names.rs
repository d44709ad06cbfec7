//! Names of OpenDocument elements (ODF 1.3 part 3).

use crate::readers::xml::vocabulary;

vocabulary! {
    /// Office.
    Office [b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"] { Annotation b"annotation" Content b"document-content" Spreadsheet b"spreadsheet" }
    /// Tables.
    Tables [b"urn:oasis:names:tc:opendocument:xmlns:table:1.0"] {
        Cell b"table-cell" Changes b"tracked-changes" Column b"table-column" CoveredCell b"covered-table-cell"
        HeaderRows b"table-header-rows" Row b"table-row" Shapes b"shapes" Table b"table"
    }
    /// Text.
    Words [b"urn:oasis:names:tc:opendocument:xmlns:text:1.0"] {
        Heading b"h" LineBreak b"line-break" Paragraph b"p" Ruby b"ruby-text" Space b"s" Tab b"tab"
    }
    /// Drawings.
    Drawing [b"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"] {
        Caption b"caption" Control b"control" CustomShape b"custom-shape" Frame b"frame" Group b"g" Rect b"rect"
    }
    /// Styles.
    Styles [b"urn:oasis:names:tc:opendocument:xmlns:style:1.0"] { CellProps b"table-cell-properties" Style b"style" TableProps b"table-properties" }
}
