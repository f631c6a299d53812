//! From what a plan says of an invoice to what the book writes.

use super::plan::{Meaning, PlannedItem};
use jangbu_forms::Locator;
use jangbu_store::{ImportAct, ImportItem};

/// One item for the version, and one note for each further file that holds it. `places` says where
/// a file of the plan stands among those that are kept; of a conflict nothing is written unless the
/// other version is taken.
pub(crate) fn items_of(
    item: &PlannedItem,
    takes_theirs: bool,
    places: impl Fn(usize) -> Option<usize>,
) -> Vec<ImportItem> {
    let (invoice, act) = match &item.meaning {
        Meaning::New => (&item.invoice, ImportAct::Add),
        Meaning::Same => (&item.invoice, ImportAct::Note),
        Meaning::Enriches { merged } => (merged.as_ref(), ImportAct::Enrich),
        Meaning::Conflict { .. } if takes_theirs => (&item.invoice, ImportAct::Replace),
        // The book's version stands; a file that says otherwise is no source of it.
        Meaning::Conflict { .. } => return Vec::new(),
    };
    let with_act = |(index, (file, locator)): (usize, &(usize, Locator))| ImportItem {
        invoice: invoice.clone(),
        direction: item.direction,
        act: if index == 0 { act } else { ImportAct::Note },
        source: places(*file),
        locator: place_in(locator),
    };
    item.sources.iter().enumerate().map(with_act).collect()
}

/// An archive's entry is kept as a place without rows.
pub(crate) fn place_in(locator: &Locator) -> Option<jangbu_store::Locator> {
    match locator {
        Locator::Whole => None,
        Locator::Entry { name } => {
            Some(jangbu_store::Locator { sheet: name.clone(), first_row: 0, last_row: 0 })
        }
        Locator::Rows { sheet, first_row, last_row } => {
            Some(jangbu_store::Locator { sheet: sheet.clone(), first_row: *first_row, last_row: *last_row })
        }
    }
}
