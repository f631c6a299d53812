//! Where this program keeps its things on this system.

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
