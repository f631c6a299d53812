//! The window on a virtual display, and a picture of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::error::{ChoreError, Outcome, at, stop};
use crate::place;
use crate::process::{self, Kept};

/// Longest wait for the virtual display to name its number.
const DISPLAY_MAX: Duration = Duration::from_secs(20);
/// Longest wait for the window to show its content.
const CONTENT_MAX: Duration = Duration::from_mins(2);
/// A page with text has many shades; an empty one has a handful.
const SHADES_MIN: u32 = 200;
/// The picture must be the same this many times in a row before it counts as settled.
const SAME_MIN: u32 = 3;
const SCREEN: &str = "1280x800x24";

/// Starts the window on a display of its own, waits for its content, and writes a screenshot.
pub(crate) fn photograph() -> Outcome<PathBuf> {
    let picture = place::target().join("jangbu-window.png");
    let books = place::target().join("xtask-window");
    clear(&books)?;
    let (display, _screen) = start_display()?;
    let mut window = start_window(&display, &books)?;
    let shown = process::poll(CONTENT_MAX, {
        let mut last = String::new();
        let mut same = 0;
        let (window, picture, display) = (&mut window, &picture, &display);
        move || {
            if let Some(status) = window.child().try_wait().map_err(|e| ChoreError::Stopped(e.to_string()))? {
                return stop(format!("the window ended by itself ({status}); the lines above say why"));
            }
            let Some((shades, signature)) = take(display, picture) else { return Ok(None) };
            same = if signature == last { same + 1 } else { 0 };
            last = signature;
            Ok((shades >= SHADES_MIN && same >= SAME_MIN).then_some(()))
        }
    })?;
    drop(window);
    clear(&books)?;
    match shown {
        Some(()) => Ok(picture),
        None => stop(format!(
            "the window showed nothing within {} s; what was there: {}",
            CONTENT_MAX.as_secs(),
            picture.display()
        )),
    }
}

/// A virtual display with a number that nobody else has.
fn start_display() -> Outcome<(String, Kept)> {
    let mut command = process::program("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut screen = Kept::start(command)?;
    let Some(pipe) = screen.child().stdout.take() else { return stop("Xvfb has no output to read") };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        if BufReader::new(pipe).read_line(&mut line).is_ok() {
            // Nobody listens any more when the wait is over.
            let _ = sender.send(line);
        }
    });
    match receiver.recv_timeout(DISPLAY_MAX).map(|line| line.trim().parse::<u32>()) {
        Ok(Ok(number)) => Ok((format!(":{number}"), screen)),
        _ => stop("Xvfb did not start; `Xvfb :99` says why"),
    }
}

fn start_window(display: &str, books: &Path) -> Outcome<Kept> {
    let mut command = process::program(place::program("jangbu-desktop"));
    command.arg("--demo").arg("--data-dir").arg(books);
    command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    command.stdin(Stdio::null());
    Kept::start(command)
}

/// Writes a screenshot; returns its number of shades and a signature of its content.
fn take(display: &str, picture: &Path) -> Option<(u32, String)> {
    let mut command = process::program("import");
    command.args(["-display", display, "-window", "root"]).arg(picture);
    process::ask(command).ok()?;
    let mut command = process::program("identify");
    command.args(["-format", "%k %#"]).arg(picture);
    let answer = process::ask(command).ok()?;
    let (shades, signature) = answer.trim().split_once(' ')?;
    Some((shades.parse().ok()?, signature.to_owned()))
}

/// Removes a folder if it is there.
fn clear(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    Ok(())
}
