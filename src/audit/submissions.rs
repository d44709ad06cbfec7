//! Which files make up a submission, and which of them count: the same bytes again, earlier
//! versions, parts that complete each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use crate::model::fold::fold;
use crate::model::format::{Format, Role};
use crate::model::office::unit_key;
use crate::model::report::{FileDigest, Outcome, State};
use crate::model::source::{file_name, hosts};
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;
use crate::rules::{RuleSet, Words};

/// What becomes of one file among the others.
#[derive(Clone, Debug)]
pub struct Fate {
    pub outcome: Outcome,
    pub message: Text,
    /// Path of the file that is kept instead, empty if none.
    pub instead: String,
    /// Tables (indices in the rules) whose rows another file's rows stand for.
    pub replaced: Vec<usize>,
    /// Those of `replaced` that are a print (PDF, OFD) of the file that stands, sent with it.
    pub prints: Vec<usize>,
}

/// The fate of every file, and the accepted files of each submission.
#[derive(Debug)]
pub struct Resolution {
    /// Parallel to the digests.
    pub fates: Vec<Fate>,
    /// Indices of the accepted files of each unit, by path.
    pub submissions: Vec<Vec<usize>>,
}

/// Decides the fate of every file. `digests` stand in order of their paths.
pub fn resolve(digests: &[FileDigest], rules: &RuleSet) -> Resolution {
    let mut fates: Vec<Fate> = digests.iter().map(own_fate).collect();
    mark_embedded(digests, &mut fates);
    mark_duplicates(digests, &rules.words, &mut fates);
    let mut units: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, digest) in digests.iter().enumerate() {
        if fates[at].outcome == Outcome::Accepted {
            units.entry(unit_key(&digest.submitter, &digest.path, &rules.words.same_office)).or_default().push(at);
        }
    }
    let mut submissions = Vec::new();
    for files in units.into_values() {
        if files.len() > 1 {
            mark_superseded(digests, &files, rules, &mut fates);
        }
        submissions.push(files.into_iter().filter(|at| fates[*at].outcome == Outcome::Accepted).collect());
    }
    Resolution { fates, submissions }
}

/// What can be said of a file by itself.
fn own_fate(digest: &FileDigest) -> Fate {
    let (outcome, message) = match &digest.state {
        State::Form => (Outcome::Accepted, Text::fixed("", "")),
        State::NoForm => {
            (Outcome::NoForm, Text::fixed("文件能读，但里面没有要收的表", "it was read and holds no table of the form"))
        }
        State::Trouble(trouble) => (Outcome::Rejected, trouble.reason.clone()),
        State::Ignored(reason) => (Outcome::Ignored, reason.clone()),
        State::Container => (Outcome::Container, Text::fixed("", "")),
    };
    Fate { outcome, message, instead: String::new(), replaced: Vec::new(), prints: Vec::new() }
}

/// A file that a document itself holds is evidence for it, unless it holds the form; a document that
/// holds the form in such a file alone is its wrapping.
fn mark_embedded(digests: &[FileDigest], fates: &mut [Fate]) {
    // Digests stand in order of their paths.
    let find = |path: &str| digests.binary_search_by(|digest| digest.path.as_str().cmp(path)).ok();
    let is_document = |at: &usize| digests[*at].format.row().role == Role::Document;
    for (at, digest) in digests.iter().enumerate() {
        let hosts: Vec<usize> = hosts(&digest.path).filter_map(find).filter(is_document).collect();
        let Some(&host) = hosts.first() else { continue };
        match &digest.state {
            State::Form if is_wrapping(&digests[host].state) => {
                fates[host].outcome = Outcome::Container;
                fates[host].message =
                    Text::fixed("要收的表在它嵌入的附件里", "the form is in a file that is embedded in it");
            }
            State::NoForm => {
                fates[at].outcome = Outcome::Ignored;
                fates[at].message = Text::fixed(
                    "嵌在文档里的附件，没有要收的表，作佐证材料看待",
                    "embedded in a document and without the form: taken for evidence",
                );
            }
            State::Trouble(trouble) if is_no_loss(trouble.kind, &digests[host].state) => {
                fates[at].outcome = Outcome::Ignored;
                fates[at].message = Text::new(
                    format!("嵌在文档里的附件，没有读取：{}", trouble.reason.zh),
                    format!("embedded in a document and not read: {}", trouble.reason.en),
                );
            }
            _ => {}
        }
    }
}

