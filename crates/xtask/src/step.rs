//! Printing the steps of a chore: which, what for, how long.

use std::time::{Duration, Instant};

use crate::error::Outcome;

/// Counts the steps of a chore whose number is known beforehand.
pub(crate) struct Steps {
    done: usize,
    total: usize,
}

impl Steps {
    pub(crate) fn of(total: usize) -> Self {
        Self { done: 0, total }
    }

    /// Says what the step is and what it is for, does it, and says how long it took.
    pub(crate) fn step<T>(&mut self, name: &str, why: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.done += 1;
        println!("\n[{}/{}] {name} — {why}", self.done, self.total);
        let started = Instant::now();
        let value = work()?;
        println!("      done in {}", spell(started.elapsed()));
        Ok(value)
    }
}

/// A remark under the current step.
pub(crate) fn note(text: &str) {
    println!("      {text}");
}

/// `0.4 s`, `12.3 s`, `4 min 05 s`.
pub(crate) fn spell(took: Duration) -> String {
    if took < Duration::from_mins(1) {
        let tenths = took.as_millis() / 100;
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_spelt_in_tenths_below_a_minute_and_in_minutes_above() {
        assert_eq!(spell(Duration::from_millis(1_290)), "1.2 s");
        assert_eq!(spell(Duration::from_secs(245)), "4 min 05 s");
    }

    #[test]
    fn a_step_hands_on_the_value_of_its_work() {
        let value = Steps::of(1).step("adding", "to see the value come back", || Ok(1 + 1)).unwrap();
        assert_eq!(value, 2);
    }
}
