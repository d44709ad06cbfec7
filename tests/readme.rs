//! Every command in the READMEs that has its output below it says just that.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

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
