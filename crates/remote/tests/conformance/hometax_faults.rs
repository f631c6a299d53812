//! Fault × operation: each cell has its promised outcome.

use crate::hometax_bench::{Bench, COMPANY, SEED, issue, long_quarter, quarter};
use jangbu_domain::Direction;
use jangbu_remote::port::Clock;
use jangbu_remote::port::tax_invoice_collect::TaxInvoiceCollect;
use jangbu_remote::provider::hometax::Postfix;
use jangbu_remote::{Effect, Kind, RemoteError};
use jangbu_sandbox::remote::hometax::{Books, System};
use jangbu_sandbox::remote::{Fault, FaultKind};
use serde_json::json;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

fn own(name: &str) -> FaultKind {
    FaultKind::Own { name: name.to_owned() }
}

/// What the fault is, and how it is told when it stays.
fn temporary_faults() -> Vec<(FaultKind, Kind)> {
    vec![
        (FaultKind::DropBefore, Kind::Dropped),
        (FaultKind::DropAfter, Kind::Dropped),
        (FaultKind::Html { status: 503 }, Kind::RemoteFault),
        (FaultKind::Html { status: 200 }, Kind::HtmlPage),
        (FaultKind::Throttled { retry_after_s: None }, Kind::Throttled),
        (FaultKind::Throttled { retry_after_s: Some(2) }, Kind::Throttled),
        (FaultKind::Slow { delay_ms: 30_001 }, Kind::Timeout),
        (FaultKind::Answer { status: 500, body: json!({}) }, Kind::RemoteFault),
        (own("too_many_calls"), Kind::Throttled),
        (own("overloaded"), Kind::Throttled),
    ]
}

/// Every call of a first list, where it is made.
const OPERATIONS: [(&str, System); 7] = [
    ("challenge", System::Portal),
    ("login", System::Portal),
    ("permission", System::Portal),
    ("token", System::Portal),
    ("permission", System::Invoices),
    ("list", System::Invoices),
    ("list_text", System::Invoices),
];

fn ask(bench: &Bench) -> (usize, Option<RemoteError>) {
    let (pages, outcome) = bench.list(&quarter(Direction::Sale));
    (pages.len(), outcome.err())
}

#[test]
fn a_temporary_fault_that_passes_is_not_noticed_but_by_the_attempt_log() {
    let mut bench = Bench::new();
    for (operation, system) in OPERATIONS {
        let mut faults = temporary_faults();
        faults.push((FaultKind::Garbled, Kind::Garbled));
        for (fault, _) in faults {
            bench.renew();
            assert!(bench.front(system).add_fault(Fault::once(fault.clone()).at(operation)));
            let (pages, failure) = ask(&bench);
            assert_eq!((pages, failure.map(|error| error.kind)), (1, None), "{operation} {fault:?}");
            let failed =
                bench.rows.ended.lock().unwrap().iter().filter(|end| end.outcome != answered()).count();
            // A text file that is cut off is known by its rows, not by its looks.
            let is_cut = operation == "list_text" && fault == FaultKind::Garbled;
            assert_eq!(failed, usize::from(!is_cut), "{operation} {fault:?}");
        }
    }
}

fn answered() -> jangbu_remote::port::Outcome {
    jangbu_remote::port::Outcome::Answered
}

#[test]
fn a_temporary_fault_that_stays_is_told_after_a_bounded_time_and_leaves_no_effect() {
    let mut bench = Bench::new();
    for (operation, system) in OPERATIONS {
        for (fault, kind) in temporary_faults() {
            bench.renew();
            let began = bench.clock.elapsed();
            bench.front(system).add_fault(Fault {
                operation: Some(operation.to_owned()),
                ..Fault::times(fault.clone(), 100)
            });
            let (pages, failure) = ask(&bench);
            let failure = failure.unwrap();
            assert_eq!(
                (pages, failure.kind, failure.effect),
                (0, kind, Effect::NoEffect),
                "{operation} {fault:?}"
            );
            let failed =
                bench.rows.ended.lock().unwrap().iter().filter(|end| end.outcome != answered()).count();
            assert!((3..=4).contains(&failed), "{operation} {fault:?}: {failed}");
            let took = bench.clock.elapsed().saturating_sub(began);
            assert!(took.as_secs() <= 240, "{operation} {fault:?}: {took:?}");
        }
    }
}

#[test]
fn what_lasts_is_told_at_once_with_the_time_to_come_back() {
    let refused = |code: &str| json!({"resultMsg": {"result": "F", "code": code, "msg": "m", "errorCd": ""}});
    for (fault, kind, code) in [
        (own("service_stopped"), Kind::RemoteFault, "service_stopped"),
        (own("blocked"), Kind::Throttled, "blocked"),
        (FaultKind::Answer { status: 200, body: refused("ETICMZ0008") }, Kind::Rejected, "ETICMZ0008"),
        (FaultKind::Throttled { retry_after_s: Some(600) }, Kind::Throttled, ""),
    ] {
        let bench = Bench::new();
        bench.front(System::Invoices).add_fault(Fault::once(fault.clone()).at("list"));
        let failure = ask(&bench).1.unwrap();
        assert_eq!((failure.kind, failure.code.as_deref().unwrap_or_default()), (kind, code), "{fault:?}");
        let tried = bench.rows.begun.lock().unwrap().iter().filter(|one| one.operation == "list").count();
        assert_eq!(tried, 1, "{fault:?}");
    }
}

