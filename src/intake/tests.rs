//! Containers made here, opened, and compared with the list of what must come out.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{open::open_bytes, sniff::*, *};
use crate::model::{format::Format, limits::Limits, trouble::TroubleKind};

pub fn items(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Item> {
    let mut items = Vec::new();
    open_bytes(name.into(), bytes.to_vec(), limits, &mut |item| items.push(item));
    items
}

/// One line per item: path, format, what is done with it.
pub fn list(name: &str, bytes: &[u8], limits: &Limits) -> Vec<String> {
    let line = |item: &Item| {
        let kind = match &item.kind {
            ItemKind::Document(source) => {
                assert_eq!((&source.path, &source.sha256), (&item.path, &item.sha256));
                "read".to_owned()
            }
            ItemKind::Container => "open".to_owned(),
            ItemKind::Ignored(_) => "ignored".to_owned(),
            ItemKind::Trouble(trouble) => format!("{:?}", trouble.kind),
        };
        format!("{} {} {kind}", item.path, item.format.id())
    };
    items(name, bytes, limits).iter().map(line).collect()
}

#[track_caller]
pub fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    assert_eq!(list(name, bytes, &Limits::default()), expected);
}

/// A zip of names as raw bytes and contents. Names of other than ASCII get no UTF-8 flag.
pub fn zip(members: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, content)) in members.iter().enumerate() {
        // A stand-in of the same length, since the writer takes no bytes and no second of a name.
        let stand_in = format!("{index:0>width$}", width = name.len());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(stand_in, options).unwrap();
        writer.write_all(content).unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    for (index, (name, _)) in members.iter().enumerate() {
        let stand_in = format!("{index:0>width$}", width = name.len());
        replace(&mut bytes, stand_in.as_bytes(), name);
    }
    bytes
}

/// Puts the name into every local and central header that bears the stand-in.
fn replace(bytes: &mut [u8], stand_in: &[u8], name: &[u8]) {
    for at in 0..bytes.len().saturating_sub(46) {
        let (name_at, len_at) = match &bytes[at..at + 4] {
            b"PK\x03\x04" => (at + 30, at + 26),
            b"PK\x01\x02" => (at + 46, at + 28),
            _ => continue,
        };
        let same_len = usize::from(u16::from_le_bytes([bytes[len_at], bytes[len_at + 1]])) == name.len();
        if same_len && bytes.get(name_at..name_at + stand_in.len()) == Some(stand_in) {
            bytes[name_at..name_at + name.len()].copy_from_slice(name);
        }
    }
}

pub fn docx() -> Vec<u8> {
    zip(&[(b"[Content_Types].xml", b"<Types/>"), (b"word/document.xml", b"<w:document/>")])
}

pub fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (index, group) in bytes.chunks(3).enumerate() {
        if index > 0 && index % 19 == 0 {
            text.push_str("\r\n");
        }
        let word = group.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let sextet = (word >> (18 - 6 * digit)) & 63;
            text.push(if digit <= group.len() { char::from(DIGITS[sextet as usize]) } else { '=' });
        }
    }
    text
}

/// A mail with a line of text and parts that are given with their header lines.
pub fn eml(subject: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let boundary = format!("b{}", subject.len());
    let mut mail = format!(
        "From: =?gb2312?B?{}?= <a@example.org>\r\nTo: b@example.org\r\nSubject: {subject}\r\n\
         Date: Sat, 16 Mar 2024 10:16:00 +0800\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\npreamble\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n请查收。\r\n",
        base64(&gbk("东莞市局"))
    )
    .into_bytes();
    for (header, content) in parts {
        mail.extend(format!("--{boundary}\r\n{header}\r\n\r\n").bytes());
        if header.contains("base64") {
            mail.extend(base64(content).bytes());
        } else {
            mail.extend_from_slice(content);
        }
        mail.extend(b"\r\n");
    }
    mail.extend(format!("--{boundary}--\r\n").bytes());
    mail
}

pub fn attached(name: &str) -> String {
    format!("Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64")
}

