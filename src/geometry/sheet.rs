//! Several pages printed on one sheet: told apart, so that each is read as the page that it was.
//!
//! Two halves with nothing drawn between them may as well be columns of one page. Evidence that they
//! are pages: numbers that follow one another, one text at the same place of both, tables with the
//! same columns at the same place of both, or text and a table in each that begin at one height. Only
//! then is the sheet cut.

use super::{Glyph, Heading, PageContent, chars, edges::Axis, furniture, lines};

/// A sheet of two pages is longer than wide, or wider than long, by this.
const OBLONG: f32 = 1.2;
/// Share of the sheet that is blank between its pages.
const GUTTER: f32 = 0.03;
/// Share of a page at its ends in which numbers and titles stand.
const MARGIN: f32 = 0.15;
/// How far the same thing may stand elsewhere on the other page, in points.
const SAME_PLACE: f32 = 3.0;
/// Titles of different sizes begin at heights that differ by this share of the page.
const SAME_HEIGHT: f32 = 0.02;
/// So many signs of a title are no accident.
const TITLE: usize = 4;
/// So many column lines are no accident.
const COLUMNS: usize = 3;

/// A page with its place on the sheet.
pub type Part = (PageContent, (f32, f32));

/// The pages of a sheet, in reading order: most often the sheet itself.
pub fn pages(sheet: PageContent) -> Vec<Part> {
    let cut = if sheet.width >= sheet.height * OBLONG {
        Axis::Vertical
    } else if sheet.height >= sheet.width * OBLONG {
        Axis::Horizontal
    } else {
        return vec![(sheet, (0.0, 0.0))];
    };
    if !is_parted(&sheet, cut) {
        return vec![(sheet, (0.0, 0.0))];
    }
    let parts = halves(&sheet, cut);
    if are_pages(&parts, cut) { parts.into() } else { vec![(sheet, (0.0, 0.0))] }
}

/// Nothing but a line along the cut stands around the middle, and there is text on both sides.
fn is_parted(sheet: &PageContent, cut: Axis) -> bool {
    let length = along(cut, sheet.width, sheet.height);
    let gutter = (length * (1.0 - GUTTER) / 2.0, length * (1.0 + GUTTER) / 2.0);
    let mut sides = [false; 2];
    for glyph in sheet.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign)) {
        let (from, to) = extent(glyph, cut);
        if from < gutter.1 && to > gutter.0 {
            return false;
        }
        sides[usize::from(from >= gutter.1)] = true;
    }
    let crosses = |axis: Axis, at: f32, from: f32, to: f32| match axis == cut {
        true => (gutter.0..gutter.1).contains(&at) && (at - length / 2.0).abs() > SAME_PLACE,
        false => from < gutter.1 && to > gutter.0,
    };
    sides == [true; 2] && !sheet.edges.iter().any(|edge| crosses(edge.axis, edge.at, edge.from, edge.to))
}

fn along(cut: Axis, x: f32, y: f32) -> f32 {
    if cut == Axis::Vertical { x } else { y }
}

/// From where to where a glyph reaches across the cut.
fn extent(glyph: &Glyph, cut: Axis) -> (f32, f32) {
    let runs_across = match glyph.heading {
        Heading::Right => cut == Axis::Vertical,
        Heading::Down | Heading::Stacked => cut == Axis::Horizontal,
        Heading::Left | Heading::Up => false,
    };
    let at = along(cut, glyph.x, glyph.y);
    match runs_across {
        true => (at, at + glyph.advance.max(0.0)),
        false => (at - glyph.size, at + glyph.size * 0.2),
    }
}

fn halves(sheet: &PageContent, cut: Axis) -> [Part; 2] {
    let middle = along(cut, sheet.width, sheet.height) / 2.0;
    let size = match cut {
        Axis::Vertical => (middle, sheet.height),
        Axis::Horizontal => (sheet.width, middle),
    };
    let half = |second: bool| {
        let shift = if !second {
            (0.0, 0.0)
        } else if cut == Axis::Vertical {
            (middle, 0.0)
        } else {
            (0.0, middle)
        };
        let mut page = PageContent { width: size.0, height: size.1, ..PageContent::default() };
        for glyph in sheet.glyphs.iter().filter(|glyph| (along(cut, glyph.x, glyph.y) >= middle) == second) {
            page.glyphs.push(Glyph { x: glyph.x - shift.0, y: glyph.y - shift.1, ..*glyph });
        }
        for edge in &sheet.edges {
            let place = if edge.axis == cut { edge.at } else { (edge.from + edge.to) / 2.0 };
            if (place >= middle) == second {
                let (across, along) = if edge.axis == Axis::Vertical { shift } else { (shift.1, shift.0) };
                let mut moved = *edge;
                moved.at -= across;
                moved.from -= along;
                moved.to -= along;
                page.edges.push(moved);
            }
        }
        (page, shift)
    };
    [half(false), half(true)]
}

fn are_pages([(first, _), (second, _)]: &[Part; 2], cut: Axis) -> bool {
    let ends = [first, second].map(end_lines);
    if follow(&ends) {
        return true;
    }
    // Halves one above the other read in their order anyway.
    cut == Axis::Vertical && (share_title(&ends) || share_columns(first, second) || begin_alike(first, second))
}

/// A line at the top or bottom of a page: its text and the place of its start.
type EndLine = (String, f32, f32);

fn end_lines(page: &PageContent) -> Vec<EndLine> {
    let (top, bottom) = (page.height * MARGIN, page.height * (1.0 - MARGIN));
    let at_end = |glyph: &&Glyph| glyph.heading == Heading::Right && (glyph.y < top || glyph.y > bottom);
    let mut glyphs: Vec<Glyph> = page.glyphs.iter().filter(at_end).copied().collect();
    lines::read(&mut glyphs, 0).iter().map(|line| (line.text(), line.left, line.baseline)).collect()
}

/// Page numbers on the same line of both, the second the next of the first.
fn follow([first, second]: &[Vec<EndLine>; 2]) -> bool {
    let number = |line: &EndLine| furniture::is_page_number(&line.0).then(|| furniture::number(&line.0)).flatten();
    first.iter().any(|a| {
        let next = number(a).and_then(|number| number.checked_add(1));
        let follows = |b: &EndLine| (a.2 - b.2).abs() <= SAME_PLACE && number(b) == next;
        next.is_some() && second.iter().any(follows)
    })
}

fn share_title([first, second]: &[Vec<EndLine>; 2]) -> bool {
    let same =
        |a: &EndLine, b: &EndLine| a.0 == b.0 && (a.1 - b.1).abs() <= SAME_PLACE && (a.2 - b.2).abs() <= SAME_PLACE;
    first.iter().any(|a| a.0.chars().count() >= TITLE && second.iter().any(|b| same(a, b)))
}

fn share_columns(first: &PageContent, second: &PageContent) -> bool {
    let (first, second) = (columns(first), columns(second));
    first.len() >= COLUMNS
        && first.len() == second.len()
        && first.iter().zip(&second).all(|(a, b)| (a - b).abs() <= SAME_PLACE)
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
