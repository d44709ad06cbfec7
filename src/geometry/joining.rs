//! Pages put together: text and tables in reading order, and one table over several pages made one.
//!
//! Whether two parts belong together, whether a row was cut, and whether a spanning cell goes on is
//! nowhere written in a page; each function says which evidence it takes.

use super::{
    Glyph, chars, furniture,
    lines::Line,
    page::{self, Body, Draft, DraftCell, Item, OutsideLine, Page, TextRun},
    paragraphs::{self, Frame},
};
use crate::model::document::Rect;

/// Column lines of two parts may differ by this much, in points.
const SAME_COLUMN: f32 = 3.0;
/// At most so many rows are taken for a repeated header.
const MOST_HEADER_ROWS: usize = 6;
/// So many cells around a page break are looked at for what is usual in a table.
const NEAR: usize = 1000;
/// This share of a scanned header's signs may be read in another way on the next page.
const MISREAD: f32 = 0.3;
/// Weight of two filled cells that cannot be one: the first had room below its text.
const BEGINS_ELSEWHERE: f32 = -6.0;

/// Appends a page's lines and tables to those of the pages before it.
pub fn append(items: &mut Vec<Item>, page: Page, index: usize, body: &Body) {
    let room = body.rect(&page);
    let (left, right) = body.text_room(&page);
    let frame = Frame { left, right };
    let mut lines = page.lines.into_iter().peekable();
    for (order, table) in page.tables.into_iter().enumerate() {
        if order == 0 {
            drop_lines_drawn_early(items, &table, index);
        }
        let top = table.rect[1];
        let (mut before, mut repeated) = (Vec::new(), Vec::new());
        while let Some(OutsideLine { line, furniture }) = lines.next_if(|outside| page::top(&outside.line) < top) {
            if furniture { repeated.push(line) } else { before.push(line) }
        }
        let table = match items.last_mut() {
            Some(Item::Table(last)) if order == 0 && last.last_page + 1 == index => {
                before.retain(|line| !is_drawn_again(line, last_lines(last)));
                if only_continued(&before) {
                    match join(last, table, room) {
                        None => continue,
                        Some(table) => table,
                    }
                } else {
                    table
                }
            }
            _ => table,
        };
        // What stands on every page is said of each table that begins right below it: a unit of money.
        before.extend(repeated.into_iter().filter(|line| furniture::is_caption(line, top)));
        push_text(items, before, index, frame);
        items.push(Item::Table(table));
    }
    let rest = lines.filter(|outside| !outside.furniture).map(|outside| outside.line);
    push_text(items, rest.collect(), index, frame);
}

fn push_text(items: &mut Vec<Item>, lines: Vec<Line>, page: usize, frame: Frame) {
    if !lines.is_empty() {
        items.push(Item::Text(TextRun { page, lines, frame }));
    }
}

/// Nothing, or only words like `续表`, `表1（续）`, stands before the table.
fn only_continued(lines: &[Line]) -> bool {
    lines.iter().all(|line| {
        let text = line.text();
        text.chars().count() <= 20 && (text.contains('续') || text.to_lowercase().contains("continued"))
    })
}

/// Some printers cut pages wherever they end and draw a line of text that stands there on both: all its
/// signs stand in these lines of cells, each as far from the left.
fn is_drawn_again<'a>(line: &Line, cells: impl Iterator<Item = &'a Line>) -> bool {
    let glyphs: Vec<&Glyph> = cells.flat_map(|line| &line.glyphs).collect();
    let twin = |glyph: &Glyph| glyphs.iter().any(|own| own.sign == glyph.sign && (own.x - glyph.x).abs() < 1.0);
    let mut seen = line.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign)).peekable();
    seen.peek().is_some() && line.glyphs.len().saturating_mul(glyphs.len()) <= MOST_TRIES && seen.all(twin)
}

/// Signs held against each other, at most.
const MOST_TRIES: usize = 1_000_000;
/// Lines of a cell at a page's end that may be drawn on the other page, too.
const DRAWN_TWICE: usize = 2;

