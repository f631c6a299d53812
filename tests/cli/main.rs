//! The terminal program as a person runs it: the built binary, its exit codes, its documents, and
//! docs/CLI.md held against both.
#![cfg(unix)]

#[cfg(test)]
mod certificates;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod running;
#[cfg(test)]
mod terminal;
