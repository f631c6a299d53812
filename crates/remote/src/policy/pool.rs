//! So many connections at once and no more; a bounded queue for them.

use crate::error::{Effect, Kind};
use crate::port::{Call, Clock, Sending, Transport};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Connections to one remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolRule {
    /// Idle connections kept for the next call.
    pub idle_kept: usize,
    /// Calls under way at once.
    pub connections_max: usize,
    /// Calls waiting for a connection.
    pub queue_max: usize,
    /// How long one waits.
    pub queue_wait: Duration,
    /// From the first packet to a connection.
    pub connect: Duration,
    /// One attempt, connecting and reading the answer included.
    pub request: Duration,
}

impl Default for PoolRule {
    /// 10 to 50 connections, 5 s to connect, 10 s a request; a queue of 1,000, waiting as long as a request.
    fn default() -> Self {
        Self {
            idle_kept: 10,
            connections_max: 50,
            queue_max: 1_000,
            queue_wait: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            request: Duration::from_secs(10),
        }
    }
}

/// Lets so many calls through at once.
pub struct Pool<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    rule: PoolRule,
    free: Semaphore,
    queued: AtomicUsize,
}

impl<T> Pool<T> {
    /// Over `inner`.
    pub fn new(inner: T, clock: Arc<dyn Clock>, rule: PoolRule) -> Self {
        let free = Semaphore::new(rule.connections_max.min(Semaphore::MAX_PERMITS));
        Self { inner, clock, rule, free, queued: AtomicUsize::new(0) }
    }

    /// A free place, at once or after a bounded wait.
    async fn place(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.free.try_acquire() {
            return Some(place);
        }
        let _queued = Queued::join(&self.queued, self.rule.queue_max)?;
        let mut place = pin!(self.free.acquire());
        let mut alarm = pin!(self.clock.wait(self.rule.queue_wait));
        poll_fn(|context| {
            if let Poll::Ready(place) = place.as_mut().poll(context) {
                return Poll::Ready(place.ok());
            }
            alarm.as_mut().poll(context).map(|()| None)
        })
        .await
    }
}

/// A place in the queue, given back when the wait ends or is given up.
struct Queued<'q>(&'q AtomicUsize);

impl<'q> Queued<'q> {
    fn join(queued: &'q AtomicUsize, most: usize) -> Option<Self> {
        let before = queued.fetch_add(1, Ordering::AcqRel);
        let place = Self(queued);
        (before < most).then_some(place)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<T: Transport> Transport for Pool<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let Some(_place) = self.place().await else {
                return Err(call.error(Kind::PoolFull, Effect::NotSent).temporary(None));
            };
            self.inner.send(call).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Script, Step, clock, read_call};
    use futures_util::future::join_all;

    fn pool(
        connections_max: usize,
        queue_max: usize,
        each_ms: u64,
    ) -> (crate::port::VirtualClock, Pool<Script>) {
        let clock = clock();
        let script = Script::new(&clock, [Step::after(each_ms, 200); 200]);
        let rule = PoolRule { connections_max, queue_max, ..PoolRule::default() };
        let layer = Pool::new(script, Arc::new(clock.clone()), rule);
        (clock, layer)
    }

    #[test]
    fn fifty_calls_go_at_once_and_the_fifty_first_waits() {
        let rule = PoolRule::default();
        let (clock, layer) = pool(rule.connections_max, rule.queue_max, 1_000);
        let call = read_call();
        let all = clock.run(join_all((0..51).map(|_| layer.send(&call)))).unwrap();
        assert!(all.iter().all(Result::is_ok));
        let at = layer.inner.called_at_ms();
        assert_eq!((at.iter().filter(|ms| **ms == 0).count(), at.last()), (50, Some(&1_000)));
    }

    #[test]
    fn who_waits_longer_than_allowed_was_not_sent() {
        let (clock, layer) = pool(1, 10, 11_000);
        let call = read_call();
        let all = clock.run(join_all((0..2).map(|_| layer.send(&call)))).unwrap();
        let error = all[1].as_ref().unwrap_err();
        assert_eq!((error.kind, error.effect), (Kind::PoolFull, Effect::NotSent));
        assert_eq!(layer.inner.called_at_ms(), [0]);
    }

    #[test]
    fn a_full_queue_refuses_at_once_and_empties_again() {
        let (clock, layer) = pool(1, 1, 1_000);
        let call = read_call();
        let all = clock.run(join_all((0..3).map(|_| layer.send(&call)))).unwrap();
        assert_eq!(all.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
        assert!(clock.run(layer.send(&call)).unwrap().is_ok());
        assert_eq!(layer.queued.load(Ordering::Acquire), 0);
    }
}
