//! A wire that follows a script, on a clock that stands still.

use crate::error::{Effect, Kind, RemoteError, Retry};
use crate::port::{
    Answer, BaseAddress, Call, Clock as _, Method, Nature, Realm, Sending, Transport, VirtualClock,
};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

pub(super) fn clock() -> VirtualClock {
    VirtualClock::at(Timestamp::from_second(1_800_000_000).unwrap())
}

#[expect(clippy::unnecessary_wraps, reason = "a judge may refuse")]
fn accept(_: &Call, _: &Answer, _: Timestamp) -> Result<(), RemoteError> {
    Ok(())
}

pub(super) fn read_call() -> Call {
    Call {
        provider: "test",
        operation: "read",
        nature: Nature::Read,
        method: Method::Post,
        base: BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap(),
        path: "/read".to_owned(),
        query: None,
        headers: Vec::new(),
        secrets: Vec::new(),
        content_type: None,
        body: Vec::new(),
        answer_bytes_max: 1_024,
        judge: accept,
    }
}

pub(super) fn effect_call() -> Call {
    Call { operation: "act", nature: Nature::Effect, path: "/act".to_owned(), ..read_call() }
}

/// What the wire does with one call.
#[derive(Clone, Copy)]
pub(super) struct Step {
    after: Duration,
    end: Result<u16, (Kind, Option<Effect>, Retry)>,
}

impl Step {
    /// The remote fails at once.
    pub(super) const FAULT: Self =
        Self { after: Duration::ZERO, end: Err((Kind::RemoteFault, None, Retry::Temporary { after: None })) };

    pub(super) fn ok() -> Self {
        Self::after(0, 200)
    }

    pub(super) fn after(after_ms: u64, status: u16) -> Self {
        Self { after: Duration::from_millis(after_ms), end: Ok(status) }
    }

    /// A temporary failure whose effect is that of a call once sent.
    pub(super) fn fails(kind: Kind) -> Self {
        Self { after: Duration::ZERO, end: Err((kind, None, Retry::Temporary { after: None })) }
    }

    pub(super) fn fails_for_good(kind: Kind) -> Self {
        Self { after: Duration::ZERO, end: Err((kind, Some(Effect::NoEffect), Retry::Never)) }
    }

    pub(super) fn fails_with(kind: Kind, effect: Effect, after_s: Option<u64>) -> Self {
        let retry = Retry::Temporary { after: after_s.map(Duration::from_secs) };
        Self { after: Duration::ZERO, end: Err((kind, Some(effect), retry)) }
    }
}

/// Plays its steps in order, then answers 200 for ever; keeps when it was called.
pub(super) struct Script {
    clock: VirtualClock,
    steps: Mutex<VecDeque<Step>>,
    calls: Mutex<Vec<Duration>>,
}

impl Script {
    pub(super) fn new(clock: &VirtualClock, steps: impl IntoIterator<Item = Step>) -> Self {
        let steps = Mutex::new(steps.into_iter().collect());
        Self { clock: clock.clone(), steps, calls: Mutex::default() }
    }

    /// Milliseconds of the clock at each call.
    pub(super) fn called_at_ms(&self) -> Vec<u128> {
        self.calls.lock().unwrap().iter().map(Duration::as_millis).collect()
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            self.calls.lock().unwrap().push(self.clock.elapsed());
            let step = self.steps.lock().unwrap().pop_front().unwrap_or(Step::ok());
            if step.after > Duration::ZERO {
                self.clock.wait(step.after).await;
            }
            match step.end {
                Ok(status) => Ok(Answer {
                    status,
                    content_type: None,
                    retry_after: None,
                    set_cookies: Vec::new(),
                    body: Vec::new(),
                }),
                Err((kind, effect, retry)) => {
                    let mut error = call.error(kind, effect.unwrap_or(call.effect_once_sent()));
                    error.retry = retry;
                    Err(error)
                }
            }
        })
    }
}