/// The last lines of the cells that end a page.
fn last_lines(last: &Draft) -> impl Iterator<Item = &Line> {
    let ends = last.ends.iter().flat_map(|&cell| last.cells[cell].lines.iter().rev().take(DRAWN_TWICE));
    ends.filter(|end| end.page == last.last_page)
}

/// Takes out the text below the table on the page before that is the beginning of this one.
fn drop_lines_drawn_early(items: &mut Vec<Item>, next: &Draft, index: usize) {
    let [.., Item::Table(last), Item::Text(text)] = &items[..] else { return };
    let first = || next.cells.iter().filter(|cell| cell.row == 0).flat_map(|cell| cell.lines.iter().take(DRAWN_TWICE));
    if last.last_page + 1 == index && text.lines.iter().all(|line| is_drawn_again(line, first())) {
        items.pop();
    }
}

/// Joins `next` to the table that ends the page before it. Gives `next` back if they are two tables.
fn join(last: &mut Draft, mut next: Draft, room: Rect) -> Option<Draft> {
    if last.open != next.open {
        return Some(next);
    }
    // White space moves with what stands beside it: under the same header the same columns.
    let alike = last.open && last.xs.len() == next.xs.len() && repeated_header(last, &next) > 0;
    let common = if alike { Some(last.xs.clone()) } else { common_columns(last, &next) };
    let Some(xs) = common else { return Some(next) };
    let left_free = room[3] - last.bottom();
    let (last_columns, next_columns) = if alike {
        ((0..xs.len()).collect(), (0..xs.len()).collect())
    } else {
        (places(&last.xs, &xs, 0.0), places(&next.xs, &xs, next.xs[0] - xs[0]))
    };
    remap(last, &last_columns);
    remap(&mut next, &next_columns);
    let header = repeated_header(last, &next);
    if header == 0 && is_another_table(last, &next, left_free) {
        unmap(last, &last_columns);
        unmap(&mut next, &next_columns);
        return Some(next);
    }
    last.xs = xs;
    if last.last_page == last.page {
        last.cells.iter_mut().filter(|cell| cell.row + cell.row_span <= header).for_each(|cell| cell.header = true);
    }
    let cut = header < next.rows && is_row_cut(last, &next, header, left_free);
    close_holes(&mut next, header);
    append_rows(last, next, header, cut);
    None
}

/// The column lines of both parts, if one part has all lines of the other. A part whose rows all
/// merge two columns lacks their line.
fn common_columns(last: &Draft, next: &Draft) -> Option<Vec<f32>> {
    let shift = next.xs[0] - last.xs[0];
    let end = |xs: &[f32]| xs[xs.len() - 1];
    if (end(&next.xs) - shift - end(&last.xs)).abs() > SAME_COLUMN || shift.abs() > (end(&last.xs) - last.xs[0]) * 0.2 {
        return None;
    }
    let has = |xs: &[f32], at: f32| xs.iter().any(|x| (x - at).abs() <= SAME_COLUMN);
    let shifted: Vec<f32> = next.xs.iter().map(|x| x - shift).collect();
    if shifted.iter().all(|&x| has(&last.xs, x)) {
        Some(last.xs.clone())
    } else if last.xs.iter().all(|&x| has(&shifted, x)) {
        Some(shifted)
    } else {
        None
    }
}

