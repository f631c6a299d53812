//! From what the clerk dropped to a list of files.

use crate::{AppError, ErrorCode};
use std::path::{Path, PathBuf};

/// Deepest folder that is walked.
const DEPTH_MAX: usize = 16;

/// Most files of one import.
const FILES_MAX: usize = 100_000;

/// Endings that are looked for in folders; a file named by itself is always read.
const ENDINGS: [&str; 4] = ["xml", "xls", "xlsx", "zip"];

/// All files behind `inputs`, in a stable order, each once. Folders are walked for the known
/// endings; hidden entries and links are passed over.
///
/// # Errors
/// `file.unreadable` for a path that does not exist or a folder that cannot be listed;
/// `file.too_large` beyond [`FILES_MAX`] files.
pub(crate) fn collect_files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, AppError> {
    let mut files = Vec::new();
    for input in inputs {
        let kind = std::fs::metadata(input).map_err(|error| unreadable(input, &error))?;
        if kind.is_dir() { walk(input, 0, &mut files)? } else { files.push(input.clone()) }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), AppError> {
    let listed = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut entries: Vec<_> = listed.filter_map(Result::ok).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < DEPTH_MAX {
            walk(&path, depth + 1, files)?;
        } else if kind.is_file() && is_known(&path) {
            if files.len() >= FILES_MAX {
                return Err(
                    AppError::new(ErrorCode::FileTooLarge, "too many files at once").with("max", FILES_MAX)
                );
            }
            files.push(path);
        }
    }
    Ok(())
}

fn is_known(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> AppError {
    AppError::new(ErrorCode::FileUnreadable, format!("cannot read: {error}")).with("file", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn folders_are_walked_for_known_endings_and_each_file_comes_once() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("2025/1월")).unwrap();
        for name in ["b.XML", "a.xml", "2025/1월/목록.xls", "2025/메모.txt", ".숨김.xml"] {
            fs::write(root.join(name), b"").unwrap();
        }
        let found =
            collect_files(&[root.to_path_buf(), root.join("a.xml"), root.join("2025/메모.txt")]).unwrap();
        let names: Vec<_> =
            found.iter().map(|p| p.strip_prefix(root).unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["2025/1월/목록.xls", "a.xml", "b.XML", "2025/메모.txt"]);
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let error = collect_files(&[PathBuf::from("/없는/파일.xml")]).unwrap_err();
        assert_eq!(error.code(), ErrorCode::FileUnreadable);
    }
}
