//! What was said to remotes (attempts), and which of them are being spared (breakers).
//!
//! An attempt's row is committed before its bytes leave; its end is a row of its own, so that
//! nothing of the log is ever rewritten. A row without an end is of a call whose effect is unknown.
//! Neither holds a part of the request but its digest.

use crate::errand::{Effect, check_name, check_text};
use crate::table::{attempt, breaker};
use crate::{Book, Reader, StoreError, failpoint};
use jiff::{SignedDuration, Timestamp};

/// Most attempts of one page.
pub const ATTEMPTS_MAX: u32 = 500;
/// Most steps of a plot.
pub const STEPS_MAX: usize = 500;
/// Characters of what ties a call to the act that caused it.
pub const CORRELATION_CHARS_MAX: usize = 40;

/// A call that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttempt {
    /// Who is called.
    pub provider: String,
    /// What is asked.
    pub operation: String,
    /// SHA-256 of the request, without its keys.
    pub digest: [u8; 32],
    /// The errand that it is for, if it is for one.
    pub errand: Option<i64>,
    /// What ties it to the act that caused it, in the log too.
    pub correlation: Option<String>,
    /// When.
    pub started_at: Timestamp,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEnd {
    /// Milliseconds from the row written to the end.
    pub duration_ms: u32,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// What the remote may have done.
    pub effect: Effect,
    /// In a word.
    pub outcome: AttemptOutcome,
}

/// How a call ended, in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// With an answer.
    Answered,
    /// With this failure.
    Failed(String),
    /// Nobody waited for the answer.
    Abandoned,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Its number.
    pub id: i64,
    /// The call.
    pub attempt: NewAttempt,
    /// How it ended; none while it is on its way, or when the program ended first.
    pub end: Option<AttemptEnd>,
}

/// Calls of one remote over a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptSummary {
    /// How many began.
    pub calls: u64,
    /// How many of those failed, or ended without a word.
    pub failures: u64,
    /// How long half of the ended ones took at most, in milliseconds; none without any.
    pub p50_ms: Option<u32>,
    /// How long 95 of a hundred took at most.
    pub p95_ms: Option<u32>,
}

/// A remote that is being spared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// Which one.
    pub provider: String,
    /// Nothing is sent before.
    pub open_until: Timestamp,
    /// Since when.
    pub changed_at: Timestamp,
}

impl Book {
    /// Writes the row of a call that has not been sent, and answers its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the errand, [`StoreError::BadRemoteText`] and errors of the
    /// database: the call must not be sent then.
    pub fn begin_attempt(&self, new: &NewAttempt) -> Result<i64, StoreError> {
        check_name("a provider", &new.provider)?;
        check_name("an operation", &new.operation)?;
        if let Some(correlation) = &new.correlation {
            check_text("a correlation", correlation, CORRELATION_CHARS_MAX)?;
        }
        self.write(|tx, _| {
            if let Some(id) = new.errand
                && crate::table::errand::read(tx, id)?.is_none()
            {
                return Err(StoreError::NotFound { what: "errand", id });
            }
            let id = attempt::insert(tx, new)?;
            failpoint::reach("attempt.begun")?;
            Ok((id, true))
        })
    }

    /// Adds how a call ended, once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::AttemptEnded`], [`StoreError::BadRemoteText`];
    /// nothing is written then.
    pub fn end_attempt(&self, id: i64, end: &AttemptEnd) -> Result<(), StoreError> {
        if let AttemptOutcome::Failed(failure) = &end.outcome {
            check_name("a failure", failure)?;
        }
        self.write(|tx, _| {
            let row = attempt::read(tx, id)?.ok_or(StoreError::NotFound { what: "attempt", id })?;
            if row.end.is_some() {
                return Err(StoreError::AttemptEnded { attempt: id });
            }
            attempt::insert_end(tx, id, end)?;
            failpoint::reach("attempt.ended")?;
            Ok(((), true))
        })
    }

    /// Keeps until when a provider is spared; none when it is called again.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`] and errors of the database.
    pub fn keep_breaker(
        &self,
        provider: &str,
        open_until: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        check_name("a provider", provider)?;
        self.write(|tx, _| Ok(((), breaker::put(tx, provider, open_until, at)?)))
    }
}

impl Reader {
    /// Attempts, newest first; `before` is the id of the last one of the page before. `limit` is
    /// held to 1..=[`ATTEMPTS_MAX`].
    ///
    /// # Errors
    /// As every method here.
    pub fn attempts(&self, before: Option<i64>, limit: u32) -> Result<Vec<AttemptRow>, StoreError> {
        attempt::newest(&self.connection, None, before, limit.clamp(1, ATTEMPTS_MAX))
    }

    /// Attempts for one errand, as [`Reader::attempts`].
    ///
    /// # Errors
    /// As every method here.
    pub fn attempts_for(
        &self,
        errand: i64,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AttemptRow>, StoreError> {
        attempt::newest(&self.connection, Some(errand), before, limit.clamp(1, ATTEMPTS_MAX))
    }

    /// Calls of a provider that began at or after `since`, in figures.
    ///
    /// # Errors
    /// As every method here.
    pub fn attempt_summary(&self, provider: &str, since: Timestamp) -> Result<AttemptSummary, StoreError> {
        attempt::summary(&self.connection, provider, since)
    }

    /// Calls of a provider in equal steps of time from `since` on, each as [`Reader::attempt_summary`];
    /// at most [`STEPS_MAX`] steps. Calls after the last step are left out.
    ///
    /// # Errors
    /// As every method here.
    pub fn attempt_steps(
        &self,
        provider: &str,
        since: Timestamp,
        step: SignedDuration,
        steps: usize,
    ) -> Result<Vec<AttemptSummary>, StoreError> {
        attempt::steps(&self.connection, provider, since, step, steps.min(STEPS_MAX))
    }

    /// The newest call of a provider that was answered, or the newest that failed.
    ///
    /// # Errors
    /// As every method here.
    pub fn last_attempt(&self, provider: &str, answered: bool) -> Result<Option<AttemptRow>, StoreError> {
        attempt::last(&self.connection, provider, answered)
    }

    /// Whether a provider is being spared, and until when.
    ///
    /// # Errors
    /// As every method here.
    pub fn breaker(&self, provider: &str) -> Result<Option<Breaker>, StoreError> {
        breaker::read(&self.connection, provider)
    }
}
