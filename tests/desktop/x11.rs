//! What a window manager and a person do to the window from outside.

use std::path::PathBuf;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use crate::place::{Place, program};

/// The program's window on the display.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) window: Window,
    pid: u32,
}

impl Shown {
    /// Whether its process still runs; one that has ended and waits to be collected does not.
    pub(crate) fn runs(self) -> bool {
        let stat = std::fs::read_to_string(PathBuf::from(format!("/proc/{}/stat", self.pid)));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// Ends its process at once, without a word to it.
    pub(crate) fn kill(self) {
        let process = i32::try_from(self.pid).ok().and_then(Pid::from_raw).expect("a process number");
        kill_process(process, Signal::KILL).expect("the process is ours");
    }
}

/// A connection to `place`'s display, and its root window.
pub(crate) fn connect(place: &Place) -> (RustConnection, Window) {
    let (connection, screen) = RustConnection::connect(Some(place.display())).expect("the display answers");
    let root = connection.setup().roots[screen].root;
    (connection, root)
}

pub(crate) fn atom(connection: &RustConnection, name: &str) -> u32 {
    let cookie = connection.intern_atom(false, name.as_bytes()).expect("asked");
    cookie.reply().expect("an atom").atom
}

/// The 32-bit values of a property; empty when the window has none.
pub(crate) fn property(connection: &RustConnection, window: Window, name: &str) -> Vec<u32> {
    let cookie = connection
        .get_property(false, window, atom(connection, name), AtomEnum::ANY, 0, 1024)
        .expect("asked");
    // A window may vanish between two questions.
    cookie.reply().ok().and_then(|reply| reply.value32().map(Iterator::collect)).unwrap_or_default()
}

/// The window of the program under test, if the window manager shows it.
pub(crate) fn jangbu_window(place: &Place) -> Option<Shown> {
    let (connection, root) = connect(place);
    property(&connection, root, "_NET_CLIENT_LIST").into_iter().find_map(|window| {
        let pid = *property(&connection, window, "_NET_WM_PID").first()?;
        let image = std::fs::read_link(format!("/proc/{pid}/exe")).ok()?;
        (image == program().canonicalize().ok()?).then_some(Shown { window, pid })
    })
}

/// Titles of all windows the window manager shows.
pub(crate) fn titles(place: &Place) -> Vec<String> {
    let (connection, root) = connect(place);
    let name = atom(&connection, "_NET_WM_NAME");
    let title = |window| {
        let cookie = connection.get_property(false, window, name, AtomEnum::ANY, 0, 1024).ok()?;
        String::from_utf8(cookie.reply().ok()?.value).ok()
    };
    property(&connection, root, "_NET_CLIENT_LIST").into_iter().filter_map(title).collect()
}

/// Presses the close button of the window's frame.
pub(crate) fn ask_to_close(place: &Place, shown: Shown) {
    let (connection, root) = connect(place);
    let message =
        ClientMessageEvent::new(32, shown.window, atom(&connection, "_NET_CLOSE_WINDOW"), [0, 2, 0, 0, 0]);
    let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    connection.send_event(false, root, mask, message).expect("sent").check().expect("accepted");
}

/// The middle of the window, in the display's coordinates.
pub(crate) fn middle_of(place: &Place, shown: Shown) -> (i16, i16) {
    let (connection, root) = connect(place);
    let size = connection.get_geometry(shown.window).expect("asked").reply().expect("a size");
    let (x, y) = (i16::try_from(size.width / 2), i16::try_from(size.height / 2));
    let at = connection
        .translate_coordinates(shown.window, root, x.expect("small"), y.expect("small"))
        .expect("asked")
        .reply()
        .expect("a place");
    (at.dst_x, at.dst_y)
}

/// Moves the real pointer and presses its buttons, as xdotool's arguments say.
pub(crate) fn pointer(place: &Place, arguments: &[&str]) {
    let moved: &mut Command = &mut place.command("xdotool");
    let status = moved.args(arguments).status().expect("xdotool runs");
    assert!(status.success(), "xdotool {arguments:?} failed");
}
