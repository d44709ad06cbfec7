//! Which names mean one and the same unit: a region's usual office under its several names, another
//! office of that region, a unit of no region.

use super::fold::fold;
use super::source::Submitter;

/// Files of one unit share a key: region and office, else the name, else the file alone.
/// `same_office` are the endings of the names of the office that usually answers (from the rules).
pub fn unit_key(submitter: &Submitter, path: &str, same_office: &[String]) -> String {
    if !submitter.region.is_empty() {
        format!("1{} {}", submitter.region, other_office(&submitter.name, same_office))
    } else if !submitter.name.is_empty() {
        format!("2{}", fold(&submitter.name))
    } else {
        format!("3{path}")
    }
}

/// The name of an office that is another than the one that usually answers for its region (a
/// centre beside the bureau), else empty.
pub fn other_office(name: &str, same_office: &[String]) -> String {
    let bare = bare(name);
    let usual = same_office.iter().any(|office| bare.ends_with(office.as_str()));
    if usual || names_place(name) { String::new() } else { fold(bare) }
}

/// The name is that of a place, and of no office in it: 广州市.
pub fn names_place(name: &str) -> bool {
    bare(name).ends_with(['省', '市', '区', '县', '州', '盟', '旗'])
}

fn bare(name: &str) -> &str {
    name.split(['（', '(']).next().unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_unit_share_a_key() {
        let words = ["知识产权局".to_owned(), "局".to_owned()];
        let key = |name: &str, region: &str| {
            let submitter = Submitter { name: name.into(), region: region.into(), ..Submitter::default() };
            unit_key(&submitter, "a.docx", &words)
        };
        for name in ["广州市", "广州市知识产权局", "广州市市场监督管理局（知识产权局）", ""]
        {
            assert_eq!(key(name, "440100"), "1440100 ", "{name}");
        }
        assert_eq!(key("广州市保护中心", "440100"), "1440100 广州市保护中心");
        assert_eq!(key("甲 协会", ""), key("甲协会", ""));
        assert_eq!(key("", ""), "3a.docx");
    }
}
