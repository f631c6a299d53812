//! Runs against a played tax office, on an encrypted book.

mod memory;
mod played;

use super::asked::Asked;
use super::chain::{Collector, Link};
use super::due::Past;
use super::ledger::{Ledger, NewRun};
use super::plan::CheckedPlan;
use super::run::Run;
use super::start::Desk as AtDesk;
use crate::certificate::OpenedKey;
use crate::happening::{Happening, Listener};
use crate::ipc::view::{
    self, CollectRequest, CollectResumeRequest, CollectState, CollectTrigger, PaidWord, RemoteSystem,
    TaxationView,
};
use crate::open::OpenCompany;
use crate::{App, AppConfig, AppError, CertificatePlaces, ErrorCode, FixedClock, Host, MemoryKeyring};
use jangbu_domain::{ApprovalNumber, Direction, Krw, TaxInvoice};
use jangbu_remote::Kind;
use jangbu_remote::port::tax_invoice_collect::{
    Capability, Collecting, DateKind, ListQuery, Listing, PageSink, Period, Source, TaxInvoiceCollect,
    Taxation,
};
use jangbu_store::{Filter, PAGE_ROWS_MAX};
use jiff::civil::date;
use memory::Memory;
use played::{OURS, Played, invoice};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

struct Desk {
    app: Arc<App>,
    clock: Arc<FixedClock>,
    _dir: TempDir,
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at("2026-11-26T01:00:00Z".parse().unwrap()));
    let app = App::start(AppConfig {
        data_dir: dir.path().to_owned(),
        host: Host::Terminal,
        clock: Arc::clone(&clock) as Arc<dyn crate::Clock>,
        keyring: Arc::new(MemoryKeyring::default()),
        seat: crate::paths::seat(Host::Terminal),
        certificates: CertificatePlaces::default(),
        demo: None,
    })
    .unwrap();
    let company = json!({ "name": "가상상사", "business_number": OURS, "protection": "keyring" });
    app.dispatch("company.create", company).unwrap();
    Desk { app, clock, _dir: dir }
}

/// Three months in two pieces of two directions: five sales and four purchases.
fn trade() -> Vec<(Direction, TaxInvoice)> {
    let sales = [9, 9, 9, 9, 11].into_iter().zip(1..);
    let purchases = [9, 11, 11, 11].into_iter().zip(101..);
    let sale = |(month, serial)| (Direction::Sale, invoice(serial, month, Direction::Sale));
    let purchase = |(month, serial)| (Direction::Purchase, invoice(serial, month, Direction::Purchase));
    sales.map(sale).chain(purchases.map(purchase)).collect()
}

fn asked() -> Asked {
    Asked {
        period: Period::parse(date(2026, 9, 1), date(2026, 11, 30)).unwrap(),
        directions: vec![Direction::Sale, Direction::Purchase],
        taxations: vec![Taxation::Taxable, Taxation::Exempt],
        by: DateKind::Written,
        with_documents: true,
    }
}

fn begin(app: &App, ledger: &dyn Ledger) -> i64 {
    let (at, trigger, asked) = (app.clock.now(), CollectTrigger::Hand, asked());
    let parts = asked.parts(2).unwrap();
    ledger.begin(&NewRun { at, trigger, asked, parts, certificate: None, simulated: true }).unwrap()
}

/// Works at a run with these remotes.
fn work(app: &App, ledger: &Memory<'_>, id: i64, remotes: Vec<Played>) -> CollectState {
    let links = remotes.into_iter().map(|remote| {
        let is_free = remote.provider == "hometax";
        let service = if is_free { RemoteSystem::Hometax } else { RemoteSystem::Popbill };
        Link::opening(service, remote.has_documents, move || Ok(Box::new(remote)))
    });
    work_through(app, ledger, id, links.collect())
}

