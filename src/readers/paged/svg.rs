//! Parts of pages drawn anew as SVG: text in the fonts of whoever looks at it, lines, shapes and
//! pictures. For pages that are made of such objects, and for text whose font is not in the file.
//!
//! Everything is escaped; nothing points outside the picture.

use std::fmt::Write as _;

use super::raster;
use crate::{
    geometry::{
        Glyph, Heading, PageContent,
        canvas::{Point, Step},
        edges::Axis,
        lines::ASCENT,
        rulings::{self, Tolerance},
    },
    model::{
        document::Rect,
        picture::{Picture, PictureKind},
    },
};

/// Bytes of one picture; what would be larger is left out.
const MOST_BYTES: usize = 160 << 10;
/// Bytes of a picture inside it, before it is made smaller.
const MOST_INNER: usize = 24 << 10;

/// Red, green and blue.
pub type Color = [u8; 3];

pub const BLACK: Color = [0; 3];

/// A drawing of a part of a page.
pub struct Svg {
    view: Rect,
    body: String,
    /// Signs on one line, not yet written.
    run: Vec<Glyph>,
    color: Color,
    full: bool,
}

impl Svg {
    /// An empty drawing of this part of a page, in points.
    pub fn new(view: Rect) -> Svg {
        let view = view.map(|side| (side * 20.0).round() / 20.0);
        Svg { view, body: String::new(), run: Vec::new(), color: BLACK, full: false }
    }

    /// Whether a box reaches into the drawing.
    pub fn sees(&self, [x0, y0, x1, y1]: Rect) -> bool {
        let [left, top, right, bottom] = self.view;
        // What is no number is nowhere.
        x0 <= right && x1 >= left && y0 <= bottom && y1 >= top
    }

    /// A sign. Those of one line follow each other.
    pub fn sign(&mut self, glyph: &Glyph, color: Color) {
        let reach = glyph.size.max(glyph.advance.abs());
        let Glyph { x, y, .. } = *glyph;
        if is_blank(glyph.sign) || !self.sees([x - reach, y - reach, x + reach, y + reach]) {
            return;
        }
        if color != self.color || !self.run.last().is_some_and(|last| continues(last, glyph)) {
            self.end_run();
            self.color = color;
        }
        self.run.push(*glyph);
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let [Glyph { x, y, size, heading, .. }, ..] = run[..] else { return };
        if !self.has_room() {
            return;
        }
        let angle = match heading {
            Heading::Right | Heading::Stacked => None,
            Heading::Down => Some(90),
            Heading::Left => Some(180),
            Heading::Up => Some(270),
        };
        let body = &mut self.body;
        body.push_str("<text x=\"");
        match angle {
            None => {
                for (index, glyph) in run.iter().enumerate() {
                    if index > 0 {
                        body.push(' ');
                    }
                    number(body, glyph.x);
                }
            }
            Some(_) => number(body, x),
        }
        body.push_str("\" y=\"");
        number(body, if heading == Heading::Stacked { y + size * ASCENT } else { y });
        body.push_str("\" font-size=\"");
        number(body, size);
        if let Some(angle) = angle {
            let _ = write!(body, "\" transform=\"rotate({angle} ");
            number(body, x);
            body.push(' ');
            number(body, y);
            body.push(')');
        }
        if self.color != BLACK {
            body.push_str("\" fill=\"");
            push_color(body, self.color);
        }
        body.push_str("\">");
        run.iter().for_each(|glyph| push_escaped(body, glyph.sign));
        body.push_str("</text>");
    }

    /// A straight line of this width in points.
    pub fn line(&mut self, from: Point, to: Point, width: f32) {
        self.path([Step::Move(from), Step::Line(to)].into_iter(), None, Some((BLACK, width)));
    }

    /// A path: what fills it, what it is drawn with and how wide.
    pub fn path(&mut self, steps: impl Iterator<Item = Step>, fill: Option<Color>, stroke: Option<(Color, f32)>) {
        self.end_run();
        let mut data = String::new();
        let mut seen = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        let mut point = |data: &mut String, (x, y): Point| {
            seen = [seen[0].min(x), seen[1].min(y), seen[2].max(x), seen[3].max(y)];
            data.push(' ');
            number(data, x);
            data.push(' ');
            number(data, y);
        };
        for step in steps {
            // A drawing of that many steps is no ruling.
            if data.len() > MOST_BYTES / 4 {
                return;
            }
            match step {
                Step::Move(at) => {
                    data.push('M');
                    point(&mut data, at);
                }
                Step::Line(at) => {
                    data.push('L');
                    point(&mut data, at);
                }
                Step::Curve(points) => {
                    data.push('C');
                    points.into_iter().for_each(|at| point(&mut data, at));
                }
                Step::Close => data.push('Z'),
            }
        }
        let wide = stroke.map_or(0.0, |(_, width)| width / 2.0 + 0.5);
        let sees = self.sees([seen[0] - wide, seen[1] - wide, seen[2] + wide, seen[3] + wide]);
        if !sees || !self.has_room() || (fill.is_none() && stroke.is_none()) {
            return;
        }
        let body = &mut self.body;
        let _ = write!(body, "<path d=\"{}\" fill=\"", data.replace(" -", "-"));
        match fill {
            Some(color) => push_color(body, color),
            None => body.push_str("none"),
        }
        if let Some((color, width)) = stroke {
            body.push_str("\" stroke=\"");
            push_color(body, color);
            body.push_str("\" stroke-width=\"");
            // A line of no width is the thinnest that can be seen.
            number(body, width.clamp(0.3, 1000.0));
        }
        body.push_str("\"/>");
    }

