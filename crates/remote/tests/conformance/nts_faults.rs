//! Fault × operation: each cell has its promised outcome.

use crate::common::{Bench, bench};
use crate::nts::{claim, number, status, validate};
use jangbu_remote::port::Clock;
use jangbu_remote::{Effect, Kind, RemoteError};
use jangbu_sandbox::remote::{Fault, FaultKind};
use serde_json::json;

type Ask = fn(&Bench) -> (usize, Option<RemoteError>);

fn ask_status(bench: &Bench) -> (usize, Option<RemoteError>) {
    let partial = status(bench, &[number(0), number(1)]);
    (partial.answered.len(), partial.failure)
}

fn ask_validate(bench: &Bench) -> (usize, Option<RemoteError>) {
    let partial = validate(bench, &[claim(0), claim(1)]);
    (partial.answered.len(), partial.failure)
}

const OPERATIONS: [(&str, Ask); 2] = [("status", ask_status), ("validate", ask_validate)];

/// What the fault is, how it is told when it stays, and whether it is temporary.
fn temporary_faults() -> Vec<(FaultKind, Kind)> {
    let with_200 = |code| FaultKind::Answer { status: 200, body: json!({"code": code, "msg": "m"}) };
    vec![
        (FaultKind::DropBefore, Kind::Dropped),
        (FaultKind::DropAfter, Kind::Dropped),
        (FaultKind::Garbled, Kind::Garbled),
        (FaultKind::Html { status: 200 }, Kind::HtmlPage),
        (FaultKind::Html { status: 503 }, Kind::RemoteFault),
        (FaultKind::Throttled { retry_after_s: None }, Kind::Throttled),
        (FaultKind::Throttled { retry_after_s: Some(2) }, Kind::Throttled),
        (FaultKind::Slow { delay_ms: 10_001 }, Kind::Timeout),
        (
            FaultKind::Answer { status: 500, body: json!({"status_code": "INTERNAL_ERROR"}) },
            Kind::RemoteFault,
        ),
        (FaultKind::Answer { status: 500, body: json!({}) }, Kind::RemoteFault),
        (with_200(-1), Kind::RemoteFault),
    ]
}

fn lasting_faults() -> Vec<(FaultKind, Kind)> {
    let with = |status, code| FaultKind::Answer { status, body: json!({"code": code, "msg": "m"}) };
    vec![
        (with(200, -4), Kind::BadKey),
        (with(400, -4), Kind::BadKey),
        (with(401, -401), Kind::BadKey),
        (with(400, -3), Kind::NotSubscribed),
        (with(400, -10), Kind::QuotaSpent),
        (FaultKind::Html { status: 404 }, Kind::NotSubscribed),
        (
            FaultKind::Answer { status: 411, body: json!({"status_code": "REQUEST_DATA_MALFORMED"}) },
            Kind::Rejected,
        ),
        // Longer than a retry waits: the caller hears when to come back.
        (FaultKind::Throttled { retry_after_s: Some(60) }, Kind::Throttled),
    ]
}

#[test]
fn a_temporary_fault_that_passes_is_not_noticed_but_by_the_attempt_log() {
    for (name, ask) in OPERATIONS {
        for (fault, kind) in temporary_faults() {
            let bench = bench();
            bench.front.add_fault(Fault::once(fault.clone()));
            let (answered, failure) = ask(&bench);
            assert_eq!(answered, 2, "{name} {fault:?}: {failure:?}");
            let ended = bench.rows.ended.lock().unwrap();
            assert_eq!(ended.len(), 2, "{name} {fault:?}");
            assert_eq!(ended[0].outcome, jangbu_remote::port::Outcome::Failed(kind), "{name} {fault:?}");
        }
    }
}

#[test]
fn a_temporary_fault_that_stays_is_told_after_four_attempts_at_most() {
    for (name, ask) in OPERATIONS {
        for (fault, kind) in temporary_faults() {
            let bench = bench();
            bench.front.add_fault(Fault::times(fault.clone(), 100));
            let (answered, failure) = ask(&bench);
            let failure = failure.unwrap();
            assert_eq!(
                (answered, failure.kind, failure.effect),
                (0, kind, Effect::NoEffect),
                "{name} {fault:?}"
            );
            assert!((1..=4).contains(&bench.rows.begun.lock().unwrap().len()), "{name} {fault:?}");
            assert!(bench.rows.effects().iter().all(|effect| *effect == Effect::NoEffect));
            assert!(bench.clock.elapsed().as_secs() <= 40, "{name} {fault:?}: {:?}", bench.clock.elapsed());
        }
    }
}

#[test]
fn a_lasting_fault_is_told_at_once() {
    for (name, ask) in OPERATIONS {
        for (fault, kind) in lasting_faults() {
            let bench = bench();
            bench.front.add_fault(Fault::once(fault.clone()));
            let (answered, failure) = ask(&bench);
            assert_eq!((answered, failure.unwrap().kind), (0, kind), "{name} {fault:?}");
            assert_eq!(bench.rows.begun.lock().unwrap().len(), 1, "{name} {fault:?}");
            assert!(bench.clock.elapsed().is_zero());
        }
    }
}

#[test]
fn a_remote_that_keeps_failing_is_left_alone_until_its_breaker_tries_again() {
    let bench = bench();
    bench.front.add_fault(Fault::times(FaultKind::Html { status: 503 }, 5));
    // Four attempts, then the fifth opens the breaker and what follows is not sent.
    assert_eq!(ask_status(&bench).1.unwrap().kind, Kind::RemoteFault);
    assert_eq!(ask_status(&bench).1.unwrap().kind, Kind::BreakerOpen);
    assert_eq!(ask_status(&bench).1.unwrap().effect, Effect::NotSent);
    assert_eq!(bench.rows.begun.lock().unwrap().len(), 5);
    bench.clock.advance(std::time::Duration::from_secs(30));
    assert_eq!(ask_status(&bench).0, 2);
}

#[test]
fn a_fault_in_the_third_batch_keeps_the_first_two() {
    let bench = bench();
    let numbers: Vec<_> = (0..500).map(number).collect();
    let mut batches = 0;
    let front = bench.front.clone();
    let mut progress = |_, _| {
        batches += 1;
        if batches == 2 {
            front.add_fault(Fault::times(FaultKind::DropBefore, 10));
        }
        std::ops::ControlFlow::Continue(())
    };
    let asking =
        jangbu_remote::port::business_status::BusinessStatus::status(&bench.nts, &numbers, &mut progress);
    let partial = bench.clock.run(asking).unwrap();
    assert_eq!((partial.answered.len(), partial.unanswered), (200, 300));
    assert_eq!(partial.failure.unwrap().kind, Kind::Dropped);
}

#[test]
fn no_error_and_no_row_says_the_key() {
    let bench = bench();
    let key = jangbu_sandbox::remote::nts::DEMO_KEY;
    let body = json!({"code": -4, "msg": format!("등록되지 않은 인증키 입니다. ({key})")});
    bench.front.add_fault(Fault::once(FaultKind::Answer { status: 400, body }));
    let failure = ask_status(&bench).1.unwrap();
    let said = format!("{failure} {failure:?} {:?}", bench.rows.begun.lock().unwrap());
    assert!(said.contains("[redacted]") && !said.contains(key), "{said}");
}
