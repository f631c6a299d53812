//! The one place that knows what time it is.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use std::sync::Mutex;

/// Korean standard time: UTC+9 all year since 1988.
pub const KST: Offset = Offset::constant(9);

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;

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
}

/// A clock that stands still until it is set; tests and demo books.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// Stands at `moment`.
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(moment))
    }

    /// Moves to `moment`.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = moment;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Civil time in Korea.
pub(crate) fn korean(moment: Timestamp) -> DateTime {
    KST.to_datetime(moment)
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
    }
}