#[test]
fn zip_names_are_decoded_and_members_kept() {
    let (docx, folder) = (docx(), gbk("报送材料/"));
    let inside = gbk("报送材料\\需求表.docx");
    let archive = zip(&[
        (&folder, b""),
        (&inside, &docx),
        (&gbk("汕头.pdf"), b"%PDF-1.7"),
        (b"../../x.pdf", b"%PDF-1.7"),
        (b"/etc/x", b"text"),
        (b"C:\\x", b"text"),
        (b"CON", b""),
        ("a\u{202e}b".as_bytes(), b"text"),
        (b"x\x1b\ny", b"text"),
        (b"same.pdf", b"%PDF-1.7"),
        (b"same.pdf", b"%PDF-1.4"),
        (b"__MACOSX/._x", b"text"),
        (b"//", b"text"),
        (b"inner.zip", &zip(&[(b"deep.docx", &docx)])),
    ]);
    let mut expected = vec![
        "甲.zip zip open",
        "甲.zip!/报送材料/需求表.docx docx read",
        "甲.zip!/汕头.pdf pdf read",
        "甲.zip!/../../x.pdf pdf read",
        "甲.zip!/etc/x unknown read",
        "甲.zip!/C:/x unknown read",
        "甲.zip!/CON empty read",
    ];
    // The right-to-left override is UTF-8, which is also good GBK among names that are GBK.
    let rest = [
        "甲.zip!/x\\u001b\\u000ay unknown read",
        "甲.zip!/same.pdf pdf read",
        "甲.zip!/same (2).pdf pdf read",
        "甲.zip!/__MACOSX/._x unknown ignored",
        "甲.zip!/unnamed unknown read",
        "甲.zip!/inner.zip zip open",
        "甲.zip!/inner.zip!/deep.docx docx read",
    ];
    let odd = list("甲.zip", &archive, &Limits::default())[7].clone();
    expected.push(&odd);
    expected.extend(rest);
    check("甲.zip", &archive, &expected);
    let utf8 = zip(&[("a\u{202e}b".as_bytes(), b"text"), ("需求.txt".as_bytes(), b"text")]);
    check("u.zip", &utf8, &["u.zip zip open", "u.zip!/a\\u202eb unknown read", "u.zip!/需求.txt unknown read"]);
}

#[test]
fn damaged_archives_are_named_and_the_rest_is_read() {
    let mut archive = zip(&[(b"a.pdf", b"%PDF-1.7 aaaaaaaaaaaaaaaa"), (b"b.pdf", b"%PDF-1.7")]);
    let cut = archive[..archive.len() - 60].to_vec();
    check("cut.zip", &cut, &["cut.zip zip Unreadable"]);
    archive[30 + 5 + 8] ^= 0x55;
    check("a.zip", &archive, &["a.zip zip open", "a.zip!/a.pdf unknown Unreadable", "a.zip!/b.pdf pdf read"]);
    let mut locked = zip(&[(b"a.pdf", b"%PDF-1.7")]);
    let central = locked.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    locked[central + 8] |= 1;
    check("l.zip", &locked, &["l.zip zip open", "l.zip!/a.pdf unknown Encrypted"]);
    check("cut.docx", &docx()[..60 + 19], &["cut.docx zip Unreadable"]);
    let docx = docx();
    check("cut.docx", &docx[..docx.len() - 40], &["cut.docx docx read"]);
    check("a.rar", b"Rar!\x1A\x07\x01\x00", &["a.rar rar Unreadable"]);
    check("e.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", &["e.zip zip open"]);
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let limits = Limits::default();
    let flat = zip(&[(b"zeros", &vec![0; 30 << 20])]);
    assert_eq!(list("f.zip", &flat, &limits), ["f.zip zip open", "f.zip!/zeros unknown LimitExceeded"]);
    let low = Limits { inflated_bytes: 1000, ..limits };
    let two = zip(&[(b"a", &[1; 900]), (b"b", &[2; 900]), (b"c", &[3; 10])]);
    let listed = ["t.zip zip open", "t.zip!/a unknown read", "t.zip!/b unknown LimitExceeded", "t.zip!/c unknown read"];
    assert_eq!(list("t.zip", &two, &low), listed);
    // Two central lines on one local header.
    let mut shared = zip(&[(b"a", b"x"), (b"b", b"y")]);
    let last = (0..shared.len() - 4).rev().find(|&at| &shared[at..at + 4] == b"PK\x01\x02").unwrap();
    shared[last + 42..last + 46].fill(0);
    check("s.zip", &shared, &["s.zip zip LimitExceeded"]);
    let few = Limits { entries: 2, ..limits };
    let many = zip(&[(b"a", b"x"), (b"b", b"y"), (b"c", b"z")]);
    let listed = ["m.zip zip LimitExceeded", "m.zip!/a unknown read", "m.zip!/b unknown read"];
    assert_eq!(list("m.zip", &many, &few), listed);
    let mut nested = zip(&[(b"a.pdf", b"%PDF-1.7")]);
    for _ in 0..12 {
        nested = zip(&[(b"n.zip", &nested)]);
    }
    let listed = list("n.zip", &nested, &limits);
    assert_eq!(listed.len(), 11);
    assert!(listed[10].ends_with("zip LimitExceeded"));
}

