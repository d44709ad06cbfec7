//! Files attached to a PDF: in its tree of names, in annotations of its pages, in portfolios
//! (ISO 32000-1 7.11.4, 12.5.6.15, 12.3.5).

use std::collections::HashSet;

use encoding_rs::UTF_16BE;
use lopdf::{DecompressError, Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};
use memchr::memmem;

use super::Attachment;
use crate::{
    intake::{
        budget::too_much,
        chain::Chain,
        names,
        trouble::{damaged_member, guarded},
    },
    model::trouble::Trouble,
};

/// Nodes of the tree of names and annotations that are looked at.
const MOST: usize = 50_000;

/// Whether a stream calls itself an embedded file, or a tree of them or an annotation is there.
pub fn may_hold(bytes: &[u8]) -> bool {
    [&b"/EmbeddedFile"[..], b"/FileAttachment"].iter().any(|mark| memmem::find(bytes, mark).is_some())
}

/// The attached files: those of the document, then those of the pages.
pub fn attachments(chain: &mut Chain, bytes: &[u8]) -> Vec<Attachment> {
    let found = guarded(|| {
        let most = usize::try_from(chain.limits.inflated_bytes).unwrap_or(usize::MAX);
        let pdf = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(most)).ok()?;
        let mut seen = HashSet::new();
        let specifications = specifications(&pdf);
        let files = specifications.into_iter().filter_map(|(key, specification)| {
            let (id, stream) = embedded_file(&pdf, specification)?;
            if !seen.insert(id) {
                return None;
            }
            let stated = name(&pdf, specification);
            let name = if stated.is_empty() { key } else { stated };
            let size = stream.content.len() as u64;
            let content = content(chain, stream).map_err(|trouble| (trouble, size));
            Some(Attachment { name, content })
        });
        Some(files.collect())
    });
    // A document that cannot be opened is named by its reader.
    found.flatten().unwrap_or_default()
}

/// All file specifications, each with the name under which it is filed, perhaps empty.
fn specifications(pdf: &Document) -> Vec<(String, &Dictionary)> {
    let mut found = Vec::new();
    let Ok(catalog) = pdf.catalog() else { return found };
    if let Some(tree) = dictionary(pdf, catalog, b"Names").and_then(|names| dictionary(pdf, names, b"EmbeddedFiles")) {
        names_tree(pdf, tree, &mut found);
    }
    associated(pdf, catalog, &mut found);
    for page in pdf.get_pages().values().take(MOST) {
        let Ok(page) = pdf.get_dictionary(*page) else { continue };
        associated(pdf, page, &mut found);
        let annotations = array(pdf, page, b"Annots").iter().filter_map(|item| as_dictionary(pdf, item));
        for annotation in annotations.take(MOST) {
            let is_file =
                annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"FileAttachment");
            found.extend(dictionary(pdf, annotation, b"FS").filter(|_| is_file).map(|file| (String::new(), file)));
        }
    }
    found
}

/// ISO 32000-1 7.9.6: names and values in the leaves, in order.
fn names_tree<'a>(pdf: &'a Document, root: &'a Dictionary, found: &mut Vec<(String, &'a Dictionary)>) {
    let mut nodes = vec![root];
    let mut met = HashSet::new();
    while let Some(node) = nodes.pop() {
        // A tree may hold itself.
        if met.len() > MOST || !met.insert(std::ptr::from_ref(node)) {
            continue;
        }
        nodes.extend(array(pdf, node, b"Kids").iter().rev().take(MOST).filter_map(|kid| as_dictionary(pdf, kid)));
        for pair in array(pdf, node, b"Names").chunks_exact(2).take(MOST) {
            let key = pair[0].as_str().map(text).unwrap_or_default();
            found.extend(as_dictionary(pdf, &pair[1]).map(|file| (key, file)));
        }
    }
}

/// Associated files (ISO 32000-2 14.13).
fn associated<'a>(pdf: &'a Document, owner: &'a Dictionary, found: &mut Vec<(String, &'a Dictionary)>) {
    let files = array(pdf, owner, b"AF").iter().take(MOST).filter_map(|item| as_dictionary(pdf, item));
    found.extend(files.map(|file| (String::new(), file)));
}

/// The stream of a file specification and what tells it from others.
fn embedded_file<'a>(pdf: &'a Document, specification: &'a Dictionary) -> Option<(ObjectId, &'a Stream)> {
    let files = dictionary(pdf, specification, b"EF")?;
    [&b"UF"[..], b"F", b"Unix", b"DOS", b"Mac"].iter().find_map(|key| {
        let (id, object) = pdf.dereference(files.get(key).ok()?).ok()?;
        Some((id?, object.as_stream().ok()?))
    })
}

fn name(pdf: &Document, specification: &Dictionary) -> String {
    let stated = |key: &&[u8]| {
        let (_, object) = pdf.dereference(specification.get(key).ok()?).ok()?;
        Some(text(object.as_str().ok()?)).filter(|name| !name.trim().is_empty())
    };
    [&b"UF"[..], b"F", b"Unix", b"DOS", b"Mac"].iter().find_map(stated).unwrap_or_default()
}

/// A text string (ISO 32000-1 7.9.2.2); Chinese programs also write GBK.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => names::guess(bytes),
    }
}

fn content(chain: &mut Chain, stream: &Stream) -> Result<Vec<u8>, Trouble> {
    let left = usize::try_from(chain.budget.left(chain.limits)).unwrap_or(usize::MAX);
    let plain = if stream.dict.get(b"Filter").is_ok() {
        match stream.decompressed_content_with_limit(left) {
            Ok(plain) => plain,
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => return Err(too_much(chain.limits)),
            Err(_) => return Err(damaged_member()),
        }
    } else {
        stream.content.clone()
    };
    let size = plain.len() as u64;
    chain.budget.count(size, size, stream.content.len() as u64, chain.limits)?;
    Ok(plain)
}

fn dictionary<'a>(pdf: &'a Document, owner: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    as_dictionary(pdf, owner.get(key).ok()?)
}

fn as_dictionary<'a>(pdf: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    pdf.dereference(object).ok()?.1.as_dict().ok()
}

fn array<'a>(pdf: &'a Document, owner: &'a Dictionary, key: &[u8]) -> &'a [Object] {
    let found = owner.get(key).and_then(|object| pdf.dereference(object)).and_then(|(_, object)| object.as_array());
    found.map_or(&[], Vec::as_slice)
}
