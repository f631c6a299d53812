//! Secrets come in by a file descriptor, never by an argument.

use jangbu_app::ipc::view::ErrorView;
use std::collections::BTreeMap;
use std::io::Read as _;

/// Longest line that is read.
const LINE_BYTES_MAX: u64 = 4_096;

/// The first line that file descriptor `number` gives.
///
/// # Errors
/// `file.unreadable` when the descriptor is not open.
#[cfg(unix)]
pub(crate) fn read_from_fd(number: i32) -> Result<String, ErrorView> {
    // Through the file system rather than by adopting a raw descriptor, which would need `unsafe`.
    let path = format!("/dev/fd/{number}");
    let mut text = String::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LINE_BYTES_MAX).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(text.lines().next().unwrap_or_default().to_owned()),
        Err(error) => Err(unreadable(number, &error.to_string())),
    }
}

/// Not offered where descriptors have no path.
#[cfg(not(unix))]
pub(crate) fn read_from_fd(number: i32) -> Result<String, ErrorView> {
    Err(unreadable(number, "file descriptors cannot be read on this system"))
}

fn unreadable(number: i32, why: &str) -> ErrorView {
    let params = BTreeMap::from([("file".to_owned(), format!("fd {number}"))]);
    ErrorView {
        code: "file.unreadable".to_owned(),
        params,
        message: format!("file descriptor {number}: {why}"),
    }
}

/// Asks on the terminal, without showing what is typed; none where there is no terminal.
pub(crate) fn ask(question: &str) -> Option<String> {
    rpassword::prompt_password(question).ok()
}