fn work_through(app: &App, ledger: &Memory<'_>, id: i64, links: Vec<Link<'_>>) -> CollectState {
    let mut job = app.jobs.begin("collect", &app.events).unwrap();
    let mut run =
        Run { app, company: ledger.company, ledger, id, asked: asked(), job: &mut job, by_itself: false };
    run.through(links).unwrap()
}

/// Every invoice with the digests of its sources, and nothing of how it came.
fn books(company: &OpenCompany) -> Vec<String> {
    let read = company.book.read(|reader| {
        let page = reader.invoice_page(&Filter::default(), &[], None, PAGE_ROWS_MAX)?;
        let mut shown = Vec::new();
        for row in page.rows {
            let stored = reader.invoice(row.id)?.unwrap();
            let mut sources: Vec<_> = stored.sources.iter().map(|link| link.source.sha256.clone()).collect();
            sources.sort();
            shown.push(format!("{} {:?} {sources:?}", stored.invoice.approval(), stored.invoice.detail()));
        }
        shown.sort();
        Ok(shown)
    });
    read.unwrap()
}

fn whole() -> Vec<String> {
    let desk = desk();
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let id = begin(&desk.app, &ledger);
    assert_eq!(work(&desk.app, &ledger, id, vec![Played::with(trade())]), CollectState::Done);
    books(&company)
}

#[test]
fn three_months_come_in_with_their_documents_and_a_second_run_brings_nothing() {
    let desk = desk();
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let first = begin(&desk.app, &ledger);
    assert_eq!(work(&desk.app, &ledger, first, vec![Played::with(trade())]), CollectState::Done);
    let before = books(&company);
    assert_eq!(before.len(), 9);
    assert!(before.iter().all(|invoice| invoice.contains("Document")), "{before:?}");
    assert_eq!(ledger.run(first).unwrap().unwrap().counts.new, 9);
    let second = begin(&desk.app, &ledger);
    assert_eq!(work(&desk.app, &ledger, second, vec![Played::with(trade())]), CollectState::Done);
    assert_eq!(books(&company), before);
    let counts = ledger.run(second).unwrap().unwrap().counts;
    assert_eq!((counts.new, counts.found), (0, 9));
    assert_eq!(ledger.state().documents.len(), 9, "what is known by its document is not fetched again");
}

#[test]
fn a_run_that_breaks_anywhere_goes_on_to_the_same_books() {
    let whole = whole();
    // Pages and documents of the whole run.
    for after in 0..14 {
        let desk = desk();
        let company = desk.app.company().unwrap();
        let ledger = Memory::over(&company);
        let id = begin(&desk.app, &ledger);
        let broken = Played { breaks_after: after, ..Played::with(trade()) };
        let state = work(&desk.app, &ledger, id, vec![broken]);
        assert_ne!(state, CollectState::Done, "after {after}");
        assert_eq!(ledger.run(id).unwrap().unwrap().failure.as_deref(), Some("remote.broken_off"));
        let state = work(&desk.app, &ledger, id, vec![Played::with(trade())]);
        assert_eq!(state, CollectState::Done, "after {after}");
        assert_eq!(books(&company), whole, "after {after}");
    }
}

#[test]
fn another_remote_does_only_what_the_first_left_undone() {
    let whole = whole();
    let desk = desk();
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let id = begin(&desk.app, &ledger);
    // Two pages of sales and one of purchases in September, then it is gone.
    let hometax = Played { breaks_after: 3, ..Played::with(trade()) };
    let popbill = Played { provider: "popbill", months_max: 1, ..Played::with(trade()) };
    assert_eq!(work(&desk.app, &ledger, id, vec![hometax, popbill]), CollectState::Done);
    assert_eq!(books(&company), whole);
    let run = ledger.run(id).unwrap().unwrap();
    assert_eq!((run.service, run.failure), (Some(RemoteSystem::Popbill), None));
    let skipped: Vec<_> = run.skipped.iter().map(|one| (one.service, one.code.as_str())).collect();
    assert_eq!(skipped, [(RemoteSystem::Hometax, "remote.broken_off")]);
    let services: std::collections::HashSet<_> =
        ledger.pieces(id).unwrap().iter().map(|piece| format!("{:?}", piece.service)).collect();
    assert_eq!(services.len(), 2, "each did a part");
    assert_eq!(run.counts.new, 9, "none is doubled");
}

