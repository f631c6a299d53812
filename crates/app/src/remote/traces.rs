//! The log of calls as `OpenTelemetry` traces: to a file for a report of a difference, and, where the
//! clerk has set a place, to a collector.

#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use crate::app::App;
use crate::export::save;
use crate::file::Existing;
use crate::ipc::view::{SavedFile, TraceExportRequest};
use crate::{AppError, ErrorCode};
use jangbu_remote::otlp::{Span, SpanStatus, build_traces};
use jangbu_store::{AttemptOutcome, AttemptRow};
use std::path::Path;

/// Calls of one export: the last pages of the log.
const CALLS_MAX: usize = 5_000;

/// A call as a span: names, times, a digest; nothing that was said.
pub(super) fn span_of(row: &AttemptRow) -> Span {
    let attempt = &row.attempt;
    let end = row.end.as_ref();
    let status = match end.map(|end| &end.outcome) {
        Some(AttemptOutcome::Answered) => SpanStatus::Answered,
        Some(AttemptOutcome::Failed(kind)) => SpanStatus::Failed(kind.clone()),
        Some(AttemptOutcome::Abandoned) | None => SpanStatus::Abandoned,
    };
    Span {
        number: row.id,
        act: attempt.correlation.clone(),
        provider: attempt.provider.clone(),
        operation: attempt.operation.clone(),
        began_at: attempt.started_at,
        duration_ms: end.map_or(0, |end| end.duration_ms),
        http_status: end.and_then(|end| end.status),
        effect: end.map(|end| end.effect.name()),
        request_sha256: attempt.digest,
        status,
    }
}

pub(crate) fn remote_traces(app: &App, request: TraceExportRequest) -> Result<SavedFile, AppError> {
    let company = app.company()?;
    let mut spans: Vec<Span> = Vec::new();
    let mut before = None;
    while spans.len() < CALLS_MAX {
        let rows = company.book.read(|reader| reader.attempts(before, jangbu_store::ATTEMPTS_MAX))?;
        before = rows.last().map(|row| row.id);
        spans.extend(rows.iter().map(span_of));
        if rows.len() < usize::try_from(jangbu_store::ATTEMPTS_MAX).unwrap_or(usize::MAX) {
            break;
        }
    }
    spans.reverse();
    let text = build_traces(&spans, env!("CARGO_PKG_VERSION"))
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    let name = format!("jangbu-traces-{}.json", app.clock.today());
    let existing = if request.overwrite { Existing::Replace } else { Existing::Keep };
    save(name, "application/json", &text, request.to.as_deref().map(Path::new), existing)
}
