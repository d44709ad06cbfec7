//! Fields and annotations: what was filled in stands where its field stands.

use super::{
    maker_tests::page,
    tests::{cells, read, stream},
};
use crate::model::trouble::TroubleKind;

const RULES: &str = "0.5 w 50 100 m 350 100 l 50 300 m 350 300 l 50 100 m 50 300 l 200 100 m 200 300 l 350 100 m 350 300 l S BT /H 10 Tf 210 200 Td (b) Tj ET ";

/// An annotation in the left cell with an appearance of this content (object 6), a field's parent
/// (object 7), and what the cell then says.
fn check(annotation: &str, look: &str, parent: &str, form: &str, expected: &str) {
    let catalogue = format!("/AcroForm<</Fields[8 0 R]/DA(/H 0 Tf){form}>>");
    let objects = [
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 100 50]/Resources 3 0 R", look),
        format!("<<{parent}>>"),
        format!("<</Type/Annot/Rect[60 150 160 200]{annotation}>>"),
    ];
    let document = read(&page(&catalogue, "/Annots[8 0 R]", RULES, &objects)).unwrap();
    let texts: Vec<String> = cells(&document).into_iter().map(|cell| cell.2).collect();
    assert_eq!(texts, [expected, "b"], "{annotation}");
}

const LOOK: &str = "/Tx BMC 0 0 100 50 re S BT /H 10 Tf 2 20 Td (seen) Tj ET EMC";

#[test]
fn text_fields() {
    let text = "/Subtype/Widget/FT/Tx";
    check(&format!("{text}/V(seen)/AP<</N 6 0 R>>"), LOOK, "", "", "seen");
    check(&format!("{text}/V(typed)"), "", "", "", "typed");
    check(&format!("{text}/V(typed)/AP<</N 6 0 R>>"), "", "", "", "typed");
    check(&format!("{text}/V(typed)/AP<</N 6 0 R>>"), LOOK, "", "", "typed");
    check(&format!("{text}/V(typed)/AP<</N 6 0 R>>/AA<</F<</S/JavaScript>>>>"), LOOK, "", "", "seen");
    check(
        &format!("{text}/V(typed)/AP<</N 6 0 R>>/AA<</F<</S/JavaScript>>>>"),
        LOOK,
        "",
        "/NeedAppearances true",
        "typed",
    );
    check(&format!("{text}/AP<</N 6 0 R>>"), LOOK, "", "", "seen");
    check("/Subtype/Widget/Parent 7 0 R", "", "/FT/Tx/V(from above)", "", "from above");
    check(&format!("{text}/V<FEFF77E58BC6>"), "", "", "", "知识");
    check(&format!("{text}/V(\\326\\252\\312\\266)"), "", "", "", "知识");
    check(
        &format!("{text}/Ff 4096/V(one\\rtwo and much more than the box is wide\\r\\nthree)"),
        "",
        "",
        "",
        "one\ntwo and much more than the box is wide\nthree",
    );
    check(&format!("{text}/Ff 16777216/MaxLen 9/V(4401)/AP<</N 6 0 R>>"), LOOK, "", "", "4401");
    check(&format!("{text}/Ff 8192/V(hidden)/AP<</N 6 0 R>>"), LOOK, "", "", "seen");
    check(&format!("{text}/RV(<body><p>rich <b>text</b></p></body>)"), "", "", "", "rich text");
    check(&format!("{text}/V(unseen)/F 2"), "", "", "", "");
    check(&format!("{text}/V(deep)/Parent 7 0 R"), "", "/Parent 7 0 R", "", "deep");
}

#[test]
fn choices() {
    let list = "/Subtype/Widget/FT/Ch/Opt[[(1)(one)][(2)(two)]]";
    check(&format!("{list}/V(2)"), "", "", "", "two");
    check(&format!("{list}/Ff 131072/V(2)"), "", "", "", "two");
    check(&format!("{list}/V[(1)(2)]/AP<</N 6 0 R>>"), LOOK, "", "", "one\ntwo");
    check(&format!("{list}/V(other)"), "", "", "", "other");
}

#[test]
fn toggles_and_buttons() {
    let toggle = "/Subtype/Widget/FT/Btn";
    check(&format!("{toggle}/AS/Yes"), "", "", "", "☑");
    check(&format!("{toggle}/AS/Off/V/Off"), "", "", "", "☐");
    check(&format!("{toggle}/V/Yes/AP<</N<</Yes 6 0 R>>>>"), LOOK, "", "", "☑");
    check(&format!("{toggle}/V/No/AP<</N<</Yes 6 0 R>>>>"), LOOK, "", "", "☐");
    check("/Subtype/Widget/Parent 7 0 R/AS/b/AP<</N<</b 6 0 R>>>>", LOOK, "/FT/Btn/Ff 32768/V/b", "", "☑");
    check(&format!("{toggle}/Ff 65536/AP<</N 6 0 R>>"), LOOK, "", "", "");
    check("/Subtype/Widget/FT/Sig/AP<</N 6 0 R>>", LOOK, "", "", "");
}

#[test]
fn text_typed_on_the_page() {
    check("/Subtype/FreeText/Contents(old)/AP<</N 6 0 R>>", LOOK, "", "", "seen");
    check("/Subtype/FreeText/Contents(typed)/DA(/H 12 Tf)", "", "", "", "typed");
    check("/Subtype/FreeText/Contents(typed)/F 2", "", "", "", "");
    for other in ["Stamp", "Watermark", "Text", "Highlight", "Popup"] {
        check(&format!("/Subtype/{other}/Contents(note)/AP<</N 6 0 R>>"), LOOK, "", "", "");
    }
}

#[test]
fn fields_on_a_turned_page() {
    let objects = [
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
        "null".into(),
        "<</Subtype/Widget/FT/Tx/V(typed)/Rect[150 60 200 160]/MK<</R 90>>>>".into(),
    ];
    let content = format!("0 1 -1 0 400 0 cm {RULES}");
    let document = read(&page("", "/Rotate 90/Annots[7 0 R]", &content, &objects)).unwrap();
    let texts: Vec<String> = cells(&document).into_iter().map(|cell| cell.2).collect();
    assert_eq!(texts, ["typed", "b"]);
}

#[test]
fn dynamic_xfa_is_named() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_string();
    let wait = "BT /F 10 Tf 60 200 Td (Please wait...) Tj ET";
    let file = |form: &str| page(form, "", wait, std::slice::from_ref(&font));
    for form in ["/AcroForm<</XFA[]/Fields[]>>", "/NeedsRendering true/AcroForm<</XFA[]/Fields[5 0 R]>>"] {
        let trouble = read(&file(form)).unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::Unsupported);
        assert!(trouble.reason.zh.contains("XFA") && trouble.reason.en.contains("XFA"));
    }
    assert!(read(&file("/AcroForm<</XFA[]/Fields[5 0 R]>>")).is_ok());
    assert!(read(&file("/AcroForm<</Fields[]>>")).is_ok());
}
