//! The one place that knows what time it is.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Korean standard time: UTC+9 all year since 1988.
pub const KST: Offset = Offset::constant(9);

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;

    /// Time that the machine has been awake since some fixed moment: it never goes back, and
    /// stands still while the machine sleeps where the system can tell (Linux, macOS).
    fn awake(&self) -> Duration;

    /// Today in Korea.
    fn today(&self) -> Date {
        korean(self.now()).date()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's one home")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock's one home")]
    fn awake(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}

/// A clock that stands still until it is set; tests and demo books.
#[derive(Debug)]
pub struct FixedClock(Mutex<(Timestamp, Duration)>);

impl FixedClock {
    /// Stands at `moment`.
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new((moment, Duration::ZERO)))
    }

    /// Moves to `moment`; the machine is awake meanwhile.
    pub fn set(&self, moment: Timestamp) {
        let mut stand = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = Duration::try_from(moment.duration_since(stand.0)).unwrap_or_default();
        *stand = (moment, stand.1 + passed);
    }

    /// Moves to `moment`; the machine sleeps meanwhile.
    pub fn sleep_until(&self, moment: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 = moment;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn awake(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Civil time in Korea.
pub(crate) fn korean(moment: Timestamp) -> DateTime {
    KST.to_datetime(moment)
}

/// The month in Korea, as bills are written: `2026-11`.
pub(crate) fn month_of(moment: Timestamp) -> String {
    korean(moment).strftime("%Y-%m").to_string()
}

/// RFC 3339 in Korean time, to the second: `2026-11-21T09:00:00+09:00`.
pub(crate) fn korean_rfc3339(moment: Timestamp) -> String {
    let zoned = moment.to_zoned(TimeZone::fixed(KST));
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korea_is_nine_hours_ahead() {
        let clock = FixedClock::at("2026-11-20T15:00:00Z".parse().unwrap());
        assert_eq!(clock.today().to_string(), "2026-11-21");
        assert_eq!(korean_rfc3339(clock.now()), "2026-11-21T00:00:00+09:00");
        clock.set("2026-11-20T14:59:59Z".parse().unwrap());
        assert_eq!(clock.today().to_string(), "2026-11-20");
        assert_eq!(month_of("2026-10-31T15:00:00Z".parse().unwrap()), "2026-11");
    }
}
