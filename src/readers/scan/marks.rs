//! Marks that the reading program does not know, confuses or gives twice, put right from what stands
//! around them in the same cell.
//!
//! Nothing here knows a form: only how Chinese is set (GB/T 15834-2011 for punctuation, GB/T 9704-2012
//! 7.2.5 for document numbers, GB/T 15835-2011 for figures) and which marks the program's character set
//! lacks: ×, —, ‘’, full-width colons, 叁.

use super::tesseract::Word;

/// One sign of a cell, and the word of the line that it was read in.
#[derive(Clone, Copy, Debug)]
struct Sign {
    sign: char,
    line: usize,
    word: usize,
}

const OPEN: &str = "([{（【〔〈［「";
const CLOSE: &str = ")]}）】〕〉］」";
const QUOTES: &str = "\"“”'‘’";
const SINGLE: &str = "'‘’";
/// What may stand between a number and the end of a statement: all else there is a misread `%`.
const COUNTERS: &str = "个项家件人次名年月日号条种类级批期届场份万亿元倍位所区县市省镇村户台套篇部本册页章节款天周时分秒点岁度米里亩吨克斤升只头株棵辆艘架座栋间层幅张卷轮组队班门支颗成折余多起宗处站课科百千十双对笔环路校园司城社员届单等及或与至到";

/// Puts the marks right in the lines of one cell, from top to bottom; gives the lines in which a sign
/// was guessed.
pub fn restore(lines: &mut [&mut [Word]]) -> Vec<usize> {
    let mut signs: Vec<Sign> = (lines.iter().enumerate())
        .flat_map(|(line, words)| words.iter().enumerate().map(move |(word, read)| (line, word, read)))
        .flat_map(|(line, word, read)| read.text.chars().map(move |sign| Sign { sign, line, word }))
        .collect();
    years(&mut signs);
    brackets(&mut signs);
    digits(&mut signs);
    thousands(&mut signs);
    let guessed = percents(&mut signs);
    between_figures(&mut signs);
    begins(&mut signs);
    quotes(&mut signs);
    lines.iter_mut().flat_map(|words| words.iter_mut()).for_each(|word| word.text.clear());
    for sign in signs {
        lines[sign.line][sign.word].text.push(sign.sign);
    }
    guessed
}

fn at(signs: &[Sign], at: Option<usize>) -> char {
    at.and_then(|at| signs.get(at)).map_or('\n', |sign| sign.sign)
}

fn before(signs: &[Sign], here: usize) -> char {
    at(signs, here.checked_sub(1))
}

fn after(signs: &[Sign], here: usize) -> char {
    at(signs, Some(here + 1))
}

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{4e00}'..='\u{9fff}')
}

/// The brackets around the year of a document number are 〔〕: any others are read for them.
fn years(signs: &mut [Sign]) {
    for here in 0..signs.len().saturating_sub(5) {
        let window: Vec<char> = signs[here..here + 6].iter().map(|sign| sign.sign).collect();
        let [open, year @ .., close] = window.as_slice() else { continue };
        let is_year = matches!(year, ['1', '9', ..] | ['2', '0', ..]) && year.iter().all(char::is_ascii_digit);
        let (ahead, number) = (before(signs, here), at(signs, Some(here + 6)));
        // Round ones are also those of 纲要（2021）.
        let round = "(（".contains(*open) && ")）".contains(*close);
        let fits = match (round, number) {
            (true, '\n') => "发字函办规文".contains(ahead),
            (true, number) => number.is_ascii_digit() && is_han(ahead),
            (false, number) => number == '\n' || number.is_ascii_digit(),
        };
        if fits && is_year && OPEN.contains(*open) && CLOSE.contains(*close) {
            (signs[here].sign, signs[here + 5].sign) = ('〔', '〕');
        }
    }
}

