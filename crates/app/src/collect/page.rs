//! One page of a list: planned against the books, written with the progress of its piece.

use super::ledger::{NewConflict, PageWrite};
use super::run::{Run, Stop};
use crate::import::items::{items_of, place_in};
use crate::import::plan::{Meaning, OTHER_COMPANY, Plan, PlannedItem, Planner};
use crate::import::read::ReadFile;
use crate::ipc::view::{FindingView, Severity};
use jangbu_remote::port::tax_invoice_collect::ListPage;
use jangbu_store::SourceFile;

/// Takes a page in.
///
/// # Errors
/// Nothing of the page is written then.
pub(super) fn take_page(run: &mut Run<'_, '_>, piece: i64, page: ListPage) -> Result<(), Stop> {
    let ListPage { number, invoices_total, invoices, rejected, findings, source } = page;
    let read = ReadFile::of_list(
        (source.name.clone(), source.format),
        &source.bytes,
        invoices,
        (&findings, rejected),
    );
    let plan = plan(run, read)?;
    let done = u64::from(number);
    run.job.step("page", &source.name, done, invoices_total.unwrap_or_default().max(done))?;
    let carries_resident = plan.items.iter().any(|item| item.carries_resident);
    let (file_name, format, bytes) = (source.name, source.format.to_owned(), source.bytes.as_slice());
    let rejected = plan.rejected() + plan.files.iter().map(|file| file.counts.foreign).sum::<u32>();
    let write = PageWrite {
        run: run.id,
        piece,
        at: run.app.clock.now(),
        file: SourceFile { file_name, format, bytes, carries_resident },
        items: plan.items.iter().flat_map(|item| items_of(item, false, Some)).collect(),
        conflicts: plan.items.iter().filter_map(conflict_of).collect(),
        documents: documents_of(run, &plan),
        found: plan.files.iter().map(|file| file.counts.invoices).sum(),
        // Invoices of another company have no place in this book.
        rejected,
        is_known: rejected == 0 && plan.items.iter().all(|item| matches!(item.meaning, Meaning::Same)),
        findings: plan.findings.into_iter().filter(keeps_out).collect(),
    };
    run.ledger.take_page(write)?;
    run.app.announce_stale(&["invoice", "collect"]);
    Ok(())
}

/// Whether a finding says why a row is not in the books; what is odd but taken is said with the invoice.
fn keeps_out(finding: &FindingView) -> bool {
    finding.severity == Severity::Error || finding.code == OTHER_COMPANY
}

/// What a read list or document means for the books.
pub(super) fn plan(run: &mut Run<'_, '_>, read: ReadFile) -> Result<Plan, Stop> {
    let mut planner = Planner::new(run.company.number());
    planner.take(read, false);
    Ok(planner.compare(run.company, run.job)?)
}

/// The book's version stands until the clerk has decided.
pub(super) fn conflict_of(item: &PlannedItem) -> Option<NewConflict> {
    let Meaning::Conflict { existing, differences, .. } = &item.meaning else { return None };
    let locator = item.sources.first().and_then(|(_, locator)| place_in(locator));
    Some(NewConflict {
        invoice: *existing,
        approval: item.invoice.approval().clone(),
        locator,
        differences: differences.clone(),
    })
}

/// Documents are fetched for what is not yet known by its document; what contradicts the books waits
/// for the clerk first.
fn documents_of(run: &Run<'_, '_>, plan: &Plan) -> Vec<jangbu_domain::ApprovalNumber> {
    if !run.asked.with_documents {
        return Vec::new();
    }
    let is_wanted =
        |item: &&PlannedItem| !item.has_document && !matches!(item.meaning, Meaning::Conflict { .. });
    plan.items.iter().filter(is_wanted).map(|item| item.invoice.approval().clone()).collect()
}
