//! Importing: one transaction for everything a dry run found and a person accepted.

mod ahead;

use crate::image::InvoiceImage;
use crate::reader::version_of;
use crate::seal::SealKey;
use crate::table::change::{Act, Operation, kind};
use crate::table::invoice::{InvoiceWrite, ReadyInvoice};
use crate::table::source::{self, Locator, NewSource};
use crate::table::{self};
use crate::{Book, StoreError, failpoint};
use jangbu_domain::{Agreement, Direction, TaxInvoice};
use jiff::Timestamp;
use rusqlite::Connection;
use std::ops::ControlFlow;

/// Told `(done, total)`; breaking cancels, and nothing is written.
pub type Progress<'p> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'p;

/// Items between two reports of progress.
const PROGRESS_EVERY: u64 = 256;
/// From this many items on, an import that more than doubles the book makes the list's indexes
/// anew at its end: sorting them once is far faster than a million entries in random places.
const BULK_MIN: u64 = if cfg!(test) { 3 } else { 150_000 };
/// From this many items on, an import gives the memory of its page cache back.
const RELEASE_MIN: u64 = 1_000;
/// Most files of one import.
pub const FILES_MAX: usize = 100_000;

/// A file that an import reads from; it is kept byte for byte.
pub struct SourceFile<'a> {
    /// Name without its folder.
    pub file_name: String,
    /// `etax_xml`, `hometax_xls`, `hometax_xlsx`.
    pub format: String,
    /// All of it.
    pub bytes: &'a [u8],
    /// It holds a resident number and is sealed.
    pub carries_resident: bool,
}

/// What is imported at once.
pub struct ImportBatch<'a> {
    /// The moment of the import.
    pub at: Timestamp,
    /// Files; items refer to them by place.
    pub files: Vec<SourceFile<'a>>,
    /// Number of items that will come, for the progress.
    pub items_total: u64,
}

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportAct {
    /// It is new. If the book holds the same already, it is only noted as another source.
    Add,
    /// `invoice` is the book's version completed by the file.
    Enrich,
    /// A person took this version in place of the book's.
    Replace,
    /// The book has it and keeps its version; the file is noted as a source.
    Note,
}

/// One invoice of a file.
pub struct ImportItem {
    /// The version to hold from now on.
    pub invoice: TaxInvoice,
    /// 매출 or 매입, seen from the company.
    pub direction: Direction,
    /// What to do with it.
    pub act: ImportAct,
    /// Place of its file in [`ImportBatch::files`], if it has one.
    pub source: Option<usize>,
    /// Where in the file.
    pub locator: Option<Locator>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// The import, or none when there was nothing to write.
    pub import_id: Option<i64>,
    /// New invoices.
    pub added: u32,
    /// Invoices that are known better now.
    pub enriched: u32,
    /// Invoices whose version was replaced.
    pub replaced: u32,
    /// Invoices that the book held already.
    pub unchanged: u32,
}

impl Book {
    /// Writes an import in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`], [`StoreError::Stale`] when the book has changed since the dry
    /// run; in every case of error nothing is written.
    pub fn import(
        &self,
        batch: &ImportBatch<'_>,
        items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
        progress: &mut Progress<'_>,
    ) -> Result<ImportCounts, StoreError> {
        let counts = self.write(|tx, seal| {
            let imported = import_in(tx, seal, batch, items, progress)?;
            Ok((imported.counts, imported.counts.import_id.is_some()))
        })?;
        // The pages that a small one has read are what the next one needs.
        if batch.items_total >= RELEASE_MIN {
            self.release_memory();
        }
        Ok(counts)
    }
}

/// An import inside a transaction.
pub(crate) struct Imported {
    pub(crate) counts: ImportCounts,
    /// Ids of the files, by place.
    pub(crate) sources: Vec<i64>,
}

