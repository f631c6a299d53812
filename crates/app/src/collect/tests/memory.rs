//! A ledger in memory over a real book: what it brings into the books goes through an import.

use crate::AppError;
use crate::collect::ledger::{
    ConflictRow, DocumentWrite, Ledger, NewRun, PageWrite, PieceRow, RunEnd, RunRow, WaitingDocument,
};
use crate::ipc::view::{CollectCounts, CollectState, FindingView, RemoteSystem};
use crate::open::OpenCompany;
use jangbu_domain::ApprovalNumber;
use jangbu_store::{ImportBatch, ImportCounts, ImportItem, SourceFile};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard};

/// The number that follows so many.
fn next(count: usize) -> i64 {
    i64::try_from(count).unwrap() + 1
}

#[derive(Default)]
pub(super) struct State {
    pub(super) runs: Vec<RunRow>,
    pub(super) pieces: Vec<PieceRow>,
    pub(super) documents: Vec<Document>,
    pub(super) conflicts: Vec<ConflictRow>,
    pub(super) bad: Vec<ApprovalNumber>,
    pub(super) findings: Vec<FindingView>,
}

pub(super) struct Document {
    pub(super) run: i64,
    pub(super) waiting: WaitingDocument,
    pub(super) settled: Option<Result<(), String>>,
}

pub(super) struct Memory<'a> {
    pub(super) company: &'a OpenCompany,
    state: Mutex<State>,
}

