//! Remote calls: what the layers cost beside the bare client, and how long the partners of a large company take.

use crate::measure::{Times, ms, print, rate, ratio};
use crate::{Outcome, Size};
use core::ops::ControlFlow;
use jangbu_domain::BusinessNumber;
use jangbu_remote::http::Http;
use jangbu_remote::policy::{Host, PoolRule, RateRule, Rules, stack};
use jangbu_remote::port::business_status::BusinessStatus as _;
use jangbu_remote::port::{
    Answer, Attempt, AttemptEnd, AttemptId, AttemptLog, AttemptLogError, BaseAddress, Call, Clock,
    ForgetfulBreakers, Method, Middle, Nature, Realm, TokioClock, Transport, VirtualClock,
};
use jangbu_remote::provider::nts::{self, Nts, auth::ServiceKey};
use jangbu_remote::secret::Secret;
use jangbu_remote::{Effect, Kind, RemoteError};
use jangbu_sandbox::remote::nts::{DEMO_KEY, Nts as SandboxNts};
use jangbu_sandbox::remote::{Ending, Front, Request, host::serve};
use jangbu_sandbox::world::register::Register;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Numbers of one call.
const BATCH: u32 = 100;
/// Calls between two looks at the watch: one call is too short to be measured by itself.
const CALLS: u32 = 50;

/// Prints both tables.
pub(crate) fn bench(size: Size) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    layers(size, &runtime)?;
    partners(size, &runtime)
}

/// Rows are written by the books in the product; here nothing but the layers is measured.
pub(crate) struct NoLog;

impl AttemptLog for NoLog {
    fn begin(&self, _: &Attempt) -> Result<AttemptId, AttemptLogError> {
        Ok(AttemptId(0))
    }

    fn end(&self, _: AttemptId, _: &AttemptEnd) -> Result<(), AttemptLogError> {
        Ok(())
    }
}

fn host_with(clock: Arc<dyn Clock>) -> Host {
    Host { clock, chance: Arc::new(Middle), log: Arc::new(NoLog), breakers: Arc::new(ForgetfulBreakers) }
}

fn front(partners: u32) -> Outcome<Arc<Front>> {
    let now = "2026-11-26T00:00:00Z".parse()?;
    Ok(Arc::new(Front::new(SandboxNts::new(Register::of(partners), u64::MAX), now)))
}

/// No wait of our own making between calls: the layers' work alone is to be seen.
fn unhurried() -> Rules {
    let rate = RateRule { burst: 1_000_000, each: Duration::from_nanos(1), wait_max: Duration::from_secs(1) };
    Rules { rate, ..nts::rules() }
}

#[expect(clippy::unnecessary_wraps, reason = "a judge may refuse")]
fn accept(_: &Call, _: &Answer, _: jiff::Timestamp) -> Result<(), RemoteError> {
    Ok(())
}

fn question(base: &str) -> Outcome<Call> {
    let numbers: Vec<String> = (0..BATCH).map(|place| Register::partner_number(place).digits()).collect();
    Ok(Call {
        provider: nts::PROVIDER,
        operation: "status",
        nature: Nature::Read,
        method: Method::Post,
        base: BaseAddress::parse(base, Realm::Sandbox)?,
        path: "/api/nts-businessman/v1/status".to_owned(),
        query: Some(Secret::new("serviceKey=sandbox%2Bdemo%2Fkey%2Bfor%2Fnobody%3D%3D".to_owned())),
        headers: Vec::new(),
        secrets: Vec::new(),
        content_type: Some("application/json"),
        body: serde_json::json!({ "b_no": numbers }).to_string().into_bytes(),
        answer_bytes_max: 1 << 20,
        judge: accept,
    })
}

