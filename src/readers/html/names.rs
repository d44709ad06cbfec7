//! The elements that make a difference to what is read.

/// What an element is to the reader. Any other is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text before and after it stands on other lines.
    Block,
    /// A block that the next block ends (WHATWG HTML 13.1.2.4).
    Paragraph,
    Preformatted,
    OrderedList,
    UnorderedList,
    Item,
    Table,
    HeadSection,
    BodySection,
    Caption,
    Row,
    Cell,
    HeaderCell,
    Break,
    Rule,
    /// Not shown, with all that it holds.
    Unseen,
    StyleSheet,
    Deleted,
    Inserted,
    Input,
    TextArea,
    Select,
    Choice,
    /// Holds nothing, and has no end tag.
    Void,
    /// A structured document tag of Word.
    Control,
    Inline,
}

/// The kind of an element by its name in lower case.
pub fn kind(name: &[u8]) -> Kind {
    match name {
        b"span" | b"font" | b"b" | b"o:p" | b"a" | b"i" | b"u" | b"strong" => Kind::Inline,
        b"td" => Kind::Cell,
        b"th" => Kind::HeaderCell,
        b"tr" => Kind::Row,
        b"p" => Kind::Paragraph,
        b"br" => Kind::Break,
        b"table" => Kind::Table,
        b"thead" => Kind::HeadSection,
        b"tbody" | b"tfoot" => Kind::BodySection,
        b"caption" => Kind::Caption,
        b"li" | b"dd" | b"dt" => Kind::Item,
        b"ol" => Kind::OrderedList,
        b"ul" | b"menu" | b"dir" => Kind::UnorderedList,
        b"pre" | b"listing" | b"xmp" | b"plaintext" => Kind::Preformatted,
        b"div" | b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"details" | b"dialog"
        | b"dl" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"h1" | b"h2" | b"h3" | b"h4"
        | b"h5" | b"h6" | b"header" | b"hgroup" | b"html" | b"legend" | b"main" | b"nav" | b"section" | b"summary"
        | b"optgroup" | b"search" => Kind::Block,
        b"hr" => Kind::Rule,
        b"script" | b"title" | b"template" | b"noscript" | b"noframes" | b"noembed" | b"iframe" | b"object"
        | b"applet" | b"audio" | b"video" | b"canvas" | b"svg" | b"datalist" | b"rt" | b"rp" | b"xml" | b"button"
        | b"annotation" | b"annotation-xml" => Kind::Unseen,
        b"style" => Kind::StyleSheet,
        b"del" => Kind::Deleted,
        b"ins" => Kind::Inserted,
        b"input" => Kind::Input,
        b"textarea" => Kind::TextArea,
        b"select" => Kind::Select,
        b"option" => Kind::Choice,
        b"area" | b"base" | b"basefont" | b"bgsound" | b"col" | b"embed" | b"frame" | b"img" | b"keygen" | b"link"
        | b"meta" | b"param" | b"source" | b"track" | b"wbr" => Kind::Void,
        b"w:sdt" => Kind::Control,
        _ => Kind::Inline,
    }
}

impl Kind {
    /// Begins and ends lines.
    pub fn is_block(self) -> bool {
        matches!(
            self,
            Kind::Block
                | Kind::Paragraph
                | Kind::Preformatted
                | Kind::OrderedList
                | Kind::UnorderedList
                | Kind::Item
                | Kind::Rule
                | Kind::Caption
        )
    }
}

/// A number that stands for a name of any length (FNV-1a): end tags find their start tags by it.
pub fn key(name: &[u8]) -> u64 {
    name.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
