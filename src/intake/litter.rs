//! Files that no one meant to send: what systems, editors and mail programs leave behind.

use crate::model::{
    format::{Format, Role},
    source::file_name,
    text::Text,
};

/// Pictures below this size that a mail embeds or numbers itself belong to its signature.
const SIGNATURE_PICTURE: usize = 100 << 10;
/// Length of the owner file that Word and Excel leave beside an open document.
const OWNER_FILE: [usize; 2] = [162, 165];

/// Why this file is put aside unread, if it is left by a system or an editor.
pub fn system_litter(path: &str, bytes: &[u8]) -> Option<Text> {
    let name = file_name(path);
    let lower = name.to_lowercase();
    let is = |names: &[&str]| names.contains(&lower.as_str());
    if is(&["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", ".ds_store", "desktop.ini", ".localized", ".directory"])
        || lower.starts_with("._")
        || name.starts_with("Icon\\u000d")
        || path.split('/').any(|part| part == "__MACOSX" || part == ".Spotlight-V100" || part == ".Trashes")
    {
        return Some(Text::fixed(
            "系统自动生成的文件，不属于报送材料",
            "made by the system, not part of what was sent",
        ));
    }
    let is_lock = lower.starts_with("~$")
        || lower.starts_with(".~")
        || (lower.starts_with("~wr") && lower.ends_with(".tmp"))
        || is_owner_file(bytes);
    is_lock.then(|| {
        Text::fixed(
            "打开文档时留下的临时文件，不属于报送材料",
            "left behind by an open document, not part of what was sent",
        )
    })
}

/// A byte with the length of the user's name, then the name, padded with spaces and zeros.
fn is_owner_file(bytes: &[u8]) -> bool {
    let Some(&len) = bytes.first().filter(|_| OWNER_FILE.contains(&bytes.len())) else { return false };
    let len = usize::from(len);
    (1..=52).contains(&len) && bytes[1 + len..54.max(1 + len)].iter().all(|byte| matches!(byte, 0 | b' '))
}

/// What a mail says about one of its parts, as far as it tells a signature's parts from files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedding {
    /// `Content-Disposition: inline`.
    pub inline: bool,
    /// The mail's HTML shows it by its Content-ID.
    pub shown: bool,
}

/// Why this part of a mail is put aside unread: pictures of a signature, signatures of keys, cards.
pub fn mail_litter(path: &str, format: Format, size: usize, embedding: Embedding) -> Option<Text> {
    let lower = file_name(path).to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&[".p7s", ".asc", ".sig", ".vcf", ".ics"]) {
        return Some(Text::fixed(
            "邮件附带的签名、名片或日程，不属于报送材料",
            "a signature, card or calendar entry of the mail",
        ));
    }
    let is_picture = format.row().role == Role::Picture && size < SIGNATURE_PICTURE;
    (is_picture && (embedding.inline || embedding.shown || is_numbered(&lower)))
        .then(|| Text::fixed("邮件正文或签名中的图片，不属于报送材料", "a picture of the mail's text or signature"))
}

/// `image001.png`, `image (3).jpg`, `outlook-logo.png`: names that mail programs give by themselves.
fn is_numbered(lower: &str) -> bool {
    let stem = lower.split('.').next().unwrap_or_default();
    let rest = ["image", "图片", "logo", "outlook-", "att"].iter().find_map(|start| stem.strip_prefix(start));
    rest.is_some_and(|rest| {
        stem.starts_with("outlook-") || rest.chars().all(|c| c.is_ascii_digit() || "()_- ".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn litter_is_told_by_name_and_content() {
        let mut lock = [0_u8; 162];
        lock[0] = 4;
        lock[1..5].copy_from_slice(b"Wang");
        for (path, bytes, litter) in [
            ("市局/Thumbs.db", &b""[..], true),
            ("__MACOSX/市局/._需求表.docx", b"", true),
            ("~$需求表.docx", b"", true),
            (".~需求表.docx", b"", true),
            (".~lock.需求表.odt#", b"", true),
            ("renamed.docx", &lock, true),
            ("需求表.docx", b"PK", false),
            ("~报送/需求表.docx", b"PK", false),
        ] {
            assert_eq!(system_litter(path, bytes).is_some(), litter, "{path}");
        }
    }

    #[test]
    fn a_mails_own_pictures_are_litter_and_photos_are_not() {
        let inline = Embedding { inline: true, shown: false };
        for (name, format, size, embedding, litter) in [
            ("image001.png", Format::Png, 4_000, Embedding::default(), true),
            ("单位标志.png", Format::Png, 4_000, inline, true),
            ("需求表扫描件.jpg", Format::Jpeg, 4_000, Embedding::default(), false),
            ("IMG_0001.jpg", Format::Jpeg, 2_000_000, inline, false),
            ("smime.p7s", Format::Unknown, 4_000, Embedding::default(), true),
            ("image001.docx", Format::Docx, 4_000, inline, false),
        ] {
            assert_eq!(mail_litter(name, format, size, embedding).is_some(), litter, "{name}");
        }
    }
}