#[test]
fn who_was_blocked_sends_nothing_until_its_time_has_come() {
    let bench = Bench::new();
    bench.front(System::Invoices).add_fault(Fault::once(own("blocked")).at("list"));
    assert_eq!(ask(&bench).1.unwrap().kind, Kind::Throttled);
    let sent = bench.rows.begun.lock().unwrap().len();
    let failure = ask(&bench).1.unwrap();
    assert_eq!((failure.kind, failure.effect), (Kind::OwnLimit, Effect::NotSent));
    assert_eq!(bench.rows.begun.lock().unwrap().len(), sent);
    bench.clock.advance(Duration::from_mins(10));
    assert_eq!(ask(&bench).0, 1);
}

#[test]
fn a_session_that_ended_is_made_once_anew_and_the_call_repeated() {
    for system in [System::Invoices, System::Portal] {
        let bench = Bench::new();
        assert_eq!(ask(&bench).0, 1);
        let at = if system == System::Portal { "token" } else { "list" };
        bench.front(System::Invoices).add_fault(Fault::once(own("session_expired")).at("list"));
        if system == System::Portal {
            bench.front(system).add_fault(Fault::once(own("session_expired")).at(at));
        }
        assert_eq!(ask(&bench).0, 1, "{system:?}");
        // The portal's own session still stands in the first case.
        assert_eq!(bench.seen("login"), if system == System::Portal { 2 } else { 1 }, "{system:?}");
    }
}

#[test]
fn a_session_that_rested_too_long_is_made_anew() {
    let bench = Bench::new();
    assert_eq!(ask(&bench).0, 1);
    bench.clock.advance(Duration::from_mins(31));
    assert_eq!(ask(&bench).0, 1);
    assert_eq!(bench.seen("login"), 2);
}

#[test]
fn a_session_that_ends_again_at_once_is_a_failure_and_no_endless_login() {
    let bench = Bench::new();
    let expired = Fault { operation: Some("list".to_owned()), ..Fault::times(own("session_expired"), 100) };
    bench.front(System::Invoices).add_fault(expired);
    let failure = ask(&bench).1.unwrap();
    assert_eq!(failure.kind, Kind::SignedOut);
    assert_eq!(bench.seen("list"), 2);
}

#[test]
fn a_login_elsewhere_ends_the_run_and_is_not_fought() {
    let bench = Bench::new();
    let other = bench.another(&issue(&bench.authority, COMPANY), COMPANY);
    let query = quarter(Direction::Sale);
    assert!(bench.list(&query).1.unwrap().is_whole);
    let mut enough = |_| ControlFlow::Break(());
    assert!(bench.clock.run(other.list(&query, &mut enough)).unwrap().is_ok());
    let error = bench.list(&query).1.unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::LoginElsewhere, Effect::NoEffect));
    let error = bench.list(&query).1.unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::LoginElsewhere, Effect::NotSent));
    assert_eq!(bench.seen("login"), 2);
    assert!(bench.list_by(&other, &query).1.is_ok(), "the other one goes on");
}

#[test]
fn a_total_that_does_not_fit_the_pages_is_told() {
    let bench = Bench::new();
    bench.front(System::Invoices).add_fault(Fault::once(own("total_changed")).at("list"));
    let (pages, outcome) = bench.list(&quarter(Direction::Sale));
    let error = outcome.unwrap_err();
    assert_eq!((pages.len(), error.kind, error.code.as_deref()), (0, Kind::Inconsistent, Some("row_count")));
    assert!(error.may_resend(), "the list may be asked for anew");
    assert_eq!(ask(&bench).0, 1);
}

#[test]
fn a_page_that_comes_twice_is_asked_for_once_more_and_then_told() {
    let query = long_quarter();
    let mut bench = Bench::with(Books::many(SEED, 40_000), COMPANY, Postfix::default());
    let twice =
        |times| Fault { operation: Some("list_text".to_owned()), ..Fault::times(own("page_twice"), times) };
    // The first page has none before it, so its fault passes unseen; the second page meets the other.
    bench.front(System::Invoices).add_fault(twice(2));
    let (pages, outcome) = bench.list(&query);
    let listing = outcome.unwrap();
    assert!(listing.is_whole && listing.pages > 1);
    let numbers: HashSet<&str> =
        pages.iter().flat_map(|page| &page.invoices).map(|read| read.invoice.approval().as_str()).collect();
    assert_eq!(u64::try_from(numbers.len()).unwrap(), listing.rows);
    assert_eq!(bench.seen("list_text"), usize::try_from(listing.pages).unwrap() + 1);

    bench.renew();
    bench.front(System::Invoices).add_fault(twice(100));
    let (pages, outcome) = bench.list(&query);
    let error = outcome.unwrap_err();
    assert_eq!((error.kind, error.code.as_deref()), (Kind::Inconsistent, Some("row_twice")));
    assert_eq!(pages.len(), 1, "the page before it stands");
}

#[test]
fn no_error_and_no_row_says_a_name_a_cookie_or_r() {
    let bench = Bench::new();
    let name = "예시상사(주) 모의";
    let body =
        json!({"resultMsg": {"result": "F", "msg": format!("{name} 님 850301-1234567"), "code": name}});
    bench.front(System::Invoices).add_fault(Fault::once(FaultKind::Answer { status: 200, body }).at("list"));
    let failure = ask(&bench).1.unwrap();
    let said = format!("{failure} {failure:?} {:?}", bench.rows.begun.lock().unwrap());
    assert!(said.contains("[redacted]") && !said.contains(name) && !said.contains("1234567"), "{said}");
}