/// A letter, the cover of a portfolio, a scanned page with the file itself attached.
fn is_wrapping(host: &State) -> bool {
    match host {
        State::NoForm => true,
        State::Trouble(trouble) => matches!(trouble.kind, TroubleKind::NoTextLayer | TroubleKind::Unreadable),
        _ => false,
    }
}

/// An embedded file of a kind that is not read; where its document is the return itself, any that
/// no password and no limit kept from being read.
fn is_no_loss(kind: TroubleKind, host: &State) -> bool {
    match kind {
        TroubleKind::Unsupported => true,
        TroubleKind::Unreadable | TroubleKind::NoTextLayer => *host == State::Form,
        TroubleKind::Encrypted | TroubleKind::LimitExceeded => false,
    }
}

/// Of files with the same bytes one is kept: whose name does not say copy, then of the earlier mail,
/// then of the first path.
fn mark_duplicates(digests: &[FileDigest], words: &Words, fates: &mut [Fate]) {
    let mut same: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, digest) in digests.iter().enumerate() {
        if matches!(fates[at].outcome, Outcome::Accepted | Outcome::NoForm) && !digest.sha256.is_empty() {
            same.entry(&digest.sha256).or_default().push(at);
        }
    }
    for files in same.into_values().filter(|files| files.len() > 1) {
        let Some(kept) = files.iter().copied().min_by_key(|at| {
            let digest = &digests[*at];
            (says_copy(&digest.path, words), received(digest).unwrap_or(Timestamp::MAX), *at)
        }) else {
            continue;
        };
        let instead = &digests[kept].path;
        for at in files.into_iter().filter(|at| *at != kept) {
            fates[at].outcome = Outcome::Duplicate;
            fates[at].instead.clone_from(instead);
            fates[at].message = Text::new(
                format!("与“{instead}”逐字节相同，只计一次"),
                format!("the same bytes as {instead}; counted once"),
            );
        }
    }
}

/// 副本, copy or (1) in the file's own name.
fn says_copy(path: &str, words: &Words) -> bool {
    static NUMBERED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\(\d{1,2}\)(\.[a-z]+)?$").expect("a fixed pattern"));
    let name = fold(file_name(path));
    words.copy.iter().any(|word| name.contains(word.as_str())) || NUMBERED.is_match(&name)
}

fn received(digest: &FileDigest) -> Option<Timestamp> {
    digest.mail.as_ref()?.received.parse().ok()
}

/// How late a file's version is. Equal ranks cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    /// Only where every file of the unit came by dated mail.
    mailed: Option<Timestamp>,
    /// Strength of the strongest word such as 修订 in the name.
    word: usize,
    /// V2, 第2版, 20240315.
    number: u64,
    /// An attachment before the text of a mail.
    attached: bool,
    /// A Word original before a print of it.
    original: bool,
}

/// Of several files of a unit, the later one's tables stand; a file of which no table stands is
/// superseded.
fn mark_superseded(digests: &[FileDigest], files: &[usize], rules: &RuleSet, fates: &mut [Fate]) {
    let all_dated = files.iter().all(|at| received(&digests[*at]).is_some());
    let mut ordered: Vec<(Version, usize)> =
        files.iter().map(|at| (version(&digests[*at], &rules.words, all_dated), *at)).collect();
    ordered.sort();
    for table in 0..rules.tables.len() {
        let holders: Vec<&(Version, usize)> =
            ordered.iter().filter(|(_, at)| digests[*at].tables.iter().any(|found| found.table == table)).collect();
        let filled = |at: usize| digests[at].tables.iter().any(|found| found.table == table && found.filled > 0);
        let Some(stands) = holders.iter().rev().find(|(_, at)| filled(*at)).or_else(|| holders.last()) else {
            continue;
        };
        for (version, at) in holders.iter().filter(|(_, at)| *at != stands.1) {
            let fate = &mut fates[*at];
            fate.replaced.push(table);
            if is_print(version, &stands.0) {
                fate.prints.push(table);
            }
            fate.instead.clone_from(&digests[stands.1].path);
            fate.message = reason(version, &stands.0, &digests[stands.1].path);
        }
    }
    for at in files {
        let fate = &mut fates[*at];
        let tables = &digests[*at].tables;
        if !fate.replaced.is_empty() && tables.iter().all(|table| fate.replaced.contains(&table.table)) {
            fate.outcome = Outcome::Superseded;
        } else if !fate.replaced.is_empty() {
            let ids: Vec<&str> = fate.replaced.iter().map(|table| rules.tables[*table].id.as_str()).collect();
            let said = &fate.message;
            fate.message = Text::new(
                format!("其中表 {}：{}", ids.join("、"), said.zh),
                format!("of its table {}: {}", ids.join(", "), said.en),
            );
        }
    }
}

