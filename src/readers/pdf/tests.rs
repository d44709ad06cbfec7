use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::model::{document::Block, trouble::TroubleKind};

pub(super) fn read(bytes: &[u8]) -> crate::readers::Result<Document> {
    let source =
        Source { path: "a.pdf".into(), bytes: bytes.to_vec(), format: Format::Pdf, sha256: String::new(), mail: None };
    Pdf.read(&source, &Limits::default())
}

/// A file of these objects, numbered from 1, the first of them the catalogue.
pub(super) fn file(objects: &[&str]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let xref = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    bytes.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).bytes());
    bytes
}

pub(super) fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A page of this content, 400 by 400 points.
pub(super) fn one_page(entries: &str, content: &str) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R{entries}/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>>>>>"
    );
    let image = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8";
    file(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &page,
        &stream("", content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        &stream(image, "x"),
        &stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</XObject<</Y 7 0 R>>>>",
            "0 0 9 9 re f /Y Do /Y Do",
        ),
    ])
}

/// Forms of which each draws the next one twice.
pub(super) fn doubling_forms(depth: usize) -> Vec<u8> {
    let names: String = (0..depth).map(|form| format!("/X{form} {} 0 R", form + 5)).collect();
    let page = format!("<</Type/Page/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<<{names}>>>>>>");
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".into(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
        page,
        stream("", "/X0 Do"),
    ];
    for form in 1..=depth {
        objects.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", &format!("/X{form} Do /X{form} Do")));
    }
    file(&objects.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(super) const TABLE: &str = "0.5 w 50 100 m 350 100 l 50 150 m 350 150 l 50 200 m 350 200 l S \
    49.75 100 0.5 100 re 199.75 100 0.5 100 re 349.75 100 0.5 100 re f \
    BT /F 10 Tf 60 170 Td (a) Tj 150 0 Td (b) Tj -150 -50 Td (c d) Tj 150 0 Td (e) Tj ET";

pub(super) fn cells(document: &Document) -> Vec<(usize, usize, String)> {
    let tables = document.tables();
    tables.iter().flat_map(|table| &table.cells).map(|cell| (cell.row, cell.column, cell.text.clone())).collect()
}

fn expected() -> Vec<(usize, usize, String)> {
    [(0, 0, "a"), (0, 1, "b"), (1, 0, "c d"), (1, 1, "e")].map(|(row, column, text)| (row, column, text.into())).into()
}

#[test]
fn strokes_and_thin_boxes_make_a_table() {
    let document = read(&one_page("", TABLE)).unwrap();
    assert_eq!(cells(&document), expected());
    let place = document.tables()[0].cells[0].place.unwrap();
    assert_eq!((place.page, place.rect.map(f32::round)), (1, [50.0, 200.0, 200.0, 250.0]));
}

#[test]
fn pages_are_read_as_they_are_seen() {
    // A page turned by the viewer, whose content was turned the other way before.
    for (rotate, turn) in [(90, "0 1 -1 0 400 0 cm"), (180, "-1 0 0 -1 400 400 cm"), (270, "0 -1 1 0 0 400 cm")] {
        let document = read(&one_page(&format!("/Rotate {rotate}"), &format!("{turn} {TABLE}"))).unwrap();
        assert_eq!(cells(&document), expected(), "/Rotate {rotate}");
    }
}

#[test]
fn text_that_runs_up_the_page_is_turned() {
    let document = read(&one_page("", &format!("0 1 -1 0 350 -50 cm {TABLE}"))).unwrap();
    assert_eq!(cells(&document), expected());
    let rect = document.tables()[0].cells[0].place.unwrap().rect.map(f32::round);
    assert_eq!(rect, [150.0, 250.0, 200.0, 400.0]);
}

#[test]
fn user_units_become_points() {
    let document = read(&one_page("/UserUnit 2", TABLE)).unwrap();
    assert_eq!(document.tables()[0].place.unwrap().rect.map(f32::round), [100.0, 400.0, 700.0, 600.0]);
}

#[test]
fn a_page_of_one_picture_has_no_text() {
    let page = String::from_utf8(one_page("", "400 0 0 400 0 0 cm /X Do")).unwrap();
    let trouble = read(page.as_bytes()).unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::LimitExceeded, "60,000 by 60,000 are not even tried");
    let trouble = read(page.replace("60000", "00060").as_bytes()).unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::NoTextLayer);
    assert!(trouble.reason.zh.contains("第 1 页"), "{}", trouble.reason.zh);
}

