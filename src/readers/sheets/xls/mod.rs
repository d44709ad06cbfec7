//! Excel 5 to 2003 workbooks: the records of the `Workbook` (BIFF8, [MS-XLS]) or `Book` stream (BIFF5,
//! Excel 5 and 95).

use std::io::{Cursor, Read};

use super::{
    Workbook,
    sheet::{self, Sheet},
};
use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{Result, flowing::budget::Budget},
};
use globals::Globals;
use records::{Records, id};

mod globals;
mod records;
mod strings;
mod worksheet;

/// Gives every sheet of a workbook to `workbook`, in the order of the tabs.
///
/// # Errors
/// Trouble in the compound file or the records, a password, or a limit that was met.
pub fn read(bytes: &[u8], mut budget: Budget, workbook: &mut Workbook) -> Result<()> {
    let stream = stream(bytes)?;
    let globals = Globals::read(&stream)?;
    if globals.sheets.is_empty() {
        // Before Excel 5 a file was one sheet; some programs still write such streams.
        return Err(sheet::no_sheets());
    }
    for listed in &globals.sheets {
        if !listed.is_worksheet {
            continue;
        }
        let mut records = Records::new(&stream, listed.offset);
        if records.next().is_none_or(|record| record.id != id::BOF) {
            return Err(Box::new(Trouble::unreadable(
                format!("文件损坏：工作表“{}”不在第 {} 字节处，请对方重新发送", listed.name, listed.offset),
                format!(
                    "the file is damaged: sheet {:?} is not at byte {}; ask for it again",
                    listed.name, listed.offset
                ),
            )));
        }
        let mut sheet = Sheet { name: listed.name.clone(), hidden: listed.hidden, ..Sheet::default() };
        worksheet::read(records, &globals, &mut budget, &mut sheet)?;
        workbook.add(sheet)?;
    }
    Ok(())
}

/// The stream with the records. A file saved for two versions at once has both; the newer one counts.
fn stream(bytes: &[u8]) -> Result<Vec<u8>> {
    let damaged = |error: &std::io::Error| {
        Box::new(Trouble::unreadable(
            format!("文件损坏：OLE 结构不完整（共 {} 字节），请对方重新发送", bytes.len()),
            format!(
                "the file is damaged: its OLE structure is not whole ({} bytes, {error}); ask for it again",
                bytes.len()
            ),
        ))
    };
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)) else {
        return Err(sheet::no_sheets());
    };
    let mut found = Vec::new();
    // A stream cannot be longer than its file.
    let opened = file.open_stream(name).map_err(|error| damaged(&error))?;
    opened.take(bytes.len() as u64).read_to_end(&mut found).map_err(|error| damaged(&error))?;
    Ok(found)
}

fn encrypted() -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Encrypted,
        "工作簿设有打开密码，请向报送单位索取未加密的文件",
        "the workbook needs a password; ask the unit for one without",
    ))
}
