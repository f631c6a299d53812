//! A drag source, as a file manager is one: a small window that offers files as `text/uri-list`
//! by the XDND protocol (freedesktop.org, version 5) to whatever the real pointer is moved over.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, GrabMode,
    MotionNotifyEvent, PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::place::Place;
use crate::wait::PATIENCE;
use crate::x11;

/// Version of the protocol spoken here.
const VERSION: u32 = 5;

/// Edge of the source's window, in pixels; it stands at the display's top left corner.
const EDGE: u16 = 60;

/// How far the drag has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The button is down and the pointer is held.
    Held,
    /// The window under the pointer would take the files.
    Accepted,
    /// It would not, or not yet.
    Declined,
    /// It has taken them and said so.
    Finished,
}

/// The source, running on a thread of its own until the display ends.
pub(crate) struct DragSource {
    stages: Receiver<Stage>,
}

impl DragSource {
    /// Shows the source with `files` to be dragged.
    pub(crate) fn show(place: &Place, files: &[PathBuf]) -> Self {
        let (connection, root) = x11::connect(place);
        let (report, stages) = channel();
        let source = Source::new(connection, root, &uri_list(files), report);
        std::thread::spawn(move || source.serve());
        Self { stages }
    }

    /// Drags the files by the real pointer onto the point `x`, `y` and lets them go.
    ///
    /// # Panics
    /// When the window there does not take them in time.
    pub(crate) fn drop_on(&self, place: &Place, (x, y): (i16, i16)) {
        let middle = (EDGE / 2).to_string();
        x11::pointer(place, &["mousemove", &middle, &middle, "mousedown", "1"]);
        self.await_stage(Stage::Held);
        self.move_until_accepted(place, x, y);
        x11::pointer(place, &["mouseup", "1"]);
        self.await_stage(Stage::Finished);
    }

    /// Moves to and fro by a pixel: a target makes up its mind only after it has read the files.
    fn move_until_accepted(&self, place: &Place, x: i16, y: i16) {
        let turns = 200;
        for turn in 0..turns {
            let (x, y) = ((x - turn % 2).to_string(), y.to_string());
            x11::pointer(place, &["mousemove", &x, &y]);
            // The last answer counts: earlier ones belong to earlier places.
            let answer = self.stages.recv_timeout(PATIENCE / 100);
            let last = self.stages.try_iter().last().or_else(|| answer.ok());
            if last == Some(Stage::Accepted) {
                return;
            }
        }
        panic!("the window under the pointer did not take the files in {turns} moves");
    }

    fn await_stage(&self, wanted: Stage) {
        let mut seen = Vec::new();
        while seen.last() != Some(&wanted) {
            let stage = self.stages.recv_timeout(PATIENCE);
            seen.push(
                stage.unwrap_or_else(|_| panic!("the drag never came to {wanted:?}; it went {seen:?}")),
            );
        }
    }
}

/// `files` as RFC 2483 has it: one address a line, what is not plain percent-encoded.
fn uri_list(files: &[PathBuf]) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;

    files.iter().fold(String::new(), |mut list, file| {
        list.push_str("file://");
        for byte in file.as_os_str().as_bytes() {
            match byte {
                b'/' | b'-' | b'.' | b'_' | b'~' => list.push(char::from(*byte)),
                _ if byte.is_ascii_alphanumeric() => list.push(char::from(*byte)),
                _ => write!(list, "%{byte:02X}").expect("a string takes all"),
            }
        }
        list.push_str("\r\n");
        list
    })
}

/// The names the protocol uses.
struct Names {
    aware: u32,
    selection: u32,
    enter: u32,
    position: u32,
    status: u32,
    leave: u32,
    drop: u32,
    finished: u32,
    copy: u32,
    uri_list: u32,
}

struct Source {
    connection: RustConnection,
    root: Window,
    window: Window,
    names: Names,
    offered: Vec<u8>,
    report: Sender<Stage>,
    /// The window the files are over now.
    target: Option<Window>,
    accepted: bool,
}

impl Source {
    fn new(connection: RustConnection, root: Window, offered: &str, report: Sender<Stage>) -> Self {
        let name = |name| x11::atom(&connection, name);
        let names = Names {
            aware: name("XdndAware"),
            selection: name("XdndSelection"),
            enter: name("XdndEnter"),
            position: name("XdndPosition"),
            status: name("XdndStatus"),
            leave: name("XdndLeave"),
            drop: name("XdndDrop"),
            finished: name("XdndFinished"),
            copy: name("XdndActionCopy"),
            uri_list: name("text/uri-list"),
        };
        let window = show_window(&connection, root);
        let offered = offered.as_bytes().to_vec();
        Self { connection, root, window, names, offered, report, target: None, accepted: false }
    }

