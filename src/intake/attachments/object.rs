//! OLE objects: files packed by the Packager (`\u{1}Ole10Native`), documents in a storage or stream of
//! their own ([MS-OLEDS] 2.3, [MS-DOC] 2.1.3 ObjectPool, [MS-XLS] 2.1.3 storages MBD…).

use std::path::Path;

use memchr::memmem;

use super::{Attachment, Content, last_component};
use crate::{
    intake::{
        chain::Chain,
        compound::{Child, Compound},
        names,
        sniff::sniff,
    },
    model::format::Role,
};

const NATIVE: &str = "\u{1}Ole10Native";
/// Streams that hold a whole file: of Office, of Acrobat and others, of LibreOffice.
const WHOLE: [&str; 4] = ["Package", "CONTENTS", "EmbeddedOdf", "package_stream"];
/// Streams that make a storage a document.
const OWN: [&str; 3] = ["WordDocument", "Workbook", "Book"];
/// First fields of the class ids of Microsoft Graph and of Excel charts of two generations: drawn in
/// the text like a picture.
const CHARTS: [u32; 3] = [0x0002_0803, 0x0002_0811, 0x0002_0821];

/// Whether a Word 97 or Excel 97 file bears the name of a storage for objects.
pub fn may_hold(bytes: &[u8]) -> bool {
    let marks = ["ObjectPool", "MBD0"].map(|mark| mark.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    marks.iter().any(|mark| memmem::find(bytes, mark).is_some())
}

/// The files in the object storages of a Word 97 or Excel 97 file.
pub fn attachments(chain: &mut Chain, bytes: &[u8]) -> Vec<Attachment> {
    let Some(mut ole) = Compound::open(bytes) else { return Vec::new() };
    let mut storages = ole.children(Path::new("/ObjectPool"));
    storages.extend(ole.children(Path::new("/")).into_iter().filter(|child| child.name.starts_with("MBD")));
    storages.retain(|child| child.is_storage);
    let found = storages.iter().filter_map(|storage| ole_object(chain, &mut ole, storage));
    found.map(|(name, content)| Attachment { name, content }).collect()
}

/// The file that an object is, with its name where it bears one; none for what is only drawn.
pub fn ole_object(chain: &mut Chain, ole: &mut Compound, storage: &Child) -> Option<(String, Content)> {
    let streams = ole.children(&storage.path);
    let find = |name: &str| streams.iter().find(|child| !child.is_storage && child.name.eq_ignore_ascii_case(name));
    if let Some(native) = find(NATIVE) {
        let packed = match ole.stream(&native.path, &mut chain.budget, chain.limits) {
            Ok(packed) => packed,
            Err(trouble) => return Some((String::new(), Err((trouble, native.len)))),
        };
        let (name, content) = unpack(&packed)?;
        return Some((name, Ok(content.to_vec())));
    }
    for whole in WHOLE.iter().filter_map(|name| find(name)) {
        let start = ole.start(&whole.path, 1 << 10);
        if start.starts_with(b"PK") || sniff(&start).row().role == Role::Document {
            let content = ole.stream(&whole.path, &mut chain.budget, chain.limits);
            return Some((String::new(), content.map_err(|trouble| (trouble, whole.len))));
        }
    }
    if OWN.iter().any(|name| find(name).is_some()) && !CHARTS.contains(&storage.class) {
        let content = ole.standalone(&storage.path, &mut chain.budget, chain.limits, |_, _| {});
        return Some((String::new(), content.map_err(|trouble| (trouble, 0))));
    }
    None
}

/// The name and the bytes of what the Packager packed: label, path of origin and path of a copy as
/// zero-ended text in the code page of the sender, the bytes, and in later versions the same three
/// in UTF-16, each behind its length.
fn unpack(stream: &[u8]) -> Option<(String, &[u8])> {
    let mut rest = Rest(stream.get(6..)?);
    let label = rest.text()?;
    let origin = rest.text()?;
    rest.take(4)?;
    let len = rest.number()?;
    let copy = rest.take(len)?;
    let len = rest.number()?;
    let content = rest.take(len)?;
    let wide: Vec<String> = (0..3).map_while(|_| rest.wide()).collect();
    let guessed = names::decode_all(&[label, origin, copy]);
    // In UTF-16: the copy, the label, the origin.
    let wide = [wide.get(1), wide.get(2)].into_iter().flatten();
    let mut all = wide.chain(&guessed).map(|name| last_component(name.trim_end_matches('\0')).trim());
    let first = all.clone().find(|name| !name.is_empty()).unwrap_or_default();
    let name = all.find(|name| name.contains('.')).unwrap_or(first);
    Some((name.to_owned(), content))
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let len = self.0.iter().position(|&byte| byte == 0)?;
        let text = self.take(len)?;
        self.take(1)?;
        Some(text)
    }

    fn wide(&mut self) -> Option<String> {
        let len = self.number()?.checked_mul(2)?;
        Some(encoding_rs::UTF_16LE.decode_without_bom_handling(self.take(len)?).0.into_owned())
    }
}