#[test]
fn mails_give_their_files_and_their_envelope() {
    let docx = docx();
    let inner = eml("inner", &[(&attached("=?gbk?B?0OjH87HtLmRvY3g=?="), &docx)]);
    let logo = "Content-Type: image/png; name=image001.png\r\nContent-Transfer-Encoding: base64";
    let mail = eml(
        "=?utf-8?B?5oql6YCB?=",
        &[
            (&attached("a.docx"), &docx),
            (&attached("a.docx"), &docx),
            (logo, b"\x89PNG\r\n\x1A\n...."),
            ("Content-Type: message/rfc822", &inner),
            ("Content-Type: message/rfc822", b"no header at all"),
            ("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64", b"%PDF-1.7"),
            (&attached("smime.p7s"), b"x"),
            (&attached("winmail.dat"), b"\x78\x9F\x3E\x22"),
            ("Content-Disposition: attachment; filename=t.txt\r\nContent-Type: text/plain", "文".as_bytes()),
        ],
    );
    let expected = [
        "m.eml eml open",
        "m.eml!/a.docx docx read",
        "m.eml!/a (2).docx docx read",
        "m.eml!/image001.png png ignored",
        "m.eml!/inner.eml eml open",
        "m.eml!/inner.eml!/需求表.docx docx read",
        "m.eml!/message-5.eml eml open",
        "m.eml!/attachment-6.pdf pdf read",
        "m.eml!/smime.p7s unknown ignored",
        "m.eml!/winmail.dat tnef Unreadable",
        "m.eml!/t.txt unknown read",
    ];
    check("m.eml", &mail, &expected);
    let found = items("m.eml", &mail, &Limits::default());
    let envelope = found[1].mail.as_ref().unwrap();
    assert_eq!(envelope.sender_name, "东莞市局");
    assert_eq!(envelope.sender_address, "a@example.org");
    assert_eq!((envelope.subject.as_str(), envelope.body.as_str()), ("报送", "请查收。"));
    assert_eq!(envelope.received, "2024-03-16T10:16:00+08:00");
    assert_eq!(found[5].mail.as_ref().unwrap().subject, "inner");
    assert_eq!(found[0].mail.as_ref(), Some(envelope));
}

#[test]
fn half_an_attachment_is_never_a_whole_one() {
    let pdf = [b"%PDF-1.7 ".as_slice(), &[7; 300]].concat();
    let mail = eml("s", &[(&attached("a.pdf"), &pdf), (&attached("b.pdf"), &pdf)]);
    let end = mail.len() - 100;
    check("m.eml", &mail[..end], &["m.eml eml open", "m.eml!/a.pdf pdf read", "m.eml!/b.pdf unknown Unreadable"]);
    // The closing boundary alone is missing.
    let end = mail.len() - b"--b1--\r\n".len();
    check("m.eml", &mail[..end], &["m.eml eml open", "m.eml!/a.pdf pdf read", "m.eml!/b.pdf pdf read"]);
    let broken = String::from_utf8(mail).unwrap().replace("BwcHBwcH", "BwcH!!!!");
    check(
        "m.eml",
        broken.as_bytes(),
        &["m.eml eml open", "m.eml!/a.pdf unknown Unreadable", "m.eml!/b.pdf unknown Unreadable"],
    );
}

#[test]
fn uuencoded_files_in_the_text_are_found() {
    let mail = b"From: a@b.c\r\nTo: b@b.c\r\n\r\nHello\r\nbegin 644 x.pdf\r\n()5!$1BTQ+C<\r\n`\r\nend\r\nbye\r\n";
    check("u.eml", mail, &["u.eml eml open", "u.eml!/x.pdf pdf read"]);
}

#[test]
fn deep_and_wide_mails_end() {
    let mut nested = eml("0", &[(&attached("a.pdf"), b"%PDF-1.7")]);
    for depth in 1..50 {
        let beside = attached("beside.pdf");
        nested = eml(&"x".repeat(depth), &[("Content-Type: message/rfc822", &nested), (&beside, b"%PDF-1.7")]);
    }
    let listed = list("n.eml", &nested, &Limits::default());
    assert_eq!(listed.iter().filter(|line| line.ends_with("LimitExceeded")).count(), 1);
    assert_eq!(listed.iter().filter(|line| line.ends_with("beside.pdf pdf read")).count(), 10);
    for piece in ["=?a?B?", "; a*0=\"", "; a*1*=%41", "(\"<"] {
        let header = piece.repeat(100_000);
        let mail = format!("From: {header}\nSubject: {header}\nContent-Disposition: attachment{header}\n\nx");
        assert!(!list("h.eml", mail.as_bytes(), &Limits::default()).is_empty());
    }
    let header = attached("a.pdf");
    let parts: Vec<(&str, &[u8])> = vec![(&header, b"%PDF-1.7"); 11_000];
    let listed = list("w.eml", &eml("wide", &parts), &Limits::default());
    assert_eq!(listed[0], "w.eml eml LimitExceeded");
    assert!(listed.len() > 9_990);
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.pdf");
    std::fs::write(&path, b"%PDF-1.7").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_len(4 << 30).unwrap();
    let entry = walk(&[path]).unwrap().remove(0);
    let mut found = Vec::new();
    open(&entry, &Limits::default(), &mut |item| found.push(item));
    assert_eq!((found[0].bytes_len, found[0].format), (4 << 30, Format::Pdf));
    assert!(matches!(&found[0].kind, ItemKind::Trouble(trouble) if trouble.kind == TroubleKind::LimitExceeded));
}

