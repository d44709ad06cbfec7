//! What lies on a page as annotations (ISO 32000-1 12.5): fields that were filled in and text that was
//! typed on the page belong to it; notes, stamps and marks do not.

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret, kurbo};
use hayro_syntax::{
    Pdf,
    content::TypedIter,
    object::{Array, Dict, Name, Object, Rect, Stream, String as PdfString},
    page::{Page, Resources},
};
use kurbo::{Affine, Shape};

use super::{
    device::Collector,
    fields::{self, Field, Form, Kind},
    fill::{self, Slot},
    strings,
};
use crate::geometry::{Glyph, chars};

/// Not shown on the screen: hidden, or not to be viewed (12.5.3).
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// A page has no more annotations than this.
const MOST: usize = 50_000;

/// What the annotations of a page are drawn with.
pub struct Desk<'d, 'a> {
    pub pdf: &'a Pdf,
    pub form: &'d Form<'a>,
    pub cache: &'d InterpreterCache<'a>,
    pub settings: &'d InterpreterSettings,
    /// From user space to the page.
    pub transform: Affine,
    pub view: kurbo::Rect,
}

/// Draws the text of a page's annotations where they stand.
pub fn draw<'a>(page: &Page<'a>, desk: &Desk<'_, 'a>, collector: &mut Collector<'_, 'a>) {
    let Some(annotations) = page.raw().get::<Array<'a>>(b"Annots") else { return };
    collector.text_only = true;
    for annotation in annotations.iter::<Dict<'a>>().take(MOST) {
        if annotation.get::<u32>(b"F").unwrap_or(0) & UNSEEN != 0 {
            continue;
        }
        match annotation.get::<Name<'_>>(b"Subtype").as_ref().map(Name::as_str) {
            Some("Widget") => widget(&annotation, page, desk, collector),
            Some("FreeText") => free_text(&annotation, page, desk, collector),
            _ => {}
        }
    }
    collector.text_only = false;
}

fn widget<'a>(annotation: &Dict<'a>, page: &Page<'a>, desk: &Desk<'_, 'a>, collector: &mut Collector<'_, 'a>) {
    let field = Field::of(annotation, desk.form);
    match field.kind {
        Kind::Other => {}
        Kind::Toggle => {
            let sign = if is_on(annotation, field.value.as_deref()) { "☑" } else { "☐" };
            write(sign, annotation, 0.0, desk, collector);
        }
        Kind::Text { .. } | Kind::Choice { .. } => {
            let shown = collector.sketch(|collector| appearance(annotation, page, desk, collector));
            let wanted = field.value.as_deref().filter(|value| counts(&field, value, &shown.glyphs, desk.form));
            match wanted {
                Some(value) => write(value, annotation, field.size, desk, collector),
                None => collector.keep(shown),
            }
        }
    }
}

/// Whether the field's value stands for what its appearance shows.
fn counts(field: &Field, value: &str, shown: &[Glyph], form: &Form<'_>) -> bool {
    let seen = |sign: &char| !chars::is_space(*sign) && !chars::is_void(*sign);
    let mut signs = shown.iter().map(|glyph| glyph.sign).filter(seen).peekable();
    match field.kind {
        Kind::Text { secret: true, .. } => false,
        Kind::Text { spread: true, .. } | Kind::Choice { open: false } => true,
        _ if form.stale || signs.peek().is_none() => true,
        // A script writes 1,234.50 for 1234.5.
        _ if field.formatted || is_same_number(shown, value) => {
            shown.iter().any(|glyph| glyph.sign == char::REPLACEMENT_CHARACTER)
        }
        _ => !signs.eq(value.chars().filter(seen)),
    }
}

/// Both are one number, however they are written.
fn is_same_number(shown: &[Glyph], value: &str) -> bool {
    let number = |signs: &mut dyn Iterator<Item = char>| {
        let plain: String = signs.filter(|sign| !sign.is_whitespace() && !",，￥¥$€%".contains(*sign)).collect();
        plain.parse::<f64>().ok()
    };
    let shown = number(&mut shown.iter().map(|glyph| glyph.sign));
    shown.is_some() && shown == number(&mut value.chars())
}

