//! What may be wrong with a container or a member, in plain words.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::model::{
    format::Format,
    limits::Limits,
    trouble::{Trouble, TroubleKind},
};

/// The trouble of an archive whose list of contents is not all there.
pub fn damaged() -> Trouble {
    Trouble::unreadable(
        "压缩包已损坏或不完整，请对方重新压缩后报送",
        "the archive is damaged or cut off; ask for it to be packed and sent again",
    )
}

pub fn damaged_member() -> Trouble {
    Trouble::unreadable(
        "压缩包内的这个文件已损坏，请对方重新压缩后报送",
        "this member of the archive is damaged; ask for it to be packed and sent again",
    )
}

pub fn damaged_mail() -> Trouble {
    Trouble::unreadable(
        "邮件文件已损坏或不完整，请对方重新发送",
        "the mail is damaged or cut off; ask for it to be sent again",
    )
}

pub fn encrypted_archive() -> Trouble {
    Trouble::new(
        TroubleKind::Encrypted,
        "压缩包设有密码，请向报送单位索取未加密的文件",
        "the archive needs a password; ask the unit for the file without one",
    )
}

pub fn unsupported_method(method: &str) -> Trouble {
    Trouble::new(
        TroubleKind::Unsupported,
        format!("压缩方式（{method}）不支持，请对方用普通 ZIP 方式重新压缩"),
        format!("packing method {method} is not read; ask for an ordinary zip"),
    )
}

pub fn unsupported(format: Format) -> Trouble {
    let name = &format.row().name;
    Trouble::new(
        TroubleKind::Unsupported,
        format!("暂不打开这种文件（{}），请对方改用 ZIP 压缩包、.eml 邮件或直接报送文件", name.zh),
        format!("this kind of container ({}) is not opened; ask for a zip, an .eml or the files themselves", name.en),
    )
}

pub fn too_deep(limits: &Limits) -> Trouble {
    Trouble::limit(
        format!("压缩包或邮件层层嵌套超过 {} 层，里面的文件没有读取", limits.depth),
        format!("containers are nested more than {} deep; what is inside was not read", limits.depth),
    )
}

/// Runs a decoder that is not ours; its panic means that the data are damaged.
pub fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(decode)).ok()
}
