//! Page numbers and running titles: what the page brings along and the text does not mean.

use super::page::Page;

/// Page numbers stand in this share of the page at its top or bottom.
const MARGIN: f32 = 0.15;
/// How far the same line may move from page to page, in points.
const SAME_PLACE: f32 = 4.0;

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
    let mut seen: std::collections::HashMap<String, Vec<(usize, usize, f32)>> = Default::default();
    for (index, page) in pages.iter().enumerate() {
        let (first, last) = (page.height * MARGIN * 1.5, page.height * (1.0 - MARGIN * 1.5));
        for (at, outside) in page.lines.iter().enumerate() {
            let y = outside.line.baseline;
            if y < first || y > last {
                seen.entry(running_text(&outside.line.text())).or_default().push((index, at, y));
            }
        }
    }
    for places in seen.into_values() {
        let (_, _, y) = places[0];
        let same: Vec<_> = places.iter().filter(|place| (place.2 - y).abs() <= SAME_PLACE).collect();
        // Below the text the last one is kept: it ends the document and parts nothing.
        let below = pages.get(places[0].0).is_some_and(|page| y > page.height / 2.0);
        let mut on: Vec<usize> = same.iter().map(|place| place.0).collect();
        on.dedup();
        if on.len() >= 2 && on.len() * 2 > pages.len() {
            let others = if below { &same[..same.len() - 1] } else { &same[1..] };
            for &&(page, line, _) in others {
                pages[page].lines[line].furniture = true;
            }
        }
    }
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
    for word in
        ["page", "of", "第", "页", "頁", "共", "总", "/", "·", "•", "|", ".", ",", "，", "(", ")", "（", "）", "~"]
    {
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
    use super::is_page_number;

    #[test]
    fn page_numbers() {
        for number in
            ["3", "- 3 -", "— 3 —", "第 3 页", "第3页 共9页", "第３页/共９页", "3/9", "Page 3 of 9", "iv", "－3－"]
        {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["3项", "2024年", "第三章", "1 2 3", "", "附件1", "—"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
