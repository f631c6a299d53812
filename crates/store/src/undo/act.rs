//! Undoing one act: every document goes back to what it was before, if it is still what the act
//! made of it.

use super::{UndoCounts, UndoRefusal, undo_import_in};
use crate::image::InvoiceImage;
use crate::import::{Progress, report};
use crate::seal::SealKey;
use crate::table::change::{self, Act, ActEntry, DocumentChange, Entity, Operation, kind};
use crate::table::invoice::InvoiceWrite;
use crate::table::note::{self, NoteImage};
use crate::table::{self, source};
use crate::{Book, StoreError, failpoint};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

/// Documents that a list of acts looks at to tell whether one of them was changed later. Beyond
/// them an act counts as undoable until the undo itself has looked at all.
const LOOKED_AT_MAX: u32 = 2_000;

impl Book {
    /// Undoes one act in one transaction: an import as [`Book::undo_import`] does, a note, or an
    /// undo, which brings back what it took away. Everything is put back by new changes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::UndoRefused`] with the reason,
    /// [`StoreError::Cancelled`]; in every case of error nothing is written.
    pub fn undo_act(
        &self,
        act: i64,
        at: Timestamp,
        progress: &mut Progress<'_>,
    ) -> Result<UndoCounts, StoreError> {
        self.write(|tx, seal| {
            let entry = change::act(tx, act)?.ok_or(StoreError::NotFound { what: "act", id: act })?;
            if let Some(reason) = why_not(tx, &entry, u32::MAX)? {
                return Err(StoreError::UndoRefused { act, reason });
            }
            let counts = match table::import::of_act(tx, act)? {
                Some(import) => undo_import_in(tx, seal, import, at, progress)?,
                None => turn_back(tx, seal, &entry, at, progress)?,
            };
            Ok((counts, true))
        })
    }
}

/// Why an act cannot be undone, looking at no more than `documents_max` of its documents.
pub(crate) fn why_not(
    tx: &Connection,
    act: &ActEntry,
    documents_max: u32,
) -> Result<Option<UndoRefusal>, StoreError> {
    if act.kind == kind::CREATE {
        return Ok(Some(UndoRefusal::CompanyCreated));
    }
    // What the tax office said was said: nothing of the clerk's was done.
    if [kind::STANDING, kind::EVIDENCE].contains(&act.kind.as_str()) {
        return Ok(Some(UndoRefusal::SaidByOthers));
    }
    if undone_by(tx, act.id)?.is_some() {
        return Ok(Some(UndoRefusal::AlreadyUndone));
    }
    if act.kind == kind::IMPORT {
        return Ok(None);
    }
    let documents = change::documents_of(tx, act, documents_max)?;
    if documents.is_empty() {
        return Ok(Some(UndoRefusal::NothingToUndo));
    }
    if is_without_files(tx, act)? {
        return Ok(Some(UndoRefusal::FilesGone));
    }
    for document in documents {
        if change::changed_later(tx, document.entity, document.id, act.last_seq)? || is_taken(tx, &document)?
        {
            return Ok(Some(UndoRefusal::ChangedLater));
        }
    }
    Ok(None)
}

/// As [`why_not`], for a list: bounded.
pub(crate) fn why_not_in_list(tx: &Connection, act: &ActEntry) -> Result<Option<UndoRefusal>, StoreError> {
    why_not(tx, act, LOOKED_AT_MAX)
}

/// The act that undid this one and stands: an undo that was undone itself does not count.
pub(crate) fn undone_by(tx: &Connection, act: i64) -> Result<Option<i64>, StoreError> {
    let Some(first) = latest_undo_of(tx, act)? else { return Ok(None) };
    let mut standing = true;
    // Numbers only rise, so this ends.
    let mut last = first;
    while let Some(next) = latest_undo_of(tx, last)?.filter(|next| *next > last) {
        standing = !standing;
        last = next;
    }
    Ok(standing.then_some(first))
}

/// The last act that undid this one. Schema 1 told it by the import alone.
fn latest_undo_of(tx: &Connection, act: i64) -> Result<Option<i64>, StoreError> {
    let told = change::latest_act_with(tx, Entity::Act, act, Operation::Undo)?;
    match (told, table::import::of_act(tx, act)?) {
        (None, Some(import)) => change::latest_act_with(tx, Entity::Import, import, Operation::Update),
        _ => Ok(told),
    }
}