/// 〈, 《 and others that a round bracket closes are round; of 《〈( for one bracket the last stays.
fn brackets(signs: &mut Vec<Sign>) {
    let mut here = 0;
    while here < signs.len() {
        let (sign, next) = (signs[here].sign, after(signs, here));
        let echo = match sign {
            '《' => before(signs, here) == '》' && "〈(（{".contains(next),
            '〈' | '{' | '【' => "(（".contains(next),
            // A quotation that begins where one title ends and another begins.
            '“' | '"' | '\'' | '‘' => next == '《' && "》、；，".contains(before(signs, here)),
            _ => false,
        };
        if echo {
            signs.remove(here);
            continue;
        }
        if "〈{【".contains(sign) && ")）\n".contains(closed_by(signs, here))
            || sign == '《' && ")）".contains(closed_by(signs, here))
        {
            signs[here].sign = '（';
        }
        here += 1;
    }
}

/// What closes the bracket that opens here.
fn closed_by(signs: &[Sign], here: usize) -> char {
    let mut open = 0;
    for sign in signs[here + 1..].iter().map(|sign| sign.sign) {
        if OPEN.contains(sign) || sign == '《' {
            open += 1;
        } else if CLOSE.contains(sign) || sign == '》' {
            if open == 0 {
                return sign;
            }
            open -= 1;
        }
    }
    '\n'
}

/// S and $ in a number are 5, also where they are read beside it: 5S0, S$81.
fn digits(signs: &mut Vec<Sign>) {
    let is_five = |sign: char| matches!(sign, 'S' | 's' | '$');
    let mut from = 0;
    while from < signs.len() {
        let in_number = |sign: &Sign| sign.sign.is_ascii_digit() || is_five(sign.sign);
        let to = from + signs[from..].iter().take_while(|sign| in_number(sign)).count();
        if to == from {
            from += 1;
            continue;
        }
        let behind = at(signs, Some(to));
        let is_number = signs[from..to].iter().any(|sign| sign.sign.is_ascii_digit())
            && !before(signs, from).is_ascii_alphabetic()
            && (is_han(behind) || "%.,，。、；;".contains(behind));
        let mut end = to;
        if is_number && signs[from..to].iter().any(|sign| is_five(sign.sign)) {
            for here in (from + 1..to).rev() {
                let (first, second) = (signs[here - 1].sign, signs[here].sign);
                if is_five(second) && first != second && (first == '5' || is_five(first)) {
                    signs.remove(here);
                    end -= 1;
                }
            }
            signs[from..end].iter_mut().filter(|sign| is_five(sign.sign)).for_each(|sign| sign.sign = '5');
        }
        from = end.max(from + 1);
    }
}

/// 400,.00 has one point; 1.000.000 has none: no number has two.
fn thousands(signs: &mut Vec<Sign>) {
    for here in (1..signs.len()).rev() {
        let point = |at: usize| matches!(signs[at].sign, '.' | ',');
        if point(here)
            && point(here - 1)
            && after(signs, here).is_ascii_digit()
            && here > 1
            && signs[here - 2].sign.is_ascii_digit()
        {
            signs.remove(here - 1);
        }
    }
    for run in signs.chunk_by_mut(|a, b| [a, b].iter().all(|sign| sign.sign.is_ascii_digit() || sign.sign == '.')) {
        let groups: Vec<usize> = run.split(|sign| sign.sign == '.').map(<[Sign]>::len).collect();
        if let [first, rest @ ..] = groups.as_slice()
            && rest.len() >= 2
            && (1..=3).contains(first)
            && rest.iter().all(|group| *group == 3)
        {
            run.iter_mut().filter(|sign| sign.sign == '.').for_each(|sign| sign.sign = ',');
        }
    }
}

/// `%` is read as other signs, or with others: 9%5%, 45和%, 48%5。, 23色，. Gives the lines where only its
/// place told it.
fn percents(signs: &mut Vec<Sign>) -> Vec<usize> {
    let mut guessed = Vec::new();
    let mut here = 1;
    while here < signs.len() {
        let (sign, next) = (signs[here].sign, after(signs, here));
        if !signs[here - 1].sign.is_ascii_digit() {
            here += 1;
            continue;
        }
        let number = signs[here + 1..].iter().take_while(|sign| sign.sign.is_ascii_digit()).count();
        if sign == '%' && (1..=2).contains(&number) && at(signs, Some(here + 1 + number)) == '%' {
            signs.remove(here);
        } else if sign == '%' && (matches!(next, '%' | 'o') || next == '5' && number == 1) {
            signs.remove(here + 1);
        } else if is_han(sign) && next == '%' {
            signs.remove(here);
        } else if is_han(sign) && !COUNTERS.contains(sign) && ends_a_share(signs, here + 1) {
            signs[here].sign = '%';
            guessed.push(signs[here].line);
        }
        here += 1;
    }
    guessed
}

