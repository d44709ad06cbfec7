use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::model::{document::Block, trouble::TroubleKind};

const SPACE: &str = "http://www.ofdspec.org/2016";

pub(super) fn read(bytes: &[u8]) -> Result<Document> {
    let source =
        Source { path: "a.ofd".into(), bytes: bytes.to_vec(), format: Format::Ofd, sha256: String::new(), mail: None };
    Ofd.read(&source, &Limits::default())
}

/// However far its parts inflate.
fn read_freely(bytes: &[u8]) -> Result<Document> {
    let source =
        Source { path: "a.ofd".into(), bytes: bytes.to_vec(), format: Format::Ofd, sha256: String::new(), mail: None };
    Ofd.read(&source, &Limits { ratio: u64::MAX, ..Limits::default() })
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ENTRY: &str = r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;
const DOCUMENT: &str = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages></ofd:Document>"#;

/// A package of these parts; of those that every package has, the usual ones where none are given.
pub(super) fn open(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = parts.to_vec();
    for (name, text) in [("OFD.xml", ENTRY), ("Doc_0/Document.xml", DOCUMENT)] {
        if !parts.iter().any(|part| part.0 == name) {
            all.push((name, text.as_bytes()));
        }
    }
    zipped(&all)
}

/// A page part of these objects.
pub(super) fn page(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns="{SPACE}" xmlns:ofd="{SPACE}"><ofd:Template TemplateID="2" ZOrder="Background"/><ofd:Content><ofd:Layer ID="3">{body}</ofd:Layer></ofd:Content></ofd:Page>"#
    )
}

