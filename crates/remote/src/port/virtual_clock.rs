//! A clock that moves only when everything waits: tests and simulations need no socket and no time.

use super::clock::{Clock, Waiting};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// Waits held at one time; a simulation that has more is wrong.
const WAITERS_MAX: usize = 100_000;

/// Stands still until [`VirtualClock::run`] finds that nothing can go on without time.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    start: Timestamp,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    now: Duration,
    next_id: u64,
    waiters: BTreeMap<u64, (Duration, Waker)>,
}

impl VirtualClock {
    /// Stands at `start`.
    pub fn at(start: Timestamp) -> Self {
        Self { start, inner: Arc::default() }
    }

    /// Moves on by `time`; those whose time has come are woken.
    pub fn advance(&self, time: Duration) {
        let now = self.with(|inner| {
            inner.now = inner.now.saturating_add(time);
            inner.now
        });
        for waker in self.take_due(now) {
            waker.wake();
        }
    }

    /// Runs `work` to its end, moving the clock to the next wait whenever nothing else can go on;
    /// `None` when it waits for something that time does not bring.
    pub fn run<F: Future>(&self, work: F) -> Option<F::Output> {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut context = Context::from_waker(&waker);
        let mut work = pin!(work);
        loop {
            while woken.0.swap(false, Ordering::SeqCst) {
                if let Poll::Ready(output) = work.as_mut().poll(&mut context) {
                    return Some(output);
                }
            }
            let next = self.with(|inner| inner.waiters.values().map(|(due, _)| *due).min())?;
            let now = self.elapsed();
            self.advance(next.saturating_sub(now));
        }
    }

    fn take_due(&self, now: Duration) -> Vec<Waker> {
        self.with(|inner| {
            let waiters = std::mem::take(&mut inner.waiters);
            let (due, later) = waiters.into_iter().partition(|(_, (due, _))| *due <= now);
            inner.waiters = later;
            let due: BTreeMap<u64, (Duration, Waker)> = due;
            due.into_values().map(|(_, waker)| waker).collect()
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for VirtualClock {
    fn wall(&self) -> Timestamp {
        self.start.checked_add(self.elapsed()).unwrap_or(Timestamp::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.with(|inner| inner.now)
    }

    fn wait(&self, time: Duration) -> Waiting<'_> {
        let (id, due) = self.with(|inner| {
            inner.next_id += 1;
            (inner.next_id, inner.now.saturating_add(time))
        });
        Box::pin(Until { clock: self, id, due })
    }
}

struct Until<'c> {
    clock: &'c VirtualClock,
    id: u64,
    due: Duration,
}

impl Future for Until<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.clock.with(|inner| {
            if inner.now >= self.due {
                return Poll::Ready(());
            }
            inner.waiters.insert(self.id, (self.due, context.waker().clone()));
            assert!(inner.waiters.len() <= WAITERS_MAX, "a simulation of more waits than that is wrong");
            Poll::Pending
        })
    }
}

impl Drop for Until<'_> {
    /// A wait that was given up must not pull the clock to its end.
    fn drop(&mut self) {
        self.clock.with(|inner| inner.waiters.remove(&self.id));
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join;

    fn clock() -> VirtualClock {
        VirtualClock::at(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_wait_of_a_day_takes_a_day_of_the_clock_and_none_of_ours() {
        let clock = clock();
        clock.run(clock.wait(Duration::from_hours(24))).unwrap();
        assert_eq!(clock.wall(), Timestamp::from_second(86_400).unwrap());
    }

    #[test]
    fn two_waits_at_once_take_as_long_as_the_longer() {
        let clock = clock();
        let both = join(clock.wait(Duration::from_secs(3)), clock.wait(Duration::from_secs(5)));
        clock.run(both).unwrap();
        assert_eq!(clock.elapsed(), Duration::from_secs(5));
    }

    #[test]
    fn what_time_does_not_bring_is_said_to_be_stuck() {
        assert!(clock().run(std::future::pending::<()>()).is_none());
    }

    #[test]
    fn a_wait_given_up_does_not_pull_the_clock_along() {
        let clock = clock();
        let first_of_two = async {
            let long = clock.wait(Duration::from_mins(1));
            let short = clock.wait(Duration::from_secs(1));
            futures_util::future::select(long, short).await;
        };
        clock.run(first_of_two).unwrap();
        clock.run(clock.wait(Duration::from_secs(1))).unwrap();
        assert_eq!(clock.elapsed(), Duration::from_secs(2));
    }
}
