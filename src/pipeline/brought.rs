//! What the office brings to a run, read: decisions, the list of who was asked, an earlier run.

use std::path::{Path, PathBuf};

use super::Job;
use super::per_file::read_only;
use crate::intake;
use crate::intake::submitter::{self, Hints};
use crate::ledger::{Decisions, Past, Sheet, roster};
use crate::model::format::Format;
use crate::model::limits::Limits;
use crate::model::roster::RosterList;
use crate::model::text::Text;

#[derive(Debug, Default)]
pub struct Brought {
    pub decisions: Option<Decisions>,
    pub roster: Option<RosterList>,
    pub previous: Option<Past>,
}

/// Which files a run is given beside the inbox.
#[derive(Clone, Debug, Default)]
pub struct Brings {
    /// Workbook or CSV with decisions.
    pub decisions: Option<PathBuf>,
    /// Workbook or CSV with who was asked.
    pub roster: Option<PathBuf>,
    /// OUT of an earlier run.
    pub previous: Option<PathBuf>,
}

impl Brought {
    /// # Errors
    /// A sentence that names the file that cannot be used, and why.
    pub fn read(job: &Job) -> Result<Brought, Text> {
        let Brings { decisions, roster, previous } = &job.brings;
        Ok(Brought {
            decisions: (decisions.as_ref())
                .map(|path| Decisions::read(&sheets(path, &job.limits)?).map_err(|why| about(path, &why)))
                .transpose()?,
            roster: (roster.as_ref())
                .map(|path| roster::read(&sheets(path, &job.limits)?).map_err(|why| about(path, &why)))
                .transpose()?
                .map(|list| roster::once(with_codes(list, job), &job.rules.words.same_office)),
            previous: (previous.as_ref())
                .map(|out| {
                    let path = out.join("anomalies.csv");
                    Past::read(&bytes(&path)?).map_err(|why| about(&path, &why))
                })
                .transpose()?,
        })
    }
}

fn about(path: &Path, why: &Text) -> Text {
    Text::new(format!("{}：{}", path.display(), why.zh), format!("{}: {}", path.display(), why.en))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Text> {
    std::fs::read(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => about(path, &Text::fixed("找不到这个文件", "there is no such file")),
        _ => about(path, &Text::new(format!("读不了：{cause}"), format!("cannot be read: {cause}"))),
    })
}

/// The tables of a workbook, or the one of a CSV file.
///
/// # Errors
/// A sentence that names the file and says why it cannot be used.
pub fn sheets(path: &Path, limits: &Limits) -> Result<Vec<Sheet>, Text> {
    let limits = &roomy(limits);
    let bytes = bytes(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut sheets = Vec::new();
    let mut trouble = None;
    intake::open_bytes(name, bytes.clone(), limits, &mut |item| {
        // Text of any kind is taken for CSV below.
        if matches!(item.format, Format::Xlsx | Format::Xls | Format::Ods | Format::SheetXml)
            && let Some(read) = read_only(item, limits)
        {
            match read.document {
                Ok(document) => sheets.extend(Sheet::of_document(&document)),
                Err(why) => trouble = Some(why.reason),
            }
        }
    });
    match trouble {
        Some(why) => Err(about(path, &why)),
        None if sheets.is_empty() => Ok(vec![Sheet::of_csv(&bytes)]),
        None => Ok(sheets),
    }
}

/// What the office brings itself may be large: the workbook of a run over thousands of returns, given
/// back. Its bounds are those of memory.
fn roomy(limits: &Limits) -> Limits {
    let inflated_bytes = limits.inflated_bytes.max(1 << 30);
    Limits { inflated_bytes, cells: limits.cells.max(5_000_000), ..*limits }
}

/// A unit whose code the list leaves out is looked up by its name; a code that says another region than
/// the name is told of.
fn with_codes(mut list: RosterList, job: &Job) -> RosterList {
    let RosterList { units, remarks } = &mut list;
    for unit in units {
        let hints = Hints { path: &unit.name, ..Hints::default() };
        let named = submitter::resolve(&hints, &job.regions, &job.rules.region_scope).region;
        if unit.code.is_empty() {
            unit.code = named;
        } else if !named.is_empty() && named != unit.code {
            let (name, code, region) = (&unit.name, &unit.code, job.regions.full_name(&unit.code));
            remarks.push(match region.as_str() {
                "" => Text::new(
                    format!("名单里“{name}”的代码 {code} 不在行政区划表里，请核对"),
                    format!("the code {code} of {name} in the list is no region's; please check"),
                ),
                _ => Text::new(
                    format!("名单里“{name}”的代码 {code} 是{region}的，请核对"),
                    format!("the code {code} of {name} in the list is that of {region}; please check"),
                ),
            });
        }
    }
    list
}