/// A package of these pages, which all lie on one template, with these resources.
pub(super) fn package(pages: &[&str], template: &str, resources: &str) -> Vec<u8> {
    let list: String =
        (0..pages.len()).map(|at| format!(r#"<ofd:Page ID="1{at}" BaseLoc="Pages/P{at}.xml"/>"#)).collect();
    let document = format!(
        r#"<ofd:Document xmlns:ofd="{SPACE}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID="2" BaseLoc="/Doc_0/Tpl.xml"/></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>"#
    );
    let resources = format!(r#"<ofd:Res xmlns="{SPACE}" xmlns:ofd="{SPACE}" BaseLoc="Res">{resources}</ofd:Res>"#);
    let template = format!(
        r#"<ofd:Page xmlns="{SPACE}" xmlns:ofd="{SPACE}"><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>"#
    );
    let pages: Vec<(String, String)> =
        pages.iter().enumerate().map(|(at, body)| (format!("Doc_0/Pages/P{at}.xml"), page(body))).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Res.xml", resources.as_bytes()),
        ("Doc_0/Tpl.xml", template.as_bytes()),
    ];
    parts.extend(pages.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    open(&parts)
}

/// A text whose baseline begins at `(20, y)`.
fn text(y: u32, text: &str) -> String {
    format!(r#"<TextObject Boundary="20 0 100 100" Size="4"><TextCode X="0" Y="{y}">{text}</TextCode></TextObject>"#)
}

/// Paragraphs as they are, tables as their cells.
fn shown(document: &Document) -> Vec<String> {
    let block = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        Block::Table(table) => {
            table.cells.iter().map(|cell| format!("[{}]", cell.text.replace('\n', "/"))).collect::<String>()
        }
    };
    document.blocks.iter().map(block).collect()
}

fn check(body: &str, expected: &[&str]) {
    assert_eq!(shown(&read(&package(&[body], "", "")).unwrap()), expected, "{body}");
}

#[test]
fn texts_of_all_kinds() {
    check(&text(20, "中文 A&amp;B"), &["中文 A&B"]);
    check(&text(20, "<![CDATA[a<b]]>"), &["a<b"]);
    check(&text(20, "\n  中文\n  "), &["中文"]);
    // Several texts of one object; what the second does not say is as in the first.
    check(
        r#"<TextObject Size="4"><TextCode X="20" Y="20" DeltaX="4">甲乙</TextCode><TextCode X="28">丙</TextCode><TextCode Y="60">丁</TextCode></TextObject>"#,
        &["甲乙丙", "丁"],
    );
    // Over two lines by steps to the left and down.
    check(
        r#"<TextObject Size="4"><TextCode X="20" Y="40" DeltaX="4 -4 4" DeltaY="0 30 0">甲乙丙丁</TextCode></TextObject>"#,
        &["甲乙", "丙丁"],
    );
    // One below the other.
    check(r#"<TextObject Size="4"><TextCode X="20" Y="40" DeltaY="g 2 5">购买方</TextCode></TextObject>"#, &["购买方"]);
    // In blocks and layers of any depth, and with no size that makes sense.
    check(
        r#"<PageBlock><PageBlock><TextObject Size="-1"><TextCode X="20" Y="40">深</TextCode></TextObject></PageBlock></PageBlock>"#,
        &["深"],
    );
    check(
        &(text(20, "见")
            + r#"<TextObject Visible="false" Size="4"><TextCode X="20" Y="60">不见</TextCode></TextObject>"#),
        &["见"],
    );
    // Glyphs and private codes say nothing about the text.
    check(
        r#"<TextObject Size="4"><CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><Glyphs>7 8</Glyphs></CGTransform><TextCode X="20" Y="20" DeltaX="4">&#xE001;乙</TextCode></TextObject>"#,
        &["\u{E001}乙"],
    );
    // Set aslant: a watermark.
    check(
        &(text(20, "文")
            + r#"<TextObject CTM="0.7 -0.7 0.7 0.7 0 0" Boundary="50 50 99 99" Size="9"><TextCode X="0" Y="0">水印</TextCode></TextObject>"#),
        &["文"],
    );
}

#[test]
fn names_count_and_namespaces_do_not() {
    let page = |page: String| read(&open(&[("Doc_0/Page.xml", page.as_bytes())])).map(|document| shown(&document));
    let body = text(20, "文");
    for xmlns in ["", r#" xmlns="http://www.ofdspec.org""#, r#" xmlns="urn:other""#] {
        assert_eq!(page(format!("<Page{xmlns}><Content><Layer>{body}</Layer></Content></Page>")).unwrap(), ["文"]);
    }
    assert_eq!(page(format!("<x:Page xmlns:x=\"urn:x\"><x:Content>{body}</x:Content></x:Page>")).unwrap(), ["文"]);
}

#[test]
fn locations_of_all_kinds() {
    let check = |root: &str, location: &str| {
        let entry = ENTRY.replace("Doc_0/Document.xml", root);
        let document = DOCUMENT.replace("Page.xml", location);
        let page = page(&text(20, "文"));
        let parts = [
            ("OFD.xml", entry.as_bytes()),
            ("Doc_0/Document.xml", document.as_bytes()),
            ("Doc_0/a/Page.xml", page.as_bytes()),
        ];
        assert_eq!(shown(&read(&open(&parts)).unwrap()), ["文"], "{root} {location}");
    };
    check("Doc_0/Document.xml", "a/Page.xml");
    check("/Doc_0/Document.xml", "/Doc_0/a/Page.xml");
    check("Doc_0\\Document.xml", "./a/../a/Page.xml");
    check(" ./doc_0/document.XML ", "Doc_0/a/Page.xml");
    check("Doc_0/Document.xml", "/a/Page.xml");
}

#[test]
fn several_documents_follow_each_other() {
    let entry = ENTRY.replace(
        "</ofd:DocBody>",
        "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>",
    );
    let (one, two) = (page(&text(20, "一")), page(&text(20, "二")));
    let parts = [
        ("OFD.xml", entry.as_bytes()),
        ("Doc_0/Page.xml", one.as_bytes()),
        ("Doc_1/Document.xml", DOCUMENT.as_bytes()),
        ("Doc_1/Page.xml", two.as_bytes()),
    ];
    let document = read(&open(&parts)).unwrap();
    assert_eq!((shown(&document), document.facts.pages), (vec!["一".into(), "二".into()], 2));
}

const BOX: &str = "M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20";

fn boxes(kind: &str, inner: &str) -> String {
    format!(r#"<PathObject Boundary="20 20 60 20" {kind}>{inner}<AbbreviatedData>{BOX}</AbbreviatedData></PathObject>"#)
}

#[test]
fn rulings_of_all_kinds() {
    let texts = text(30, "甲")
        + r#"<TextObject Boundary="55 0 9 9" Size="4"><TextCode X="0" Y="30">乙</TextCode></TextObject>"#;
    let table = |rules: &str| check(&format!("{rules}{texts}"), &["[甲][乙]"]);
    let none = |rules: &str| check(&format!("{rules}{texts}"), &["甲\t乙"]);
    table(&boxes("", ""));
    table(&boxes(r#"CTM="1 0 0 1 0 0" LineWidth="0.1""#, "<StrokeColor Value=\"0 0 0\"/>"));
    none(&boxes(r#"Stroke="false""#, ""));
    none(&boxes(r#"Visible="false""#, ""));
    let clip = |flag, area| {
        format!(
            "<Clips{flag}><Clip><Area><Path Boundary=\"0 0 1 1\"><AbbreviatedData>{area}</AbbreviatedData></Path></Area></Clip></Clips>"
        )
    };
    table(&boxes("", &clip("", "M -1 -1 L 61 -1 L 61 21 L -1 21 C")));
    none(&boxes("", &clip("", "M -9 -9 L -3 -9 L -3 -3 C")));
    // Scaled to twice its size, which its clip is not.
    let small = "M 0 0 L 30 0 L 30 10 L 0 10 C M 15 0 L 15 10";
    let scaled = boxes(r#"CTM="2 0 0 2 0 0""#, &clip(" TransFlag=\"false\"", "M 0 0 L 60 0 L 60 20 L 0 20 C"));
    table(&scaled.replace(BOX, small));
    // What lies outside its boundary is not drawn.
    none(&format!(
        r#"<PathObject Boundary="100 100 1 1" CTM="1 0 0 1 -80 -80"><AbbreviatedData>{BOX}</AbbreviatedData></PathObject>"#
    ));
    // Sides below nothing.
    table(&boxes("", "").replace("20 20 60 20", "20 20 0 0"));
}

#[test]
fn composite_units_inside_each_other() {
    let unit = |id, body: &str| {
        format!(
            r#"<CompositeGraphicUnit ID="{id}" Width="1" Height="1"><Content>{body}</Content></CompositeGraphicUnit>"#
        )
    };
    let place = |id, x| format!(r#"<CompositeObject ResourceID="{id}" Boundary="{x} 0 99 99" CTM="1 0 0 1 0 0"/>"#);
    let resources = format!(
        r#"<DrawParam ID="4" LineWidth="0.2"/><CompositeGraphicUnits>{}{}</CompositeGraphicUnits>"#,
        unit(5, &text(20, "内")),
        unit(6, &place(5, 10))
    );
    let body = place(6, 5) + &place(99, 0) + &text(40, "外");
    let document = read(&package(&[&body], "", &resources)).unwrap();
    assert_eq!(shown(&document), ["内", "外"]);
    let Block::Paragraph(inner) = &document.blocks[0] else { panic!("a paragraph") };
    assert_eq!(inner.place.unwrap().rect[0].round(), (35.0f32 * 72.0 / 25.4).round());
}

#[test]
fn units_that_hold_themselves_are_refused() {
    let unit = |id: usize, held: usize| {
        let place = format!(r#"<CompositeObject ResourceID="{held}"/>"#);
        format!(r#"<CompositeGraphicUnit ID="{id}"><Content>{place}{place}</Content></CompositeGraphicUnit>"#)
    };
    let body = r#"<CompositeObject ResourceID="100"/>"#;
    let check = |resources: String| {
        assert_eq!(read(&package(&[body], "", &resources)).unwrap_err().kind, TroubleKind::LimitExceeded);
    };
    check(unit(100, 100));
    check((100..140).map(|id| unit(id, id + 1)).collect());
}

#[test]
fn pages_tell_their_own_size() {
    // What stands off the page is not seen.
    let check = |area: &str, document: &str, seen: &[u32]| {
        let signs: String = [30, 150, 250, 350]
            .map(|x| {
                format!(r#"<TextObject Boundary="{x} 40 9 9" Size="4"><TextCode Y="4">在{x}</TextCode></TextObject>"#)
            })
            .concat();
        let page = page(&signs).replace("<ofd:Content>", &format!("{area}<ofd:Content>"));
        let outline = DOCUMENT.replace("0 0 210 297", document);
        let parts = [("Doc_0/Document.xml", outline.as_bytes()), ("Doc_0/Page.xml", page.as_bytes())];
        let expected: Vec<String> = seen.iter().map(|x| format!("在{x}")).collect();
        assert_eq!(shown(&read(&open(&parts)).unwrap()), [expected.join("\t")], "{area} {document}");
    };
    check("", "0 0 210 297", &[30, 150]);
    check("<Area><PhysicalBox>0 0 297 210</PhysicalBox></Area>", "0 0 210 297", &[30, 150, 250]);
    check("<Area><ApplicationBox>5 5 100 90</ApplicationBox></Area>", "0 0 210 297", &[30]);
    check(
        "<Area><ApplicationBox>5 5 9 9</ApplicationBox><PhysicalBox>0 0 260 90</PhysicalBox></Area>",
        "0 0 9 9",
        &[30, 150, 250],
    );
    check("", "nonsense", &[30, 150]);
    check("<Area><PhysicalBox>0 0 -5 1e9</PhysicalBox></Area>", "0 0 1 1e30", &[30, 150]);
}

#[test]
fn pictures_are_named() {
    let picture = r#"<ImageObject ResourceID="9" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>"#;
    let trouble = read(&package(&[picture], "", "")).unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::NoTextLayer);
    assert!(trouble.reason.zh.contains("第 1 页"), "{}", trouble.reason.zh);
    let document = read(&package(&[&text(20, "文"), picture], "", "")).unwrap();
    assert_eq!(document.facts.picture_pages, [2]);
    // A field for a picture that is not there.
    let field = r#"<ImageObject Boundary="0 0 210 297"/>"#;
    assert_eq!(read(&package(&[field], "", "")).unwrap_err().kind, TroubleKind::Unreadable);
}

/// Parts of a package in which these are replaced, and the trouble that must come.
fn trouble(parts: &[(&str, &[u8])]) -> Trouble {
    *read(&open(parts)).unwrap_err()
}

#[test]
fn damage_is_named_by_part_and_byte() {
    let check = |parts: &[(&str, &[u8])], kind: TroubleKind, said: &[&str]| {
        let trouble = trouble(parts);
        assert_eq!(trouble.kind, kind, "{trouble}");
        said.iter().for_each(|said| assert!(trouble.reason.zh.contains(said), "{}", trouble.reason.zh));
    };
    use TroubleKind::{Encrypted, LimitExceeded, Unreadable};
    let whole = page(&text(20, "文"));
    check(&[("Doc_0/Page.xml", &whole.as_bytes()[..200])], Unreadable, &["Doc_0/Page.xml", "200"]);
    check(&[("Doc_0/Page.xml", b"")], Unreadable, &["Doc_0/Page.xml"]);
    check(&[("Doc_0/Page.xml", b"not found")], Unreadable, &["Doc_0/Page.xml"]);
    check(&[], Unreadable, &["Page.xml"]);
    check(&[("OFD.xml", b"<OFD/>")], Unreadable, &["一页也找不到"]);
    check(&[("Doc_0/Document.xml", b"<Document/>")], Unreadable, &["一页也找不到"]);
    check(&[("Doc_0/Page.xml", b"<!DOCTYPE a><Page/>")], Unreadable, &["DTD"]);
    let cipher: Vec<u8> = (0..400u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
    check(&[("Doc_0/Page.xml", &cipher)], Encrypted, &["Doc_0/Page.xml"]);
    check(&[("OFD.xml", &cipher)], Encrypted, &["OFD.xml"]);
    check(&[("Encryptions.xml", b"<Encryptions/>")], Encrypted, &["Page.xml"]);
    let deep = "<PageBlock>".repeat(2000);
    check(&[("Doc_0/Page.xml", page(&deep).as_bytes())], LimitExceeded, &["Doc_0/Page.xml"]);
    assert_eq!(read(b"PK").unwrap_err().kind, Unreadable);
}

#[test]
fn too_much_is_refused() {
    let one = r#"<ofd:Page ID="1" BaseLoc="Page.xml"/>"#;
    let pages = DOCUMENT.replace(one, &one.repeat(2001));
    assert_eq!(trouble(&[("Doc_0/Document.xml", pages.as_bytes())]).kind, TroubleKind::LimitExceeded);
    // A path of many steps, a text of many signs.
    let path = format!("<PathObject><AbbreviatedData>{}</AbbreviatedData></PathObject>", "C".repeat(13_000_000));
    assert_eq!(read_freely(&package(&[&path], "", "")).unwrap_err().kind, TroubleKind::LimitExceeded);
    let signs = text(20, &"a".repeat(13_000_000));
    assert_eq!(read_freely(&package(&[&signs], "", "")).unwrap_err().kind, TroubleKind::LimitExceeded);
    // A small template on many pages.
    let template = text(20, &"文".repeat(30_000));
    let empty = vec![""; 300];
    assert_eq!(read(&package(&empty, &template, "")).unwrap_err().kind, TroubleKind::LimitExceeded);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0usize..3) {
        let name = ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Page.xml"][which];
        let _ = read(&open(&[(name, &bytes)]));
        let _ = read(&bytes);
    }

    #[test]
    fn damaged_packages_never_panic(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = package(&[&text(20, "文")], "", "");
        let length = bytes.len();
        bytes[at.index(length)] = byte;
        bytes.truncate(length - cut.index(length) / 4);
        let _ = read(&bytes);
    }
}

fn drawn(bytes: &[u8]) -> (Document, Vec<Picture>) {
    let document = read(bytes).unwrap();
    let table = document.tables()[0].clone();
    let row = |row| table.cells.iter().filter(|cell| cell.row == row).filter_map(|cell| cell.place).collect();
    let rows: Vec<Vec<Place>> = (0..table.rows).map(row).collect();
    let source =
        Source { path: "a.ofd".into(), bytes: bytes.to_vec(), format: Format::Ofd, sha256: String::new(), mail: None };
    (document, Ofd.pictures(&source, &rows, &Limits::default()))
}

#[test]
fn rows_are_drawn_from_the_objects_of_the_page() {
    let line = |path: &str| {
        format!(
            r#"<PathObject Boundary="0 0 210 297" LineWidth="0.3"><AbbreviatedData>{path}</AbbreviatedData></PathObject>"#
        )
    };
    let rulings = "M 20 20 L 120 20 L 120 40 L 20 40 C M 20 30 L 120 30 M 70 20 L 70 40";
    let cell = |x: u32, y: u32, text: &str| {
        format!(
            r#"<TextObject Boundary="{x} {y} 50 9" Size="4"><FillColor Value="255 0 0"/><TextCode X="2" Y="6" DeltaX="4">{text}</TextCode></TextObject>"#
        )
    };
    let shade = r#"<PathObject Boundary="21 31 9 8" Fill="true" Stroke="false" DrawParam="8"><AbbreviatedData>M 0 0 L 9 0 L 9 8 C</AbbreviatedData></PathObject>"#;
    let seal = r#"<ImageObject Boundary="80 21 8 8" ResourceID="9"/>"#;
    let body =
        [line(rulings), cell(20, 20, "甲乙"), cell(70, 20, "&lt;b&gt;"), cell(20, 30, "c"), shade.into(), seal.into()];
    let resources = r##"<DrawParam ID="8"><FillColor Value="#EE #ee 200"/></DrawParam><MultiMedia ID="9" Type="Image"><MediaFile>s.png</MediaFile></MultiMedia>"##;
    let page = body.concat();
    let plain = package(&[&page], "", resources);
    let (document, pictures) = drawn(&plain);
    assert_eq!(pictures.len(), 1);
    let svg = String::from_utf8(pictures[0].bytes.clone()).unwrap();
    let place = document.tables()[0].cells[0].place.unwrap();
    assert!(pictures[0].shows(1, place.rect), "{:?} {:?}", pictures[0].rect, place.rect);
    for part in ["fill=\"#ff0000\">甲乙</text>", ">&lt;b&gt;</text>", "fill=\"#eeeec8\"", "stroke-width=\"0.85\""] {
        assert!(svg.contains(part), "{part} in {svg}");
    }
    assert!(!svg.contains("<image") && !svg.contains("script"), "its file is not there");
    quick_xml_reads(&svg);
    let mut parts = zip::ZipArchive::new(Cursor::new(plain)).unwrap();
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        all.push((part.name().unwrap().to_string(), bytes));
    }
    all.push(("Doc_0/Res/s.png".into(), b"\x89PNG\r\n\x1a\n".to_vec()));
    let list: Vec<(&str, &[u8])> = all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (_, pictures) = drawn(&zipped(&list));
    let svg = String::from_utf8(pictures[0].bytes.clone()).unwrap();
    assert!(svg.contains("href=\"data:image/png;base64,iVBORw0KGgo=\""), "{svg}");
    quick_xml_reads(&svg);
}

/// It is well-formed XML.
fn quick_xml_reads(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().expect(text) {
            quick_xml::events::Event::Eof => return,
            _ => continue,
        }
    }
}
