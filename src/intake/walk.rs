//! Every file below the inputs, named as the outputs will name it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt, fs,
    path::{Path, PathBuf},
};

use super::names::{self, Taken};
use crate::model::{
    text::Text,
    trouble::{Trouble, TroubleKind},
};

/// One thing met below the inputs.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path below the inbox with `/`, as in files.csv.
    pub path: String,
    pub(super) location: PathBuf,
    /// Why it cannot be opened, if that is known already: a link, a device, a closed folder.
    pub(super) obstacle: Option<Trouble>,
}

impl Entry {
    /// Whether the file lies in this folder, given without links (canonical).
    pub fn is_below(&self, folder: &Path) -> bool {
        self.location.canonicalize().is_ok_and(|location| location.starts_with(folder))
    }
}

/// Why there is nothing to walk.
#[derive(Debug)]
pub enum WalkError {
    /// No such file or folder, or not ours to look at.
    Input { path: PathBuf, cause: std::io::Error },
}

impl WalkError {
    pub fn text(&self) -> Text {
        let WalkError::Input { path, cause } = self;
        let path = path.display();
        match cause.kind() {
            std::io::ErrorKind::NotFound => {
                Text::new(format!("找不到文件或目录：{path}"), format!("no such file or folder: {path}"))
            }
            _ => Text::new(format!("无法打开 {path}：{cause}"), format!("cannot open {path}: {cause}")),
        }
    }
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for WalkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let WalkError::Input { cause, .. } = self;
        Some(cause)
    }
}

/// Every file below the inputs, sorted by display path. Links are named and not followed; only an
/// input itself may be one. A file that two inputs reach is named once. Where two inputs have
/// the same path below them, their own names are put in front.
///
/// # Errors
/// When an input does not exist or cannot be opened.
pub fn walk(inputs: &[PathBuf]) -> Result<Vec<Entry>, WalkError> {
    let mut groups = Vec::new();
    let mut met = HashSet::new();
    for input in inputs {
        let mut entries = below(input)?;
        entries.retain(|entry| met.insert(entry.location.clone()));
        groups.push((input_name(input), entries));
    }
    let clashing = clashing(&groups);
    let mut prefixes = Taken::default();
    let mut sorted = BTreeMap::new();
    let mut taken = Taken::default();
    for (index, (name, mut entries)) in groups.into_iter().enumerate() {
        let prefix = clashing.contains(&index).then(|| prefixes.distinct(name));
        entries.sort_by(|a, b| (&a.path, &a.location).cmp(&(&b.path, &b.location)));
        for mut entry in entries {
            if let Some(prefix) = &prefix {
                entry.path = format!("{prefix}/{}", entry.path);
            }
            // Two names without a common encoding may look the same.
            entry.path = taken.distinct(entry.path);
            sorted.insert(entry.path.clone(), entry);
        }
    }
    Ok(sorted.into_values().collect())
}

/// The inputs that have a path in common with another one.
fn clashing(groups: &[(String, Vec<Entry>)]) -> HashSet<usize> {
    let mut owner: HashMap<&str, usize> = HashMap::new();
    let mut clashing = HashSet::new();
    for (index, (_, entries)) in groups.iter().enumerate() {
        for entry in entries {
            let first = *owner.entry(&entry.path).or_insert(index);
            if first != index {
                clashing.extend([first, index]);
            }
        }
    }
    clashing
}

fn input_name(input: &Path) -> String {
    let whole = fs::canonicalize(input).unwrap_or_else(|_| input.to_owned());
    shown(&whole)
}