#[test]
fn what_is_refused_is_not_asked_of_another_and_the_rest_goes_on() {
    let desk = desk();
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let id = begin(&desk.app, &ledger);
    let refusing = Played { breaks_after: 3, breaks_with: Kind::Rejected, ..Played::with(trade()) };
    assert_eq!(work(&desk.app, &ledger, id, vec![refusing]), CollectState::Partial);
    assert!(!books(&company).is_empty());
    assert_eq!(work(&desk.app, &ledger, id, vec![Played::with(trade())]), CollectState::Partial);
    let failed = ledger.state().documents.iter().filter(|one| matches!(one.settled, Some(Err(_)))).count();
    assert_eq!(failed, 5, "documents that were refused are not asked for by themselves again");
}

#[test]
fn a_contradiction_waits_for_the_clerk_and_the_books_stand() {
    let desk = desk();
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let first = begin(&desk.app, &ledger);
    work(&desk.app, &ledger, first, vec![Played::with(trade())]);
    let before = books(&company);
    let mut altered = trade();
    let mut draft = altered[0].1.to_draft();
    draft.supply = Krw::new(20_000).unwrap();
    draft.total = Krw::new(21_000).unwrap();
    altered[0].1 = draft.check().unwrap();
    let second = begin(&desk.app, &ledger);
    assert_eq!(work(&desk.app, &ledger, second, vec![Played::with(altered)]), CollectState::Done);
    assert_eq!(books(&company), before);
    let conflicts = ledger.open_conflicts(Some(second)).unwrap();
    assert_eq!(conflicts.len(), 1);
    assert!(conflicts[0].found.differences.iter().any(|difference| difference.field == "supply"));
}

struct Ear(Mutex<Vec<Happening>>);

impl Listener for Ear {
    fn hear(&self, happening: &Happening) {
        self.0.lock().unwrap().push(happening.clone());
    }
}

#[test]
fn a_signature_that_does_not_hold_is_heard_of_and_kept() {
    let desk = desk();
    let ear = Arc::new(Ear(Mutex::default()));
    desk.app.listen(ear.clone());
    let company = desk.app.company().unwrap();
    let ledger = Memory::over(&company);
    let id = begin(&desk.app, &ledger);
    // The played documents are not signed at all.
    work(&desk.app, &ledger, id, vec![Played::with(trade())]);
    let heard = ear.0.lock().unwrap();
    let bad = heard.iter().filter(|one| matches!(one, Happening::BadSignature { .. })).count();
    assert_eq!((bad, ledger.state().bad.len()), (9, 9));
    assert_eq!(heard.last(), Some(&Happening::CollectDone { run: id, conflicts: 0 }));
}

/// A remote of the chain that is played.
struct PlayedCollector {
    service: RemoteSystem,
    obstacle: Option<ErrorCode>,
    breaks_after: usize,
}

impl Collector for PlayedCollector {
    fn service(&self) -> RemoteSystem {
        self.service
    }

    fn is_free(&self) -> bool {
        self.service == RemoteSystem::Hometax
    }

    fn months_max(&self) -> u8 {
        2
    }

    fn has_documents(&self) -> bool {
        true
    }

    fn needs_certificate(&self) -> bool {
        false
    }

    fn obstacle(&self, _: &App, _: &OpenCompany, paid: PaidWord) -> Option<AppError> {
        let code = self.obstacle.filter(|_| paid != PaidWord::Once)?;
        Some(AppError::new(code, "played"))
    }