/// For each own column line its number among the common ones.
fn places(own: &[f32], common: &[f32], shift: f32) -> Vec<usize> {
    own.iter()
        .map(|x| {
            let distance = |at: &usize| (common[*at] - (x - shift)).abs();
            (0..common.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
        })
        .collect()
}

/// Numbers the columns of the cells as the common ones.
fn remap(table: &mut Draft, columns: &[usize]) {
    if is_identity(columns) {
        return;
    }
    for cell in &mut table.cells {
        let end = columns[cell.column + cell.column_span];
        cell.column = columns[cell.column];
        cell.column_span = end - cell.column;
    }
}

fn is_identity(columns: &[usize]) -> bool {
    columns.iter().enumerate().all(|(own, &common)| own == common)
}

fn unmap(table: &mut Draft, columns: &[usize]) {
    if is_identity(columns) {
        return;
    }
    let own = |common: usize| columns.iter().position(|&column| column == common).unwrap_or(0);
    for cell in &mut table.cells {
        let end = own(cell.column + cell.column_span);
        cell.column = own(cell.column);
        cell.column_span = end - cell.column;
    }
}

/// A printer may end the rest of a cell over several rows before the row ends in which it should, and leave
/// a hole there: what is blank below such a rest, beside cells that go past its end, makes no row.
fn close_holes(next: &mut Draft, header: usize) {
    const MOST: usize = 32;
    let rests = next.cells.iter().filter(|cell| cell.row == header).map(|cell| cell.row + cell.row_span);
    let mut lines: Vec<usize> = rests.filter(|&line| line < next.rows).collect();
    lines.sort_unstable();
    lines.dedup();
    if lines.len() > MOST {
        return;
    }
    for line in lines.into_iter().rev() {
        let cells = || next.cells.iter().enumerate();
        let holes: Vec<usize> = cells().filter(|(_, cell)| cell.row == line).map(|found| found.0).collect();
        let ended: Vec<&DraftCell> =
            cells().map(|found| found.1).filter(|cell| cell.row + cell.row_span == line).collect();
        let past = cells().filter(|(_, cell)| cell.row < line && line < cell.row + cell.row_span).count();
        let is_hole = |&hole: &usize| {
            let hole = &next.cells[hole];
            let rest = ended.iter().any(|cell| cell.row == header && same_columns(cell, hole));
            hole.is_blank() && hole.row_span == 1 && rest
        };
        if !holes.is_empty() && holes.len() == ended.len() && holes.len() * 2 <= past && holes.iter().all(is_hole) {
            next.cells.retain(|cell| cell.row != line);
            for cell in &mut next.cells {
                if cell.row > line {
                    cell.row -= 1;
                } else if cell.row + cell.row_span > line {
                    cell.row_span -= 1;
                }
            }
            next.ys.remove(line);
            next.rows -= 1;
        }
    }
    next.ends = (0..next.cells.len()).filter(|&cell| ends_page(next, &next.cells[cell])).collect();
}

/// How many rows at the top of `next` repeat the top of `last`, cell by cell.
fn repeated_header(last: &Draft, next: &Draft) -> usize {
    let most = last.rows.min(next.rows).min(MOST_HEADER_ROWS);
    let repeats = |rows: &usize| match (top_rows(last, *rows), top_rows(next, *rows)) {
        (Some(top), Some(other)) => top == other || (is_read(last) && is_read(next) && read_alike(&top, &other)),
        _ => false,
    };
    (1..=most).rev().find(repeats).unwrap_or(0)
}

/// A table read from a picture: the same words may have been read in two ways.
fn is_read(table: &Draft) -> bool {
    table.cells.iter().any(|cell| cell.confidence.is_some())
}

/// The same cells, and words of which so much is the same that they are one header read twice.
fn read_alike(top: &[Placed], other: &[Placed]) -> bool {
    const MOST_SIGNS: usize = 400;
    let same_places = top.len() == other.len() && top.iter().zip(other).all(|(a, b)| a.0 == b.0);
    let signs = |cells: &[Placed]| cells.iter().map(|cell| cell.1.chars().count()).sum::<usize>();
    let longest = signs(top).max(signs(other));
    let figures = top.iter().any(|(_, text)| text.contains(char::is_numeric));
    if !same_places || figures || longest == 0 || longest > MOST_SIGNS {
        return false;
    }
    let wrong: usize = top.iter().zip(other).map(|(a, b)| strsim::levenshtein(&a.1, &b.1)).sum();
    let alike = top.iter().zip(other).filter(|(a, b)| {
        let most = a.1.chars().count().max(b.1.chars().count());
        strsim::levenshtein(&a.1, &b.1) * 2 <= most
    });
    wrong as f32 <= longest as f32 * MISREAD && alike.count() * 4 >= top.len() * 3
}

/// Row, column and spans of a cell, and its text.
type Placed = ([usize; 4], String);

/// The cells of the first rows by place and text; none if a cell reaches below them or a row is blank.
fn top_rows(table: &Draft, rows: usize) -> Option<Vec<Placed>> {
    let cells = || table.cells.iter().take(NEAR).filter(|cell| cell.row < rows);
    if cells().any(|cell| cell.row + cell.row_span > rows) {
        return None;
    }
    let seen = |row| cells().any(|cell| cell.row <= row && row < cell.row + cell.row_span && !cell.is_blank());
    if !(0..rows).all(seen) {
        return None;
    }
    let mut top: Vec<_> = cells().map(|c| ([c.row, c.column, c.row_span, c.column_span], c.bare_text())).collect();
    top.sort();
    Some(top)
}

/// A table of the same columns that begins anew: its first row is a header, and either the row would
/// have had room on the page before or the header is almost, but not quite, that of the table before.
fn is_another_table(last: &Draft, next: &Draft, left_free: f32) -> bool {
    if next.cells.len() == 1 && left_free > next.ys[1] - next.ys[0] {
        return true;
    }
    let own = row_texts(next, 0);
    if !is_header_like(&own) {
        return false;
    }
    let size = usual_line_size(next);
    if left_free > next.ys[1] - next.ys[0] + size * 3.0 {
        return true;
    }
    let other = row_texts(last, 0);
    let same = own.iter().filter(|text| other.contains(text)).count();
    is_header_like(&other) && same * 2 >= own.len()
}

fn row_texts(table: &Draft, row: usize) -> Vec<String> {
    table.cells.iter().take(NEAR).filter(|cell| cell.row == row).map(DraftCell::bare_text).collect()
}

/// Every cell filled with a few words and no numbers.
fn is_header_like(texts: &[String]) -> bool {
    texts.len() > 1
        && texts.iter().all(|text| {
            let signs = text.chars().count();
            (1..=30).contains(&signs) && !is_number(text)
        })
}

fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|sign| sign.is_numeric() || matches!(sign, '.' | ',' | '，' | '．' | '-' | '%'))
}

