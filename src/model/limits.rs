//! How much one file may ask for. Every limit that is met ends in a line that somebody reads.

/// Limits on one top-level file and everything inside it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file on disk.
    pub file_bytes: u64,
    /// Bytes inflated from one container chain, all members and parts together.
    pub inflated_bytes: u64,
    /// Inflated to deflated size, looked at once `ratio_from` bytes have been inflated.
    pub ratio: u64,
    pub ratio_from: u64,
    /// Containers inside containers (mail → zip → mail …).
    pub depth: usize,
    /// Members of one container chain, all levels together.
    pub entries: usize,
    /// Open elements in one XML part.
    pub xml_depth: usize,
    /// Tables inside tables.
    pub table_depth: usize,
    /// Cells of one document.
    pub cells: usize,
    /// Pages of one document.
    pub pages: usize,
    /// Pixels of one picture.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 200 << 20,
            inflated_bytes: 100 << 20,
            ratio: 100,
            ratio_from: 4 << 20,
            depth: 10,
            entries: 10_000,
            xml_depth: 500,
            table_depth: 30,
            cells: 1_000_000,
            pages: 2_000,
            pixels: 100_000_000,
        }
    }
}
