//! Containers other than zip and mail, made here byte by byte, and what must come out of them.

use std::io::{Cursor, Write};

use flate2::{Compression, Crc, GzBuilder};
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};

use super::tests::{attached, check, docx, eml, gbk, items, list, zip};
use crate::model::limits::Limits;

const PDF: &[u8] = b"%PDF-1.7";

/// A tar archive of names as raw bytes, kinds and contents.
fn tape(members: &[(&[u8], EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, content) in members {
        let mut header = Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(name: Option<&[u8]>, content: &[u8]) -> Vec<u8> {
    let mut builder = GzBuilder::new();
    if let Some(name) = name {
        builder = builder.filename(name);
    }
    let mut writer = builder.write(Vec::new(), Compression::best());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

#[test]
fn tapes_give_files_and_name_what_is_none() {
    let (folder, file) = (gbk("报送/"), gbk("报送/需求表.docx"));
    let tar = tape(&[
        (&folder, EntryType::Directory, b""),
        (&file, EntryType::Regular, &docx()),
        (b"./a.pdf", EntryType::Regular, PDF),
        (b"../../x.pdf", EntryType::Regular, PDF),
        (b"/etc/x.pdf", EntryType::Regular, PDF),
        (b"a\x1b.pdf", EntryType::Regular, PDF),
        (b"CON", EntryType::Regular, PDF),
        (b"link", EntryType::Symlink, b""),
        (b"hard", EntryType::Link, b""),
        (b"device", EntryType::Block, b""),
        (b"._a.pdf", EntryType::Regular, b"x"),
    ]);
    let inside = |container: &str| {
        let lines = [
            "报送/需求表.docx docx read",
            "a.pdf pdf read",
            "../../x.pdf pdf read",
            "etc/x.pdf pdf read",
            "a\\u001b.pdf pdf read",
            "CON pdf read",
            "link unknown ignored",
            "hard unknown ignored",
            "device unknown ignored",
            "._a.pdf unknown ignored",
        ];
        lines.map(|line| format!("{container}!/{line}"))
    };
    let of =
        |first: &str, container: &str| -> Vec<String> { [vec![first.to_owned()], inside(container).to_vec()].concat() };
    assert_eq!(list("t.tar", &tar, &Limits::default()), of("t.tar tar open", "t.tar"));
    // The archive in a .tar.gz is no file of its own.
    assert_eq!(list("t.tgz", &gzip(None, &tar), &Limits::default()), of("t.tgz gz open", "t.tgz"));
    // The oldest archives bear no mark.
    let mut old = tape(&[(b"a.pdf", EntryType::Regular, PDF)]);
    old[257..265].fill(0);
    old[148..156].fill(b' ');
    let sum: u32 = old[..512].iter().map(|&byte| u32::from(byte)).sum();
    old[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    check("old.tar", &old, &["old.tar tar open", "old.tar!/a.pdf pdf read"]);
    let long = format!("{}/需求表.pdf", "长".repeat(60));
    let mut builder = Builder::new(Vec::new());
    builder
        .append_data(
            &mut {
                let mut header = Header::new_gnu();
                header.set_size(8);
                header
            },
            &long,
            PDF,
        )
        .unwrap();
    check("l.tar", &builder.into_inner().unwrap(), &["l.tar tar open", &format!("l.tar!/{long} pdf read")]);
}

#[test]
fn damaged_tapes_give_what_they_have() {
    let two = tape(&[(b"a.pdf", EntryType::Regular, PDF), (b"b.pdf", EntryType::Regular, &[b'x'; 600])]);
    check(
        "c.tar",
        &two[..512 * 3 + 100],
        &["c.tar tar Unreadable", "c.tar!/a.pdf pdf read", "c.tar!/b.pdf unknown Unreadable"],
    );
    let mut absurd = tape(&[(b"a.pdf", EntryType::Regular, PDF)]);
    let mut header = Header::new_ustar();
    header.as_mut_bytes().copy_from_slice(&absurd[..512]);
    header.set_size(1 << 60);
    header.set_cksum();
    absurd[..512].copy_from_slice(header.as_bytes());
    check("s.tar", &absurd, &["s.tar tar Unreadable", "s.tar!/a.pdf unknown Unreadable"]);
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(list("m.tar", &two, &few), ["m.tar tar LimitExceeded", "m.tar!/a.pdf pdf read"]);
    let low = Limits { inflated_bytes: 100, ..Limits::default() };
    let listed = ["m.tar tar open", "m.tar!/a.pdf pdf read", "m.tar!/b.pdf unknown LimitExceeded"];
    assert_eq!(list("m.tar", &two, &low), listed);
}

#[test]
fn gzip_gives_one_file() {
    check("甲.pdf.gz", &gzip(None, PDF), &["甲.pdf.gz gz open", "甲.pdf.gz!/甲.pdf pdf read"]);
    let named = gzip(Some(&gbk("需求表.pdf")), PDF);
    check("a.gz", &named, &["a.gz gz open", "a.gz!/需求表.pdf pdf read"]);
    // RFC 1952 2.2: several in a row are one; rubbish behind them is forgiven.
    let several = [gzip(None, &PDF[..4]), gzip(None, &PDF[4..]), b"rubbish".to_vec()].concat();
    check("a.pdf.gz", &several, &["a.pdf.gz gz open", "a.pdf.gz!/a.pdf pdf read"]);
    let cut = &named[..named.len() - 10];
    check("a.gz", cut, &["a.gz gz open", "a.gz!/需求表.pdf unknown Unreadable"]);
    let bomb = gzip(Some(b"zeros"), &vec![0; 30 << 20]);
    check("b.gz", &bomb, &["b.gz gz open", "b.gz!/zeros unknown LimitExceeded"]);
    let mut nested = gzip(Some(b"0.gz"), PDF);
    for _ in 0..12 {
        nested = gzip(Some(b"n.gz"), &nested);
    }
    let listed = list("n.gz", &nested, &Limits::default());
    assert_eq!(listed.len(), 11);
    assert!(listed[10].ends_with("gz LimitExceeded"));
}

#[test]
fn mailboxes_give_their_mails() {
    let attached = eml("s", &[(&attached("a.pdf"), PDF)]);
    let text =
        b"From: a@b.c\nSubject: =?utf-8?B?5oql6YCBL+i+k+WHug==?=\n\nHello\n\nFrom here on it is text\n>From quoted\n";
    let mailbox =
        [b"From a@b.c Fri Mar 15 09:30:00 2024\n".as_slice(), text, b"\nFrom MAILER Sat Mar 16\n", &attached].concat();
    let expected = [
        "m.mbox mbox open",
        "m.mbox!/1 报送_输出.eml eml open",
        "m.mbox!/2 s.eml eml open",
        "m.mbox!/2 s.eml!/a.pdf pdf read",
    ];
    check("m.mbox", &mailbox, &expected);
    let found = items("m.mbox", &mailbox, &Limits::default());
    assert_eq!(found[1].mail.as_ref().unwrap().body, "Hello\n\nFrom here on it is text\nFrom quoted");
    check("x.txt", b"From the office\nof the mayor", &["x.txt unknown read"]);
    check("p.bz2", b"BZh91AY&SY123", &["p.bz2 packed Unsupported"]);
}

/// A compound file of these storages and streams.
fn compound(entries: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, content) in entries {
        match content {
            Some(content) => file.create_stream(path).unwrap().write_all(content).unwrap(),
            None => file.create_storage(path).unwrap(),
        }
    }
    file.into_inner().into_inner()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Fixed properties behind a header of this length.
fn properties(header: usize, values: &[(u32, u64)]) -> Vec<u8> {
    let mut bytes = vec![0; header];
    for (tag, value) in values {
        bytes.extend(tag.to_le_bytes());
        bytes.extend([6, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    bytes
}

#[test]
fn outlook_mails_give_their_files_and_their_envelope() {
    let top = properties(32, &[(0x3FFD_0003, 936), (0x0039_0040, 133_549_878_000_000_000)]);
    let small = properties(24, &[]);
    let shown = properties(8, &[(0x3714_0003, 4)]);
    let docx = docx();
    let (subject, name, long) = (wide("报送\n需求表"), gbk("东莞市局"), wide("需求表.docx"));
    let (inner, inner_name) = (wide("转发：a/b"), gbk("乙.pdf"));
    let message = compound(&[
        ("/__properties_version1.0", Some(&top)),
        ("/__substg1.0_0037001F", Some(&subject)),
        ("/__substg1.0_0C1A001E", Some(&name)),
        ("/__substg1.0_5D01001F", Some(&wide("a@example.org"))),
        ("/__substg1.0_0C1F001F", Some(b"/\0O\0=\0")),
        ("/__substg1.0_1000001E", Some(&gbk("请查收。"))),
        ("/__attach_version1.0_#00000000", None),
        ("/__attach_version1.0_#00000000/__substg1.0_3704001F", Some(&wide("XQB~1.DOC"))),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", Some(&long)),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", Some(&docx)),
        ("/__attach_version1.0_#00000001", None),
        ("/__attach_version1.0_#00000001/__substg1.0_3001001F", Some(&inner)),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D", None),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0", Some(&small)),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F", Some(&inner)),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000", None),
        (
            "/__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000/__substg1.0_3707001E",
            Some(&inner_name),
        ),
        (
            "/__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000/__substg1.0_37010102",
            Some(PDF),
        ),
        ("/__attach_version1.0_#00000002", None),
        ("/__attach_version1.0_#00000002/__properties_version1.0", Some(&shown)),
        ("/__attach_version1.0_#00000002/__substg1.0_37010102", Some(b"\x89PNG\r\n\x1A\n....")),
        ("/__attach_version1.0_#00000003", None),
        ("/__attach_version1.0_#00000003/__substg1.0_3707001F", Some(&wide("网盘.docx"))),
    ]);
    let expected = [
        "m.msg msg open",
        "m.msg!/需求表.docx docx read",
        "m.msg!/转发：a_b.msg msg open",
        "m.msg!/转发：a_b.msg!/乙.pdf pdf read",
        "m.msg!/attachment-3.png png ignored",
        "m.msg!/网盘.docx unknown Unsupported",
    ];
    check("m.msg", &message, &expected);
    let found = items("m.msg", &message, &Limits::default());
    let mail = found[1].mail.as_ref().unwrap();
    assert_eq!((mail.sender_name.as_str(), mail.sender_address.as_str()), ("东莞市局", "a@example.org"));
    assert_eq!((mail.subject.as_str(), mail.body.as_str()), ("报送 需求表", "请查收。"));
    assert_eq!(mail.received, "2024-03-15T14:50:00Z");
    assert_eq!(found[3].mail.as_ref().unwrap().subject, "转发：a/b");
    // The same mail in a mail gives the same bytes on any day.
    assert_eq!(found[2].sha256, items("m.msg", &message, &Limits::default())[2].sha256);
}

#[test]
fn compound_files_that_turn_in_circles() {
    let message = compound(&[("/__properties_version1.0", Some(&[0; 6000])), ("/__substg1.0_0037001F", Some(b"a\0"))]);
    let number = |at: usize| u32::from_le_bytes(message[at..at + 4].try_into().unwrap()) as usize;
    let sector = |number: usize| (1 + number) << message[30];
    // Chains of the table of sectors that lead back: 1 → 2 → 1 ([MS-CFB] 2.3).
    let mut circle = message.clone();
    for at in 0..60 {
        circle[sector(number(76)) + 4 * at..][..4].copy_from_slice(&(at as u32 ^ 1).to_le_bytes());
    }
    check("f.msg", &circle, &["f.msg msg Unreadable"]);
    // A directory entry that is its own sibling and child ([MS-CFB] 2.6.1).
    let mut circle = message.clone();
    circle[sector(number(48)) + 128 + 68..][..12].copy_from_slice(&[1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    check("d.msg", &circle, &["d.msg msg Unreadable"]);
}

/// An attribute of a winmail.dat.
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(byte.into()));
    [&[level][..], &id.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data, &sum.to_le_bytes()].concat()
}

/// A property of variable length.
fn long_property(tag: u32, value: &[u8]) -> Vec<u8> {
    let tag = [(tag as u16).to_le_bytes(), ((tag >> 16) as u16).to_le_bytes()].concat();
    let padding = vec![0; (4 - value.len() % 4) % 4];
    [&tag[..], &1_u32.to_le_bytes(), &(value.len() as u32).to_le_bytes(), value, &padding].concat()
}

fn winmail(subject: &str, attachments: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let mut bytes = b"\x78\x9F\x3E\x22\x01\x00".to_vec();
    bytes.extend(attribute(1, 0x0006_9007, &936_u64.to_le_bytes()));
    bytes.extend(attribute(1, 0x0001_8004, &gbk(subject)));
    for (name, data, tag) in attachments {
        bytes.extend(attribute(2, 0x0006_9002, &[0; 14]));
        bytes.extend(attribute(2, 0x0001_8010, b"SHORT~1.DOC\0"));
        let mut properties = vec![if *tag == 0 { 1 } else { 2 }, 0, 0, 0];
        properties.extend(long_property(0x3707_001F, &wide(name)));
        match tag {
            0 => bytes.extend(attribute(2, 0x0006_800F, data)),
            tag => properties.extend(long_property(*tag, &[&[7; 16], *data].concat())),
        }
        bytes.extend(attribute(2, 0x0006_9005, &properties));
    }
    bytes
}

#[test]
fn winmail_gives_its_files() {
    let inner = winmail("内件", &[("乙.pdf", PDF, 0)]);
    let docx = docx();
    let stream = winmail("外件", &[("需求表.docx", &docx, 0), ("内件", &inner, 0x3701_000D)]);
    let expected = [
        "winmail.dat tnef open",
        "winmail.dat!/需求表.docx docx read",
        "winmail.dat!/内件.msg tnef open",
        "winmail.dat!/内件.msg!/乙.pdf pdf read",
    ];
    check("winmail.dat", &stream, &expected);
    let mail = eml("s", &[(&attached("winmail.dat"), &stream)]);
    let found = items("m.eml", &mail, &Limits::default());
    let subjects: Vec<_> = found.iter().map(|item| item.mail.as_ref().unwrap().subject.as_str()).collect();
    assert_eq!(subjects, ["s", "s", "s", "内件", "内件"]);
    let cut = &stream[..stream.len() - 40];
    assert!(list("winmail.dat", cut, &Limits::default())[0].ends_with("tnef Unreadable"));
}

/// A 7z archive whose members stand in one block under this coder.
fn seven_zip(members: &[(&str, &[u8])], coder: &[u8]) -> Vec<u8> {
    let packed: Vec<u8> = members.iter().flat_map(|member| member.1.iter().copied()).collect();
    let crc = |bytes: &[u8]| {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    // Numbers up to two bytes ([7zFormat.txt] REAL_UINT64).
    let number = |value: usize| vec![0x80 | (value >> 8) as u8, value as u8];
    let mut header = vec![1, 4, 6, 0, 1, 9];
    header.extend(number(packed.len()));
    header.extend([0, 7, 11, 1, 0, 1]);
    header.extend(coder);
    header.push(12);
    header.extend(number(packed.len()));
    header.extend([0, 8, 13, members.len() as u8, 9]);
    members[..members.len() - 1].iter().for_each(|member| header.extend(number(member.1.len())));
    header.extend([10, 1]);
    members.iter().for_each(|member| header.extend(crc(member.1)));
    header.extend([0, 0, 5, members.len() as u8, 17]);
    let names: Vec<u8> = members.iter().flat_map(|member| wide(&format!("{}\0", member.0))).collect();
    header.extend(number(names.len() + 1));
    header.push(0);
    header.extend(names);
    header.extend([0, 0]);
    let mut start = (packed.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header));
    [b"7z\xBC\xAF\x27\x1C\0\x04", &crc(&start)[..], &start, &packed, &header].concat()
}

const COPY: &[u8] = &[1, 0];
const AES: &[u8] = &[0x24, 6, 0xF1, 7, 1, 2, 0, 0];
const ZSTD: &[u8] = &[4, 4, 0xF7, 0x11, 1];

#[test]
fn seven_zip_gives_its_members() {
    let members = [("报送/需求表.pdf", PDF), ("../x\u{202e}.pdf", PDF), ("b.txt", &[b'x'; 900])];
    let archive = seven_zip(&members, COPY);
    let expected = [
        "a.7z 7z open",
        "a.7z!/报送/需求表.pdf pdf read",
        "a.7z!/../x\\u202e.pdf pdf read",
        "a.7z!/b.txt unknown read",
    ];
    check("a.7z", &archive, &expected);
    let each = |kind: &str| -> Vec<String> {
        let rest = ["报送/需求表.pdf", "../x\\u202e.pdf", "b.txt"].map(|name| format!("a.7z!/{name} unknown {kind}"));
        [vec!["a.7z 7z open".to_owned()], rest.to_vec()].concat()
    };
    assert_eq!(list("a.7z", &seven_zip(&members, AES), &Limits::default()), each("Encrypted"));
    assert_eq!(list("a.7z", &seven_zip(&members, ZSTD), &Limits::default()), each("Unsupported"));
    let low = Limits { inflated_bytes: 500, ..Limits::default() };
    assert_eq!(list("a.7z", &archive, &low)[3], "a.7z!/b.txt unknown LimitExceeded");
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(list("a.7z", &archive, &few), ["a.7z 7z LimitExceeded", "a.7z!/报送/需求表.pdf pdf read"]);
    let mut damaged = archive.clone();
    damaged[33] ^= 1;
    assert_eq!(list("a.7z", &damaged, &Limits::default())[1], "a.7z!/报送/需求表.pdf unknown Unreadable");
    check("c.7z", &archive[..archive.len() - 9], &["c.7z 7z Unreadable"]);
}

/// A RAR 5 archive of stored members; flags of the files' own headers.
#[cfg(feature = "rar")]
fn rar(members: &[(&str, &[u8])], extra: &[u8]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let number = |value: usize| vec![0x80 | (value & 0x7F) as u8, (value >> 7) as u8];
    let block = |body: &[u8]| {
        let sized = [&[body.len() as u8][..], body].concat();
        [&crc(&sized)[..], &sized].concat()
    };
    let mut bytes = [b"Rar!\x1A\x07\x01\x00".as_slice(), &block(&[1, 0, 0])].concat();
    for (name, content) in members {
        let mut body = vec![2, if extra.is_empty() { 2 } else { 3 }];
        if !extra.is_empty() {
            body.push(extra.len() as u8);
        }
        body.extend(number(content.len()));
        body.push(4);
        body.extend(number(content.len()));
        body.push(0x20);
        body.extend(crc(content));
        body.extend([0, 0, name.len() as u8]);
        body.extend(name.bytes());
        body.extend(extra);
        bytes.extend(block(&body));
        bytes.extend_from_slice(content);
    }
    bytes.extend(block(&[5, 0, 0]));
    bytes
}

#[test]
#[cfg(feature = "rar")]
fn rar_gives_its_members() {
    let members = [("报送/需求表.pdf", PDF), ("../x\u{202e}.pdf", PDF), ("b.txt", &[b'x'; 900])];
    let archive = rar(&members, b"");
    let expected = [
        "a.rar rar open",
        "a.rar!/报送/需求表.pdf pdf read",
        "a.rar!/../x\\u202e.pdf pdf read",
        "a.rar!/b.txt unknown read",
    ];
    check("a.rar", &archive, &expected);
    // An encryption record (RAR 5.0 technote): version, flags, count, salt, vector.
    let locked = rar(&members[..1], &[[36, 1, 0, 0, 15].as_slice(), &[7; 32]].concat());
    check("l.rar", &locked, &["l.rar rar open", "l.rar!/报送/需求表.pdf unknown Encrypted"]);
    let low = Limits { inflated_bytes: 500, ..Limits::default() };
    assert_eq!(list("a.rar", &archive, &low)[3], "a.rar!/b.txt unknown LimitExceeded");
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(list("a.rar", &archive, &few), ["a.rar rar LimitExceeded", "a.rar!/报送/需求表.pdf pdf read"]);
    let mut damaged = archive.clone();
    let at = damaged.windows(4).position(|four| four == b"%PDF").unwrap();
    damaged[at] ^= 1;
    assert_eq!(list("a.rar", &damaged, &Limits::default())[1], "a.rar!/报送/需求表.pdf unknown Unreadable");
}

/// What the Packager makes of a file.
fn native(label: &str, content: &[u8]) -> Vec<u8> {
    let body = [
        &[2, 0][..],
        &gbk(label),
        b"\0C:\\tmp\\",
        &gbk(label),
        b"\0\0\0\x03\0",
        &4_u32.to_le_bytes(),
        b"C:\\\0",
        &(content.len() as u32).to_le_bytes(),
        content,
    ]
    .concat();
    [&(body.len() as u32).to_le_bytes()[..], &body].concat()
}

#[test]
fn documents_give_the_files_in_them() {
    let packed = compound(&[("/\u{1}Ole10Native", Some(&native("佐证.pdf", PDF)))]);
    let whole = compound(&[("/Package", Some(&docx())), ("/\u{1}CompObj", Some(b"x"))]);
    let equation = compound(&[("/Equation Native", Some(b"x"))]);
    let picture = compound(&[("/\u{1}Ole10Native", Some(&native("章.png", b"\x89PNG\r\n\x1A\n")))]);
    let docx = docx();
    let document = zip(&[
        (b"word/document.xml", b"<w:document/>"),
        (b"word/embeddings/oleObject1.bin", &packed),
        (b"word/embeddings/oleObject2.bin", &whole),
        (b"word/embeddings/oleObject3.bin", &equation),
        (b"word/embeddings/oleObject4.bin", &picture),
        (b"word/embeddings/Microsoft_Word_Document1.docx", &docx),
        (b"word/embeddings/Microsoft_Excel_Sheet1.xlsx", &docx),
        (b"word/charts/_rels/chart1.xml.rels", b"Target=\"../embeddings/Microsoft_Excel_Sheet1.xlsx\""),
    ]);
    let expected = [
        "a.docx docx read",
        "a.docx!/嵌入/佐证.pdf pdf read",
        "a.docx!/嵌入/oleObject2.docx docx read",
        "a.docx!/嵌入/Microsoft_Word_Document1.docx docx read",
    ];
    check("a.docx", &document, &expected);
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(list("a.docx", &document, &few)[2], "a.docx!/嵌入/oleObject2.docx unknown LimitExceeded");
    let shallow = Limits { depth: 0, ..Limits::default() };
    assert_eq!(list("a.docx", &document, &shallow), ["a.docx docx read", "a.docx!/嵌入 unknown LimitExceeded"]);
    let old = compound(&[
        ("/WordDocument", Some(&[0; 600])),
        ("/ObjectPool", None),
        ("/ObjectPool/_1", None),
        ("/ObjectPool/_1/\u{1}Ole10Native", Some(&native("佐证.pdf", PDF))),
        ("/ObjectPool/_2", None),
        ("/ObjectPool/_2/WordDocument", Some(&[0; 600])),
        ("/ObjectPool/_2/Data", Some(b"x")),
        ("/ObjectPool/_3", None),
        ("/ObjectPool/_3/\u{2}OlePres000", Some(b"x")),
    ]);
    let expected = ["a.doc doc read", "a.doc!/嵌入/佐证.pdf pdf read", "a.doc!/嵌入/attachment-2.doc doc read"];
    check("a.doc", &old, &expected);
}

#[test]
fn pdfs_give_the_files_in_them() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [<< /Subtype /FileAttachment /FS 7 0 R >>] >>",
        // The tree holds itself.
        "<< /Kids [4 0 R << /Names [(key) 5 0 R] >>] >>",
        "<< /Type /Filespec /F (a.doc) /UF <FEFF75320031002E007000640066> /EF << /F 6 0 R >> >>",
        "<< /Type /EmbeddedFile /Length 8 >>\nstream\n%PDF-1.7\nendstream",
        "<< /Type /Filespec /F (b.txt) /EF << /F 8 0 R >> >>",
        "<< /Type /EmbeddedFile /Length 4 >>\nstream\ntext\nendstream",
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("{table}trailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    check("a.pdf", &bytes, &["a.pdf pdf read", "a.pdf!/嵌入/甲1.pdf pdf read", "a.pdf!/嵌入/b.txt unknown read"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn damaged_containers_never_panic(
        which in 0..9_usize,
        changes in prop::collection::vec((any::<u16>(), any::<u8>()), 1..6),
        cut in 0..40_usize,
    ) {
        let members = [("a.pdf", PDF), ("b", b"yy".as_slice())];
        let packed = compound(&[("/\u{1}Ole10Native", Some(&native("x.pdf", PDF)))]);
        let mut bytes = match which {
            0 => tape(&[(b"a.pdf", EntryType::Regular, PDF), (b"b", EntryType::Symlink, b"")]),
            1 => gzip(Some(b"a"), PDF),
            2 => [b"From a Mon\nFrom: a\n\nx\n\nFrom b Tue\n".as_slice(), &eml("s", &[(&attached("a"), PDF)])].concat(),
            3 => compound(&[
                ("/__properties_version1.0", Some(&properties(32, &[(0x3FFD_0003, 936)]))),
                ("/__substg1.0_0037001F", Some(b"a\0")),
                ("/__attach_version1.0_#00000000", None),
                ("/__attach_version1.0_#00000000/__substg1.0_37010102", Some(PDF)),
            ]),
            4 => winmail("s", &[("a.pdf", PDF, 0), ("b", &winmail("t", &[]), 0x3701_000D)]),
            5 => seven_zip(&members, COPY),
            #[cfg(feature = "rar")]
            6 => rar(&members, b""),
            7 => compound(&[
                ("/WordDocument", Some(&[0; 600])),
                ("/ObjectPool", None),
                ("/ObjectPool/_1", None),
                ("/ObjectPool/_1/\u{1}Ole10Native", Some(&native("x.pdf", PDF))),
            ]),
            _ => zip(&[(b"word/document.xml", b"x"), (b"word/embeddings/o.bin", &packed)]),
        };
        for (at, to) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = to;
        }
        bytes.truncate(bytes.len() - cut.min(bytes.len() - 1));
        items("x", &bytes, &Limits::default());
    }

    #[test]
    fn whatever_follows_a_signature_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0..8_usize) {
        let starts: [&[u8]; 8] = [
            b"7z\xBC\xAF\x27\x1C\0\x04",
            b"Rar!\x1A\x07\x00",
            b"Rar!\x1A\x07\x01\x00",
            b"\x1F\x8B\x08\x00",
            b"\x78\x9F\x3E\x22\x01\x00",
            b"From a Mon\nFrom: ",
            b"%PDF-1.4 /EmbeddedFile ",
            b"{\\rtf",
        ];
        items("x", &[starts[start], &bytes].concat(), &Limits::default());
        let _ = super::packed_rtf::unpack(&bytes).map(|rtf| super::packed_rtf::plain(&rtf));
        super::packed_rtf::plain(&bytes);
    }
}
