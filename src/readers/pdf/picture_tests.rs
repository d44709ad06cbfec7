use std::time::Instant;

use image::RgbImage;

use super::tests::{TABLE, doubling_forms, encrypted, file, one_page, read, stream};
use super::*;
use crate::model::{
    document::{Cell, Rect, Table},
    picture::PictureKind,
};

fn pictures(bytes: &[u8], rows: &[Vec<Place>]) -> Vec<Picture> {
    let source =
        Source { path: "a.pdf".into(), bytes: bytes.to_vec(), format: Format::Pdf, sha256: String::new(), mail: None };
    Pdf.pictures(&source, rows, &Limits::default())
}

fn rows(table: &Table) -> Vec<Vec<Place>> {
    let row = |row| table.cells.iter().filter(|cell| cell.row == row).filter_map(|cell| cell.place).collect();
    (0..table.rows).map(row).collect()
}

/// The first table of a file, and the pictures of all its rows.
fn drawn(bytes: &[u8]) -> (Table, Vec<Picture>) {
    let table = read(bytes).unwrap().tables()[0].clone();
    let pictures = pictures(bytes, &rows(&table));
    (table, pictures)
}

fn pixels(picture: &Picture) -> RgbImage {
    image::load_from_memory(&picture.bytes).expect("a picture").to_rgb8()
}

/// Dark pixels in a part of the page, as the picture shows it.
fn dark(picture: &Picture, image: &RgbImage, rect: Rect) -> usize {
    let scale = image.width() as f32 / (picture.rect[2] - picture.rect[0]);
    let [x0, y0, x1, y1] = rect;
    let inside = |x: u32, y: u32| {
        let (x, y) = ((x as f32 + 0.5) / scale + picture.rect[0], (y as f32 + 0.5) / scale + picture.rect[1]);
        x0 <= x && x <= x1 && y0 <= y && y <= y1
    };
    image.enumerate_pixels().filter(|(x, y, pixel)| pixel.0[0] < 128 && inside(*x, *y)).count()
}

/// The signs of each cell, and nothing else, lie inside its box; its sides are the rulings.
fn check_cell(cell: &Cell, pictures: &[Picture], what: &str) {
    let place = cell.place.unwrap();
    let picture = pictures.iter().find(|picture| picture.shows(place.page, place.rect)).expect(what);
    let image = pixels(picture);
    let [x0, y0, x1, y1] = place.rect;
    let inner = [x0 + 2.0, y0 + 2.0, x1 - 2.0, y1 - 2.0];
    let count = dark(picture, &image, inner);
    assert_eq!(count > 0, !cell.text.is_empty(), "{what}: {count} dark pixels in {:?}", cell.text);
    for side in [[x0 - 1.0, y0, x0 + 1.0, y1], [x0, y0 - 1.0, x1, y0 + 1.0]] {
        let length = (side[2] - side[0]).max(side[3] - side[1]);
        assert!(dark(picture, &image, side) as f32 > length, "{what}: no ruling at {side:?}");
    }
}

/// A table with a blank cell.
fn with_blank() -> String {
    TABLE.replace("(b)", "( )")
}

#[test]
fn cells_stand_where_they_are_said_to() {
    for rotate in [0, 90, 180, 270] {
        for unit in ["", "/UserUnit 2", "/UserUnit 0.7"] {
            for boxes in ["", "/CropBox[30 80 390 260]", "/CropBox[-50 60 360 900]"] {
                let what = format!("/Rotate {rotate}{unit}{boxes}");
                let (table, pictures) = drawn(&one_page(&what, &with_blank()));
                assert_eq!(table.cells.len(), 4, "{what}");
                assert!(pictures.iter().all(|picture| picture.kind == PictureKind::Png), "{what}");
                table.cells.iter().for_each(|cell| check_cell(cell, &pictures, &what));
            }
        }
    }
}

#[test]
fn damaged_and_locked_files_go_the_same_way() {
    let broken = String::from_utf8(one_page("", TABLE)).unwrap().replace("startxref\n", "startxref\n9");
    for bytes in [encrypted(""), broken.into_bytes()] {
        let (table, pictures) = drawn(&bytes);
        table.cells.iter().for_each(|cell| check_cell(cell, &pictures, "repaired"));
    }
}

#[test]
fn pictures_are_small_and_always_the_same() {
    let bytes = one_page("", TABLE);
    let (_, first) = drawn(&bytes);
    assert_eq!(first.len(), 1, "rows beside each other share a picture");
    assert!(first[0].bytes.len() < 1500, "{} bytes", first[0].bytes.len());
    let again = std::thread::scope(|scope| scope.spawn(|| drawn(&bytes).1).join().unwrap());
    assert_eq!(first, again);
}

#[test]
fn colours_are_seen() {
    let seal = "1 0 0 RG 3 w 280 130 40 40 re S";
    let (table, pictures) = drawn(&one_page("", &format!("{TABLE} {seal}")));
    assert!(!table.cells.is_empty());
    let red = pixels(&pictures[0]).pixels().filter(|pixel| pixel.0[0] > 200 && pixel.0[1] < 80).count();
    assert!(red > 200, "{red} red pixels");
}

/// A page with more resources.
fn page_with(resources: &str, content: &str, objects: &[&str]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 6 0 R>>{resources}>>>>"
    );
    let content = stream("", content);
    let mut all = vec![
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &page,
        &content,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ];
    all.extend(objects);
    file(&all)
}

const CJK: [&str; 2] = [
    "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[7 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>",
];