    /// A picture file in place of the unit square under this map (`a b c d e f`), its top at `y = 0`.
    pub fn image(&mut self, media_type: &str, bytes: &[u8], map: [f64; 6]) {
        self.end_run();
        if map.iter().any(|number| number.is_nan() || number.abs() > 1e6) {
            return;
        }
        let [a, b, c, d, e, f] = map;
        let small;
        let (media_type, bytes) = if bytes.len() > MOST_INNER {
            let Some(made) = raster::smaller(bytes, a.hypot(b), c.hypot(d)) else { return };
            small = made;
            (small.0.media_type(), &small.1[..])
        } else {
            (media_type, bytes)
        };
        if self.body.len() + bytes.len() / 3 * 4 > MOST_BYTES {
            return;
        }
        let _ = write!(
            self.body,
            "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\" transform=\"matrix({a:.3} {b:.3} {c:.3} {d:.3} {e:.2} {f:.2})\" href=\"data:{media_type};base64,",
        );
        push_base64(&mut self.body, bytes);
        self.body.push_str("\"/>");
    }

    fn has_room(&mut self) -> bool {
        self.full |= self.body.len() > MOST_BYTES;
        !self.full
    }

    /// The drawing as a picture of `page`; none if it is too large.
    pub fn finish(mut self, page: u32) -> Option<Picture> {
        self.end_run();
        if !self.has_room() {
            return None;
        }
        let [x, y, right, bottom] = self.view;
        let body = self.body;
        let [x, y, width, height] = [x, y, right - x, bottom - y].map(|side| {
            let mut text = String::new();
            number(&mut text, side);
            text
        });
        let bytes = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"{x} {y} {width} {height}\"><path d=\"M{x} {y}h{width}v{height}h-{width}Z\" fill=\"#fff\"/><g font-family=\"{FONTS}\" direction=\"ltr\" unicode-bidi=\"bidi-override\">{body}</g></svg>"
        )
        .into_bytes();
        Some(Picture { page, rect: self.view, kind: PictureKind::Svg, bytes })
    }
}

/// Fonts with Chinese signs of the usual systems.
const FONTS: &str = "SimSun,'Songti SC','Noto Serif CJK SC','Noto Sans CJK SC',serif";

/// One sign after another on one line that runs to the right.
fn continues(last: &Glyph, next: &Glyph) -> bool {
    last.heading == Heading::Right
        && next.heading == Heading::Right
        && (last.y - next.y).abs() < 0.05
        && (last.size - next.size).abs() < 0.05
        && (last.x..=last.x + 3.0 * last.size).contains(&next.x)
        && is_simple(last.sign)
        && is_simple(next.sign)
}

/// Takes one place in a list of places: no pair of surrogates, nothing that joins what stands before.
fn is_simple(sign: char) -> bool {
    matches!(sign, '\u{21}'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205f}'
        | '\u{2070}'..='\u{20cf}' | '\u{2100}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309b}'..='\u{9fff}' | '\u{ff01}'..='\u{ffee}')
}

fn is_blank(sign: char) -> bool {
    let format = matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    sign.is_whitespace() || sign.is_control() || format
}

fn push_escaped(text: &mut String, sign: char) {
    match sign {
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        '&' => text.push_str("&amp;"),
        '\u{fffe}' | '\u{ffff}' => text.push(char::REPLACEMENT_CHARACTER),
        sign => text.push(sign),
    }
}

/// To a twentieth of a point or finer, no longer than it need be.
fn number(text: &mut String, number: f32) {
    let hundredths = (f64::from(number).clamp(-1e6, 1e6) * 20.0).round() as i64 * 5;
    let (whole, rest) = (hundredths / 100, (hundredths % 100).abs());
    if whole == 0 && hundredths < 0 {
        text.push('-');
    }
    let _ = match rest {
        0 => write!(text, "{whole}"),
        rest if rest % 10 == 0 => write!(text, "{whole}.{}", rest / 10),
        rest => write!(text, "{whole}.{rest:02}"),
    };
}

