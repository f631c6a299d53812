//! What a clerk does by hand, and takes back: a note on an invoice, the undo of one act.

use super::import::kept_views;
use crate::AppError;
use crate::app::App;
use crate::ipc::view::{ActUndoRequest, ActUndone, InvoiceNoteRequest, InvoiceRef, InvoiceView};
use crate::query::invoice::invoice_show;
use jangbu_store::NoteChange;

pub(crate) fn invoice_note(app: &App, request: InvoiceNoteRequest) -> Result<InvoiceView, AppError> {
    let company = app.company()?;
    let change = NoteChange { text: request.note.unwrap_or_default(), looked_at: request.looked_at };
    company.book.write_note(request.id, &change, app.clock.now())?;
    drop(company);
    invoice_show(app, InvoiceRef { id: Some(request.id), approval_number: None })
}

pub(crate) fn act_undo(app: &App, request: ActUndoRequest) -> Result<ActUndone, AppError> {
    let company = app.company()?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let counts = company.book.undo_act(request.act, app.clock.now(), &mut job.stage("undo"))?;
    let act = company.book.read(|reader| reader.act(request.act))?.and_then(|act| act.undone_by);
    Ok(ActUndone {
        act,
        removed: counts.removed,
        restored: counts.restored,
        notes: counts.notes,
        kept: kept_views(&counts.kept),
    })
}
