//! Remote work to be done (errands): put once per idempotency key, claimed by one at a time, and
//! never sent again before a look-up once the remote may have done it.
//!
//! ```text
//!              claim             send            Done
//!   queued ----------> claimed ----------> sent ------> done
//!     ^  ^--- NotSent ----'  '- Refused ---->| '-------> failed      Refused
//!     |                                      | '- NotDone: queued, or given up
//!     |     NotThere                         v  Unknown, or the claim runs out
//!     '------------------ look-up <------ unknown ------> given up   after its bounds
//! ```
//!
//! These are steps of the machine and stand outside the change chain; what they bring about in the
//! books are changes of their own (docs/decisions/0043).

mod bounds;
mod claim;
mod put;
mod settle;
mod text;

pub use bounds::{DEADLINE_MAX, ErrandBounds, LEASE_MAX};
pub use claim::{ClaimOrder, Claimed, Resumed, Work};
pub(crate) use put::put_in;
pub use put::{ErrandPut, FirstStep, NewErrand};
pub use settle::{Answer, LookUp, Unsent};
pub(crate) use text::{check_name, check_text};

use crate::table::change::numbered;
use crate::table::errand;
use crate::{Reader, StoreError};
use jiff::Timestamp;

/// Most errands of one page.
pub const ERRANDS_MAX: u32 = 500;

numbered! {
    /// How an errand stands.
    ErrandState {
        /// Waits for its moment and a claimant; the remote has done nothing.
        Queued = 1 "queued",
        /// Somebody prepares it; nothing has left.
        Claimed = 2 "claimed",
        /// It may be leaving at this moment, or have left.
        Sent = 3 "sent",
        /// It may or may not have been done; only a look-up may follow.
        Unknown = 4 "unknown",
        /// The remote has done it.
        Done = 5 "done",
        /// The remote refused for good and did nothing.
        Failed = 6 "failed",
        /// Its bounds are used up; the effect says what the remote may have done.
        GivenUp = 7 "given_up",
    }
}

impl ErrandState {
    /// Whether something is still to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Claimed | Self::Sent | Self::Unknown)
    }
}

numbered! {
    /// What is known of an effect at the remote.
    Effect {
        /// No byte of a request has left this machine.
        NotSent = 1 "not_sent",
        /// The remote was asked and changed nothing.
        NoEffect = 2 "no_effect",
        /// The remote has done what was asked.
        Done = 3 "done",
        /// It may or may not have been done.
        Unknown = 4 "unknown",
    }
}

/// An errand as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrandRow {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub operation: String,
    /// Its idempotency key.
    pub key: String,
    /// What it takes to do it.
    pub input: String,
    /// Digest of all that the request is made from.
    pub input_sha256: [u8; 32],
    /// Whether doing it changes something at the remote; what only reads may simply be repeated.
    pub has_effect: bool,
    /// How it stands.
    pub state: ErrandState,
    /// What the remote may have done.
    pub effect: Effect,
    /// How often it was sent.
    pub sends: u32,
    /// How often its effect was looked up, since it was last settled.
    pub look_ups: u32,
    /// How often it was claimed; names the claim that holds, so it never goes back.
    pub claims: u32,
    /// It is not claimed more often than that.
    pub claims_max: u32,
    /// Its bounds.
    pub bounds: ErrandBounds,
    /// When it is due; while claimed, when the claim runs out.
    pub next_at: Timestamp,
    /// Who holds the claim.
    pub owner: Option<String>,
    /// When it was put.
    pub put_at: Timestamp,
    /// When it last took a step.
    pub changed_at: Timestamp,
    /// The last failure, in a word.
    pub failure: Option<String>,
    /// What it brought.
    pub result: Option<String>,
}

impl Reader {
    /// One errand.
    ///
    /// # Errors
    /// As every method here.
    pub fn errand(&self, id: i64) -> Result<Option<ErrandRow>, StoreError> {
        errand::read(&self.connection, id)
    }

    /// The errand of an idempotency key.
    ///
    /// # Errors
    /// As every method here.
    pub fn errand_by_key(&self, key: &str) -> Result<Option<ErrandRow>, StoreError> {
        errand::by_key(&self.connection, key)
    }

    /// Errands with something still to do, by when they are due; `after` is the last one of the page
    /// before. `limit` is held to 1..=[`ERRANDS_MAX`].
    ///
    /// # Errors
    /// As every method here.
    pub fn errands_waiting(
        &self,
        after: Option<&ErrandRow>,
        limit: u32,
    ) -> Result<Vec<ErrandRow>, StoreError> {
        let after = after.map(|row| (row.next_at.as_millisecond(), row.id));
        errand::waiting(&self.connection, after, limit.clamp(1, ERRANDS_MAX))
    }

    /// All errands, newest first, or those in one state; `before` is the id of the last one of the
    /// page before. `limit` is held to 1..=[`ERRANDS_MAX`].
    ///
    /// # Errors
    /// As every method here.
    pub fn errands(
        &self,
        state: Option<ErrandState>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ErrandRow>, StoreError> {
        errand::newest(&self.connection, state, before, limit.clamp(1, ERRANDS_MAX))
    }

    /// When the next errand is due.
    ///
    /// # Errors
    /// As every method here.
    pub fn next_errand_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(errand::waiting(&self.connection, None, 1)?.pop().map(|row| row.next_at))
    }
}
