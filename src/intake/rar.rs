//! Members of rar archives of all generations; the `rars` crate decodes. It was written anew from
//! descriptions of the format: the licence of UnRAR does not reach it.

use std::{cell::RefCell, io::Write, rc::Rc};

use rars::{Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision};

use super::{
    budget::{Budget, SHARED, too_many, too_much},
    chain::{Chain, Inside, Met},
    names,
    tape::{link_or_device, named},
    trouble::{damaged, damaged_member, encrypted_archive, guarded, unsupported_method},
};
use crate::model::{
    format::Format,
    limits::Limits,
    trouble::{Trouble, TroubleKind},
};

/// Bytes that the decoders may take. The largest window that WinRAR offers in its dialog for
/// ordinary archives is 128 MiB.
const MEMORY: u64 = 512 << 20;
const DICTIONARY: u64 = 256 << 20;

/// Opens a rar archive.
pub fn open(chain: &mut Chain, file: &Met) {
    let options = options(chain.limits);
    let archive = match guarded(|| ArchiveReader::read_with_options(&file.bytes, options)) {
        Some(Ok(archive)) => archive,
        Some(Err(error)) => return chain.refuse(file, Format::Rar, trouble_of(&error, chain.limits, damaged)),
        None => return chain.refuse(file, Format::Rar, damaged()),
    };
    let members: Vec<ArchiveMember> = archive.members().filter(|member| !member.meta.is_directory).collect();
    let granted = chain.budget.grant(members.len(), chain.limits);
    let trouble = (granted < members.len()).then(|| too_many(chain.limits));
    let mut inside = chain.enter(file, Format::Rar, trouble);
    read_all(chain, &mut inside, &archive, &members[..granted], options);
}

fn options(limits: &Limits) -> ArchiveReadOptions<'static> {
    let entries = limits.entries as u64;
    ArchiveReadOptions::new()
        .with_max_header_count(entries.saturating_mul(4).saturating_add(64))
        .with_max_header_bytes(64 << 20)
        .with_max_total_output_bytes(limits.inflated_bytes)
        .with_max_reader_workspace_bytes(MEMORY)
        .with_rar50_dictionary_size_limit(DICTIONARY)
}

/// What a decoder has written of one member.
#[derive(Default)]
struct Written {
    content: Vec<u8>,
    /// The limit that it went past.
    trouble: Option<Trouble>,
}

/// Takes a member's bytes while the budget lasts.
struct Sink {
    written: Rc<RefCell<Written>>,
    budget: Rc<RefCell<Budget>>,
    limits: Limits,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut written = self.written.borrow_mut();
        let size = written.content.len() as u64 + bytes.len() as u64;
        if let Err(trouble) = self.budget.borrow_mut().count(bytes.len() as u64, size, SHARED, &self.limits) {
            written.trouble = Some(trouble);
            return Err(std::io::Error::other("over the limit"));
        }
        written.content.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Decodes the members one after the other, since in solid archives each needs those before it, and
/// visits them.
fn read_all(
    chain: &mut Chain,
    inside: &mut Inside,
    archive: &Archive,
    members: &[ArchiveMember],
    options: ArchiveReadOptions,
) {
    let names = member_names(members);
    // The decoder keeps its sinks for itself: the budget is lent to them.
    let budget = Rc::new(RefCell::new(std::mem::replace(&mut chain.budget, Budget::new(0))));
    let mut contents: Vec<Rc<RefCell<Written>>> = Vec::new();
    let limits = *chain.limits;
    let result = guarded(|| {
        archive.extract_with_control(options, |member| {
            if member.meta.is_directory {
                return Ok(ExtractionDecision::Skip);
            }
            if contents.len() == members.len() {
                return Ok(ExtractionDecision::Stop);
            }
            let written = Rc::new(RefCell::new(Written::default()));
            contents.push(Rc::clone(&written));
            if refusal(member).is_some() {
                return Ok(ExtractionDecision::Skip);
            }
            let sink = Sink { written, budget: Rc::clone(&budget), limits };
            Ok(ExtractionDecision::Extract(Box::new(sink)))
        })
    });
    match Rc::try_unwrap(budget) {
        Ok(budget) => chain.budget = budget.into_inner(),
        Err(kept) => chain.budget = std::mem::replace(&mut kept.borrow_mut(), Budget::new(0)),
    }
    let failure = match result {
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(trouble_of(&error, &limits, damaged_member)),
        None => Some(damaged_member()),
    };
    // The last that was begun is the one that failed.
    let sound = contents.len() - usize::from(failure.is_some() && !contents.is_empty());
    let mut contents = contents.into_iter();
    for (at, (member, name)) in members.iter().zip(names).enumerate() {
        let written = contents.next();
        let size = member.meta.unpacked_size;
        if is_link(member) {
            chain.ignore(inside, name, link_or_device());
            continue;
        }
        let written = written.map(|written| written.take()).unwrap_or_default();
        let content = match (refusal(member), written.trouble, &failure) {
            (Some(trouble), _, _) | (None, Some(trouble), _) => Err(trouble),
            (None, None, Some(trouble)) if at >= sound => Err(trouble.clone()),
            _ if written.content.len() as u64 != size => Err(damaged_member()),
            _ => Ok(written.content),
        };
        chain.member(inside, name, content.map_err(|trouble| (trouble, size)), None);
    }
}

/// Why a member is not even tried.
fn refusal(member: &ArchiveMember) -> Option<Trouble> {
    if member.meta.is_encrypted {
        return Some(encrypted_archive());
    }
    (member.meta.is_split_before || member.meta.is_split_after).then(split)
}

fn is_link(member: &ArchiveMember) -> bool {
    const KIND: u64 = 0xF000;
    const LINK: u64 = 0xA000;
    let on_unix = matches!(member.meta.attr_source(), rars::AttrSource::Unix);
    member.meta.is_redirection || (on_unix && member.meta.file_attr & KIND == LINK)
}

/// Names as labels: in Unicode where the archive says so, else in the one encoding of its packer.
fn member_names(members: &[ArchiveMember]) -> Vec<String> {
    let raw: Vec<&[u8]> = members.iter().map(|member| member.meta.name.as_slice()).collect();
    names::decode_all(&raw).iter().map(|name| named(name)).collect()
}

fn split() -> Trouble {
    Trouble::new(
        TroubleKind::Unsupported,
        "这是分卷压缩包的一部分，单独不能解压，请对方压缩成一个文件重新报送",
        "this is one volume of several and cannot be opened alone; ask for a single archive",
    )
}

fn trouble_of(error: &Error, limits: &Limits, damage: fn() -> Trouble) -> Trouble {
    if let Error::FeatureDisabled { feature } = error.root_cause()
        && *feature == "encryption"
    {
        return encrypted_archive();
    }
    if let Error::HeaderCountLimitExceeded { .. } = error.root_cause() {
        return too_many(limits);
    }
    match error.kind() {
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => encrypted_archive(),
        ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => unsupported_method("RAR"),
        ErrorKind::ResourceLimit => too_much(limits),
        _ => damage(),
    }
}