#[test]
fn nothing_is_never_success() {
    let check = |bytes: &[u8], kind: TroubleKind| {
        let start = Instant::now();
        assert_eq!(read(bytes).map(|_| ()).unwrap_err().kind, kind);
        assert!(start.elapsed().as_secs() < 20);
    };
    let catalogue = "<</Type/Catalog/Pages 2 0 R>>";
    check(b"", TroubleKind::Unreadable);
    check(b"%PDF-1.7\n", TroubleKind::Unreadable);
    check(&one_page("", ""), TroubleKind::Unreadable);
    // Page trees that hold themselves, or promise more than they hold.
    check(&file(&[catalogue, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]), TroubleKind::Unreadable);
    check(&file(&[catalogue, "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Pages/Kids[2 0 R]>>"]), TroubleKind::Unreadable);
    check(&file(&[catalogue, "<</Type/Pages/Kids[]/Count 1000000000>>"]), TroubleKind::Unreadable);
    check(&file(&[catalogue, &format!("<</Type/Pages/Kids {}>>", "[".repeat(200_000))]), TroubleKind::Unreadable);
    // A form that draws itself draws once, and no text; forms that each draw the next twice are stopped.
    check(&one_page("", "/Y Do"), TroubleKind::NoTextLayer);
    check(&doubling_forms(45), TroubleKind::LimitExceeded);
}

#[test]
fn contents_that_inflate_too_far_are_refused() {
    let mut document = lopdf::Document::load_mem(&one_page("", TABLE)).unwrap();
    let mut content = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b' '; 4 << 20]);
    content.compress().unwrap();
    document.objects.insert((4, 0), lopdf::Object::Stream(content));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let source = Source { path: "a.pdf".into(), bytes, format: Format::Pdf, sha256: String::new(), mail: None };
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(Pdf.read(&source, &limits).unwrap_err().kind, TroubleKind::LimitExceeded);
}

#[test]
fn cross_references_in_a_circle_end() {
    let text = String::from_utf8(one_page("", TABLE)).unwrap();
    let xref = text.rfind("xref\n0").unwrap();
    let circle = text.replace("/Root 1 0 R", &format!("/Root 1 0 R/Prev {xref}"));
    let _ = read(circle.as_bytes());
    let broken = text.replace("startxref\n", "startxref\n9");
    assert_eq!(cells(&read(broken.as_bytes()).unwrap()), expected());
}

#[test]
fn too_many_pages_are_refused() {
    let pages: Vec<String> = (0..30).map(|_| "<</Type/Page/MediaBox[0 0 9 9]>>".to_string()).collect();
    let refs: String = (3..33).map(|number| format!("{number} 0 R ")).collect();
    let tree = format!("<</Type/Pages/Kids[{refs}]/Count 30>>");
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>", &tree];
    objects.extend(pages.iter().map(String::as_str));
    let limits = Limits { pages: 20, ..Limits::default() };
    let trouble = open::open(&file(&objects), &limits).map(|_| ()).unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::LimitExceeded);
}

/// The same file encrypted with this user password.
pub(super) fn encrypted(user: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&one_page("", TABLE)).unwrap();
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", lopdf::Object::Array(vec![id.clone(), id]));
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: user,
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn an_empty_password_opens_and_another_does_not() {
    assert_eq!(cells(&read(&encrypted("")).unwrap()), expected());
    assert_eq!(read(&encrypted("secret")).unwrap_err().kind, TroubleKind::Encrypted);
}

#[test]
fn text_outside_tables_keeps_its_order() {
    let content = format!("{TABLE} BT /F 10 Tf 50 250 Td (before) Tj 0 -200 Td (after) Tj ET");
    let document = read(&one_page("", &content)).unwrap();
    let kinds: Vec<&str> = document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => paragraph.text.as_str(),
            Block::Table(_) => "table",
        })
        .collect();
    assert_eq!(kinds, ["before", "table", "after"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_panics(cut in 0usize..2000, at in 0usize..2000, byte: u8, other in 0usize..2000, second: u8) {
        let mut bytes = one_page("", TABLE);
        bytes.truncate(bytes.len().saturating_sub(cut % (bytes.len() / 4)));
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes[other % length] = second;
        let _ = read(&bytes);
    }
}
