//! Pages as the search for tables sees them, one below the other in one SVG picture, for
//! `shoubiao tables --draw`: rulings red, cells blue, text grey boxes (running text lighter), column
//! corridors yellow, tables of white space framed green and refused ones orange. [`png`] draws the same
//! without the words.

pub mod png;

use std::io::{self, Write};

use super::cells::shown;
use crate::model::{
    document::Rect,
    sketch::{Candidate, Sketch, SketchText},
};

/// Points between two pages.
const GAP: f32 = 24.0;

/// Writes all pages of all files; each file with its path.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut dyn Write, files: &[(String, Vec<Sketch>)]) -> io::Result<()> {
    let pages = || files.iter().flat_map(|(_, pages)| pages);
    let width = pages().map(|page| page.width).fold(200.0, f32::max) + GAP * 2.0;
    let height = pages().map(|page| page.height + GAP).sum::<f32>() + GAP;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="sans-serif">"#
    )?;
    writeln!(out, "<style>{STYLE}</style>")?;
    let mut top = GAP;
    for (path, sketches) in files {
        for (index, sketch) in sketches.iter().enumerate() {
            writeln!(out, r#"<g transform="translate({GAP} {top:.2})"><title>{} {}</title>"#, text(path), index + 1)?;
            page(out, sketch)?;
            writeln!(out, "</g>")?;
            top += sketch.height + GAP;
        }
    }
    writeln!(out, "</svg>")
}

const STYLE: &str = ".page{fill:#fff;stroke:#999}.text{fill:#0001;stroke:none}.prose{fill:#0000000a}\
    .corridor{fill:#fd04}.cell{fill:#06c1;stroke:#06c;stroke-width:.4}.ruling{stroke:#d00;stroke-width:.8}\
    .table{fill:none;stroke:#090;stroke-dasharray:3}.refused{fill:none;stroke:#e80;stroke-dasharray:3}";

fn page(out: &mut dyn Write, sketch: &Sketch) -> io::Result<()> {
    rect(out, "page", [0.0, 0.0, sketch.width, sketch.height], None)?;
    sketch.corridors.iter().try_for_each(|corridor| rect(out, "corridor", *corridor, None))?;
    sketch.cells.iter().try_for_each(|cell| rect(out, "cell", *cell, None))?;
    for [x0, y0, x1, y1] in &sketch.rulings {
        writeln!(out, r#"<line class="ruling" x1="{x0:.2}" y1="{y0:.2}" x2="{x1:.2}" y2="{y1:.2}"/>"#)?;
    }
    for SketchText { rect: own, text: words, prose } in &sketch.texts {
        rect(out, if *prose { "text prose" } else { "text" }, *own, None)?;
        write_text(out, *own, words)?;
    }
    for Candidate { rect: own, accepted, evidence } in &sketch.candidates {
        rect(out, if *accepted { "table" } else { "refused" }, *own, Some(evidence))?;
    }
    Ok(())
}

/// A box; `title` is shown to who points at it.
fn rect(out: &mut dyn Write, class: &str, [x0, y0, x1, y1]: Rect, title: Option<&str>) -> io::Result<()> {
    let (width, height) = ((x1 - x0).max(0.0), (y1 - y0).max(0.0));
    write!(out, r#"<rect class="{class}" x="{x0:.2}" y="{y0:.2}" width="{width:.2}" height="{height:.2}""#)?;
    match title {
        Some(title) => writeln!(out, "><title>{}</title></rect>", text(title)),
        None => writeln!(out, "/>"),
    }
}

fn write_text(out: &mut dyn Write, [x0, y0, x1, y1]: Rect, words: &str) -> io::Result<()> {
    let (width, height) = ((x1 - x0).max(0.1), (y1 - y0).max(0.1));
    // Text that runs up or down is not turned: its box says enough.
    if height > width * 2.0 && words.chars().count() > 1 {
        return Ok(());
    }
    writeln!(
        out,
        r#"<text x="{x0:.2}" y="{:.2}" font-size="{height:.2}" textLength="{width:.2}" lengthAdjust="spacingAndGlyphs">{}</text>"#,
        y1 - height * 0.15,
        text(words)
    )
}

/// Text as XML may hold it.
fn text(words: &str) -> String {
    super::tables::escape(&shown(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sketch: Sketch, expected: &[&str]) {
        let mut out = Vec::new();
        write(&mut out, &[("a<b.pdf".into(), vec![sketch])]).expect("a vector takes all");
        let svg = String::from_utf8(out).expect("text");
        for part in expected {
            assert!(svg.contains(part), "{part} in {svg}");
        }
    }

    #[test]
    fn what_a_page_holds_is_drawn() {
        let sketch = Sketch {
            width: 100.0,
            height: 50.0,
            rulings: vec![[0.0, 10.0, 100.0, 10.0]],
            texts: vec![SketchText { rect: [1.0, 2.0, 21.0, 12.0], text: "1<2\u{1}".into(), prose: false }],
            corridors: vec![[30.0, 0.0, 35.0, 50.0]],
            cells: vec![[0.0, 0.0, 30.0, 10.0]],
            candidates: vec![Candidate { rect: [0.0, 0.0, 100.0, 50.0], accepted: false, evidence: "two rows".into() }],
        };
        check(
            sketch,
            &[
                "a&lt;b.pdf 1</title>",
                r#"<line class="ruling" x1="0.00" y1="10.00" x2="100.00" y2="10.00"/>"#,
                "1&lt;2",
                r#"<rect class="corridor" x="30.00" y="0.00" width="5.00" height="50.00"/>"#,
                r#"<rect class="cell""#,
                r#"class="refused""#,
                "two rows",
            ],
        );
    }
}
