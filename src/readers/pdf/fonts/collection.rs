//! Codes of composite fonts to Unicode by way of their character collection (ISO 32000-1 9.7.5 and
//! 9.10.2): the encoding's CMap gives a CID, the collection's table (`Adobe-GB1-UCS2`) its sign.

use std::rc::Rc;

use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Dict, Name, Object, Stream, String as PdfString};

/// How a composite font reads its codes.
#[derive(Debug, Clone)]
pub struct Collection {
    pub encoding: Encoding,
    pub family: CidFamily,
}

#[derive(Debug, Clone)]
pub enum Encoding {
    /// `Identity-H` and `-V`: the code is the CID.
    Identity,
    /// `UniGB-UCS2-H`, `UniGB-UTF16-H` and the like: the code is Unicode.
    Unicode,
    Table(Rc<CMap>),
}

impl Collection {
    /// Of a Type 0 font; none if nothing can be told of its encoding.
    pub fn of(font: &Dict<'_>, descendant: &Dict<'_>) -> Option<Collection> {
        let encoding = match font.get::<Object<'_>>(b"Encoding")? {
            Object::Name(name) => Encoding::named(&name)?,
            Object::Stream(stream) => Encoding::embedded(&stream)?,
            _ => return None,
        };
        let of_encoding = match &encoding {
            Encoding::Table(table) => table.metadata().character_collection.clone().map(|found| found.family),
            _ => None,
        };
        let family = match of_encoding {
            Some(family) if is_known(&family) => family,
            _ => family_of(descendant)?,
        };
        Some(Collection { encoding, family })
    }

    /// Identity codes of no collection that has a table: nothing can be told.
    pub fn is_mute(&self) -> bool {
        !matches!(self.encoding, Encoding::Unicode) && !is_known(&self.family)
    }

    /// Identity codes are glyph numbers in many files, whatever collection they name.
    pub fn is_identity(&self) -> bool {
        matches!(self.encoding, Encoding::Identity)
    }

    pub fn sign(&self, code: u32, tables: &mut Tables) -> Option<char> {
        let cid = match &self.encoding {
            Encoding::Unicode => return unicode(code),
            Encoding::Identity => code,
            Encoding::Table(table) => (1..=4).find_map(|bytes| table.lookup_cid_code(code, bytes))?,
        };
        match tables.table(&self.family)?.lookup_bf_string(cid)? {
            BfString::Char(sign) => Some(sign),
            BfString::String(text) => text.chars().next(),
        }
    }
}

impl Encoding {
    fn named(name: &Name<'_>) -> Option<Encoding> {
        let known = name.as_str();
        if known.starts_with("Identity") {
            Some(Encoding::Identity)
        } else if known.starts_with("Uni") && (known.contains("UCS2") || known.contains("UTF16")) {
            Some(Encoding::Unicode)
        } else {
            let data = load_embedded(CMapName::from_bytes(name.as_ref()))?;
            CMap::parse(data, load_embedded).map(|table| Encoding::Table(Rc::new(table)))
        }
    }

    fn embedded(stream: &Stream<'_>) -> Option<Encoding> {
        let data = stream.decoded_data().ok()?;
        CMap::parse(&data, load_embedded).map(|table| Encoding::Table(Rc::new(table)))
    }
}

/// A code of UCS-2, or of UTF-16 with two halves in one.
fn unicode(code: u32) -> Option<char> {
    if code <= 0xFFFF {
        return char::from_u32(code);
    }
    let halves = [(code >> 16) as u16, code as u16];
    char::decode_utf16(halves).next()?.ok()
}

fn family_of(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>(b"Registry")?;
    let ordering = info.get::<PdfString<'_>>(b"Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

fn is_known(family: &CidFamily) -> bool {
    family.ucs2_cmap().is_some()
}

/// CIDs to Unicode, each collection read at its first use.
#[derive(Default)]
pub struct Tables {
    read: Vec<(CidFamily, Option<CMap>)>,
}

impl Tables {
    fn table(&mut self, family: &CidFamily) -> Option<&CMap> {
        let at = match self.read.iter().position(|(known, _)| known == family) {
            Some(at) => at,
            None => {
                let data = family.ucs2_cmap().and_then(load_embedded);
                let table = data.and_then(|data| CMap::parse(data, load_embedded));
                self.read.push((family.clone(), table));
                self.read.len() - 1
            }
        };
        self.read.get(at)?.1.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoding: &'static [u8], code: u32, expected: Option<char>) {
        let encoding = Encoding::named(&Name::new_unescaped(encoding)).unwrap();
        let collection = Collection { encoding, family: CidFamily::AdobeGB1 };
        assert_eq!(collection.sign(code, &mut Tables::default()), expected, "{code:x}");
    }

    #[test]
    fn chinese_encodings() {
        check(b"GBK-EUC-H", 0xD6AA, Some('知'));
        check(b"GBKp-EUC-V", 0xD6AA, Some('知'));
        check(b"GB-EUC-H", 0xCAB6, Some('识'));
        check(b"GBK-EUC-H", 0x8140, Some('丂'));
        check(b"GBK2K-H", 0x8139_EE39, Some('㐀'));
        check(b"UniGB-UCS2-H", 0x77E5, Some('知'));
        check(b"UniGB-UTF16-H", 0xD842_DFB7, Some('𠮷'));
        check(b"Identity-H", 34, Some('A'));
    }
}
