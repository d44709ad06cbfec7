//! Lines in which a unit names itself: labelled ones, headings, signatures.

use super::places::{Mention, is_han};

/// Last words of organisations, longer ones before those that they contain.
const BODIES: [&str; 15] = [
    "委员会",
    "管委会",
    "办公室",
    "人民政府",
    "政府",
    "中心",
    "公司",
    "大学",
    "协会",
    "局",
    "委",
    "厅",
    "办",
    "所",
    "院",
];
/// What begins where an organisation's name in a file name has ended.
const AFTER_NAME: [&str; 12] =
    ["报送", "上报", "申报", "填报", "关于", "需求", "征集", "项目", "材料", "汇总", "反馈", "附件"];
/// The longest line that is taken for a name or a title, in characters.
const LONGEST: usize = 40;

/// The values of labelled lines such as `填报单位（盖章）：广州市市场监督管理局  联系人：…`. A label may be
/// spaced out, and its value may stand on the next line.
pub fn labelled(lines: &[&str], labels: &[String]) -> Vec<String> {
    let mut values = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for label in labels {
            let Some(rest) = after_label(line, label) else { continue };
            let mut value = label_value(rest);
            if value.is_empty() {
                value =
                    lines.get(index + 1).filter(|next| is_body(next.trim())).map(|next| tidy(next)).unwrap_or_default();
            }
            if value.chars().filter(|&c| is_han(c)).count() > 1 && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

/// What follows the label and its colon.
fn after_label<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let at_any = line.char_indices().map(|(at, _)| &line[at..]);
    let rest = at_any.filter_map(|tail| skip_word(tail, label)).next()?;
    let spaced = rest.starts_with(char::is_whitespace);
    let rest = rest.trim_start();
    let rest = match bracketed(rest) {
        Some((inside, after)) if inside.chars().count() <= 12 => after.trim_start(),
        _ => rest,
    };
    let rest = rest.trim_start_matches(['】', ']', '〕']);
    match rest.strip_prefix([':', '：', '﹕', '∶']) {
        Some(value) => Some(value),
        None => spaced.then_some(rest),
    }
}

/// Steps over a word whose characters may have white space between them.
fn skip_word<'a>(mut text: &'a str, word: &str) -> Option<&'a str> {
    for (index, c) in word.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if index > 0 {
            text = text.trim_start();
        }
        text = text.strip_prefix(c)?;
    }
    Some(text)
}

/// The inside of a bracket at the start and what follows it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(['（', '('])?;
    let end = inside.find(['）', ')'])?;
    let after = inside[end..].chars().next().map_or(end, |c| end + c.len_utf8());
    Some((&inside[..end], &inside[after..]))
}

fn label_value(rest: &str) -> String {
    let mut value = rest.trim().split(['\t', '\n', '；', ';', '，', ',', '。']).next().unwrap_or_default();
    // Another label on the same line begins after the last white space before its colon.
    if let Some(colon) = value.find([':', '：']) {
        let before = value[..colon].trim_end();
        value = before.rfind(char::is_whitespace).map_or("", |space| &before[..space]);
    }
    // The bracket that holds the label and its value ends here.
    let mut open = 0;
    for (at, c) in value.char_indices() {
        match c {
            '（' | '(' => open += 1,
            '）' | ')' | '】' if open == 0 => {
                value = &value[..at];
                break;
            }
            '）' | ')' => open -= 1,
            _ => {}
        }
    }
    tidy(before_gap(value))
}

/// A name ends before a gap or a date that follows it.
fn before_gap(value: &str) -> &str {
    let is_name = |start: &str| start.chars().filter(|&c| is_han(c)).count() >= 4;
    let mut last_space = None;
    for (at, c) in value.char_indices() {
        let gap = c.is_whitespace() && last_space == Some(at);
        let date = c.is_numeric() && !is_han(c);
        if (gap || date || c == '\u{3000}') && is_name(&value[..at]) {
            return &value[..at];
        }
        last_space = c.is_whitespace().then_some(at + c.len_utf8());
    }
    value
}

/// Without spacing between characters, rules to write on, and notes where to put the stamp.
fn tidy(text: &str) -> String {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '＿' | '﹍')).collect();
    match squeezed.rfind(['（', '(']) {
        Some(at) if squeezed[at..].contains('章') => squeezed[..at].to_owned(),
        _ => squeezed,
    }
}

/// Lines that are an organisation's name and nothing else. Whom the letter is addressed to ends in a
/// colon, sentences have punctuation.
pub fn headings(lines: &[&str]) -> Vec<String> {
    let names = lines.iter().map(|line| line.trim()).filter(|line| is_short(line)).map(tidy);
    let names = names.map(|name| name.strip_suffix("文件").map_or(name.clone(), str::to_owned));
    names.filter(|name| is_body(name) && !is_addressed(name)).collect()
}

/// Other short lines that may bear a region: titles of the table or of a letter.
pub fn titles<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().map(|line| line.trim()).filter(|line| is_short(line) && !is_addressed(line)).collect()
}

fn is_short(line: &str) -> bool {
    !line.is_empty()
        && line.chars().count() <= LONGEST
        && !line.contains(['。', '，', '；', '：', ':', ',', ';', '！', '？'])
}

fn is_addressed(line: &str) -> bool {
    ["致", "报：", "送：", "抄送", "主送", "抄报"].iter().any(|word| line.starts_with(word))
}

/// Ends like an organisation, perhaps with its second name in brackets.
pub fn is_body(line: &str) -> bool {
    let bare = match line.rfind(['（', '(']) {
        Some(at) if at > 0 && line.ends_with(['）', ')']) => &line[..at],
        _ => line,
    };
    bare.chars().count() >= 4 && BODIES.iter().any(|body| bare.ends_with(body))
}

/// The organisation around the regions of a file or sender name: from the first of the regions that
/// stand together to the organisation's last word. `None` for a mere abbreviation (天河区局).
pub fn organisation(text: &str, mentions: &[Mention]) -> Option<String> {
    let mut chain = mentions.len().checked_sub(1)?;
    let end = mentions[chain].end;
    while chain > 0 && mentions[chain - 1].end == mentions[chain].start {
        chain -= 1;
    }
    let start = mentions[chain].start;
    let run_len = text[end..].find(|c| !is_han(c)).unwrap_or(text.len() - end);
    let mut run = &text[end..end + run_len];
    if let Some(body) = body_end(run) {
        run = &run[..body];
    } else {
        return None;
    }
    (run.chars().count() > 2).then(|| text[start..end + run.len()].to_owned())
}

/// Where the last organisation's word ends, before words that are about what was sent.
fn body_end(run: &str) -> Option<usize> {
    let ends = |range: &str| BODIES.iter().filter_map(|body| range.rfind(body).map(|at| at + body.len())).max();
    // 知识产权局 holds no word of the second list, 项目中心 would: the first cut that leaves a body.
    let cuts = AFTER_NAME.iter().filter_map(|word| run.find(word)).min().unwrap_or(run.len());
    ends(&run[..cuts])
}
