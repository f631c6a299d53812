//! What the ports promise, by Popbill: the same invoices as Hometax, the same states as the tax office.

use crate::common::{Rows, host};
use crate::hometax_bench::{COMPANY, Hosts, SEED, START, business, quarter, world};
use futures_util::future::join_all;
use jangbu_domain::{BusinessNumber, Direction, InvoiceKind, PartyIdentity as _, TaxInvoice};
use jangbu_remote::policy::stack;
use jangbu_remote::port::business_status::{BusinessState, BusinessStatus, Partial, Standing};
use jangbu_remote::port::tax_invoice_collect::*;
use jangbu_remote::port::{BaseAddress, Clock, Outcome, Realm, VirtualClock};
use jangbu_remote::provider::popbill::auth::{Credential, ServiceId};
use jangbu_remote::provider::popbill::{self, Line, Popbill, PopbillAddresses};
use jangbu_remote::{Effect, Kind, RemoteError};
use jangbu_sandbox::authority::Authority;
use jangbu_sandbox::remote::hometax::{Books, Hometax as Office};
use jangbu_sandbox::remote::popbill::{DEMO_LINK_ID, DEMO_SECRET_KEY, Popbill as Firm};
use jangbu_sandbox::remote::{Fault, FaultKind, Front, SandboxClock};
use jangbu_sandbox::world::register::Register;
use serde_json::json;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

struct Bench {
    popbill: Popbill,
    auth: Arc<Front>,
    api: Arc<Front>,
    clock: VirtualClock,
    rows: Arc<Rows>,
}

fn bench_of(key: &str, member: BusinessNumber) -> Bench {
    let now = START.parse().unwrap();
    let clock = VirtualClock::at(now);
    let authority = Authority::new(now, SEED).unwrap();
    let office = Office::new(&authority, Books::of(&world()), SEED).unwrap();
    let firm = Firm::new(office, Register::of(500), SEED);
    let source = clock.clone();
    let shared = Arc::new(SandboxClock::following(move || source.wall()));
    let auth = Arc::new(Front::sharing(firm.auth(), Arc::clone(&shared)));
    let api = Arc::new(Front::sharing(firm.api(), shared));
    let wire = Hosts { fronts: vec![auth.clone(), api.clone()], clock: clock.clone() };
    let rows = Arc::new(Rows::default());
    let host = host(Arc::new(clock.clone()), rows.clone());
    let transport = stack(wire, popbill::PROVIDER, popbill::rules(), &host);
    let base = |port: u16| BaseAddress::parse(&format!("http://127.0.0.1:{port}"), Realm::Sandbox).unwrap();
    let addresses = PopbillAddresses { auth: base(1), api: base(2) };
    let credential = Credential::parse(DEMO_LINK_ID, key).unwrap();
    let line = Line { transport, clock: Arc::new(clock.clone()) };
    let popbill = Popbill::new(line, addresses, ServiceId::Test, credential, member);
    Bench { popbill, auth, api, clock, rows }
}

fn bench() -> Bench {
    bench_of(DEMO_SECRET_KEY, business(COMPANY))
}

impl Bench {
    fn list(&self, query: &ListQuery) -> (Vec<ListPage>, Result<Listing, RemoteError>) {
        let mut pages = Vec::new();
        let mut sink = |page: ListPage| {
            pages.push(page);
            ControlFlow::Continue(())
        };
        let outcome = self.clock.run(self.popbill.list(query, &mut sink)).unwrap();
        (pages, outcome)
    }

    fn status(&self, numbers: &[BusinessNumber]) -> Partial<Standing> {
        let mut progress = |_: usize, _: usize| ControlFlow::Continue(());
        self.clock.run(self.popbill.status(numbers, &mut progress)).unwrap()
    }

    fn calls(&self, operation: &str) -> usize {
        self.rows.begun.lock().unwrap().iter().filter(|one| one.operation == operation).count()
    }
}

fn told(front: &Front, field: &str) -> i64 {
    front.inspect()["simulated"][field].as_i64().unwrap()
}

fn partners(count: u32) -> Vec<BusinessNumber> {
    (0..count).map(Register::partner_number).collect()
}

/// The world's invoices that a query means, found without the office.
fn expected(query: &ListQuery) -> BTreeSet<(String, i64)> {
    let company = business(COMPANY);
    let own = |invoice: &&TaxInvoice| {
        let side = if invoice.supplier().identity == company { Direction::Sale } else { Direction::Purchase };
        let exempt = matches!(invoice.type_code().kind, InvoiceKind::Exempt | InvoiceKind::AmendedExempt);
        let day = invoice.written_on();
        let within = (query.period.from()..=query.period.to()).contains(&day);
        side == query.direction && exempt == (query.taxation == Taxation::Exempt) && within
    };
    let worth = |invoice: &TaxInvoice| (invoice.approval().to_string(), invoice.total().won());
    world().invoices().iter().filter(own).map(worth).collect()
}

