//! Where a window is driven: a display of its own, a session bus of its own, a home of its own.
//! Nothing of the person who runs the tests is seen or changed.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

/// Room for a window of 1280 × 800 and a drag source beside it.
const SCREEN: &str = "1600x1000x24";

/// A bus that starts nothing by itself: no keyring answers, whatever is installed here.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#;

/// A process and all it has started; they end together.
pub(crate) struct Family(Child);

impl Family {
    /// Starts `command` as the head of a process group of its own.
    pub(crate) fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        Self(command.process_group(0).spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    }

    /// How the head of the family ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("asked")
    }

    /// Starts `command` and reads the first line it prints: its address, when it is ready.
    fn start_announced(command: &mut Command) -> (Self, String) {
        let mut family = Self::start(command.stdout(Stdio::piped()));
        let output = family.0.stdout.take().expect("the output was piped");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("a line of text");
        assert!(!line.trim().is_empty(), "{} ended before it was ready", command.get_program().display());
        (family, line.trim().to_owned())
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            // The group may have ended by itself; then there is nothing to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

/// Display, session bus and home for one test. The fields end in their order, the display last.
pub(crate) struct Place {
    _window_manager: Family,
    _bus: Family,
    _screen: Family,
    display: String,
    bus_address: String,
    home: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let (screen, number) = Family::start_announced(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"])
                .stderr(Stdio::null()),
        );
        let display = format!(":{number}");
        let bus_rules = home.path().join("bus.conf");
        std::fs::write(&bus_rules, BARE_BUS).expect("a file can be written");
        let (bus, bus_address) = Family::start_announced(
            Command::new("dbus-daemon")
                .arg(format!("--config-file={}", bus_rules.display()))
                .args(["--nofork", "--print-address=1"])
                .env("HOME", home.path())
                .env("XDG_RUNTIME_DIR", home.path())
                .stderr(Stdio::null()),
        );
        let window_manager = Family::start(
            Command::new("openbox")
                .args(["--sm-disable"])
                .env("DISPLAY", &display)
                .env("HOME", home.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        Self { _window_manager: window_manager, _bus: bus, _screen: screen, display, bus_address, home }
    }

    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// The bus that stands for the session's and the system's.
    pub(crate) fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// A folder of this test alone.
    pub(crate) fn folder(&self) -> &Path {
        self.home.path()
    }

    /// Where the program under test keeps its books.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("books")
    }

    /// `program`, to be run here.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus_address)
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("XDG_DATA_HOME", self.home.path().join("data"))
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .env("XDG_CACHE_HOME", self.home.path().join("cache"))
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        command
    }
}

/// The program under test, built beside this test.
///
/// # Panics
/// When it is not there: `cargo build -p jangbu-desktop` makes it.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let folder = test.parent().and_then(Path::parent).expect("target/<profile>/deps/<test>");
    let program = folder.join("jangbu-desktop");
    assert!(program.exists(), "{} is missing; `cargo build -p jangbu-desktop` makes it", program.display());
    program
}
