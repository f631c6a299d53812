//! The sandbox's time: one clock for all stand-ins that are served together.

use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A clock that stands until it is set, or follows another one from a moment that can be set.
///
/// Whoever serves to a real client lets it follow the machine's clock, which is read in the host and
/// nowhere here; tests let it stand, or follow a virtual one.
pub struct SandboxClock {
    source: Box<dyn Fn() -> Timestamp + Send + Sync>,
    ahead: Mutex<SignedDuration>,
}

impl SandboxClock {
    /// Stands at a moment.
    pub fn standing_at(moment: Timestamp) -> Self {
        Self::following(move || moment)
    }

    /// Follows a clock.
    pub fn following(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { source: Box::new(source), ahead: Mutex::default() }
    }

    /// The sandbox's moment. Beyond the calendar it is the source's.
    pub fn now(&self) -> Timestamp {
        let source = (self.source)();
        source.checked_add(*self.ahead()).unwrap_or(source)
    }

    /// Sets it; a clock that follows another goes on from there.
    pub fn set(&self, moment: Timestamp) {
        *self.ahead() = moment.duration_since((self.source)());
    }

    /// As it began.
    pub fn reset(&self) {
        *self.ahead() = SignedDuration::ZERO;
    }

    fn ahead(&self) -> MutexGuard<'_, SignedDuration> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl core::fmt::Debug for SandboxClock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SandboxClock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[test]
    fn a_clock_that_follows_goes_on_from_where_it_was_set() {
        let seconds = Arc::new(AtomicI64::new(1_000));
        let source = Arc::clone(&seconds);
        let clock =
            SandboxClock::following(move || Timestamp::from_second(source.load(Ordering::Relaxed)).unwrap());
        clock.set(Timestamp::from_second(5_000).unwrap());
        seconds.store(1_007, Ordering::Relaxed);
        assert_eq!(clock.now().as_second(), 5_007);
        clock.reset();
        assert_eq!(clock.now().as_second(), 1_007);
    }
}