#[test]
fn kinds_are_told_by_content() {
    let workbook =
        "<?xml version='1.0' encoding='utf-16'?><ss:Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>";
    let wide_workbook: Vec<u8> = workbook.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16: Vec<u8> = "\u{FEFF}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut ole = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    ole.create_stream("/WordDocument").unwrap().write_all(&[0; 600]).unwrap();
    let doc = ole.into_inner().into_inner();
    let mut broken = doc.clone();
    broken[0x2C..0x30].fill(0xFF);
    let odt = zip(&[(b"mimetype", b"application/vnd.oasis.opendocument.text"), (b"content.xml", b"")]);
    let cases: Vec<(&[u8], Format)> = vec![
        (b"", Format::Empty),
        (b"text", Format::Unknown),
        (b"\xEF\xBB\xBF\n <!doctype HTML>", Format::Html),
        (&utf16, Format::Html),
        (b"<table border=1><tr>", Format::Html),
        (b"<P>a", Format::Html),
        (b"<pre>a", Format::Unknown),
        (b"<?xml version='1.0'?><!-- x --><!DOCTYPE html PUBLIC 'x'>", Format::Html),
        (b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?><w:wordDocument x='y' xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">", Format::WordXml),
        (b"<wordDocument xmlns='http://schemas.microsoft.com/office/word/2003/wordml'/>", Format::WordXml),
        (b"<w:wordDocument/>", Format::Unknown),
        (b"<?xml version='1.0' encoding='GBK'?><pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>", Format::WordXml),
        (&wide_workbook, Format::SheetXml),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", Format::Mhtml),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"\r\n\r\n", Format::Mhtml),
        (b"From: a@b.c\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", Format::Eml),
        (b"To: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", Format::Eml),
        (b"junk\n%PDF-1.4", Format::Pdf),
        (b" {\\rtf1", Format::Rtf),
        (b"From: a\r\nSubject: b\r\n\r\n", Format::Eml),
        (b"Note: a\r\nSubject: b\r\n\r\n", Format::Unknown),
        (b"From a@b.c Mon\r\nFrom: a", Format::Mbox),
        (b"From a@b.c Mon\nFrom: a\nTo: b\n\ntext", Format::Eml),
        (b"From a@b.c Mon\nFrom: a\nTo: b\n\nFrom c@d.e Mon\nTo: x", Format::Mbox),
        (&odt, Format::Odt),
        (&doc, Format::Doc),
        (&broken, Format::Doc),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Format::Ole),
    ];
    for (bytes, format) in cases {
        assert_eq!(sniff(bytes), format, "{}", bytes[..bytes.len().min(40)].escape_ascii());
    }
    assert_eq!(sniff(&zip(&[(b"word/a.docx", b"x")])), Format::Zip);
    assert_eq!(sniff(&zip(&[(b"WORD\\document.xml", b"x")])), Format::Docx);
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0..7_usize) {
        let starts: [&[u8]; 7] = [
            b"",
            b"PK\x03\x04",
            b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=\"\n\"\n\n",
            b"From: a\nTo: b\nContent-Disposition: attachment; filename*0*=\"",
            b"From: a\nTo: b\nSubject: =?gbk?B?",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            b"PK\x05\x06",
        ];
        items("x", &[starts[start], &bytes].concat(), &Limits::default());
    }

    #[test]
    fn damaged_containers_never_panic(at in 0..2000_usize, to in any::<u8>(), cut in 0..2000_usize) {
        let archive = zip(&[(b"a.pdf", b"%PDF-1.7"), (b"word/document.xml", b"x"), (b"b", b"yy")]);
        let mail = eml("s", &[(&attached("a.zip"), &archive)]);
        for mut bytes in [archive.clone(), mail] {
            let at = at % bytes.len();
            bytes[at] = to;
            bytes.truncate(bytes.len() - cut % bytes.len() * (cut % 2));
            items("x", &bytes, &Limits::default());
        }
    }
}
