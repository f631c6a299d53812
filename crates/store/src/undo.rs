//! Undoing, as new changes: nothing is erased from the change chain.
//!
//! A whole import is undone invoice by invoice, leaving alone what others answer for; any other act,
//! an undo included, is turned back wholly or not at all ([`act`]).

mod act;

pub(crate) use act::{undoes, undone_by, why_not_in_list};

use crate::image::InvoiceImage;
use crate::import::{Progress, report};
use crate::seal::SealKey;
use crate::table::change::{Act, Entity, Operation, kind};
use crate::table::invoice::InvoiceWrite;
use crate::table::{self, source};
use crate::{Book, StoreError, failpoint};
use jangbu_domain::ApprovalNumber;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

/// Why an undo left an invoice alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptReason {
    /// A later import has enriched or replaced it.
    ChangedLater,
    /// Another import's file holds it too; that import answers for it from now on.
    InAnotherImport,
}

impl KeptReason {
    /// Stable key into the texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChangedLater => "changed_later",
            Self::InAnotherImport => "in_another_import",
        }
    }
}

/// An invoice that an undo left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The invoice.
    pub id: i64,
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// Why.
    pub reason: KeptReason,
}

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoCounts {
    /// Invoices taken out.
    pub removed: u32,
    /// Invoices put back to the version before, or brought back.
    pub restored: u32,
    /// Notes of the clerk that went, came back or changed.
    pub notes: u32,
    /// Invoices left alone.
    pub kept: Vec<Kept>,
}

/// Why an act cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoRefusal {
    /// Something that it changed was changed again by a later act that stands.
    ChangedLater,
    /// It changed no document: something was looked at.
    NothingToUndo,
    /// It wrote down what a remote said, which is asked for again and not taken back.
    SaidByOthers,
    /// It founded the book.
    CompanyCreated,
    /// It is undone already.
    AlreadyUndone,
    /// An earlier version of the program undid the import and did not keep its files.
    FilesGone,
}

impl UndoRefusal {
    /// Stable key into the texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChangedLater => "changed_later",
            Self::NothingToUndo => "nothing_to_undo",
            Self::SaidByOthers => "said_by_others",
            Self::CompanyCreated => "company_created",
            Self::AlreadyUndone => "already_undone",
            Self::FilesGone => "files_gone",
        }
    }
}

impl Book {
    /// Undoes a whole import in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::AlreadyUndone`], [`StoreError::Cancelled`]; in
    /// every case of error nothing is written.
    pub fn undo_import(
        &self,
        import: i64,
        at: Timestamp,
        progress: &mut Progress<'_>,
    ) -> Result<UndoCounts, StoreError> {
        self.write(|tx, seal| Ok((undo_import_in(tx, seal, import, at, progress)?, true)))
    }
}

fn undo_import_in(
    tx: &Connection,
    seal: &SealKey,
    import: i64,
    at: Timestamp,
    progress: &mut Progress<'_>,
) -> Result<UndoCounts, StoreError> {
    let row = table::import::read(tx, import)?;
    let row = row.ok_or(StoreError::NotFound { what: "import", id: import })?;
    if row.undone_at.is_some() {
        return Err(StoreError::AlreadyUndone { id: import });
    }
    let mut act = Act::begin(tx, seal, kind::UNDO, at)?;
    act.record_undone(table::import::act_of(tx, import)?)?;
    let mut run =
        UndoRun { act: &mut act, import, write: InvoiceWrite::default(), counts: UndoCounts::default() };
    run.undo_all(progress)?;
    let UndoRun { write, counts, .. } = run;
    write.finish(&mut act)?;
    failpoint::reach("undo.invoices_gone")?;
    remove_sources(&mut act, import)?;
    table::import::mark_undone(&mut act, import)?;
    act.finish()?;
    Ok(counts)
}

struct UndoRun<'r, 't> {
    act: &'r mut Act<'t>,
    import: i64,
    write: InvoiceWrite,
    counts: UndoCounts,
}

impl UndoRun<'_, '_> {
    fn undo_all(&mut self, progress: &mut Progress<'_>) -> Result<(), StoreError> {
        let added = ids(self.act.tx, "SELECT id FROM invoice WHERE import_id = ?1 ORDER BY id", self.import)?;
        let changed = changed_by(self.act.tx, self.import)?;
        let total = u64::try_from(added.len() + changed.len()).unwrap_or(u64::MAX);
        let mut done = 0;
        for id in added {
            report(progress, done, total)?;
            self.undo_added(id)?;
            done += 1;
        }
        for (seq, id, before) in changed {
            report(progress, done, total)?;
            self.undo_changed(seq, id, &before)?;
            done += 1;
        }
        report(progress, done, total)
    }

    fn undo_added(&mut self, id: i64) -> Result<(), StoreError> {
        if let Some(other) = later_change(self.act.tx, id, self.import)? {
            return self.keep(id, other, KeptReason::ChangedLater);
        }
        if let Some(other) = other_source(self.act.tx, id, self.import)? {
            return self.keep(id, other, KeptReason::InAnotherImport);
        }
        self.counts.notes += u32::from(table::note::read(self.act.tx, id)?.is_some());
        self.write.remove(self.act, id)?;
        self.counts.removed += 1;
        Ok(())
    }

