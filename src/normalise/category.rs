//! A category as written to the form's own name for it.

use crate::model::fold::{fold, strip_number};
use crate::model::record::{CategoryMatch, Value};
use crate::rules::CategoryRule;

/// Reads a category. `one_of` are the names that the table allows; none of them: any text, without
/// its leading number and line breaks.
pub fn read(text: &str, one_of: Option<&[CategoryRule]>) -> Value {
    let bare = strip_number(text);
    let Some(allowed) = one_of else {
        let name: String = bare.split_whitespace().collect();
        return Value::Category { name, how: CategoryMatch::Open };
    };
    let key = fold(bare);
    let found = |category: &CategoryRule, how| Value::Category { name: category.name.clone(), how };
    if let Some(category) = allowed.iter().find(|c| c.key == key || c.aliases.contains(&key)) {
        return found(category, CategoryMatch::Known);
    }
    if let Some(category) =
        sole(allowed.iter().filter(|c| key.chars().count() >= 3 && (c.key.contains(&key) || key.contains(&c.key))))
    {
        return found(category, CategoryMatch::Shortened);
    }
    match closest(&key, allowed) {
        Some((category, distance)) => found(category, CategoryMatch::Close(distance)),
        None => Value::Unreadable,
    }
}

fn sole<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// The one category that is nearest, if no more than a quarter of its characters differ.
fn closest<'a>(key: &str, allowed: &'a [CategoryRule]) -> Option<(&'a CategoryRule, usize)> {
    let mut ranked: Vec<(usize, usize, &CategoryRule)> = allowed
        .iter()
        .flat_map(|category| std::iter::once(&category.key).chain(&category.aliases).map(move |name| (name, category)))
        .map(|(name, category)| (strsim::levenshtein(key, name), name.chars().count(), category))
        .filter(|(distance, length, _)| *length >= 4 && distance * 4 <= *length)
        .collect();
    ranked.sort_by_key(|(distance, ..)| *distance);
    let (distance, _, category) = *ranked.first()?;
    let rival = ranked.iter().any(|(d, _, other)| *d == distance && other.name != category.name);
    (!rival).then_some((category, distance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let rules = RuleSet::builtin();
        let shown = match read(text, rules.tables[0].columns[1].one_of.as_deref()) {
            Value::Category { name, how } => format!("{name} {how:?}"),
            other => format!("{other:?}"),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn categories() {
        check("知识产权\n高质量创造", "知识产权高质量创造 Known");
        check("一、强化知识产权保护", "强化知识产权保护 Known");
        check("（三） 高效能转化", "知识产权高效能转化 Known");
        check("知识产权文化宣传", "知识产权文化宣传及合作交流 Known");
        check("宣传及合作", "知识产权文化宣传及合作交流 Shortened");
        check("知识产权高质里创造", "知识产权高质量创造 Close(1)");
        check("知识产权高效益转化", "知识产权高效能转化 Close(1)");
        check("乡村振兴", "Unreadable");
        check("知识产权", "Unreadable");
        assert_eq!(read("2.专利\n代办", None), Value::Category { name: "专利代办".into(), how: CategoryMatch::Open });
    }
}