#[test]
fn every_list_is_the_worlds_own_by_one_token() {
    let bench = bench();
    for direction in [Direction::Sale, Direction::Purchase] {
        for taxation in [Taxation::Taxable, Taxation::Exempt] {
            let query = ListQuery { taxation, ..quarter(direction) };
            let (pages, outcome) = bench.list(&query);
            assert!(outcome.unwrap().is_whole);
            let invoices = pages.iter().flat_map(|page| &page.invoices);
            let read: BTreeSet<(String, i64)> = invoices
                .map(|read| (read.invoice.approval().to_string(), read.invoice.total().won()))
                .collect();
            assert_eq!(read, expected(&query), "{query:?}");
            assert!(pages.iter().all(|page| page.rejected == 0), "{:?}", pages[0].findings);
            assert!(pages.iter().all(|page| page.source.format == "popbill_json"));
        }
    }
    assert_eq!((told(&bench.auth, "tokens_given"), told(&bench.api, "jobs_made")), (1, 4));
}

#[test]
fn a_document_is_signed_and_says_more_than_its_row() {
    let bench = bench();
    let query = quarter(Direction::Sale);
    let (pages, _) = bench.list(&query);
    let read = &pages[0].invoices[0].invoice;
    let source = bench.clock.run(bench.popbill.document(&query, read.approval())).unwrap().unwrap();
    assert_eq!(source.format, "etax_xml");
    let document = jangbu_forms::read_document("d.xml", &source.bytes, &mut |_, _| ControlFlow::Continue(()));
    let whole = &document.invoices[0].invoice;
    assert_eq!((whole.approval(), whole.total()), (read.approval(), read.total()));
    assert!(whole.supplier().address.is_some() && read.supplier().address.is_none());
    assert_eq!(whole.buyer().identity.shown(), read.buyer().identity.shown());
    assert!(source.bytes.windows(14).any(|part| part == b"SignatureValue"));
}

#[test]
fn states_come_in_batches_each_number_once_and_are_paid_for_once() {
    let bench = bench();
    let mut numbers = partners(250);
    numbers.push(numbers[0]);
    let partial = bench.status(&numbers);
    assert_eq!((partial.answered.len(), partial.unanswered), (251, 0));
    assert!(partial.failure.is_none());
    assert_eq!(bench.calls("close_down"), 3);
    assert_eq!(told(&bench.api, "close_down_queries"), 250);
    assert!(partial.answered.iter().any(|one| matches!(one.state, BusinessState::Closed { on: Some(_) })));
    assert!(partial.answered.iter().any(|one| one.state == BusinessState::Active));
    let points = bench.clock.run(bench.popbill.points()).unwrap().unwrap();
    let unit = bench.clock.run(bench.popbill.close_down_krw()).unwrap().unwrap();
    assert_eq!(100_000 - points, 250 * unit);
    let contract = bench.clock.run(bench.popbill.contract()).unwrap().unwrap();
    assert!(contract.is_open && contract.month_krw > 0);
}

#[test]
fn all_who_ask_at_once_share_one_token_and_a_new_one_comes_before_it_ends() {
    let bench = bench();
    let numbers = partners(1);
    let ask = || async {
        let mut progress = |_: usize, _: usize| ControlFlow::Continue(());
        bench.popbill.status(&numbers, &mut progress).await
    };
    let all = join_all((0..20).map(|_| ask()));
    let answers = bench.clock.run(all).unwrap();
    assert!(answers.iter().all(|answer| answer.failure.is_none()));
    assert_eq!(told(&bench.auth, "tokens_given"), 1);
    bench.clock.advance(Duration::from_mins(29));
    assert!(bench.status(&numbers).failure.is_none());
    assert_eq!(told(&bench.auth, "tokens_given"), 2, "not used in its last minute");
}

#[test]
fn a_token_that_is_no_longer_taken_is_fetched_once_anew() {
    let bench = bench();
    let numbers = partners(1);
    assert!(bench.status(&numbers).failure.is_none());
    assert!(bench.auth.switch(&json!("expire_tokens")));
    assert!(bench.status(&numbers).failure.is_none());
    assert_eq!(told(&bench.auth, "tokens_given"), 2);
    assert_eq!(told(&bench.api, "close_down_queries"), 2, "the refused call was not paid for");
    let lasting = FaultKind::Answer { status: 401, body: json!({"code": -99_010_002, "message": "m"}) };
    bench.api.add_fault(Fault::times(lasting, 5));
    let failure = bench.status(&numbers).failure.unwrap();
    assert_eq!((failure.kind, failure.effect), (Kind::SignedOut, Effect::NoEffect));
    assert_eq!(bench.calls("close_down"), 5, "twice, and no more");
}

