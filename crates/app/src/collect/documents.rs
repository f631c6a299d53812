//! Signed documents of what was listed: fetched one by one, their signatures verified, taken in
//! batches.

use super::ledger::{DocumentFailure, DocumentWrite, Verdict, WaitingDocument};
use super::page::{conflict_of, plan};
use super::run::{Run, Stop, is_refused};
use super::waiting::wait_for;
use crate::happening::Happening;
use crate::import::items::items_of;
use crate::import::plan::Plan;
use crate::import::read::ReadFile;
use jangbu_forms::etax::verify_invoice;
use jangbu_remote::port::tax_invoice_collect::{ListQuery, Source, TaxInvoiceCollect};
use jangbu_store::SourceFile;

/// Documents of one transaction at most: few enough that little is fetched again after a crash.
const BATCH_MAX: usize = 50;
/// Bytes of one transaction at most.
const BATCH_BYTES_MAX: usize = 8 << 20;
/// Times that one document is asked for by one remote before it counts as failed; the layers
/// beneath have repeated what is temporary already.
const TRIES_MAX: u32 = 2;

/// Fetches what waits, until nothing does.
///
/// # Errors
/// What was fetched before is written.
pub(super) fn fetch_all(run: &mut Run<'_, '_>, remote: &dyn TaxInvoiceCollect) -> Result<(), Stop> {
    let capability = remote.capability();
    if !capability.has_documents {
        return Ok(());
    }
    let total = run.ledger.documents_waiting(run.id)?;
    let mut done = 0;
    loop {
        let waiting = run.ledger.next_documents(run.id, BATCH_MAX)?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::default();
        let fetched = fetch_batch(run, remote, &waiting, &mut batch, (done, total));
        done += batch.settled();
        // What came before a failure stands.
        write(run, batch, capability.provider)?;
        fetched?;
    }
}

/// What was fetched since the last write.
#[derive(Default)]
struct Batch {
    documents: Vec<(WaitingDocument, Source)>,
    failed: Vec<DocumentFailure>,
}

impl Batch {
    fn settled(&self) -> u64 {
        (self.documents.len() + self.failed.len()) as u64
    }
}

fn fetch_batch(
    run: &mut Run<'_, '_>,
    remote: &dyn TaxInvoiceCollect,
    waiting: &[WaitingDocument],
    batch: &mut Batch,
    (done, total): (u64, u64),
) -> Result<(), Stop> {
    let mut bytes = 0;
    for document in waiting {
        run.job.step("document", &document.approval.to_string(), done + batch.settled(), total)?;
        match fetch(run, remote, document) {
            Ok(source) => {
                bytes += source.bytes.len();
                batch.documents.push((document.clone(), source));
            }
            Err(Stop::Remote(error)) if is_refused(&error) => {
                let code = crate::remote::remote_failure(&error).code().as_str().to_owned();
                batch.failed.push(DocumentFailure { document: document.clone(), code });
            }
            Err(stop) => return Err(stop),
        }
        if bytes >= BATCH_BYTES_MAX {
            break;
        }
    }
    Ok(())
}

fn fetch(
    run: &mut Run<'_, '_>,
    remote: &dyn TaxInvoiceCollect,
    document: &WaitingDocument,
) -> Result<Source, Stop> {
    let part = document.part;
    let query = ListQuery {
        direction: part.direction,
        taxation: part.taxation,
        by: run.asked.by,
        period: part.period,
    };
    let stop = run.job.stop_flag();
    let mut tries = 1;
    loop {
        match wait_for(run.app, &stop, remote.document(&query, &document.approval)) {
            Err(Stop::Remote(error)) if tries < TRIES_MAX && error.may_resend() => tries += 1,
            answer => return answer,
        }
    }
}

fn write(run: &mut Run<'_, '_>, batch: Batch, provider: &str) -> Result<(), Stop> {
    if batch.settled() == 0 {
        return Ok(());
    }
    let at = run.app.clock.now();
    let mut documents = Vec::new();
    let mut failed = batch.failed;
    for (document, source) in &batch.documents {
        match read_document(run, document, source)? {
            Some(plan) => documents.push((document, source, plan)),
            // Bytes that are not the invoice that was asked for are not taken.
            None => failed.push(DocumentFailure {
                document: document.clone(),
                code: crate::ErrorCode::CollectOtherDocument.as_str().to_owned(),
            }),
        }
    }
    let mut write = DocumentWrite { run: run.id, at, failed, ..DocumentWrite::default() };
    let mut bad = Vec::new();
    for (place, (document, source, plan)) in documents.iter().enumerate() {
        let fault = fault_of(&source.bytes);
        if fault.is_some() {
            bad.push(document.approval.to_string());
        }
        write.verdicts.push(Verdict { document: (*document).clone(), source: place, fault });
        write.files.push(SourceFile {
            file_name: source.name.clone(),
            format: source.format.to_owned(),
            bytes: &source.bytes,
            carries_resident: plan.items.iter().any(|item| item.carries_resident),
        });
        write.items.extend(plan.items.iter().flat_map(|item| items_of(item, false, |_| Some(place))));
        write.conflicts.extend(plan.items.iter().filter_map(conflict_of).map(|conflict| (place, conflict)));
    }
    run.ledger.take_documents(write)?;
    for approval in bad {
        tracing::warn!(approval, provider, "the signature of a collected document does not hold");
        let provider = provider.to_owned();
        run.app.happenings.note(&Happening::BadSignature { run: run.id, approval, provider });
    }
    run.app.announce_stale(&["invoice", "collect"]);
    Ok(())
}

/// The plan of a document, if it is the one that was asked for.
fn read_document(
    run: &mut Run<'_, '_>,
    document: &WaitingDocument,
    source: &Source,
) -> Result<Option<Plan>, Stop> {
    let plan = plan(run, ReadFile::of_bytes(source.name.clone(), &source.bytes))?;
    let is_it =
        plan.items.len() == 1 && plan.items.iter().all(|item| *item.invoice.approval() == document.approval);
    Ok(is_it.then_some(plan))
}

/// Why a signature does not hold, by a stable name.
fn fault_of(xml: &[u8]) -> Option<String> {
    match verify_invoice(xml) {
        Ok(verdict) if verdict.is_valid() => None,
        Ok(verdict) => Some(crate::certificate::fault_name(&verdict)),
        Err(_) => Some("unreadable".to_owned()),
    }
}
