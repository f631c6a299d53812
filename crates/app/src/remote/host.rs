//! What the layers need from this program: time, chance, and the book to write in.

use crate::app::App;
use crate::clock;
use crate::metrics::Metrics;
use crate::open::OpenCompany;
use jangbu_remote::Effect;
use jangbu_remote::policy::Host;
use jangbu_remote::port::{
    Attempt, AttemptEnd, AttemptId, AttemptLog, AttemptLogError, BreakerState, BreakerStore, Chance, Clock,
    Outcome, TokioClock, Waiting,
};
use jangbu_store::{AttemptOutcome, NewAttempt, StoreError};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// The host of one company's calls. The book is held weakly: calls never keep it open, and where it
/// is gone nothing is sent.
pub(crate) fn host_of(app: &App, company: Weak<OpenCompany>) -> Host {
    let clock = HostClock { timer: TokioClock::new(|| Timestamp::UNIX_EPOCH), wall: Arc::clone(&app.clock) };
    let metrics = Arc::clone(&app.metrics);
    let book =
        Arc::new(InBook { company, clock: Arc::clone(&app.clock), metrics, on_their_way: Mutex::default() });
    Host {
        clock: Arc::new(clock),
        chance: Arc::new(SystemChance),
        log: Arc::clone(&book) as Arc<dyn AttemptLog>,
        breakers: book,
    }
}

/// The runtime's timer and the program's time of day.
struct HostClock {
    timer: TokioClock,
    wall: Arc<dyn clock::Clock>,
}

impl Clock for HostClock {
    fn wall(&self) -> Timestamp {
        self.wall.now()
    }

    fn elapsed(&self) -> Duration {
        self.timer.elapsed()
    }

    fn wait(&self, time: Duration) -> Waiting<'_> {
        self.timer.wait(time)
    }
}

/// From the system's generator. Where it gives none, no jitter: it spreads calls and guards nothing.
struct SystemChance;

impl Chance for SystemChance {
    fn up_to(&self, most: u64) -> u64 {
        let drawn = jangbu_store::make_random_bytes::<8>().map(u64::from_be_bytes);
        match (drawn, most.checked_add(1)) {
            (Ok(drawn), Some(count)) => drawn % count,
            (Ok(drawn), None) => drawn,
            (Err(_), _) => most / 2,
        }
    }
}

/// Rows of calls and open breakers, in the open book.
struct InBook {
    company: Weak<OpenCompany>,
    clock: Arc<dyn clock::Clock>,
    metrics: Arc<Metrics>,
    /// Who was asked what, by row: the end of a call knows its row alone.
    on_their_way: Mutex<HashMap<i64, (&'static str, &'static str)>>,
}

impl InBook {
    fn in_book<T>(
        &self,
        work: impl FnOnce(&OpenCompany) -> Result<T, StoreError>,
    ) -> Result<T, AttemptLogError> {
        let company = self.company.upgrade().ok_or(AttemptLogError(None))?;
        work(&company).map_err(|error| AttemptLogError(Some(Box::new(error))))
    }
}

impl InBook {
    fn calls(&self) -> MutexGuard<'_, HashMap<i64, (&'static str, &'static str)>> {
        self.on_their_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttemptLog for InBook {
    fn begin(&self, attempt: &Attempt) -> Result<AttemptId, AttemptLogError> {
        let new = NewAttempt {
            provider: attempt.provider.to_owned(),
            operation: attempt.operation.to_owned(),
            digest: attempt.digest,
            errand: crate::correlation::errand(),
            correlation: crate::correlation::current(),
            started_at: attempt.started_at,
        };
        let id = self.in_book(|company| company.book.begin_attempt(&new))?;
        self.calls().insert(id, (attempt.provider, attempt.operation));
        Ok(AttemptId(id))
    }

    fn end(&self, id: AttemptId, end: &AttemptEnd) -> Result<(), AttemptLogError> {
        if let Some((remote, operation)) = self.calls().remove(&id.0) {
            let outcome = match end.outcome {
                Outcome::Answered => "answered",
                Outcome::Failed(kind) => kind.code(),
                Outcome::Abandoned => "abandoned",
            };
            self.metrics.call(remote, operation, outcome, end.duration);
            let (duration_ms, attempt) = (end.duration.as_millis(), id.0);
            let status = end.status.unwrap_or_default();
            tracing::info!(remote, operation, attempt, outcome, status, duration_ms, "called");
        }
        let end = jangbu_store::AttemptEnd {
            duration_ms: u32::try_from(end.duration.as_millis()).unwrap_or(u32::MAX),
            status: end.status,
            effect: match end.effect {
                Effect::NotSent => jangbu_store::Effect::NotSent,
                Effect::NoEffect => jangbu_store::Effect::NoEffect,
                Effect::Done => jangbu_store::Effect::Done,
                Effect::Unknown => jangbu_store::Effect::Unknown,
            },
            outcome: match end.outcome {
                Outcome::Answered => AttemptOutcome::Answered,
                Outcome::Failed(kind) => AttemptOutcome::Failed(kind.code().to_owned()),
                Outcome::Abandoned => AttemptOutcome::Abandoned,
            },
        };
        self.in_book(|company| company.book.end_attempt(id.0, &end))
    }
}

impl BreakerStore for InBook {
    fn load(&self, provider: &'static str) -> BreakerState {
        let kept = self.in_book(|company| company.book.read(|reader| reader.breaker(provider)));
        match kept {
            Ok(Some(breaker)) => BreakerState::Open { until: breaker.open_until },
            _ => BreakerState::Closed,
        }
    }

    fn save(&self, provider: &'static str, state: BreakerState) {
        let until = match state {
            BreakerState::Open { until } => Some(until),
            BreakerState::Closed => None,
        };
        let at = self.clock.now();
        if let Err(error) = self.in_book(|company| company.book.keep_breaker(provider, until, at)) {
            tracing::warn!(provider, %error, "a breaker was not kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_stays_within_its_bound() {
        for most in [0, 1, 9, u64::MAX] {
            assert!((0..100).all(|_| SystemChance.up_to(most) <= most));
        }
        let drawn: std::collections::HashSet<u64> = (0..100).map(|_| SystemChance.up_to(u64::MAX)).collect();
        assert!(drawn.len() > 90, "{} different ones of 100", drawn.len());
    }
}