fn usual_line_size(table: &Draft) -> f32 {
    let lines = table.cells.iter().rev().take(NEAR).flat_map(|cell| &cell.lines);
    lines.map(|line| line.size).fold(0.0, f32::max).max(1.0)
}

/// Whether the first row of `next` (after its repeated header) is the rest of the last row of `last`.
///
/// No line between its cells says yes. Otherwise the page must be full, and the columns decide: text
/// that reaches the end of the page and goes on in the middle of a paragraph is for it, as are cells
/// left blank that are filled in most rows; text that begins a paragraph, and still more text below a
/// cell that had room, is against it.
fn is_row_cut(last: &Draft, next: &Draft, header: usize, left_free: f32) -> bool {
    let Some(pairs) = pairs(last, next, header) else { return false };
    let filled = pairs.iter().filter(|&&(_, below)| !next.cells[below].is_blank()).count();
    // Of a header that was cut there is little left.
    if ends_with_header(last, header) && filled * 2 >= pairs.len() {
        return false;
    }
    if let Some(cut) = is_drawn_cut(last, next, header, &pairs) {
        return cut;
    }
    if left_free > usual_line_size(last) * 4.0 {
        return false;
    }
    let shift = last.xs[0] - next.xs[0];
    let mut score = 0.0;
    let mut fills_page = false;
    for (above, below) in pairs {
        score += match (last.cells[above].is_blank(), next.cells[below].is_blank()) {
            (true, true) => 0.0,
            (true, false) => -2.0,
            (false, true) => filled_share(last, last.cells[above].column),
            (false, false) => {
                let weight = going_on(last, &last.cells[above], &next.cells[below], shift);
                fills_page |= weight > BEGINS_ELSEWHERE;
                weight
            }
        };
    }
    fills_page && score > 0.0
}

