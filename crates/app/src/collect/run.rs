//! A run: each remote of the chain is asked for what no earlier one has brought.

use super::asked::{Asked, Part};
use super::chain::{Link, skipped};
use super::documents::fetch_all;
use super::ledger::{Ledger, PieceRow, RunEnd};
use super::page::take_page;
use super::waiting::wait_for;
use crate::app::App;
use crate::happening::Happening;
use crate::ipc::view::{CollectCounts, CollectState, RemoteSystem, SkippedRemote};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::remote::remote_failure;
use crate::{AppError, ErrorCode};
use jangbu_remote::RemoteError;
use jangbu_remote::policy::{Next, next_after};
use jangbu_remote::port::Nature;
use jangbu_remote::port::tax_invoice_collect::{ListPage, ListQuery, TaxInvoiceCollect};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a run is on its way: there is one at a time.
#[derive(Default)]
pub(crate) struct Collecting(AtomicBool);

/// The right to run; given back when it is dropped.
pub(crate) struct Turn<'a>(&'a AtomicBool);

impl Collecting {
    /// Takes the turn.
    ///
    /// # Errors
    /// `collect.already_running`.
    pub(crate) fn begin(&self) -> Result<Turn<'_>, AppError> {
        if self.0.swap(true, Ordering::AcqRel) {
            return Err(AppError::new(ErrorCode::CollectAlreadyRunning, "a run is on its way"));
        }
        Ok(Turn(&self.0))
    }

    /// Whether one is on its way.
    pub(super) fn is_running(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Why work with a remote stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// By the clerk.
    Cancelled,
    /// By the remote.
    Remote(RemoteError),
    /// By this machine.
    Failed(AppError),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        if error.code() == ErrorCode::JobCancelled { Self::Cancelled } else { Self::Failed(error) }
    }
}

/// Whether only this list or document was refused: another one may go, another remote would not
/// help. Both only read, so it does not matter what the remote may have done.
pub(super) fn is_refused(error: &RemoteError) -> bool {
    next_after(error, Nature::Read) == Next::OtherQuestion
}

/// A run on its way.
pub(super) struct Run<'a, 'j> {
    pub(super) app: &'a App,
    pub(super) company: &'a OpenCompany,
    pub(super) ledger: &'a dyn Ledger,
    pub(super) id: i64,
    pub(super) asked: Asked,
    pub(super) job: &'j mut Job<'a>,
    /// Nobody is at the desk.
    pub(super) by_itself: bool,
}

/// The name of an end among the metrics.
const fn state_name(state: CollectState) -> &'static str {
    match state {
        CollectState::Waiting => "waiting",
        CollectState::Running => "running",
        CollectState::Done => "done",
        CollectState::Partial => "partial",
        CollectState::Failed => "failed",
        CollectState::Cancelled => "cancelled",
        CollectState::Interrupted => "interrupted",
    }
}

/// What asking the chain brought.
#[derive(Default)]
struct Answer {
    service: Option<RemoteSystem>,
    skipped: Vec<SkippedRemote>,
    /// The last thing that went wrong.
    failure: Option<String>,
}

impl Run<'_, '_> {
    /// Asks one remote after another and writes down how it ended.
    ///
    /// # Errors
    /// `book.*` when the end could not be written; the run is taken back at the next opening then.
    pub(super) fn through(&mut self, links: Vec<Link<'_>>) -> Result<CollectState, AppError> {
        let mut answer = Answer::default();
        let before = self.counts()?;
        let stopped = self.ask_each(links, &mut answer);
        let state = match &stopped {
            Err(Stop::Cancelled) => CollectState::Cancelled,
            Err(Stop::Failed(_) | Stop::Remote(_)) => CollectState::Failed,
            Ok(()) => self.end_state()?,
        };
        let failure = match stopped {
            Err(Stop::Failed(error)) => Some(error.code().as_str().to_owned()),
            Err(Stop::Cancelled) => Some(ErrorCode::JobCancelled.as_str().to_owned()),
            _ if state == CollectState::Done => None,
            // What failed may have failed in an earlier part of the run.
            _ => answer.failure.or(Some(ErrorCode::CollectIncomplete.as_str().to_owned())),
        };
        let end = RunEnd {
            run: self.id,
            at: self.app.clock.now(),
            state,
            failure: failure.clone(),
            service: answer.service,
            skipped: answer.skipped,
        };
        self.ledger.end(end)?;
        self.count(state, before)?;
        self.tell(state, failure.as_deref())?;
        Ok(state)
    }

    fn counts(&self) -> Result<CollectCounts, AppError> {
        Ok(self.ledger.run(self.id)?.map(|run| run.counts).unwrap_or_default())
    }

    /// Counts what came since `before`: a run that goes on has counted the rest already. A list that
    /// began anew took its counts back, so less may have come than was there.
    fn count(&self, state: CollectState, before: CollectCounts) -> Result<(), AppError> {
        let metrics = &self.app.metrics;
        metrics.run(if self.by_itself { "plan" } else { "hand" }, state_name(state));
        let counts = self.counts()?;
        for (became, count) in [
            ("new", counts.new.saturating_sub(before.new)),
            ("enriched", counts.enriched.saturating_sub(before.enriched)),
            ("unchanged", counts.unchanged.saturating_sub(before.unchanged)),
            ("conflict", counts.conflicts.saturating_sub(before.conflicts)),
            ("rejected", counts.rejected.saturating_sub(before.rejected)),
        ] {
            metrics.invoices(became, count);
        }
        for (became, count) in [
            ("fetched", counts.documents.saturating_sub(before.documents)),
            ("failed", counts.failed_documents.saturating_sub(before.failed_documents)),
            ("bad_signature", counts.bad_signatures.saturating_sub(before.bad_signatures)),
        ] {
            metrics.documents(became, count);
        }
        Ok(())
    }

