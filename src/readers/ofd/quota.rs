//! How much one document may keep and draw.

use crate::{model::trouble::Trouble, readers::Result};

/// What is left, all pages together.
#[derive(Debug)]
pub struct Quota {
    kept: usize,
    drawn: usize,
}

/// In units of about 24 bytes: signs, steps, and eight for an object.
const MOST_KEPT: usize = 12_000_000;
/// Signs and steps, each time that they are drawn.
const MOST_DRAWN: usize = 8_000_000;

/// What a search for a part costs.
const LOOK_UP: usize = 100;

impl Default for Quota {
    fn default() -> Quota {
        Quota { kept: MOST_KEPT, drawn: MOST_DRAWN }
    }
}

impl Quota {
    /// Looks at a scene of this weight that is still being read.
    ///
    /// # Errors
    /// `LimitExceeded`, as for all of these.
    #[inline]
    pub fn check(&self, weight: usize) -> Result<()> {
        if weight <= self.kept { Ok(()) } else { Err(too_much()) }
    }

    /// The weight that a scene may have.
    pub fn room(&self) -> usize {
        self.kept
    }

    /// Takes in the search for a part, which may have to look at all of them.
    ///
    /// # Errors
    /// As above.
    pub fn look_up(&mut self) -> Result<()> {
        self.draw(LOOK_UP)
    }

    /// Takes in a scene that stays.
    ///
    /// # Errors
    /// As above.
    pub fn keep(&mut self, weight: usize) -> Result<()> {
        self.check(weight)?;
        self.kept -= weight;
        Ok(())
    }

    /// Takes in what is drawn.
    ///
    /// # Errors
    /// As above.
    #[inline]
    pub fn draw(&mut self, count: usize) -> Result<()> {
        match self.drawn.checked_sub(count) {
            Some(rest) => {
                self.drawn = rest;
                Ok(())
            }
            None => Err(too_much()),
        }
    }
}

#[cold]
pub fn too_much() -> Box<Trouble> {
    Box::new(Trouble::limit(
        "OFD 的内容过多或相互嵌套，已停止读取，请对方由 Word 重新另存为 OFD",
        "the OFD draws too much or draws itself over and over; ask for one saved anew from Word",
    ))
}