fn below(input: &Path) -> Result<Vec<Entry>, WalkError> {
    let failed = |cause| WalkError::Input { path: input.to_owned(), cause };
    let root = fs::canonicalize(input).map_err(failed)?;
    let kind = fs::metadata(&root).map_err(failed)?;
    if !kind.is_dir() {
        let obstacle = (!kind.is_file()).then(special);
        return Ok(vec![Entry { path: shown(&root), location: root, obstacle }]);
    }
    fs::read_dir(&root).map_err(failed)?;
    let mut found = Vec::new();
    let mut folders = vec![(root, String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        if let Err(cause) = list(&folder, &prefix, &mut found, &mut folders) {
            let path = prefix.trim_end_matches('/').to_owned();
            found.push(Entry { path, location: folder, obstacle: Some(unreadable(&cause)) });
        }
    }
    Ok(found)
}

fn list(
    folder: &Path,
    prefix: &str,
    found: &mut Vec<Entry>,
    folders: &mut Vec<(PathBuf, String)>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let location = entry.path();
        let path = format!("{prefix}{}", shown(&location));
        let obstacle = match entry.file_type() {
            Ok(kind) if kind.is_dir() => {
                folders.push((location, format!("{path}/")));
                continue;
            }
            Ok(kind) if kind.is_file() => None,
            Ok(kind) if kind.is_symlink() => Some(link()),
            Ok(_) => Some(special()),
            Err(cause) => Some(unreadable(&cause)),
        };
        found.push(Entry { path, location, obstacle });
    }
    Ok(())
}

/// The last component, decoded and made harmless.
fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let text = match name.to_str() {
        Some(text) => text.to_owned(),
        None => names::guess(name.as_encoded_bytes()),
    };
    // In a file's own name a backslash is no separator.
    names::label(&text.replace('\\', "＼"))
}

/// What went wrong on disk, in the system's words.
pub(super) fn unreadable(cause: &std::io::Error) -> Trouble {
    Trouble::unreadable(
        format!("无法从磁盘读取（{cause}），请检查权限或磁盘"),
        format!("cannot be read from disk ({cause}); check permissions and disk"),
    )
}

fn link() -> Trouble {
    Trouble::new(
        TroubleKind::Unsupported,
        "是符号链接（快捷方式），不跟随，请放入文件本身",
        "a symbolic link, which is not followed; put the file itself here",
    )
}

fn special() -> Trouble {
    Trouble::new(TroubleKind::Unsupported, "不是普通文件，没有读取", "not an ordinary file; not read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(inputs: &[PathBuf]) -> Vec<String> {
        walk(inputs).unwrap().into_iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn every_file_is_named_once_and_in_order() {
        let inbox = tempfile::tempdir().unwrap();
        let at = |path: &str| inbox.path().join(path);
        for path in ["乙/表.docx", "甲.docx", "空/.keep", "other/表.docx"] {
            fs::create_dir_all(at(path).parent().unwrap()).unwrap();
            fs::write(at(path), path).unwrap();
        }
        fs::create_dir(at("empty")).unwrap();
        assert_eq!(paths(&[inbox.path().into()]), ["other/表.docx", "乙/表.docx", "甲.docx", "空/.keep"]);
        assert_eq!(paths(&[at("甲.docx"), at("甲.docx")]), ["甲.docx"]);
        assert_eq!(paths(&[at("乙"), at("other"), at("空")]), [".keep", "other/表.docx", "乙/表.docx"]);
        let missing = walk(&[at("none")]).unwrap_err();
        assert!(missing.text().zh.starts_with("找不到文件或目录"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_named_and_not_followed() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt, os::unix::fs::symlink};
        let inbox = tempfile::tempdir().unwrap();
        symlink("/", inbox.path().join("root")).unwrap();
        let gbk = encoding_rs::GBK.encode("汕头.docx").0.into_owned();
        fs::write(inbox.path().join(OsStr::from_bytes(&gbk)), "x").unwrap();
        let entries = walk(&[inbox.path().into()]).unwrap();
        let seen: Vec<_> = entries.iter().map(|entry| (entry.path.as_str(), entry.obstacle.is_some())).collect();
        assert_eq!(seen, [("root", true), ("汕头.docx", false)]);
    }
}
