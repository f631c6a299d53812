//! A workbook for reading with one's own eyes.

use super::cell::Cell;
use super::sheets::{self, RowSink};
use crate::finding::mask_personal_numbers;
use crate::{Finding, FormError};
use core::ops::ControlFlow;

/// Shown text of the first sheet's rows, row 1 first, at most `rows_max`; personal numbers masked.
/// Blank rows are empty lists, so that the place in the list is the row's number less one.
///
/// # Errors
/// What kept the workbook from being read.
pub fn shown_rows(bytes: &[u8], rows_max: u32) -> Result<Vec<Vec<String>>, FormError> {
    let mut sink = Shown { rows: Vec::new(), rows_max, sheets: 0 };
    sheets::read(bytes, &mut sink).map_err(|finding: Finding| FormError::from(finding))?;
    Ok(sink.rows)
}

struct Shown {
    rows: Vec<Vec<String>>,
    rows_max: u32,
    sheets: u32,
}

impl RowSink for Shown {
    fn start_sheet(&mut self, _: &str, _: u32, _: bool) {
        self.sheets += 1;
    }

    fn row(&mut self, number: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        if self.sheets > 1 || number > self.rows_max {
            return ControlFlow::Break(());
        }
        self.rows.resize(usize::try_from(number.saturating_sub(1)).unwrap_or_default(), Vec::new());
        let shown =
            |cell: &Cell<'_>| cell.shown().map(|text| mask_personal_numbers(&text)).unwrap_or_default();
        self.rows.push(cells.iter().map(shown).collect());
        ControlFlow::Continue(())
    }

    fn end_sheet(&mut self) {}
}
