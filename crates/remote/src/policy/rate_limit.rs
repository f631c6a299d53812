//! This program's own limit of calls in a time, and the pause that a remote asks for.

use crate::error::{Effect, Kind, Retry};
use crate::port::{Call, Clock, Sending, Transport};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// So many calls in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateRule {
    /// Calls that may go at once after a quiet time.
    pub burst: u32,
    /// Then one for each such time.
    pub each: Duration,
    /// No call waits longer for its turn.
    pub wait_max: Duration,
}

/// Gives every call its turn.
pub struct RateLimit<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    rule: RateRule,
    /// When the line would be empty: each call moves it on by `each` (the "theoretical arrival time").
    line: Mutex<Duration>,
    /// Nothing goes before that moment: the remote asked for it.
    paused_until: Mutex<Duration>,
}

impl<T> RateLimit<T> {
    /// Over `inner`.
    pub fn new(inner: T, clock: Arc<dyn Clock>, rule: RateRule) -> Self {
        Self { inner, clock, rule, line: Mutex::default(), paused_until: Mutex::default() }
    }

    /// Takes a turn: how long to wait for it, or, as an error, how long it would have been.
    fn turn(&self) -> Result<Duration, Duration> {
        let now = self.clock.elapsed();
        let paused = *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let credit = self.rule.each.saturating_mul(self.rule.burst.saturating_sub(1));
        let start = (*line).max(now);
        let wait = start.saturating_sub(credit).max(paused).saturating_sub(now);
        if wait > self.rule.wait_max {
            return Err(wait);
        }
        *line = start.saturating_add(self.rule.each);
        Ok(wait)
    }

    fn pause(&self, time: Duration) {
        let until = self.clock.elapsed().saturating_add(time);
        let mut paused = self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        *paused = (*paused).max(until);
    }
}

impl<T: Transport> Transport for RateLimit<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            match self.turn() {
                Ok(Duration::ZERO) => {}
                Ok(wait) => self.clock.wait(wait).await,
                Err(wait) => return Err(call.error(Kind::OwnLimit, Effect::NotSent).temporary(Some(wait))),
            }
            let outcome = self.inner.send(call).await;
            if let Err(error) = &outcome
                && error.kind == Kind::Throttled
                && let Retry::Temporary { after: Some(time) } = error.retry
            {
                self.pause(time);
            }
            outcome
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Script, Step, clock, read_call};
    use crate::port::VirtualClock;
    use futures_util::future::join_all;

    fn limited(wait_max_ms: u64, steps: &[Step]) -> (VirtualClock, RateLimit<Script>) {
        let clock = clock();
        let script = Script::new(&clock, steps.iter().copied());
        let rule = RateRule {
            burst: 3,
            each: Duration::from_millis(100),
            wait_max: Duration::from_millis(wait_max_ms),
        };
        let layer = RateLimit::new(script, Arc::new(clock.clone()), rule);
        (clock, layer)
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_one_by_one() {
        let (clock, layer) = limited(10_000, &[]);
        let call = read_call();
        clock.run(join_all((0..6).map(|_| layer.send(&call)))).unwrap();
        assert_eq!(layer.inner.called_at_ms(), [0, 0, 0, 100, 200, 300]);
    }

    #[test]
    fn whose_turn_is_too_far_off_is_refused_without_taking_one() {
        let (clock, layer) = limited(100, &[]);
        let call = read_call();
        let all = clock.run(join_all((0..6).map(|_| layer.send(&call)))).unwrap();
        assert_eq!(all.iter().filter(|outcome| outcome.is_ok()).count(), 4);
        let error = all[5].as_ref().unwrap_err();
        assert_eq!((error.kind, error.effect), (Kind::OwnLimit, Effect::NotSent));
        assert_eq!(error.retry, Retry::Temporary { after: Some(Duration::from_millis(200)) });
    }

    #[test]
    fn a_remote_that_throttles_one_caller_is_left_alone_by_all() {
        let throttled = Step::fails_with(Kind::Throttled, Effect::NoEffect, Some(2));
        let (clock, layer) = limited(10_000, &[throttled]);
        let call = read_call();
        assert!(clock.run(layer.send(&call)).unwrap().is_err());
        assert!(clock.run(layer.send(&call)).unwrap().is_ok());
        assert_eq!(layer.inner.called_at_ms(), [0, 2_000]);
    }
}
