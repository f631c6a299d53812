//! The same over loopback: bytes as they travel.

use crate::common::{Rows, host, new_front};
use crate::nts::{claim, number};
use jangbu_remote::http::Http;
use jangbu_remote::policy::{Rules, stack};
use jangbu_remote::port::business_status::BusinessStatus;
use jangbu_remote::port::{BaseAddress, Realm, TokioClock};
use jangbu_remote::provider::nts::{self, Nts, auth::ServiceKey};
use jangbu_remote::{Effect, Kind};
use jangbu_sandbox::remote::host::{Serving, serve};
use jangbu_sandbox::remote::nts::DEMO_KEY;
use jangbu_sandbox::remote::{Fault, FaultKind, Front};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

struct Line {
    nts: Nts,
    front: Arc<Front>,
    rows: Arc<Rows>,
    _serving: Serving,
}

async fn line(rules: Rules) -> Line {
    let front = new_front(1_000_000);
    let serving = serve(front.clone(), 0).await.unwrap();
    let rows = Arc::new(Rows::default());
    let clock = TokioClock::new(|| jiff::Timestamp::UNIX_EPOCH);
    let wire = Http::new(Realm::Sandbox, rules.pool).unwrap();
    let transport = stack(wire, nts::PROVIDER, rules, &host(Arc::new(clock), rows.clone()));
    let base = BaseAddress::parse(&serving.base(), Realm::Sandbox).unwrap();
    let nts = Nts::new(transport, base, ServiceKey::parse(DEMO_KEY).unwrap());
    Line { nts, front, rows, _serving: serving }
}

fn on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[tokio::test]
async fn states_and_verdicts_come_over_the_wire_packed_and_are_read() {
    let line = line(nts::rules()).await;
    let numbers: Vec<_> = (0..250).map(number).collect();
    let partial = line.nts.status(&numbers, &mut on).await;
    assert!(partial.failure.is_none(), "{:?}", partial.failure);
    assert!(partial.answered.iter().map(|standing| standing.number).eq(numbers));
    let partial = line.nts.validate(&[claim(0), claim(5)], &mut on).await;
    assert!(partial.answered.iter().all(|verdict| verdict.agrees), "{:?}", partial.failure);
    assert_eq!(line.front.inspect()["simulated"]["status_answered"], 3);
}

#[tokio::test]
async fn a_connection_that_is_dropped_is_tried_again_as_it_only_reads() {
    let line = line(nts::rules()).await;
    for kind in [FaultKind::DropBefore, FaultKind::DropAfter, FaultKind::Garbled] {
        line.front.add_fault(Fault::once(kind));
    }
    let partial = line.nts.status(&[number(0)], &mut on).await;
    assert_eq!(partial.answered.len(), 1, "{:?}", partial.failure);
    assert_eq!(line.rows.begun.lock().unwrap().len(), 4);
    // The one dropped before was not answered; the others were.
    assert_eq!(line.front.inspect()["simulated"]["status_answered"], 3);
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_at_the_deadline() {
    let mut rules = nts::rules();
    rules.pool.request = Duration::from_millis(50);
    rules.retry.retries_max = 0;
    let line = line(rules).await;
    line.front.add_fault(Fault::once(FaultKind::Slow { delay_ms: 600_000 }));
    let failure = line.nts.status(&[number(0)], &mut on).await.failure.unwrap();
    assert_eq!((failure.kind, failure.effect), (Kind::Timeout, Effect::NoEffect));
}
