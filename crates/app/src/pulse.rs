//! Whether anybody is at the desk: idle time, and sleep of the machine.

use jiff::Timestamp;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The wall clock may run ahead of the time awake by so much before that counts as sleep. A clock
/// that is set right by the network moves less.
const SLEEP_MIN: Duration = Duration::from_mins(1);

/// Wall clock and time awake at the last beat, and when the clerk was last seen.
#[derive(Default)]
pub(crate) struct Pulse(Mutex<State>);

#[derive(Default)]
struct State {
    last: Option<(Timestamp, Duration)>,
    seen: Duration,
}

/// What a beat tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beat {
    /// The machine slept since the beat before.
    pub(crate) slept: bool,
    /// Time awake since the clerk was last seen.
    pub(crate) idle: Duration,
}

impl Pulse {
    /// The clerk is here.
    pub(crate) fn see(&self, awake: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seen = awake;
    }

    /// Compares the two clocks with the beat before. A machine that sleeps stops the one and not
    /// the other.
    pub(crate) fn beat(&self, now: Timestamp, awake: Duration) -> Beat {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = state.last.is_some_and(|(then, awake_then)| {
            let wall = Duration::try_from(now.duration_since(then)).unwrap_or_default();
            wall > awake.saturating_sub(awake_then) + SLEEP_MIN
        });
        state.last = Some((now, awake));
        Beat { slept, idle: awake.saturating_sub(state.seen) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    #[test]
    fn sleep_is_a_wall_clock_that_ran_ahead() {
        let pulse = Pulse::default();
        assert!(!pulse.beat(at(0), 5 * SECOND).slept, "the first beat compares with nothing");
        assert!(!pulse.beat(at(3_600), 3_605 * SECOND).slept, "an hour awake");
        assert!(!pulse.beat(at(3_640), 3_610 * SECOND).slept, "a clock set right");
        assert!(pulse.beat(at(3_800), 3_620 * SECOND).slept);
        assert!(!pulse.beat(at(3_820), 3_640 * SECOND).slept, "told once");
        assert!(!pulse.beat(at(0), 3_660 * SECOND).slept, "a clock set back is no sleep");
    }

    #[test]
    fn idle_time_counts_from_when_the_clerk_was_seen() {
        let pulse = Pulse::default();
        pulse.see(100 * SECOND);
        assert_eq!(pulse.beat(at(0), 160 * SECOND).idle, 60 * SECOND);
        pulse.see(170 * SECOND);
        assert_eq!(pulse.beat(at(20), 180 * SECOND).idle, 10 * SECOND);
    }
}
