//! What is said of a file that cannot be used.

use crate::model::trouble::{Trouble, TroubleKind};

/// Damage at a byte of a stream.
#[cold]
pub fn damaged(stream: &str, at: usize, zh: &str, en: &str) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：{zh}（{stream} 流第 {at} 字节处），请对方用 Word 打开确认后另存并重新发送"),
        format!("the file is damaged: {en} (stream {stream}, byte {at}); ask for it opened in Word and saved again"),
    ))
}

/// Damage of the compound file that holds the streams ([MS-CFB]).
#[cold]
pub fn broken_container(cause: &std::io::Error) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：复合文件结构不完整（{cause}），可能传输时被截断，请对方重新发送"),
        format!(
            "the file is damaged: its compound file structure is broken ({cause}); it may be cut off; ask for it again"
        ),
    ))
}

#[cold]
pub fn missing_stream(name: &str) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：缺少 {name} 流，请对方用 Word 打开确认后另存并重新发送"),
        format!("the file is damaged: its stream {name} is missing; ask for it opened in Word and saved again"),
    ))
}

#[cold]
pub fn encrypted() -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Encrypted,
        "文档设有打开密码，请向报送单位索取未加密的文件",
        "the document needs a password; ask the unit for one without",
    ))
}

#[cold]
pub fn too_old() -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Unsupported,
        "文档是 Word 95 或更早版本的格式，不予读取，请对方用 Word 打开后另存为 .docx 再报送",
        "the document is in the format of Word 95 or older, which is not read; ask for it saved as .docx",
    ))
}