fn version(digest: &FileDigest, words: &Words, all_dated: bool) -> Version {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"v(\d{1,3})|第(\d{1,3})[版次稿]|(20\d{6})|(\d{1,2})稿").expect("a fixed pattern"));
    let name = fold(file_name(&digest.path));
    let number = NUMBER
        .captures_iter(&name)
        .last()
        .and_then(|found| found.iter().skip(1).flatten().next()?.as_str().parse().ok());
    Version {
        mailed: received(digest).filter(|_| all_dated),
        word: words.version.iter().rposition(|word| name.contains(word.as_str())).map_or(0, |at| at + 1),
        number: number.unwrap_or(0),
        attached: !digest.is_body,
        original: !matches!(digest.format, Format::Pdf | Format::Ofd),
    }
}

/// Nothing tells the two versions apart but that the one is a PDF or OFD.
fn is_print(earlier: &Version, later: &Version) -> bool {
    earlier.original != later.original && Version { original: later.original, ..earlier.clone() } == *later
}

fn reason(earlier: &Version, later: &Version, instead: &str) -> Text {
    let (zh, en) = if earlier.mailed != later.mailed {
        ("按邮件日期", "by the mail date")
    } else if earlier.word != later.word || earlier.number != later.number {
        ("按文件名里的版本字样", "by the words for a version in the names")
    } else if earlier.attached != later.attached {
        ("邮件正文与附件都有此表，取附件", "of the mail's text and an attachment the attachment stands")
    } else if earlier.original != later.original {
        ("同时报送的 Word 与 PDF（OFD），取 Word", "of a Word file and a PDF (OFD) sent together the Word file stands")
    } else {
        (
            "没有日期或版本字样可判断先后，暂取此份，请核对",
            "neither date nor name tells which is later; this one was taken, please check",
        )
    };
    Text::new(
        format!("同一单位的另一版本“{instead}”取代了它（{zh}）"),
        format!("{instead} from the same unit stands instead ({en})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness::digest;
    use crate::model::report::TableSummary;
    use crate::model::source::{Mail, Submitter};
    use rust_decimal::Decimal;

    struct File(&'static str, &'static str, &'static str, &'static str, &'static [usize]);

    /// Path, unit, mail date, hash, tables filled in; rendered as `outcome[replaced tables]`.
    #[track_caller]
    fn check(files: &[File], expected: &[&str]) {
        let rules = RuleSet::builtin();
        let digests: Vec<FileDigest> = files
            .iter()
            .map(|File(path, unit, date, hash, tables)| {
                let mut digest = digest(State::Form);
                digest.path = (*path).into();
                digest.sha256 = (*hash).into();
                digest.format = if path.ends_with("pdf") { Format::Pdf } else { Format::Docx };
                digest.submitter = Submitter { name: (*unit).into(), region: "440100".into(), ..Submitter::default() };
                digest.mail = (!date.is_empty()).then(|| Mail { received: (*date).into(), ..Mail::default() });
                digest.tables = tables
                    .iter()
                    .map(|table| TableSummary {
                        table: *table,
                        id: rules.tables[*table].id.clone(),
                        seen: 1,
                        written: 1,
                        set_aside: [0; 7],
                        filled: 1,
                        amount_wan: Decimal::ONE,
                        source: String::new(),
                    })
                    .collect();
                digest
            })
            .collect();
        let shown: Vec<String> = (resolve(&digests, &rules).fates.iter())
            .map(|fate| {
                format!("{}{}", fate.outcome.id(), fate.replaced.iter().map(|t| format!("-{t}")).collect::<String>())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn an_attachment_stands_before_the_text_of_its_mail() {
        let rules = RuleSet::builtin();
        let version = |path: &str, is_body: bool, format: Format| {
            let mut digest = digest(State::Form);
            (digest.path, digest.is_body, digest.format) = (path.into(), is_body, format);
            version(&digest, &rules.words, false)
        };
        assert!(version("a.eml!/正文.html", true, Format::Html) < version("a.eml!/b.pdf", false, Format::Pdf));
    }

    #[test]
    fn duplicates_and_versions() {
        let (first, second) = ("2024-03-01T09:00:00+08:00", "2024-03-05T09:00:00+08:00");
        let unit = "广州市市场监督管理局";
        check(
            &[File("a.docx", unit, "", "1", &[0]), File("副本-a.docx", unit, "", "1", &[0])],
            &["accepted", "duplicate"],
        );
        check(
            &[File("a(1).docx", unit, "", "1", &[0]), File("b.docx", unit, "", "1", &[0])],
            &["duplicate", "accepted"],
        );
        check(
            &[File("a.docx", unit, second, "1", &[0]), File("b.docx", unit, first, "1", &[0])],
            &["duplicate", "accepted"],
        );
        check(
            &[File("a.docx", unit, second, "1", &[0, 1]), File("b.docx", unit, first, "2", &[0, 1])],
            &["accepted", "superseded-0-1"],
        );
        check(
            &[File("a.docx", unit, "", "1", &[0]), File("a（修订稿）.docx", "广州市知识产权局", "", "2", &[0])],
            &["superseded-0", "accepted"],
        );
        check(
            &[File("a最终.docx", unit, "", "1", &[0]), File("a修订.docx", unit, "", "2", &[0])],
            &["accepted", "superseded-0"],
        );
        check(
            &[File("a-v2.docx", unit, "", "1", &[0]), File("a-v10.docx", unit, "", "2", &[0])],
            &["superseded-0", "accepted"],
        );
        // Parts complete each other; a later part replaces only its own tables.
        check(
            &[File("表一.docx", unit, "", "1", &[0]), File("表二.docx", unit, "", "2", &[1])],
            &["accepted", "accepted"],
        );
        check(
            &[File("a.docx", unit, first, "1", &[0, 1]), File("b.docx", unit, second, "2", &[1])],
            &["accepted-1", "accepted"],
        );
        check(
            &[File("a.pdf", unit, first, "1", &[0]), File("a.docx", unit, first, "2", &[0])],
            &["superseded-0", "accepted"],
        );
        // A centre is another unit than the bureau of the same city.
        check(
            &[File("a.docx", unit, "", "1", &[0]), File("b.docx", "广州市知识产权保护中心", "", "2", &[0])],
            &["accepted", "accepted"],
        );
    }

    /// Path, format and state; rendered as outcomes.
    #[track_caller]
    fn check_embedded(files: Vec<(&str, Format, State)>, expected: &[&str]) {
        let digests: Vec<FileDigest> = (files.into_iter())
            .map(|(path, format, state)| FileDigest { path: path.into(), format, ..digest(state) })
            .collect();
        let fates = resolve(&digests, &RuleSet::builtin()).fates;
        let shown: Vec<&str> = fates.iter().map(|fate| fate.outcome.id()).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn files_in_documents_are_evidence_unless_they_hold_the_form() {
        let trouble = |kind| State::Trouble(crate::model::trouble::Trouble::new(kind, "", ""));
        use {Format::*, TroubleKind::*};
        check_embedded(
            vec![
                ("a.docx", Docx, State::Form),
                ("a.docx!/嵌入/b.pdf", Pdf, State::NoForm),
                ("a.docx!/嵌入/c.zip", Zip, State::Container),
                ("a.docx!/嵌入/c.zip!/d.pdf", Pdf, trouble(NoTextLayer)),
                ("a.docx!/嵌入/e.docx", Docx, trouble(TroubleKind::Encrypted)),
                ("a.docx!/嵌入/f.mp4", Video, trouble(Unsupported)),
            ],
            &["accepted", "ignored", "container", "ignored", "rejected", "ignored"],
        );
        // A letter or portfolio around the form.
        check_embedded(
            vec![
                ("a.pdf", Pdf, State::NoForm),
                ("a.pdf!/嵌入/b.docx", Docx, State::Form),
                ("a.pdf!/嵌入/c.pdf", Pdf, trouble(NoTextLayer)),
            ],
            &["container", "accepted", "rejected"],
        );
        check_embedded(
            vec![("a.pdf", Pdf, trouble(NoTextLayer)), ("a.pdf!/嵌入/b.docx", Docx, State::Form)],
            &["container", "accepted"],
        );
        check_embedded(
            vec![("a.docx", Docx, State::NoForm), ("a.docx!/嵌入/b.docx", Docx, State::NoForm)],
            &["no-form", "ignored"],
        );
        // A folder of that name in an archive is a folder.
        check_embedded(
            vec![("a.zip", Zip, State::Container), ("a.zip!/嵌入/b.docx", Docx, State::NoForm)],
            &["container", "no-form"],
        );
    }
}
