//! `shoubiao tables`

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use shoubiao::model::limits::Limits;
use shoubiao::model::text::Text;
use shoubiao::model::unread;
use shoubiao::outputs::{
    drawing,
    tables::{self, Shape},
};
use shoubiao::pipeline;

use super::{DONE, FAILED, Failure, Settings, complain};

#[derive(clap::Args)]
pub struct TablesArguments {
    /// 文件（邮件和压缩包里的文件逐个列出） / files; members of mails and archives one by one
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 输出格式 / how tables are written
    #[arg(long, value_enum, default_value_t = FormatArgument::Json)]
    format: FormatArgument,
    /// 另画一张图（SVG，文件名是 .png 的画成 PNG）：各页的线、单元格和文字框，用来查表格为何这样读
    /// / also draw a picture (SVG, or PNG by its name) of rulings, cells and text boxes: why tables are read as
    /// they are
    #[arg(long, value_name = "OUT.svg|OUT.png")]
    draw: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArgument {
    Json,
    Csv,
    Html,
    Markdown,
}

pub fn execute(arguments: &TablesArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    let shape = match arguments.format {
        FormatArgument::Json => Shape::Json,
        FormatArgument::Csv => Shape::Csv,
        FormatArgument::Html => Shape::Html,
        FormatArgument::Markdown => Shape::Markdown,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut written, mut failed) = (Ok(()), false);
    for path in &arguments.files {
        let walked = pipeline::read_tables(path, &Limits::default(), &mut |read| match &read.document {
            Ok(document) if written.is_ok() => {
                for page in unread::of(&document.facts) {
                    complain(&format!("{}: {}", shoubiao::outputs::shown(&read.path), page.reason.get(lang)));
                }
                written = tables::write(&mut out, &read.path, read.format, document, shape)
            }
            Ok(_) => {}
            Err(trouble) => {
                failed = true;
                complain(&format!("{}: {}", shoubiao::outputs::shown(&read.path), trouble.reason.get(lang)));
            }
        });
        if let Err(error) = walked {
            failed = true;
            complain(error.text().get(lang));
        }
    }
    if let Some(picture) = &arguments.draw {
        draw(&arguments.files, picture, settings)?;
    }
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(if failed { FAILED } else { DONE }),
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(DONE),
        Err(error) => {
            Err(Failure::new(&Text::new(format!("写不出结果：{error}"), format!("cannot write: {error}")), lang))
        }
    }
}

/// Draws the pages of all files into one picture.
fn draw(files: &[PathBuf], picture: &Path, settings: &Settings) -> Result<(), Failure> {
    let mut sketched = Vec::new();
    for path in files {
        // What cannot be read was said when its tables were.
        let _ = pipeline::sketch_pages(path, &Limits::default(), &mut |file| {
            if let Ok(sketches) = file.sketches {
                sketched.push((file.path, sketches));
            }
        });
    }
    if sketched.iter().all(|(_, pages)| pages.is_empty()) {
        let text = Text::fixed(
            "没有画图：没有读出可以画的页面（只有 PDF、OFD 和扫描件有）",
            "nothing was drawn: no page was read that could be (only PDF, OFD and scans have such)",
        );
        complain(text.get(settings.lang));
        return Ok(());
    }
    let cannot = |error: io::Error| {
        let path = picture.display();
        let text = Text::new(
            format!("画不出 {path}：{error}。请检查目录是否存在、能否写入"),
            format!("cannot draw {path}: {error}. See that its folder exists and can be written"),
        );
        Failure::new(&text, settings.lang)
    };
    let mut bytes = Vec::new();
    let is_png = picture.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    let write = if is_png { drawing::png::write } else { drawing::write };
    write(&mut bytes, &sketched).and_then(|()| std::fs::write(picture, bytes)).map_err(cannot)
}
