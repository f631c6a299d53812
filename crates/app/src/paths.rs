//! Where this program keeps its things on this system.

use crate::{CertificatePlaces, Drives, Host};
use jangbu_store::{Program, Seat};
use std::path::PathBuf;

/// The folder of companies and preferences: `$XDG_DATA_HOME/jangbu` or `~/.local/share/jangbu` on
/// Linux, `~/Library/Application Support/Jangbu` on macOS, `%APPDATA%\Jangbu` on Windows.
#[expect(clippy::disallowed_methods, reason = "the environment's one home; hosts call it once, at start")]
pub fn default_data_dir() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        set("APPDATA").map(|folder| folder.join("Jangbu"))
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support/Jangbu"))
    } else {
        set("XDG_DATA_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
            .map(|folder| folder.join("jangbu"))
    }
}

/// Who opens books in this process: the user and the machine by name, as their locks will say.
#[expect(clippy::disallowed_methods, reason = "the environment's one home; hosts call it once, at start")]
pub fn seat(host: Host) -> Seat {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let machine = kernel.or_else(|| ["COMPUTERNAME", "HOSTNAME", "HOST"].iter().find_map(set));
    Seat {
        user: ["USER", "USERNAME", "LOGNAME"].iter().find_map(set).unwrap_or_default(),
        host: machine.map(|name| name.trim().to_owned()).unwrap_or_default(),
        pid: std::process::id(),
        program: match host {
            Host::Window => Program::Window,
            Host::Browser => Program::Browser,
            Host::Terminal => Program::Terminal,
        },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Where this machine's user has certificates: the folders that banks' programs use, and every drive.
#[expect(clippy::disallowed_methods, reason = "the environment's one home; hosts call it once, at start")]
pub fn certificate_places() -> CertificatePlaces {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    CertificatePlaces {
        home: set(if cfg!(windows) { "USERPROFILE" } else { "HOME" }),
        program_folders: ["ProgramFiles", "ProgramFiles(x86)"].into_iter().filter_map(set).collect(),
        drives: Drives::Mounted,
    }
}