#[test]
fn a_wrong_key_and_a_stranger_are_told_as_that() {
    let other = bench_of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", business(COMPANY));
    let failure = other.status(&partners(1)).failure.unwrap();
    assert_eq!((failure.kind, failure.effect), (Kind::BadKey, Effect::NoEffect));
    let stranger = bench_of(DEMO_SECRET_KEY, business("220-81-62517"));
    assert_eq!(stranger.status(&partners(1)).failure.unwrap().kind, Kind::NotSubscribed);
}

#[test]
fn a_job_that_cannot_log_in_at_hometax_is_no_empty_list() {
    let bench = bench();
    assert!(bench.api.switch(&json!({"fail_jobs": true})));
    let (pages, outcome) = bench.list(&quarter(Direction::Sale));
    let failure = outcome.unwrap_err();
    assert_eq!((pages.len(), failure.kind), (0, Kind::NotSubscribed));
    assert_eq!(failure.code.as_deref(), Some("-11100001"));
    assert!(bench.api.switch(&json!({"fail_jobs": false})));
    assert!(bench.api.switch(&json!({"job_seconds": 3_600})));
    assert_eq!(bench.list(&quarter(Direction::Sale)).1.unwrap_err().kind, Kind::Timeout);
}

fn faults() -> Vec<(FaultKind, Kind)> {
    vec![
        (FaultKind::DropBefore, Kind::Dropped),
        (FaultKind::DropAfter, Kind::Dropped),
        (FaultKind::Html { status: 503 }, Kind::RemoteFault),
        (FaultKind::Html { status: 200 }, Kind::HtmlPage),
        (FaultKind::Slow { delay_ms: 30_001 }, Kind::Timeout),
        (FaultKind::Garbled, Kind::Garbled),
        (
            FaultKind::Answer { status: 500, body: json!({"code": -10_000_000, "message": "m"}) },
            Kind::RemoteFault,
        ),
    ]
}

#[test]
fn a_fault_that_passes_is_not_noticed_where_the_call_only_reads() {
    for operation in ["token", "job", "job_state", "list"] {
        for (fault, _) in faults() {
            // What is cut off is judged by its content, and not asked again by itself.
            if fault == FaultKind::Garbled {
                continue;
            }
            let bench = bench();
            let front = if operation == "token" { &bench.auth } else { &bench.api };
            assert!(front.add_fault(Fault::once(fault.clone()).at(operation)));
            let (pages, outcome) = bench.list(&quarter(Direction::Sale));
            assert!(outcome.is_ok(), "{operation} {fault:?}: {outcome:?}");
            assert_eq!(pages.len(), 1, "{operation} {fault:?}");
            let ended = bench.rows.ended.lock().unwrap();
            let failed = ended.iter().filter(|end| end.outcome != Outcome::Answered).count();
            assert_eq!(failed, 1, "{operation} {fault:?}");
        }
    }
}

/// A paid query whose answer did not come may have been paid for: it is told as that and never sent
/// again by itself.
#[test]
fn a_paid_query_whose_answer_did_not_come_is_not_asked_again() {
    for (fault, kind) in faults() {
        let bench = bench();
        assert!(bench.api.add_fault(Fault::once(fault.clone()).at("close_down")));
        let partial = bench.status(&partners(3));
        let failure = partial.failure.unwrap();
        assert_eq!((failure.kind, partial.unanswered), (kind, 3), "{fault:?}");
        let effect = if fault == FaultKind::Garbled { Effect::Done } else { Effect::Unknown };
        assert_eq!(failure.effect, effect, "{fault:?}");
        assert_eq!(bench.calls("close_down"), 1, "{fault:?}");
    }
}

#[test]
fn what_was_refused_before_it_was_paid_for_is_asked_again_or_told() {
    let bench = bench();
    let throttled = FaultKind::Throttled { retry_after_s: Some(2) };
    assert!(bench.api.add_fault(Fault::once(throttled).at("close_down")));
    let partial = bench.status(&partners(3));
    assert!(partial.failure.is_none());
    assert_eq!((bench.calls("close_down"), told(&bench.api, "close_down_queries")), (2, 3));
    assert!(bench.api.switch(&json!({"points": 10})));
    let failure = bench.status(&partners(3)).failure.unwrap();
    assert_eq!((failure.kind, failure.effect), (Kind::QuotaSpent, Effect::NoEffect));
}
