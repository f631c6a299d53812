//! Runs that collect tax invoices from the tax office: what was asked, how far each list has come,
//! which documents are still to be fetched, where the tax office says otherwise than the books.
//!
//! A page of a list, and a batch of documents, come into the books in the same transaction that says
//! so of the run: whatever ends the program, a run that goes on ends with the books that an
//! uninterrupted one would have made. What a run brings is an import like any other; the run itself is
//! a step of the machine and stands outside the change chain (docs/decisions/0044).

mod row;

pub use row::*;

use crate::errand::check_name;
use crate::import::{Imported, import_in};
use crate::table::collect;
use crate::{Book, ImportBatch, ImportCounts, ImportItem, Progress, Reader, StoreError, failpoint};
use jangbu_domain::ApprovalNumber;
use jiff::Timestamp;
use rusqlite::Connection;

/// Pieces of one run: ten years in months, both directions, both kinds.
pub const COLLECT_PIECES_MAX: usize = 480;
/// Rows of one page of runs, conflicts or waiting documents.
pub const COLLECT_ROWS_MAX: u32 = 500;
/// Characters of a text that a use case keeps with a run: parameters, never a document.
const TEXT_CHARS_MAX: usize = 10_000;

impl Book {
    /// Begins a run; its pieces wait.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`], [`StoreError::TooMany`]; nothing is written then.
    pub fn begin_collect(&self, new: &NewCollectRun, at: Timestamp) -> Result<i64, StoreError> {
        check_name("a trigger", &new.trigger)?;
        let texts = [&new.asked].into_iter().chain(new.certificate.as_ref()).chain(&new.pieces);
        check_texts(texts)?;
        if new.pieces.len() > COLLECT_PIECES_MAX {
            return Err(StoreError::TooMany { what: "pieces of a run", max: 480 });
        }
        self.write(|tx, _| {
            let id = collect::insert_run(tx, new, at)?;
            failpoint::reach("collect.begun")?;
            Ok((id, true))
        })
    }

    /// A piece is listed from its first page on, by `provider`: what it counted before is taken back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::BadRemoteText`].
    pub fn begin_collect_piece(&self, piece: i64, provider: &str) -> Result<(), StoreError> {
        check_name("a provider", provider)?;
        self.write(|tx, _| {
            let row = collect::piece(tx, piece)?.ok_or(StoreError::NotFound { what: "piece", id: piece })?;
            collect::restart_piece(tx, &row, provider)?;
            Ok(((), true))
        })
    }

    /// Takes a page of a list in: the import it makes and the progress of its piece stand or fall
    /// together. Conflicts that are known, decided or not, are not opened again.
    ///
    /// # Errors
    /// As [`Book::import`], and [`StoreError::NotFound`]; nothing is written then.
    pub fn collect_page(
        &self,
        page: &CollectedPage,
        batch: &ImportBatch<'_>,
        items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
        progress: &mut Progress<'_>,
    ) -> Result<ImportCounts, StoreError> {
        check_texts(page.conflicts.iter().map(|conflict| &conflict.differences).chain(&page.findings))?;
        self.write(|tx, seal| {
            let piece = piece_of(tx, page)?;
            let imported = import_in(tx, seal, batch, items, progress)?;
            let opened = collect::open_conflicts(tx, piece.run, &page.conflicts, &imported.sources)?;
            count_page(tx, &piece, page, CollectCounts { conflicts: opened, ..counts_of(&imported) })?;
            failpoint::reach("collect.page")?;
            Ok((imported.counts, true))
        })
    }

    /// Takes a page in that says nothing that the books do not hold: it is no import, and only the run
    /// hears of its `unchanged` invoices.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::TooMany`]; nothing is written then.
    pub fn collect_known_page(&self, page: &CollectedPage, unchanged: u32) -> Result<(), StoreError> {
        check_texts(page.findings.iter())?;
        self.write(|tx, _| {
            let piece = piece_of(tx, page)?;
            count_page(tx, &piece, page, CollectCounts { unchanged, ..CollectCounts::default() })?;
            failpoint::reach("collect.page")?;
            Ok(((), true))
        })
    }