/// Writes an import inside the transaction of the act that causes it. One that had nothing to write
/// has no number and leaves nothing.
pub(crate) fn import_in(
    tx: &Connection,
    seal: &SealKey,
    batch: &ImportBatch<'_>,
    items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
    progress: &mut Progress<'_>,
) -> Result<Imported, StoreError> {
    if batch.files.len() > FILES_MAX {
        let max = i64::try_from(FILES_MAX).unwrap_or(i64::MAX);
        return Err(StoreError::TooMany { what: "number of files", max });
    }
    tx.execute_batch("SAVEPOINT import")?;
    let imported = write_in(tx, seal, batch, items, progress)?;
    let end = if imported.counts.import_id.is_some() {
        "RELEASE import"
    } else {
        "ROLLBACK TO import; RELEASE import"
    };
    tx.execute_batch(end)?;
    Ok(imported)
}

fn write_in(
    tx: &Connection,
    seal: &SealKey,
    batch: &ImportBatch<'_>,
    items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
    progress: &mut Progress<'_>,
) -> Result<Imported, StoreError> {
    let mut act = Act::begin(tx, seal, kind::IMPORT, batch.at)?;
    let names: Vec<&str> = batch.files.iter().map(|file| file.file_name.as_str()).collect();
    let import = table::import::begin(&act, &names)?;
    let mut run = ImportRun {
        act: &mut act,
        import,
        wrote: false,
        sources: Vec::new(),
        write: InvoiceWrite::default(),
        counts: ImportCounts::default(),
    };
    failpoint::reach("import.begun")?;
    run.keep_files(batch)?;
    failpoint::reach("import.files_kept")?;
    let bulk = batch.items_total >= BULK_MIN && batch.items_total > table::invoice::count(tx)?;
    let indexes = if bulk { table::invoice::drop_indexes(tx)? } else { Vec::new() };
    run.take_all(items, batch.items_total, progress)?;
    failpoint::reach("import.items_taken")?;
    if bulk {
        indexes.iter().try_for_each(|index| tx.execute_batch(index))?;
        table::search::merge_all(tx)?;
    }
    let ImportRun { write, mut counts, wrote, sources, .. } = run;
    if !wrote {
        let counts = ImportCounts { unchanged: counts.unchanged, ..ImportCounts::default() };
        return Ok(Imported { counts, sources });
    }
    write.finish(&mut act)?;
    let numbers = [counts.added, counts.enriched, counts.replaced, counts.unchanged];
    table::import::finish(&mut act, import, numbers)?;
    act.finish()?;
    failpoint::reach("import.settled")?;
    counts.import_id = Some(import);
    Ok(Imported { counts, sources })
}

/// An import under way.
struct ImportRun<'r, 't> {
    act: &'r mut Act<'t>,
    import: i64,
    /// Something was written that is worth a commit.
    wrote: bool,
    /// Ids of the files, by place.
    sources: Vec<i64>,
    write: InvoiceWrite,
    counts: ImportCounts,
}

impl ImportRun<'_, '_> {
    fn keep_files(&mut self, batch: &ImportBatch<'_>) -> Result<(), StoreError> {
        for file in &batch.files {
            let new = NewSource {
                file_name: &file.file_name,
                format: &file.format,
                bytes: file.bytes,
                seal: file.carries_resident,
                import: self.import,
            };
            let (id, is_new) = source::keep(self.act, &new)?;
            self.sources.push(id);
            self.wrote |= is_new;
        }
        Ok(())
    }

    fn take_all(
        &mut self,
        items: impl IntoIterator<Item = ImportItem, IntoIter: Send>,
        total: u64,
        progress: &mut Progress<'_>,
    ) -> Result<(), StoreError> {
        let mut done = 0;
        report(progress, done, total)?;
        let (import, seal) = (self.import, self.act.seal);
        let ready = move |item: ImportItem| {
            let ready = match item.act {
                ImportAct::Add => {
                    let image = InvoiceImage::of(&item.invoice, item.direction, import, seal)?;
                    Some(ReadyInvoice::of(image)?)
                }
                ImportAct::Enrich | ImportAct::Replace | ImportAct::Note => None,
            };
            Ok((item, ready))
        };
        ahead::each(items.into_iter(), total, ready, |(item, ready)| {
            self.take(&item, ready.as_ref())?;
            done += 1;
            if done % PROGRESS_EVERY == 0 {
                report(progress, done, total)?;
            }
            Ok(())
        })?;
        report(progress, done, total)
    }

