//! One page picture taken apart: laid straight, its ruling lines, and each line of text as a small
//! picture of its own, ready to be read.

use std::ops::Range;

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};

use super::{
    bands::{self, Band},
    laid::Laid,
    open,
    raster::{Grey, Ink},
    runs,
    tesseract::Word,
};
use crate::{
    geometry::{
        edges::{Axis, Edge},
        lattice::Grid,
        lay::Lay,
        page,
        rulings::{self, Ruling, Tolerance},
    },
    model::document::Rect,
};

/// A page before its lines are read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Points.
    pub width: f32,
    pub height: f32,
    pub edges: Vec<Edge>,
    pub lines: Vec<TextLine>,
    /// Height of most lines of text, in points.
    pub usual: f32,
    /// How it lay on its picture.
    pub lay: Lay,
}

/// A line of text to be read.
#[derive(Clone, Debug)]
pub struct TextLine {
    /// Its ink, in points of the page.
    pub rect: Rect,
    /// In pixels of the straightened page.
    band: Band,
    pixels_per_point: f32,
    picture: Grey,
    usual: f32,
    /// Lines of one cell have the same number.
    pub area: usize,
    /// How many other lines the cell has.
    pub beside: usize,
    /// What it was read as at the first size, if it was read to tell the writing of its page.
    pub known: Option<Vec<Word>>,
}

/// White around a line that is given to be read, in pixels.
pub const MARGIN: usize = 10;
/// Lines outside tables that are read: a form's title, unit and notes, not a page of a book.
const MOST_OUTSIDE: usize = 40;
/// Between these the resolution (pixels per inch) is kept.
const RESOLUTION: Range<f32> = 110.0..420.0;

impl Sheet {
    /// Takes a page apart. `width` is the page's in points. None if there can be no table on it.
    pub fn of(grey: Grey, width: f32, most_cells: usize) -> Option<Sheet> {
        let (grey, dpi) = scaled(grey, width);
        let Laid { grey, ink, edges, grids, lay } = Laid::of(grey, dpi, most_cells);
        let sheet = Page { clean: grey, ink, dpi }.sheet(edges, &grids)?;
        Some(Sheet { lay, ..sheet })
    }

    /// Of an upright page as it was drawn, the lines at these places, in points.
    pub fn of_lines(grey: Grey, width: f32, places: &[Rect]) -> Sheet {
        let (grey, dpi) = scaled(grey, width);
        let per_point = dpi / 72.0;
        let height = |rect: &Rect| rect[3] - rect[1];
        let usual = places.iter().map(height).sum::<f32>() / places.len().max(1) as f32;
        let pixels = |from: f32, to: f32, most: usize| {
            let pixel = |at: f32| ((at * per_point).max(0.0) as usize).min(most);
            pixel(from)..pixel(to).max(pixel(from) + 1).min(most)
        };
        let line = |(area, rect): (usize, &Rect)| {
            let band = Band { x: pixels(rect[0], rect[2], grey.width), y: pixels(rect[1], rect[3], grey.height) };
            TextLine { area, ..line(&grey, dpi, band, height(rect) * per_point) }
        };
        Sheet {
            width: grey.width as f32 / per_point,
            height: grey.height as f32 / per_point,
            lines: places.iter().enumerate().map(line).collect(),
            usual,
            ..Sheet::default()
        }
    }
}

impl Sheet {
    /// The same sheet turned upside down.
    pub fn flipped(mut self) -> Sheet {
        let (width, height) = (self.width, self.height);
        for edge in &mut self.edges {
            let (along, across) = match edge.axis {
                Axis::Horizontal => (width, height),
                Axis::Vertical => (height, width),
            };
            *edge = Edge { at: across - edge.at, from: along - edge.to, to: along - edge.from, ..*edge };
        }
        self.lines.iter_mut().for_each(|line| line.flip(width, height));
        self.lines.reverse();
        self.lay = self.lay.flipped();
        self
    }
}

/// A picture of a resolution that the steps are made for.
fn scaled(grey: Grey, width: f32) -> (Grey, f32) {
    let dpi = |grey: &Grey| grey.width as f32 / width * 72.0;
    let own = dpi(&grey);
    let grey = if own > RESOLUTION.end {
        grey.shrink((own / 225.0).floor().max(2.0) as usize)
    } else if own < RESOLUTION.start && own > 20.0 {
        grey.grow((RESOLUTION.start / own).ceil() as usize)
    } else {
        grey
    };
    let dpi = dpi(&grey);
    (grey, dpi)
}

/// A straightened page without its rulings.
struct Page {
    clean: Grey,
    ink: Ink,
    dpi: f32,
}