    fn tell(&self, state: CollectState, failure: Option<&str>) -> Result<(), AppError> {
        match (state, failure) {
            (CollectState::Done, _) => {
                let conflicts = self.ledger.open_conflicts(Some(self.id))?;
                let conflicts = u32::try_from(conflicts.len()).unwrap_or(u32::MAX);
                self.app.happenings.note(&Happening::CollectDone { run: self.id, conflicts });
            }
            (CollectState::Cancelled, _) | (_, None) => {}
            (_, Some(code)) => {
                let (code, by_itself) = (code.to_owned(), self.by_itself);
                self.app.happenings.note(&Happening::CollectFailed { run: self.id, code, by_itself });
            }
        }
        self.app.announce_stale(&["invoice", "partner", "import", "audit", "collect", "remote"]);
        Ok(())
    }

    fn ask_each(&mut self, links: Vec<Link<'_>>, answer: &mut Answer) -> Result<(), Stop> {
        for link in links {
            if !self.has_work(&link)? {
                break;
            }
            let service = link.service;
            let remote = match link.open() {
                Ok(remote) => remote,
                Err(error) => {
                    // One that was never set up says nothing of why another one failed.
                    if answer.failure.is_none() || error.code() != ErrorCode::RemoteNotConfigured {
                        answer.failure = Some(error.code().as_str().to_owned());
                    }
                    answer.skipped.push(skipped(service, &error));
                    continue;
                }
            };
            match self.ask(&*remote, service, answer) {
                Ok(()) => {}
                Err(Stop::Remote(error)) => {
                    let failure = remote_failure(&error);
                    answer.failure = Some(failure.code().as_str().to_owned());
                    answer.skipped.push(skipped(service, &failure));
                    if next_after(&error, Nature::Read) == Next::Person {
                        break;
                    }
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    fn has_work(&self, link: &Link<'_>) -> Result<bool, AppError> {
        let lists = self.ledger.pieces(self.id)?.iter().any(PieceRow::is_open);
        Ok(lists || (link.has_documents && self.ledger.documents_waiting(self.id)? > 0))
    }

    /// Lists what is open, then fetches the documents.
    fn ask(
        &mut self,
        remote: &dyn TaxInvoiceCollect,
        service: RemoteSystem,
        answer: &mut Answer,
    ) -> Result<(), Stop> {
        let open: Vec<_> = self.ledger.pieces(self.id)?.into_iter().filter(PieceRow::is_open).collect();
        for piece in open {
            match self.list(remote, &piece, service) {
                Ok(()) => answer.service = Some(service),
                Err(Stop::Remote(error)) if is_refused(&error) => {
                    let code = remote_failure(&error).code().as_str();
                    answer.failure = Some(code.to_owned());
                    self.ledger.end_piece(piece.id, CollectState::Failed, Some(code))?;
                }
                Err(stop) => {
                    let code = match &stop {
                        Stop::Remote(error) => remote_failure(error).code().as_str(),
                        Stop::Cancelled => ErrorCode::JobCancelled.as_str(),
                        Stop::Failed(error) => error.code().as_str(),
                    };
                    self.ledger.end_piece(piece.id, CollectState::Waiting, Some(code))?;
                    return Err(stop);
                }
            }
        }
        fetch_all(self, remote)?;
        Ok(())
    }

    fn list(
        &mut self,
        remote: &dyn TaxInvoiceCollect,
        piece: &PieceRow,
        service: RemoteSystem,
    ) -> Result<(), Stop> {
        let Part { direction, taxation, period } = piece.part;
        self.ledger.begin_piece(piece.id, service)?;
        let too_long = || AppError::new(ErrorCode::CollectPeriod, "the period has too many pieces");
        // Cut for the first remote; another may take less at once.
        for period in period.pieces(remote.capability().months_max).ok_or_else(too_long)? {
            let query = ListQuery { direction, taxation, by: self.asked.by, period };
            let (app, stop) = (self.app, self.job.stop_flag());
            let mut failed = None;
            let mut sink = |page: ListPage| match take_page(self, piece.id, page) {
                Ok(()) => ControlFlow::Continue(()),
                Err(stop) => {
                    failed = Some(stop);
                    ControlFlow::Break(())
                }
            };
            let listed = wait_for(app, &stop, remote.list(&query, &mut sink));
            if let Some(stop) = failed {
                return Err(stop);
            }
            listed?;
            self.job.step("list", "", 1, 1)?;
        }
        self.ledger.end_piece(piece.id, CollectState::Done, None)?;
        Ok(())
    }

    /// How a run stands that nothing has stopped.
    fn end_state(&self) -> Result<CollectState, AppError> {
        let pieces = self.ledger.pieces(self.id)?;
        let done = pieces.iter().filter(|piece| piece.state == CollectState::Done).count();
        let documents = self.ledger.documents_waiting(self.id)? + self.ledger.documents_failed(self.id)?;
        Ok(match done {
            all if all == pieces.len() && documents == 0 => CollectState::Done,
            0 => CollectState::Failed,
            _ => CollectState::Partial,
        })
    }
}
