//! The commands: collect, go on, look, decide, plan.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::book::{BookLedger, conflict_of, run_of, told};
use super::chain::Collector;
use super::due::Past;
use super::plan::CheckedPlan;
use super::show::{report, run_view};
use super::start::Desk;
use crate::app::App;
use crate::certificate::key_obstacle;
use crate::clock::korean_rfc3339;
use crate::import::items::items_of;
use crate::import::plan::{Meaning, Planner};
use crate::import::read::ReadFile;
use crate::ipc::view::{
    CertificateTarget, CollectChain, CollectChainStep, CollectDecideRequest, CollectPlan, CollectRef,
    CollectReport, CollectRequest, CollectResumeRequest, CollectRuns, CollectRunsRequest, CollectTrigger,
    ConflictChoice, Direction, Empty, PaidWord, SkippedRemote, TaxationView, TodoView,
};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_store::{CollectRunState, ImportBatch, Reader, SourceFile, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Runs of one page at most.
const RUNS_MAX: u32 = 100;
/// Runs that are looked through for the last good one.
const LOOKED_THROUGH: u32 = 100;

pub(crate) fn collect_start(app: &App, request: CollectRequest) -> Result<CollectReport, AppError> {
    start(app, request, CollectTrigger::Hand)
}

fn start(app: &App, mut request: CollectRequest, trigger: CollectTrigger) -> Result<CollectReport, AppError> {
    let company = app.company()?;
    request.password = with_demo_password(app, &company, request.password)?;
    let ledger = BookLedger(&company);
    let desk = Desk { app, company: &company, ledger: &ledger };
    let run = desk.start(&request, trigger)?;
    report(&company, &ledger, run)
}

pub(crate) fn collect_resume(
    app: &App,
    mut request: CollectResumeRequest,
) -> Result<CollectReport, AppError> {
    let company = app.company()?;
    request.password = with_demo_password(app, &company, request.password)?;
    let ledger = BookLedger(&company);
    let desk = Desk { app, company: &company, ledger: &ledger };
    let run = desk.resume(&request)?;
    report(&company, &ledger, run)
}

/// The password of the invented certificates is nobody's secret: nothing asks for it.
pub(crate) fn with_demo_password(
    app: &App,
    company: &OpenCompany,
    given: Option<u64>,
) -> Result<Option<u64>, AppError> {
    match (given, &app.demo) {
        (None, Some(demo)) if company.demo => {
            app.secrets.put(Zeroizing::new(demo.password().to_owned())).map(Some)
        }
        (given, _) => Ok(given),
    }
}

pub(crate) fn collect_runs(app: &App, request: CollectRunsRequest) -> Result<CollectRuns, AppError> {
    let company = app.company()?;
    let limit = request.limit.clamp(1, RUNS_MAX);
    let (rows, latest, conflicts) = company.book.read(|reader| {
        let rows = reader.collect_runs(request.before, limit)?;
        Ok((rows, reader.collect_runs(None, LOOKED_THROUGH)?, reader.count_open_collect_conflicts()?))
    })?;
    let is_full = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = rows.last().filter(|_| is_full).map(|row| row.id);
    let done = latest.iter().find(|row| row.state == CollectRunState::Done);
    let runs = rows.into_iter().map(|row| Ok(run_view(&run_of(row)?))).collect::<Result<_, AppError>>()?;
    Ok(CollectRuns {
        runs,
        next,
        last_done_at: done.and_then(|row| row.ended_at).map(korean_rfc3339),
        open_conflicts: u32::try_from(conflicts).unwrap_or(u32::MAX),
    })
}

pub(crate) fn collect_show(app: &App, request: CollectRef) -> Result<CollectReport, AppError> {
    let company = app.company()?;
    report(&company, &BookLedger(&company), request.run)
}

/// Ours stays, or theirs takes its place: read again from the document that was kept.
pub(crate) fn collect_decide(app: &App, request: CollectDecideRequest) -> Result<CollectReport, AppError> {
    let company = app.company()?;
    let gone = || AppError::new(ErrorCode::CollectConflictGone, "the conflict is not open");
    let row = company.book.read(|reader| reader.collect_conflict(request.conflict))?.ok_or_else(gone)?;
    let row = conflict_of(row)?;
    match request.choice {
        ConflictChoice::KeepOurs => company.book.keep_ours(row.id, app.clock.now()).map_err(told)?,
        ConflictChoice::TakeTheirs => {
            let mut job = app.jobs.begin("collect-decide", &app.events)?;
            take_theirs(app, &company, &row, &mut job)?;
        }
    }
    report(&company, &BookLedger(&company), row.run)
}

fn take_theirs(
    app: &App,
    company: &OpenCompany,
    row: &super::ledger::ConflictRow,
    job: &mut Job<'_>,
) -> Result<(), AppError> {
    let gone = || AppError::new(ErrorCode::CollectConflictGone, "their document does not say so any more");
    let (source, bytes) = company
        .book
        .read(|reader| Ok((reader.source_summary(row.source)?, reader.source_bytes(row.source)?)))?;
    let source = source.ok_or_else(gone)?;
    let mut planner = Planner::new(company.number());
    planner.take(ReadFile::of_bytes(source.file_name.clone(), &bytes), true);
    let plan = planner.compare(company, job)?;
    let item = plan.items.iter().find(|item| *item.invoice.approval() == row.found.approval);
    let item = item.filter(|item| matches!(item.meaning, Meaning::Conflict { .. })).ok_or_else(gone)?;
    let written = items_of(item, true, |_| Some(0)).into_iter().next().ok_or_else(gone)?;
    let file = SourceFile {
        file_name: source.file_name,
        format: source.format,
        bytes: &bytes,
        carries_resident: source.sealed,
    };
    let batch = ImportBatch { at: app.clock.now(), files: vec![file], items_total: 1 };
    let taken = company.book.take_theirs(row.id, &batch, written, &mut |_, _| ControlFlow::Continue(()));
    taken.map(drop).map_err(told)
}

/// Who would be asked, in which order.
pub(crate) fn collect_chain(app: &App, _: Empty) -> Result<CollectChain, AppError> {
    let company = app.company()?;
    let step = |collector: Arc<dyn Collector>| {
        let obstacle = collector.obstacle(app, &company, PaidWord::Ask);
        let service = collector.service();
        let skipped = obstacle.map(|error| SkippedRemote {
            service,
            code: error.code().as_str().to_owned(),
            params: error.params().clone(),
        });
        CollectChainStep { service, free: collector.is_free(), skipped }
    };
    Ok(CollectChain { steps: app.collectors.in_order().into_iter().map(step).collect() })
}

/// A plan as it lies among the preferences of this machine, by company.
#[derive(Serialize, Deserialize)]
struct KeptPlan {
    plan: CollectPlan,
    /// When it was written.
    since: Timestamp,
}

fn plan_setting(company: &OpenCompany) -> String {
    format!("collect.plan.{}", company.id)
}

fn kept_plan(app: &App, company: &OpenCompany) -> Option<(CheckedPlan, Timestamp)> {
    let kept: KeptPlan =
        serde_json::from_value(app.settings.values().remove(&plan_setting(company))?).ok()?;
    Some((CheckedPlan::of(kept.plan).ok()?, kept.since))
}

/// What a company has before anybody plans: nothing happens by itself.
fn no_plan() -> CollectPlan {
    CollectPlan {
        enabled: false,
        daily_at: Some("08:30".to_owned()),
        on_start: false,
        months_back: 2,
        directions: vec![Direction::Sale, Direction::Purchase],
        taxations: vec![TaxationView::Taxable, TaxationView::Exempt],
        with_documents: true,
        window_from: None,
        window_to: None,
        certificate_id: None,
        next_at: None,
        blocked: None,
    }
}

fn past(app: &App, company: &OpenCompany, since: Option<Timestamp>) -> Result<Past, AppError> {
    let runs = company.book.read(|reader| reader.collect_runs(None, LOOKED_THROUGH))?;
    // A run by hand brings what the plan would have brought, too. One that could not begin has no row,
    // and is not tried again every few seconds.
    let begun = runs.first().map(|row| row.begun_at);
    let last_begun = begun.max(*locked(&app.plan_tried_at));
    Ok(Past { since, last_begun, opened_at: *locked(&app.opened_at) })
}

pub(crate) fn collect_plan(app: &App, _: Empty) -> Result<CollectPlan, AppError> {
    let company = app.company()?;
    let Some((plan, since)) = kept_plan(app, &company) else {
        let blocked = obstacle(app, &company, &CertificateTarget::default());
        return Ok(CollectPlan { blocked: blocked.map(|code| code.as_str().to_owned()), ..no_plan() });
    };
    let past = past(app, &company, Some(since))?;
    Ok(plan.view(app.clock.now(), past, obstacle(app, &company, &plan.certificate())))
}

/// Why nobody can be asked without the clerk.
fn obstacle(app: &App, company: &OpenCompany, certificate: &CertificateTarget) -> Option<ErrorCode> {
    let collectors = app.collectors.in_order();
    // The password of the invented certificates is nobody's secret.
    let key = if company.demo { None } else { key_obstacle(app, certificate) };
    let of_key = |one: &Arc<dyn Collector>| key.clone().filter(|_| one.needs_certificate());
    let obstacles =
        collectors.iter().map(|one| one.obstacle(app, company, PaidWord::Ask).or_else(|| of_key(one)));
    let obstacles: Vec<Option<AppError>> = obstacles.collect();
    let is_open = obstacles.iter().any(Option::is_none);
    let first = obstacles.into_iter().flatten().next().map(|error| error.code());
    (!is_open).then(|| first.unwrap_or(ErrorCode::CollectNobodyAsked))
}

pub(crate) fn collect_plan_write(app: &App, request: CollectPlan) -> Result<CollectPlan, AppError> {
    let company = app.company()?;
    CheckedPlan::of(request.clone())?;
    let kept = KeptPlan { plan: request, since: app.clock.now() };
    let value =
        serde_json::to_value(kept).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    app.settings.write(plan_setting(&company), value)?;
    drop(company);
    collect_plan(app, Empty {})
}

/// Begins what the plan says, if it is due; called from time to time.
pub(crate) fn collect_if_due(app: &Arc<App>) {
    let Ok(company) = app.company() else { return };
    if company.read_only {
        return;
    }
    let Some((plan, since)) = kept_plan(app, &company) else { return };
    let Ok(past) = past(app, &company, Some(since)) else { return };
    let Some((request, trigger)) = plan.due(app, past) else { return };
    drop(company);
    *locked(&app.plan_tried_at) = Some(app.clock.now());
    let app = Arc::clone(app);
    // A run takes minutes, and whoever ticks has other things to look at.
    std::thread::spawn(move || {
        if let Err(error) = start(&app, request, trigger) {
            app.note_failure("collect.planned", &error);
            let code = error.code().as_str().to_owned();
            app.happenings.note(&crate::happening::Happening::CollectBlocked { code });
        }
        app.announce_stale(&["invoice", "partner", "import", "audit", "collect", "remote"]);
    });
}

/// For how long a planned run has been due without beginning.
///
/// # Errors
/// `book.*`.
pub(crate) fn late_by(app: &App, company: &OpenCompany) -> Result<Duration, AppError> {
    let Some((plan, since)) = kept_plan(app, company) else { return Ok(Duration::ZERO) };
    if app.collecting.is_running() {
        return Ok(Duration::ZERO);
    }
    let last_begun =
        company.book.read(|reader| reader.collect_runs(None, 1))?.first().map(|row| row.begun_at);
    let past = Past { since: Some(since), last_begun, opened_at: *locked(&app.opened_at) };
    let now = app.clock.now();
    let late = plan.overdue_since(now, past).map(|since| now.duration_since(since));
    Ok(late.and_then(|late| Duration::try_from(late).ok()).unwrap_or_default())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Things to look at: conflicts that nobody has decided, a run that stopped.
pub(crate) fn collect_todos(reader: &Reader) -> Result<Vec<TodoView>, StoreError> {
    let mut todos = Vec::new();
    let conflicts = reader.count_open_collect_conflicts()?;
    if conflicts > 0 {
        todos.push(todo("collect_conflicts", conflicts));
    }
    let last = reader.collect_runs(None, 1)?.pop().map(|row| row.state);
    let stopped = [CollectRunState::Partial, CollectRunState::Failed, CollectRunState::Interrupted];
    if last.is_some_and(|state| stopped.contains(&state)) {
        todos.push(todo("collect_stopped", 1));
    }
    Ok(todos)
}

fn todo(code: &str, count: u64) -> TodoView {
    let params = BTreeMap::from([("count".to_owned(), count.to_string())]);
    TodoView { code: code.to_owned(), due_on: None, count, filter: None, params }
}