#[test]
fn signs_that_are_not_in_the_file_are_drawn_anew() {
    let text = format!("{} BT /G 10 Tf 210 170 Td <CAD5B1ED> Tj ET", with_blank());
    let (table, pictures) = drawn(&page_with("", &text, &CJK));
    assert_eq!(table.cells[1].text, "收表");
    assert_eq!((pictures.len(), pictures[0].kind), (1, PictureKind::Svg));
    let svg = String::from_utf8(pictures[0].bytes.clone()).unwrap();
    assert!(svg.contains(">收表</text>") && svg.matches("<path").count() >= 6, "{svg}");
    assert!(pictures[0].shows(1, table.cells[1].place.unwrap().rect));
}

/// What would cost the renderer hours or gigabytes ends soon, and shows at least text and lines.
#[test]
fn nothing_hangs() {
    // Of some it matters only that there is a picture.
    let check = |what: &str, bytes: &[u8], kinds: &[PictureKind]| {
        let start = Instant::now();
        let place = Place { page: 1, rect: [50.0, 200.0, 350.0, 250.0] };
        let found = pictures(bytes, &[vec![place]]);
        let kind = found.first().map(|picture| picture.kind);
        assert!(kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind)), "{what}: {kind:?}");
        // It would be hours; a busy machine must not fail it.
        assert!(start.elapsed().as_secs() < 100, "{what}: {:?}", start.elapsed());
    };
    let (png, svg, any) = (&[PictureKind::Png][..], &[PictureKind::Svg][..], &[PictureKind::Png, PictureKind::Svg][..]);
    let plain = |content: &str| one_page("", &format!("{content} {TABLE}"));
    check("nothing odd", &plain(""), png);
    check("a huge picture", &plain("q 400 0 0 400 0 0 cm /X Do Q"), svg);
    check("tiny dashes", &plain("[0.00001] 0 d 0 0 m 400 400 l S [] 0 d"), svg);
    check("no dashes", &plain("[0 0] 0 d 0 0 m 400 400 l S [] 0 d"), any);
    let far = "9".repeat(30);
    check("far curves", &plain(&format!("0 0 m {far} {far} -{far} {far} 400 400 c S 0 0 m {far} {far} l S")), any);
    let scale = format!("{far} 0 0 {far} 0 0 cm ").repeat(12);
    check("no numbers", &plain(&format!("q {scale} 0 0 m 9 9 l S 0 0 9 9 re f Q")), any);
    check("forms in forms", &doubling_forms(45), &[]);
    check("page over page", &plain(&format!("1 g {} 0 g", "0 0 400 400 re f ".repeat(30_000))), any);
    let pattern = |entries: &str, content: &str, tile: &str| {
        let tile = stream(
            &format!("/Type/Pattern/PatternType 1/PaintType 1/TilingType 1{entries}/Resources<</Pattern<</P 6 0 R>>>>"),
            tile,
        );
        page_with("/Pattern<</P 6 0 R>>", &format!("/Pattern cs /P scn {content} {TABLE}"), &[&tile])
    };
    let small = "/BBox[0 0 9 9]/XStep 9/YStep 9";
    let fill = "0 0 400 400 re f";
    check("a pattern", &pattern(small, fill, "0 0 5 5 re f"), png);
    check("many tiles", &pattern("/BBox[0 0 90000 90000]/XStep 0.01/YStep 0.01", fill, "0 0 5 5 re f"), svg);
    check("aslant", &pattern(&format!("{small}/Matrix[1 1 1 1.0000001 0 0]"), fill, "0 0 5 5 re f"), any);
    check("often", &pattern(small, &format!("{fill} ").repeat(11_000), "0 0 5 5 re f"), any);
    check("in itself", &pattern(small, fill, "/Pattern cs /P scn 0 0 5 5 re f 0 0 4 4 re f"), any);
    let group = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 400 400]/Group<</S/Transparency/CS/DeviceGray>>/Resources<</ExtGState<</E 7 0 R>>>>",
        "/E gs 0 0 300 300 re f 0 0 200 200 re f",
    );
    let mask = "<</Type/ExtGState/SMask<</S/Luminosity/G 6 0 R>>>>";
    let masked = format!("/E gs 0 0 400 400 re f {TABLE}");
    check("a mask in itself", &page_with("/ExtGState<</E 7 0 R>>", &masked, &[&group, mask]), any);
}

#[test]
fn odd_places_have_no_pictures() {
    let bytes = one_page("", TABLE);
    let check = |page, rect| assert!(pictures(&bytes, &[vec![Place { page, rect }]]).is_empty(), "{page} {rect:?}");
    check(0, [50.0, 200.0, 350.0, 250.0]);
    check(2, [50.0, 200.0, 350.0, 250.0]);
    check(u32::MAX, [50.0, 200.0, 350.0, 250.0]);
    check(1, [f32::NAN; 4]);
    check(1, [50.0, 900.0, 350.0, 950.0]);
    check(1, [-9.0, -50.0, 350.0, -20.0]);
    assert!(pictures(&bytes, &[]).is_empty() && pictures(b"%PDF", &[vec![]]).is_empty());
}

#[test]
fn large_pages_have_pictures_of_sane_size() {
    let bytes = String::from_utf8(one_page("", TABLE)).unwrap().replace("[0 0 400 400]", "[0 0 20000 20000]");
    let check = |rect: Rect| {
        let found = pictures(bytes.as_bytes(), &[vec![Place { page: 1, rect }]]);
        assert_eq!(found.len(), 1);
        let image = pixels(&found[0]);
        assert!(image.width() < 2700 && image.width() * image.height() < 3_100_000, "{rect:?}");
        assert!(found[0].shows(1, rect), "{rect:?} {:?}", found[0].rect);
    };
    check([50.0, 19_800.0, 350.0, 19_850.0]);
    check([50.0, 100.0, 19_900.0, 9_000.0]);
    check([50.0, 100.0, 90.0, 19_000.0]);
}
