//! A log in a few files of bounded size: `window.log`, `window.1.log`, … the oldest goes.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// Size at which a file is set aside, in bytes: some thousand failures.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Files kept of one host, the one being written included.
const FILES_MAX: usize = 4;

/// Most bytes that are read from the end of a log.
const TAIL_BYTES_MAX: u64 = 256 * 1024;

/// The log of one host. Two processes may append to the same file: each line is one write.
pub(super) struct RotatingFile {
    folder: PathBuf,
    name: &'static str,
    open: Option<(File, u64)>,
}

impl RotatingFile {
    pub(super) fn new(folder: &Path, name: &'static str) -> Self {
        Self { folder: folder.to_owned(), name, open: None }
    }

    /// Adds a line. What cannot be written is lost: a log never stops the program.
    pub(super) fn append(&mut self, line: &str) {
        let bytes = format!("{line}\n").into_bytes();
        let size = bytes.len() as u64;
        if self.open.as_ref().is_some_and(|(_, written)| written + size > FILE_BYTES_MAX) {
            self.open = None;
        }
        if self.open.is_none() {
            self.open = self.make_room(size).ok();
        }
        if let Some((file, written)) = &mut self.open {
            if file.write_all(&bytes).is_ok() {
                *written += size;
            } else {
                self.open = None;
            }
        }
    }

    /// Opens the file for a line of `size`; sets it aside first if the line does not fit.
    fn make_room(&self, size: u64) -> std::io::Result<(File, u64)> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path(0);
        let written = fs::metadata(&path).map_or(0, |metadata| metadata.len());
        if written > 0 && written + size > FILE_BYTES_MAX {
            for age in (1..FILES_MAX).rev() {
                // A file that is not there yet needs no new name; the oldest is written over.
                let _ = fs::rename(self.path(age - 1), self.path(age));
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let written = file.metadata()?.len();
        Ok((file, written))
    }

    fn path(&self, age: usize) -> PathBuf {
        let name = self.name;
        self.folder.join(if age == 0 { format!("{name}.log") } else { format!("{name}.{age}.log") })
    }
}

/// The last lines of all logs in the folder, oldest first, at most `lines_max`.
pub(crate) fn tail(folder: &Path, lines_max: usize) -> Vec<String> {
    let mut files: Vec<(std::time::SystemTime, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "log"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let mut lines: Vec<String> = Vec::new();
    for (_, path) in files.iter().rev() {
        if lines.len() >= lines_max {
            break;
        }
        let mut older = end_of(path).unwrap_or_default();
        older.append(&mut lines);
        lines = older;
    }
    lines.split_off(lines.len().saturating_sub(lines_max))
}

/// The whole lines at the end of a file.
fn end_of(path: &Path) -> std::io::Result<Vec<String>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let from = size.saturating_sub(TAIL_BYTES_MAX);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES_MAX).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // A line that was cut by the bound says nothing.
    Ok(text.lines().skip(usize::from(from > 0)).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(folder: &Path) -> Vec<(String, u64)> {
        let mut sizes: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len()))
            .collect();
        sizes.sort();
        sizes
    }

    #[test]
    fn a_log_never_takes_more_than_its_files_of_its_size() {
        let dir = tempfile::tempdir().unwrap();
        let line = "x".repeat(999);
        let mut log = RotatingFile::new(dir.path(), "window");
        let lines = FILE_BYTES_MAX / 1_000 * (FILES_MAX as u64 + 2);
        for _ in 0..lines {
            log.append(&line);
        }
        let sizes = sizes(dir.path());
        let names: Vec<&str> = sizes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["window.1.log", "window.2.log", "window.3.log", "window.log"]);
        assert!(sizes.iter().all(|(_, size)| *size <= FILE_BYTES_MAX), "{sizes:?}");
    }

    #[test]
    fn a_restart_goes_on_where_the_log_ended_and_the_newest_lines_are_read() {
        let dir = tempfile::tempdir().unwrap();
        for run in 0..3 {
            let mut log = RotatingFile::new(dir.path(), "window");
            log.append(&format!("run {run}"));
        }
        assert_eq!(tail(dir.path(), 2), ["run 1", "run 2"]);
        assert_eq!(tail(dir.path(), 100).len(), 3);
        assert_eq!(tail(&dir.path().join("none"), 100), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_cannot_be_written_stops_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, b"in the way").unwrap();
        let mut log = RotatingFile::new(&file, "window");
        log.append("lost");
        assert_eq!(fs::read(&file).unwrap(), b"in the way");
    }
}
