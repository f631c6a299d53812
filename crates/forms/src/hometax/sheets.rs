//! Rows of a workbook, one after the other, whichever format it has.

use super::cell::Cell;
use super::xls;
use crate::archive;
use crate::finding::{Finding, codes, expected};
use calamine::{Data, DataRef, Reader as _, Xls, XlsError, Xlsx, XlsxError};
use core::ops::ControlFlow;
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Most sheets of a workbook.
pub const SHEETS_MAX: usize = 64;
/// Columns beyond this are not looked at; a list has 31 to 35.
pub const COLUMNS_MAX: usize = 128;

/// Takes the rows of a workbook.
pub(super) trait RowSink {
    /// A sheet begins; `rows` is how many it claims to have.
    fn start_sheet(&mut self, name: &str, rows: u32, epoch_1904: bool);
    /// A row that holds something, its number as the spreadsheet shows it. Breaking ends the reading.
    fn row(&mut self, number: u32, cells: &[Cell<'_>]) -> ControlFlow<()>;
    /// The sheet is over.
    fn end_sheet(&mut self);
}

/// Hands all rows of all sheets to `sink`.
///
/// # Errors
/// The workbook cannot be read at all, or not to its end; the finding names the sheet.
pub(super) fn read(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Finding> {
    if bytes.starts_with(b"PK") { read_xlsx(bytes, sink) } else { read_xls(bytes, sink) }
}

/// Runs the workbook reader. It is written for workbooks made by spreadsheet programs and panics
/// on some that were not; that costs the one file.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Finding> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| damaged())
}

fn damaged() -> Finding {
    Finding::error(codes::WORKBOOK_DAMAGED).expecting(expected::LIST_WORKBOOK)
}

fn read_xls(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Finding> {
    let prepared = xls::prepare(bytes)?;
    let opened = guarded(|| Xls::new(Cursor::new(prepared)))?;
    let mut workbook = opened.map_err(|error| match error {
        XlsError::Password => Finding::error(codes::WORKBOOK_PASSWORD),
        _ => damaged(),
    })?;
    let epoch_1904 = workbook.has_1904_epoch();
    for name in workbook.sheet_names() {
        let Ok(range) = guarded(|| workbook.worksheet_range(&name))? else {
            return Err(damaged().in_sheet(&name));
        };
        let first = range.start().map_or(0, |(row, _)| row);
        let offset = range.start().and_then(|(_, column)| usize::try_from(column).ok()).unwrap_or(0);
        sink.start_sheet(&name, u32::try_from(range.height()).unwrap_or(u32::MAX), epoch_1904);
        let mut cells: Vec<Cell<'_>> = Vec::new();
        for (row, number) in range.rows().zip(first.saturating_add(1)..) {
            cells.clear();
            cells.resize(offset.min(COLUMNS_MAX), Cell::Blank);
            cells.extend(row.iter().take(COLUMNS_MAX.saturating_sub(offset)).map(cell_of));
            if cells.iter().any(|cell| !cell.is_blank()) && sink.row(number, &cells).is_break() {
                return Ok(());
            }
        }
        sink.end_sheet();
    }
    Ok(())
}

fn read_xlsx(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Finding> {
    archive::check_workbook(bytes)?;
    let opened = guarded(|| Xlsx::new(Cursor::new(bytes)))?;
    let mut workbook = opened.map_err(|error| match error {
        XlsxError::Password => Finding::error(codes::WORKBOOK_PASSWORD),
        _ => damaged(),
    })?;
    let epoch_1904 = workbook.has_1904_epoch();
    for name in workbook.sheet_names().into_iter().take(SHEETS_MAX) {
        let mut reader = match guarded(|| workbook.worksheet_cells_reader(&name))? {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(_) => return Err(damaged().in_sheet(&name)),
        };
        let size = reader.dimensions();
        sink.start_sheet(&name, size.end.0.saturating_sub(size.start.0).saturating_add(1), epoch_1904);
        let mut row = RowBuffer::default();
        loop {
            let next = guarded(|| reader.next_cell())?
                .map_err(|_| damaged().in_sheet(&name).at_row(row.number + 1))?;
            let Some(cell) = next else { break };
            let (number, column) = cell.get_position();
            if number != row.number && row.deliver(sink).is_break() {
                return Ok(());
            }
            row.number = number;
            row.put(column, owned_cell(cell.get_value()));
        }
        if row.deliver(sink).is_break() {
            return Ok(());
        }
        sink.end_sheet();
    }
    Ok(())
}

/// The cells of one row as they arrive; its number counts from zero.
#[derive(Default)]
struct RowBuffer<'w> {
    number: u32,
    cells: Vec<Cell<'w>>,
}

impl<'w> RowBuffer<'w> {
    fn put(&mut self, column: u32, cell: Cell<'w>) {
        let Some(column) = usize::try_from(column).ok().filter(|column| *column < COLUMNS_MAX) else {
            return;
        };
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Blank);
        }
        if let Some(slot) = self.cells.get_mut(column) {
            *slot = cell;
        }
    }

    fn deliver(&mut self, sink: &mut dyn RowSink) -> ControlFlow<()> {
        let holds_something = self.cells.iter().any(|cell| !cell.is_blank());
        let flow = if holds_something {
            sink.row(self.number.saturating_add(1), &self.cells)
        } else {
            ControlFlow::Continue(())
        };
        self.cells.clear();
        flow
    }
}

fn cell_of(data: &Data) -> Cell<'_> {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text),
        Data::Int(number) => Cell::Text(Cow::Owned(number.to_string())),
        Data::Float(number) => Cell::Number(*number),
        Data::DateTime(moment) => Cell::moment(*moment),
        Data::Bool(value) => Cell::Text(Cow::Borrowed(if *value { "TRUE" } else { "FALSE" })),
        Data::Error(error) => Cell::Text(Cow::Owned(error.to_string())),
        Data::Empty => Cell::Blank,
    }
}

/// Shared strings stay borrowed from the workbook; others are copied out of the reader's cell.
fn owned_cell<'w>(data: &DataRef<'w>) -> Cell<'w> {
    match data {
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            if text.trim().is_empty() { Cell::Blank } else { Cell::Text(Cow::Owned(text.clone())) }
        }
        DataRef::Int(number) => Cell::Text(Cow::Owned(number.to_string())),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(moment) => Cell::moment(*moment),
        DataRef::Bool(value) => Cell::Text(Cow::Borrowed(if *value { "TRUE" } else { "FALSE" })),
        DataRef::Error(error) => Cell::Text(Cow::Owned(error.to_string())),
        DataRef::Empty => Cell::Blank,
    }
}
