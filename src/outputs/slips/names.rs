//! Names of files for units: safe on Windows, each once, also where letter case is no matter.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::outputs::cells::is_odd;

/// Bytes of a name without its ending: room for a code and an ending within the 255 of most systems.
const LONGEST: usize = 150;

/// Names that Windows keeps for devices, also before an ending.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
const PORTS: [&str; 2] = ["COM", "LPT"];

/// Names without endings, parallel to the units that they were made for.
#[derive(Debug)]
pub struct Names {
    pub list: Vec<String>,
}

impl Names {
    /// For units by name and region: units of one name are told apart by their regions, else by numbers.
    pub fn new<'a>(units: impl Iterator<Item = (&'a str, &'a str)>, unnamed: &str) -> Names {
        let units: Vec<(String, &str)> = units.map(|(name, region)| (safe(name, unnamed), region)).collect();
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        units.iter().for_each(|(name, _)| *times.entry(name.to_lowercase()).or_default() += 1);
        let mut taken = BTreeSet::new();
        let list = units.iter().map(|(name, region)| {
            let shared = times.get(&name.to_lowercase()).is_some_and(|times| *times > 1);
            let name = if shared && !region.is_empty() { format!("{name}-{region}") } else { name.clone() };
            free(name, &mut taken)
        });
        Names { list: list.collect() }
    }
}

fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut tried = name.clone();
    let mut number = 1;
    while !taken.insert(tried.to_lowercase()) {
        number += 1;
        tried = format!("{name}-{number}");
    }
    tried
}

/// A name that any system takes for a file.
fn safe(name: &str, unnamed: &str) -> String {
    let forbidden = |c: char| matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*') || is_odd(c);
    let spaced: String = name.nfc().map(|c| if forbidden(c) || c.is_whitespace() { ' ' } else { c }).collect();
    let mut safe = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut end = safe.len().min(LONGEST);
    while !safe.is_char_boundary(end) {
        end -= 1;
    }
    safe.truncate(end);
    let safe = safe.trim_matches(['.', ' ']);
    match safe {
        "" => unnamed.to_owned(),
        safe if is_device(safe) => format!("_{safe}"),
        safe => safe.to_owned(),
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    let is_port = |port: &str| {
        let number = stem.strip_prefix(port).unwrap_or_default();
        number.chars().count() == 1 && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    DEVICES.contains(&stem.as_str()) || PORTS.iter().any(|port| is_port(port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(units: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(Names::new(units.iter().copied(), "未注明").list, expected);
    }

    #[test]
    fn names_from_outside() {
        check(&[("广州市局", "440100")], &["广州市局"]);
        check(
            &[("../../etc/x", ""), ("a:b*c?.", ""), ("CON", ""), ("com1.x", ""), ("", "")],
            &["etc x", "a b c", "_CON", "_com1.x", "未注明"],
        );
        check(&[("a\u{202e}b\n", ""), ("...", ""), (" 甲 ", "")], &["a b", "未注明", "甲"]);
    }

    #[test]
    fn one_name_for_several_units() {
        check(
            &[("城区局", "441502"), ("城区局", "140402"), ("城区局", "")],
            &["城区局-441502", "城区局-140402", "城区局"],
        );
        check(&[("A局", ""), ("a局", ""), ("A局-2", "")], &["A局", "a局-2", "A局-2-2"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_system_takes_them(names in proptest::collection::vec("\\PC{0,80}|[a-c.: ]{0,4}|(con|AUX|LPT[0-9])\\.?", 0..6)) {
            let list = Names::new(names.iter().map(|name| (name.as_str(), "440100")), "x").list;
            prop_assert_eq!(list.len(), names.len());
            let lower: BTreeSet<String> = list.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(lower.len(), list.len());
            for name in list {
                prop_assert!(!name.is_empty() && name.len() <= 250, "{}", name);
                prop_assert!(!name.ends_with(['.', ' ']) && !name.starts_with(['.', ' ']), "{}", name);
                prop_assert!(!name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*']), "{}", name);
                prop_assert!(!is_device(&name) && !name.contains(is_odd), "{}", name);
            }
        }
    }
}
