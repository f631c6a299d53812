//! Leaves a remote alone that fails too often or is too slow, and tries it carefully again.

mod window;

use crate::error::{Effect, Kind, RemoteError};
use crate::port::{Answer, BreakerState, BreakerStore, Call, Clock, Sending, Transport};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use window::Window;

/// When a breaker opens and closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerRule {
    /// The last calls that count, 64 at most.
    pub window: u32,
    /// Nothing is judged before so many.
    pub calls_min: u32,
    /// Opens at so many failures of a hundred.
    pub failure_percent: u32,
    /// A call is slow from here on.
    pub slow_from: Duration,
    /// Opens at so many slow calls of a hundred.
    pub slow_percent: u32,
    /// Open for so long.
    pub reset: Duration,
    /// So many trials must succeed, and so many go at once.
    pub successes_to_close: u32,
}

impl Default for BreakerRule {
    /// Five failures in a row, or the last five all slower than 8 s; open for 30 s; three successes close it.
    fn default() -> Self {
        Self {
            window: 5,
            calls_min: 5,
            failure_percent: 100,
            slow_from: Duration::from_secs(8),
            slow_percent: 100,
            reset: Duration::from_secs(30),
            successes_to_close: 3,
        }
    }
}

#[derive(Debug)]
enum Stand {
    Closed(Window),
    Open(Timestamp),
    HalfOpen { succeeded: u32, under_way: u32 },
}

/// Guards one remote.
pub struct Breaker<T> {
    inner: T,
    provider: &'static str,
    clock: Arc<dyn Clock>,
    store: Arc<dyn BreakerStore>,
    rule: BreakerRule,
    /// The stand, and how often it has changed: a call that began under an earlier one says nothing of this one.
    stand: Mutex<(Stand, u64)>,
}

impl<T> Breaker<T> {
    /// Over `inner`, as it stood when last kept.
    pub fn new(
        inner: T,
        provider: &'static str,
        clock: Arc<dyn Clock>,
        store: Arc<dyn BreakerStore>,
        rule: BreakerRule,
    ) -> Self {
        let latest = after(clock.wall(), rule.reset);
        let stand = match store.load(provider) {
            BreakerState::Closed => Stand::Closed(Window::default()),
            // A clock that was set back must not keep it open for days.
            BreakerState::Open { until } => Stand::Open(until.min(latest)),
        };
        Self { inner, provider, clock, store, rule, stand: Mutex::new((stand, 0)) }
    }

    /// Whether a call may go now, and under which stand it goes.
    fn enter(&self, call: &Call) -> Result<Pass<'_, T>, RemoteError> {
        let now = self.clock.wall();
        let mut stand = self.locked();
        if let Stand::Open(until) = stand.0 {
            if now < until {
                let left = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                return Err(call.error(Kind::BreakerOpen, Effect::NotSent).temporary(Some(left)));
            }
            *stand = (Stand::HalfOpen { succeeded: 0, under_way: 0 }, stand.1 + 1);
        }
        if let Stand::HalfOpen { succeeded, under_way } = &mut stand.0 {
            if *succeeded + *under_way >= self.rule.successes_to_close {
                return Err(call.error(Kind::BreakerOpen, Effect::NotSent).temporary(None));
            }
            *under_way += 1;
        }
        Ok(Pass { breaker: self, change: stand.1, ended: false })
    }

    /// Counts an end, unless the stand has changed since the call began.
    fn count(&self, change: u64, failed: bool, slow: bool) {
        let now = self.clock.wall();
        let mut stand = self.locked();
        if stand.1 != change {
            return;
        }
        let next = match &mut stand.0 {
            Stand::Closed(window) => {
                window.push(failed, slow, self.rule.window);
                let spent = window.is_spent(&self.rule);
                spent.then(|| Stand::Open(after(now, self.rule.reset)))
            }
            Stand::HalfOpen { succeeded, under_way } => {
                *under_way = under_way.saturating_sub(1);
                *succeeded += u32::from(!failed && !slow);
                if failed || slow {
                    Some(Stand::Open(after(now, self.rule.reset)))
                } else {
                    (*succeeded >= self.rule.successes_to_close).then(|| Stand::Closed(Window::default()))
                }
            }
            Stand::Open(_) => None,
        };
        if let Some(next) = next {
            self.keep(&next);
            *stand = (next, change + 1);
        }
    }

    fn keep(&self, stand: &Stand) {
        let state = match stand {
            Stand::Open(until) => BreakerState::Open { until: *until },
            _ => BreakerState::Closed,
        };
        tracing::warn!(provider = self.provider, open = !matches!(state, BreakerState::Closed), "breaker");
        self.store.save(self.provider, state);
    }

    /// Takes back a call that ended without a word on the remote.
    fn forget(&self, change: u64) {
        let mut stand = self.locked();
        if stand.1 == change
            && let Stand::HalfOpen { under_way, .. } = &mut stand.0
        {
            *under_way = under_way.saturating_sub(1);
        }
    }

    fn locked(&self) -> MutexGuard<'_, (Stand, u64)> {
        self.stand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn after(now: Timestamp, time: Duration) -> Timestamp {
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

/// A call under way; one that is given up frees its place.
struct Pass<'b, T> {
    breaker: &'b Breaker<T>,
    change: u64,
    ended: bool,
}

impl<T> Pass<'_, T> {
    fn end(mut self, outcome: &Result<Answer, RemoteError>, lasted: Duration) {
        let slow = lasted >= self.breaker.rule.slow_from;
        match outcome {
            Ok(_) => self.breaker.count(self.change, false, slow),
            Err(error) if error.kind.is_remote_unwell() => self.breaker.count(self.change, true, slow),
            // An answer that says no is an answer: the remote is well.
            Err(error) if error.status.is_some() => self.breaker.count(self.change, false, slow),
            // Never got there (own limit, full pool): says nothing of the remote.
            Err(_) => return,
        }
        self.ended = true;
    }
}

impl<T> Drop for Pass<'_, T> {
    fn drop(&mut self) {
        if !self.ended {
            self.breaker.forget(self.change);
        }
    }
}

impl<T: Transport> Transport for Breaker<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let pass = self.enter(call)?;
            let began = self.clock.elapsed();
            let outcome = self.inner.send(call).await;
            pass.end(&outcome, self.clock.elapsed().saturating_sub(began));
            outcome
        })
    }
}

#[cfg(test)]
mod tests;
