//! The composite fonts that a document names in its resources, to find the one that a glyph came from:
//! the interpreter gives glyphs with their font program and its name, not their font.

use std::collections::HashSet;

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream},
};

use super::collection::Collection;

/// A document names no more fonts and forms than this.
const MOST_VISITS: usize = 20_000;
/// Forms in forms.
const MOST_DEPTH: usize = 12;

/// A composite font that says which collection its codes belong to.
pub struct Entry<'a> {
    /// Without the tag of a subset; empty if the font program is not in the file.
    name: String,
    program: Option<Stream<'a>>,
    pub collection: Collection,
}

#[derive(Default)]
pub struct Directory<'a> {
    entries: Vec<Entry<'a>>,
    seen: HashSet<ObjectIdentifier>,
    visits: usize,
}

impl<'a> Directory<'a> {
    pub fn of(pdf: &'a Pdf) -> Directory<'a> {
        let mut directory = Directory::default();
        for page in pdf.pages().iter() {
            let resources = page.resources();
            directory.fonts(&resources.fonts);
            directory.forms(&resources.x_objects, 0);
            if let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") {
                for annotation in annotations.iter::<Dict<'_>>() {
                    directory.appearance(&annotation);
                }
            }
        }
        directory
    }

    /// The collection of an embedded font of this name and program; of any that is not embedded
    /// without a name. None if several come into question and they differ in what they say.
    pub fn find(&self, name: &str, program: Option<&[u8]>) -> Vec<&Collection> {
        let named = |entry: &&Entry<'_>| entry.program.is_some() == program.is_some() && entry.name == name;
        let found: Vec<&Entry<'_>> = self.entries.iter().filter(named).collect();
        let exact = |entry: &&&Entry<'_>| {
            let data = entry.program.as_ref().and_then(|stream| stream.decoded_data().ok());
            data.is_some_and(|data| Some(&*data) == program)
        };
        match found.iter().filter(|_| found.len() > 1 && program.is_some()).find(exact) {
            Some(entry) => vec![&entry.collection],
            None => found.into_iter().map(|entry| &entry.collection).collect(),
        }
    }

    fn visit(&mut self, id: Option<ObjectIdentifier>) -> bool {
        self.visits += 1;
        self.visits <= MOST_VISITS && id.is_none_or(|id| self.seen.insert(id))
    }

    fn fonts(&mut self, fonts: &Dict<'a>) {
        for name in fonts.keys() {
            if let Some(font) = fonts.get::<Dict<'_>>(name)
                && self.visit(font.obj_id())
            {
                self.entries.extend(entry(&font));
            }
        }
    }

    fn forms(&mut self, objects: &Dict<'a>, depth: usize) {
        for name in objects.keys() {
            if let Some(form) = objects.get::<Stream<'_>>(name)
                && self.visit(Some(form.obj_id()))
            {
                self.form(&form, depth);
            }
        }
    }

    fn form(&mut self, form: &Stream<'a>, depth: usize) {
        if depth < MOST_DEPTH
            && let Some(resources) = form.dict().get::<Dict<'_>>(b"Resources")
            && self.visit(resources.obj_id())
        {
            self.fonts(&resources.get::<Dict<'_>>(b"Font").unwrap_or_default());
            self.forms(&resources.get::<Dict<'_>>(b"XObject").unwrap_or_default(), depth + 1);
        }
    }

    fn appearance(&mut self, annotation: &Dict<'a>) {
        let normal = annotation.get::<Dict<'_>>(b"AP").and_then(|states| states.get::<Object<'_>>(b"N"));
        if let Some(Object::Stream(form)) = normal {
            self.form(&form, 0);
        }
    }
}

fn entry<'a>(font: &Dict<'a>) -> Option<Entry<'a>> {
    let descendant = font.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let collection = Collection::of(font, &descendant).filter(|collection| !collection.is_mute())?;
    let descriptor = descendant.get::<Dict<'_>>(b"FontDescriptor").unwrap_or_default();
    let program =
        [&b"FontFile2"[..], b"FontFile3", b"FontFile"].into_iter().find_map(|key| descriptor.get::<Stream<'_>>(key));
    let name = font.get::<Name<'_>>(b"BaseFont").filter(|_| program.is_some());
    let name = name.map_or_else(String::new, |name| without_tag(name.as_str()).to_owned());
    Some(Entry { name, program, collection })
}

/// `ABCDEF+SimSun` is a subset of `SimSun` (ISO 32000-1 9.6.4).
fn without_tag(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 => rest,
        _ => name,
    }
}