    /// Takes a batch of documents in, as [`Book::collect_page`] takes a page.
    ///
    /// # Errors
    /// As [`Book::collect_page`].
    pub fn collect_documents(
        &self,
        documents: &CollectedDocuments,
        batch: &ImportBatch<'_>,
        items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
        progress: &mut Progress<'_>,
    ) -> Result<ImportCounts, StoreError> {
        check_texts(documents.conflicts.iter().map(|conflict| &conflict.differences))?;
        let faults = documents.fetched.iter().filter_map(|verdict| verdict.fault.as_ref());
        faults
            .chain(documents.failed.iter().map(|(_, code)| code))
            .try_for_each(|word| check_name("a fault", word))?;
        let run = documents.run;
        self.write(|tx, seal| {
            let imported = import_in(tx, seal, batch, items, progress)?;
            let opened = collect::open_conflicts(tx, run, &documents.conflicts, &imported.sources)?;
            for verdict in &documents.fetched {
                let source = place(&imported.sources, verdict.source)?;
                collect::put_verdict(tx, source, verdict.fault.as_deref(), batch.at)?;
                collect::settle_document(tx, run, &verdict.approval, None)?;
            }
            for (approval, failure) in &documents.failed {
                collect::settle_document(tx, run, approval, Some(failure))?;
            }
            let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            let bad = documents.fetched.iter().filter(|verdict| verdict.fault.is_some()).count();
            // What a document says about an invoice of the list is no further invoice of the run.
            let counts = CollectCounts {
                documents: count(documents.fetched.len()),
                failed_documents: count(documents.failed.len()),
                bad_signatures: count(bad),
                conflicts: opened,
                enriched: imported.counts.enriched,
                ..CollectCounts::default()
            };
            collect::add_counts(tx, run, &counts)?;
            failpoint::reach("collect.documents")?;
            Ok((imported.counts, true))
        })
    }

    /// How a piece stands from now on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::BadRemoteText`].
    pub fn end_collect_piece(
        &self,
        piece: i64,
        state: CollectPieceState,
        failure: Option<&str>,
    ) -> Result<(), StoreError> {
        failure.map_or(Ok(()), |word| check_name("a failure", word))?;
        self.write(|tx, _| {
            if collect::end_piece(tx, piece, state, failure)? {
                return Ok(((), true));
            }
            Err(StoreError::NotFound { what: "piece", id: piece })
        })
    }

    /// Writes down how a run ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::BadRemoteText`].
    pub fn end_collect(&self, run: i64, end: &CollectEnd, at: Timestamp) -> Result<(), StoreError> {
        end.failure.as_deref().map_or(Ok(()), |word| check_name("a failure", word))?;
        end.provider.as_deref().map_or(Ok(()), |word| check_name("a provider", word))?;
        check_texts(end.skipped.iter())?;
        self.write(|tx, _| {
            if collect::end_run(tx, run, end, at)? {
                failpoint::reach("collect.ended")?;
                return Ok(((), true));
            }
            Err(StoreError::NotFound { what: "run", id: run })
        })
    }

    /// A run goes on: it is running again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn go_on_collect(&self, run: i64) -> Result<(), StoreError> {
        self.write(|tx, _| {
            if collect::go_on(tx, run)? {
                return Ok(((), true));
            }
            Err(StoreError::NotFound { what: "run", id: run })
        })
    }

    /// Marks the runs of programs that are gone: the lock on the book proves that none of them is on
    /// its way. Answers their numbers.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn interrupt_collects(&self, at: Timestamp) -> Result<Vec<i64>, StoreError> {
        self.write(|tx, _| {
            let runs = collect::interrupt_all(tx, at)?;
            let any = !runs.is_empty();
            Ok((runs, any))
        })
    }

    /// Closes a conflict: the book's version stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not open.
    pub fn keep_ours(&self, conflict: i64, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx, _| {
            if collect::decide(tx, conflict, false, at)? {
                return Ok(((), true));
            }
            Err(StoreError::NotFound { what: "conflict", id: conflict })
        })
    }

    /// Closes a conflict: the tax office's version takes the book's place, as an import that can be
    /// undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not open, and as [`Book::import`]; nothing is written then.
    pub fn take_theirs(
        &self,
        conflict: i64,
        batch: &ImportBatch<'_>,
        item: ImportItem,
        progress: &mut Progress<'_>,
    ) -> Result<ImportCounts, StoreError> {
        self.write(|tx, seal| {
            if !collect::decide(tx, conflict, true, batch.at)? {
                return Err(StoreError::NotFound { what: "conflict", id: conflict });
            }
            let imported = import_in(tx, seal, batch, [item], progress)?;
            failpoint::reach("collect.decided")?;
            Ok((imported.counts, true))
        })
    }
}

