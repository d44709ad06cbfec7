//! The zip that a package nearly always is: its entries found, checked and inflated.

use std::io::Cursor;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{Result, flowing::budget::Budget},
};

/// Inflated in steps, looked at after each. Nearly all parts take one: only then is the window of
/// the last 32 KB not kept besides.
const STEP: u64 = 4 << 20;

/// Deflate cannot do better than this.
const BEST_RATIO: u64 = 1032;

pub struct Zip<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    bytes: &'a [u8],
    inflater: Decompress,
}

impl<'a> Zip<'a> {
    /// # Errors
    /// Trouble when this is no whole zip, when entries lie over each other, or are more than `most`.
    pub fn open(bytes: &'a [u8], most: usize) -> Result<Zip<'a>> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_a_zip(&error, bytes.len()))?;
        let entries = archive.len();
        if entries > most {
            return Err(Box::new(Trouble::limit(
                format!("文件内含 {entries} 个部件，超过上限 {most}，不予读取，请人工查看"),
                format!("the file holds {entries} parts, the limit is {most}; look at it by hand"),
            )));
        }
        match archive.has_overlapping_files() {
            Ok(false) => Ok(Zip { archive, bytes, inflater: Decompress::new(false) }),
            Ok(true) => Err(Box::new(Trouble::limit(
                "文件内的部件相互重叠（压缩炸弹的做法），不予读取，请对方用原来的软件另存后重新发送",
                "parts of the file lie over each other, as in a zip bomb; ask for it saved again from its own program",
            ))),
            Err(error) => Err(not_a_zip(&error, bytes.len())),
        }
    }

    /// The bytes of the entry at `index`, whose name is that of a part.
    ///
    /// # Errors
    /// Trouble when it is encrypted, damaged, packed in a rare way, or too large.
    pub fn part(&mut self, index: usize, name: &str, budget: &mut Budget) -> Result<Vec<u8>> {
        let entry = self.archive.by_index_raw(index).map_err(|error| bad_entry(&error, name))?;
        if entry.encrypted() {
            return Err(bad_entry(&ZipError::InvalidPassword, name));
        }
        let (size, crc, method) = (entry.size(), entry.crc32(), entry.compression());
        let start = entry.data_start().unwrap_or_default();
        let range =
            usize::try_from(start).ok().zip(usize::try_from(start.saturating_add(entry.compressed_size())).ok());
        drop(entry);
        let packed = range.and_then(|(start, end)| self.bytes.get(start..end)).ok_or_else(|| damaged(name, 0))?;
        let content = match method {
            CompressionMethod::Stored => {
                budget.inflate(name, packed.len() as u64)?;
                packed.to_vec()
            }
            CompressionMethod::Deflated => self.inflate(name, packed, size, budget)?,
            method => return Err(unknown_method(name, method)),
        };
        let mut sum = Crc::new();
        sum.update(&content);
        match sum.sum() == crc {
            true => Ok(content),
            false => Err(damaged(name, content.len())),
        }
    }

    /// Inflates a part that is said to come to `size` bytes.
    fn inflate(&mut self, name: &str, packed: &[u8], size: u64, budget: &mut Budget) -> Result<Vec<u8>> {
        let most = (packed.len() as u64).saturating_mul(BEST_RATIO).min(budget.inflatable()).min(STEP);
        // One byte more than needed, so that the end is seen without growing.
        let mut content = Vec::with_capacity(size.min(most) as usize + 1);
        self.inflater.reset(false);
        loop {
            let (read, before) = (self.inflater.total_in() as usize, content.len());
            let status = self
                .inflater
                .decompress_vec(&packed[read.min(packed.len())..], &mut content, FlushDecompress::Finish)
                .map_err(|_| damaged(name, before))?;
            budget.inflate(name, (content.len() - before) as u64)?;
            budget.check_ratio(name, content.len() as u64, packed.len() as u64)?;
            match status {
                Status::StreamEnd => return Ok(content),
                _ if content.len() == content.capacity() => content.reserve(STEP as usize),
                // Room is left, and nothing comes: it breaks off.
                _ => return Err(damaged(name, content.len())),
            }
        }
    }

    /// The place of a part in the archive. Names match without regard to case (ISO/IEC 29500-2 9.1.1).
    pub fn find(&self, name: &str) -> Option<usize> {
        if let Some(index) = self.archive.index_for_name(name) {
            return Some(index);
        }
        let same = |raw: &[u8]| {
            let raw = raw.strip_prefix(b"/").unwrap_or(raw);
            raw.len() == name.len()
                && raw.iter().zip(name.bytes()).all(|(&a, b)| a.eq_ignore_ascii_case(&b) || (a == b'\\' && b == b'/'))
        };
        self.archive.file_names_raw().position(same)
    }
}

fn not_a_zip(error: &ZipError, length: usize) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：压缩包结构不完整（共 {length} 字节），请对方重新发送"),
        format!("the file is damaged: its zip structure is not whole ({length} bytes, {error}); ask for it again"),
    ))
}

fn bad_entry(error: &ZipError, part: &str) -> Box<Trouble> {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Box::new(Trouble::new(
                TroubleKind::Encrypted,
                format!("文件已加密（{part}），请向报送单位索取未加密的文件"),
                format!("the file is encrypted ({part}); ask the unit for one without a password"),
            ))
        }
        _ => Box::new(Trouble::unreadable(
            format!("文件损坏：{part} 无法解压，请对方重新发送"),
            format!("the file is damaged: {part} cannot be inflated ({error}); ask for it again"),
        )),
    }
}

#[cold]
fn damaged(part: &str, at: usize) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：{part} 解压到第 {at} 字节时出错，请对方重新发送"),
        format!("the file is damaged: {part} fails to inflate at byte {at}; ask for it again"),
    ))
}

#[cold]
fn unknown_method(part: &str, method: CompressionMethod) -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Unsupported,
        format!("{part} 的压缩方式（{method}）不支持，请对方用原来的软件另存后重新发送"),
        format!(
            "{part} is packed with a method ({method}) that is not read; ask for it saved again from its own program"
        ),
    ))
}
