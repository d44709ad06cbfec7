//! Whose a file is: from what it says itself, its name, the folders and mails that brought it.
//!
//! Hints are asked in the order of [`Evidence`]; the first that names one region decides. A name that
//! several regions bear is narrowed by the other hints and otherwise left open: an ambiguous name is
//! no guess.

mod lines;
mod places;
#[cfg(test)]
mod tests;

use self::places::{Mention, Verdict, decide, mentions, settle};
use crate::{
    model::source::{Evidence, Mail, Submitter},
    rules::regions::{Level, Regions, code_text, is_above, level},
};

/// All that may say whose a file is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Paragraphs before the tables, and labelled lines from anywhere.
    pub cover: &'a [String],
    pub mail: Option<&'a Mail>,
    /// As in files.csv.
    pub path: &'a str,
    /// 填报单位, 报送单位, …: from the rules.
    pub unit_labels: &'a [String],
}

/// Whose the file is. `scope` is the beginning of the codes of the form's own province, perhaps empty:
/// it is preferred among regions of one name, and no limit.
pub fn resolve(hints: &Hints, regions: &Regions, scope: &str) -> Submitter {
    let clues = clues(hints, regions, scope);
    let (region, candidates) = match first_region(&clues) {
        Some((clue, Verdict::One(code))) => (Some((clue, refined(clue, code, &clues))), Vec::new()),
        Some((_, Verdict::Several(codes))) => (None, codes),
        _ => (None, Vec::new()),
    };
    // Some write the name of a person there.
    let is_unit = |clue: &&Clue| {
        region.is_none() || !clue.mentions.is_empty() || clue.name.as_deref().is_some_and(lines::is_body)
    };
    let labelled = clues.iter().filter(|clue| clue.evidence == Evidence::Label).find(is_unit);
    let code = region.map(|(_, code)| code_text(code)).unwrap_or_default();
    let named = labelled.or_else(|| {
        let (_, code) = region?;
        clues.iter().find(|clue| clue.verdict == Verdict::One(code) && clue.name.is_some())
    });
    let name = named.and_then(|clue| clue.name.clone()).unwrap_or_else(|| regions.full_name(&code));
    let contradicted_by =
        region.and_then(|(_, code)| contradiction(&clues, code)).map(|other| regions.full_name(&code_text(other)));
    Submitter {
        contradicted_by: contradicted_by.unwrap_or_default(),
        name,
        evidence: region.map(|(index, _)| clues[index].evidence).or(labelled.map(|clue| clue.evidence)),
        region: code,
        candidates: candidates.into_iter().map(|code| regions.full_name(&code_text(code))).collect(),
    }
}

/// Another region that the text or the file's own name speaks of: neither above nor below the one
/// that was decided on. Folders and mails may well belong to somebody who passed the file on.
fn contradiction(clues: &[Clue], decided: u32) -> Option<u32> {
    let own = |clue: &&Clue| matches!(clue.evidence, Evidence::Label | Evidence::Heading | Evidence::FileName);
    clues.iter().filter(own).find_map(|clue| match clue.verdict {
        Verdict::One(code) if code != decided && !is_above(code, decided) && !is_above(decided, code) => Some(code),
        _ => None,
    })
}

/// One line that may name the unit.
struct Clue {
    evidence: Evidence,
    mentions: Vec<Mention>,
    verdict: Verdict,
    /// The organisation as written.
    name: Option<String>,
}

fn clues(hints: &Hints, regions: &Regions, scope: &str) -> Vec<Clue> {
    /// Lines in which a heading, and in which a title may stand; labels may stand in any.
    const HEADINGS: usize = 200;
    const TITLES: usize = 40;
    let lines: Vec<&str> = hints.cover.iter().flat_map(|paragraph| paragraph.lines()).collect();
    let first = |most: usize| &lines[..lines.len().min(most)];
    let mut clues = Vec::new();
    let mut add = |evidence, text: &str, whole_is_name: bool| {
        let mentions = mentions(text, regions);
        let name = if whole_is_name { Some(text.to_owned()) } else { lines::organisation(text, &mentions) };
        if evidence == Evidence::Label || !mentions.is_empty() {
            let verdict = decide(&mentions, scope);
            clues.push(Clue { evidence, mentions, verdict, name });
        }
    };
    for value in lines::labelled(&lines, hints.unit_labels) {
        add(Evidence::Label, &value, true);
    }
    for name in lines::headings(first(HEADINGS)) {
        add(Evidence::Heading, &name, true);
    }
    for (index, component) in hints.path.rsplit('/').enumerate() {
        let evidence = if index == 0 { Evidence::FileName } else { Evidence::Folder };
        add(evidence, stem(component), false);
    }
    if let Some(mail) = hints.mail {
        add(Evidence::Sender, &mail.sender_name, false);
        add(Evidence::Subject, &mail.subject, false);
        let body: Vec<&str> = mail.body.lines().collect();
        // A signature stands at the end.
        for name in lines::headings(&body).iter().rev() {
            add(Evidence::Body, name, true);
        }
    }
    for title in lines::titles(first(TITLES)) {
        add(Evidence::Title, title, false);
    }
    clues
}

/// A folder's or file's name without its ending.
fn stem(component: &str) -> &str {
    let component = component.trim_end_matches('!');
    match component.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 && ending.is_ascii() => stem,
        _ => component,
    }
}

/// The first clue that names something below a province, or that could name several and nothing
/// settles which; else the first that names an organisation of a province. A province alone is in the
/// title of every blank form.
fn first_region(clues: &[Clue]) -> Option<(usize, Verdict)> {
    let mut province = None;
    for (index, clue) in clues.iter().enumerate() {
        let verdict = match &clue.verdict {
            Verdict::Several(candidates) => {
                let context: Vec<Vec<Mention>> = clues
                    .iter()
                    .enumerate()
                    .filter(|other| other.0 != index)
                    .map(|other| other.1.mentions.clone())
                    .collect();
                settle(candidates.clone(), &context)
            }
            verdict => verdict.clone(),
        };
        match verdict {
            Verdict::One(code) if level(code) == Level::Province => {
                if clue.name.is_some() {
                    province.get_or_insert((index, verdict));
                }
            }
            Verdict::Nothing => {}
            _ => return Some((index, verdict)),
        }
    }
    province
}

/// A file that is only named after a prefecture, as its blank forms are, belongs to the county of
/// that prefecture whose folder it lies in or whose mail brought it.
fn refined(index: usize, code: u32, clues: &[Clue]) -> u32 {
    if level(code) != Level::Prefecture || clues[index].evidence < Evidence::FileName {
        return code;
    }
    let counties =
        clues[index + 1..].iter().filter(|clue| matches!(clue.evidence, Evidence::Folder | Evidence::Sender));
    let county = counties.filter_map(|clue| match clue.verdict {
        Verdict::One(county) if is_above(code, county) => Some(county),
        _ => None,
    });
    { county }.next().unwrap_or(code)
}