    /// Answers the display until it ends or nobody listens any more.
    fn serve(mut self) {
        while let Ok(event) = self.connection.wait_for_event() {
            match event {
                Event::ButtonPress(_) => self.take_hold(),
                Event::MotionNotify(motion) => self.point_at(&motion),
                Event::ButtonRelease(release) => self.let_go(release.time),
                Event::SelectionRequest(request) => self.hand_over(&request),
                Event::ClientMessage(message) => self.hear(&message),
                _ => {}
            }
            let _ = self.connection.flush();
        }
    }

    fn take_hold(&self) {
        let mask = EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION;
        self.connection
            .grab_pointer(
                false,
                self.window,
                mask,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
                x11rb::NONE,
                x11rb::NONE,
                x11rb::CURRENT_TIME,
            )
            .expect("asked")
            .reply()
            .expect("the pointer is held");
        self.connection
            .set_selection_owner(self.window, self.names.selection, x11rb::CURRENT_TIME)
            .expect("asked");
        self.tell(Stage::Held);
    }

    /// Tells the window under the pointer where the files are; greets it first if it is new.
    fn point_at(&mut self, motion: &MotionNotifyEvent) {
        let under = self.aware_window_under_pointer();
        if under != self.target {
            if let Some(left) = self.target {
                self.send(left, self.names.leave, [self.window, 0, 0, 0, 0]);
            }
            if let Some(entered) = under {
                self.send(entered, self.names.enter, [self.window, VERSION << 24, self.names.uri_list, 0, 0]);
            }
            (self.target, self.accepted) = (under, false);
        }
        if let Some(target) = under {
            let [x, y] = [motion.root_x, motion.root_y].map(|at| u32::from(at.unsigned_abs()));
            let message = [self.window, 0, (x << 16) | y, motion.time, self.names.copy];
            self.send(target, self.names.position, message);
        }
    }

    fn let_go(&mut self, time: u32) {
        let _ = self.connection.ungrab_pointer(time);
        match self.target {
            Some(target) if self.accepted => {
                self.send(target, self.names.drop, [self.window, 0, time, 0, 0]);
            }
            Some(target) => self.send(target, self.names.leave, [self.window, 0, 0, 0, 0]),
            None => {}
        }
    }

    /// Writes the addresses where the target asked for them.
    fn hand_over(&self, request: &SelectionRequestEvent) {
        let readable = request.target == self.names.uri_list;
        if readable {
            self.connection
                .change_property8(
                    PropMode::REPLACE,
                    request.requestor,
                    request.property,
                    request.target,
                    &self.offered,
                )
                .expect("written");
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if readable { request.property } else { x11rb::NONE },
        };
        self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, answer).expect("sent");
    }

    fn hear(&mut self, message: &ClientMessageEvent) {
        let [_, flags, ..] = message.data.as_data32();
        if message.type_ == self.names.status {
            self.accepted = flags & 1 == 1;
            self.tell(if self.accepted { Stage::Accepted } else { Stage::Declined });
        } else if message.type_ == self.names.finished {
            self.tell(Stage::Finished);
        }
    }

    /// Goes down from the root through the windows under the pointer to the first that knows XDND.
    fn aware_window_under_pointer(&self) -> Option<Window> {
        let mut window = self.root;
        loop {
            let under = self.connection.query_pointer(window).ok()?.reply().ok()?.child;
            if under == x11rb::NONE || under == self.window {
                return None;
            }
            let aware = self
                .connection
                .get_property(false, under, self.names.aware, AtomEnum::ANY, 0, 1)
                .ok()?
                .reply()
                .ok()?;
            if aware.value_len > 0 {
                return Some(under);
            }
            window = under;
        }
    }

    fn send(&self, to: Window, what: u32, values: [u32; 5]) {
        let message = ClientMessageEvent::new(32, to, what, values);
        self.connection.send_event(false, to, EventMask::NO_EVENT, message).expect("sent");
    }

    /// A test that has failed no longer listens.
    fn tell(&self, stage: Stage) {
        let _ = self.report.send(stage);
    }
}

/// A window no window manager frames or moves.
fn show_window(connection: &RustConnection, root: Window) -> Window {
    let window = connection.generate_id().expect("an id");
    let look = CreateWindowAux::new()
        .override_redirect(1)
        .background_pixel(0x0080_8080)
        .event_mask(EventMask::BUTTON_PRESS | EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION);
    connection
        .create_window(
            x11rb::COPY_DEPTH_FROM_PARENT,
            window,
            root,
            0,
            0,
            EDGE,
            EDGE,
            0,
            WindowClass::INPUT_OUTPUT,
            0,
            &look,
        )
        .expect("asked")
        .check()
        .expect("made");
    connection.map_window(window).expect("asked").check().expect("shown");
    window
}