impl<'a> Memory<'a> {
    pub(super) fn over(company: &'a OpenCompany) -> Self {
        Self { company, state: Mutex::default() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn import(
        &self,
        at: Timestamp,
        files: Vec<SourceFile<'_>>,
        items: Vec<ImportItem>,
    ) -> Result<ImportCounts, AppError> {
        let batch = ImportBatch { at, files, items_total: items.len() as u64 };
        Ok(self.company.book.import(&batch, items, &mut |_, _| ControlFlow::Continue(()))?)
    }
}

impl Ledger for Memory<'_> {
    fn begin(&self, run: &NewRun) -> Result<i64, AppError> {
        let mut state = self.state();
        let id = next(state.runs.len());
        state.runs.push(RunRow {
            id,
            trigger: run.trigger,
            asked: run.asked.clone(),
            certificate: run.certificate.clone(),
            simulated: run.simulated,
            state: CollectState::Running,
            begun_at: run.at,
            ended_at: None,
            service: None,
            skipped: Vec::new(),
            failure: None,
            counts: CollectCounts::default(),
            cost_krw: 0,
            by_plan: false,
        });
        for part in &run.parts {
            let piece = PieceRow {
                id: next(state.pieces.len()),
                run: id,
                part: *part,
                state: CollectState::Waiting,
                service: None,
                pages: 0,
                rows: 0,
                failure: None,
            };
            state.pieces.push(piece);
        }
        Ok(id)
    }

    fn run(&self, id: i64) -> Result<Option<RunRow>, AppError> {
        Ok(self.state().runs.iter().find(|run| run.id == id).cloned())
    }

    fn pieces(&self, run: i64) -> Result<Vec<PieceRow>, AppError> {
        Ok(self.state().pieces.iter().filter(|piece| piece.run == run).cloned().collect())
    }

    fn begin_piece(&self, piece: i64, service: RemoteSystem) -> Result<(), AppError> {
        let mut state = self.state();
        let piece = state.pieces.iter_mut().find(|row| row.id == piece).unwrap();
        (piece.state, piece.service, piece.pages, piece.rows) = (CollectState::Running, Some(service), 0, 0);
        Ok(())
    }

    fn take_page(&self, page: PageWrite<'_>) -> Result<(), AppError> {
        let counts = if page.is_known {
            ImportCounts::default()
        } else {
            self.import(page.at, vec![page.file], page.items)?
        };
        let mut state = self.state();
        let piece = state.pieces.iter_mut().find(|row| row.id == page.piece).unwrap();
        piece.pages += 1;
        piece.rows += page.found;
        let part = piece.part;
        for approval in page.documents {
            if !state.documents.iter().any(|known| known.waiting.approval == approval) {
                let waiting = WaitingDocument { approval, part };
                state.documents.push(Document { run: page.run, waiting, settled: None });
            }
        }
        state.findings.extend(page.findings);
        let mut opened = 0;
        for found in page.conflicts {
            if !state.conflicts.iter().any(|known| known.found.approval == found.approval) {
                let id = next(state.conflicts.len());
                state.conflicts.push(ConflictRow { id, run: page.run, found, source: 0 });
                opened += 1;
            }
        }
        let run = state.runs.iter_mut().find(|run| run.id == page.run).unwrap();
        run.counts.new += counts.added;
        run.counts.found += page.found;
        run.counts.rejected += page.rejected;
        run.counts.conflicts += opened;
        Ok(())
    }

    fn end_piece(&self, piece: i64, end: CollectState, failure: Option<&str>) -> Result<(), AppError> {
        let mut state = self.state();
        let piece = state.pieces.iter_mut().find(|row| row.id == piece).unwrap();
        (piece.state, piece.failure) = (end, failure.map(str::to_owned));
        Ok(())
    }

    fn go_on(&self, run: i64) -> Result<(), AppError> {
        let mut state = self.state();
        state.runs.iter_mut().filter(|row| row.id == run).for_each(|row| row.state = CollectState::Running);
        let is_failed = |one: &&mut Document| one.run == run && matches!(one.settled, Some(Err(_)));
        state.documents.iter_mut().filter(is_failed).for_each(|one| one.settled = None);
        Ok(())
    }

    fn documents_failed(&self, run: i64) -> Result<u64, AppError> {
        let is_failed = |one: &&Document| one.run == run && matches!(one.settled, Some(Err(_)));
        Ok(self.state().documents.iter().filter(is_failed).count() as u64)
    }

    fn failed_documents(&self, run: i64) -> Result<Vec<(ApprovalNumber, String)>, AppError> {
        let failed = |one: &Document| match &one.settled {
            Some(Err(code)) if one.run == run => Some((one.waiting.approval.clone(), code.clone())),
            _ => None,
        };
        Ok(self.state().documents.iter().filter_map(failed).collect())
    }

    fn findings(&self, _: i64) -> Result<Vec<FindingView>, AppError> {
        Ok(self.state().findings.clone())
    }

    fn documents_waiting(&self, run: i64) -> Result<u64, AppError> {
        let open = |document: &&Document| document.run == run && document.settled.is_none();
        Ok(self.state().documents.iter().filter(open).count() as u64)
    }

    fn next_documents(&self, run: i64, limit: usize) -> Result<Vec<WaitingDocument>, AppError> {
        let state = self.state();
        let open = state.documents.iter().filter(|one| one.run == run && one.settled.is_none());
        Ok(open.take(limit).map(|one| one.waiting.clone()).collect())
    }

    fn take_documents(&self, write: DocumentWrite<'_>) -> Result<(), AppError> {
        self.import(write.at, write.files, write.items)?;
        let mut state = self.state();
        let settled = write.verdicts.iter().map(|verdict| (&verdict.document, Ok(())));
        let failed = write.failed.iter().map(|failure| (&failure.document, Err(failure.code.clone())));
        for (waiting, how) in settled.chain(failed) {
            let found = state.documents.iter_mut().find(|one| one.waiting.approval == waiting.approval);
            found.unwrap().settled = Some(how);
        }
        let bad = write.verdicts.into_iter().filter(|verdict| verdict.fault.is_some());
        state.bad.extend(bad.map(|verdict| verdict.document.approval));
        Ok(())
    }

    fn end(&self, end: RunEnd) -> Result<(), AppError> {
        let mut state = self.state();
        let run = state.runs.iter_mut().find(|run| run.id == end.run).unwrap();
        (run.state, run.ended_at, run.failure) = (end.state, Some(end.at), end.failure);
        (run.service, run.skipped) = (end.service, end.skipped);
        Ok(())
    }

    fn open_conflicts(&self, run: Option<i64>) -> Result<Vec<ConflictRow>, AppError> {
        let state = self.state();
        Ok(state.conflicts.iter().filter(|row| run.is_none_or(|run| row.run == run)).cloned().collect())
    }
}