fn push_color(text: &mut String, [red, green, blue]: Color) {
    let _ = write!(text, "#{red:02x}{green:02x}{blue:02x}");
}

/// RFC 4648 4.
fn push_base64(text: &mut String, bytes: &[u8]) {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for part in bytes.chunks(3) {
        let group = part.iter().chain([&0, &0]).take(3).fold(0usize, |group, byte| group << 8 | usize::from(*byte));
        for place in 0..4 {
            let sign = SIGNS[group >> (18 - 6 * place) & 63];
            text.push(if place <= part.len() { char::from(sign) } else { '=' });
        }
    }
}

/// A part of a page from its text and lines alone.
pub fn draw(content: &PageContent, page: u32, view: Rect) -> Option<Picture> {
    let mut svg = Svg::new(view);
    for ruling in rulings::join(&content.edges, Tolerance::of(10.0)) {
        let at = |along| match ruling.axis {
            Axis::Horizontal => (along, ruling.at),
            Axis::Vertical => (ruling.at, along),
        };
        svg.line(at(ruling.from), at(ruling.to), 0.5);
    }
    content.glyphs.iter().for_each(|glyph| svg.sign(glyph, BLACK));
    svg.finish(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(sign: char, x: f32, y: f32) -> Glyph {
        Glyph { sign, x, y, advance: 10.0, size: 10.0, heading: Heading::Right }
    }

    fn drawn(build: impl Fn(&mut Svg)) -> String {
        let mut svg = Svg::new([0.0, 0.0, 100.0, 50.0]);
        build(&mut svg);
        let text = String::from_utf8(svg.finish(1).unwrap().bytes).unwrap();
        let (_, body) = text.split_once("bidi-override\">").unwrap();
        body.trim_end_matches("</g></svg>").to_string()
    }

    #[test]
    fn signs_of_a_line_are_one_text() {
        let check = |signs: &[(char, f32, f32)], expected: &str| {
            let body = drawn(|svg| signs.iter().for_each(|(sign, x, y)| svg.sign(&glyph(*sign, *x, *y), BLACK)));
            assert_eq!(body, expected);
        };
        check(&[('收', 10.0, 20.0), ('表', 20.26, 20.0)], "<text x=\"10 20.25\" y=\"20\" font-size=\"10\">收表</text>");
        check(&[('<', 10.0, 20.0), ('&', 20.0, 20.0)], "<text x=\"10 20\" y=\"20\" font-size=\"10\">&lt;&amp;</text>");
        check(&[('\u{202e}', 10.0, 20.0), ('\u{7}', 20.0, 20.0), ('字', 500.0, 20.0), ('字', f32::NAN, 20.0)], "");
        let two = "<text x=\"10\" y=\"20\" font-size=\"10\">a</text><text x=\"10\" y=\"40\" font-size=\"10\">b</text>";
        check(&[('a', 10.0, 20.0), ('b', 10.0, 40.0)], two);
        let apart =
            "<text x=\"10\" y=\"20\" font-size=\"10\">𠀀</text><text x=\"20\" y=\"20\" font-size=\"10\">b</text>";
        check(&[('𠀀', 10.0, 20.0), ('b', 20.0, 20.0)], apart);
    }

    #[test]
    fn text_that_runs_up_is_turned() {
        let up = Glyph { heading: Heading::Up, ..glyph('a', 10.0, 20.0) };
        let expected = "<text x=\"10\" y=\"20\" font-size=\"10\" transform=\"rotate(270 10 20)\">a</text>";
        assert_eq!(drawn(|svg| svg.sign(&up, BLACK)), expected);
    }

    #[test]
    fn paths_beyond_the_view_are_left_out() {
        let expected = "<path d=\"M 10 10L 90-10\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.5\"/>";
        assert_eq!(drawn(|svg| svg.line((10.0, 10.0), (90.0, -10.0), 0.5)), expected);
        assert_eq!(drawn(|svg| svg.line((10.0, 90.0), (90.0, 90.0), 0.5)), "");
        let endless = std::iter::repeat_n(Step::Line((1.0, 1.0)), 10_000_000);
        let mut svg = Svg::new([0.0, 0.0, 100.0, 50.0]);
        svg.path(endless, Some(BLACK), None);
        assert_eq!(svg.body, "");
        (0..200).for_each(|_| svg.path(std::iter::repeat_n(Step::Line((1.0, 1.0)), 5000), Some(BLACK), None));
        assert!(svg.finish(1).is_none());
    }

    #[test]
    fn base64() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            let mut text = String::new();
            push_base64(&mut text, bytes.as_bytes());
            assert_eq!(text, expected);
        }
    }
}
