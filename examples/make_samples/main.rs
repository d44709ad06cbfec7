//! Writes `samples/blank.docx` and `samples/inbox/`: a small inbox with the troubles that real ones
//! have. Run from the root of the repository:
//!
//! ```text
//! cargo run --example make_samples
//! ```
//!
//! All is made from the rules, the items in `items.rs` and nothing else, so that the same commit
//! always gives the same files. The PDF alone is made by another program, once, and kept as it came:
//!
//! ```text
//! cd target/samples && soffice --headless --convert-to pdf 梅州市知识产权项目需求征集表.docx
//! ```
//!
//! from the Word file that this program leaves there (LibreOffice, Noto CJK fonts).
//! `samples/formats/` likewise: the revised return of Chaozhou with `--convert-to doc`, `rtf`, `odt` and
//! `html`, that page with `--infilter="HTML (StarCalc)"` to `xls`, `xlsx` and `ods`, and put into one part
//! of MIME as `mht`.

mod items;
mod returns;
#[path = "../../tests/support/zip.rs"]
mod zip;

use std::fs;
use std::io;
use std::path::Path;

use encoding_rs::GBK;
use shoubiao::outputs::blank;
use shoubiao::rules::RuleSet;

use zip::Member;

fn main() -> io::Result<()> {
    let rules = RuleSet::builtin();
    fs::write("samples/blank.docx", blank::document(&rules)?)?;

    let inbox = Path::new("samples/inbox");
    fs::create_dir_all(inbox.join("云浮市"))?;
    let put = |name: &str, bytes: &[u8]| fs::write(inbox.join(name), bytes);

    let sound = returns::shaoguan()?;
    put("韶关市知识产权项目需求征集表.docx", &sound)?;
    put("副本-韶关市知识产权项目需求征集表.docx", &sound)?;
    put("汕尾市需求征集表.docx", &returns::shanwei()?)?;
    put("潮州市知识产权项目需求征集表.docx", &returns::chaozhou("60")?)?;
    put("潮州市知识产权项目需求征集表（修订稿）.docx", &returns::chaozhou("80")?)?;
    put("中山市需求征集表.doc", &returns::zhongshan()?)?;
    put("揭阳市需求征集表.docx", b"")?;
    put("云浮市/关于报送知识产权项目需求的函.docx", &returns::letter()?)?;
    put("Thumbs.db", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 pictures of a folder")?;
    put("粤西材料.zip", &western()?)?;
    put("河源市.eml", &mail()?)?;

    fs::create_dir_all("target/samples")?;
    fs::write("target/samples/梅州市知识产权项目需求征集表.docx", returns::meizhou()?)
}

/// Packed on a Chinese Windows: names in GBK, and no word about it.
fn western() -> io::Result<Vec<u8>> {
    let name = |text: &str| GBK.encode(text).0.into_owned();
    let (maoming, yangjiang) = (returns::maoming()?, returns::yangjiang()?);
    let members = [
        (name("茂名市/茂名市知识产权项目需求征集表.docx"), maoming),
        (name("阳江市/阳江市知识产权项目需求征集表.docx"), yangjiang),
    ];
    let members: Vec<Member> = members.iter().map(|(name, content)| Member { name, content }).collect();
    Ok(zip::archive(&members))
}

/// A mail as an old client in a city office writes it: names in GBK by RFC 2047, the form in two
/// files, and the logo of the signature.
fn mail() -> io::Result<Vec<u8>> {
    let word = |text: &str| format!("=?GBK?B?{}?=", base64(&GBK.encode(text).0));
    let attachment = |name: &str, bytes: &[u8]| {
        format!(
            "--b1\r\nContent-Type: application/octet-stream; name=\"{0}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{0}\"\r\n\r\n{1}\r\n",
            word(name),
            folded(&base64(bytes)),
        )
    };
    let (first, second) = returns::heyuan()?;
    let said = base64(&GBK.encode("各位领导：现报送我市2024年知识产权项目需求，请查收。\r\n河源市市场监督管理局").0);
    Ok([
        format!(
            "From: {} <heyuan@example.org>\r\nTo: <province@example.org>\r\nSubject: {}\r\n\
             Date: Fri, 15 Mar 2024 09:30:00 +0800\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n",
            word("河源市市场监督管理局"),
            word("报送知识产权项目需求"),
        ),
        format!("--b1\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n{said}\r\n"),
        attachment("河源市需求征集表（一）（二）.docx", &first),
        attachment("河源市需求征集表（三）（四）.docx", &second),
        format!(
            "--b1\r\nContent-Type: image/png; name=\"image001.png\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-ID: <image001>\r\nContent-Disposition: inline; filename=\"image001.png\"\r\n\r\n{}\r\n--b1--\r\n",
            base64(LOGO)
        ),
    ]
    .concat()
    .into_bytes())
}

/// One grey pixel.
const LOGO: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDATx\x9cch\0\0\0\
    \x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xaeB`\x82";

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let six = (bits >> (18 - 6 * at) & 63) as usize;
            text.push(if at <= three.len() { char::from(ALPHABET[six]) } else { '=' });
        }
    }
    text
}

fn folded(text: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    lines.join("\r\n")
}
