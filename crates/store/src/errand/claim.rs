//! Claiming: who works at an errand, and what becomes of the work of somebody who is gone.

use super::bounds::{self, CLAIMS_MAX, LEASE_MAX, MARGIN};
use super::text::check_name;
use super::{DEADLINE_MAX, Effect, ErrandBounds, ErrandRow, ErrandState};
use crate::table::errand;
use crate::{Book, StoreError, failpoint};
use jiff::Timestamp;
use rusqlite::Connection;
use std::time::Duration;

/// Errands that one claim gives up on its way to one that can be worked at.
const GIVEN_UP_MAX: usize = 100;

/// Who claims, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimOrder<'a> {
    /// Names one run of one program: another run has another name.
    pub owner: &'a str,
    /// Only errands of this operation.
    pub operation: Option<&'a str>,
    /// How long preparing, or looking up, may take; at most [`LEASE_MAX`].
    pub lease: Duration,
}

/// The right to take the next step of an errand, until it runs out and somebody else claims it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The errand, as it stood when it was claimed.
    pub errand: ErrandRow,
    /// What is to be done.
    pub work: Work,
}

/// What is to be done with a claimed errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Send it: [`Book::send_errand`], the remote, [`Book::settle_errand`].
    Send,
    /// Ask the remote whether it was done: [`Book::look_up_errand`]. It must not be sent.
    LookUp,
}

/// What was taken back from owners who are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resumed {
    /// Errands that had not been sent, or only read, and wait again.
    pub queued: u32,
    /// Errands that have to be looked up.
    pub to_look_up: u32,
}

impl Book {
    /// Claims the errand that is due longest, if there is one. What a claim left behind that ran out
    /// is taken up where it is safe: not sent, so it may be; sent, so it is looked up. An errand
    /// whose bounds are used up is given up instead.
    ///
    /// # Errors
    /// [`StoreError::TooMany`], [`StoreError::BadRemoteText`]; nothing is written then.
    pub fn claim_errand(&self, order: &ClaimOrder<'_>, at: Timestamp) -> Result<Option<Claimed>, StoreError> {
        check_name("an owner", order.owner)?;
        let until = bounds::after(at, order.lease, LEASE_MAX)?;
        self.write(|tx, _| {
            let mut wrote = false;
            for _ in 0..GIVEN_UP_MAX {
                let Some(mut row) = errand::due(tx, order.operation, at)? else { break };
                abandon(&mut row);
                wrote = true;
                let work = take(&mut row, order.owner, until, at);
                errand::update(tx, &row, at)?;
                if let Some(work) = work {
                    failpoint::reach("errand.claimed")?;
                    return Ok((Some(Claimed { errand: row, work }), true));
                }
            }
            Ok((None, wrote))
        })
    }

    /// Says that the errand leaves now: from this commit on the remote may have done it. `deadline`
    /// is how long the sending takes at most, retries and all; the claim holds a little longer.
    ///
    /// # Errors
    /// [`StoreError::ClaimLost`], [`StoreError::ErrandOutOfStep`], [`StoreError::TooMany`] beyond
    /// [`DEADLINE_MAX`]: nothing may be sent then.
    pub fn send_errand(&self, claim: &Claimed, deadline: Duration, at: Timestamp) -> Result<(), StoreError> {
        let ends_at = bounds::after(at, deadline, DEADLINE_MAX)?;
        let until = bounds::after(ends_at, MARGIN, MARGIN)?;
        self.write(|tx, _| {
            let mut row = held(tx, claim)?;
            if row.state != ErrandState::Claimed {
                return Err(StoreError::ErrandOutOfStep { errand: row.id, state: row.state });
            }
            row.state = ErrandState::Sent;
            row.effect = Effect::Unknown;
            row.sends += 1;
            row.next_at = until;
            errand::update(tx, &row, at)?;
            failpoint::reach("errand.sent")?;
            Ok(((), true))
        })?;
        failpoint::pass("errand.leaving");
        Ok(())
    }

    /// Takes back what owners other than `owner` hold: after a crash, without waiting for their
    /// claims to run out. The right to write the book proves that they are gone, so this is the
    /// first thing a new owner does.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`] and errors of the database; nothing is written then.
    pub fn resume_errands(&self, owner: &str, at: Timestamp) -> Result<Resumed, StoreError> {
        check_name("an owner", owner)?;
        self.write(|tx, _| {
            let mut resumed = Resumed::default();
            for mut row in errand::held_by_others(tx, owner)? {
                abandon(&mut row);
                row.owner = None;
                row.next_at = at;
                let count = match row.state {
                    ErrandState::Unknown => &mut resumed.to_look_up,
                    _ => &mut resumed.queued,
                };
                *count += 1;
                errand::update(tx, &row, at)?;
            }
            failpoint::reach("errand.resumed")?;
            Ok((resumed, resumed != Resumed::default()))
        })
    }

