//! Sends again what is temporary and certainly had no effect.

use crate::error::{RemoteError, Retry};
use crate::port::{Call, Chance, Clock, Sending, Transport};
use std::sync::Arc;
use std::time::Duration;

/// How often and after what time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRule {
    /// Sent again so often at most.
    pub retries_max: u32,
    /// The first wait; each further one is twice as long.
    pub first_wait: Duration,
    /// No wait is longer; a remote that asks for a longer one is not waited for.
    pub wait_max: Duration,
    /// A wait is longer or shorter by up to so many percent.
    pub jitter_percent: u64,
    /// All of it together: nothing is waited for that would end later.
    pub total: Duration,
}

impl Default for RetryRule {
    /// 100 ms × 2ⁿ, ±10 %, at most 10 s, three retries, within 40 s (four requests of 10 s).
    fn default() -> Self {
        Self {
            retries_max: 3,
            first_wait: Duration::from_millis(100),
            wait_max: Duration::from_secs(10),
            jitter_percent: 10,
            total: Duration::from_secs(40),
        }
    }
}

/// Retries by a rule.
pub struct Retrying<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    rule: RetryRule,
}

impl<T> Retrying<T> {
    /// Over `inner`.
    pub fn new(inner: T, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, rule: RetryRule) -> Self {
        Self { inner, clock, chance, rule }
    }

    /// The wait before the retry of that number (from 0), or `None` when there is none.
    fn wait_before(&self, retry: u32, error: &RemoteError, started: Duration) -> Option<Duration> {
        if retry >= self.rule.retries_max || !error.may_resend() {
            return None;
        }
        let asked = match error.retry {
            Retry::Temporary { after } => after.unwrap_or_default(),
            Retry::Never => return None,
        };
        let wait = self.backoff(retry).max(asked);
        let ends = self.clock.elapsed().saturating_add(wait);
        let in_time = ends < started.saturating_add(self.rule.total);
        (asked <= self.rule.wait_max && in_time).then_some(wait)
    }

    fn backoff(&self, retry: u32) -> Duration {
        let wait = self.rule.first_wait.saturating_mul(1_u32.checked_shl(retry).unwrap_or(u32::MAX));
        let wait_us = u64::try_from(wait.min(self.rule.wait_max).as_micros()).unwrap_or(u64::MAX);
        let swing_us = wait_us.saturating_mul(self.rule.jitter_percent) / 100;
        let low_us = wait_us.saturating_sub(swing_us);
        let drawn_us = low_us.saturating_add(self.chance.up_to(swing_us.saturating_mul(2)));
        Duration::from_micros(drawn_us).min(self.rule.wait_max)
    }
}

impl<T: Transport> Transport for Retrying<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let started = self.clock.elapsed();
            let mut retry = 0;
            loop {
                let error = match self.inner.send(call).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error,
                };
                let Some(wait) = self.wait_before(retry, &error, started) else { return Err(error) };
                let reason = error.kind.code();
                tracing::debug!(
                    provider = call.provider,
                    operation = call.operation,
                    reason,
                    "sending again"
                );
                self.clock.wait(wait).await;
                retry += 1;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Effect, Kind};
    use crate::policy::testing::{Script, Step, clock, effect_call, read_call};
    use crate::port::Middle;

    /// Sends once; the outcome's failure, and when the wire was called.
    fn sent(call: &Call, steps: &[Step]) -> (Option<Kind>, Vec<u128>) {
        let clock = clock();
        let script = Script::new(&clock, steps.iter().copied());
        let layer = Retrying::new(script, Arc::new(clock.clone()), Arc::new(Middle), RetryRule::default());
        let outcome = clock.run(layer.send(call)).unwrap();
        (outcome.err().map(|error| error.kind), layer.inner.called_at_ms())
    }

    #[test]
    fn a_read_is_sent_four_times_at_most_each_wait_twice_the_last() {
        let steps = [Step::fails(Kind::RemoteFault); 9];
        assert_eq!(sent(&read_call(), &steps), (Some(Kind::RemoteFault), vec![0, 100, 300, 700]));
    }

    #[test]
    fn nothing_is_sent_again_when_the_effect_is_unknown() {
        for kind in [Kind::Timeout, Kind::Dropped, Kind::RemoteFault, Kind::Garbled] {
            assert_eq!(sent(&effect_call(), &[Step::fails(kind)]), (Some(kind), vec![0]));
        }
    }

    #[test]
    fn an_act_that_was_not_sent_or_was_refused_for_now_is_sent_again() {
        for effect in [Effect::NotSent, Effect::NoEffect] {
            let steps = [Step::fails_with(Kind::Connect, effect, None)];
            assert_eq!(sent(&effect_call(), &steps), (None, vec![0, 100]));
        }
    }

    #[test]
    fn an_act_that_is_done_is_not_sent_again() {
        let steps = [Step::fails_with(Kind::Garbled, Effect::Done, None)];
        assert_eq!(sent(&effect_call(), &steps), (Some(Kind::Garbled), vec![0]));
    }

    #[test]
    fn what_is_not_temporary_is_not_repeated() {
        assert_eq!(sent(&read_call(), &[Step::fails_for_good(Kind::BadKey)]).1, [0]);
    }

    #[test]
    fn the_remote_says_when_to_come_back_and_is_obeyed_up_to_ten_seconds() {
        let asks = |seconds| Step::fails_with(Kind::Throttled, Effect::NoEffect, Some(seconds));
        assert_eq!(sent(&read_call(), &[asks(7)]), (None, vec![0, 7_000]));
        assert_eq!(sent(&read_call(), &[asks(10)]), (None, vec![0, 10_000]));
        assert_eq!(sent(&read_call(), &[asks(11)]), (Some(Kind::Throttled), vec![0]));
    }

    #[test]
    fn no_wait_is_begun_that_ends_after_the_whole_time() {
        let slow = Step::fails_with(Kind::Throttled, Effect::NoEffect, Some(10));
        let rule = RetryRule { total: Duration::from_secs(20), ..RetryRule::default() };
        let clock = clock();
        let script = Script::new(&clock, [slow; 4]);
        let layer = Retrying::new(script, Arc::new(clock.clone()), Arc::new(Middle), rule);
        assert!(clock.run(layer.send(&read_call())).unwrap().is_err());
        assert_eq!(layer.inner.called_at_ms(), [0, 10_000]);
    }

    #[test]
    fn jitter_reaches_a_tenth_to_either_side_and_no_further() {
        struct Edge(bool);
        impl Chance for Edge {
            fn up_to(&self, most: u64) -> u64 {
                if self.0 { most } else { 0 }
            }
        }
        for (high, wait_ms) in [(false, [90, 180, 360]), (true, [110, 220, 440])] {
            let clock = clock();
            let script = Script::new(&clock, []);
            let layer = Retrying::new(script, Arc::new(clock), Arc::new(Edge(high)), RetryRule::default());
            assert_eq!([0, 1, 2].map(|retry| layer.backoff(retry).as_millis()), wait_ms);
            assert_eq!(layer.backoff(60).as_secs(), if high { 10 } else { 9 });
        }
    }
}
