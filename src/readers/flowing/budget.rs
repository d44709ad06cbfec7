//! What one document may use up, over all its parts and the documents inside it.

use crate::{
    model::{limits::Limits, trouble::Trouble},
    readers::Result,
};

/// Other documents that one may take in. Each costs the opening of a package, whatever its size.
const MAX_CHUNKS: usize = 100;

/// Running totals against the limits.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    pub limits: Limits,
    /// Documents inside documents, this one included.
    level: usize,
    inflated: u64,
    /// Text that we make ourselves: list numbers, and nested tables as lines.
    made: u64,
    /// Grid positions of finished tables.
    positions: usize,
    paragraphs: usize,
    chunks: usize,
}

impl Budget {
    pub fn new(limits: Limits) -> Budget {
        Budget { limits, level: 1, inflated: 0, made: 0, positions: 0, paragraphs: 0, chunks: 0 }
    }

    /// The same budget for a document inside this one.
    pub fn enter(self) -> Budget {
        Budget { level: self.level + 1, ..self }
    }

    /// The same budget back in the document outside.
    pub fn leave(self) -> Budget {
        Budget { level: self.level - 1, ..self }
    }

    /// Bytes that may still be inflated.
    pub fn inflatable(&self) -> u64 {
        self.limits.inflated_bytes.saturating_sub(self.inflated)
    }

    /// Takes in so many bytes of a part.
    ///
    /// # Errors
    /// `LimitExceeded`, as for all of these.
    pub fn inflate(&mut self, part: &str, bytes: u64) -> Result<()> {
        self.inflated += bytes;
        if self.inflated <= self.limits.inflated_bytes {
            return Ok(());
        }
        let most = self.limits.inflated_bytes >> 20;
        Err(limit(
            format!("解压后超过上限 {most} MB（在 {part} 处），不予读取，请对方精简后重新发送"),
            format!("inflates beyond the limit of {most} MB (at {part}); ask for a smaller file"),
        ))
    }

    /// Looks at how far a part blows up.
    ///
    /// # Errors
    /// `LimitExceeded` beyond the ratio.
    pub fn check_ratio(&self, part: &str, bytes: u64, packed: u64) -> Result<()> {
        let most = self.limits.ratio;
        if bytes <= self.limits.ratio_from || bytes / packed.max(1) <= most {
            return Ok(());
        }
        Err(limit(
            format!("{part} 解压倍数超过上限 {most}（疑似压缩炸弹），不予读取，请对方用原来的软件另存后重新发送"),
            format!("{part} inflates to more than {most} times its size, as a zip bomb does; ask for it saved again"),
        ))
    }

    /// Takes in text that is not in the file as such.
    ///
    /// # Errors
    /// `LimitExceeded` beyond what may be inflated.
    pub fn make(&mut self, bytes: usize) -> Result<()> {
        self.made += bytes as u64;
        if self.made <= self.limits.inflated_bytes {
            return Ok(());
        }
        Err(limit(
            "嵌套表格、列表编号或反复引用产生的文字过多，不予读取，请人工查看",
            "nested tables, list numbers or repeated references make too much text; look at it by hand",
        ))
    }

    /// Looks at an open table that has so many grid positions by now.
    ///
    /// # Errors
    /// `LimitExceeded` when all tables together have too many.
    pub fn check_table(&self, positions: usize) -> Result<()> {
        let most = self.limits.cells;
        if self.positions.saturating_add(positions) <= most {
            return Ok(());
        }
        Err(limit(
            format!("表格单元格超过上限 {most} 个，不予读取，请对方拆分后重新发送"),
            format!("tables with more than {most} cells; ask for it in parts"),
        ))
    }

    /// Takes in a finished table of so many grid positions.
    pub fn add_table(&mut self, positions: usize) {
        self.positions = self.positions.saturating_add(positions);
    }

    /// Takes in a paragraph.
    ///
    /// # Errors
    /// `LimitExceeded` beyond as many as there may be cells.
    #[inline]
    pub fn add_paragraph(&mut self) -> Result<()> {
        self.paragraphs += 1;
        if self.paragraphs <= self.limits.cells {
            return Ok(());
        }
        let most = self.limits.cells;
        Err(limit(
            format!("段落超过上限 {most} 个，不予读取，请对方拆分后重新发送"),
            format!("more than {most} paragraphs; ask for it in parts"),
        ))
    }

    /// Takes in a document inside the document.
    ///
    /// # Errors
    /// `LimitExceeded` beyond their number or depth.
    pub fn add_chunk(&mut self) -> Result<()> {
        self.chunks += 1;
        if self.chunks <= MAX_CHUNKS && self.level < self.limits.depth {
            return Ok(());
        }
        Err(limit(
            "内嵌文档过多或嵌套过深，不予读取，请人工查看",
            "too many documents inside the document, or nested too deep; look at it by hand",
        ))
    }
}

fn limit(zh: impl Into<String>, en: impl Into<String>) -> Box<Trouble> {
    Box::new(Trouble::limit(zh, en))
}
