//! Time as the layers need it: to measure, to wait, and to tell the day.

use jiff::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A wait that ends by itself.
pub type Waiting<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The layers' only clock.
pub trait Clock: Send + Sync {
    /// The time of day, for what is kept across a restart.
    fn wall(&self) -> Timestamp;
    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;
    /// Waits so long.
    fn wait(&self, time: Duration) -> Waiting<'_>;
}

/// The runtime's timer; the time of day comes from the host.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    start: tokio::time::Instant,
    wall: fn() -> Timestamp,
}

impl TokioClock {
    /// Begins now; `wall` is the host's clock.
    pub fn new(wall: fn() -> Timestamp) -> Self {
        Self { start: tokio::time::Instant::now(), wall }
    }
}

impl Clock for TokioClock {
    fn wall(&self) -> Timestamp {
        (self.wall)()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&self, time: Duration) -> Waiting<'_> {
        Box::pin(tokio::time::sleep(time))
    }
}