impl Page {
    /// None if there can be no table.
    fn sheet(&self, edges: Vec<Edge>, grids: &[Grid]) -> Option<Sheet> {
        let is_ruled = grids.iter().any(Grid::is_table);
        // Rulings that show no columns may hold several.
        let grids: Vec<&Grid> = grids.iter().filter(|grid| grid.xs.len() > 2).collect();
        let cells: Vec<Rect> =
            grids.iter().flat_map(|grid| grid.cells.iter().map(|cell| grid.cell_rect(*cell))).collect();
        let areas: Vec<_> = cells.iter().map(|rect| self.area(*rect)).collect();
        let usual = if is_ruled && !areas.is_empty() {
            let rough: Vec<Band> =
                areas.iter().flat_map(|(x, y)| bands::rough(&self.ink, x.clone(), y.clone())).collect();
            bands::usual_height(&rough, self.dpi)
        } else {
            runs::usual_height(&self.ink, self.dpi)
        };
        let outside = self.outside(&cells, usual);
        let per_point = self.dpi / 72.0;
        let tables = open::tables(&self.ink, &outside, usual, &free(&edges, &grids), 1.0 / per_point);
        if !is_ruled && tables.is_empty() {
            return None;
        }
        let is_text = |rect: &Rect, band: &Band| !is_left_of_ruling(band, *rect, usual, per_point);
        let inside = areas.into_iter().zip(&cells).map(|((x, y), rect)| {
            let mut lines = bands::lines(&self.ink, x, y, usual);
            lines.retain(|line| is_text(rect, line));
            lines
        });
        let mut outside = self.worth_reading(outside, &tables);
        outside.retain(|run| grids.iter().all(|grid| is_text(&grid.rect(), run)));
        let outside = outside.into_iter().map(|run| vec![run]);
        let found = inside.chain(outside).enumerate();
        Some(Sheet {
            width: self.clean.width as f32 / per_point,
            height: self.clean.height as f32 / per_point,
            edges,
            lines: found.flat_map(|(area, bands)| self.lines(area, bands, usual)).collect(),
            usual: usual / per_point,
            lay: Lay::default(),
        })
    }

    /// The pixels inside a box, its lines left out.
    fn area(&self, rect: Rect) -> (Range<usize>, Range<usize>) {
        let pixel = |at: f32, inset: f32| (at * self.dpi / 72.0 + inset).max(0.0) as usize;
        let inset = (self.dpi / 100.0).max(1.0);
        let end = |at: f32, most: usize| pixel(at, -inset).min(most);
        (
            pixel(rect[0], inset)..end(rect[2], self.ink.width).max(pixel(rect[0], inset)),
            pixel(rect[1], inset)..end(rect[3], self.ink.height).max(pixel(rect[1], inset)),
        )
    }

    /// The runs of text outside these cells.
    fn outside(&self, cells: &[Rect], usual: f32) -> Vec<Band> {
        let mut ink = self.ink.clone();
        for [x0, y0, x1, y1] in cells {
            let pixels = |from: f32, to: f32| {
                let pixel = |at: f32| (at * self.dpi / 72.0).max(0.0);
                pixel(from).floor() as usize..pixel(to).ceil() as usize
            };
            ink.erase(pixels(*x0, *x1), pixels(*y0, *y1));
        }
        // What lies at the very edge of a picture is the shadow of the sheet.
        let edge = (self.dpi * 0.1) as usize;
        let (width, height) = (ink.width, ink.height);
        let (right, bottom) = (width.saturating_sub(edge), height.saturating_sub(edge));
        for (x, y) in [(0..edge, 0..height), (right..width, 0..height), (0..width, 0..edge), (0..width, bottom..height)]
        {
            ink.erase(x, y);
        }
        runs::find(&ink, usual)
    }

    /// All runs in what may be tables, and the first lines of the others.
    fn worth_reading(&self, runs: Vec<Band>, tables: &[Rect]) -> Vec<Band> {
        let points = 72.0 / self.dpi;
        let is_in = |run: &Band| tables.iter().any(|rect| open::is_in(run, *rect, points));
        let (mut lines, mut bottom) = (0, 0);
        let mut is_first = |run: &Band| {
            if (run.y.start + run.y.end) / 2 >= bottom {
                (lines, bottom) = (lines + 1, run.y.end);
            }
            lines <= MOST_OUTSIDE
        };
        runs.into_iter().filter(|run| is_in(run) || is_first(run)).collect()
    }

    fn lines(&self, area: usize, bands: Vec<Band>, usual: f32) -> Vec<TextLine> {
        let beside = bands.len().saturating_sub(1);
        bands.into_iter().map(|band| TextLine { area, beside, ..line(&self.clean, self.dpi, band, usual) }).collect()
    }
}

/// A thin dash right beside a side of this box (points) is what is left of a ruling that is not quite straight.
fn is_left_of_ruling(band: &Band, rect: Rect, usual: f32, per_point: f32) -> bool {
    /// In heights of lines, in heights of its own, in points.
    const THIN: f32 = 0.5;
    const LONG: usize = 3;
    const BESIDE: f32 = 4.5;
    let middle = (band.y.start + band.y.end) as f32 / 2.0 / per_point;
    let beside = (middle - rect[1]).abs().min((middle - rect[3]).abs());
    (band.y.len() as f32) < usual * THIN && band.x.len() >= band.y.len() * LONG && beside <= BESIDE
}