    /// `ready` is there for an item to add.
    fn take(&mut self, item: &ImportItem, ready: Option<&ReadyInvoice>) -> Result<(), StoreError> {
        let id = match (item.act, ready) {
            (ImportAct::Add, Some(ready)) => self.add(item, ready)?,
            (ImportAct::Replace, _) => self.change(item, Operation::Replace)?,
            (ImportAct::Enrich, _) => self.change(item, Operation::Enrich)?,
            (ImportAct::Note | ImportAct::Add, _) => self.note(item)?,
        };
        if let Some(place) = item.source {
            let source = self.sources.get(place).copied();
            let max = i64::try_from(self.sources.len()).unwrap_or(i64::MAX);
            let source = source.ok_or(StoreError::TooMany { what: "place of a file", max })?;
            self.wrote |= source::link(self.act, id, source, self.import, item.locator.as_ref())?;
        }
        Ok(())
    }

    fn add(&mut self, item: &ImportItem, ready: &ReadyInvoice) -> Result<i64, StoreError> {
        if let Some(id) = self.write.insert(self.act, ready)? {
            self.counts.added += 1;
            self.wrote = true;
            return Ok(id);
        }
        // The book, or an earlier item of this import, holds the number already. What says
        // nothing new or only more is taken; a contradiction needs a person.
        let stale = || StoreError::Stale { approval: item.invoice.approval().to_string() };
        let known = version_of(self.act.tx, self.act.seal, item.invoice.approval())?.ok_or_else(stale)?;
        match known.agreement_with(&item.invoice) {
            Agreement::Same => {
                self.counts.unchanged += 1;
                Ok(known.id)
            }
            Agreement::Enriches(merged) => {
                self.put(known.id, &merged, item.direction, Operation::Enrich)?;
                Ok(known.id)
            }
            Agreement::Conflict(_) => Err(stale()),
        }
    }

    fn change(&mut self, item: &ImportItem, operation: Operation) -> Result<i64, StoreError> {
        let known = table::invoice::id_of(self.act.tx, item.invoice.approval())?;
        let id = known.ok_or_else(|| StoreError::Stale { approval: item.invoice.approval().to_string() })?;
        self.put(id, &item.invoice, item.direction, operation)?;
        Ok(id)
    }

    fn note(&mut self, item: &ImportItem) -> Result<i64, StoreError> {
        let known = table::invoice::id_of(self.act.tx, item.invoice.approval())?;
        self.counts.unchanged += 1;
        known.ok_or_else(|| StoreError::Stale { approval: item.invoice.approval().to_string() })
    }

    /// Puts a version in place of the book's; the import that brought the invoice goes on
    /// answering for it.
    fn put(
        &mut self,
        id: i64,
        invoice: &TaxInvoice,
        direction: Direction,
        operation: Operation,
    ) -> Result<(), StoreError> {
        let before = table::invoice::import_of(self.act.tx, id)?;
        let image = InvoiceImage::of(invoice, direction, before, self.act.seal)?;
        self.write.replace(self.act, id, image, operation)?;
        self.wrote = true;
        match operation {
            Operation::Replace => self.counts.replaced += 1,
            _ => self.counts.enriched += 1,
        }
        Ok(())
    }
}

/// Reports progress; a break becomes [`StoreError::Cancelled`], which rolls everything back.
pub(crate) fn report(progress: &mut Progress<'_>, done: u64, total: u64) -> Result<(), StoreError> {
    match progress(done, total) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(StoreError::Cancelled),
    }
}
