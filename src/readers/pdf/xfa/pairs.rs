//! Which value of XFA's data belongs to which field. A field's name holds also the parts of the form that
//! bind no data, so that a value's path is its field's name with parts left out. Told only where nothing
//! else can be meant.

use std::collections::HashMap;

use super::Part;

/// Names held against each other, at most.
const MOST_TRIES: usize = 2_000_000;

/// Places of fields and of values that belong together beyond doubt: as many fields as values come into
/// question by their names, and by their numbers one alone. Nothing if there are too many to be tried.
pub fn certain(fields: &[&[Part]], values: &[&[Part]]) -> Option<Vec<(usize, usize)>> {
    let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, field) in fields.iter().enumerate() {
        if let Some(last) = field.last() {
            by_last.entry(&last.name).or_default().push(at);
        }
    }
    let names = |path: &[Part]| path.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    let mut alike: HashMap<Vec<String>, usize> = HashMap::new();
    values.iter().for_each(|path| *alike.entry(names(path)).or_default() += 1);
    let (mut tries, mut pairs) = (0, Vec::new());
    for (at, path) in values.iter().enumerate() {
        let near = path.last().and_then(|last| by_last.get(last.name.as_str())).map_or(&[][..], Vec::as_slice);
        tries += near.len();
        if tries > MOST_TRIES {
            return None;
        }
        let named: Vec<usize> = near.iter().copied().filter(|&field| holds(fields[field], path, false)).collect();
        let mut numbered = named.iter().filter(|&&field| holds(fields[field], path, true));
        if let (Some(&field), None) = (numbered.next(), numbered.next())
            && alike.get(&names(path)) == Some(&named.len())
        {
            pairs.push((field, at));
        }
    }
    let mut times: HashMap<usize, usize> = HashMap::new();
    pairs.iter().for_each(|pair| *times.entry(pair.0).or_default() += 1);
    pairs.retain(|pair| times[&pair.0] == 1);
    Some(pairs)
}

/// The parts of `path` all stand in `name`, in order, the last of them last.
fn holds(name: &[Part], path: &[Part], numbered: bool) -> bool {
    let same = |a: &Part, b: &Part| a.name == b.name && (!numbered || a.index == b.index);
    let (Some((last, name)), Some((end, path))) = (name.split_last(), path.split_last()) else { return false };
    let mut left = name.iter();
    same(last, end) && path.iter().all(|part| left.any(|own| same(own, part)))
}

#[cfg(test)]
mod tests {
    use super::super::part;
    use super::*;

    fn check(fields: &[&str], values: &[&str], expected: &[(usize, usize)]) {
        let parts = |name: &&str| name.split('.').filter_map(part).collect::<Vec<_>>();
        let (fields, values): (Vec<_>, Vec<_>) =
            (fields.iter().map(parts).collect(), values.iter().map(parts).collect());
        let fields: Vec<&[Part]> = fields.iter().map(Vec::as_slice).collect();
        let values: Vec<&[Part]> = values.iter().map(Vec::as_slice).collect();
        assert_eq!(certain(&fields, &values).unwrap(), expected, "{fields:?}");
    }

    #[test]
    fn values_find_their_fields() {
        check(&["f[0].#subform[0].a[0]", "f[0].#subform[0].b[0]"], &["f.a", "f.b"], &[(0, 0), (1, 1)]);
        check(&["f[0].Page1[0].a[0]"], &["f.a"], &[(0, 0)]);
        // Rows of a table.
        check(&["f[0].t[0].r[0].n[0]", "f[0].t[0].r[1].n[0]"], &["f.t.r[0].n", "f.t.r[1].n"], &[(0, 0), (1, 1)]);
        // The same name on two pages that bind no data.
        check(&["f[0].#subform[0].a[0]", "f[0].#subform[1].a[0]"], &["f.a[0]", "f.a[1]"], &[]);
        // One value for several fields, and several values for one field.
        check(&["f[0].a[0]", "f[0].p[0].a[0]"], &["f.a"], &[]);
        check(&["f[0].p[0].a[0]"], &["f.a", "f.p.a"], &[]);
        check(&["f[0].a[0]"], &["f.x.a", "g.a"], &[]);
    }
}