/// A line cut out of its page. `usual` is the height of most lines, in pixels.
fn line(page: &Grey, dpi: f32, band: Band, usual: f32) -> TextLine {
    let room = (usual * 0.12) as usize + 1;
    let x = band.x.start.saturating_sub(room)..(band.x.end + room).min(page.width);
    let y = band.y.start.saturating_sub(1)..(band.y.end + 1).min(page.height);
    let band = Band { x, y };
    let mut picture = Grey::new(band.x.len(), band.y.len(), 255);
    for (row, y) in band.y.clone().enumerate() {
        let from = &page.row(y)[band.x.clone()];
        picture.data[row * picture.width..(row + 1) * picture.width].copy_from_slice(from);
    }
    brighten(&mut picture);
    let points = 72.0 / dpi;
    let rect = [band.x.start, band.y.start, band.x.end, band.y.end].map(|at| at as f32 * points);
    TextLine { rect, band, pixels_per_point: dpi / 72.0, picture, usual, area: 0, beside: 0, known: None }
}

impl TextLine {
    /// Turned upside down with its page, which is so wide and high (points).
    fn flip(&mut self, width: f32, height: f32) {
        let [x0, y0, x1, y1] = self.rect;
        self.rect = [width - x1, height - y1, width - x0, height - y0];
        let pixels = |at: f32| (at * self.pixels_per_point).round().max(0.0) as usize;
        let (x, y) = (pixels(self.rect[0]), pixels(self.rect[1]));
        self.band = Band { x: x..x + self.band.x.len(), y: y..y + self.band.y.len() };
        self.picture.data.reverse();
        self.known = None;
    }

    /// The line drawn with signs of about so many pixels, white around it; and its scale: pixels of
    /// the drawing to pixels of the page.
    pub fn drawn(&self, sign: f32) -> (Grey, f32) {
        let scale = self.scale(sign);
        let side = |pixels: usize| ((pixels as f32 * scale).round() as u32).max(1);
        let (width, height) = (side(self.picture.width), side(self.picture.height));
        let own = images::ImageRef::new(
            self.picture.width as u32,
            self.picture.height as u32,
            &self.picture.data,
            PixelType::U8,
        );
        let mut scaled = images::Image::new(width, height, PixelType::U8);
        let smooth = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        let done = own.is_ok_and(|own| Resizer::new().resize(&own, &mut scaled, &smooth).is_ok());
        let rows = scaled.buffer().chunks_exact(width as usize).filter(|_| done);
        let mut drawn = Grey::new(width as usize + 2 * MARGIN, (height as usize).max(sign as usize) + 2 * MARGIN, 255);
        let top = (drawn.height - height as usize) / 2;
        for (row, values) in rows.enumerate() {
            let from = (top + row) * drawn.width + MARGIN;
            drawn.data[from..from + values.len()].copy_from_slice(values);
        }
        (drawn, scale)
    }

    /// In signs.
    pub fn length(&self) -> f32 {
        self.picture.width as f32 / (self.picture.height as f32).max(self.usual)
    }

    /// Pixels of the drawing to pixels of the page.
    pub fn scale(&self, sign: f32) -> f32 {
        (sign / (self.picture.height as f32).max(self.usual)).clamp(0.2, 4.0)
    }

    /// A place along the drawing in points of the page.
    pub fn place(&self, x: f32, scale: f32) -> f32 {
        let pixel = self.band.x.start as f32 + (x - MARGIN as f32) / scale;
        pixel.clamp(self.band.x.start as f32, self.band.x.end as f32) / self.pixels_per_point
    }
}

/// Paper white. The ink keeps its greys: what is made harder is read worse.
fn brighten(picture: &mut Grey) {
    let mut sorted = picture.data.clone();
    sorted.sort_unstable();
    let paper = f32::from(sorted.get(sorted.len() * 8 / 10).copied().unwrap_or(255)).max(32.0);
    for value in &mut picture.data {
        *value = (f32::from(*value) * 250.0 / paper).min(255.0) as u8;
    }
}

/// The rulings in none of these grids.
fn free(edges: &[Edge], grids: &[&Grid]) -> Vec<Ruling> {
    let mut rulings = rulings::join(edges, Tolerance::of(10.0));
    rulings.retain(|ruling| !grids.iter().any(|grid| page::is_in(ruling, grid.rect())));
    rulings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a cell from 100 to 130 points at two pixels to the point, with lines of 20 pixels.
    #[test]
    fn what_is_left_of_rulings_is_no_text() {
        for (x, y, expected) in [
            (0..60, 196..201, true),
            (0..60, 256..260, true),
            (20..40, 262..266, true),
            // A dash in the middle, a full stop, figures.
            (0..60, 228..232, false),
            (0..8, 252..258, false),
            (0..60, 244..258, false),
        ] {
            let found = is_left_of_ruling(&Band { x: x.clone(), y: y.clone() }, [0.0, 100.0, 80.0, 130.0], 20.0, 2.0);
            assert_eq!(found, expected, "{x:?} {y:?}");
        }
    }
}
