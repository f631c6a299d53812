//! What the program was started with, and which files and folders that names.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser;

/// What the program was started with. A second start is parsed the same way.
#[derive(Debug, Parser, PartialEq, Eq)]
#[command(
    name = "jangbu-desktop",
    version,
    about = "장부: 전자세금계산서와 장부를 내 컴퓨터에서 (the window of Jangbu)"
)]
pub(crate) struct StartArguments {
    /// E-tax XML files, Hometax workbooks or folders to look at before importing.
    pub(crate) files: Vec<PathBuf>,

    /// Open the demo company: invented books under a throw-away key.
    #[arg(long)]
    pub(crate) demo: bool,

    /// Folder that holds the companies, instead of the one of this user.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Show this message in a window of its own and end. The program starts itself so when it
    /// has failed, because a process that is going down cannot show a window any more.
    #[arg(long, hide = true, value_name = "TEXT")]
    pub(crate) failure_notice: Option<String>,
}

impl StartArguments {
    /// Reads the arguments a second start handed over; `None` when they make no sense.
    ///
    /// Relative paths are resolved against the folder the second start was made in.
    pub(crate) fn parse_handed_over(arguments: &[String], folder: &Path) -> Option<Self> {
        let mut parsed = Self::try_parse_from(arguments.iter().map(OsString::from)).ok()?;
        parsed.files = absolute(&parsed.files, folder);
        Some(parsed)
    }
}

/// Makes `files` absolute, seen from `folder`.
pub(crate) fn absolute(files: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    files.iter().map(|file| folder.join(file)).collect()
}

/// A short, stable name for a data folder, made of letters and digits: two windows on different
/// folders do not take each other for a second start.
pub(crate) fn instance_name(data_dir: &Path) -> String {
    // FNV-1a, 64 bits: spreads paths well enough and needs no library.
    let hash =
        data_dir.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("kr.jangbu.desktop.d{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_starts_relative_file_is_seen_from_its_own_folder() {
        let handed = ["jangbu-desktop".to_owned(), "매출.xls".to_owned(), "/a/b.xml".to_owned()];
        let parsed = StartArguments::parse_handed_over(&handed, Path::new("/home/clerk")).expect("parses");
        assert_eq!(parsed.files, [PathBuf::from("/home/clerk/매출.xls"), PathBuf::from("/a/b.xml")]);
    }

    #[test]
    fn arguments_nobody_understands_are_not_handed_over() {
        let handed = ["jangbu-desktop".to_owned(), "--no-such-option".to_owned()];
        assert_eq!(StartArguments::parse_handed_over(&handed, Path::new("/")), None);
    }

    #[test]
    fn two_data_folders_have_two_instance_names_and_one_has_always_the_same() {
        assert_ne!(instance_name(Path::new("/a")), instance_name(Path::new("/b")));
        assert_eq!(instance_name(Path::new("/a")), instance_name(Path::new("/a")));
    }
}
