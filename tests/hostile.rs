//! Bad input: each file is named with what is wrong with it, the others are read all the same, and
//! nothing is written outside OUT. Every file is made here.

mod support;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use flate2::{Compression, write::GzEncoder};
use shoubiao::outputs::blank;
use shoubiao::rules::RuleSet;
use support::zip::{self, Member};
use support::{Line, lines, listing, repository};

/// A file of the inbox, what becomes of it, and the check that says so (none: nothing is said).
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    outcome: &'static str,
    check: &'static str,
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, outcome: &'static str, check: &'static str) -> Case {
    Case { name, bytes: bytes.into(), outcome, check }
}

/// What a run said of an inbox.
struct Results {
    files: Vec<Line>,
    anomalies: Vec<Line>,
}

impl Results {
    fn file(&self, name: &str) -> &Line {
        let names = || self.files.iter().map(|line| line["file"].clone()).collect::<Vec<_>>();
        self.files
            .iter()
            .find(|line| line["file"] == name)
            .unwrap_or_else(|| panic!("{name:?} is not in {:#?}", names()))
    }

    fn checks(&self, name: &str) -> Vec<&str> {
        self.anomalies.iter().filter(|line| line["file"] == name).map(|line| line["check"].as_str()).collect()
    }

    #[track_caller]
    fn holds(&self, name: &str, outcome: &str, check: &str) {
        let file = self.file(name);
        assert_eq!(file["outcome"], outcome, "{name:?}: {file:#?}");
        let checks = self.checks(name);
        assert!(if check.is_empty() { checks.is_empty() } else { checks.contains(&check) }, "{name:?}: {checks:?}");
        if outcome == "rejected" {
            assert!(!file["message"].is_empty(), "{name:?} has a reason");
            assert!(!file["message"].contains("程序的缺陷"), "{name:?} is no bug: {}", file["message"]);
        }
    }
}

/// Runs the program over a folder that `fill` fills besides a sound return, which must be read
/// whatever else is there.
fn run(fill: impl FnOnce(&Path)) -> Results {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).expect("a folder");
    fs::write(inbox.join("韶关市.docx"), sound()).expect("written");
    fill(&inbox);
    let before = listing(&inbox);
    let out = folder.path().join("out");
    let output = Command::cargo_bin("shoubiao")
        .expect("the program")
        .args(["run", "--quiet", "--jobs", "2", "--out"])
        .args([&out, &inbox])
        .current_dir(folder.path())
        .timeout(Duration::from_secs(60))
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said, "");
    assert_eq!(listing(&inbox), before, "the inbox is as it was");
    let mut beside: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
    beside.sort();
    assert_eq!(beside, ["inbox", "out"], "nothing is written beside OUT");
    let mut written = listing(&out);
    written.retain(|name| !name.starts_with("slips"));
    let expected = ["anomalies.csv", "files.csv", "report.html", "rows.csv", "run.json", "workbook.xlsx"];
    assert_eq!(written, expected, "nor into it");
    let results = Results { files: lines(&out.join("files.csv")), anomalies: lines(&out.join("anomalies.csv")) };
    assert_eq!(results.file("韶关市.docx")["outcome"], "accepted");
    assert_eq!(results.file("韶关市.docx")["rows"], "35");
    results
}

#[track_caller]
fn hold(cases: Vec<Case>) -> Results {
    let results =
        run(|inbox| cases.iter().for_each(|case| fs::write(inbox.join(case.name), &case.bytes).expect("written")));
    cases.iter().for_each(|case| results.holds(case.name, case.outcome, case.check));
    results
}

fn sound() -> Vec<u8> {
    fs::read(repository("samples/inbox/韶关市知识产权项目需求征集表.docx")).expect("a sample")
}

/// A small return that no other one equals.
fn small(project: &str) -> Vec<u8> {
    let mut rules = RuleSet::builtin();
    rules.tables.drain(..1);
    rules.tables.truncate(1);
    let row = ["1", "工作", project, "12", "《条例》", "企业", "绩效", ""].map(String::from).to_vec();
    blank::write(&rules, &[vec![row]]).expect("a return")
}