/// What follows the `%` of a share: 以上, a comma, a stop.
fn ends_a_share(signs: &[Sign], here: usize) -> bool {
    match at(signs, Some(here)) {
        '以' => "上下内".contains(after(signs, here)),
        sign => "，,。；;".contains(sign),
    }
}

/// A dash between years, a cross between a count and an amount, 叁 in capital numerals.
fn between_figures(signs: &mut [Sign]) {
    for here in 0..signs.len() {
        let (sign, ahead) = (signs[here].sign, before(signs, here));
        // The program has no 叁.
        if sign == '参' && "拾佰仟万".contains(after(signs, here)) {
            signs[here].sign = '叁';
        }
        if !after(signs, here).is_ascii_digit() {
            continue;
        }
        match sign {
            '一' if ahead.is_ascii_digit() => signs[here].sign = '—',
            'x' | 'X' if ahead.is_ascii_digit() || is_han(ahead) => signs[here].sign = '×',
            _ => {}
        }
    }
}

/// What a line begins with: the item 3. and not 3，; the label 数量： and not 数量；.
fn begins(signs: &mut [Sign]) {
    let starts: Vec<usize> = (0..signs.len()).filter(|at| *at == 0 || signs[*at - 1].line != signs[*at].line).collect();
    for start in starts {
        let line = signs[start].line;
        let end = start + signs[start..].iter().take_while(|sign| sign.line == line).count();
        let text = &mut signs[start..end];
        if let [number, point, word, ..] = text
            && number.sign.is_ascii_digit()
            && matches!(point.sign, ',' | '，')
            && is_han(word.sign)
            && !"万亿元".contains(word.sign)
        {
            point.sign = '.';
        }
        let label = text.iter().take_while(|sign| is_han(sign.sign)).count();
        if let [mark, figure, ..] = &mut text[label..]
            && label > 1
            && matches!(mark.sign, ';' | '；')
            && figure.sign.is_ascii_digit()
        {
            mark.sign = '：';
        }
    }
}

