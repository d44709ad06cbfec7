//! Page numbers and running titles: what the page brings along and the text does not mean.

use std::collections::HashMap;

use super::{lines::Line, page::Page};

/// Page numbers stand in this share of the page at its top or bottom.
const MARGIN: f32 = 0.15;
/// How far the same line may move from page to page, in points.
const SAME_PLACE: f32 = 4.0;
/// A line so near above a table, in points, is said of it.
const CAPTION: f32 = 20.0;

/// Marks page numbers, and lines that stand at the same place on most pages except where they
/// stand first: a title printed on every page is still a title once.
pub fn mark(pages: &mut [Page]) {
    for page in pages.iter_mut() {
        let (top, bottom) = (page.height * MARGIN, page.height * (1.0 - MARGIN));
        for outside in &mut page.lines {
            let y = outside.line.baseline;
            outside.furniture = (y < top || y > bottom) && is_page_number(&outside.line.text());
        }
    }
    mark_repeated(pages);
    for (index, page) in pages.iter_mut().enumerate() {
        super::page::renumber(page, index);
    }
}

fn mark_repeated(pages: &mut [Page]) {
    if pages.len() < 2 {
        return;
    }
    let mut seen: HashMap<String, Vec<Place>> = Default::default();
    for (index, page) in pages.iter().enumerate() {
        let (first, last) = (page.height * MARGIN * 1.5, page.height * (1.0 - MARGIN * 1.5));
        for (at, outside) in page.lines.iter().enumerate() {
            let y = outside.line.baseline;
            if y < first || y > last {
                seen.entry(running_text(&outside.line.text())).or_default().push(Place { page: index, line: at, y });
            }
        }
    }
    for places in seen.into_values() {
        // Below the text the last one is kept: it ends the document and parts nothing.
        let is_below = pages.get(places[0].page).is_some_and(|page| places[0].y > page.height / 2.0);
        let kept = if is_below { places[places.len() - 1] } else { places[0] };
        let marked: Vec<Place> = repeated(pages, places).into_iter().filter(|place| *place != kept).collect();
        for Place { page, line, .. } in marked {
            pages[page].lines[line].furniture = true;
        }
    }
}

/// Where a line stands: on which page, which of its lines, and how high.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    page: usize,
    line: usize,
    y: f32,
}

/// Those of the places of one text that are at one height on several pages: if all of them are most of
/// the pages, or if nothing stands beyond them on any, as with titles of left and right pages and of
/// chapters.
fn repeated(pages: &[Page], places: Vec<Place>) -> Vec<Place> {
    let mut heights: Vec<Vec<Place>> = Vec::new();
    for place in places {
        match heights.iter_mut().find(|height| (height[0].y - place.y).abs() <= SAME_PLACE) {
            Some(height) => height.push(place),
            None => heights.push(vec![place]),
        }
    }
    let count = |height: &[Place]| height.chunk_by(|a, b| a.page == b.page).count();
    heights.retain(|height| count(height) >= 2);
    if heights.iter().map(|height| count(height)).sum::<usize>() * 2 <= pages.len() {
        heights.retain(|height| count(height) >= 3 && height.iter().all(|place| is_outermost(pages, place)));
    }
    heights.concat()
}

/// Whether a line is said of the table that begins at `top`.
pub(super) fn is_caption(line: &Line, top: f32) -> bool {
    is_near(line.baseline, top) && !is_page_number(&line.text())
}

/// Whether a table begins right below a line.
fn is_near(y: f32, top: f32) -> bool {
    (y..y + CAPTION).contains(&top)
}

/// Whether nothing but page numbers stands between a line and the edge of the page, and it does not belong
/// to a table right below it, as its unit of money does.
fn is_outermost(pages: &[Page], place: &Place) -> bool {
    let page = &pages[place.page];
    let is_below = place.y > page.height / 2.0;
    let is_beyond = |y: f32| if is_below { y > place.y + SAME_PLACE } else { y < place.y - SAME_PLACE };
    let lines = page.lines.iter().filter(|outside| !outside.furniture).map(|outside| outside.line.baseline);
    let tops = || page.tables.iter().map(|table| table.rect[1]);
    !tops().any(|top| is_near(place.y, top)) && !lines.chain(tops()).any(is_beyond)
}

