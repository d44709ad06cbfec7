//! A scan through the whole program: with the program that reads characters, and without it.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{lines, repository};

fn sheet() -> Vec<u8> {
    fs::read(repository("tests/scans/sheet.png")).expect("the scan")
}

/// Runs the program over one scan, a file of this ending, under these settings.
fn run(out: &Path, (ending, bytes): (&str, &[u8]), tesseract: Option<&str>, jobs: &str) {
    let inbox = out.with_extension("inbox");
    fs::create_dir_all(&inbox).expect("a folder");
    fs::write(inbox.join("需求表扫描件").with_extension(ending), bytes).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoubiao"));
    command.arg("run").arg(&inbox).arg("--out").arg(out).args(["--quiet", "--jobs", jobs]);
    if let Some(path) = tesseract {
        command.env("SHOUBIAO_TESSERACT", path);
    }
    let status = command.status().expect("it runs");
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
}

/// Whether characters can be read on this machine.
fn can_read() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).lines().any(|line| line == "chi_sim"))
}

#[test]
fn a_scanned_sheet_is_read() {
    if !can_read() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    run(&one, ("png", &sheet()), None, "1");
    run(&two, ("png", &sheet()), None, "2");
    for name in ["rows.csv", "anomalies.csv", "files.csv"] {
        let read = |out: &Path| fs::read_to_string(out.join(name)).expect(name);
        assert_eq!(read(&one), read(&two), "{name} is the same whatever the threads");
    }
    let files = lines(&one.join("files.csv"));
    assert_eq!((files[0]["outcome"].as_str(), files[0]["format"].as_str()), ("accepted", "png"), "{files:?}");
    assert_eq!(files[0]["region"], "441400", "the line above the table names the unit");
    check_rows(&one);
}

#[track_caller]
fn check_rows(out: &Path) {
    let rows = lines(&out.join("rows.csv"));
    let shown: Vec<[&str; 4]> = rows
        .iter()
        .map(|row| ["table", "category", "amount_wan", "count"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ["1", "知识产权高质量创造", "60", "3"],
            ["1", "强化知识产权保护", "50", "5"],
            ["1", "知识产权高效能转化", "40", "2"],
        ]
    );
}

#[test]
fn a_scan_is_drawn_as_it_was_read() {
    if !can_read() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("seen.svg");
    for (name, bytes) in [("sheet.png", sheet()), ("sheet.pdf", searchable())] {
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_shoubiao"));
        let done = command.arg("tables").arg(&file).arg("--draw").arg(&picture).output().expect("it runs");
        assert!(done.status.success(), "{done:?}");
        let drawn = fs::read_to_string(&picture).expect("a picture");
        assert!(drawn.matches("class=\"cell\"").count() >= 40, "{name}: four rows of ten cells: {drawn}");
    }
}

#[test]
fn a_file_without_pages_makes_no_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("seen.svg");
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoubiao"));
    let done = command.arg("tables").arg(repository("samples/blank.docx")).arg("--draw").arg(&picture).output();
    let done = done.expect("it runs");
    assert!(done.status.success() && !picture.exists(), "{done:?}");
    assert!(String::from_utf8_lossy(&done.stderr).contains("没有画图"), "{done:?}");
}

/// The sheet as a scanner's program stores it: its picture, the text that it made of it, which is not
/// shown, and a number on the page, which is.
fn searchable() -> Vec<u8> {
    let picture = image::load_from_memory(&sheet()).expect("a picture").into_luma8();
    let (width, height) = picture.dimensions();
    let content = format!(
        "q {width} 0 0 {height} 0 0 cm /X Do Q BT /F 20 Tf 3 Tr {0} {1} Td (Kx 6O Q) Tj ET BT /F 20 Tf {0} 20 Td (1) Tj ET",
        width / 2,
        height / 2,
    );
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |pdf: &mut Vec<u8>, entries: &str, stream: Option<&[u8]>| {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n<<{entries}>>", places.len()).bytes());
        if let Some(data) = stream {
            pdf.extend([b"\nstream\n", data, b"\nendstream"].concat());
        }
        pdf.extend(b"\nendobj\n");
    };
    object(&mut pdf, "/Type/Catalog/Pages 2 0 R", None);
    object(&mut pdf, "/Type/Pages/Kids[3 0 R]/Count 1", None);
    let resources = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>";
    let page = format!("/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<<{resources}>>");
    object(&mut pdf, &format!("/Type/Page{page}"), None);
    object(&mut pdf, &format!("/Length {}", content.len()), Some(content.as_bytes()));
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}",
        picture.as_raw().len()
    );
    object(&mut pdf, &entries, Some(picture.as_raw()));
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", places.len() + 1).bytes());
    pdf
}

#[test]
fn a_scan_with_text_beside_it_is_read_from_its_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    if can_read() {
        run(&out, ("pdf", &searchable()), None, "1");
        check_rows(&out);
    }
    let without = folder.path().join("without");
    run(&without, ("pdf", &searchable()), Some("/nowhere/tesseract"), "1");
    let found = lines(&without.join("anomalies.csv"));
    assert!(found.iter().any(|found| found["check"] == "no-text-layer"), "what is not read is named: {found:?}");
}

#[test]
fn without_the_program_a_scan_is_put_aside_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&out, ("png", &sheet()), Some("/nowhere/tesseract"), "1");
    let files = lines(&out.join("files.csv"));
    assert_eq!(files[0]["outcome"], "rejected");
    assert!(files[0]["message"].contains("tesseract") && files[0]["message"].contains("chi_sim"), "{files:?}");
    assert_eq!(lines(&out.join("anomalies.csv"))[0]["check"], "no-text-layer");
}

/// Starting a program costs more than all else that a page of text needs.
#[cfg(unix)]
#[test]
fn a_page_of_text_starts_no_program() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let (program, called) = (folder.path().join("program"), folder.path().join("called"));
    fs::write(&program, format!("#!/bin/sh\necho \"$@\" >>'{}'\nexit 1\n", called.display())).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("may be run");
    let pdf = fs::read(repository("samples/inbox/梅州市知识产权项目需求征集表.pdf")).expect("a sample");
    run(&folder.path().join("text"), ("pdf", &pdf), program.to_str(), "1");
    assert!(!called.exists(), "called with {:?}", fs::read_to_string(&called));
    run(&folder.path().join("scan"), ("png", &sheet()), program.to_str(), "1");
    assert!(called.exists(), "what is called is seen");
}
