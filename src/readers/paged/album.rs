//! The pictures of one file, as many as it may have.

use crate::model::picture::Picture;

const MOST_PICTURES: usize = 600;
const MOST_BYTES: usize = 6 << 20;

/// Takes pictures until there are too many or too much of them.
#[derive(Debug, Default)]
pub struct Album {
    pictures: Vec<Picture>,
    bytes: usize,
}

impl Album {
    pub fn is_full(&self) -> bool {
        self.pictures.len() >= MOST_PICTURES || self.bytes >= MOST_BYTES
    }

    pub fn into_pictures(self) -> Vec<Picture> {
        self.pictures
    }
}

impl Extend<Picture> for Album {
    fn extend<T: IntoIterator<Item = Picture>>(&mut self, pictures: T) {
        for picture in pictures {
            if !self.is_full() && self.bytes + picture.bytes.len() <= MOST_BYTES {
                self.bytes += picture.bytes.len();
                self.pictures.push(picture);
            }
        }
    }
}
