//! Where joint certificates lie on the system that runs, and on every drive.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder's name everywhere; its letter case differs.
pub(super) const NPKI: &str = "NPKI";
/// Most drives that are looked at.
pub const DRIVES_MAX: usize = 64;
/// Longest table of mounts that is read (bytes).
const MOUNTS_BYTES_MAX: u64 = 1 << 20;

/// The systems that differ in where they keep certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux, and whatever resembles it.
    Linux,
}

impl System {
    /// The one that this program was built for.
    pub fn current() -> Self {
        match std::env::consts::OS {
            "windows" => Self::Windows,
            "macos" => Self::Mac,
            _ => Self::Linux,
        }
    }
}

/// What a host knows about its user and machine; it reads the environment, this crate does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Which rules apply.
    pub system: System,
    /// The user's folder: `HOME`, on Windows `USERPROFILE`.
    pub home: Option<PathBuf>,
    /// Folders of programs on Windows: `ProgramFiles`, `ProgramFiles(x86)`.
    pub program_folders: Vec<PathBuf>,
    /// The top of every mounted drive, as [`mounted_drives`] finds them.
    pub drives: Vec<PathBuf>,
}

/// The folders to search, most likely first; they need not exist.
pub fn derive_roots(surroundings: &Surroundings) -> Vec<PathBuf> {
    let home = surroundings.home.as_deref();
    let mut roots: Vec<PathBuf> = match (surroundings.system, home) {
        (System::Windows, Some(home)) => vec![home.join("AppData").join("LocalLow").join(NPKI)],
        (System::Mac, Some(home)) => vec![
            home.join("Library").join("Preferences").join(NPKI),
            home.join("Documents").join(NPKI),
            home.join(NPKI),
        ],
        (System::Linux, Some(home)) => vec![home.join(NPKI)],
        (_, None) => Vec::new(),
    };
    if surroundings.system == System::Windows {
        roots.extend(surroundings.program_folders.iter().map(|folder| folder.join(NPKI)));
    }
    roots.extend(surroundings.drives.iter().take(DRIVES_MAX).map(|drive| drive.join(NPKI)));
    let mut known = Vec::with_capacity(roots.len());
    roots.retain(|root| {
        let new = !known.contains(root);
        known.push(root.clone());
        new
    });
    roots
}

/// The top of every drive that may be mounted now. None of them is touched: one whose server is off
/// would hold whoever asks it. Some may not be there.
pub fn mounted_drives(system: System) -> Vec<PathBuf> {
    match system {
        System::Windows => ('A'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).collect(),
        System::Mac => names_in(Path::new("/Volumes")),
        System::Linux => {
            let table = Path::new("/proc/self/mounts");
            let small = fs::metadata(table).is_ok_and(|facts| facts.len() <= MOUNTS_BYTES_MAX);
            let text = if small { fs::read_to_string(table).unwrap_or_default() } else { String::new() };
            parse_mounts(&text)
        }
    }
}

fn names_in(top: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(top).into_iter().flatten().take(DRIVES_MAX).flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Kinds of file systems that hold a person's files, in Linux's table of mounts.
const FILE_SYSTEMS: &[&str] = &[
    "btrfs", "cifs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus", "iso9660", "jfs",
    "msdos", "nfs", "nfs4", "ntfs", "ntfs3", "reiserfs", "smb3", "udf", "vfat", "xfs", "zfs",
];

/// The drives of Linux's table of mounts: `device place kind options 0 0`, blanks in octal.
pub fn parse_mounts(table: &str) -> Vec<PathBuf> {
    let mut drives = Vec::new();
    for line in table.lines() {
        let mut words = line.split(' ');
        let (Some(_), Some(place), Some(kind)) = (words.next(), words.next(), words.next()) else { continue };
        let system = ["/boot", "/snap", "/var/lib", "/etc"];
        if !FILE_SYSTEMS.contains(&kind) || system.iter().any(|start| Path::new(place).starts_with(start)) {
            continue;
        }
        let place = PathBuf::from(unescape(place));
        if !drives.contains(&place) && drives.len() < DRIVES_MAX {
            drives.push(place);
        }
    }
    drives
}

/// `\040` is a blank; the table writes blanks, tabs, line ends and backslashes so.
fn unescape(word: &str) -> String {
    let mut written = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('\\') {
        written.push_str(before);
        let code = after.get(..3).and_then(|octal| u8::from_str_radix(octal, 8).ok());
        if let Some(code) = code {
            written.push(char::from(code));
            rest = after.get(3..).unwrap_or_default();
        } else {
            written.push('\\');
            rest = after;
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(system: System) -> Surroundings {
        Surroundings {
            system,
            home: Some(PathBuf::from("/home/kim")),
            program_folders: vec![PathBuf::from("/programs")],
            drives: vec![PathBuf::from("/media/usb"), PathBuf::from("/home/kim")],
        }
    }

    #[test]
    fn every_system_has_its_places_and_every_drive_one() {
        let paths = |system| -> Vec<String> {
            derive_roots(&on(system))
                .iter()
                .map(|root| root.display().to_string().replace('\\', "/"))
                .collect()
        };
        assert_eq!(
            paths(System::Windows),
            ["/home/kim/AppData/LocalLow/NPKI", "/programs/NPKI", "/media/usb/NPKI", "/home/kim/NPKI"]
        );
        assert_eq!(
            paths(System::Mac),
            [
                "/home/kim/Library/Preferences/NPKI",
                "/home/kim/Documents/NPKI",
                "/home/kim/NPKI",
                "/media/usb/NPKI"
            ]
        );
        assert_eq!(paths(System::Linux), ["/home/kim/NPKI", "/media/usb/NPKI"], "the same place once");
    }

    #[test]
    fn drives_are_told_from_what_the_system_mounts_for_itself() {
        let table = "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/kim/MY\\040USB vfat rw 0 0\n\
                     tmpfs /run tmpfs rw 0 0\n/dev/sda2 /boot/efi vfat rw 0 0\n/dev/sdb1 /media/kim/MY\\040USB vfat rw 0 0\n\
                     broken\n/dev/sdc1 /media/a\\q ntfs3 rw 0 0\n";
        let expected = ["/", "/media/kim/MY USB", "/media/a\\q"].map(PathBuf::from);
        assert_eq!(parse_mounts(table), expected);
    }
}