impl Reader {
    /// One run.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_run(&self, id: i64) -> Result<Option<CollectRunRow>, StoreError> {
        collect::run(&self.connection, id)
    }

    /// Runs, newest first; `before` is the id of the last one of the page before.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_runs(&self, before: Option<i64>, limit: u32) -> Result<Vec<CollectRunRow>, StoreError> {
        collect::runs(&self.connection, before, limit.clamp(1, COLLECT_ROWS_MAX))
    }

    /// The lists of a run in their order.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_pieces(&self, run: i64) -> Result<Vec<CollectPieceRow>, StoreError> {
        collect::pieces(&self.connection, run)
    }

    /// How many documents of a run are still to be fetched.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_documents_waiting(&self, run: i64) -> Result<u64, StoreError> {
        collect::count_waiting(&self.connection, run)
    }

    /// How many documents of a run could not be had.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_documents_failed(&self, run: i64) -> Result<u64, StoreError> {
        collect::count_failed(&self.connection, run)
    }

    /// The first of them.
    ///
    /// # Errors
    /// As every method here.
    pub fn next_collect_documents(&self, run: i64, limit: u32) -> Result<Vec<WaitingDocument>, StoreError> {
        collect::waiting(&self.connection, run, limit.clamp(1, COLLECT_ROWS_MAX))
    }

    /// The first documents that could not be had, and why.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_failed_documents(
        &self,
        run: i64,
        limit: u32,
    ) -> Result<Vec<(ApprovalNumber, String)>, StoreError> {
        collect::failed(&self.connection, run, limit.clamp(1, COLLECT_ROWS_MAX))
    }

    /// What was found wrong with rows of a run's lists, as the use case wrote it; the run's count says
    /// how many there were.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_findings(&self, run: i64) -> Result<Vec<String>, StoreError> {
        collect::findings(&self.connection, run)
    }

    /// Conflicts that nobody has decided, oldest first, of a run or of all.
    ///
    /// # Errors
    /// As every method here.
    pub fn open_collect_conflicts(
        &self,
        run: Option<i64>,
        limit: u32,
    ) -> Result<Vec<CollectConflictRow>, StoreError> {
        collect::conflicts(&self.connection, run, limit.clamp(1, COLLECT_ROWS_MAX))
    }

    /// One that nobody has decided.
    ///
    /// # Errors
    /// As every method here.
    pub fn collect_conflict(&self, id: i64) -> Result<Option<CollectConflictRow>, StoreError> {
        collect::conflict(&self.connection, id)
    }

    /// How many of all runs nobody has decided.
    ///
    /// # Errors
    /// As every method here.
    pub fn count_open_collect_conflicts(&self) -> Result<u64, StoreError> {
        collect::count_conflicts(&self.connection)
    }

    /// What became of the signature of a kept document; none: it was not checked.
    ///
    /// # Errors
    /// As every method here.
    pub fn signature_verdict(&self, source: i64) -> Result<Option<SignatureVerdict>, StoreError> {
        collect::verdict(&self.connection, source)
    }
}

fn counts_of(imported: &Imported) -> CollectCounts {
    let ImportCounts { added, enriched, unchanged, .. } = imported.counts;
    CollectCounts { new: added, enriched, unchanged, ..CollectCounts::default() }
}

/// A file of the batch by its place.
pub(crate) fn place(sources: &[i64], place: usize) -> Result<i64, StoreError> {
    let max = i64::try_from(sources.len()).unwrap_or(i64::MAX);
    sources.get(place).copied().ok_or(StoreError::TooMany { what: "place of a file", max })
}

fn piece_of(tx: &Connection, page: &CollectedPage) -> Result<CollectPieceRow, StoreError> {
    collect::piece(tx, page.piece)?.ok_or(StoreError::NotFound { what: "piece", id: page.piece })
}

/// What a page brought, counted for its piece and its run.
fn count_page(
    tx: &Connection,
    piece: &CollectPieceRow,
    page: &CollectedPage,
    became: CollectCounts,
) -> Result<(), StoreError> {
    collect::want_documents(tx, piece.run, piece.id, &page.documents)?;
    collect::put_findings(tx, piece.run, piece.id, &page.findings)?;
    let (found, rejected) = (page.found, page.rejected);
    collect::advance_piece(tx, piece.id, found, rejected)?;
    collect::add_counts(tx, piece.run, &CollectCounts { found, rejected, ..became })
}

fn check_texts<'t>(mut texts: impl Iterator<Item = &'t String>) -> Result<(), StoreError> {
    if texts.any(|text| text.chars().count() > TEXT_CHARS_MAX) {
        return Err(StoreError::TooMany { what: "characters of a run's text", max: 10_000 });
    }
    Ok(())
}
