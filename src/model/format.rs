//! The kinds of file that the program can tell apart, one row each: name, endings, signature.
//! Which of them are read is said by the readers' registry; which are opened, by intake.

use serde::{Deserialize, Serialize};

use super::text::Text;

/// How a kind of file is known by its content.
#[derive(Clone, Copy, Debug)]
pub enum Signature {
    /// Starts with these bytes (white space and a byte order mark before them allowed).
    Prefix(&'static [u8]),
    /// These bytes at this offset.
    At(usize, &'static [u8]),
    /// A zip with a member of this name or beginning (`word/`).
    ZipMember(&'static str),
    /// A zip whose `mimetype` member says this.
    ZipMime(&'static str),
    /// An OLE compound file with a stream of this name.
    OleStream(&'static str),
    /// XML whose root element has this local name, and in an attribute this namespace or kind.
    XmlRoot(&'static str, &'static str),
    /// Text that begins with a start tag of this name, in any case.
    StartTag(&'static str),
    /// A page saved with all that it shows (RFC 2557): header lines of MIME, and none of a mail.
    PageHeader,
    /// A mail: header lines of RFC 5322 at the start.
    MailHeader,
    /// Known by nothing of its own: what is left.
    Rest,
}

/// What the program does with a kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May hold the form.
    Document,
    /// Holds other files.
    Container,
    /// A picture: a scan, a photo or a mail signature's logo.
    Picture,
    /// Anything else.
    Other,
}

/// One row of the table of formats.
#[derive(Debug)]
pub struct FormatRow {
    pub format: Format,
    /// As in files.csv.
    pub id: &'static str,
    pub name: Text,
    /// Endings under which it is rightly sent, lower case, without the dot.
    pub extensions: &'static [&'static str],
    pub signatures: &'static [Signature],
    pub role: Role,
}

macro_rules! formats {
    ($($variant:ident $id:literal $zh:literal $en:literal [$($ext:literal)*] $role:ident [$($signature:expr),* $(,)?];)*) => {
        /// A kind of file, by content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Format { $($variant),* }

        /// Every kind of file, in the order in which signatures are tried.
        pub static FORMATS: &[FormatRow] = &[$(FormatRow {
            format: Format::$variant,
            id: $id,
            name: Text::fixed($zh, $en),
            extensions: &[$($ext),*],
            signatures: &[$($signature),*],
            role: Role::$role,
        }),*];
    };
}

use Signature::*;

formats! {
    Docx "docx" "Word 文档" "Word document" ["docx" "docm" "dotx" "dotm" "wps"] Document [ZipMember("word/")];
    Xlsx "xlsx" "Excel 工作簿" "Excel workbook" ["xlsx" "xlsm" "et"] Document [ZipMember("xl/")];
    Pptx "pptx" "演示文稿" "presentation" ["pptx" "pptm" "ppsx"] Other [ZipMember("ppt/")];
    Odt "odt" "OpenDocument 文本" "OpenDocument text" ["odt" "ott"] Document [ZipMime("application/vnd.oasis.opendocument.text")];
    Ods "ods" "OpenDocument 表格" "OpenDocument spreadsheet" ["ods"] Document [ZipMime("application/vnd.oasis.opendocument.spreadsheet")];
    Ofd "ofd" "OFD 版式文档" "OFD document" ["ofd"] Document [ZipMember("OFD.xml"), ZipMember("Encryptions.xml")];
    Zip "zip" "ZIP 压缩包" "ZIP archive" ["zip"] Container [Prefix(b"PK\x03\x04"), Prefix(b"PK\x05\x06"), Prefix(b"PK\x07\x08PK"), Prefix(b"PK00PK")];
    Pdf "pdf" "PDF 文档" "PDF document" ["pdf"] Document [Prefix(b"%PDF-")];
    EncryptedOffice "ooxml-encrypted" "加密的 Office 文档" "encrypted Office document" ["docx" "xlsx" "doc" "xls" "wps" "et"] Document [OleStream("EncryptedPackage")];
    Doc "doc" "Word 97-2003 文档" "Word 97-2003 document" ["doc" "dot" "wps" "wpt"] Document [OleStream("WordDocument")];
    Xls "xls" "Excel 97-2003 工作簿" "Excel 97-2003 workbook" ["xls" "et"] Document [OleStream("Workbook"), OleStream("Book")];
    Msg "msg" "Outlook 邮件" "Outlook message" ["msg"] Container [OleStream("__properties_version1.0")];
    Ole "ole" "OLE 复合文件" "OLE compound file" ["db" "ole"] Other [Prefix(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")];
    Rtf "rtf" "RTF 文档" "RTF document" ["rtf"] Document [Prefix(b"{\\rtf")];
    WordXml "word-xml" "Word XML 文档" "flat Word XML document" ["xml"] Document [
        XmlRoot("wordDocument", "http://schemas.microsoft.com/office/word/2003/wordml"),
        XmlRoot("package", "http://schemas.microsoft.com/office/2006/xmlPackage"),
    ];
    FlatOdt "fodt" "OpenDocument 单文件文本" "flat OpenDocument text" ["fodt" "xml"] Document [XmlRoot("document", "application/vnd.oasis.opendocument.text")];
    SheetXml "sheet-xml" "Excel XML 表格" "Excel XML spreadsheet" ["xml"] Document [XmlRoot("Workbook", "urn:schemas-microsoft-com:office:spreadsheet")];
    // The tags by which browsers know a page (WHATWG MIME Sniffing 7.1), and others that exports begin with.
    Html "html" "网页" "web page" ["html" "htm" "xhtml"] Document [
        StartTag("!doctype html"), StartTag("html"), StartTag("head"), StartTag("body"), StartTag("table"),
        StartTag("style"), StartTag("meta"), StartTag("title"), StartTag("script"), StartTag("div"), StartTag("p"),
        StartTag("font"), StartTag("h1"), StartTag("h2"), StartTag("h3"), StartTag("b"), StartTag("br"), StartTag("a"),
        StartTag("span"), StartTag("center"), StartTag("form"), StartTag("iframe"), StartTag("caption"),
    ];
    SevenZip "7z" "7-Zip 压缩包" "7-Zip archive" ["7z"] Container [Prefix(b"7z\xBC\xAF\x27\x1C")];
    Rar "rar" "RAR 压缩包" "RAR archive" ["rar"] Container [Prefix(b"Rar!\x1A\x07")];
    Gzip "gz" "GZIP 压缩包" "GZIP archive" ["gz" "tgz"] Container [Prefix(b"\x1F\x8B\x08")];
    Tar "tar" "TAR 归档" "TAR archive" ["tar"] Container [At(257, b"ustar")];
    Packed "packed" "其他压缩文件" "archive of another kind" ["bz2" "tbz2" "xz" "txz" "zst" "cab" "lzh" "lz4"] Container [At(4, b"1AY&SY"), Prefix(b"\xFD7zXZ\0"), Prefix(b"\x28\xB5\x2F\xFD"), Prefix(b"MSCF"), At(2, b"-lh"), Prefix(b"\x1F\x9D"), Prefix(b"\x04\x22\x4D\x18")];
    Jpeg "jpg" "JPEG 图片" "JPEG picture" ["jpg" "jpeg" "jfif"] Picture [Prefix(b"\xFF\xD8\xFF")];
    Png "png" "PNG 图片" "PNG picture" ["png"] Picture [Prefix(b"\x89PNG\r\n\x1A\n")];
    Gif "gif" "GIF 图片" "GIF picture" ["gif"] Picture [Prefix(b"GIF87a"), Prefix(b"GIF89a")];
    Tiff "tif" "TIFF 图片" "TIFF picture" ["tif" "tiff"] Picture [Prefix(b"II*\0"), Prefix(b"MM\0*")];
    Bmp "bmp" "BMP 图片" "BMP picture" ["bmp"] Picture [Prefix(b"BM")];
    Webp "webp" "WebP 图片" "WebP picture" ["webp"] Picture [At(8, b"WEBP")];
    Video "video" "视频" "video" ["mp4" "mov" "m4v" "avi" "mkv" "webm"] Other [At(4, b"ftyp"), Prefix(b"\x1A\x45\xDF\xA3"), At(8, b"AVI ")];
    Tnef "tnef" "winmail.dat" "winmail.dat" ["dat"] Container [Prefix(b"\x78\x9F\x3E\x22")];
    Mbox "mbox" "邮箱文件" "mailbox" ["mbox"] Container [Prefix(b"From ")];
    Mhtml "mhtml" "单个文件网页" "single-file web page" ["mht" "mhtml"] Document [PageHeader];
    Eml "eml" "邮件" "mail" ["eml"] Container [MailHeader];
    Empty "empty" "空文件" "empty file" [] Other [];
    Unknown "unknown" "未知格式" "unknown kind" [] Other [Rest];
}

impl Format {
    pub fn row(self) -> &'static FormatRow {
        // The macro lays out rows and variants in the same order.
        &FORMATS[self as usize]
    }

    /// The name's ending is one under which this kind of file is rightly sent, or says nothing:
    /// there is none, or it is no format's (`.20240301`), or the content could not be told.
    pub fn rightly_named(self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.') else { return true };
        let ending = ending.to_lowercase();
        let known = FORMATS.iter().any(|row| row.extensions.contains(&ending.as_str()));
        let told = !matches!(self, Format::Unknown | Format::Empty | Format::Ole);
        !(known && told) || self.row().extensions.contains(&ending.as_str())
    }

    pub fn id(self) -> &'static str {
        self.row().id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_contents() {
        for (name, format, right) in [
            ("a.docx", Format::Docx, true),
            ("a.DOC", Format::Docx, false),
            ("a.wps", Format::Doc, true),
            ("a.doc", Format::Rtf, false),
            ("a.doc", Format::Html, false),
            ("a.doc", Format::Mhtml, false),
            ("a.doc", Format::WordXml, false),
            ("a.xls", Format::SheetXml, false),
            ("a.xls", Format::Html, false),
            ("a.doc", Format::Xls, false),
            ("a.xls", Format::Xlsx, false),
            ("a.wps", Format::Docx, true),
            ("a.et", Format::Xls, true),
            ("a.xml", Format::WordXml, true),
            ("a.MHT", Format::Mhtml, true),
            ("a.docx", Format::Unknown, true),
            ("a", Format::Docx, true),
            ("a.2024版", Format::Docx, true),
            ("a.pdf", Format::Jpeg, false),
        ] {
            assert_eq!(format.rightly_named(name), right, "{name}");
        }
    }

    #[test]
    fn rows_stand_in_the_order_of_the_variants() {
        for (at, row) in FORMATS.iter().enumerate() {
            assert_eq!(row.format as usize, at);
        }
        let mut ids: Vec<&str> = FORMATS.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FORMATS.len());
    }
}
