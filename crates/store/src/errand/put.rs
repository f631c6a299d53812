//! Putting an errand: one idempotency key, one input, one errand.

use super::bounds::CLAIMS_MAX;
use super::text::{check_name, check_text};
use super::{Effect, ErrandBounds, ErrandRow, ErrandState};
use crate::table::errand;
use crate::{Book, StoreError, failpoint};
use jiff::Timestamp;
use rusqlite::Connection;

/// Characters of an idempotency key.
const KEY_CHARS_MAX: usize = 200;
/// Characters of an input: parameters and numbers of documents, never a document.
const INPUT_CHARS_MAX: usize = 10_000;

/// Remote work to be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewErrand {
    /// What is to be done: `collect.invoices`.
    pub operation: String,
    /// The idempotency key, unique in the company: derived from what is to be done, so that the same
    /// wish has the same key. At most 200 characters.
    pub key: String,
    /// What it takes to do it after a restart: parameters and numbers of documents, at most 10,000
    /// characters. Nothing secret; a resident number is refused.
    pub input: String,
    /// SHA-256 over all that the request is made from, sealed parts too: what tells a repeated wish
    /// from another one under the same key.
    pub input_sha256: [u8; 32],
    /// Whether doing it changes something at the remote.
    pub has_effect: bool,
    /// What comes first.
    pub first: FirstStep,
    /// How often and until when it is tried.
    pub bounds: ErrandBounds,
    /// Not before this moment.
    pub due_at: Timestamp,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// It is sent.
    Send,
    /// It is looked up: it may have been done by an earlier book, one before a restore. Something
    /// that only reads is sent all the same.
    LookUp,
}

/// The errand of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrandPut {
    /// Its number.
    pub id: i64,
    /// Whether it was put just now; otherwise it was there, in whatever state.
    pub is_new: bool,
}

impl Book {
    /// Puts an errand, unless its key has one: the same operation and input under the same key are
    /// the same errand, however it stands.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the key stands for something else,
    /// [`StoreError::BadRemoteText`], [`StoreError::TooMany`]; nothing is written then.
    pub fn put_errand(&self, new: &NewErrand, at: Timestamp) -> Result<ErrandPut, StoreError> {
        self.write(|tx, _| {
            let put = put_in(tx, new, at)?;
            failpoint::reach("errand.put")?;
            Ok((put, put.is_new))
        })
    }
}

/// Puts an errand inside the transaction of the act that causes it.
pub(crate) fn put_in(tx: &Connection, new: &NewErrand, at: Timestamp) -> Result<ErrandPut, StoreError> {
    check_name("an operation", &new.operation)?;
    check_text("an idempotency key", &new.key, KEY_CHARS_MAX)?;
    check_text("an errand's input", &new.input, INPUT_CHARS_MAX)?;
    new.bounds.check()?;
    if let Some(known) = errand::by_key(tx, &new.key)? {
        let is_same = known.operation == new.operation
            && known.input_sha256 == new.input_sha256
            && known.has_effect == new.has_effect;
        return if is_same {
            Ok(ErrandPut { id: known.id, is_new: false })
        } else {
            Err(StoreError::KeyReused { errand: known.id })
        };
    }
    let (state, effect) = match new.first {
        FirstStep::LookUp if new.has_effect => (ErrandState::Unknown, Effect::Unknown),
        FirstStep::LookUp | FirstStep::Send => (ErrandState::Queued, Effect::NotSent),
    };
    let row = ErrandRow {
        id: 0,
        operation: new.operation.clone(),
        key: new.key.clone(),
        input: new.input.clone(),
        input_sha256: new.input_sha256,
        has_effect: new.has_effect,
        state,
        effect,
        sends: 0,
        look_ups: 0,
        claims: 0,
        claims_max: CLAIMS_MAX,
        bounds: new.bounds,
        next_at: new.due_at,
        owner: None,
        put_at: at,
        changed_at: at,
        failure: None,
        result: None,
    };
    Ok(ErrandPut { id: errand::insert(tx, &row)?, is_new: true })
}
