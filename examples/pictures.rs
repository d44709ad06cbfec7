//! Pictures of the table rows of a file, to be looked at: `cargo run --example pictures -- FILE OUT [STEP]`
//! writes those of every STEP-th row and `index.html`, where the cells are framed.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use shoubiao::intake::{self, ItemKind};
use shoubiao::model::document::{Place, Table};
use shoubiao::model::limits::Limits;
use shoubiao::model::picture::{Picture, PictureKind};
use shoubiao::model::source::Source;
use shoubiao::readers;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, out, rest @ ..] = arguments.as_slice() else {
        return Err("FILE OUT [STEP]".into());
    };
    let step = rest.first().map_or(Ok(1), |step| step.parse())?;
    std::fs::create_dir_all(out)?;
    let limits = Limits::default();
    let mut page = String::from("<meta charset=utf-8><body style='background:#ccc'>");
    for entry in intake::walk(&[file.into()])? {
        let mut sources = Vec::new();
        intake::open(&entry, &limits, &mut |item| {
            if let ItemKind::Document(source) = item.kind {
                sources.push(source);
            }
        });
        for source in sources {
            one(&source, Path::new(out), step, &limits, &mut page)?;
        }
    }
    std::fs::write(Path::new(out).join("index.html"), page)?;
    Ok(())
}

fn one(source: &Source, out: &Path, step: usize, limits: &Limits, page: &mut String) -> Result<(), Box<dyn Error>> {
    let mut said = std::io::stdout().lock();
    let start = Instant::now();
    let document = match readers::read(source, limits) {
        Ok(document) => document,
        Err(trouble) => return Ok(writeln!(said, "{}: {}", source.path, trouble.reason.en)?),
    };
    let read = start.elapsed();
    let rows: Vec<Vec<Place>> = document.tables().iter().flat_map(|table| rows(table)).step_by(step).collect();
    let start = Instant::now();
    let pictures = readers::pictures(source, &rows, limits);
    let drawn = start.elapsed();
    let bytes: usize = pictures.iter().map(|picture| picture.bytes.len()).sum();
    writeln!(
        said,
        "{}: read in {read:.1?}; {} rows, {} pictures in {drawn:.1?}, {bytes} bytes",
        source.path,
        rows.len(),
        pictures.len()
    )?;
    for picture in &pictures {
        show(picture, &rows, source.name(), out, page)?;
    }
    Ok(())
}

fn rows(table: &Table) -> Vec<Vec<Place>> {
    let mut rows = vec![Vec::new(); table.rows];
    for cell in &table.cells {
        if let (Some(row), Some(place)) = (rows.get_mut(cell.row), cell.place) {
            row.push(place);
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

fn show(
    picture: &Picture,
    rows: &[Vec<Place>],
    name: &str,
    out: &Path,
    page: &mut String,
) -> Result<(), Box<dyn Error>> {
    let ending = match picture.kind {
        PictureKind::Png => "png",
        PictureKind::Jpeg => "jpg",
        PictureKind::Svg => "svg",
    };
    let [x0, y0, x1, y1] = picture.rect;
    let short: String = name.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    let file = format!("{short}-{}-{x0:.0}-{y0:.0}.{ending}", picture.page);
    std::fs::write(out.join(&file), &picture.bytes)?;
    let (width, height) = ((x1 - x0) * 1.6, (y1 - y0) * 1.6);
    writeln!(
        page,
        "<p>{file} {} bytes<div style='position:relative;width:{width}px;height:{height}px'><img src='{file}' width={width} height={height}>",
        picture.bytes.len()
    )?;
    for place in rows.iter().flatten().filter(|place| picture.shows(place.page, place.rect)) {
        let [a, b, c, d] = place.rect;
        writeln!(
            page,
            "<div style='position:absolute;border:1px solid #f008;left:{}px;top:{}px;width:{}px;height:{}px'></div>",
            (a - x0) * 1.6,
            (b - y0) * 1.6,
            (c - a) * 1.6,
            (d - b) * 1.6
        )?;
    }
    writeln!(page, "</div>")?;
    Ok(())
}