/// Nothing but titles and the header stood on the page before.
fn ends_with_header(last: &Draft, header: usize) -> bool {
    let is_title = |row| row_texts(last, row).len() == 1;
    last.rows <= header
        || (is_header_like(&row_texts(last, last.rows - 1))
            && last.rows <= MOST_HEADER_ROWS
            && (0..last.rows - 1).all(is_title))
}

/// What the lines say of a cut row, if they say anything: cells that go on without a line between. A
/// cell over several rows may go on where its row ends.
fn is_drawn_cut(last: &Draft, next: &Draft, header: usize, pairs: &[(usize, usize)]) -> Option<bool> {
    let cells = || pairs.iter().map(|&(above, below)| (&last.cells[above], &next.cells[below]));
    let open = |(above, below): &(&DraftCell, &DraftCell)| is_open_between(above, below, header);
    let spans = |(above, below): &(&DraftCell, &DraftCell)| above.row_span > 1 || below.row_span > 1;
    let all_open = cells().filter(open).count();
    if all_open == 0 {
        return None;
    }
    let single = cells().filter(|pair| !spans(pair)).count();
    let single_open = cells().filter(|pair| !spans(pair) && open(pair)).count();
    if single > 0 && single_open == 0 {
        return Some(false);
    }
    let (all, open) = if single > 0 { (single, single_open) } else { (pairs.len(), all_open) };
    if open * 2 <= all {
        return None;
    }
    // Rows may also end at the page's end and have no line there.
    Some(!are_done(last, &cells().collect::<Vec<_>>(), last.xs[0] - next.xs[0]))
}

/// Cells that cannot be one with those below them, though no line stands between: one of them for sure,
/// most by the room that they leave below their text, or nearly all as they end and begin paragraphs.
/// Above it there may be room: some printers put what is left of a cell into the middle anew.
fn are_done(last: &Draft, pairs: &[(&DraftCell, &DraftCell)], shift: f32) -> bool {
    /// Lines of a paragraph that a printer keeps together.
    const TOGETHER: f32 = 4.0;
    const APART: [f32; 2] = [2.0, 3.2];
    /// So many cells of a row are not all cut between two paragraphs.
    const SEVERAL: usize = 3;
    let (mut filled, mut apart, mut run_on) = (0, 0, 0);
    for (above, below) in pairs {
        let (Some(end), false) = (above.lines.last(), below.is_blank()) else { continue };
        let (a, b) = (above.bare_text(), below.bare_text());
        let (pitch, room) = (pitch(above, end), last.bottom() - end.baseline);
        if (is_number(&a) && is_number(&b)) || begin_alike(&a, &b) || room > pitch * TOGETHER {
            return true;
        }
        filled += 1;
        // Of several lines one may have been taken along to the next page.
        apart += usize::from(room > pitch * APART[usize::from(above.lines.len() > 1)]);
        let start = below.lines.first().map(|start| moved(start, shift));
        run_on += usize::from(start.is_some_and(|start| paragraphs::runs_on(end, &start, last.frame(above))));
    }
    apart * 2 > filled || (filled >= SEVERAL && run_on * 4 <= filled)
}

/// No line was drawn below the one nor above the other; a repeated header brings its own line.
fn is_open_between(above: &DraftCell, below: &DraftCell, header: usize) -> bool {
    above.open.bottom || (header == 0 && below.open.top)
}

/// The cells at the end of `last` with those below them at the start of `next`; none if their columns
/// differ.
fn pairs(last: &Draft, next: &Draft, header: usize) -> Option<Vec<(usize, usize)>> {
    let above = &last.ends;
    let below: Vec<usize> = (0..next.cells.len()).filter(|&i| next.cells[i].row == header).collect();
    if above.len() != below.len() || above.is_empty() {
        return None;
    }
    above
        .iter()
        .map(|&a| {
            let b = below.iter().copied().find(|&b| same_columns(&last.cells[a], &next.cells[b]))?;
            Some((a, b))
        })
        .collect()
}

