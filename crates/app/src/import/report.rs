//! A dry run as the clerk sees it.

use super::plan::{Meaning, Plan, PlannedItem};
use crate::ipc::convert::{add_to_totals, field_change, invoice_row};
use crate::ipc::view::{ConflictView, FilePreview, FindingView, ImportPreview, InvoiceTotals, Severity};
use crate::query::invoice::row_of;

/// Findings sent to the page; all are counted.
const FINDINGS_SHOWN_MAX: usize = 1_000;

/// Conflicts sent to the page; all are counted.
const CONFLICTS_SHOWN_MAX: usize = 200;

/// Rows shown of what would be added.
const SAMPLE_ROWS: usize = 50;

pub(crate) fn preview_view(name: String, plan: &Plan) -> ImportPreview {
    let conflicts: Vec<&PlannedItem> =
        plan.items.iter().filter(|item| matches!(item.meaning, Meaning::Conflict { .. })).collect();
    let new = || plan.items.iter().filter(|item| matches!(item.meaning, Meaning::New));
    let mut totals = InvoiceTotals::default();
    new().for_each(|item| add_to_totals(&mut totals, &item.invoice, item.direction.into()));
    let sum = |of: fn(&super::plan::FileCounts) -> u32| plan.files.iter().map(|file| of(&file.counts)).sum();
    ImportPreview {
        preview: name,
        files: plan.files.iter().map(file_view).collect(),
        findings: worst_first(&plan.findings),
        findings_total: u32::try_from(plan.findings.len()).unwrap_or(u32::MAX),
        conflicts_total: u32::try_from(conflicts.len()).unwrap_or(u32::MAX),
        conflicts: conflicts
            .into_iter()
            .take(CONFLICTS_SHOWN_MAX)
            .filter_map(|item| conflict_view(plan, item))
            .collect(),
        new: sum(|counts| counts.new),
        same: sum(|counts| counts.same),
        enriching: sum(|counts| counts.enriching),
        rejected: plan.rejected(),
        foreign: sum(|counts| counts.foreign),
        totals,
        sample: new()
            .take(SAMPLE_ROWS)
            .map(|item| invoice_row(&item.invoice, item.direction.into(), 0))
            .collect(),
    }
}

fn file_view(file: &super::plan::PlannedFile) -> FilePreview {
    FilePreview {
        file: file.name.clone(),
        format: file.format.to_owned(),
        size_bytes: file.size_bytes,
        invoices: file.counts.invoices,
        new: file.counts.new,
        same: file.counts.same,
        enriching: file.counts.enriching,
        conflicts: file.counts.conflicts,
        rejected: file.counts.rejected,
        foreign: file.counts.foreign,
        reconciled: file.reconciled,
        already_imported: file.already_imported,
    }
}

fn worst_first(findings: &[FindingView]) -> Vec<FindingView> {
    let rank = |finding: &FindingView| match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    };
    let mut shown: Vec<&FindingView> = findings.iter().collect();
    shown.sort_by_key(|finding| rank(finding));
    shown.into_iter().take(FINDINGS_SHOWN_MAX).cloned().collect()
}

fn conflict_view(plan: &Plan, item: &PlannedItem) -> Option<ConflictView> {
    let Meaning::Conflict { existing, ours, differences } = &item.meaning else { return None };
    let file = item.sources.first().and_then(|(file, _)| plan.files.get(*file));
    Some(ConflictView {
        approval_number: item.invoice.approval().to_string(),
        file: file.map(|file| file.name.clone()).unwrap_or_default(),
        existing_id: *existing,
        ours: row_of(ours.as_ref().clone()),
        theirs: invoice_row(&item.invoice, item.direction.into(), 0),
        fields: differences.iter().map(field_change).collect(),
    })
}
