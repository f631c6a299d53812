//! What is remembered of runs, in the open book.

use super::asked::{Asked, Part};
use super::ledger::{
    ConflictRow, DocumentWrite, Ledger, NewConflict, NewRun, PageWrite, PieceRow, RunEnd, RunRow,
    WaitingDocument,
};
use crate::ipc::view::{
    CollectCounts, CollectDate, CollectState, CollectTrigger, Direction, FindingView, RemoteSystem,
    SkippedRemote, TaxationView,
};
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_domain::{ApprovalNumber, Date, Difference};
use jangbu_remote::port::tax_invoice_collect::Period;
use jangbu_store::{
    CollectConflictRow, CollectEnd, CollectPieceRow, CollectPieceState, CollectRunRow, CollectRunState,
    CollectedDocuments, CollectedPage, ImportBatch, NewCollectConflict, NewCollectRun, NewVerdict,
    StoreError,
};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Open conflicts that are read at once.
const CONFLICTS_MAX: u32 = 500;
/// Documents that a report names which could not be had; all are counted.
const DOCUMENTS_SHOWN: u32 = 100;

/// The open book as a ledger.
pub(super) struct BookLedger<'a>(pub(super) &'a OpenCompany);

/// What a run was asked, as it lies in the book.
#[derive(Serialize, Deserialize)]
struct AskedText {
    from: Date,
    to: Date,
    directions: Vec<Direction>,
    taxations: Vec<TaxationView>,
    by: CollectDate,
    with_documents: bool,
    /// Stand-ins are asked.
    simulated: bool,
}

/// One of its lists, as it lies in the book.
#[derive(Serialize, Deserialize)]
struct PartText {
    direction: Direction,
    taxation: TaxationView,
    from: Date,
    to: Date,
}

/// A field that differs: its name, the book's text, the other's.
type DifferenceText = (String, Option<String>, Option<String>);

fn damaged(what: &str) -> AppError {
    AppError::new(ErrorCode::BookDamaged, format!("{what} does not read"))
}

fn text(value: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
}

fn asked_text(asked: &Asked, simulated: bool) -> Result<String, AppError> {
    text(&AskedText {
        from: asked.period.from(),
        to: asked.period.to(),
        directions: asked.directions.iter().map(|direction| (*direction).into()).collect(),
        taxations: asked.taxations.iter().map(|taxation| (*taxation).into()).collect(),
        by: asked.by.into(),
        with_documents: asked.with_documents,
        simulated,
    })
}

/// What was asked, and whether of stand-ins.
fn asked_of(text: &str) -> Result<(Asked, bool), AppError> {
    let text: AskedText = serde_json::from_str(text).map_err(|_| damaged("a run"))?;
    let asked = Asked {
        period: Period::parse(text.from, text.to).map_err(|_| damaged("a run"))?,
        directions: text.directions.into_iter().map(jangbu_domain::Direction::from).collect(),
        taxations: text.taxations.into_iter().map(Into::into).collect(),
        by: text.by.into(),
        with_documents: text.with_documents,
    };
    Ok((asked, text.simulated))
}

fn part_text(part: &Part) -> Result<String, AppError> {
    let (from, to) = (part.period.from(), part.period.to());
    text(&PartText { direction: part.direction.into(), taxation: part.taxation.into(), from, to })
}

fn part_of(text: &str) -> Result<Part, AppError> {
    let text: PartText = serde_json::from_str(text).map_err(|_| damaged("a list of a run"))?;
    let period = Period::parse(text.from, text.to).map_err(|_| damaged("a list of a run"))?;
    Ok(Part { direction: text.direction.into(), taxation: text.taxation.into(), period })
}

/// Names in the book.
pub(crate) const fn service_name(service: RemoteSystem) -> &'static str {
    match service {
        RemoteSystem::Hometax => "hometax",
        RemoteSystem::Nts => "nts",
        RemoteSystem::Popbill => "popbill",
    }
}

fn service_of(name: &str) -> Result<RemoteSystem, AppError> {
    let all = [RemoteSystem::Hometax, RemoteSystem::Nts, RemoteSystem::Popbill];
    all.into_iter().find(|service| service_name(*service) == name).ok_or_else(|| damaged("a service"))
}

const fn trigger_name(trigger: CollectTrigger) -> &'static str {
    match trigger {
        CollectTrigger::Hand => "hand",
        CollectTrigger::Daily => "daily",
        CollectTrigger::Start => "start",
    }
}

fn trigger_of(name: &str) -> Result<CollectTrigger, AppError> {
    let all = [CollectTrigger::Hand, CollectTrigger::Daily, CollectTrigger::Start];
    all.into_iter().find(|trigger| trigger_name(*trigger) == name).ok_or_else(|| damaged("a run"))
}

const fn run_state_view(state: CollectRunState) -> CollectState {
    match state {
        CollectRunState::Running => CollectState::Running,
        CollectRunState::Done => CollectState::Done,
        CollectRunState::Partial => CollectState::Partial,
        CollectRunState::Failed => CollectState::Failed,
        CollectRunState::Cancelled => CollectState::Cancelled,
        CollectRunState::Interrupted => CollectState::Interrupted,
    }
}