fn free_text<'a>(annotation: &Dict<'a>, page: &Page<'a>, desk: &Desk<'_, 'a>, collector: &mut Collector<'_, 'a>) {
    let shown = collector.sketch(|collector| appearance(annotation, page, desk, collector));
    if shown.glyphs.iter().any(|glyph| !chars::is_space(glyph.sign)) {
        return collector.keep(shown);
    }
    let text = |key: &[u8]| annotation.get::<PdfString<'_>>(key).map(|text| strings::text(text.as_bytes()));
    let size = fields::font_size(&text(b"DA").unwrap_or_default());
    write(&text(b"Contents").unwrap_or_default(), annotation, size, desk, collector);
}

fn write<'a>(text: &str, annotation: &Dict<'a>, size: f64, desk: &Desk<'_, 'a>, collector: &mut Collector<'_, 'a>) {
    let Some(rect) = annotation.get::<Rect>(b"Rect") else { return };
    let look = annotation.get::<Dict<'_>>(b"MK");
    let turned = look.and_then(|look| look.get::<i32>(b"R")).unwrap_or(0);
    let rect = kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1);
    for glyph in fill::write(text, Slot { rect, quarters: turned / 90, size }, desk.transform) {
        collector.drawn.canvas.glyph(glyph);
    }
}

/// Whether a toggle is on: its state, or where it has none the value of its field (12.7.4.2.3).
fn is_on(annotation: &Dict<'_>, value: Option<&str>) -> bool {
    match annotation.get::<Name<'_>>(b"AS") {
        Some(state) => state.as_str() != "Off",
        None => {
            let states = annotation.get::<Dict<'_>>(b"AP").and_then(|states| states.get::<Dict<'_>>(b"N"));
            let own = |value: &str| states.is_none_or(|states| states.contains_key(value.as_bytes()));
            value.is_some_and(|value| value != "Off" && own(value))
        }
    }
}

/// Draws the normal appearance into the annotation's box (12.5.5, algorithm 8.1).
fn appearance<'a>(annotation: &Dict<'a>, page: &Page<'a>, desk: &Desk<'_, 'a>, collector: &mut Collector<'_, 'a>) {
    let Some(stream) = normal(annotation) else { return };
    let (Some(rect), Ok(content)) = (annotation.get::<Rect>(b"Rect"), stream.decoded_data()) else { return };
    let dict = stream.dict();
    let matrix = dict.get::<[f64; 6]>(b"Matrix").map_or(Affine::IDENTITY, Affine::new);
    let Some([x0, y0, x1, y1]) = dict.get::<[f64; 4]>(b"BBox") else { return };
    let own = matrix * kurbo::Rect::new(x0, y0, x1, y1).to_path(0.1);
    let own = own.bounding_box();
    if own.width() <= 0.0 || own.height() <= 0.0 {
        return;
    }
    let (across, up) = (rect.width() / own.width(), rect.height() / own.height());
    let placed = Affine::new([across, 0.0, 0.0, up, rect.x0 - across * own.x0, rect.y0 - up * own.y0]);
    let resources = dict.get::<Dict<'a>>(b"Resources").unwrap_or_else(|| desk.form.resources.clone());
    let resources = if resources.is_empty() { page.resources().clone() } else { Resources::new(resources) };
    let transform = desk.transform * placed * matrix;
    let mut context = Context::new(transform, desk.view, desk.cache, desk.pdf.xref(), desk.settings.clone());
    interpret(TypedIter::new(&content), &resources, &mut context, collector);
}

fn normal<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'a>>(b"AP")?.get::<Object<'a>>(b"N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'a>>(annotation.get::<Name<'_>>(b"AS")?),
        _ => None,
    }
}
