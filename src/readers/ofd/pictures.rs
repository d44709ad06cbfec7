//! Parts of pages drawn anew as SVG, from the objects of the file.

use super::{
    POINTS, Sheet,
    draw::{MOST_NESTED, glyphs},
    each_page,
    matrix::Matrix,
    parts::locate,
    quota::too_much,
    scene::{Ink, Object, Scene, Shape},
};
use crate::{
    geometry::strips::{self, Band},
    model::{
        document::{Place, Rect},
        limits::Limits,
        picture::Picture,
        source::Source,
    },
    readers::{
        Result,
        paged::{
            album::Album,
            svg::{self, BLACK, Color, Svg},
        },
    },
};

/// Pictures of these rows, by page and then from the top.
pub fn of(source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
    let bands = strips::bands(rows);
    let mut album = Album::default();
    // Trouble ends the pictures; what was drawn before is kept.
    let _ = each_page(source, limits, &mut |number, sheet| match bands.get(&number) {
        Some(bands) if !album.is_full() => page(sheet, number, bands, limits, &mut album),
        _ => Ok(()),
    });
    album.into_pictures()
}

fn page(sheet: &mut Sheet, number: u32, bands: &[Band], limits: &Limits, album: &mut Album) -> Result<()> {
    let content = sheet.canvas()?.content;
    let headings = strips::headings(content.clone(), limits.cells);
    for strip in strips::strips(bands, &headings, (content.width, content.height)) {
        let view = strips::without_white(strip, bands, &content);
        let mut svg = Svg::new(view);
        for scene in sheet.scenes.clone() {
            paint(sheet, scene, Matrix::scale(POINTS, POINTS), 0, &mut svg)?;
        }
        album.extend(svg.finish(number).or_else(|| svg::draw(&content, number, view)));
    }
    Ok(())
}

fn paint(sheet: &mut Sheet, scene: &Scene, to: Matrix, level: usize, svg: &mut Svg) -> Result<()> {
    if level > MOST_NESTED {
        return Err(too_much());
    }
    for object in &scene.objects {
        sheet.quota.draw(1)?;
        if object.clip.is_none_or(|clip| svg.sees(with_room(to.rect(clip)))) {
            paint_object(sheet, scene, object, to, level, svg)?;
        }
    }
    Ok(())
}

fn with_room([x0, y0, x1, y1]: Rect) -> Rect {
    [x0 - 1.0, y0 - 1.0, x1 + 1.0, y1 + 1.0]
}

fn paint_object(
    sheet: &mut Sheet,
    scene: &Scene,
    object: &Object,
    to: Matrix,
    level: usize,
    svg: &mut Svg,
) -> Result<()> {
    let resources = sheet.resources;
    let to = object.matrix.then(to);
    let (fill, stroke) = resources.inks(object.ink);
    match &object.shape {
        Shape::Text { style, spots } => {
            let spots = scene.spots.get(spots.clone()).unwrap_or_default();
            sheet.quota.draw(spots.len())?;
            if let Some(color) = color(fill, Some(BLACK)) {
                glyphs(spots, style, to).for_each(|glyph| svg.sign(&glyph, color));
            }
        }
        Shape::Path { steps, fills, strokes, width } => {
            let steps = scene.steps.get(steps.clone()).unwrap_or_default();
            sheet.quota.draw(steps.len())?;
            let width = (resources.line_width(*width) * to.stretch()) as f32;
            let fill = color(fill, None).filter(|_| *fills);
            let stroke = color(stroke, Some(BLACK)).filter(|_| *strokes).map(|color| (color, width));
            svg.path(steps.iter().map(|step| step.map(|point| to.point(point))), fill, stroke);
        }
        Shape::Image(id) => {
            if let Some(id) = id.filter(|_| svg.sees(to.rect([0.0, 0.0, 1.0, 1.0]))) {
                image(sheet, id, to, svg)?;
            }
        }
        Shape::Composite(id) => {
            if let Some(unit) = resources.unit(*id) {
                paint(sheet, unit, to, level + 1, svg)?;
            }
        }
    }
    Ok(())
}

/// What shows of an ink (GB/T 33190 8.2, table 18: text and lines are black unless it is said, shapes are
/// not filled).
fn color(ink: Ink, usual: Option<Color>) -> Option<Color> {
    match ink {
        Ink::Unsaid => usual,
        Ink::Clear => None,
        Ink::Solid(color) => Some(color),
    }
}

/// A picture file of a kind that browsers show; others are left out.
fn image(sheet: &mut Sheet, id: i64, to: Matrix, svg: &mut Svg) -> Result<()> {
    let Some(file) = sheet.resources.file(id) else { return Ok(()) };
    sheet.quota.look_up()?;
    let Some(part) = locate(sheet.package, &file.part, &file.location) else { return Ok(()) };
    let Some(bytes) = sheet.package.part(&part)? else { return Ok(()) };
    let media_type = match bytes.get(..4) {
        Some(b"\x89PNG") => "image/png",
        Some([0xff, 0xd8, 0xff, _]) => "image/jpeg",
        _ => return Ok(()),
    };
    svg.image(media_type, &bytes, to.coefficients());
    Ok(())
}