/// Straight quotation marks are curved ones, open and closed in turn; those that were read as curved, or
/// stand where only one of the two can stand, say which they are.
fn quotes(signs: &mut [Sign]) {
    let mut open: Option<usize> = None;
    for here in 0..signs.len() {
        let sign = signs[here].sign;
        if !QUOTES.contains(sign) {
            continue;
        }
        let surely_opens = "“‘".contains(sign) || "《（(：:\n".contains(before(signs, here));
        let surely_closes = "”’".contains(sign) || "。，、；）》\n,;)".contains(after(signs, here));
        let closes = if surely_opens { false } else { open.is_some() || surely_closes };
        let single = SINGLE.contains(sign);
        match (closes, open.take()) {
            (true, Some(first)) => {
                let both = single && SINGLE.contains(signs[first].sign);
                (signs[first].sign, signs[here].sign) = if both { ('‘', '’') } else { ('“', '”') };
            }
            (true, None) => signs[here].sign = if single { '’' } else { '”' },
            (false, _) => {
                signs[here].sign = if single { '‘' } else { '“' };
                open = Some(here);
            }
        }
    }
    if let Some(first) = open {
        signs[first].sign = '“';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell as read and as restored, its lines parted by `\n`, words by a space; `?` after a line in
    /// which a sign was guessed.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let word = |text: &str| Word { text: text.into(), left: 0.0, right: 9.0, confidence: 0.9 };
        let mut lines: Vec<Vec<Word>> = text.split('\n').map(|line| line.split(' ').map(word).collect()).collect();
        let guessed = restore(&mut lines.iter_mut().map(Vec::as_mut_slice).collect::<Vec<_>>());
        let shown = |(at, line): (usize, &Vec<Word>)| {
            let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
            words.join(" ") + if guessed.contains(&at) { "?" } else { "" }
        };
        assert_eq!(lines.iter().enumerate().map(shown).collect::<Vec<_>>().join("\n"), expected);
    }

    #[test]
    fn document_numbers() {
        check("(国知发运字(2021] 20号)", "(国知发运字〔2021〕 20号)");
        check("粤办函【2019)79号", "粤办函〔2019〕79号");
        check("国发[2021]", "国发〔2021〕");
        check("国发[2021]\n20号", "国发〔2021〕\n20号");
        check("纲要(2021)", "纲要(2021)");
        check("规划(2021-2035)", "规划(2021-2035)");
        check("(2021)3", "(2021)3");
        check("国发[2021", "国发[2021");
        check("[2021]20号", "〔2021〕20号");
    }

    #[test]
    fn round_brackets() {
        check("〈2024年度)", "（2024年度)");
        check("措施》〈粤办函\n(2019]79号)", "措施》（粤办函\n〔2019〕79号)");
        check("意见》《〈商流通发", "意见》（商流通发");
        check("通知》《国知办发\n30号)", "通知》（国知办发\n30号)");
        check("《关于印发〈工作指引(2020)〉的通知》", "《关于印发〈工作指引(2020)〉的通知》");
        check("规划》《关于强化的意见》", "规划》《关于强化的意见》");
        check("条例》、“《意见》", "条例》、《意见》");
    }

    #[test]
    fn numbers() {
        check("人员S81人次", "人员581人次");
        check("人员S$81人次", "人员581人次");
        check("转化金额达$800万元", "转化金额达5800万元");
        check("达5$700万元", "达5700万元");
        check("不少于3S家", "不少于35家");
        check("ISO9001、GB/T1S", "ISO9001、GB/T1S");
        check("1.000.000元", "1,000,000元");
        check("2,.000.000", "2,000,000");
        check("400,.00", "400.00");
        check("2024.3.15和1.500", "2024.3.15和1.500");
        check("纲要(2021一2035年)", "纲要(2021—2035年)");
        check("4个x20万元", "4个×20万元");
        check("参佰万元整，参加", "叁佰万元整，参加");
    }

    #[test]
    fn shares() {
        check("达9%5%以上", "达95%以上");
        check("短45和%。", "短45%。");
        check("短48%5。", "短48%。");
        check("显示，54%%以上", "显示，54%以上");
        check("达95允以上。", "达95%以上。?");
        check("增长23色，企业", "增长23%，企业?");
        check("共5家以上，20项。", "共5家以上，20项。");
        check("专栏8高价值", "专栏8高价值");
    }

    #[test]
    fn beginnings() {
        check("3,高校院所", "3.高校院所");
        check("3,000元", "3,000元");
        check("项目数; 20\n单项金额;12.5万元", "项目数： 20\n单项金额：12.5万元");
        check("10个;15万元", "10个;15万元");
    }

    #[test]
    fn quotations() {
        check("\"十四五\"规划", "“十四五”规划");
        check("用'十四\n五\"规划》明确\"支持\"。", "用“十四\n五”规划》明确“支持”。");
        check("案'黑名单'制度", "案‘黑名单’制度");
        check("用“十四五规划》提出“鼓励”", "用“十四五规划》提出“鼓励”");
        check("《\"十四五\"国家", "《“十四五”国家");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn nothing_of_the_words_is_lost(text in "[\"'《》〈()\\[\\]0-9S$%.,x一以上知识\n ]{0,40}") {
            let word = |text: &str| Word { text: text.into(), left: 0.0, right: 9.0, confidence: 0.9 };
            let mut lines: Vec<Vec<Word>> = text.split('\n').map(|line| line.split(' ').map(word).collect()).collect();
            restore(&mut lines.iter_mut().map(Vec::as_mut_slice).collect::<Vec<_>>());
            let kept: String = lines.iter().flatten().map(|word| word.text.as_str()).collect();
            let words = |text: &str| text.chars().filter(|sign| "知识上".contains(*sign)).count();
            // A sign that was a part of a `%` goes, each beside one that stays.
            proptest::prop_assert!(words(&kept) + kept.matches('%').count() >= words(&text));
            proptest::prop_assert!(kept.chars().count() <= text.chars().count());
        }
    }
}
