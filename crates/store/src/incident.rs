//! Incidents: something with a remote, or with what it gave, that somebody should know of, from its
//! beginning to its end. There is at most one open incident of a rule and a subject, so that each is
//! announced once however often it is seen.
//!
//! They are the machine's observations and stand outside the change chain.

use crate::errand::{check_name, check_text};
use crate::table::change::numbered;
use crate::table::incident;
use crate::{Book, ErrandPut, NewErrand, Reader, StoreError, failpoint};
use jiff::Timestamp;

/// Rows of one page at most.
pub const INCIDENTS_MAX: u32 = 200;
/// Characters of an incident's parameters: figures and codes, never a document.
const PARAMS_CHARS_MAX: usize = 2_000;
/// Notices that one step of an incident puts at most: one a channel.
const NOTICES_MAX: usize = 16;

numbered! {
    /// How much an incident matters.
    Severity {
        /// Somebody should look now.
        Critical = 1 "critical",
        /// Somebody should look today.
        Warning = 2 "warning",
    }
}

/// What is observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// By which rule: `remote_failing`, `slow`.
    pub rule: String,
    /// Of what: a remote's name, `collect`.
    pub subject: String,
    /// How much it matters.
    pub severity: Severity,
    /// Figures that its text needs, as JSON.
    pub params: String,
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its number.
    pub id: i64,
    /// What was observed, as last seen.
    pub observed: Observed,
    /// When it was first seen.
    pub began_at: Timestamp,
    /// When it was last seen.
    pub seen_at: Timestamp,
    /// How often it was seen.
    pub times: u32,
    /// When it ended; none while it is open.
    pub ended_at: Option<Timestamp>,
}

/// What became of an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The incident.
    pub id: i64,
    /// Whether it began with this observation.
    pub is_new: bool,
    /// The notices that were put with it.
    pub notices: Vec<ErrandPut>,
}

impl Book {
    /// Takes an observation in: a new incident begins, with its notices in the same transaction, or
    /// the open one has been seen again and nobody is told twice.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`], [`StoreError::TooMany`], and those of [`Book::put_errand`];
    /// nothing is written then.
    pub fn observe(
        &self,
        observed: &Observed,
        notices: impl FnOnce(i64) -> Vec<NewErrand>,
        at: Timestamp,
    ) -> Result<Opened, StoreError> {
        check_name("a rule", &observed.rule)?;
        check_name("a subject", &observed.subject)?;
        check_text("an incident's parameters", &observed.params, PARAMS_CHARS_MAX)?;
        self.write(|tx, _| {
            if let Some(id) = incident::open_one(tx, &observed.rule, &observed.subject)? {
                incident::seen(tx, id, observed, at)?;
                return Ok((Opened { id, is_new: false, notices: Vec::new() }, true));
            }
            let id = incident::insert(tx, observed, at)?;
            let notices = put_all(tx, &notices(id), at)?;
            failpoint::reach("incident.began")?;
            Ok((Opened { id, is_new: true, notices }, true))
        })
    }

    /// Ends the open incident of a rule and a subject, with its notices in the same transaction;
    /// answers its number, or none when there is no such incident.
    ///
    /// # Errors
    /// As [`Book::observe`].
    pub fn end_incident(
        &self,
        rule: &str,
        subject: &str,
        notices: impl FnOnce(&IncidentRow) -> Vec<NewErrand>,
        at: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        self.write(|tx, _| {
            let Some(id) = incident::open_one(tx, rule, subject)? else { return Ok((None, false)) };
            let row = incident::read(tx, id)?.ok_or(StoreError::NotFound { what: "incident", id })?;
            incident::end(tx, id, at)?;
            put_all(tx, &notices(&row), at)?;
            failpoint::reach("incident.ended")?;
            Ok((Some(id), true))
        })
    }

    /// Ends an incident at a person's word: it has been looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, or it has ended.
    pub fn close_incident(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx, _| {
            let row = incident::read(tx, id)?.filter(|row| row.ended_at.is_none());
            row.ok_or(StoreError::NotFound { what: "incident", id })?;
            incident::end(tx, id, at)?;
            Ok(((), true))
        })
    }
}

fn put_all(
    tx: &rusqlite::Connection,
    notices: &[NewErrand],
    at: Timestamp,
) -> Result<Vec<ErrandPut>, StoreError> {
    if notices.len() > NOTICES_MAX {
        return Err(StoreError::TooMany { what: "notices of an incident", max: 16 });
    }
    notices.iter().map(|notice| crate::errand::put_in(tx, notice, at)).collect()
}

impl Reader {
    /// Incidents that have not ended, the gravest and then the oldest first.
    ///
    /// # Errors
    /// As every method here.
    pub fn open_incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        incident::open(&self.connection, INCIDENTS_MAX)
    }

    /// Incidents, newest first; `before` is the last one of the page before. `limit` is held to
    /// 1..=[`INCIDENTS_MAX`].
    ///
    /// # Errors
    /// As every method here.
    pub fn incidents(&self, before: Option<i64>, limit: u32) -> Result<Vec<IncidentRow>, StoreError> {
        incident::newest(&self.connection, before, limit.clamp(1, INCIDENTS_MAX))
    }
}
