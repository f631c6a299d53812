//! The stand-in as a transport, and a host that remembers.

use jangbu_remote::policy::Host;
use jangbu_remote::policy::{Rules, stack};
use jangbu_remote::port::{
    Answer, Attempt, AttemptEnd, AttemptId, AttemptLog, AttemptLogError, BaseAddress, Call, Clock,
    ForgetfulBreakers, Middle, Realm, Sending, Transport, VirtualClock,
};
use jangbu_remote::provider::nts::{self, Nts, auth::ServiceKey};
use jangbu_remote::{Effect, Kind};
use jangbu_sandbox::remote::nts::{DEMO_KEY, Nts as SandboxNts};
use jangbu_sandbox::remote::{Ending, Front, Request};
use jangbu_sandbox::world::register::Register;
use std::sync::{Arc, Mutex};

pub(crate) const PARTNERS: u32 = 10_000;
pub(crate) const DAILY_MAX: u64 = 1_000_000;

/// Asks the front itself: no socket, and delays on the virtual clock.
pub(crate) struct InProcess {
    pub(crate) front: Arc<Front>,
    pub(crate) clock: VirtualClock,
}

impl Transport for InProcess {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let request = Request {
                method: call.method.as_str().to_owned(),
                path: call.path.clone(),
                query: call.query.as_ref().map(|query| query.reveal().to_owned()),
                headers: Vec::new(),
                body: call.body.clone(),
            };
            match self.front.handle(&request) {
                Ending::Dropped => Err(call.error(Kind::Dropped, call.effect_once_sent()).temporary(None)),
                Ending::Answered { reply, delay } => {
                    self.clock.wait(delay).await;
                    let header = |name| reply.header(name).map(str::to_owned);
                    Ok(Answer {
                        status: reply.status,
                        content_type: header("content-type"),
                        retry_after: header("retry-after"),
                        set_cookies: Vec::new(),
                        body: reply.body.clone(),
                    })
                }
            }
        })
    }
}

/// The attempt log in memory.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) begun: Mutex<Vec<Attempt>>,
    pub(crate) ended: Mutex<Vec<AttemptEnd>>,
}

impl AttemptLog for Rows {
    fn begin(&self, attempt: &Attempt) -> Result<AttemptId, AttemptLogError> {
        self.begun.lock().unwrap().push(attempt.clone());
        Ok(AttemptId(0))
    }

    fn end(&self, _: AttemptId, end: &AttemptEnd) -> Result<(), AttemptLogError> {
        self.ended.lock().unwrap().push(*end);
        Ok(())
    }
}

impl Rows {
    pub(crate) fn effects(&self) -> Vec<Effect> {
        self.ended.lock().unwrap().iter().map(|end| end.effect).collect()
    }
}

/// The whole client over the stand-in.
pub(crate) struct Bench {
    pub(crate) nts: Nts,
    pub(crate) front: Arc<Front>,
    pub(crate) clock: VirtualClock,
    pub(crate) rows: Arc<Rows>,
}

pub(crate) fn new_front(daily_max: u64) -> Arc<Front> {
    let start = "2026-11-26T00:00:00Z".parse().unwrap();
    Arc::new(Front::new(SandboxNts::new(Register::of(PARTNERS), daily_max), start))
}

pub(crate) fn host(clock: Arc<dyn Clock>, rows: Arc<Rows>) -> Host {
    Host { clock, chance: Arc::new(Middle), log: rows, breakers: Arc::new(ForgetfulBreakers) }
}

pub(crate) fn bench_with(key: &str, daily_max: u64, rules: Rules) -> Bench {
    let clock = VirtualClock::at("2026-11-26T00:00:00Z".parse().unwrap());
    let front = new_front(daily_max);
    let rows = Arc::new(Rows::default());
    let wire = InProcess { front: front.clone(), clock: clock.clone() };
    let transport = stack(wire, nts::PROVIDER, rules, &host(Arc::new(clock.clone()), rows.clone()));
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
    let nts = Nts::new(transport, base, ServiceKey::parse(key).unwrap());
    Bench { nts, front, clock, rows }
}

pub(crate) fn bench() -> Bench {
    bench_with(DEMO_KEY, DAILY_MAX, nts::rules())
}
