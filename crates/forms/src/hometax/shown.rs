//! A list for reading with one's own eyes.

use super::cell::Cell;
use super::sheets::{self, RowSink};
use super::{popbill, text};
use crate::finding::mask_personal_numbers;
use crate::{Finding, FormError};
use core::ops::ControlFlow;

/// Shown text of the first sheet's rows, row 1 first, at most `rows_max`; personal numbers masked.
/// Blank rows are empty lists, so that the place in the list is the row's number less one.
///
/// # Errors
/// What kept the list from being read.
pub fn shown_rows(bytes: &[u8], rows_max: u32) -> Result<Vec<Vec<String>>, FormError> {
    let mut sink = Shown { rows: Vec::new(), rows_max, sheets: 0 };
    let read = match bytes {
        _ if popbill::is_popbill_list(bytes) => popbill::read_rows,
        _ if text::is_text_list(bytes) => text::read_rows,
        _ => sheets::read,
    };
    read(bytes, &mut sink).map_err(|finding: Finding| FormError::from(finding))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_as_text_is_shown_row_by_row_with_personal_numbers_masked() {
        let text = "회사\n\n작성일자\t승인번호\t공급받는자\n2025-01-02\t1\t850301-1730592\n";
        let rows = shown_rows(text.as_bytes(), 10).unwrap();
        assert_eq!(rows[1], Vec::<String>::new());
        assert_eq!(rows[2], ["작성일자", "승인번호", "공급받는자"]);
        assert_eq!(rows[3][2], "850301-1******");
        assert_eq!(shown_rows(text.as_bytes(), 3).unwrap().len(), 3);
    }
}