/// A run does not wait: what says so is running.
const fn run_state(state: CollectState) -> CollectRunState {
    match state {
        CollectState::Waiting | CollectState::Running => CollectRunState::Running,
        CollectState::Done => CollectRunState::Done,
        CollectState::Partial => CollectRunState::Partial,
        CollectState::Failed => CollectRunState::Failed,
        CollectState::Cancelled => CollectRunState::Cancelled,
        CollectState::Interrupted => CollectRunState::Interrupted,
    }
}

const fn piece_state_view(state: CollectPieceState) -> CollectState {
    match state {
        CollectPieceState::Waiting => CollectState::Waiting,
        CollectPieceState::Listing => CollectState::Running,
        CollectPieceState::Done => CollectState::Done,
        CollectPieceState::Failed => CollectState::Failed,
    }
}

/// A list that ended early waits to be listed again.
const fn piece_state(state: CollectState) -> CollectPieceState {
    match state {
        CollectState::Running => CollectPieceState::Listing,
        CollectState::Done => CollectPieceState::Done,
        CollectState::Failed => CollectPieceState::Failed,
        CollectState::Waiting
        | CollectState::Partial
        | CollectState::Cancelled
        | CollectState::Interrupted => CollectPieceState::Waiting,
    }
}

const fn counts_view(counts: jangbu_store::CollectCounts) -> CollectCounts {
    CollectCounts {
        found: counts.found,
        new: counts.new,
        enriched: counts.enriched,
        unchanged: counts.unchanged,
        conflicts: counts.conflicts,
        rejected: counts.rejected,
        documents: counts.documents,
        failed_documents: counts.failed_documents,
        bad_signatures: counts.bad_signatures,
    }
}

/// A run as the use case has it.
pub(super) fn run_of(row: CollectRunRow) -> Result<RunRow, AppError> {
    let skipped: Option<Vec<SkippedRemote>> =
        row.skipped.as_deref().map(serde_json::from_str).transpose().map_err(|_| damaged("a run"))?;
    let (asked, simulated) = asked_of(&row.asked)?;
    Ok(RunRow {
        id: row.id,
        trigger: trigger_of(&row.trigger)?,
        asked,
        certificate: row.certificate,
        simulated,
        state: run_state_view(row.state),
        begun_at: row.begun_at,
        ended_at: row.ended_at,
        service: row.provider.as_deref().map(service_of).transpose()?,
        skipped: skipped.unwrap_or_default(),
        failure: row.failure,
        counts: counts_view(row.counts),
        // Whoever is paid for invoices is paid by the month, never for one run.
        cost_krw: 0,
        by_plan: row.provider.as_deref() == Some(service_name(RemoteSystem::Popbill)),
    })
}

fn piece_of(row: CollectPieceRow) -> Result<PieceRow, AppError> {
    Ok(PieceRow {
        id: row.id,
        run: row.run,
        part: part_of(&row.piece)?,
        state: piece_state_view(row.state),
        service: row.provider.as_deref().map(service_of).transpose()?,
        pages: row.pages,
        rows: row.rows,
        failure: row.failure,
    })
}

fn conflict_text(source: usize, conflict: &NewConflict) -> Result<NewCollectConflict, AppError> {
    let differences: Vec<DifferenceText> = conflict
        .differences
        .iter()
        .map(|one| (one.field.to_owned(), one.book.clone(), one.file.clone()))
        .collect();
    Ok(NewCollectConflict {
        invoice: conflict.invoice,
        approval: conflict.approval.clone(),
        source,
        locator: conflict.locator.clone(),
        differences: text(&differences)?,
    })
}

/// A conflict as the use case has it.
pub(super) fn conflict_of(row: CollectConflictRow) -> Result<ConflictRow, AppError> {
    let texts: Vec<DifferenceText> =
        serde_json::from_str(&row.differences).map_err(|_| damaged("a conflict"))?;
    let difference = |(field, book, file): DifferenceText| {
        let field = Difference::field_named(&field).ok_or_else(|| damaged("a conflict"))?;
        Ok(Difference { field, book, file })
    };
    let differences = texts.into_iter().map(difference).collect::<Result<_, AppError>>()?;
    let found =
        NewConflict { invoice: row.invoice, approval: row.approval, locator: row.locator, differences };
    Ok(ConflictRow { id: row.id, run: row.run, found, source: row.source })
}