/// The act that this one undid.
pub(crate) fn undoes(tx: &Connection, act: &ActEntry) -> Result<Option<i64>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT entity_id FROM change WHERE seq = ?1 AND entity = ?2 AND operation = ?3")?;
    let key = (act.first_seq, Entity::Act.number(), Operation::Undo.number());
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

/// An undo of schema 1 erased the files and the links that it took out.
fn is_without_files(tx: &Connection, act: &ActEntry) -> Result<bool, StoreError> {
    Ok(act.kind == kind::UNDO && undoes(tx, act)?.is_none())
}

/// An invoice that went and whose approval number came into the book again.
fn is_taken(tx: &Connection, document: &DocumentChange) -> Result<bool, StoreError> {
    if document.entity != Entity::Invoice || document.after.is_some() {
        return Ok(false);
    }
    let Some(before) = document.before(tx)? else { return Ok(false) };
    let image = InvoiceImage::from_json(&before)?;
    Ok(table::invoice::id_of(tx, &image.approval)?.is_some())
}

fn turn_back(
    tx: &Connection,
    seal: &SealKey,
    entry: &ActEntry,
    at: Timestamp,
    progress: &mut Progress<'_>,
) -> Result<UndoCounts, StoreError> {
    let kind = if entry.kind == kind::UNDO { kind::REDO } else { kind::UNDO };
    let documents = change::documents_of(tx, entry, u32::MAX)?;
    let total = u64::try_from(documents.len()).unwrap_or(u64::MAX);
    let mut act = Act::begin(tx, seal, kind, at)?;
    act.record_undone(entry.id)?;
    let mut run = TurnBack { act: &mut act, write: InvoiceWrite::default(), counts: UndoCounts::default() };
    // Backwards: what came last hangs on what came before it.
    for (done, document) in (0u64..).zip(documents.iter().rev()) {
        report(progress, done, total)?;
        run.document(document, entry.id)?;
    }
    report(progress, total, total)?;
    let TurnBack { write, counts, .. } = run;
    write.finish(&mut act)?;
    failpoint::reach("undo.turned_back")?;
    source::relink(&act, entry.id)?;
    act.finish()?;
    Ok(counts)
}

struct TurnBack<'r, 't> {
    act: &'r mut Act<'t>,
    write: InvoiceWrite,
    counts: UndoCounts,
}

impl TurnBack<'_, '_> {
    fn document(&mut self, document: &DocumentChange, undone: i64) -> Result<(), StoreError> {
        let before = document.before(self.act.tx)?;
        match document.entity {
            Entity::Invoice => self.invoice(document.id, before.as_deref(), undone),
            Entity::Note => self.note(document.id, before.as_deref()),
            Entity::Source => match before {
                Some(_) => source::bring_back(self.act, document.id),
                None => source::withdraw(self.act, document.id),
            },
            Entity::Import => match before {
                Some(before) if table::import::is_undone_in(&before) => {
                    table::import::mark_undone(self.act, document.id)
                }
                _ => table::import::mark_standing(self.act, document.id),
            },
            // The company is founded once; partners follow from invoices; acts are no documents; an
            // act that wrote what the tax office said is refused before.
            Entity::Company | Entity::Partner | Entity::Act | Entity::Standing | Entity::Evidence => Ok(()),
        }
    }

    fn invoice(&mut self, id: i64, before: Option<&str>, undone: i64) -> Result<(), StoreError> {
        let Some(before) = before else {
            self.write.remove(self.act, id)?;
            self.counts.removed += 1;
            return Ok(());
        };
        let image = InvoiceImage::from_json(before)?;
        if table::invoice::exists(self.act.tx, id)? {
            self.write.replace(self.act, id, image, Operation::Restore)?;
        } else if !self.write.bring_back(self.act, id, image)? {
            return Err(StoreError::UndoRefused { act: undone, reason: UndoRefusal::ChangedLater });
        }
        self.counts.restored += 1;
        Ok(())
    }

    fn note(&mut self, id: i64, before: Option<&str>) -> Result<(), StoreError> {
        let image = before.map(NoteImage::from_json).transpose()?;
        let written = note::put(self.act, id, image.as_ref(), Operation::Restore)?;
        self.counts.notes += u32::from(written);
        Ok(())
    }
}
