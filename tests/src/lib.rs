//! What the suites share.

pub mod file_keyring;
pub mod trial;

/// What fallible steps of a suite's own programs return; a failure is a sentence.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