    fn open(
        &self,
        _: &App,
        _: &OpenCompany,
        _: Option<&Arc<OpenedKey>>,
    ) -> Result<Box<dyn TaxInvoiceCollect>, AppError> {
        let provider = if self.is_free() { "hometax" } else { "popbill" };
        Ok(Box::new(Played { provider, breaks_after: self.breaks_after, ..Played::with(trade()) }))
    }
}

/// Hometax that breaks after so many answers, and Popbill that wants to be paid.
fn put_chain(app: &App, breaks_after: usize) {
    let hometax = PlayedCollector { service: RemoteSystem::Hometax, obstacle: None, breaks_after };
    let obstacle = Some(ErrorCode::RemoteNeedsConsent);
    let popbill = PlayedCollector { service: RemoteSystem::Popbill, obstacle, breaks_after: usize::MAX };
    app.collectors.put(vec![Arc::new(popbill), Arc::new(hometax)]);
}

fn request() -> CollectRequest {
    CollectRequest {
        from: "2026-09-01".to_owned(),
        to: "2026-11-30".to_owned(),
        directions: vec![view::Direction::Sale, view::Direction::Purchase],
        taxations: vec![TaxationView::Taxable],
        by: view::CollectDate::Written,
        with_documents: true,
        certificate: None,
        password: None,
        keep_password: view::KeepPassword::None,
        paid: PaidWord::Ask,
        job: "run".to_owned(),
    }
}

#[test]
fn nobody_is_paid_without_a_word_and_with_it_the_rest_comes_once() {
    let whole = whole();
    let desk = desk();
    put_chain(&desk.app, 4);
    let company = desk.app.company().unwrap();
    let memory = Memory::over(&company);
    let at_desk = AtDesk { app: &desk.app, company: &company, ledger: &memory };
    let id = at_desk.start(&request(), CollectTrigger::Hand).unwrap();
    let report = super::show::report(&company, &memory, id).unwrap();
    assert_eq!(report.run.failure.as_deref(), Some("remote.needs_consent"));
    let skipped: Vec<_> = report.answered.skipped.iter().map(|one| one.service).collect();
    assert_eq!(skipped, [RemoteSystem::Hometax, RemoteSystem::Popbill], "the free one was asked first");
    put_chain(&desk.app, 0);
    let again = CollectResumeRequest {
        run: id,
        certificate: None,
        password: None,
        paid: PaidWord::Once,
        job: "again".to_owned(),
    };
    assert_eq!(at_desk.resume(&again).unwrap(), id);
    let report = super::show::report(&company, &memory, id).unwrap();
    assert_eq!((report.run.state, report.documents_waiting), (CollectState::Done, 0));
    assert_eq!(report.answered.service, Some(RemoteSystem::Popbill));
    assert_eq!(books(&company), whole);
    assert_eq!(report.run.counts.new, 9);
    assert_eq!(at_desk.resume(&again).unwrap_err().code(), ErrorCode::CollectNothingLeft);
}

#[test]
fn two_runs_do_not_go_at_a_time_and_a_run_gives_its_turn_back() {
    let desk = desk();
    let company = desk.app.company().unwrap();
    let memory = Memory::over(&company);
    let at_desk = AtDesk { app: &desk.app, company: &company, ledger: &memory };
    desk.app.collectors.put(Vec::new());
    let nobody = at_desk.start(&request(), CollectTrigger::Hand).unwrap_err();
    assert_eq!(nobody.code(), ErrorCode::CollectNobodyAsked);
    put_chain(&desk.app, usize::MAX);
    let turn = desk.app.collecting.begin().unwrap();
    let refused = at_desk.start(&request(), CollectTrigger::Hand).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::CollectAlreadyRunning);
    assert_eq!(memory.state().runs.len(), 0, "nothing was begun");
    drop(turn);
    let same_name = desk.app.jobs.begin(&request().job, &desk.app.events).unwrap();
    let refused = at_desk.start(&request(), CollectTrigger::Hand).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RequestMalformed);
    assert_eq!(memory.state().runs.len(), 0, "no run stays behind");
    drop(same_name);
    at_desk.start(&request(), CollectTrigger::Hand).unwrap();
    assert!(!desk.app.collecting.is_running());
}

