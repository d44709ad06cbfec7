//! What is wrong in a rules file: where, shown, and what to do.

use std::fmt;
use std::ops::Range;

use crate::model::text::{Lang, Text};

/// One thing wrong in a rules file.
#[derive(Clone, Debug)]
pub struct RuleProblem {
    /// Bytes of the file.
    pub span: Range<usize>,
    pub message: Text,
    pub advice: Text,
}

/// Everything wrong in one rules file.
#[derive(Clone, Debug)]
pub struct RulesError {
    pub file: String,
    pub source: String,
    pub problems: Vec<RuleProblem>,
}

impl RulesError {
    /// Each problem with file, line, column, the line itself with a mark below, and advice.
    pub fn render(&self, lang: Lang) -> String {
        self.problems.iter().map(|problem| self.render_one(problem, lang)).collect::<Vec<_>>().join("\n")
    }

    fn render_one(&self, problem: &RuleProblem, lang: Lang) -> String {
        let (line, column, text) = locate(&self.source, problem.span.start);
        let marked = self.source.get(problem.span.clone()).unwrap_or("").lines().next().unwrap_or("");
        let before: String = text.chars().take(column - 1).collect();
        let gutter = " ".repeat(line.to_string().len());
        format!(
            "{file}:{line}:{column}: {message}\n{gutter} |\n{line} | {text}\n{gutter} | {pad}{mark}\n{gutter} = {advice}\n",
            file = self.file,
            message = problem.message.get(lang),
            pad = " ".repeat(width(&before)),
            mark = "^".repeat(width(marked).clamp(1, 60)),
            advice = problem.advice.get(lang),
        )
    }
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl std::error::Error for RulesError {}

/// Line and column (in characters, both from 1) of a byte, and the line's text.
fn locate(source: &str, offset: usize) -> (usize, usize, &str) {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = source[..start].matches('\n').count() + 1;
    let column = source[start..offset].chars().count() + 1;
    (line, column, source[start..].lines().next().unwrap_or(""))
}

/// Columns on a terminal: Chinese characters and full-width forms take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c as u32 >= 0x1100 { 2 } else { 1 }).sum()
}
