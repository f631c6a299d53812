//! Runs as the clerk sees them.

use super::ledger::{ConflictRow, Ledger, PieceRow, RunRow};
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    AnsweredBy, CollectConflict, CollectPiece, CollectReport, CollectRun, ConflictField, FailedDocument,
    RemoteRealm,
};
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_domain::ApprovalNumber;

/// Conflicts shown with a run; all are counted.
const CONFLICTS_SHOWN_MAX: usize = 100;

/// All of a run.
///
/// # Errors
/// `collect.not_found`, `book.*`.
pub(super) fn report(company: &OpenCompany, ledger: &dyn Ledger, id: i64) -> Result<CollectReport, AppError> {
    let missing = || AppError::new(ErrorCode::CollectNotFound, "no such run");
    let run = ledger.run(id)?.ok_or_else(missing)?;
    let open = ledger.open_conflicts(Some(id))?;
    let shown = open.iter().take(CONFLICTS_SHOWN_MAX).map(|row| conflict(company, row));
    let waiting = ledger.documents_waiting(id)?;
    Ok(CollectReport {
        answered: AnsweredBy {
            service: run.service,
            realm: if run.simulated { RemoteRealm::Sandbox } else { RemoteRealm::Live },
            cost_krw: run.cost_krw,
            by_plan: run.by_plan,
            skipped: run.skipped.clone(),
        },
        duration_s: duration_s(&run),
        pieces: ledger.pieces(id)?.iter().map(piece_view).collect(),
        conflicts: shown.collect::<Result<_, _>>()?,
        documents_waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        findings: ledger.findings(id)?,
        failed_documents: ledger.failed_documents(id)?.into_iter().map(failed_document).collect(),
        run: run_view(&run),
    })
}

fn failed_document((approval, code): (ApprovalNumber, String)) -> FailedDocument {
    FailedDocument { approval_number: approval.to_string(), code }
}

/// Seconds from its first beginning to its last end; zero while it runs.
fn duration_s(run: &RunRow) -> u32 {
    let seconds = run.ended_at.map(|end| end.duration_since(run.begun_at).as_secs());
    seconds.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or_default()
}

/// A run in a list.
pub(super) fn run_view(run: &RunRow) -> CollectRun {
    CollectRun {
        id: run.id,
        trigger: run.trigger,
        state: run.state,
        begun_at: korean_rfc3339(run.begun_at),
        ended_at: run.ended_at.map(korean_rfc3339),
        from: run.asked.period.from().to_string(),
        to: run.asked.period.to().to_string(),
        directions: run.asked.directions.iter().map(|direction| (*direction).into()).collect(),
        service: run.service,
        cost_krw: run.cost_krw,
        counts: run.counts,
        failure: run.failure.clone(),
    }
}

fn piece_view(piece: &PieceRow) -> CollectPiece {
    CollectPiece {
        direction: piece.part.direction.into(),
        taxation: piece.part.taxation.into(),
        from: piece.part.period.from().to_string(),
        to: piece.part.period.to().to_string(),
        state: piece.state,
        service: piece.service,
        pages: piece.pages,
        rows: piece.rows,
        failure: piece.failure.clone(),
    }
}

fn conflict(company: &OpenCompany, row: &ConflictRow) -> Result<CollectConflict, AppError> {
    let invoice = company.book.read(|reader| reader.invoice_row(row.found.invoice))?;
    let fields = row.found.differences.iter().map(|difference| ConflictField {
        field: difference.field.to_owned(),
        ours: difference.book.clone().unwrap_or_default(),
        theirs: difference.file.clone().unwrap_or_default(),
    });
    Ok(CollectConflict {
        id: row.id,
        run: row.run,
        invoice_id: row.found.invoice,
        approval_number: row.found.approval.to_string(),
        partner: invoice.map(|row| row.partner_name).unwrap_or_default(),
        fields: fields.collect(),
    })
}
