//! No call lasts longer than its time.

use crate::error::{Kind, RemoteError};
use crate::port::{Answer, Call, Clock, Sending, Transport};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// Gives up after a time. What the remote did meanwhile is what a call once sent may have done.
pub struct Deadline<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    time: Duration,
}

impl<T> Deadline<T> {
    /// Over `inner`, for so long.
    pub fn new(inner: T, clock: Arc<dyn Clock>, time: Duration) -> Self {
        Self { inner, clock, time }
    }
}

impl<T: Transport> Transport for Deadline<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let mut work = pin!(self.inner.send(call));
            let mut alarm = pin!(self.clock.wait(self.time));
            let first: Option<Result<Answer, RemoteError>> = poll_fn(|context| {
                // The answer first: one that is there at the very last moment is an answer.
                if let Poll::Ready(answer) = work.as_mut().poll(context) {
                    return Poll::Ready(Some(answer));
                }
                alarm.as_mut().poll(context).map(|()| None)
            })
            .await;
            first.unwrap_or_else(|| Err(call.error(Kind::Timeout, call.effect_once_sent()).temporary(None)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Effect;
    use crate::policy::testing::{Script, Step, clock, effect_call, read_call};

    #[test]
    fn a_call_ends_at_its_deadline_and_says_what_may_have_happened() {
        for (call, effect) in [(read_call(), Effect::NoEffect), (effect_call(), Effect::Unknown)] {
            let clock = clock();
            let script = Script::new(&clock, [Step::after(11_000, 200)]);
            let layer = Deadline::new(script, Arc::new(clock.clone()), Duration::from_secs(10));
            let error = clock.run(layer.send(&call)).unwrap().unwrap_err();
            assert_eq!((error.kind, error.effect), (Kind::Timeout, effect));
            assert_eq!(clock.elapsed(), Duration::from_secs(10));
        }
    }

    #[test]
    fn an_answer_at_the_last_moment_is_an_answer() {
        let clock = clock();
        let script = Script::new(&clock, [Step::after(10_000, 200)]);
        let layer = Deadline::new(script, Arc::new(clock.clone()), Duration::from_secs(10));
        assert_eq!(clock.run(layer.send(&read_call())).unwrap().unwrap().status, 200);
    }
}
