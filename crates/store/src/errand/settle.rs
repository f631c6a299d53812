//! Settling: what an answer, or its absence, makes of an errand.

use super::claim::{Claimed, held};
use super::text::{check_name, check_text};
use super::{Effect, ErrandRow, ErrandState};
use crate::table::errand;
use crate::{Book, StoreError, failpoint};
use jiff::Timestamp;
use rusqlite::Connection;

/// Characters of a result: the kind and number of what came of it.
const RESULT_CHARS_MAX: usize = 200;

/// How a sending ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The remote has done it.
    Done {
        /// What came of it: `import:12`, an approval number.
        result: Option<String>,
    },
    /// The remote refused for good, or the errand cannot be sent at all; nothing was done.
    Refused {
        /// Why, in a word.
        failure: String,
    },
    /// Nothing was done, for a cause that may pass.
    NotDone {
        /// Why, in a word.
        failure: String,
        /// How far it came.
        unsent: Unsent,
        /// When to try again.
        again_at: Timestamp,
    },
    /// The remote may have done it.
    Unknown {
        /// Why, in a word.
        failure: String,
        /// When to look it up; what only reads is sent again then.
        look_up_at: Timestamp,
    },
}

/// How far something came that was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// No byte of it left.
    NotSent,
    /// The remote was asked and did nothing.
    NoEffect,
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// It was done.
    Done {
        /// What came of it.
        result: Option<String>,
    },
    /// The remote has it and refused it for good.
    Refused {
        /// Why, in a word.
        failure: String,
    },
    /// It certainly was not done, and nothing of it is on its way any more: it may be sent again.
    NotThere {
        /// When to send it again.
        again_at: Timestamp,
    },
    /// No answer, or none that tells: it stays unknown.
    NoAnswer {
        /// Why, in a word.
        failure: String,
        /// When to look again.
        again_at: Timestamp,
    },
}

impl Book {
    /// Settles an errand by the end of its sending. Before [`Book::send_errand`] only what says that
    /// nothing was done can settle it.
    ///
    /// # Errors
    /// [`StoreError::ClaimLost`]: whoever claimed it looks it up; [`StoreError::ErrandOutOfStep`],
    /// [`StoreError::BadRemoteText`]. Nothing is written then.
    pub fn settle_errand(
        &self,
        claim: &Claimed,
        answer: &Answer,
        at: Timestamp,
    ) -> Result<ErrandState, StoreError> {
        self.write(|tx, _| {
            let state = settle_in(tx, claim, answer, at)?;
            failpoint::reach("errand.settled")?;
            Ok((state, true))
        })
    }

    /// Settles a look-up.
    ///
    /// # Errors
    /// As [`Book::settle_errand`].
    pub fn look_up_errand(
        &self,
        claim: &Claimed,
        found: &LookUp,
        at: Timestamp,
    ) -> Result<ErrandState, StoreError> {
        self.write(|tx, _| {
            let state = look_up_in(tx, claim, found, at)?;
            failpoint::reach("errand.looked_up")?;
            Ok((state, true))
        })
    }
}

/// [`Book::settle_errand`] inside the transaction of the act that the answer causes.
pub(crate) fn settle_in(
    tx: &Connection,
    claim: &Claimed,
    answer: &Answer,
    at: Timestamp,
) -> Result<ErrandState, StoreError> {
    let mut row = held(tx, claim)?;
    let says_nothing_done =
        matches!(answer, Answer::Refused { .. } | Answer::NotDone { unsent: Unsent::NotSent, .. });
    match row.state {
        ErrandState::Sent => {}
        ErrandState::Claimed if says_nothing_done => {}
        state => return Err(StoreError::ErrandOutOfStep { errand: row.id, state }),
    }
    match answer {
        Answer::Done { result } => done(&mut row, result.as_deref())?,
        Answer::Refused { failure } => refused(&mut row, failure)?,
        Answer::NotDone { failure, unsent, again_at } => {
            failed_by(&mut row, failure)?;
            let effect = match unsent {
                Unsent::NotSent if row.state == ErrandState::Claimed => row.effect,
                Unsent::NotSent if row.sends <= 1 => Effect::NotSent,
                Unsent::NotSent | Unsent::NoEffect => Effect::NoEffect,
            };
            again(&mut row, effect, *again_at);
        }
        Answer::Unknown { failure, look_up_at } => {
            failed_by(&mut row, failure)?;
            if row.has_effect {
                row.state = ErrandState::Unknown;
                row.look_ups = 0;
                row.next_at = *look_up_at;
            } else {
                again(&mut row, Effect::NoEffect, *look_up_at);
            }
        }
    }
    finish(tx, row, at)
}

/// [`Book::look_up_errand`] inside the transaction of the act that the answer causes.
pub(crate) fn look_up_in(
    tx: &Connection,
    claim: &Claimed,
    found: &LookUp,
    at: Timestamp,
) -> Result<ErrandState, StoreError> {
    let mut row = held(tx, claim)?;
    if row.state != ErrandState::Unknown {
        return Err(StoreError::ErrandOutOfStep { errand: row.id, state: row.state });
    }
    match found {
        LookUp::Done { result } => done(&mut row, result.as_deref())?,
        LookUp::Refused { failure } => refused(&mut row, failure)?,
        LookUp::NotThere { again_at } => again(&mut row, Effect::NoEffect, *again_at),
        LookUp::NoAnswer { failure, again_at } => {
            failed_by(&mut row, failure)?;
            row.next_at = *again_at;
            if row.look_ups >= row.bounds.look_ups_max {
                row.state = ErrandState::GivenUp;
            }
        }
    }
    finish(tx, row, at)
}

fn done(row: &mut ErrandRow, result: Option<&str>) -> Result<(), StoreError> {
    if let Some(result) = result {
        check_text("an errand's result", result, RESULT_CHARS_MAX)?;
    }
    (row.state, row.effect) = (ErrandState::Done, Effect::Done);
    row.result = result.map(str::to_owned);
    row.failure = None;
    Ok(())
}

fn refused(row: &mut ErrandRow, failure: &str) -> Result<(), StoreError> {
    failed_by(row, failure)?;
    let never_left = row.effect == Effect::NotSent;
    row.effect = if never_left { Effect::NotSent } else { Effect::NoEffect };
    row.state = ErrandState::Failed;
    Ok(())
}

fn failed_by(row: &mut ErrandRow, failure: &str) -> Result<(), StoreError> {
    check_name("a failure", failure)?;
    row.failure = Some(failure.to_owned());
    Ok(())
}

/// Waits to be sent again, if its bounds allow.
fn again(row: &mut ErrandRow, effect: Effect, again_at: Timestamp) {
    let used_up = row.sends >= row.bounds.sends_max || again_at >= row.bounds.give_up_at;
    row.state = if used_up { ErrandState::GivenUp } else { ErrandState::Queued };
    row.effect = effect;
    row.next_at = again_at;
}

fn finish(tx: &Connection, mut row: ErrandRow, at: Timestamp) -> Result<ErrandState, StoreError> {
    row.owner = None;
    errand::update(tx, &row, at)?;
    Ok(row.state)
}
