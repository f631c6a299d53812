//! All layers in their order.

use super::{
    Attempts, Breaker, BreakerRule, Deadline, Pool, PoolRule, RateLimit, RateRule, RetryRule, Retrying,
    Verdict,
};
use crate::port::{AttemptLog, BreakerStore, Chance, Clock, Transport};
use std::sync::Arc;

/// What one remote's layers go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Sending again, and the time of the whole.
    pub retry: RetryRule,
    /// Leaving it alone.
    pub breaker: BreakerRule,
    /// This program's own limit.
    pub rate: RateRule,
    /// Connections and the time of one attempt.
    pub pool: PoolRule,
}

/// What the layers need from their host.
#[derive(Clone)]
pub struct Host {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Jitter.
    pub chance: Arc<dyn Chance>,
    /// Rows of calls.
    pub log: Arc<dyn AttemptLog>,
    /// Breakers across a restart.
    pub breakers: Arc<dyn BreakerStore>,
}

/// The layers over `wire` for one provider.
///
/// The breaker is inside the retries, so that each attempt counts, and inside the queues, so that a
/// wait for a turn is not taken for slowness of the remote; the log is inside the breaker, so that
/// a row means a call that was let go; the deadline is inside the log, so that a call that took too
/// long is recorded as that.
pub fn stack<T: Transport + 'static>(
    wire: T,
    provider: &'static str,
    rules: Rules,
    host: &Host,
) -> Arc<dyn Transport> {
    let clock = || Arc::clone(&host.clock);
    let attempt = Deadline::new(Verdict::new(wire, clock()), clock(), rules.pool.request);
    let logged = Attempts::new(attempt, clock(), Arc::clone(&host.log));
    let guarded = Breaker::new(logged, provider, clock(), Arc::clone(&host.breakers), rules.breaker);
    let pooled = Pool::new(guarded, clock(), rules.pool);
    let limited = RateLimit::new(pooled, clock(), rules.rate);
    let retried = Retrying::new(limited, clock(), Arc::clone(&host.chance), rules.retry);
    Arc::new(Deadline::new(retried, clock(), rules.retry.total))
}