/// A Word document with this document.xml.
fn word(xml: &[u8]) -> Vec<u8> {
    const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    const RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    zip::archive(&[
        Member { name: b"[Content_Types].xml", content: TYPES },
        Member { name: b"_rels/.rels", content: RELATIONS },
        Member { name: b"word/document.xml", content: xml },
    ])
}

/// A body in its document element.
fn document(body: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    format!("<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>").into_bytes()
}

/// A PDF of these objects, numbered from 1; the first is the catalogue.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let start = bytes.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    offsets.iter().for_each(|offset| end.push_str(&format!("{offset:010} 00000 n \n")));
    end.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R {trailer} >>\n", objects.len() + 1));
    end.push_str(&format!("startxref\n{start}\n%%EOF\n"));
    bytes.extend_from_slice(end.replace("START", &start.to_string()).as_bytes());
    bytes
}

#[test]
fn empty_cut_damaged_and_misnamed() {
    let sound = sound();
    let mut damaged = sound.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x5A);
    let results = hold(vec![
        case("广州市-empty.docx", "", "rejected", "unreadable"),
        case("珠海市-cut.docx", &sound[..sound.len() / 2], "rejected", "unreadable"),
        case("佛山市-damaged.docx", damaged, "rejected", "unreadable"),
        case("惠州市-text.docx", "这不是 Word 文档。", "rejected", "unsupported"),
        case("东莞市-word.pdf", small("东莞"), "accepted", "wrong-extension"),
        case("江门市-cut.pdf", &b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"[..], "rejected", "unreadable"),
        case("肇庆市.rtf", r"{\rtf1 text}", "no-form", "no-form-found"),
        case("云浮市-cut.rtf", r"{\rtf1 text {\b moreover", "rejected", "unreadable"),
    ]);
    // Each is named as what it is.
    let messages: Vec<&str> = results
        .files
        .iter()
        .filter(|file| file["outcome"] == "rejected")
        .map(|file| file["message"].as_str())
        .collect();
    assert_eq!(messages.iter().filter(|message| message.contains("0 字节")).count(), 1, "{messages:#?}");
    assert!(results.file("广州市-empty.docx")["message"].contains("0 字节"));
}

#[test]
fn documents_that_need_a_password() {
    let mut package = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    for name in ["EncryptionInfo", "EncryptedPackage"] {
        package.create_stream(name).expect("a stream").write_all(&[7; 5000]).expect("written");
    }
    let office = package.into_inner().into_inner();
    let encrypted = pdf(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
            "<< /Filter /Standard /V 1 /R 2 /P -44 \
             /O <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> \
             /U <2102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> >>",
        ],
        "/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    );
    hold(vec![
        case("广州市.docx", office, "rejected", "encrypted"),
        case("珠海市.pdf", encrypted, "rejected", "encrypted"),
    ]);
}

#[test]
fn archives_that_would_burst() {
    let bomb = zip::archive(&[Member { name: b"0.docx", content: &vec![0; 150 << 20] }]);
    let word_bomb = word(&vec![b' '; 150 << 20]);
    let mut nested = small("深处");
    for level in 0..12 {
        let name = if level == 0 { "0.docx".to_owned() } else { format!("{level}.zip") };
        nested = zip::archive(&[Member { name: name.as_bytes(), content: &nested }]);
    }
    let many: Vec<String> = (0..10_050).map(|at| format!("{at}.txt")).collect();
    let many: Vec<Member> = many.iter().map(|name| Member { name: name.as_bytes(), content: b"x" }).collect();
    let results = hold(vec![
        case("广州市-bomb.zip", bomb, "container", ""),
        case("珠海市-bomb.docx", word_bomb, "rejected", "limit-exceeded"),
        case("佛山市-overlap.zip", zip::overlapping(&small("重叠"), 1_000), "rejected", "limit-exceeded"),
        case("惠州市-nested.zip", nested, "container", ""),
        case("东莞市-many.zip", zip::archive(&many), "rejected", "limit-exceeded"),
    ]);
    results.holds("广州市-bomb.zip!/0.docx", "rejected", "limit-exceeded");
    let deepest =
        results.files.iter().filter(|file| file["file"].starts_with("惠州市")).max_by_key(|file| file["file"].len());
    results.holds(&deepest.expect("it is there")["file"].clone(), "rejected", "limit-exceeded");
}

