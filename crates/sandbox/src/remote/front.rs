//! What stands before every stand-in: faults and the control interface.

use super::clock::SandboxClock;
use super::control;
use super::fault::{DELAY_MS_MAX, FAULTS_MAX, Fault, FaultKind};
use super::message::{Reply, Request};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A remote system as it is simulated.
pub trait Simulated: Send + Sync {
    /// Its name on the control interface.
    fn name(&self) -> &'static str;
    /// What a request asks for, in a word; faults are aimed by it.
    fn operation(&self, request: &Request) -> &'static str;
    /// Does what is asked, at that moment of the sandbox's clock.
    fn answer(&self, request: &Request, now: Timestamp) -> Reply;
    /// Forgets what happened.
    fn reset(&self);
    /// What happened: counts, no secrets.
    fn inspect(&self) -> serde_json::Value;
    /// Names of the faults that are its own ([`FaultKind::Own`]).
    fn own_faults(&self) -> &'static [&'static str] {
        &[]
    }
    /// Answers with one of its own faults.
    fn answer_wrongly(&self, _fault: &str, request: &Request, now: Timestamp) -> Reply {
        self.answer(request, now)
    }
    /// Turns a switch of its own; says whether there is such a one and the word fits.
    fn switch(&self, _switch: &serde_json::Value) -> bool {
        false
    }
}

/// Shared with whoever changes it from behind.
impl<S: Simulated + ?Sized> Simulated for Arc<S> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn operation(&self, request: &Request) -> &'static str {
        (**self).operation(request)
    }

    fn answer(&self, request: &Request, now: Timestamp) -> Reply {
        (**self).answer(request, now)
    }

    fn reset(&self) {
        (**self).reset();
    }

    fn inspect(&self) -> serde_json::Value {
        (**self).inspect()
    }

    fn own_faults(&self) -> &'static [&'static str] {
        (**self).own_faults()
    }

    fn answer_wrongly(&self, fault: &str, request: &Request, now: Timestamp) -> Reply {
        (**self).answer_wrongly(fault, request, now)
    }

    fn switch(&self, switch: &serde_json::Value) -> bool {
        (**self).switch(switch)
    }
}

/// How a call ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With an answer, after a time.
    Answered {
        /// Which.
        reply: Reply,
        /// Not before.
        delay: Duration,
    },
    /// The connection ends.
    Dropped,
}

/// A stand-in behind its faults, its clock and its control interface.
pub struct Front {
    simulated: Box<dyn Simulated>,
    faults: Mutex<Vec<Fault>>,
    clock: Arc<SandboxClock>,
    shares_clock: bool,
}

impl Front {
    /// Before a stand-in, its clock standing at `start`.
    pub fn new(simulated: impl Simulated + 'static, start: Timestamp) -> Self {
        let clock = Arc::new(SandboxClock::standing_at(start));
        Self { simulated: Box::new(simulated), faults: Mutex::default(), clock, shares_clock: false }
    }

    /// Before a stand-in that shares its clock with others; a reset leaves it as it is.
    pub fn sharing(simulated: Box<dyn Simulated>, clock: Arc<SandboxClock>) -> Self {
        Self { simulated, faults: Mutex::default(), clock, shares_clock: true }
    }

    /// The stand-in's name.
    pub fn name(&self) -> &'static str {
        self.simulated.name()
    }

    /// Whether a fault is one that can happen here.
    pub fn knows(&self, fault: &Fault) -> bool {
        match &fault.kind {
            FaultKind::Own { name } => self.simulated.own_faults().contains(&name.as_str()),
            _ => true,
        }
    }

    /// Lets a fault meet the calls to come; says whether it is known here and there was room for it.
    pub fn add_fault(&self, fault: Fault) -> bool {
        let mut faults = locked(&self.faults);
        let has_room = self.knows(&fault) && faults.len() < FAULTS_MAX;
        if has_room {
            faults.push(fault);
        }
        has_room
    }

    /// Sets the clock, for all that share it.
    pub fn set_clock(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// Forgets faults and what happened; a clock of its own stands where it began.
    pub fn reset(&self) {
        locked(&self.faults).clear();
        if !self.shares_clock {
            self.clock.reset();
        }
        self.simulated.reset();
    }

    /// Turns a switch of the stand-in; says whether there is such a one.
    pub fn switch(&self, switch: &serde_json::Value) -> bool {
        self.simulated.switch(switch)
    }

    /// What happened.
    pub fn inspect(&self) -> serde_json::Value {
        let faults_waiting = locked(&self.faults).len();
        let now = self.clock.now().to_string();
        serde_json::json!({
            "name": self.simulated.name(), "clock": now, "faults_waiting": faults_waiting,
            "simulated": self.simulated.inspect()
        })
    }

    /// Answers a call, or spoils it as the script says.
    pub fn handle(&self, request: &Request) -> Ending {
        if let Some(command) = request.path.strip_prefix(control::PREFIX) {
            return at_once(control::answer(self, command, request));
        }
        match self.take_fault(self.simulated.operation(request)) {
            None => at_once(self.answer(request)),
            Some(kind) => self.spoiled(&kind, request),
        }
    }

    fn answer(&self, request: &Request) -> Reply {
        self.simulated.answer(request, self.clock.now())
    }

    fn spoiled(&self, kind: &FaultKind, request: &Request) -> Ending {
        match kind {
            FaultKind::DropBefore => Ending::Dropped,
            FaultKind::DropAfter => {
                self.answer(request);
                Ending::Dropped
            }
            FaultKind::Slow { delay_ms } => {
                let delay = Duration::from_millis((*delay_ms).min(DELAY_MS_MAX));
                Ending::Answered { reply: self.answer(request), delay }
            }
            FaultKind::Garbled => {
                // Cut before it is packed: the wire is whole, its content is not.
                let unpacked = Request { headers: without_packing(request), ..request.clone() };
                let mut reply = self.answer(&unpacked);
                reply.body.truncate(reply.body.len() / 2);
                at_once(reply)
            }
            FaultKind::Html { status } => at_once(Reply::new(*status, "text/html; charset=utf-8", PAGE)),
            FaultKind::Throttled { retry_after_s } => {
                let mut reply = Reply::new(429, "text/plain", "");
                reply.headers.extend(retry_after_s.map(|seconds| ("retry-after", seconds.to_string())));
                at_once(reply)
            }
            FaultKind::Answer { status, body } => at_once(Reply::json(*status, body)),
            FaultKind::Own { name } => {
                at_once(self.simulated.answer_wrongly(name, request, self.clock.now()))
            }
        }
    }

    fn take_fault(&self, operation: &str) -> Option<FaultKind> {
        let mut faults = locked(&self.faults);
        let meets = |fault: &Fault| fault.operation.as_deref().is_none_or(|aimed| aimed == operation);
        let place = faults.iter().position(meets)?;
        let fault = faults.get_mut(place)?;
        let kind = fault.kind.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            faults.remove(place);
        }
        Some(kind)
    }
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>서비스 점검 안내</title></head><body>서비스 점검 중입니다.</body></html>";

fn without_packing(request: &Request) -> Vec<(String, String)> {
    request.headers.iter().filter(|(name, _)| name != "accept-encoding").cloned().collect()
}

fn at_once(reply: Reply) -> Ending {
    Ending::Answered { reply, delay: Duration::ZERO }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
