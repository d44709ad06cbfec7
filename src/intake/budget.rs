//! What one top-level file and everything inside it may still ask for: bytes and members, counted
//! over the whole chain of containers.

use std::io::{self, Read};

use super::trouble::damaged_member;
use crate::model::{limits::Limits, trouble::Trouble};

/// What is left of the limits for one top-level file and everything inside it.
#[derive(Debug)]
pub struct Budget {
    /// Bytes of the top-level file.
    source: u64,
    inflated: u64,
    entries: usize,
}

/// The packed size of a member that shares its packed bytes with others: only the whole chain's
/// ratio counts.
pub const SHARED: u64 = u64::MAX;

impl Budget {
    pub fn new(source: u64) -> Budget {
        Budget { source, inflated: 0, entries: 0 }
    }

    /// How many of `wanted` further members may still be read; counts them.
    pub fn grant(&mut self, wanted: usize, limits: &Limits) -> usize {
        let granted = wanted.min(limits.entries.saturating_sub(self.entries));
        self.entries += granted;
        granted
    }

    /// Bytes that may still be taken out of containers.
    pub fn left(&self, limits: &Limits) -> u64 {
        limits.inflated_bytes.saturating_sub(self.inflated)
    }

    /// Counts bytes taken out for a member that has `packed` bytes and gave `size` up to now.
    ///
    /// # Errors
    /// `LimitExceeded`.
    pub fn count(&mut self, more: u64, size: u64, packed: u64, limits: &Limits) -> Result<(), Trouble> {
        self.inflated = self.inflated.saturating_add(more);
        if self.inflated > limits.inflated_bytes {
            return Err(too_much(limits));
        }
        let exceeds = |inflated: u64, packed: u64| {
            inflated > limits.ratio_from && inflated > packed.max(1).saturating_mul(limits.ratio)
        };
        if exceeds(size, packed) || exceeds(self.inflated, self.source) {
            return Err(Trouble::limit(
                format!("解压后的大小超过压缩大小的 {} 倍，可能是压缩炸弹，没有读取", limits.ratio),
                format!("inflates to more than {} times its size, as a zip bomb does; not read", limits.ratio),
            ));
        }
        Ok(())
    }

    /// Counts a member that stands in its container as it is.
    ///
    /// # Errors
    /// `LimitExceeded`.
    pub fn count_stored(&mut self, size: usize, limits: &Limits) -> Result<(), Trouble> {
        self.count(size as u64, size as u64, size as u64, limits)
    }

    /// Reads a member to its end, counting as it goes.
    ///
    /// # Errors
    /// `LimitExceeded`, or whatever `failed` makes of what the reader says.
    pub fn read(
        &mut self,
        reader: &mut dyn Read,
        packed: u64,
        limits: &Limits,
        failed: impl Fn(io::Error) -> Trouble,
    ) -> Result<Vec<u8>, Trouble> {
        const STEP: u64 = 1 << 18;
        let mut content = Vec::new();
        loop {
            let more = (&mut *reader).take(STEP).read_to_end(&mut content).map_err(&failed)? as u64;
            self.count(more, content.len() as u64, packed, limits)?;
            if more < STEP {
                return Ok(content);
            }
        }
    }

    /// Like [`Budget::read`] where every failure means damage.
    ///
    /// # Errors
    /// `LimitExceeded`, `Unreadable`.
    pub fn read_or_damaged(&mut self, reader: &mut dyn Read, packed: u64, limits: &Limits) -> Result<Vec<u8>, Trouble> {
        self.read(reader, packed, limits, |_| damaged_member())
    }
}

pub fn too_much(limits: &Limits) -> Trouble {
    let megabytes = limits.inflated_bytes >> 20;
    Trouble::limit(
        format!("压缩包解压后合计超过 {megabytes} MB，没有读取，请分成几个压缩包报送"),
        format!("the archive inflates to more than {megabytes} MB in all; not read; send it in several parts"),
    )
}

pub fn too_many(limits: &Limits) -> Trouble {
    Trouble::limit(
        format!("里面的文件超过 {} 个，多出的没有读取，请分批报送", limits.entries),
        format!("holds more than {} files; the rest was not read; ask for them in batches", limits.entries),
    )
}
