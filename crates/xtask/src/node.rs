//! Node: its version, the packages of a folder, and the built page.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::error::{ChoreError, Outcome, at, stop};
use crate::need;
use crate::place;
use crate::process;
use crate::step::note;

/// Longest time for `npm ci`, downloads included.
const PACKAGES_MAX: Duration = Duration::from_mins(10);
/// Longest time for building the page.
const PAGE_MAX: Duration = Duration::from_mins(5);
/// Where the lock file that `node_modules` was filled from is kept.
const STAMP: &str = "node_modules/.jangbu-lock.json";

const ADVICE: &str = "install Node 20.19 or newer (22.12 or newer in the 22 line) from https://nodejs.org";

/// A Node version that Vite runs on.
///
/// # Errors
/// One line, when Node is missing or too old.
pub(crate) fn check_node() -> Outcome {
    need::require("node", ADVICE)?;
    need::require("npm", "it comes with Node from https://nodejs.org; Debian has it as the package npm")?;
    let mut command = Command::new("node");
    command.arg("--version");
    let version = process::ask(command)?;
    if is_new_enough(version.trim()) {
        return Ok(());
    }
    stop(format!("Node {} is too old: {ADVICE}", version.trim()))
}

/// Vite takes ^20.19.0 or >=22.12.0; the odd line 21 is not among them.
fn is_new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    match (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) {
        (20, minor) => minor >= 19,
        (22, minor) => minor >= 12,
        (major, _) => major > 22,
    }
}

/// Fills `folder/node_modules` from its lock file, unless it was filled from the same one.
pub(crate) fn install_packages(folder: &str) -> Outcome {
    let folder = place::root().join(folder);
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).map_err(at(&lock))?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|filled_from| filled_from == wanted) {
        note("the lock file has not changed: nothing to install");
        return Ok(());
    }
    let mut command = npm(&folder, &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    // The tests use the system's browser; no package may fetch one of its own.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").stdin(std::process::Stdio::null());
    process::run(command, PACKAGES_MAX)?;
    fs::write(&stamp, wanted).map_err(at(&stamp))
}

/// Builds the page that the window and `jangbu serve` show, into ui/dist.
pub(crate) fn build_page() -> Outcome {
    process::run(npm(&place::root().join("ui"), &["run", "build"]), PAGE_MAX)?;
    let page = place::root().join("ui/dist/index.html");
    if page.is_file() {
        return Ok(());
    }
    Err(ChoreError::Stopped(format!("{} was not written by the build", page.display())))
}

/// `npm` in a folder.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = process::program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(folder);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_versions_that_vite_runs_on_are_taken() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"] {
            assert!(is_new_enough(good), "{good}");
        }
        for bad in ["v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "nonsense", ""] {
            assert!(!is_new_enough(bad), "{bad}");
        }
    }
}
