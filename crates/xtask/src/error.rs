//! The one error of the chores: a line for the person at the terminal.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a chore stopped.
#[derive(Debug)]
pub(crate) enum ChoreError {
    /// One line: what is wrong and what to do.
    Stopped(String),
    /// Everything has been printed already; only the exit code is left to set.
    Reported,
}

/// What a chore returns.
pub(crate) type Outcome<T = ()> = Result<T, ChoreError>;

/// Stops a chore with one line.
pub(crate) fn stop<T>(line: impl Into<String>) -> Outcome<T> {
    Err(ChoreError::Stopped(line.into()))
}

impl fmt::Display for ChoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped(line) => f.write_str(line),
            Self::Reported => f.write_str("stopped; the lines above say why"),
        }
    }
}

impl std::error::Error for ChoreError {}

/// Names the file in an I/O error, which by itself says only "not found".
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> ChoreError {
    move |error| ChoreError::Stopped(format!("{}: {error}", path.display()))
}
