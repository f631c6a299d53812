//! Turns an answer that means a failure into one, so that every layer above counts it right.

use crate::port::{Call, Clock, Sending, Transport};
use std::sync::Arc;

/// Asks the call's own judge about every answer.
pub struct Verdict<T> {
    inner: T,
    clock: Arc<dyn Clock>,
}

impl<T> Verdict<T> {
    /// Over the wire.
    pub fn new(inner: T, clock: Arc<dyn Clock>) -> Self {
        Self { inner, clock }
    }
}

impl<T: Transport> Transport for Verdict<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let answer = self.inner.send(call).await?;
            (call.judge)(call, &answer, self.clock.wall())?;
            Ok(answer)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Effect, Kind, RemoteError};
    use crate::policy::retry_after;
    use crate::policy::testing::{Script, Step, clock, read_call};
    use crate::port::Answer;

    fn refuse(call: &Call, answer: &Answer, now: jiff::Timestamp) -> Result<(), RemoteError> {
        let after = retry_after("Fri, 15 Jan 2027 08:00:09 GMT", now);
        let error = call.error(Kind::Throttled, Effect::NoEffect).temporary(after);
        if answer.status == 200 { Ok(()) } else { Err(error) }
    }

    #[test]
    fn an_answer_that_means_a_failure_becomes_one_by_the_clock_of_the_layer() {
        let clock = clock();
        let script = Script::new(&clock, [Step::after(2_000, 429), Step::ok()]);
        let layer = Verdict::new(script, Arc::new(clock.clone()));
        let call = Call { judge: refuse, ..read_call() };
        let error = clock.run(layer.send(&call)).unwrap().unwrap_err();
        let after = Some(std::time::Duration::from_secs(7));
        assert_eq!(error.retry, crate::error::Retry::Temporary { after });
        assert!(clock.run(layer.send(&call)).unwrap().is_ok());
    }
}
