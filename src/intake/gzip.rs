//! Files packed by gzip (RFC 1952): one file, or a tar archive whose members are then named as if
//! they stood in the .tar.gz itself.

use std::io::{BufRead, Read};

use flate2::bufread::GzDecoder;

use super::{
    budget::Budget,
    chain::{Chain, Met},
    names,
    sniff::sniff,
    tape,
    trouble::damaged_member,
};
use crate::model::{format::Format, limits::Limits, source::file_name, trouble::Trouble};

/// Opens a gzip file.
pub fn open(chain: &mut Chain, file: &Met) {
    let mut content = Vec::new();
    let result = inflate(&file.bytes, &mut content, &mut chain.budget, chain.limits);
    let unharmed = result.is_ok();
    let is_damage = |trouble: &Trouble| *trouble == damaged_member();
    if (unharmed || result.as_ref().is_err_and(is_damage)) && sniff(&content) == Format::Tar {
        return tape::open_inside(chain, file, Format::Gzip, &content, !unharmed);
    }
    chain.budget.grant(1, chain.limits);
    let mut inside = chain.enter(file, Format::Gzip, None);
    let size = content.len() as u64;
    let content = result.map(|()| content).map_err(|trouble| (trouble, size));
    chain.member(&mut inside, name(file), content, None);
}

/// Inflates one packed file after the other as RFC 1952 2.2 allows; what follows them is no part of
/// it. What was inflated before an error stays in `content`.
fn inflate(bytes: &[u8], content: &mut Vec<u8>, budget: &mut Budget, limits: &Limits) -> Result<(), Trouble> {
    const STEP: u64 = 1 << 18;
    let mut rest = bytes;
    while rest.starts_with(b"\x1F\x8B") {
        let mut decoder = GzDecoder::new(rest);
        loop {
            let before = content.len();
            let read = decoder.by_ref().take(STEP).read_to_end(content);
            let more = (content.len() - before) as u64;
            budget.count(more, content.len() as u64, bytes.len() as u64, limits)?;
            if read.map_err(|_| damaged_member())? < STEP as usize {
                break;
            }
        }
        rest = decoder.into_inner();
        rest.fill_buf().map_err(|_| damaged_member())?;
    }
    Ok(())
}

/// The name that the header bears, else that of the container without its ending.
fn name(file: &Met) -> String {
    let decoder = GzDecoder::new(file.bytes.as_slice());
    let stated = decoder.header().and_then(|header| header.filename()).map(names::guess).unwrap_or_default();
    let stated = names::label(&stated);
    if !stated.is_empty() {
        return stated;
    }
    let own = file_name(&file.path);
    match own.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("tgz") && !stem.is_empty() => format!("{stem}.tar"),
        Some((stem, ending)) if ending.eq_ignore_ascii_case("gz") && !stem.is_empty() => stem.to_owned(),
        _ => format!("{own}.content"),
    }
}
