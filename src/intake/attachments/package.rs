//! Embedded packages of .docx and .xlsx: parts below `embeddings/` (ISO/IEC 29500-1 15.2.10, 15.2.11).

use std::path::Path;

use memchr::memmem;

use super::{Attachment, Content, last_component, object};
use crate::{
    intake::{
        archive,
        chain::Chain,
        compound::{Child, Compound},
        sniff::sniff,
        zip_index::{self, Member},
    },
    model::format::{Format, Role},
};

const FOLDER: &[u8] = b"embeddings/";

/// Whether the list of parts names an embedded one.
pub fn may_hold(bytes: &[u8]) -> bool {
    memmem::find(bytes, FOLDER).is_some()
}

/// The embedded files but those that charts are drawn from.
pub fn attachments(chain: &mut Chain, bytes: &[u8]) -> Vec<Attachment> {
    let Some(directory) = zip_index::directory(bytes) else { return Vec::new() };
    if zip_index::overlaps(bytes, &directory) {
        return Vec::new();
    }
    let members = directory.members;
    let charts = chart_relations(chain, bytes, &members);
    let mut found = Vec::new();
    for member in members.iter().filter(|member| is_embedding(member)) {
        let name = String::from_utf8_lossy(member.name);
        let name = last_component(&name);
        let is_of_chart = charts.iter().any(|relations| memmem::find(relations, name.as_bytes()).is_some());
        if name.is_empty() || is_of_chart {
            continue;
        }
        let content = archive::inflate(bytes, member, &mut chain.budget, chain.limits);
        let content = content.map_err(|trouble| (trouble, member.size));
        found.extend(unwrapped(chain, name, content));
    }
    found
}

fn is_embedding(member: &Member) -> bool {
    memmem::find(member.name, FOLDER).is_some() && memmem::find(member.name, b"_rels/").is_none() && member.size > 0
}

/// What the charts of the document refer to.
fn chart_relations(chain: &mut Chain, bytes: &[u8], members: &[Member]) -> Vec<Vec<u8>> {
    let is_relations = |member: &&Member| memmem::find(member.name, b"charts/_rels/").is_some();
    let inflate = |member: &Member| archive::inflate(bytes, member, &mut chain.budget, chain.limits).ok();
    members.iter().filter(is_relations).filter_map(inflate).collect()
}

/// The file itself: what stands in an OLE object is taken out of it.
fn unwrapped(chain: &mut Chain, part: &str, content: Content) -> Option<Attachment> {
    let bytes = match content {
        Ok(bytes) => bytes,
        Err(trouble) => return Some(Attachment { name: part.to_owned(), content: Err(trouble) }),
    };
    let format = sniff(&bytes);
    if !matches!(format, Format::Ole | Format::Xls) {
        return Some(Attachment { name: part_name(part, format), content: Ok(bytes) });
    }
    let mut ole = Compound::open(&bytes)?;
    let root = Child { name: String::new(), path: Path::new("/").into(), is_storage: true, len: 0, class: ole.class() };
    let (name, content) = object::ole_object(chain, &mut ole, &root)?;
    if !name.is_empty() {
        return Some(Attachment { name, content });
    }
    // A document that is the whole object needs no copy.
    let content = if format == Format::Xls { Ok(bytes) } else { content };
    let inner = content.as_ref().map_or(Format::Unknown, |bytes| sniff(bytes));
    Some(Attachment { name: part_name(part, inner), content })
}

/// `oleObject1.bin` that is an Excel file is called `oleObject1.xls`.
fn part_name(part: &str, format: Format) -> String {
    let row = format.row();
    match (part.rsplit_once('.'), row.extensions.first()) {
        (Some((stem, ending)), Some(own)) if row.role != Role::Other && ending.eq_ignore_ascii_case("bin") => {
            format!("{stem}.{own}")
        }
        _ => part.to_owned(),
    }
}
