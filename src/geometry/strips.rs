//! Which parts of pages show given rows of tables: bands around their cells, joined where they lie
//! close, with the head of the table where it is near. How they are drawn is left to readers.

use std::collections::BTreeMap;

use super::{PageContent, page, turn};
use crate::model::document::{Place, Rect};

/// Where a row stands on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub rect: Rect,
    /// The row runs up or down the page.
    pub turned: bool,
}

/// A table on a page: its first row and all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heading {
    pub head: Rect,
    pub table: Rect,
}

/// Room around a row, in points.
const MARGIN: f32 = 6.0;
/// A merged cell is shown whole if the picture does not become higher than this for it.
const MOST_MERGED: f32 = 130.0;
/// The head of a table is shown if it is no further from the row, and no higher.
const NEAR: f32 = 60.0;
const MOST_HEAD: f32 = 90.0;
/// Rows closer than this share a picture: what lies between costs less than a picture of its own.
const CLOSE: f32 = 20.0;
/// The height of a shared picture.
const MOST_SHARED: f32 = 220.0;
/// Pages wider than this are not shown from side to side.
const WIDEST: f32 = 1300.0;

/// Each row, given by the places of its cells, as a band on every page that it stands on.
pub fn bands(rows: &[Vec<Place>]) -> BTreeMap<u32, Vec<Band>> {
    let mut pages: BTreeMap<u32, Vec<Band>> = BTreeMap::new();
    for row in rows {
        let mut parts: BTreeMap<u32, Vec<Rect>> = BTreeMap::new();
        for place in row.iter().filter(|place| is_sane(place.rect)) {
            parts.entry(place.page).or_default().push(place.rect);
        }
        for (page, cells) in parts {
            pages.entry(page).or_default().extend(band(&cells));
        }
    }
    pages
}

fn is_sane(rect: Rect) -> bool {
    rect.iter().all(|side| side.abs() < 1e6) && rect[0] <= rect[2] && rect[1] <= rect[3]
}

/// The row of these cells: as long as they reach together, as high as all of them stand beside each
/// other; a cell merged over several rows is higher than its row.
fn band(cells: &[Rect]) -> Option<Band> {
    let whole = cells.iter().copied().reduce(around)?;
    let common = cells.iter().copied().reduce(within)?;
    let (beside, below) = (common[1] < common[3], common[0] < common[2]);
    let rect = match (beside, below) {
        (true, false) => [whole[0], common[1], whole[2], common[3]],
        (false, true) => [common[0], whole[1], common[2], whole[3]],
        _ => whole,
    };
    let turned = below && !beside;
    let higher = height(whole, turned);
    Some(Band { rect: if higher <= MOST_MERGED { whole } else { rect }, turned })
}

fn height(rect: Rect, turned: bool) -> f32 {
    if turned { rect[2] - rect[0] } else { rect[3] - rect[1] }
}

