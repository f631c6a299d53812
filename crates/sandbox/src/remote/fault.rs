//! Faults by script: the next calls of an operation end otherwise than they would.

use serde::{Deserialize, Serialize};

/// Faults waiting at most; a script that has more is wrong.
pub(super) const FAULTS_MAX: usize = 1_000;
/// The longest wait of a slow answer: beyond any client's deadline.
pub(super) const DELAY_MS_MAX: u64 = 600_000;

/// A fault and whom it meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The operation, or every one.
    #[serde(default)]
    pub operation: Option<String>,
    /// So many calls.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn once() -> u32 {
    1
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The connection ends; nothing was done.
    DropBefore,
    /// It is done, and the connection ends without an answer.
    DropAfter,
    /// It is done, and answered that much later.
    Slow {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// It is done, and the answer ends in the middle of its body.
    Garbled,
    /// A page for people in place of an answer; nothing was done.
    Html {
        /// With this HTTP status.
        status: u16,
    },
    /// Too many calls; nothing was done.
    Throttled {
        /// Retry-After, in seconds.
        #[serde(default)]
        retry_after_s: Option<u64>,
    },
    /// This very answer; nothing was done.
    Answer {
        /// HTTP status.
        status: u16,
        /// JSON.
        body: serde_json::Value,
    },
    /// One that only this remote has; the stand-in lists them.
    Own {
        /// Which.
        name: String,
    },
}

impl Fault {
    /// Meets the next call of any operation.
    pub fn once(kind: FaultKind) -> Self {
        Self { operation: None, times: 1, kind }
    }

    /// Aimed at one operation.
    #[must_use]
    pub fn at(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Meets the next calls of any operation.
    pub fn times(kind: FaultKind, times: u32) -> Self {
        Self { operation: None, times, kind }
    }
}
