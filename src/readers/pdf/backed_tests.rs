//! Pages that are a picture and carry text all the same.

use super::{collected, maker_tests::page, open, scanned, tests::stream};
use crate::model::limits::Limits;

/// A grey picture of 200 × 200 pixels: lines of a table of 3 × 3, or none.
fn picture(ruled: bool) -> String {
    let is_line = |at: usize| (20..=180).contains(&at) && (at - 20) % 53 < 2;
    let ink = |x: usize, y: usize| {
        let inside = (20..=181).contains(&x) && (20..=181).contains(&y);
        ruled && inside && (is_line(x) || is_line(y))
    };
    let hex: String = (0..200 * 200).map(|at| if ink(at % 200, at / 200) { "00" } else { "FF" }).collect();
    let entries = "/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode";
    stream(entries, &format!("{hex}>"))
}

/// Whether a page with a picture and this besides is read as a scan, and what of its text is seen.
#[track_caller]
fn check(ruled: bool, more: &str, is_scan: bool, seen: &str) {
    let objects = ["<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(), picture(ruled)];
    let bytes = page("", "", &format!("q 400 0 0 400 0 0 cm /X Do Q {more}"), &objects);
    let limits = Limits::default();
    let pdf = open::open(&bytes, &limits).expect("a PDF");
    let found = collected(&pdf, &limits).expect("pages");
    let scanner = scanned(&pdf, &found.pages, &found.images, &found.seen, &found.mute, &limits).expect("scans");
    assert_eq!(!scanner.is_empty(), is_scan, "{more}");
    let signs = found.seen[0].iter().flatten().map(|glyph| glyph.sign);
    assert_eq!(signs.collect::<String>(), seen, "{more}");
}

#[test]
fn text_over_a_picture_of_a_table() {
    check(true, "", true, "");
    check(true, "BT 3 Tr /F 10 Tf 60 300 Td (60 40) Tj ET", true, "");
    check(true, "BT /F 10 Tf 190 10 Td (12) Tj ET", true, "12");
    check(true, "BT /F 10 Tf 190 10 Td (12) Tj 3 Tr 0 90 Td (read) Tj ET", true, "12");
    check(true, "/Span<</ActualText(ab)>>BDC BT 3 Tr /F 10 Tf 60 300 Td (xy) Tj ET EMC", true, "");
    check(true, "BT 3 Tr /F 10 Tf 60 300 Td (so many words that are not Chinese) Tj ET", false, "");
    check(
        true,
        "BT /F 10 Tf 60 10 Td (Scanned with some program or other) Tj ET",
        true,
        "Scannedwithsomeprogramorother",
    );
    let beneath = "BT /F 10 Tf 60 300 Td (60 40) Tj ET q 400 0 0 400 0 0 cm /X Do Q";
    check(true, &format!("{beneath} BT /F 10 Tf 190 10 Td (12) Tj ET"), true, "12");
    let words = "12 ".repeat(super::MOST_STAMPED / 2 + 1);
    let again = "q 40 0 0 40 0 0 cm /X Do Q";
    let strips = "q 400 0 0 200 0 0 cm /X Do Q q 400 0 0 200 0 200 cm /X Do Q";
    check(true, &format!("{again} BT /F 10 Tf 60 300 Td ({words}) Tj ET {strips}"), true, "");
    // More words than are stamped on a scan, and a small picture on another as on a slide.
    let layer = "q 400 0 0 400 0 0 cm /X Do Q";
    check(true, &format!("{layer} BT /F 1 Tf 10 10 Td ({words}) Tj ET"), false, &words.replace(' ', ""));
    check(true, &format!("{again} BT /F 10 Tf 190 10 Td (12) Tj ET"), false, "12");
    // Words over a picture of something else.
    check(false, "BT /F 10 Tf 60 300 Td (words) Tj ET", false, "words");
    // A table of its own over a picture.
    let table = "60 60 m 260 60 l 60 120 m 260 120 l 60 180 m 260 180 l 60 60 m 60 180 l 160 60 m 160 180 l 260 60 m 260 180 l S";
    check(true, &format!("{table} BT /F 10 Tf 80 80 Td (own) Tj ET"), false, "");
}