/// The box around both.
pub fn around(a: Rect, b: Rect) -> Rect {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// What both hold; upside down if there is nothing.
pub fn within(a: Rect, b: Rect) -> Rect {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

/// The tables of a page, as seen.
pub fn headings(content: PageContent, most_cells: usize) -> Vec<Heading> {
    let (content, turned) = turn::upright(content);
    let page = page::read(content, most_cells);
    let of = |table: &page::Draft| {
        let first = table.cells.iter().filter(|cell| cell.row == 0).map(|cell| cell.rect).reduce(around)?;
        Some(Heading { head: turned.seen(first), table: turned.seen(table.rect) })
    };
    page.tables.iter().filter_map(of).collect()
}

/// The parts of a page of this size that show these rows, from the top (rows that run up or down: from
/// the left), none beyond the page.
pub fn strips(bands: &[Band], headings: &[Heading], (width, height): (f32, f32)) -> Vec<Rect> {
    let page = [0.0, 0.0, width, height];
    let mut found = Vec::new();
    for turned in [false, true] {
        let along = |rect: Rect| if turned { (rect[0], rect[2]) } else { (rect[1], rect[3]) };
        let mut rows: Vec<Rect> = bands
            .iter()
            .filter(|band| band.turned == turned)
            .map(|band| with_room(with_heading(*band, headings), turned, (width, height)))
            .map(|rect| within(rect, page))
            .filter(|rect| rect[0] < rect[2] && rect[1] < rect[3])
            .collect();
        rows.sort_by(|a, b| along(*a).0.total_cmp(&along(*b).0).then(along(*a).1.total_cmp(&along(*b).1)));
        let mut joined: Vec<Rect> = Vec::new();
        for row in rows {
            match joined.last_mut() {
                Some(last) if is_cheaper(along(*last), along(row)) => *last = around(*last, row),
                _ => joined.push(row),
            }
        }
        found.extend(joined);
    }
    found
}

/// What of a strip must be shown: the rows themselves.
pub fn rows_of(strip: Rect, bands: &[Band]) -> Rect {
    let held =
        bands.iter().map(|band| within(band.rect, strip)).filter(|rect| rect[0] <= rect[2] && rect[1] <= rect[3]);
    held.reduce(around).unwrap_or(strip)
}

/// A strip without the white left and right of its rows and text.
pub fn without_white(strip: Rect, bands: &[Band], content: &PageContent) -> Rect {
    const ROOM: f32 = 4.0;
    let [mut left, _, mut right, _] = rows_of(strip, bands);
    for glyph in content.glyphs.iter().filter(|glyph| strip[1] <= glyph.y && glyph.y <= strip[3]) {
        (left, right) = (left.min(glyph.x), right.max(glyph.x + glyph.advance));
    }
    [(left - ROOM).max(strip[0]), strip[1], (right + ROOM).min(strip[2]), strip[3]]
}

/// Two parts that overlap much or lie close are cheaper as one, unless that becomes unwieldy.
fn is_cheaper(first: (f32, f32), second: (f32, f32)) -> bool {
    let inside = second.1 <= first.1;
    inside || (second.0 - first.1 <= CLOSE && second.1 - first.0 <= MOST_SHARED)
}

fn with_heading(band: Band, headings: &[Heading]) -> Rect {
    let near = |heading: &&Heading| {
        let [x0, y0, x1, y1] = heading.table;
        let (x, y) = ((band.rect[0] + band.rect[2]) / 2.0, (band.rect[1] + band.rect[3]) / 2.0);
        let gap = band.rect[1] - heading.head[3];
        let high = heading.head[3] - heading.head[1];
        x0 <= x && x <= x1 && y0 <= y && y <= y1 && (-MARGIN..=NEAR).contains(&gap) && high <= MOST_HEAD
    };
    match headings.iter().find(near) {
        Some(heading) if !band.turned => around(band.rect, heading.head),
        _ => band.rect,
    }
}

/// The row with a margin, from side to side of the page.
fn with_room([x0, y0, x1, y1]: Rect, turned: bool, (width, height): (f32, f32)) -> Rect {
    let side = |from: f32, to: f32, whole: f32| {
        if whole <= WIDEST { (0.0, whole) } else { (from - WIDEST / 20.0, to + WIDEST / 20.0) }
    };
    if turned {
        let (top, bottom) = side(y0, y1, height);
        return [x0 - MARGIN, top, x1 + MARGIN, bottom];
    }
    let (left, right) = side(x0, x1, width);
    [left, y0 - MARGIN, right, y1 + MARGIN]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[Rect]) -> Vec<Place> {
        cells.iter().map(|&rect| Place { page: 1, rect }).collect()
    }

    #[test]
    fn rows_become_bands() {
        let check = |cells: &[Rect], expected: Rect, turned| {
            assert_eq!(bands(&[row(cells)])[&1], [Band { rect: expected, turned }], "{cells:?}");
        };
        check(&[[10.0, 20.0, 50.0, 40.0]], [10.0, 20.0, 50.0, 40.0], false);
        check(&[[10.0, 20.0, 50.0, 40.0], [50.0, 20.0, 90.0, 40.0]], [10.0, 20.0, 90.0, 40.0], false);
        // A merged cell is shown whole where that is not too much.
        check(&[[10.0, 0.0, 50.0, 100.0], [50.0, 20.0, 90.0, 40.0]], [10.0, 0.0, 90.0, 100.0], false);
        check(&[[10.0, 0.0, 50.0, 500.0], [50.0, 20.0, 90.0, 40.0]], [10.0, 20.0, 90.0, 40.0], false);
        // A row that runs up the page.
        check(&[[20.0, 10.0, 40.0, 50.0], [20.0, 50.0, 40.0, 90.0]], [20.0, 10.0, 40.0, 90.0], true);
    }

    #[test]
    fn rows_over_a_page_break_stand_twice() {
        let mut cells = row(&[[10.0, 700.0, 50.0, 800.0]]);
        cells.push(Place { page: 2, rect: [50.0, 50.0, 90.0, 80.0] });
        cells.push(Place { page: 2, rect: [f32::NAN, 50.0, 90.0, 80.0] });
        let found = bands(&[cells]);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(found[&2].len(), 1);
    }

    #[test]
    fn bands_become_strips() {
        let band = |y0, y1| Band { rect: [50.0, y0, 300.0, y1], turned: false };
        let table = Heading { head: [50.0, 50.0, 500.0, 80.0], table: [50.0, 50.0, 500.0, 800.0] };
        let check = |bands: &[Band], headings: &[Heading], expected: &[(f32, f32)]| {
            let found = strips(bands, headings, (600.0, 820.0));
            let ys: Vec<(f32, f32)> = found.iter().map(|rect| (rect[1], rect[3])).collect();
            assert_eq!(ys, expected);
            assert!(found.iter().all(|rect| (rect[0], rect[2]) == (0.0, 600.0)));
        };
        check(&[band(100.0, 120.0)], &[], &[(94.0, 126.0)]);
        check(&[band(100.0, 120.0)], &[table], &[(44.0, 126.0)]);
        check(&[band(300.0, 320.0)], &[table], &[(294.0, 326.0)]);
        check(&[band(140.0, 160.0), band(100.0, 120.0)], &[], &[(94.0, 166.0)]);
        check(&[band(100.0, 120.0), band(300.0, 320.0)], &[], &[(94.0, 126.0), (294.0, 326.0)]);
        check(&[band(100.0, 250.0), band(250.0, 400.0)], &[], &[(94.0, 256.0), (244.0, 406.0)]);
        check(&[band(800.0, 900.0), band(2000.0, 2010.0)], &[], &[(794.0, 820.0)]);
    }
}
