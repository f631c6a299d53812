//! Writes down every call before it leaves, and how it ended.

use crate::error::{Effect, Kind};
use crate::port::{Attempt, AttemptEnd, AttemptId, AttemptLog, Call, Clock, Outcome, Sending, Transport};
use std::sync::Arc;
use std::time::Duration;

/// Keeps a row for each call.
pub struct Attempts<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    log: Arc<dyn AttemptLog>,
}

impl<T> Attempts<T> {
    /// Over `inner`.
    pub fn new(inner: T, clock: Arc<dyn Clock>, log: Arc<dyn AttemptLog>) -> Self {
        Self { inner, clock, log }
    }
}

/// A row without an end yet; a call that nobody waits for any more is abandoned.
struct Open<'l> {
    log: &'l dyn AttemptLog,
    clock: &'l dyn Clock,
    id: AttemptId,
    began: Duration,
    end: (Option<u16>, Effect, Outcome),
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let (status, effect, outcome) = self.end;
        let duration = self.clock.elapsed().saturating_sub(self.began);
        if self.log.end(self.id, &AttemptEnd { duration, status, effect, outcome }).is_err() {
            tracing::warn!("the end of an attempt could not be written down");
        }
    }
}

impl<T: Transport> Transport for Attempts<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let attempt = Attempt {
                provider: call.provider,
                operation: call.operation,
                digest: call.digest(),
                started_at: self.clock.wall(),
            };
            let id = self.log.begin(&attempt).map_err(|error| {
                call.error(Kind::NotRecorded, Effect::NotSent).with_source(Box::new(error))
            })?;
            let mut row = Open {
                log: &*self.log,
                clock: &*self.clock,
                id,
                began: self.clock.elapsed(),
                end: (None, call.effect_once_sent(), Outcome::Abandoned),
            };
            let outcome = self.inner.send(call).await;
            row.end = match &outcome {
                Ok(answer) => (Some(answer.status), call.effect_once_answered(), Outcome::Answered),
                Err(error) => (error.status, error.effect, Outcome::Failed(error.kind)),
            };
            outcome
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Script, Step, clock, effect_call, read_call};
    use crate::port::{AttemptLogError, VirtualClock};
    use std::sync::Mutex;

    #[derive(Default)]
    struct Rows {
        begun: Mutex<Vec<Attempt>>,
        ended: Mutex<Vec<AttemptEnd>>,
        full: bool,
    }

    impl AttemptLog for Rows {
        fn begin(&self, attempt: &Attempt) -> Result<AttemptId, AttemptLogError> {
            if self.full {
                return Err(AttemptLogError(None));
            }
            self.begun.lock().unwrap().push(attempt.clone());
            Ok(AttemptId(1))
        }

        fn end(&self, _: AttemptId, end: &AttemptEnd) -> Result<(), AttemptLogError> {
            self.ended.lock().unwrap().push(*end);
            Ok(())
        }
    }

    fn logged(steps: &[Step], full: bool) -> (VirtualClock, Attempts<Script>, Arc<Rows>) {
        let clock = clock();
        let rows = Arc::new(Rows { full, ..Rows::default() });
        let script = Script::new(&clock, steps.iter().copied());
        let layer = Attempts::new(script, Arc::new(clock.clone()), rows.clone());
        (clock, layer, rows)
    }

    #[test]
    fn a_call_that_cannot_be_written_down_is_not_sent() {
        let (clock, layer, _) = logged(&[], true);
        let error = clock.run(layer.send(&effect_call())).unwrap().unwrap_err();
        assert_eq!((error.kind, error.effect), (Kind::NotRecorded, Effect::NotSent));
        assert!(layer.inner.called_at_ms().is_empty());
    }

    #[test]
    fn every_end_has_its_row() {
        let (clock, layer, rows) = logged(&[Step::after(250, 200), Step::fails(Kind::Dropped)], false);
        let call = effect_call();
        assert!(clock.run(layer.send(&call)).unwrap().is_ok());
        assert!(clock.run(layer.send(&call)).unwrap().is_err());
        let ended = rows.ended.lock().unwrap();
        assert_eq!(
            ended[0],
            AttemptEnd {
                duration: Duration::from_millis(250),
                status: Some(200),
                effect: Effect::Done,
                outcome: Outcome::Answered
            }
        );
        assert_eq!((ended[1].effect, ended[1].outcome), (Effect::Unknown, Outcome::Failed(Kind::Dropped)));
        assert_eq!(rows.begun.lock().unwrap()[0].digest, call.digest());
    }

    #[test]
    fn a_call_that_is_given_up_is_abandoned_with_an_unknown_effect() {
        let (clock, layer, rows) = logged(&[Step::after(5_000, 200)], false);
        let call = effect_call();
        let given_up = async {
            futures_util::future::select(layer.send(&call), clock.wait(Duration::from_secs(1))).await;
        };
        clock.run(given_up).unwrap();
        let ended = rows.ended.lock().unwrap();
        assert_eq!((ended[0].effect, ended[0].outcome), (Effect::Unknown, Outcome::Abandoned));
        assert_eq!(ended[0].duration, Duration::from_secs(1));
    }

    #[test]
    fn the_digest_knows_no_key_and_tells_requests_apart() {
        let mut with_key = read_call();
        with_key.query = Some(crate::secret::Secret::new("serviceKey=abc".to_owned()));
        assert_eq!(with_key.digest(), read_call().digest());
        assert_ne!(effect_call().digest(), read_call().digest());
    }
}
