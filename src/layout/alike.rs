//! How alike two short texts are.

/// Edit distance as likeness, 0 to 1; 0 for what is surely below `least`, which is told without
/// computing the distance.
pub fn likeness(a: &str, b: &str, least: f64) -> f64 {
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let (short, long) = if a_length < b_length { (a, b) } else { (b, a) };
    let longest = a_length.max(b_length) as f64;
    // What stays the same is in both texts.
    let most = |kept: usize| kept as f64 >= least * longest;
    if !most(a_length.min(b_length)) || !most(short.chars().filter(|c| long.contains(*c)).count()) {
        return 0.0;
    }
    strsim::normalized_levenshtein(a, b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::likeness;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_left_out_is_below(a in "[甲乙丙丁ab]{0,8}", b in "[甲乙丙丁ab]{0,8}") {
            let whole = strsim::normalized_levenshtein(&a, &b);
            let found = likeness(&a, &b, 0.7);
            prop_assert!(found == whole || (found == 0.0 && whole < 0.7), "{} {} {} {}", a, b, found, whole);
        }
    }
}