    /// Doubts every errand with an effect that is open or given up: after a restore or a roll-back the book is an earlier
    /// one, and what it takes for waiting may have been done since. Each is looked up before it is
    /// sent; says how many. What was put after the backup is put anew with
    /// [`FirstStep::LookUp`](super::FirstStep::LookUp).
    ///
    /// # Errors
    /// Errors of the database; nothing is written then.
    pub fn doubt_errands(&self, at: Timestamp) -> Result<u32, StoreError> {
        self.write(|tx, _| {
            let mut doubted = 0;
            for mut row in errand::doubtful(tx)? {
                if row.state.is_open() {
                    row.state = ErrandState::Unknown;
                }
                row.effect = Effect::Unknown;
                row.owner = None;
                row.look_ups = 0;
                // Claims of the earlier book no longer hold.
                row.claims += 1;
                errand::update(tx, &row, at)?;
                doubted += 1;
            }
            failpoint::reach("errand.doubted")?;
            Ok((doubted, doubted > 0))
        })
    }

    /// Gives an errand up at a person's word, if nobody is at it. What the remote may have done stays
    /// said; a look-up is no longer made.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::ErrandOutOfStep`] when it is claimed or has ended;
    /// nothing is written then.
    pub fn give_up_errand(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx, _| {
            let mut row = errand::read(tx, id)?.ok_or(StoreError::NotFound { what: "errand", id })?;
            if !row.state.is_open() || row.owner.is_some() {
                return Err(StoreError::ErrandOutOfStep { errand: id, state: row.state });
            }
            row.state = ErrandState::GivenUp;
            errand::update(tx, &row, at)?;
            failpoint::reach("errand.given_up")?;
            Ok(((), true))
        })
    }

    /// Takes an errand up again that was given up, with new bounds: sent if the remote has certainly
    /// done nothing, looked up otherwise.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::ErrandOutOfStep`] when it was not given up,
    /// [`StoreError::TooMany`]; nothing is written then.
    pub fn revive_errand(&self, id: i64, bounds: ErrandBounds, at: Timestamp) -> Result<(), StoreError> {
        bounds.check()?;
        self.write(|tx, _| {
            let mut row = errand::read(tx, id)?.ok_or(StoreError::NotFound { what: "errand", id })?;
            row.state = match (row.state, row.effect) {
                (ErrandState::GivenUp, Effect::Unknown) => ErrandState::Unknown,
                (ErrandState::GivenUp, _) => ErrandState::Queued,
                (state, _) => return Err(StoreError::ErrandOutOfStep { errand: id, state }),
            };
            (row.sends, row.look_ups) = (0, 0);
            row.claims_max = row.claims.saturating_add(CLAIMS_MAX);
            (row.bounds, row.next_at) = (bounds, at);
            errand::update(tx, &row, at)?;
            failpoint::reach("errand.revived")?;
            Ok(((), true))
        })
    }
}

/// The errand of a claim, if the claim still holds.
pub(super) fn held(tx: &Connection, claim: &Claimed) -> Result<ErrandRow, StoreError> {
    let (id, claims) = (claim.errand.id, claim.errand.claims);
    let row = errand::read(tx, id)?.ok_or(StoreError::NotFound { what: "errand", id })?;
    if row.claims == claims && row.owner.is_some() && row.owner == claim.errand.owner {
        Ok(row)
    } else {
        Err(StoreError::ClaimLost { errand: id })
    }
}

/// What a claimant who is gone has left behind.
fn abandon(row: &mut ErrandRow) {
    match row.state {
        ErrandState::Claimed => row.state = ErrandState::Queued,
        ErrandState::Sent if row.has_effect => {
            row.state = ErrandState::Unknown;
            row.look_ups = 0;
        }
        ErrandState::Sent => {
            row.state = ErrandState::Queued;
            row.effect = Effect::NoEffect;
        }
        _ => {}
    }
}

/// Claims, or gives up when a bound is reached.
fn take(row: &mut ErrandRow, owner: &str, until: Timestamp, at: Timestamp) -> Option<Work> {
    let work = if row.state == ErrandState::Unknown { Work::LookUp } else { Work::Send };
    let used_up = match work {
        Work::Send => row.sends >= row.bounds.sends_max || at >= row.bounds.give_up_at,
        Work::LookUp => row.look_ups >= row.bounds.look_ups_max,
    };
    if used_up || row.claims >= row.claims_max {
        row.state = ErrandState::GivenUp;
        row.owner = None;
        return None;
    }
    match work {
        Work::Send => row.state = ErrandState::Claimed,
        // Counted now: a look-up that ends the program counts too.
        Work::LookUp => row.look_ups += 1,
    }
    row.claims += 1;
    row.owner = Some(owner.to_owned());
    row.next_at = until;
    Some(work)
}
