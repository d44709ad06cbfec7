use super::*;

#[test]
fn registered() {
    assert_eq!(Ofd.format(), Format::Ofd);
}
