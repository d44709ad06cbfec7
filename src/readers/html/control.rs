//! Form fields: what they show (WHATWG HTML 4.10).

use super::attributes::Attributes;

/// A drop-down list that is being read.
#[derive(Debug, Default)]
pub struct Select {
    multiple: bool,
    /// The text of each choice that counts, and whether it is selected.
    choices: Vec<(String, bool)>,
}

impl Select {
    pub fn new(multiple: bool) -> Select {
        Select { multiple, choices: Vec::new() }
    }

    /// Begins the next choice. Of those that are not selected only the first may be shown.
    pub fn choice(&mut self, selected: bool) {
        if let Some((_, false)) = self.choices.last()
            && self.choices.len() > 1
        {
            self.choices.pop();
        }
        self.choices.push((String::new(), selected));
    }

    /// Text of the open choice.
    pub fn text(&mut self, text: &str) {
        if let Some((open, _)) = self.choices.last_mut() {
            open.push_str(text);
        }
    }

    /// What the closed list shows: the selected choices, or the first one if only one can be.
    pub fn shown(&self) -> String {
        let clean = |text: &String| text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let mut selected = self.choices.iter().filter(|(_, selected)| *selected).map(|(text, _)| clean(text));
        match (self.multiple, self.choices.first()) {
            (true, _) => selected.collect::<Vec<_>>().join("\n"),
            (false, first) => selected.next_back().or(first.map(|(text, _)| clean(text))).unwrap_or_default(),
        }
    }
}

/// What an `input` shows.
pub fn input(attributes: &Attributes) -> Option<&str> {
    const SILENT: [&str; 8] = ["hidden", "password", "file", "submit", "button", "reset", "image", "color"];
    let kind = attributes.kind.trim();
    if kind.eq_ignore_ascii_case("checkbox") || kind.eq_ignore_ascii_case("radio") {
        return Some(if attributes.checked { "☑" } else { "☐" });
    }
    let silent = SILENT.iter().any(|silent| kind.eq_ignore_ascii_case(silent));
    attributes.value.as_deref().filter(|_| !silent)
}
