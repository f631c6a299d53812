//! The last calls, a bit each.

use super::BreakerRule;

/// Calls that a window holds at most: the bits of a word.
const CALLS_MAX: u32 = u64::BITS;

#[derive(Debug, Default)]
pub(super) struct Window {
    failed: u64,
    slow: u64,
    calls: u32,
}

impl Window {
    /// Adds the newest call; the oldest beyond `length` falls out.
    pub(super) fn push(&mut self, failed: bool, slow: bool, length: u32) {
        let length = length.clamp(1, CALLS_MAX);
        let mask = u64::MAX >> (CALLS_MAX - length);
        self.failed = (self.failed << 1 | u64::from(failed)) & mask;
        self.slow = (self.slow << 1 | u64::from(slow)) & mask;
        self.calls = (self.calls + 1).min(length);
    }

    /// Whether the rule says that it is enough.
    pub(super) fn is_spent(&self, rule: &BreakerRule) -> bool {
        let reaches = |count: u32, percent: u32| count > 0 && count * 100 >= percent * self.calls;
        self.calls >= rule.calls_min.min(rule.window.clamp(1, CALLS_MAX))
            && (reaches(self.failed.count_ones(), rule.failure_percent)
                || reaches(self.slow.count_ones(), rule.slow_percent))
    }
}
