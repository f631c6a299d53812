//! Prerequisites: what must be on the machine, why, and for which chore.
//!
//! On Debian what is missing is installed, without recommended packages. It is looked up first,
//! so that a second run calls no package tool at all.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::error::{ChoreError, Outcome, stop};
use crate::place;
use crate::process;
use crate::step::note;

/// Longest time for one call of the package tool, downloads included.
const INSTALL_MAX: Duration = Duration::from_mins(20);

/// What a package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Building the window and the terminal program.
    Build,
    /// Showing the window where there is no display.
    Screen,
    /// Running all tests.
    Test,
    /// The checks around the tests.
    Check,
}

/// One Debian package.
struct Need {
    package: &'static str,
    why: &'static str,
    purposes: &'static [Purpose],
}

use Purpose::{Build, Check, Screen, Test};

const NEEDS: &[Need] = &[
    Need { package: "pkg-config", why: "finds the libraries below", purposes: &[Build, Test] },
    Need { package: "libssl-dev", why: "the ciphers of the encrypted book", purposes: &[Build, Test] },
    Need {
        package: "libwebkit2gtk-4.1-dev",
        why: "the window shows its page with it",
        purposes: &[Build, Test],
    },
    Need { package: "xvfb", why: "a display where there is none", purposes: &[Screen, Test] },
    Need { package: "imagemagick", why: "takes the screenshot", purposes: &[Screen, Test] },
    Need { package: "fonts-nanum", why: "Korean in what the system draws", purposes: &[Screen, Test] },
    Need { package: "webkit2gtk-driver", why: "drives the real window", purposes: &[Test] },
    Need { package: "xdotool", why: "drops a file with a real pointer", purposes: &[Test] },
    Need { package: "openbox", why: "a window manager for the drop", purposes: &[Test] },
    Need { package: "chromium", why: "the browser of the browser tests", purposes: &[Test] },
    Need { package: "gnome-keyring", why: "a real keyring to keep keys in", purposes: &[Test] },
    Need { package: "openssl", why: "reads and writes certificates on the other side", purposes: &[Test] },
    Need { package: "dbus", why: "the bus the keyring answers on", purposes: &[Test] },
    Need { package: "python3-venv", why: "brings the spelling check", purposes: &[Check] },
];

/// Installs what the purposes need and the machine lacks.
///
/// # Errors
/// One line naming the packages where nothing can be installed: neither root nor `sudo`.
pub(crate) fn install(purposes: &[Purpose]) -> Outcome {
    let needs: Vec<&Need> =
        NEEDS.iter().filter(|need| need.purposes.iter().any(|purpose| purposes.contains(purpose))).collect();
    if place::on_path("dpkg-query").is_none() {
        note("not a Debian system: these are taken to be there, under whatever name they have here:");
        note(&needs.iter().map(|need| need.package).collect::<Vec<_>>().join(" "));
        return Ok(());
    }
    let missing = missing(&needs)?;
    if missing.is_empty() {
        note(&format!("all {} packages are there", needs.len()));
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let Some(prefix) = Authority::of_this_user()?.prefix() else {
        return stop(format!(
            "not root and no usable sudo; install these as root and start again: apt-get install --no-install-recommends {}",
            packages.join(" ")
        ));
    };
    for need in &missing {
        note(&format!("missing: {} — {}", need.package, need.why));
    }
    process::run(apt(prefix, &["update", "-q"]), INSTALL_MAX)?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    process::run(apt(prefix, &arguments), INSTALL_MAX)
}

fn missing(needs: &[&'static Need]) -> Outcome<Vec<&'static Need>> {
    let mut command = Command::new("dpkg-query");
    command.args(["-W", "-f", "${Package} ${db:Status-Status}\n"]);
    command.args(needs.iter().map(|need| need.package));
    // It exits with 1 as soon as one package is unknown, so the status says nothing.
    let output = command.output().map_err(|error| ChoreError::Stopped(format!("dpkg-query: {error}")))?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(needs.iter().filter(|need| !is_installed(&listed, need.package)).copied().collect())
}

fn is_installed(listed: &str, package: &str) -> bool {
    listed.lines().any(|line| line.split_once(' ') == Some((package, "installed")))
}

/// By what right packages may be installed.
enum Authority {
    Root,
    /// `sudo`, asking for a password on the terminal.
    Sudo,
    /// `sudo` where nobody could type a password: works only if none is asked for.
    SilentSudo,
    None,
}

impl Authority {
    fn of_this_user() -> Outcome<Self> {
        let mut id = Command::new("id");
        id.arg("-u");
        if process::ask(id)?.trim() == "0" {
            return Ok(Self::Root);
        }
        if place::on_path("sudo").is_none() {
            return Ok(Self::None);
        }
        let mut silent = Command::new("sudo");
        silent.args(["-n", "true"]);
        if process::ask(silent).is_ok() {
            return Ok(Self::SilentSudo);
        }
        let terminal = std::io::IsTerminal::is_terminal(&std::io::stdin());
        Ok(if terminal { Self::Sudo } else { Self::None })
    }

    fn prefix(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Root => Some(&[]),
            Self::Sudo => Some(&["sudo"]),
            Self::SilentSudo => Some(&["sudo", "-n"]),
            Self::None => None,
        }
    }
}

/// `apt-get` without questions, waiting a bounded time for another package tool.
fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut words: Vec<&str> = prefix.to_vec();
    words.extend([
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
        "-o",
        "Dpkg::Use-Pty=0",
    ]);
    words.extend(arguments);
    let (first, rest) = words.split_first().unwrap_or((&"apt-get", &[]));
    let mut command = process::program(first);
    command.args(rest);
    if prefix.first() != Some(&"sudo") {
        command.stdin(std::process::Stdio::null());
    }
    command
}

/// Whether a window can be shown on this machine right now.
pub(crate) fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY") || !cfg!(target_os = "linux")
}

/// Stops with one line where a program is missing that no package of the table brings.
pub(crate) fn require(name: &str, advice: &str) -> Outcome<std::path::PathBuf> {
    let found =
        place::on_path(name).or_else(|| Some(Path::new(name).to_owned()).filter(|path| path.is_file()));
    found.ok_or_else(|| ChoreError::Stopped(format!("{name} is missing: {advice}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_it_is_fully_installed() {
        let listed = "xvfb installed\nchromium config-files\ndbus unpacked\n";
        assert!(is_installed(listed, "xvfb"));
        assert!(!is_installed(listed, "chromium"));
        assert!(!is_installed(listed, "dbus"));
        assert!(!is_installed(listed, "xvf"));
    }

    #[test]
    fn every_package_is_listed_once_with_a_reason_and_a_purpose() {
        for (place, need) in NEEDS.iter().enumerate() {
            assert!(!need.why.is_empty() && !need.purposes.is_empty(), "{}", need.package);
            assert!(NEEDS[place + 1..].iter().all(|other| other.package != need.package), "{}", need.package);
        }
    }

    #[test]
    fn what_a_build_needs_the_tests_need_too() {
        for need in NEEDS.iter().filter(|need| need.purposes.contains(&Build)) {
            assert!(need.purposes.contains(&Test), "{}", need.package);
        }
    }

    #[test]
    fn the_package_tool_is_called_without_questions() {
        let spelt = process::spelt(&apt(&["sudo", "-n"], &["update"]));
        assert_eq!(
            spelt,
            "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 update"
        );
    }
}