/// What stays the same from page to page: all, but for the number where a page number is part of it.
fn running_text(text: &str) -> String {
    let text: String = text.split('\t').filter(|part| !is_page_number(part)).collect();
    let numbered = text.contains('页') || text.to_lowercase().contains("page");
    text.chars().filter(|sign| !(sign.is_whitespace() || numbered && sign.is_numeric())).collect()
}

/// `3`, `- 3 -`, `— 3 —`, `第 3 页`, `第 3 页 共 9 页`, `3/9`, `Page 3 of 9`, `iv`.
pub(super) fn is_page_number(text: &str) -> bool {
    let mut rest: String = text.to_lowercase();
    for word in [
        "page", "of", "第", "页", "頁", "共", "总", "/", "／", "·", "•", "|", ".", ",", "，", "(", ")", "（", "）", "~",
    ] {
        rest = rest.replace(word, " ");
    }
    let rest: Vec<&str> = rest
        .split(|sign: char| sign.is_whitespace() || "-–—―─－~～".contains(sign))
        .filter(|word| !word.is_empty())
        .collect();
    let is_number = |word: &&str| {
        word.len() <= 12
            && (word.chars().all(char::is_numeric) || word.chars().all(|sign| "ivxl".contains(sign)) && word.len() <= 6)
    };
    (1..=2).contains(&rest.len()) && rest.iter().all(is_number)
}

/// The first number of a line.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = |sign: char| match sign {
        '０'..='９' => char::from_u32(sign as u32 - '０' as u32 + '0' as u32),
        _ => Some(sign).filter(char::is_ascii_digit),
    };
    let first = text.chars().skip_while(|sign| digits(*sign).is_none()).map_while(digits);
    first.collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Place, is_outermost, is_page_number, repeated};
    use crate::geometry::page::{Draft, Page};

    /// How many places of one text, by page and height, are running titles among so many pages.
    #[track_caller]
    fn check(count: usize, places: &[(usize, f32)], expected: usize) {
        let pages = vec![Page { width: 600.0, height: 800.0, ..Page::default() }; count];
        let places: Vec<Place> = places.iter().map(|&(page, y)| Place { page, line: 0, y }).collect();
        assert_eq!(repeated(&pages, places.clone()).len(), expected, "{count} {places:?}");
    }

    #[test]
    fn running_titles() {
        check(3, &[(0, 40.0), (1, 41.0), (2, 40.0)], 3);
        check(4, &[(0, 40.0), (2, 40.0)], 0);
        // The cover has it elsewhere.
        check(4, &[(0, 32.0), (1, 40.0), (2, 40.0), (3, 40.0)], 3);
        check(4, &[(0, 40.0), (1, 46.0), (2, 40.0), (3, 46.0)], 4);
        // Of left pages, of a chapter.
        check(6, &[(1, 40.0), (3, 40.0), (5, 40.0)], 3);
        check(9, &[(3, 40.0), (4, 40.0), (5, 40.0)], 3);
        check(9, &[(3, 40.0), (4, 60.0), (5, 80.0)], 0);
    }

    #[test]
    fn what_is_said_of_a_table_is_no_title() {
        let place = Place { page: 0, line: 0, y: 40.0 };
        for (top, expected) in [(30.0, false), (50.0, false), (80.0, true)] {
            let table = Draft { rect: [50.0, top, 550.0, 700.0], ..Draft::default() };
            let page = Page { width: 600.0, height: 800.0, tables: vec![table], ..Page::default() };
            assert_eq!(is_outermost(&[page], &place), expected, "{top}");
        }
    }

    #[test]
    fn page_numbers() {
        for number in [
            "3",
            "- 3 -",
            "— 3 —",
            "第 3 页",
            "第3页 共9页",
            "第３页/共９页",
            "第4页／共5页",
            "3/9",
            "Page 3 of 9",
            "iv",
            "－3－",
        ] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["3项", "2024年", "第三章", "1 2 3", "", "附件1", "—"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
