//! Resources that pages draw with (GB/T 33190 7.9, 8.2, 13): line widths and vector graphics. Fonts,
//! colours and pictures are not needed for text and rulings.

use std::collections::HashMap;

use super::{
    Scanner, content,
    matrix::numbers,
    names::Tag,
    quota::Quota,
    scene::{LineWidth, Scene},
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
}

#[derive(Clone, Copy, Debug)]
struct Param {
    width: Option<f64>,
    relative: Option<i64>,
}

impl Resources {
    /// Takes in what a resource part holds.
    ///
    /// # Errors
    /// Trouble with the part, or `LimitExceeded`.
    pub fn read(&mut self, mut xml: Scanner, quota: &mut Quota) -> Result<()> {
        loop {
            match xml.next()? {
                Token::Start(Tag::DrawParam) => {
                    if let Some(id) = xml.number(b"ID") {
                        let width = xml.attribute(b"LineWidth").and_then(numbers::<1>).map(|[width]| width);
                        quota.keep(2)?;
                        self.params.insert(id, Param { width, relative: xml.number(b"Relative") });
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
        let mut id = width.param;
        for _ in 0..MOST_RELATIVES {
            let Some(param) = id.and_then(|id| self.params.get(&id)) else { break };
            if let Some(width) = param.width {
                return width.abs();
            }
            id = param.relative;
        }
        USUAL_WIDTH
    }
}
