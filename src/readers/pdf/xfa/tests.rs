use super::super::{
    maker_tests::page,
    tests::{read, stream},
};
use super::is_same;

const DATA: &str = "<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data>";

/// A field `f[0].#subform[0].amount[0]` with these entries; what the XFA of this kind says otherwise.
fn check(entries: &str, xfa: &str, packet: &str, expected: Option<(bool, &[(&str, &str)])>) {
    let catalogue = format!("/AcroForm<</Fields[6 0 R]{xfa}>>");
    let objects = [
        "null".into(),
        "<</T(f[0])/Kids[7 0 R]>>".into(),
        "<</T(#subform[0])/Parent 6 0 R/Kids[8 0 R]>>".into(),
        format!("<</Type/Annot/Subtype/Widget/Rect[60 150 160 200]/Parent 7 0 R/T(amount[0]){entries}>>"),
        stream("", packet),
    ];
    let document = read(&page(&catalogue, "/Annots[8 0 R]", "BT /H 10 Tf 60 300 Td (title) Tj ET", &objects)).unwrap();
    let found = document.facts.xfa.map(|xfa| {
        let told = xfa.differing.into_iter().map(|one| {
            assert_eq!(one.field, "amount");
            (one.read, one.other)
        });
        (xfa.compared, told.collect::<Vec<_>>())
    });
    let own = |(compared, told): (bool, &[(&str, &str)])| {
        (compared, told.iter().map(|(read, other)| ((*read).to_owned(), (*other).to_owned())).collect())
    };
    assert_eq!(found, expected.map(own), "{entries} {packet}");
}

#[test]
fn values_that_differ_are_told() {
    let packets = "/XFA[(template)5 0 R(datasets)9 0 R]";
    let data = |text: &str| format!("{DATA}<f><amount>{text}</amount></f></xfa:data></xfa:datasets>");
    check("/FT/Tx/V(30)", packets, &data("50"), Some((true, &[("30", "50")])));
    check("/FT/Tx/V(30)", "/XFA 9 0 R", &data("50"), Some((true, &[("30", "50")])));
    check("/FT/Tx/V(30)", packets, &data("30.00"), Some((true, &[])));
    check("/FT/Tx", packets, &data("50"), Some((true, &[("", "50")])));
    check("/FT/Tx/V(30)", packets, &data(""), Some((true, &[("30", "")])));
    check("/FT/Tx", packets, &data(" "), Some((true, &[])));
    check("/FT/Ch/Opt[[(1)(one)][(2)(two)]]/V(2)", packets, &data("2"), Some((true, &[])));
    check("/FT/Ch/Opt[[(1)(one)][(2)(two)]]/V(2)", packets, &data("1"), Some((true, &[("two", "one")])));
    check("/FT/Btn/V/Off", packets, &data("1"), Some((true, &[])));
    // What cannot be compared is named all the same.
    check("/FT/Tx/V(30)", packets, &data("50").replace("amount", "sum"), Some((false, &[])));
    check("/FT/Tx/V(30)", packets, "<damaged", Some((false, &[])));
    check("/FT/Tx/V(30)", "/XFA[(template)9 0 R]", &data("50"), Some((false, &[])));
    check("/FT/Tx/V(30)", "", "", None);
}

#[test]
fn ways_of_writing_are_no_difference() {
    for (read, other, same) in [
        ("1,234.50", "1234.5", true),
        ("一\r二", "一\n二", true),
        ("2024年3月1日", "2024-03-01", true),
        ("03/01/24", "2024-03-01", true),
        ("Mar 1, 2024", "2024-03-01", true),
        ("2024年3月2日", "2024-03-01", false),
        ("30", "50", false),
        ("", "50", false),
    ] {
        assert_eq!(is_same(read, other), same, "{read} {other}");
    }
}
