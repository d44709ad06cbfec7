//! Names of OpenDocument elements (ODF 1.3 part 3).

use crate::readers::xml::vocabulary;

vocabulary! {
    /// Documents, their parts, and comments.
    Office [b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"] {
        Annotation b"annotation" BinaryData b"binary-data" Content b"document-content" Flat b"document"
        Forms b"forms" Scripts b"scripts" Settings b"settings" Meta b"meta" MasterStyles b"master-styles"
        StylesPart b"document-styles" Listeners b"event-listeners" FontFaces b"font-face-decls"
    }
    /// Text.
    Text [b"urn:oasis:names:tc:opendocument:xmlns:text:1.0"] {
        Paragraph b"p" Heading b"h" Space b"s" Tab b"tab" LineBreak b"line-break" Span b"span" List b"list"
        ListItem b"list-item" ListHeader b"list-header" NumberedParagraph b"numbered-paragraph" Section b"section"
        Note b"note" RubyText b"ruby-text" TrackedChanges b"tracked-changes" Insertion b"insertion"
        Deletion b"deletion" HiddenText b"hidden-text" HiddenParagraph b"hidden-paragraph" Placeholder b"placeholder"
        ListStyle b"list-style" OutlineStyle b"outline-style" LevelNumber b"list-level-style-number"
        LevelOutline b"outline-level-style" LevelBullet b"list-level-style-bullet" LevelImage b"list-level-style-image"
        TocSource b"table-of-content-source" IllustrationSource b"illustration-index-source"
        TableIndexSource b"table-index-source" ObjectIndexSource b"object-index-source" UserIndexSource b"user-index-source"
        AlphabeticalSource b"alphabetical-index-source" BibliographySource b"bibliography-source" Label b"label"
    }
    /// Tables.
    Table [b"urn:oasis:names:tc:opendocument:xmlns:table:1.0"] {
        Table b"table" Row b"table-row" HeaderRows b"table-header-rows" Cell b"table-cell" Covered b"covered-table-cell"
        TableTitle b"title" TableDesc b"desc"
    }
    /// Text boxes and shapes.
    Draw [b"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"] {
        TextBox b"text-box" CustomShape b"custom-shape" Rect b"rect" Circle b"circle" Ellipse b"ellipse" Line b"line"
        Polyline b"polyline" Polygon b"polygon" RegularPolygon b"regular-polygon" Path b"path" Connector b"connector"
        Caption b"caption" Measure b"measure" Object b"object" Image b"image" ObjectOle b"object-ole"
    }
    /// Titles and descriptions of pictures.
    Svg [b"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"] { SvgTitle b"title" SvgDesc b"desc" }
    /// Styles.
    Style [b"urn:oasis:names:tc:opendocument:xmlns:style:1.0"] {
        Style b"style" TextProps b"text-properties" LabelAlignment b"list-level-label-alignment"
        MasterPage b"master-page" PageLayout b"page-layout"
    }
    /// Content controls of LibreOffice.
    Extension [b"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"] { ContentControl b"content-control" }
    /// The list of parts.
    Manifest [b"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"] { EncryptionData b"encryption-data" }
}
