//! One row for every call that is about to leave: written before the bytes are.

use crate::error::{Effect, Kind};
use jiff::Timestamp;
use std::time::Duration;

/// Names a row of the attempt log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttemptId(pub i64);

/// A call about to be sent. No secret, no part of the request but its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Who is called.
    pub provider: &'static str,
    /// What is asked.
    pub operation: &'static str,
    /// SHA-256 over method, address without the key, and body: equal for equal requests.
    pub digest: [u8; 32],
    /// When.
    pub started_at: Timestamp,
}

/// How the call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptEnd {
    /// From the row written to the end.
    pub duration: Duration,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// What the remote may have done.
    pub effect: Effect,
    /// In a word.
    pub outcome: Outcome,
}

/// How an attempt ended, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Answered,
    /// With this failure.
    Failed(Kind),
    /// Nobody waited for the answer: cancelled, or the caller's deadline had passed.
    Abandoned,
}

/// The log could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the attempt could not be written down")]
pub struct AttemptLogError(#[source] pub Option<Box<dyn std::error::Error + Send + Sync>>);

/// Keeps the rows; the host implements it on its database.
pub trait AttemptLog: Send + Sync {
    /// Commits the row of a call that has not been sent.
    ///
    /// # Errors
    /// [`AttemptLogError`]: the call is not sent.
    fn begin(&self, attempt: &Attempt) -> Result<AttemptId, AttemptLogError>;

    /// Adds how it ended. A row without an end is of a call whose effect is unknown.
    ///
    /// # Errors
    /// [`AttemptLogError`]: the answer counts all the same.
    fn end(&self, id: AttemptId, end: &AttemptEnd) -> Result<(), AttemptLogError>;
}
