//! The records of a BIFF stream ([MS-XLS] 2.1.4).

/// Numbers of records ([MS-XLS] 2.3).
pub mod id {
    pub const BLANK: u16 = 0x0201;
    pub const BOF: u16 = 0x0809;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const COL_INFO: u16 = 0x007D;
    pub const CONTINUE: u16 = 0x003C;
    pub const DATE_1904: u16 = 0x0022;
    pub const EOF: u16 = 0x000A;
    pub const FILE_PASS: u16 = 0x002F;
    pub const FORMAT: u16 = 0x041E;
    pub const FORMULA: u16 = 0x0006;
    /// As Excel 3 and 4 wrote it; some programs still do.
    pub const FORMULA_3: u16 = 0x0206;
    pub const FORMULA_4: u16 = 0x0406;
    pub const LABEL: u16 = 0x0204;
    pub const LABEL_SST: u16 = 0x00FD;
    pub const MERGE_CELLS: u16 = 0x00E5;
    pub const MUL_BLANK: u16 = 0x00BE;
    pub const MUL_RK: u16 = 0x00BD;
    pub const NUMBER: u16 = 0x0203;
    pub const RK: u16 = 0x027E;
    pub const ROW: u16 = 0x0208;
    pub const RSTRING: u16 = 0x00D6;
    pub const SST: u16 = 0x00FC;
    pub const STRING: u16 = 0x0207;
    pub const XF: u16 = 0x00E0;
}

/// One record without its header.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub id: u16,
    pub data: &'a [u8],
}

/// A cursor over records. Ends where the stream ends or a record reaches beyond it.
#[derive(Clone)]
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub fn new(stream: &'a [u8], at: usize) -> Records<'a> {
        Records { stream, at }
    }

    /// Whether it ended at a record that reaches beyond the stream.
    pub fn is_cut(&self) -> bool {
        u16_at(self.stream, self.at + 2).is_some()
    }

    /// The byte of the stream that comes next.
    pub fn place(&self) -> usize {
        self.at
    }

    /// The data of the CONTINUE records that follow.
    pub fn continued(&mut self) -> Vec<&'a [u8]> {
        let mut found = Vec::new();
        loop {
            let before = self.at;
            match self.next() {
                Some(record) if record.id == id::CONTINUE => found.push(record.data),
                _ => {
                    self.at = before;
                    return found;
                }
            }
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let id = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { id, data })
    }
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
