//! Every command in the READMEs that has its output below it says just that.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use shoubiao::intake;
use shoubiao::model::format::{FORMATS, Format, Role};
use shoubiao::model::text::{Lang, Text};
use shoubiao::readers::READERS;

/// Commands of the ```console blocks with what stands below each.
fn examples(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (false, _) => inside = line == "```console",
            (true, Some(command)) => found.push((command.to_owned(), Vec::new())),
            (true, None) if line == "```" => inside = false,
            (true, None) => found.last_mut().expect("a command above").1.push(line.to_owned()),
        }
    }
    found
}

#[test]
fn commands_say_what_the_readmes_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut run = 0;
    for name in ["README.md", "README.zh-CN.md"] {
        let readme = fs::read_to_string(root.join(name)).expect(name);
        for (command, expected) in examples(&readme) {
            let arguments: Vec<&str> = command.split(' ').collect();
            assert_eq!(arguments[0], "shoubiao", "{name}");
            let output =
                Command::cargo_bin("shoubiao").expect("the program").args(&arguments[1..]).current_dir(root).output();
            let said = String::from_utf8(output.expect("it starts").stdout).expect("UTF-8");
            let mut said: Vec<&str> = said.lines().collect();
            // A last line of … stands for the rest.
            let shown = expected.strip_suffix(&["…".to_owned()]).unwrap_or(&expected);
            if shown.len() < expected.len() {
                assert!(said.len() > shown.len(), "{name}: {command}");
                said.truncate(shown.len());
            }
            assert_eq!(said, shown, "{name}: {command}");
            run += 1;
        }
    }
    assert_eq!(run, 10, "all examples are found");
}

/// Paths that the documents name are there.
#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(name)).expect(name);
        for rest in text.split("](").skip(1) {
            let target = rest.split(')').next().expect("closed");
            assert!(target.starts_with("https://") || root.join(target).exists(), "{name}: {target}");
        }
    }
}

/// What is done with each kind of file, off the registries of readers and containers.
fn formats(lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| Text::fixed(zh, en).get(lang).to_owned();
    let mut table = say(
        "| 种类 | 扩展名 | `format` | |\n|---|---|---|---|\n",
        "| kind | endings | `format` | |\n|---|---|---|---|\n",
    );
    let of_role = |role| FORMATS.iter().filter(move |row| row.role == role);
    for row in [Role::Document, Role::Container, Role::Picture].into_iter().flat_map(of_role) {
        let fate = match row.role {
            _ if READERS.iter().any(|reader| reader.format() == row.format) => say("读取", "read"),
            _ if intake::opens(row.format) => say("打开，逐个读取里面的文件", "opened, and what is in it read"),
            _ if row.format == Format::EncryptedOffice => say("列名（`encrypted`）", "named (`encrypted`)"),
            _ => say("列名（`unsupported`）", "named (`unsupported`)"),
        };
        let endings: Vec<String> = row.extensions.iter().map(|ending| format!("`.{ending}`")).collect();
        table += &format!("| {} | {} | `{}` | {fate} |\n", row.name.get(lang), endings.join(" "), row.id);
    }
    table
}

/// The tables stand between two marks; `UPDATE_EXPECTED=1` writes them anew.
#[test]
fn tables_of_formats_are_those_of_the_registries() {
    const MARKS: (&str, &str) = ("<!-- formats -->\n", "<!-- /formats -->");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, lang) in [("README.md", Lang::En), ("README.zh-CN.md", Lang::Zh)] {
        let readme = fs::read_to_string(root.join(name)).expect(name);
        let (before, rest) = readme.split_once(MARKS.0).expect("the first mark");
        let (table, after) = rest.split_once(MARKS.1).expect("the second mark");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            let text = [before, MARKS.0, &formats(lang), MARKS.1, after].concat();
            fs::write(root.join(name), text).expect("writable");
        } else {
            assert_eq!(table, formats(lang), "{name}");
        }
    }
}