/// Stops the job at one of its steps.
struct Stopper {
    app: Arc<App>,
    after: usize,
    answered: AtomicUsize,
    played: Played,
}

impl TaxInvoiceCollect for Stopper {
    fn capability(&self) -> Capability {
        self.played.capability()
    }

    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing> {
        self.count();
        self.played.list(query, pages)
    }

    fn document<'a>(&'a self, query: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source> {
        self.count();
        self.played.document(query, approval)
    }
}

impl Stopper {
    fn count(&self) {
        if self.answered.fetch_add(1, Ordering::Relaxed) == self.after {
            self.app.jobs.cancel("collect");
        }
    }
}

#[test]
fn a_run_that_is_stopped_at_any_step_goes_on_to_the_same_books() {
    let whole = whole();
    // Lists and documents of the whole run, but for the last document: after it nothing is left.
    for after in 0..16 {
        let desk = desk();
        let company = desk.app.company().unwrap();
        let memory = Memory::over(&company);
        let id = begin(&desk.app, &memory);
        let (app, answered) = (Arc::clone(&desk.app), AtomicUsize::new(0));
        let stopper = Stopper { app, after, answered, played: Played::with(trade()) };
        let link = Link::opening(RemoteSystem::Hometax, true, move || Ok(Box::new(stopper)));
        assert_eq!(
            work_through(&desk.app, &memory, id, vec![link]),
            CollectState::Cancelled,
            "after {after}"
        );
        assert_eq!(work(&desk.app, &memory, id, vec![Played::with(trade())]), CollectState::Done);
        assert_eq!(books(&company), whole, "after {after}");
    }
}

#[test]
fn a_plan_asks_for_its_months_once_a_day_and_not_beside_a_run() {
    let desk = desk();
    let plan = CheckedPlan::of(view::CollectPlan {
        enabled: true,
        daily_at: Some("08:30".to_owned()),
        on_start: false,
        months_back: 2,
        directions: vec![view::Direction::Sale],
        taxations: vec![TaxationView::Taxable],
        with_documents: true,
        window_from: None,
        window_to: None,
        certificate_id: None,
        next_at: None,
        blocked: None,
    })
    .unwrap();
    // It is ten in the morning.
    let (request, trigger) = plan.due(&desk.app, Past::default()).unwrap();
    assert_eq!(trigger, CollectTrigger::Daily);
    assert_eq!((request.from.as_str(), request.to.as_str()), ("2026-10-01", "2026-11-26"));
    assert!(Asked::of(&request).is_ok());
    let turn = desk.app.collecting.begin().unwrap();
    assert_eq!(plan.due(&desk.app, Past::default()), None);
    drop(turn);
    let begun = Past { last_begun: Some(desk.app.clock.now()), ..Past::default() };
    assert_eq!(plan.due(&desk.app, begun), None);
}

#[test]
fn a_plan_that_cannot_begin_is_tried_once_and_not_at_every_tick() {
    let desk = desk();
    desk.app.collectors.put(Vec::new());
    let plan = view::CollectPlan {
        enabled: true,
        daily_at: None,
        on_start: true,
        months_back: 1,
        directions: vec![view::Direction::Sale],
        taxations: vec![TaxationView::Taxable],
        with_documents: false,
        window_from: None,
        window_to: None,
        certificate_id: None,
        next_at: None,
        blocked: None,
    };
    super::collect_plan_write(&desk.app, plan).unwrap();
    let tried = || *desk.app.plan_tried_at.lock().unwrap();
    assert_eq!(tried(), None);
    super::collect_if_due(&desk.app);
    let first = tried().unwrap();
    desk.clock.set(first.checked_add(jiff::SignedDuration::from_secs(20)).unwrap());
    super::collect_if_due(&desk.app);
    assert_eq!(tried(), Some(first));
}
