//! The walk: breadth first, within bounds, over links only once.

use super::{DEPTH_MAX, ENTRIES_MAX, Limit};
use core::ops::ControlFlow;
use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder and the names of the files in it.
pub(super) struct Folder<'w> {
    pub(super) path: &'w Path,
    pub(super) files: &'w [OsString],
}

/// What the walk left out.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) folders: usize,
    pub(super) entries: usize,
    pub(super) limit: Option<Limit>,
    pub(super) unreadable: Vec<(PathBuf, io::ErrorKind)>,
}

/// A folder that waits: its path as it was reached, its path without links, its depth.
struct Waiting {
    path: PathBuf,
    real: PathBuf,
    depth: usize,
}

/// Visits every folder below the roots, the roots among them; a folder that is reached twice, by a
/// link or by roots within each other, is visited once.
pub(super) fn walk(
    roots: &[PathBuf],
    walked: &mut Walked,
    visit: &mut dyn FnMut(&Folder<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut seen = HashSet::new();
    let mut waiting = VecDeque::new();
    for root in roots {
        if let Ok(real) = fs::canonicalize(root)
            && seen.insert(real.clone())
        {
            waiting.push_back(Waiting { path: root.clone(), real, depth: 0 });
        }
    }
    while let Some(folder) = waiting.pop_front() {
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        match fs::read_dir(&folder.path) {
            Ok(entries) => {
                for entry in entries.map_while(Result::ok) {
                    if walked.entries == ENTRIES_MAX {
                        walked.limit = Some(Limit::Entries);
                        return ControlFlow::Continue(());
                    }
                    walked.entries += 1;
                    sort_in(&entry, &folder.real, &mut files, &mut folders);
                }
            }
            Err(error) => walked.unreadable.push((folder.path.clone(), error.kind())),
        }
        walked.folders += 1;
        files.sort_unstable();
        visit(&Folder { path: &folder.path, files: &files })?;
        if folder.depth == DEPTH_MAX && !folders.is_empty() {
            walked.limit = Some(Limit::Depth);
            continue;
        }
        folders.sort_unstable();
        for (name, real) in folders {
            if seen.insert(real.clone()) {
                let path = folder.path.join(name);
                waiting.push_back(Waiting { path, real, depth: folder.depth + 1 });
            }
        }
    }
    ControlFlow::Continue(())
}

/// Files go to the files, folders to the folders, links to where they lead.
fn sort_in(
    entry: &fs::DirEntry,
    real_parent: &Path,
    files: &mut Vec<OsString>,
    folders: &mut Vec<(OsString, PathBuf)>,
) {
    let Ok(kind) = entry.file_type() else { return };
    let name = entry.file_name();
    if kind.is_dir() {
        let real = real_parent.join(&name);
        folders.push((name, real));
    } else if kind.is_file() {
        files.push(name);
    } else if kind.is_symlink() {
        // What a link leads to may be a pipe or a device: only files and folders are taken.
        match fs::metadata(entry.path()) {
            Ok(facts) if facts.is_file() => files.push(name),
            Ok(facts) if facts.is_dir() => {
                if let Ok(real) = fs::canonicalize(entry.path()) {
                    folders.push((name, real));
                }
            }
            _ => {}
        }
    }
}
