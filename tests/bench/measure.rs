//! Times, medians, tables.

use crate::Outcome;
use std::time::{Duration, Instant};

/// Runs before the clock counts.
const WARM_UP: usize = 2;

/// One call and how long it took.
pub(crate) fn once<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Duration)> {
    let started = Instant::now();
    let done = work()?;
    Ok((done, started.elapsed()))
}

/// Durations of the same question asked again and again, shortest first.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Asks `repeat` times after a warm-up; `ask` is told which time it is, so that it can ask for
    /// another page each time.
    pub(crate) fn of(repeat: usize, mut ask: impl FnMut(usize) -> Outcome) -> Outcome<Self> {
        for at in 0..WARM_UP.min(repeat) {
            ask(at)?;
        }
        let mut times = Vec::with_capacity(repeat);
        for at in 0..repeat {
            times.push(once(|| ask(at))?.1);
        }
        Ok(Self::sorted(times))
    }

    /// Durations that were taken elsewhere.
    pub(crate) fn sorted(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// Asks two questions in turn, so that whatever else the machine does meets both alike.
    pub(crate) fn in_turn(
        repeat: usize,
        mut one: impl FnMut() -> Outcome,
        mut other: impl FnMut() -> Outcome,
    ) -> Outcome<[Self; 2]> {
        for _ in 0..WARM_UP.min(repeat) {
            one()?;
            other()?;
        }
        let mut times = [Vec::with_capacity(repeat), Vec::with_capacity(repeat)];
        for _ in 0..repeat {
            times[0].push(once(&mut one)?.1);
            times[1].push(once(&mut other)?.1);
        }
        Ok(times.map(|mut times| {
            times.sort();
            Self(times)
        }))
    }

    /// The shortest: what the work takes when nothing else runs.
    pub(crate) fn best(&self) -> Duration {
        self.at(0)
    }

    /// The time that `percent` of the answers kept.
    fn at(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.at(50)
    }

    pub(crate) fn p95(&self) -> Duration {
        self.at(95)
    }
}

/// Milliseconds with two decimals.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

/// Seconds with two decimals.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// How many times `base` fits into `time`.
pub(crate) fn ratio(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64().max(1e-9)
}

/// Per second.
pub(crate) fn rate(count: usize, time: Duration) -> String {
    format!("{:.0}", count as f64 / time.as_secs_f64().max(1e-9))
}

/// A table with aligned columns, the first one to the left.
pub(crate) fn print(title: &str, headings: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let lay = |cells: Vec<&str>| {
        let cells = cells.into_iter().zip(&widths).enumerate();
        let laid = cells.map(
            |(at, (cell, width))| {
                if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            },
        );
        laid.collect::<Vec<_>>().join("  ")
    };
    println!("\n{title}\n");
    println!("{}", lay(headings.to_vec()));
    for row in rows {
        println!("{}", lay(row.iter().map(String::as_str).collect()));
    }
}