#[test]
fn documents_that_would_overflow() {
    let deep = [&b"<a>".repeat(1_000_000)[..], &b"</a>".repeat(1_000_000)].concat();
    let tables = "<w:tbl><w:tr><w:tc>".repeat(3_000) + "<w:p/>" + &"</w:tc></w:tr></w:tbl>".repeat(3_000);
    let mut lol = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">".to_owned();
    for level in 1..10 {
        let before = if level == 1 { "lol".to_owned() } else { format!("lol{}", level - 1) };
        lol.push_str(&format!("<!ENTITY lol{level} \"{}\">", format!("&{before};").repeat(10)));
    }
    let lol = lol + "]>" + &String::from_utf8(document("<w:p><w:r><w:t>&lol9;</w:t></w:r></w:p>")).expect("UTF-8");
    let outside = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned()
        + &String::from_utf8(document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")).expect("UTF-8");
    hold(vec![
        case("广州市-deep.docx", word(&deep), "rejected", "limit-exceeded"),
        case("珠海市-tables.docx", word(&document(&tables)), "rejected", "limit-exceeded"),
        case("佛山市-lol.docx", word(lol.as_bytes()), "rejected", "unreadable"),
        case("惠州市-outside.docx", word(outside.as_bytes()), "rejected", "unreadable"),
    ]);
}

#[test]
fn pdfs_that_turn_in_circles() {
    let catalogue = "<< /Type /Catalog /Pages 2 0 R >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>";
    let content = "<< /Length 5 >>\nstream\n/F Do\nendstream";
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>\nstream\n/F Do\nendstream";
    let pages = |kids: &str, count: &str| format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>");
    let picture = "<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 3 >>\nstream\nxyz\nendstream";
    hold(vec![
        case("广州市-none.pdf", pdf(&[catalogue, &pages("", "0")], ""), "rejected", "unreadable"),
        case("珠海市-kids.pdf", pdf(&[catalogue, &pages("2 0 R", "1")], ""), "rejected", "unreadable"),
        case("佛山市-prev.pdf", pdf(&[catalogue, &pages("", "0")], "/Prev START"), "rejected", "unreadable"),
        case(
            "惠州市-form.pdf",
            pdf(&[catalogue, &pages("3 0 R", "1"), page, content, form], ""),
            "rejected",
            "unreadable",
        ),
        case(
            "东莞市-count.pdf",
            pdf(&[catalogue, &pages("3 0 R", "1000000000"), page, content, form], ""),
            "rejected",
            "unreadable",
        ),
        case(
            "中山市-image.pdf",
            pdf(&[catalogue, &pages("3 0 R", "1"), page, content, picture], ""),
            "rejected",
            "limit-exceeded",
        ),
    ]);
}

#[test]
fn mails_in_mails() {
    let mut mail =
        "From: a@example.org\r\nSubject: 0\r\nDate: Fri, 15 Mar 2024 09:30:00 +0800\r\n\r\ntext\r\n".to_owned();
    for level in 1..=50 {
        mail = format!(
            "From: a@example.org\r\nSubject: {level}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b{level}\"\r\n\r\n\
             --b{level}\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"{level}.eml\"\r\n\r\n{mail}\r\n--b{level}--\r\n"
        );
    }
    let part = "--b\r\nContent-Type: text/plain; name=\"x.txt\"\r\nContent-Disposition: attachment; filename=\"x.txt\"\r\n\r\nx\r\n";
    let parts = "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
        .to_owned()
        + &part.repeat(10_050)
        + "--b--\r\n";
    let results = hold(vec![
        case("广州市-deep.eml", mail, "container", ""),
        case("珠海市-parts.eml", parts, "rejected", "limit-exceeded"),
    ]);
    let deepest =
        results.files.iter().filter(|file| file["file"].starts_with("广州市")).max_by_key(|file| file["file"].len());
    results.holds(&deepest.expect("it is there")["file"].clone(), "rejected", "limit-exceeded");
}

#[test]
fn mails_and_documents_of_outlook_that_turn_in_circles() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream("/__properties_version1.0").expect("a stream").write_all(&[0; 6_000]).expect("written");
    let sound = file.into_inner().into_inner();
    let number = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().expect("four bytes")) as usize;
    let sector = |number: usize| (1 + number) << sound[30];
    // Every chain of sectors leads back: 0 → 1 → 0.
    let mut sectors = sound.clone();
    for at in 0..60_u32 {
        sectors[sector(number(76)) + 4 * at as usize..][..4].copy_from_slice(&(at ^ 1).to_le_bytes());
    }
    // A directory entry that is its own neighbour and child.
    let mut directory = sound.clone();
    directory[sector(number(48)) + 128 + 68..][..12].copy_from_slice(&[1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    hold(vec![
        case("广州市-sectors.msg", sectors, "rejected", "unreadable"),
        case("珠海市-directory.msg", directory, "rejected", "unreadable"),
        case(
            "佛山市-cut.dat",
            &b"\x78\x9F\x3E\x22\x01\x00\x01\x04\x80\x01\x00\xFF\xFF\xFF\x7F"[..],
            "rejected",
            "unreadable",
        ),
        case("惠州市-cut.7z", &b"7z\xBC\xAF\x27\x1C\0\x04"[..], "rejected", "unreadable"),
        case("东莞市-other.xz", &b"\xFD7zXZ\0\0\x04"[..], "rejected", "unsupported"),
    ]);
}

#[test]
fn packed_files_that_would_burst() {
    let gzip = |content: &[u8]| {
        let mut writer = GzEncoder::new(Vec::new(), Compression::best());
        writer.write_all(content).expect("packed");
        writer.finish().expect("packed")
    };
    let mut nested = gzip(&small("深处"));
    for _ in 0..12 {
        nested = gzip(&nested);
    }
    // A member of a tar archive that claims to be larger than any disk.
    let mut tape = vec![0_u8; 1024];
    tape[..6].copy_from_slice(b"0.docx");
    tape[124..136].copy_from_slice(b"77777777777\0");
    tape[156] = b'0';
    tape[257..263].copy_from_slice(b"ustar\0");
    tape[148..156].fill(b' ');
    let sum: u32 = tape[..512].iter().map(|&byte| u32::from(byte)).sum();
    tape[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let results = hold(vec![
        case("广州市-bomb.gz", gzip(&vec![0; 150 << 20]), "container", ""),
        case("珠海市-nested.gz", nested, "container", ""),
        case("佛山市-absurd.tar", tape, "rejected", "unreadable"),
    ]);
    results.holds("广州市-bomb.gz!/广州市-bomb", "rejected", "limit-exceeded");
    results.holds("佛山市-absurd.tar!/0.docx", "rejected", "unreadable");
    let deepest =
        results.files.iter().filter(|file| file["file"].starts_with("珠海")).max_by_key(|file| file["file"].len());
    results.holds(&deepest.expect("it is there")["file"].clone(), "rejected", "limit-exceeded");
}

/// Names that would leave the folder, are devices elsewhere, or change what is shown.
const NAMES: [(&str, &str); 7] = [
    ("../../x.docx", "../../x.docx"),
    ("/etc/x.docx", "etc/x.docx"),
    ("C:\\x.docx", "C:/x.docx"),
    ("CON.docx", "CON.docx"),
    ("\u{1b}[31mred.docx", "\\u001b[31mred.docx"),
    ("\u{202e}xcod.docx", "\\u202excod.docx"),
    ("two\nlines.docx", "two\\u000alines.docx"),
];

#[test]
fn names_in_an_archive() {
    let contents: Vec<Vec<u8>> = NAMES.iter().map(|(name, _)| small(&name.escape_default().to_string())).collect();
    let members: Vec<Member> =
        NAMES.iter().zip(&contents).map(|((name, _), content)| Member { name: name.as_bytes(), content }).collect();
    let results = hold(vec![case("names.zip", zip::archive(&members), "container", "")]);
    assert_eq!(results.files.len(), 2 + NAMES.len());
    let shown: Vec<&str> = results.files.iter().map(|file| file["file"].as_str()).collect();
    for (_, name) in NAMES {
        results.holds(&format!("names.zip!/{name}"), "accepted", "missing-table");
    }
    assert!(!shown.iter().any(|name| name.contains(|c: char| c.is_control() || c == '\u{202e}')), "{shown:#?}");
}

#[test]
#[cfg(unix)]
fn names_and_links_in_a_folder() {
    use std::ffi::OsStr;
    use std::os::unix::{ffi::OsStrExt, fs::symlink};
    let results = run(|inbox| {
        for (name, _) in NAMES.iter().filter(|(name, _)| !name.contains(['/', '\\'])) {
            fs::write(inbox.join(name), small(&name.escape_default().to_string())).expect("written");
        }
        fs::write(inbox.join(OsStr::from_bytes(b"\xff\xfe.docx")), small("无名")).expect("written");
        symlink("/etc/passwd", inbox.join("link.docx")).expect("a link");
        symlink("..", inbox.join("circle")).expect("a link");
        let sparse = fs::File::create(inbox.join("huge.docx")).expect("a file");
        sparse.set_len(4 << 30).expect("a sparse file");
    });
    for (name, shown) in NAMES.iter().filter(|(name, _)| !name.contains(['/', '\\'])) {
        results.holds(shown, "accepted", "missing-table");
        assert_eq!(results.file(shown)["rows"], "1", "{name:?}");
    }
    results.holds("huge.docx", "rejected", "limit-exceeded");
    results.holds("link.docx", "rejected", "unsupported");
    results.holds("circle", "rejected", "unsupported");
    assert_eq!(results.files.iter().filter(|file| file["outcome"] == "accepted").count(), 6);
}

#[test]
fn cells_that_a_spreadsheet_would_run() {
    let mut cases = Vec::new();
    for (at, text) in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1"].iter().enumerate() {
        let name: &'static str = ["广州市.docx", "珠海市.docx", "佛山市.docx", "惠州市.docx", "东莞市.docx"][at];
        cases.push(case(name, small(text), "accepted", "unsafe-cell"));
    }
    cases.push(case("中山市.docx", small("\u{1}control"), "accepted", "missing-table"));
    hold(cases);
}

/// Chains of sectors that bite their own tails ([MS-CFB] 2.3), a directory that does, half a file.
#[test]
fn compound_files_in_circles() {
    let sound = fs::read(repository("samples/formats/潮州市知识产权项目需求征集表.doc")).expect("a sample");
    let number = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().expect("four bytes")) as usize;
    let sector = 1 << sound[30];
    let (table, directory) = ((number(76) + 1) * sector, number(48));
    let changed = |places: &[usize], values: &[u32]| {
        let mut bytes = sound.clone();
        for (at, value) in places.iter().zip(values) {
            bytes[*at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        bytes
    };
    let sectors: Vec<usize> = (0..sector / 4).map(|at| table + 4 * at).collect();
    let own: Vec<u32> = (0..sector as u32 / 4).collect();
    let siblings: Vec<usize> = (1..4).map(|entry| (directory + 1) * sector + 128 * entry + 68).collect();
    hold(vec![
        case("every-sector.doc", changed(&sectors, &own), "rejected", "unreadable"),
        case("directory.doc", changed(&[table + 4 * directory], &[directory as u32]), "rejected", "unreadable"),
        case("siblings.doc", changed(&siblings, &[1, 2, 3]), "rejected", "unreadable"),
        case("half.doc", sound[..sound.len() / 2].to_vec(), "rejected", "unreadable"),
    ]);
}
