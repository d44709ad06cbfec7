//! How cells of a workbook look: by what a column holds, and by what is said of the cell.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::anomaly::Severity;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A short text.
    Text,
    /// A long one, in several lines.
    Long,
    /// A text beside the matter: raw texts, sources, ids.
    Quiet,
    /// As [`Look::Quiet`], in several lines.
    QuietLong,
    /// 万元.
    Amount,
    Count,
}

/// What is said of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    None,
    Of(Severity),
    /// A value given by hand.
    Corrected,
    /// To be filled in by people.
    Entry,
}

impl Look {
    const ALL: [Look; 6] = [Look::Text, Look::Long, Look::Quiet, Look::QuietLong, Look::Amount, Look::Count];

    pub fn is_wrapped(self) -> bool {
        matches!(self, Look::Long | Look::QuietLong)
    }

    fn is_quiet(self) -> bool {
        matches!(self, Look::Quiet | Look::QuietLong)
    }
}

impl Mark {
    const ALL: [Mark; 6] = [
        Mark::None,
        Mark::Of(Severity::Error),
        Mark::Of(Severity::Warning),
        Mark::Of(Severity::Info),
        Mark::Corrected,
        Mark::Entry,
    ];

    fn at(self) -> usize {
        Mark::ALL.iter().position(|mark| *mark == self).unwrap_or(0)
    }

    fn fill(self) -> Option<Color> {
        match self {
            Mark::None => None,
            Mark::Of(Severity::Error) => Some(Color::RGB(0x00F8_CBAD)),
            Mark::Of(Severity::Warning) => Some(Color::RGB(0x00FF_E699)),
            Mark::Of(Severity::Info) => Some(Color::RGB(0x00DD_EBF7)),
            Mark::Corrected => Some(Color::RGB(0x00C6_E0B4)),
            Mark::Entry => Some(Color::RGB(0x00FF_FFE5)),
        }
    }
}

/// The formats of a workbook, made once.
pub struct Looks {
    plain: Vec<Format>,
    links: Vec<Format>,
    formula: Format,
    header: Format,
    quiet_header: Format,
    title: Format,
    remark: Format,
}

pub const FONT: &str = "宋体";
pub const AMOUNT: &str = "#,##0.00##";
pub const COUNT: &str = "#,##0";
pub const GREY: Color = Color::RGB(0x00F2_F2F2);
const LINK: Color = Color::RGB(0x0005_63C1);
const QUIET: Color = Color::RGB(0x0059_5959);

/// What all cells share.
pub fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::Top)
}

pub fn header() -> Format {
    let fill = Color::RGB(0x00D9_E1F2);
    base()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(fill)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x00A6_A6A6))
}

pub fn title() -> Format {
    base().set_font_size(13).set_bold().set_align(FormatAlign::VerticalCenter)
}

/// Figures that do not agree.
pub fn wrong() -> Format {
    Format::new().set_bold().set_font_color(Color::RGB(0x009C_0006)).set_background_color(Color::RGB(0x00FF_C7CE))
}

fn made(look: Look, mark: Mark) -> Format {
    let mut format = base();
    if look.is_wrapped() {
        format = format.set_text_wrap();
    }
    if look.is_quiet() {
        format = format.set_font_color(QUIET);
    }
    format = match look {
        Look::Amount => format.set_num_format(AMOUNT),
        Look::Count => format.set_num_format(COUNT),
        // A text stays one when somebody edits it: codes and ids are no numbers.
        Look::Text | Look::Quiet => format.set_num_format("@"),
        // Some spreadsheets show no long text in a cell of that format.
        Look::Long | Look::QuietLong => format,
    };
    match mark.fill() {
        Some(fill) => {
            format.set_background_color(fill).set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF))
        }
        None => format,
    }
}

impl Looks {
    pub fn new() -> Looks {
        let all = || Look::ALL.into_iter().flat_map(|look| Mark::ALL.into_iter().map(move |mark| made(look, mark)));
        Looks {
            plain: all().collect(),
            links: all().map(|format| format.set_font_color(LINK)).collect(),
            formula: base().set_font_color(LINK),
            header: header(),
            quiet_header: header().set_font_color(QUIET),
            title: title(),
            remark: base(),
        }
    }

    pub fn format(&self, look: Look, mark: Mark) -> &Format {
        &self.plain[look as usize * Mark::ALL.len() + mark.at()]
    }

    pub fn link(&self, look: Look, mark: Mark) -> &Format {
        &self.links[look as usize * Mark::ALL.len() + mark.at()]
    }

    /// A formula that gives a link.
    pub fn formula(&self) -> &Format {
        &self.formula
    }

    pub fn header(&self, look: Look) -> &Format {
        if look.is_quiet() { &self.quiet_header } else { &self.header }
    }

    pub fn title(&self) -> &Format {
        &self.title
    }

    pub fn remark(&self) -> &Format {
        &self.remark
    }
}
