//! How long and how often an errand may be tried.

use crate::StoreError;
use jiff::Timestamp;
use std::time::Duration;

/// Longest claim before sending: preparing a request takes seconds, a person's answer is no part of it.
pub const LEASE_MAX: Duration = Duration::from_mins(10);
/// Longest time that one sending, retries and all, may take.
pub const DEADLINE_MAX: Duration = Duration::from_mins(30);
/// Kept between the end of a sending's time and the end of its claim, so that nothing of it is on
/// its way when somebody else looks up what it did.
pub(super) const MARGIN: Duration = Duration::from_secs(5);
/// Claims of one errand: beyond what the bounds allow with postponements, so only an errand that
/// ends the program each time, or a remote that is away for weeks, comes to it.
pub(super) const CLAIMS_MAX: u32 = 10_000;
/// Most sendings of one errand.
const SENDS_MAX: u32 = 100;
/// Most look-ups of one errand.
const LOOK_UPS_MAX: u32 = 1_000;

/// How often and until when an errand is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrandBounds {
    /// Times that it is sent, 1 to 100.
    pub sends_max: u32,
    /// Times that its effect is looked up before it is given up with its effect unknown, 1 to 1,000.
    pub look_ups_max: u32,
    /// After this moment it is not sent any more; look-ups go on.
    pub give_up_at: Timestamp,
}

impl ErrandBounds {
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let within = |what, value: u32, max: u32| {
            let fits = (1..=max).contains(&value);
            if fits { Ok(()) } else { Err(StoreError::TooMany { what, max: i64::from(max) }) }
        };
        within("sendings of an errand", self.sends_max, SENDS_MAX)?;
        within("look-ups of an errand", self.look_ups_max, LOOK_UPS_MAX)
    }
}

/// The moment so long after another.
pub(super) fn after(at: Timestamp, time: Duration, max: Duration) -> Result<Timestamp, StoreError> {
    let max_ms = i64::try_from(max.as_millis()).unwrap_or(i64::MAX);
    let beyond = || StoreError::TooMany { what: "milliseconds of a claim", max: max_ms };
    if time > max {
        return Err(beyond());
    }
    at.checked_add(time).map_err(|_| beyond())
}