fn same_columns(a: &DraftCell, b: &DraftCell) -> bool {
    (a.column, a.column_span) == (b.column, b.column_span)
}

/// How much two filled cells look like one that was cut.
fn going_on(last: &Draft, above: &DraftCell, below: &DraftCell, shift: f32) -> f32 {
    let (a, b) = (above.bare_text(), below.bare_text());
    if a == b || (is_number(&a) && is_number(&b)) || begin_alike(&a, &b) || !reaches_end(last, above) {
        return BEGINS_ELSEWHERE;
    }
    match (above.lines.last(), below.lines.first()) {
        (Some(end), Some(start)) if paragraphs::runs_on(end, &moved(start, shift), last.frame(above)) => {
            let ended = end.glyphs.last().is_some_and(|glyph| chars::ends_sentence(glyph.sign));
            if ended { 1.0 } else { 3.0 }
        }
        _ => -2.0,
    }
}

/// 项目1 and 项目2 below each other are two texts: none goes on with the words it began with.
fn begin_alike(a: &str, b: &str) -> bool {
    const SIGNS: usize = 6;
    // Long texts may say the same sentence again.
    const SHORT: usize = 40;
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longest = a.chars().count().max(b.chars().count());
    same >= SIGNS && longest <= SHORT && same * 2 >= longest
}

/// Whether a cell's text goes down to the end of the page's part: no two more lines had room.
fn reaches_end(table: &Draft, cell: &DraftCell) -> bool {
    let Some(end) = cell.lines.last().filter(|end| end.page == table.last_page) else { return false };
    table.bottom() - end.baseline <= pitch(cell, end) * 2.0 + end.size * 0.5
}

/// From one line of a cell to the next, at its end.
fn pitch(cell: &DraftCell, end: &Line) -> f32 {
    match &cell.lines[..] {
        [.., a, b] if a.page == b.page => (b.baseline - a.baseline).clamp(end.size, end.size * 3.0),
        _ => end.size * 1.5,
    }
}

/// Which share of a column's cells has text.
fn filled_share(table: &Draft, column: usize) -> f32 {
    let (mut all, mut filled) = (0.0, 0.0);
    for cell in table.cells.iter().rev().take(NEAR).filter(|cell| cell.column == column && !cell.header) {
        all += 1.0;
        filled += f32::from(!cell.is_blank());
    }
    filled / f32::max(all, 1.0)
}

fn moved(line: &Line, shift: f32) -> Line {
    let mut line = line.clone();
    line.left += shift;
    line.right += shift;
    line.glyphs.iter_mut().for_each(|glyph| glyph.x += shift);
    line
}

