//! Who may import whom, and that the registries are complete: read off the source as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use shoubiao::audit::CHECKS;
use shoubiao::outputs::OUTPUTS;
use shoubiao::readers::READERS;

/// What each part may import besides itself. Stages meet in `model` and `rules`; only `pipeline`
/// knows them all, and only the program knows `cli`.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("rules", &["model"]),
    ("geometry", &["model"]),
    ("intake", &["model", "rules"]),
    ("readers", &["model", "geometry"]),
    ("layout", &["model", "rules"]),
    ("normalise", &["model", "rules"]),
    ("audit", &["model", "rules"]),
    ("catalogue", &["model"]),
    ("ledger", &["model", "catalogue"]),
    ("outputs", &["model", "rules", "catalogue"]),
    (
        "pipeline",
        &["model", "rules", "intake", "readers", "layout", "normalise", "audit", "ledger", "catalogue", "outputs"],
    ),
    // Works on what a run has written.
    ("sample", &["model", "ledger", "catalogue", "outputs"]),
    // Speaks of checks and outputs, and starts runs.
    ("cli", &["model", "rules", "audit", "catalogue", "outputs", "pipeline", "sample"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Rust files below a folder, as paths below it with `/`.
fn rust_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Files that hold nothing but tests, by their names.
fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "harness.rs" || name == "tests.rs" || name.ends_with("_tests.rs")
}

/// The code without comments and without its tests, which stand at the end.
fn code(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let tests = lines
        .windows(2)
        .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'));
    lines[..tests.unwrap_or(lines.len())].join("\n")
}

/// The parts of the library that follow `root::` anywhere in the code: `root::a::b` and
/// `root::{a::{b, c}, d}`.
fn imports(code: &str, root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(root) {
        let whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$'));
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            _ if !whole => {}
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(identifier(rest)),
        }
    }
    found
}

fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut begins) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && !c.is_whitespace() => {
                heads.extend(identifier(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// How many modules stand above the code of a file: 1 for `model/mod.rs`, 2 for `model/text.rs`.
fn depth(path: &str) -> usize {
    path.split('/').filter(|part| *part != "mod.rs").count()
}

#[test]
fn the_scanner_sees_imports() {
    let text = "use crate::{\n    a::{b, c},\n    d,\n};\nfn f() { crate::e::g(); }\n// crate::no\n#[cfg(test)]\nmod tests {\n use crate::no;\n}";
    let names: Vec<String> = imports(&code(text), "crate::").into_iter().collect();
    assert_eq!(names, ["a", "d", "e"]);
    assert_eq!((depth("main.rs"), depth("model/mod.rs"), depth("readers/docx/xml.rs")), (1, 1, 3));
}

#[test]
fn imports_go_one_way() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for path in rust_files(&source()).into_iter().filter(|path| !is_test_file(path)) {
        let text = code(&fs::read_to_string(source().join(&path)).expect("readable"));
        let Some((part, _)) = path.split_once('/') else { continue };
        seen.insert(part.to_owned());
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == part) else {
            wrong.push(format!("{path}: say in MAY_IMPORT what {part} may import"));
            continue;
        };
        // The program is a crate of its own: what it takes from the library it takes by its name.
        let root = if part == "cli" { "shoubiao::" } else { "crate::" };
        for name in imports(&text, root) {
            if name != part && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{path} imports {name}"));
            }
        }
        if text.contains(&"super::".repeat(depth(&path))) {
            wrong.push(format!("{path} reaches beyond {part} through super"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let parts: BTreeSet<String> = MAY_IMPORT.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(seen, parts, "every part is looked at");
}

#[test]
fn the_command_line_belongs_to_the_program() {
    let library = fs::read_to_string(source().join("lib.rs")).expect("readable");
    assert!(!library.contains("mod cli"));
    let main = code(&fs::read_to_string(source().join("main.rs")).expect("readable"));
    assert!(main.contains("mod cli;") && !main.contains("shoubiao::"), "main knows nothing but cli");
    assert!(main.lines().count() < 60);
}

/// Names of the files and folders of a part's top level, but for those named.
fn modules(part: &str, but: &[&str]) -> BTreeSet<String> {
    fs::read_dir(source().join(part))
        .expect("a part")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .filter(|name| !but.contains(&name.as_str()))
        .collect()
}

#[test]
fn every_reader_is_registered() {
    let registry = fs::read_to_string(source().join("readers/mod.rs")).expect("readable");
    let row = registry.split("READERS").nth(1).expect("the registry").split(';').next().expect("its end");
    // What several readers share is no reader.
    let found = modules("readers", &["mod", "flowing", "paged", "symbol", "xml"]);
    for name in &found {
        assert!(row.contains(&format!("&{name}::")), "readers/{name} is not in READERS");
    }
    assert!(READERS.len() >= found.len());
    let formats: BTreeSet<_> = READERS.iter().map(|reader| reader.format()).collect();
    assert_eq!(formats.len(), READERS.len(), "one reader for a format");
}

#[test]
fn every_check_is_registered_under_its_file_s_name() {
    let files: BTreeSet<String> =
        modules("audit/checks", &["mod", "harness"]).into_iter().map(|name| name.replace('_', "-")).collect();
    let checks: BTreeSet<String> = CHECKS.iter().map(|check| check.meta().id.to_owned()).collect();
    assert_eq!(files, checks);
    assert_eq!(checks.len(), CHECKS.len(), "a check stands once");
}

#[test]
fn every_output_is_registered_under_its_file_s_name() {
    let files: BTreeSet<String> = modules("outputs", &["mod"])
        .into_iter()
        .filter(|name| {
            // A folder holds what an output is made of.
            let text = fs::read_to_string(source().join(format!("outputs/{name}.rs"))).unwrap_or_default();
            text.contains("impl Output for")
        })
        .map(|name| name.replace('_', "."))
        .collect();
    let outputs: BTreeSet<String> =
        OUTPUTS.iter().map(|output| output.name().trim_end_matches('/').to_owned()).collect();
    assert_eq!(files, outputs);
}

/// Names that others rely on: they may be added to, not changed.
#[test]
fn the_checks_that_others_rely_on_are_there() {
    let checks: BTreeSet<&str> = CHECKS.iter().map(|check| check.meta().id).collect();
    for id in [
        "unreadable",
        "encrypted",
        "unsupported",
        "limit-exceeded",
        "wrong-extension",
        "duplicate-file",
        "superseded",
        "no-form-found",
        "no-text-layer",
        "unknown-submitter",
        "pending-revisions",
        "missing-table",
        "blank-table",
        "header-changed",
        "template-altered",
        "template-row-missing",
        "total-mismatch",
        "required-empty",
        "unknown-category",
        "amount-unreadable",
        "unit-suspect",
        "amount-mismatch",
        "placeholder-left",
        "policy-number-malformed",
        "duplicate-row",
        "garbled-text",
    ] {
        assert!(checks.contains(id), "{id} is gone");
    }
}

#[test]
fn no_file_is_too_long() {
    const LONGEST: usize = 800;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "tests", "examples", "benches"] {
        for path in rust_files(&root.join(folder)) {
            let lines = fs::read_to_string(root.join(folder).join(&path)).expect("readable").lines().count();
            assert!(lines <= LONGEST, "{folder}/{path} has {lines} lines");
        }
    }
}