/// The same question by the bare client, by our wire, and through all layers, in turn.
fn layers(size: Size, runtime: &Runtime) -> Outcome {
    let serving = runtime.block_on(serve(front(BATCH)?, 0))?;
    let call = question(&serving.base())?;
    // The client asks for its ciphers even where nothing is encrypted; another bench may have said so.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bare = reqwest::Client::builder().no_proxy().build()?;
    let address =
        format!("{}{}?{}", serving.base(), call.path, call.query.as_ref().map_or("", |q| q.reveal()));
    let wire = Http::new(Realm::Sandbox, PoolRule::default())?;
    let clock: Arc<dyn Clock> = Arc::new(TokioClock::new(|| jiff::Timestamp::UNIX_EPOCH));
    let wired = Http::new(Realm::Sandbox, PoolRule::default())?;
    let layered = stack(wired, nts::PROVIDER, unhurried(), &host_with(clock));
    let ask_bare = || {
        runtime.block_on(async {
            for _ in 0..CALLS {
                let request = bare.post(&address).body(call.body.clone());
                let answer = request.header("accept-encoding", "gzip").send().await?.bytes().await?;
                expect(!answer.is_empty())?;
            }
            Ok(())
        })
    };
    let ask = |transport: &dyn Transport| {
        runtime.block_on(async {
            for _ in 0..CALLS {
                expect(transport.send(&call).await?.status == 200)?;
            }
            Ok(())
        })
    };
    let [bare_times, wire_times] = Times::in_turn(size.repeat, ask_bare, || ask(&wire))?;
    let [bare_again, layer_times] = Times::in_turn(size.repeat, ask_bare, || ask(&layered))?;
    let row = |name: &str, times: &Times, base: &Times| {
        let relative = format!("{:.2}", ratio(times.median(), base.median()));
        vec![name.to_owned(), ms(times.median() / CALLS), ms(times.p95() / CALLS), relative]
    };
    print(
        &format!("one call of {BATCH} numbers on loopback, in batches of {CALLS} calls"),
        &["way", "median ms", "p95 ms", "ratio"],
        &[
            row("bare reqwest", &bare_times, &bare_times),
            row("our wire, answer unpacked", &wire_times, &bare_times),
            row("all layers", &layer_times, &bare_again),
        ],
    );
    Ok(())
}

fn expect(fits: bool) -> Outcome {
    if fits { Ok(()) } else { Err("the stand-in answered otherwise".into()) }
}

/// The stand-in without a socket, its delays on the virtual clock.
struct InProcess {
    front: Arc<Front>,
    clock: VirtualClock,
}

impl Transport for InProcess {
    fn send<'a>(&'a self, call: &'a Call) -> jangbu_remote::port::Sending<'a> {
        Box::pin(async move {
            let request = Request {
                method: call.method.as_str().to_owned(),
                path: call.path.clone(),
                query: call.query.as_ref().map(|query| query.reveal().to_owned()),
                headers: Vec::new(),
                body: call.body.clone(),
            };
            match self.front.handle(&request) {
                Ending::Dropped => Err(call.error(Kind::Dropped, Effect::NoEffect)),
                Ending::Answered { reply, delay } => {
                    self.clock.wait(delay).await;
                    let content_type = Some("application/json".to_owned());
                    Ok(Answer {
                        status: reply.status,
                        content_type,
                        retry_after: None,
                        set_cookies: Vec::new(),
                        body: reply.body,
                    })
                }
            }
        })
    }
}

/// All partners of a large company: on the virtual clock, which tells the pauses, and over a socket.
fn partners(size: Size, runtime: &Runtime) -> Outcome {
    let count = u32::try_from(size.partners)?;
    let numbers: Vec<BusinessNumber> = (0..count).map(Register::partner_number).collect();
    let key = || ServiceKey::parse(DEMO_KEY).map_err(|_| "the demo key does not read");
    let front = front(count)?;
    let clock = VirtualClock::at("2026-11-26T00:00:00Z".parse()?);
    let wire = InProcess { front: Arc::clone(&front), clock: clock.clone() };
    let layered = stack(wire, nts::PROVIDER, nts::rules(), &host_with(Arc::new(clock.clone())));
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox)?;
    let client = Nts::new(layered, base, key()?);
    let (told, simulated) = crate::measure::once(|| {
        let before = clock.elapsed();
        let asked = clock.run(client.status(&numbers, &mut |_, _| ControlFlow::Continue(())));
        let asked = asked.ok_or("the check waits for what never comes")?;
        expect(asked.answered.len() == numbers.len() && asked.failure.is_none())?;
        Ok(clock.elapsed().saturating_sub(before))
    })?;
    let serving = runtime.block_on(serve(front, 0))?;
    let real: Arc<dyn Clock> = Arc::new(TokioClock::new(|| jiff::Timestamp::UNIX_EPOCH));
    let wire = Http::new(Realm::Sandbox, PoolRule::default())?;
    let base = BaseAddress::parse(&serving.base(), Realm::Sandbox)?;
    let client = Nts::new(stack(wire, nts::PROVIDER, unhurried(), &host_with(real)), base, key()?);
    let ((), on_socket) = crate::measure::once(|| {
        let asked = runtime.block_on(client.status(&numbers, &mut |_, _| ControlFlow::Continue(())));
        expect(asked.answered.len() == numbers.len())
    })?;
    let row = |name: &str, time: Duration| {
        vec![name.to_owned(), format!("{:.2}", time.as_secs_f64()), rate(numbers.len(), time)]
    };
    print(
        &format!("how {count} partners stand"),
        &["", "seconds", "partners/s"],
        &[
            row("polite, as the clerk waits (virtual clock)", told),
            row("the same, computing alone", simulated),
            row("over a socket, without our own limit", on_socket),
        ],
    );
    Ok(())
}