/// Appends the rows of `next` without its header; joins cells of a cut row and spanning cells that
/// the page break parted.
fn append_rows(last: &mut Draft, mut next: Draft, header: usize, cut: bool) {
    let first = last.rows - usize::from(cut);
    let known = last.cells.len();
    let shift = last.xs[0] - next.xs[0];
    // Where no cell has a line at the page break, lines say nothing of single cells.
    let lined = last.ends.iter().any(|&cell| !last.cells[cell].open.bottom);
    let heads = |cell: &DraftCell| cell.row_span == 1 && is_header_like(&row_texts(last, cell.row));
    let goes_on = |above: &DraftCell, cell: &DraftCell| lined && above.open.bottom && (cell.open.top || header > 0);
    let above = |cell: &DraftCell| {
        let above = last.ends.iter().copied().find(|&above| same_columns(&last.cells[above], cell))?;
        let own = &last.cells[above];
        (cut || !heads(own) && (goes_on(own, cell) || is_one_span(last, &next, own, cell))).then_some(above)
    };
    let above: Vec<Option<usize>> =
        next.cells.iter().map(|cell| if cell.row == header { above(cell) } else { None }).collect();
    if !cut && is_row_in_parts(last, &next, header, &above) {
        return append_rows(last, next, header, true);
    }
    for (mut cell, above) in std::mem::take(&mut next.cells).into_iter().zip(above) {
        if cell.row < header {
            continue;
        }
        cell.lines = cell.lines.iter().map(|line| moved(line, shift)).collect();
        cell.row = first + cell.row - header;
        match above {
            Some(above) => {
                let above = &mut last.cells[above];
                above.row_span = cell.row + cell.row_span - above.row;
                above.open.bottom = cell.open.bottom;
                above.confidence = above.confidence.into_iter().chain(cell.confidence).reduce(f32::min);
                above.lines.append(&mut cell.lines);
                above.inner.append(&mut cell.inner);
            }
            None => last.cells.push(cell),
        }
    }
    last.rows = first + next.rows - header;
    last.ends.extend(known..last.cells.len());
    let ends = std::mem::take(&mut last.ends);
    last.ends = ends.into_iter().filter(|&cell| ends_page(last, &last.cells[cell])).collect();
    last.ys = next.ys;
    last.last_page = next.last_page;
}

/// Whether all cells of a row go on one by one, but for blank rests of cells that the printer closed: then
/// the row goes on.
fn is_row_in_parts(last: &Draft, next: &Draft, header: usize, above: &[Option<usize>]) -> bool {
    let row = || next.cells.iter().zip(above).filter(|(cell, _)| cell.row == header);
    let single = |(cell, above): &(&DraftCell, &Option<usize>)| {
        cell.row_span == 1 && above.is_some_and(|above| last.cells[above].row_span == 1)
    };
    let closed =
        |cell: &DraftCell| cell.is_blank() && last.ends.iter().any(|&above| same_columns(&last.cells[above], cell));
    row().filter(single).count() > 1
        && row().filter(single).any(|(cell, _)| !cell.is_blank())
        && row().all(|(cell, above)| above.is_some() || closed(cell))
}

fn ends_page(table: &Draft, cell: &DraftCell) -> bool {
    cell.row + cell.row_span == table.rows
}

/// Whether a page break parted a cell that spans rows: the text stands in one part only or goes on
/// from one to the other, and one part spans rows or the column leaves no row blank.
fn is_one_span(last: &Draft, next: &Draft, above: &DraftCell, below: &DraftCell) -> bool {
    let spans = above.row_span > 1 || below.row_span > 1;
    match (above.is_blank(), below.is_blank()) {
        (true, true) => spans,
        (false, true) => spans || is_merged_column(last, next, above, below),
        (true, false) => (above.row_span > 1 && below.row_span > 1) || is_merged_column(last, next, above, below),
        (false, false) => spans && going_on(last, above, below, last.xs[0] - next.xs[0]) > 1.0,
    }
}

/// Whether a column has filled cells that span rows and, but for these two, no blank ones: then a
/// blank cell at a page's end belongs to the one beyond.
fn is_merged_column(last: &Draft, next: &Draft, above: &DraftCell, below: &DraftCell) -> bool {
    let is_other =
        |cell: &&DraftCell| same_columns(cell, above) && !std::ptr::eq(*cell, above) && !std::ptr::eq(*cell, below);
    let before = || last.cells.iter().rev().take(NEAR).filter(is_other);
    let after = || next.cells.iter().take(NEAR).filter(is_other);
    // A blank cell at the end of the page after may in turn go on.
    let leaves_blank =
        before().any(DraftCell::is_blank) || after().any(|cell| cell.is_blank() && !ends_page(next, cell));
    let is_merged = |cell: &DraftCell| cell.row_span > 1 && !cell.is_blank();
    !leaves_blank && (is_merged(above) || is_merged(below) || before().chain(after()).any(is_merged))
}

#[cfg(test)]
mod tests;
