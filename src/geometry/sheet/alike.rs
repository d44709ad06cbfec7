//! Whether two parts of a sheet are pages of one document, and which comes first: numbers that follow
//! one another, one text at the same place of both, tables with the same columns at the same place.

use super::Part;
use crate::geometry::{Glyph, Heading, PageContent, chars, edges::Axis, furniture, lines};

/// Share of a page at its ends in which numbers and titles stand.
const MARGIN: f32 = 0.15;
/// How far the same thing may stand elsewhere on the other page, in points.
const SAME_PLACE: f32 = 3.0;
/// How far a whole page may be moved within its part of the sheet, in points.
const MOVED: f32 = 15.0;
/// Titles of different sizes begin at heights that differ by this share of the page.
const SAME_HEIGHT: f32 = 0.02;
/// So many signs of a title are no accident.
const TITLE: usize = 4;
/// So many column lines are no accident.
const COLUMNS: usize = 3;

/// Two pages side by side, `rows` of them one below the other.
pub fn beside(first: &PageContent, second: &PageContent, rows: usize) -> bool {
    let ends = [first, second].map(end_lines);
    let both = !first.glyphs.is_empty() && !second.glyphs.is_empty();
    both && (follow(&ends, rows) || share_title(&ends) || share_columns(first, second) || begin_alike(first, second))
}

/// Two pages one below the other, `columns` of them side by side. Two tables of one page may have the
/// same columns: only pages begin at the same height as well.
pub fn below(first: &PageContent, second: &PageContent, columns: usize) -> bool {
    let ends = [first, second].map(end_lines);
    let same_start = match (top(first), top(second)) {
        (Some(a), Some(b)) => (a - b).abs() <= SAME_PLACE,
        _ => false,
    };
    follow(&ends, columns) || share_title(&ends) || (same_start && share_columns(first, second))
}

/// Puts pages in the order of their numbers, if all have one and none is missing.
pub fn sort(parts: &mut [Part]) {
    let mut numbers = Vec::with_capacity(parts.len());
    for part in parts.iter() {
        let lines = end_lines(&part.content);
        let Some(number) = lines.iter().rev().find_map(page_number) else { return };
        numbers.push(number);
    }
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    let follow = sorted.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    if follow && sorted != numbers {
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&part| numbers[part]);
        permute(parts, order);
    }
}

/// Puts at each place the part that `order` names for it.
fn permute(parts: &mut [Part], mut order: Vec<usize>) {
    for at in 0..parts.len() {
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        parts.swap(at, from);
        order[at] = from;
    }
}

/// A line at the top or bottom of a page: its text and the place of its start.
type EndLine = (String, f32, f32);

fn end_lines(page: &PageContent) -> Vec<EndLine> {
    let (top, bottom) = (page.height * MARGIN, page.height * (1.0 - MARGIN));
    let at_end = |glyph: &&Glyph| glyph.heading == Heading::Right && (glyph.y < top || glyph.y > bottom);
    let mut glyphs: Vec<Glyph> = page.glyphs.iter().filter(at_end).copied().collect();
    lines::read(&mut glyphs, 0).iter().map(|line| (line.text(), line.left, line.baseline)).collect()
}

fn page_number(line: &EndLine) -> Option<u32> {
    furniture::is_page_number(&line.0).then(|| furniture::number(&line.0)).flatten()
}

/// Page numbers on the same line of both, the second the next of the first, or the next but those that
/// stand between when pages run the other way.
fn follow([first, second]: &[Vec<EndLine>; 2], between: usize) -> bool {
    let steps = [1, between as u32];
    first.iter().any(|a| {
        let Some(number) = page_number(a) else { return false };
        let next = |b: &EndLine| steps.iter().any(|step| page_number(b) == number.checked_add(*step));
        second.iter().any(|b| (a.2 - b.2).abs() <= SAME_PLACE && next(b))
    })
}

fn share_title([first, second]: &[Vec<EndLine>; 2]) -> bool {
    let same =
        |a: &EndLine, b: &EndLine| a.0 == b.0 && (a.1 - b.1).abs() <= SAME_PLACE && (a.2 - b.2).abs() <= SAME_PLACE;
    first.iter().any(|a| a.0.chars().count() >= TITLE && second.iter().any(|b| same(a, b)))
}

fn share_columns(first: &PageContent, second: &PageContent) -> bool {
    let (first, second) = (columns(first), columns(second));
    let (Some(a), Some(b)) = (first.first(), second.first()) else { return false };
    let shift = b - a;
    first.len() >= COLUMNS
        && first.len() == second.len()
        && shift.abs() <= MOVED
        && first.iter().zip(&second).all(|(a, b)| (a + shift - b).abs() <= SAME_PLACE)
}

/// Both have ruled tables with text above, and their text begins at the same height.
fn begin_alike(first: &PageContent, second: &PageContent) -> bool {
    let top = |page: &PageContent| {
        let seen = page.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign));
        seen.map(|glyph| glyph.y).reduce(f32::min)
    };
    let table = |page: &PageContent| {
        let across = page.edges.iter().filter(|edge| edge.axis == Axis::Horizontal && edge.length() > page.width * 0.3);
        let highest = across.map(|edge| edge.at).reduce(f32::min);
        highest.filter(|_| columns(page).len() >= COLUMNS)
    };
    match (top(first), top(second), table(first), table(second)) {
        (Some(a), Some(b), Some(table_a), Some(table_b)) => {
            (a - b).abs() <= first.height * SAME_HEIGHT && a < table_a && b < table_b
        }
        _ => false,
    }
}

/// Where the first line of text or table stands.
fn top(page: &PageContent) -> Option<f32> {
    let seen = page.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign));
    let text = seen.map(|glyph| glyph.y - glyph.size).reduce(f32::min);
    let lines = page.edges.iter().map(|edge| if edge.axis == Axis::Vertical { edge.from } else { edge.at });
    lines.chain(text).reduce(f32::min)
}

/// Where vertical lines stand.
fn columns(page: &PageContent) -> Vec<f32> {
    let mut columns: Vec<f32> = page
        .edges
        .iter()
        .filter(|edge| edge.axis == Axis::Vertical && edge.length() > 5.0)
        .map(|edge| edge.at)
        .collect();
    columns.sort_by(f32::total_cmp);
    columns.dedup_by(|a, b| (*a - *b).abs() <= SAME_PLACE);
    columns
}