    /// Leaves an invoice in the book and lets another import answer for it.
    fn keep(&mut self, id: i64, other: i64, reason: KeptReason) -> Result<(), StoreError> {
        let mut image = stored(self.act.tx, id)?;
        self.counts.kept.push(Kept { id, approval: image.approval.clone(), reason });
        image.import = other;
        self.write.replace(self.act, id, image, Operation::Keep)
    }

    fn undo_changed(&mut self, seq: i64, id: i64, before: &str) -> Result<(), StoreError> {
        // An invoice that this import added and then completed is gone already, or was kept.
        let Some(now) = table::invoice::image(self.act.tx, id)? else { return Ok(()) };
        if self.counts.kept.iter().any(|kept| kept.id == id) {
            return Ok(());
        }
        if changed_after(self.act.tx, id, seq)? {
            self.counts.kept.push(Kept { id, approval: now.approval, reason: KeptReason::ChangedLater });
            return Ok(());
        }
        let mut image = InvoiceImage::from_json(before)?;
        image.import = now.import;
        self.write.replace(self.act, id, image, Operation::Restore)?;
        source::unlink(self.act, &format!("invoice_id = :key AND import_id = {}", self.import), id)?;
        self.counts.restored += 1;
        Ok(())
    }
}

fn stored(tx: &Connection, id: i64) -> Result<InvoiceImage, StoreError> {
    table::invoice::image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })
}

fn ids(tx: &Connection, sql: &str, import: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([import], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first change of each invoice that the import's act enriched or replaced: number, invoice,
/// image before.
fn changed_by(tx: &Connection, import: i64) -> Result<Vec<(i64, i64, String)>, StoreError> {
    let (first, last) = table::import::act_range(tx, import)?;
    let mut statement = tx.prepare_cached(
        "SELECT min(seq), entity_id, before_image FROM change
         WHERE seq BETWEEN ?1 AND ?2 AND entity = ?3 AND operation IN (?4, ?5) AND before_image IS NOT NULL
         GROUP BY entity_id ORDER BY 1",
    )?;
    let (entity, enrich, replace) =
        (Entity::Invoice.number(), Operation::Enrich.number(), Operation::Replace.number());
    let rows = statement.query_map((first, last, entity, enrich, replace), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last import that is not undone and has enriched or replaced an invoice after `import`.
fn later_change(tx: &Connection, id: i64, import: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT i.id FROM change c JOIN import i ON i.act_id = c.act_id
         WHERE c.entity_id = ?1 AND c.entity = ?2 AND c.operation IN (?3, ?4)
           AND i.id > ?5 AND i.undone_at_ms IS NULL
         ORDER BY c.seq DESC LIMIT 1",
    )?;
    let (entity, enrich, replace) =
        (Entity::Invoice.number(), Operation::Enrich.number(), Operation::Replace.number());
    Ok(statement.query_row((id, entity, enrich, replace, import), |row| row.get(0)).optional()?)
}

/// Another import that is not undone and holds the invoice too.
fn other_source(tx: &Connection, id: i64, import: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT i.id FROM invoice_source l JOIN import i ON i.id = l.import_id
         WHERE l.invoice_id = ?1 AND i.id <> ?2 AND i.undone_at_ms IS NULL ORDER BY i.id LIMIT 1",
    )?;
    Ok(statement.query_row((id, import), |row| row.get(0)).optional()?)
}

/// Whether content of the invoice changed after that row of the chain in another, standing act.
fn changed_after(tx: &Connection, id: i64, seq: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM change c JOIN import i ON i.act_id = c.act_id
           WHERE c.entity_id = ?1 AND c.entity = ?2 AND c.seq > ?3 AND c.operation IN (?4, ?5)
             AND i.undone_at_ms IS NULL
             AND c.act_id <> (SELECT act_id FROM change WHERE seq = ?3))",
    )?;
    let (entity, enrich, replace) =
        (Entity::Invoice.number(), Operation::Enrich.number(), Operation::Replace.number());
    Ok(statement.query_row((id, entity, seq, enrich, replace), |row| row.get(0))?)
}

/// Takes out the import's links to invoices it does not answer for, and its documents that no
/// invoice was read from any more.
fn remove_sources(act: &mut Act<'_>, import: i64) -> Result<(), StoreError> {
    let not_its_own = format!(
        "import_id = :key AND invoice_id NOT IN (
           SELECT c.entity_id FROM change c JOIN import i ON i.act_id = c.act_id
           WHERE i.id = :key AND c.entity = {})",
        Entity::Invoice.number()
    );
    source::unlink(act, &not_its_own, import)?;
    let orphans = ids(
        act.tx,
        "SELECT id FROM source WHERE import_id = ?1 AND id NOT IN (SELECT source_id FROM invoice_source)
           AND id NOT IN (SELECT source_id FROM source_withdrawn)",
        import,
    )?;
    for id in orphans {
        source::withdraw(act, id)?;
    }
    Ok(())
}