impl Ledger for BookLedger<'_> {
    fn begin(&self, run: &NewRun) -> Result<i64, AppError> {
        let pieces = run.parts.iter().map(part_text).collect::<Result<_, _>>()?;
        let new = NewCollectRun {
            trigger: trigger_name(run.trigger).to_owned(),
            asked: asked_text(&run.asked, run.simulated)?,
            certificate: run.certificate.clone(),
            pieces,
        };
        Ok(self.0.book.begin_collect(&new, run.at)?)
    }

    fn run(&self, id: i64) -> Result<Option<RunRow>, AppError> {
        self.0.book.read(|reader| reader.collect_run(id))?.map(run_of).transpose()
    }

    fn pieces(&self, run: i64) -> Result<Vec<PieceRow>, AppError> {
        self.0.book.read(|reader| reader.collect_pieces(run))?.into_iter().map(piece_of).collect()
    }

    fn begin_piece(&self, piece: i64, service: RemoteSystem) -> Result<(), AppError> {
        Ok(self.0.book.begin_collect_piece(piece, service_name(service))?)
    }

    fn take_page(&self, page: PageWrite<'_>) -> Result<(), AppError> {
        let PageWrite { piece, at, file, items, conflicts, documents, found, rejected, .. } = page;
        let conflicts = conflicts.iter().map(|one| conflict_text(0, one)).collect::<Result<_, _>>()?;
        let findings = page.findings.iter().map(text).collect::<Result<_, _>>()?;
        let said = CollectedPage { piece, found, rejected, conflicts, documents, findings };
        if page.is_known {
            let unchanged = u32::try_from(items.len()).unwrap_or(u32::MAX);
            return Ok(self.0.book.collect_known_page(&said, unchanged)?);
        }
        let batch = ImportBatch { at, files: vec![file], items_total: items.len() as u64 };
        self.0.book.collect_page(&said, &batch, items, &mut |_, _| ControlFlow::Continue(()))?;
        Ok(())
    }

    fn end_piece(&self, piece: i64, state: CollectState, failure: Option<&str>) -> Result<(), AppError> {
        Ok(self.0.book.end_collect_piece(piece, piece_state(state), failure)?)
    }

    fn go_on(&self, run: i64) -> Result<(), AppError> {
        Ok(self.0.book.go_on_collect(run)?)
    }

    fn documents_failed(&self, run: i64) -> Result<u64, AppError> {
        Ok(self.0.book.read(|reader| reader.collect_documents_failed(run))?)
    }

    fn documents_waiting(&self, run: i64) -> Result<u64, AppError> {
        Ok(self.0.book.read(|reader| reader.collect_documents_waiting(run))?)
    }

    fn failed_documents(&self, run: i64) -> Result<Vec<(ApprovalNumber, String)>, AppError> {
        Ok(self.0.book.read(|reader| reader.collect_failed_documents(run, DOCUMENTS_SHOWN))?)
    }

    fn findings(&self, run: i64) -> Result<Vec<FindingView>, AppError> {
        let texts = self.0.book.read(|reader| reader.collect_findings(run))?;
        let finding = |text: String| serde_json::from_str(&text).map_err(|_| damaged("a finding"));
        texts.into_iter().map(finding).collect()
    }

    fn next_documents(&self, run: i64, limit: usize) -> Result<Vec<WaitingDocument>, AppError> {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let waiting = self.0.book.read(|reader| reader.next_collect_documents(run, limit))?;
        let document = |one: jangbu_store::WaitingDocument| {
            Ok(WaitingDocument { approval: one.approval, part: part_of(&one.piece)? })
        };
        waiting.into_iter().map(document).collect()
    }

    fn take_documents(&self, documents: DocumentWrite<'_>) -> Result<(), AppError> {
        let DocumentWrite { run, at, files, items, conflicts, verdicts, failed } = documents;
        let conflicts =
            conflicts.iter().map(|(place, one)| conflict_text(*place, one)).collect::<Result<_, _>>()?;
        let verdict = |one: super::ledger::Verdict| NewVerdict {
            approval: one.document.approval,
            source: one.source,
            fault: one.fault,
        };
        let said = CollectedDocuments {
            run,
            fetched: verdicts.into_iter().map(verdict).collect(),
            failed: failed.into_iter().map(|one| (one.document.approval, one.code)).collect(),
            conflicts,
        };
        let batch = ImportBatch { at, files, items_total: items.len() as u64 };
        self.0.book.collect_documents(&said, &batch, items, &mut |_, _| ControlFlow::Continue(()))?;
        Ok(())
    }

    fn end(&self, end: RunEnd) -> Result<(), AppError> {
        let RunEnd { run, at, state, failure, service, skipped } = end;
        let skipped = if skipped.is_empty() { None } else { Some(text(&skipped)?) };
        let provider = service.map(|service| service_name(service).to_owned());
        let end = CollectEnd { state: run_state(state), failure, provider, skipped };
        Ok(self.0.book.end_collect(run, &end, at)?)
    }

    fn open_conflicts(&self, run: Option<i64>) -> Result<Vec<ConflictRow>, AppError> {
        let rows = self.0.book.read(|reader| reader.open_collect_conflicts(run, CONFLICTS_MAX))?;
        rows.into_iter().map(conflict_of).collect()
    }
}

/// What a missing run or conflict is told as.
pub(super) fn told(error: StoreError) -> AppError {
    match error {
        StoreError::NotFound { what: "run", .. } => AppError::new(ErrorCode::CollectNotFound, "no such run"),
        StoreError::NotFound { what: "conflict", .. } | StoreError::Stale { .. } => {
            AppError::new(ErrorCode::CollectConflictGone, "the conflict was decided, or the book has changed")
        }
        error => error.into(),
    }
}
