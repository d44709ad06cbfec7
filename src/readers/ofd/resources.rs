//! Resources that pages draw with (GB/T 33190 7.9, 8.2, 13): line widths, colours, vector graphics and
//! where picture files are. Fonts are not needed: text tells its signs.

use std::collections::HashMap;

use super::{
    Scanner, content, ink,
    matrix::numbers,
    names::Tag,
    quota::Quota,
    scene::{Ink, Inks, LineWidth, Scene},
    structure,
};
use crate::readers::{Result, xml::Token};

/// In millimetres, where nothing else is said (GB/T 33190 8.2, table 17).
const USUAL_WIDTH: f64 = 0.353;

/// Drawing parameters that stand on others.
const MOST_RELATIVES: usize = 16;

/// All resources of one document, by their IDs, which are unique in it.
#[derive(Debug, Default)]
pub struct Resources {
    params: HashMap<i64, Param>,
    units: HashMap<i64, Scene>,
    files: HashMap<i64, File>,
}

/// A picture file: the part that names it, and its location as written.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub part: String,
    pub location: String,
}

#[derive(Clone, Copy, Debug)]
struct Param {
    width: Option<f64>,
    relative: Option<i64>,
    fill: Ink,
    stroke: Ink,
}

impl Resources {
    /// Takes in what a resource part holds.
    ///
    /// # Errors
    /// Trouble with the part, or `LimitExceeded`.
    pub fn read(&mut self, part: &str, mut xml: Scanner, quota: &mut Quota) -> Result<()> {
        let (mut folder, mut file, mut param) = (String::new(), None, None);
        loop {
            match xml.next()? {
                Token::Start(Tag::Res) => folder = structure::base_location(&xml).unwrap_or_default(),
                Token::Start(Tag::MultiMedia) => file = xml.number(b"ID"),
                Token::Start(Tag::MediaFile) => {
                    let written = structure::location(&mut xml)?;
                    quota.keep(4 + (part.len() + folder.len() + written.len()) / 24)?;
                    if let Some(id) = file.take() {
                        let location = if folder.is_empty() { written } else { format!("{folder}/{written}") };
                        self.files.insert(id, File { part: part.to_string(), location });
                    }
                }
                Token::Start(tag @ (Tag::FillColor | Tag::StrokeColor)) => {
                    if let Some(param) = param.and_then(|id| self.params.get_mut(&id)) {
                        let ink = ink::read(&xml);
                        if tag == Tag::FillColor { param.fill = ink } else { param.stroke = ink }
                    }
                }
                Token::End(Tag::DrawParam) => param = None,
                Token::Start(Tag::DrawParam) => {
                    param = xml.number(b"ID");
                    if let Some(id) = param {
                        let width = xml.attribute(b"LineWidth").and_then(numbers::<1>).map(|[width]| width);
                        quota.keep(2)?;
                        let relative = xml.number(b"Relative");
                        self.params.insert(id, Param { width, relative, fill: Ink::Unsaid, stroke: Ink::Unsaid });
                    }
                }
                Token::Start(Tag::CompositeGraphicUnit) => {
                    let (id, depth) = (xml.number(b"ID"), xml.depth());
                    let mut scene = Scene::default();
                    content::read(&mut xml, depth, &mut scene, quota)?;
                    quota.keep(scene.weight() + 8)?;
                    if let Some(id) = id {
                        self.units.insert(id, scene);
                    }
                }
                Token::Done => return Ok(()),
                _ => {}
            }
        }
    }

    pub fn unit(&self, id: i64) -> Option<&Scene> {
        self.units.get(&id)
    }

    /// A line's width in units of its object: its own, else that of its parameters or of those that
    /// they stand on.
    pub fn line_width(&self, width: LineWidth) -> f64 {
        if let Some(own) = width.own {
            return own.abs();
        }
        self.params(width.param).find_map(|param| param.width).map_or(USUAL_WIDTH, f64::abs)
    }

    /// What an object is filled and drawn with, as far as it or its parameters say.
    pub fn inks(&self, inks: Inks) -> (Ink, Ink) {
        let first = |own: Ink, of: fn(&Param) -> Ink| {
            std::iter::once(own).chain(self.params(inks.param).map(of)).find(|ink| *ink != Ink::Unsaid)
        };
        let told = |own, of| first(own, of).unwrap_or_default();
        (told(inks.fill, |param| param.fill), told(inks.stroke, |param| param.stroke))
    }

    pub fn file(&self, id: i64) -> Option<&File> {
        self.files.get(&id)
    }

    /// Parameters, and those that they stand on.
    fn params(&self, first: Option<i64>) -> impl Iterator<Item = &Param> {
        let find = |id: Option<i64>| id.and_then(|id| self.params.get(&id));
        std::iter::successors(find(first), move |param| find(param.relative)).take(MOST_RELATIVES)
    }
}
