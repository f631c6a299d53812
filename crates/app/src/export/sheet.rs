//! A list as a sheet. Foreign text never becomes a formula.

use crate::{AppError, ErrorCode};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A heading in Korean and in English, and the column's width in characters.
pub(super) type Heading = (&'static str, &'static str, u8);

/// One field of a row.
pub(super) enum Cell<'a> {
    /// As it is.
    Text(&'a str),
    /// Whole won, or nothing.
    Won(Option<i64>),
}

/// How rows of a kind become a sheet.
pub(super) struct Sheet<R, const N: usize> {
    /// The sheet's name in Korean and in English.
    pub(super) name: (&'static str, &'static str),
    /// Its columns.
    pub(super) columns: [Heading; N],
    /// A row's fields, in English if the flag says so.
    pub(super) cells: fn(&R, bool) -> [Cell<'_>; N],
}

/// A text in one of the two languages.
pub(super) const fn pick(english: bool, ko: &'static str, en: &'static str) -> Cell<'static> {
    Cell::Text(if english { en } else { ko })
}

impl<R, const N: usize> Sheet<R, N> {
    fn headings(&self, english: bool) -> impl Iterator<Item = &'static str> {
        self.columns.into_iter().map(move |(ko, en, _)| if english { en } else { ko })
    }

    /// UTF-8 with a byte order mark, so that Excel reads the Korean; CRLF line ends.
    pub(super) fn csv(&self, rows: &[R], english: bool) -> Result<Vec<u8>, AppError> {
        let failed = |error: csv::Error| AppError::new(ErrorCode::Internal, format!("csv: {error}"));
        let mut out = b"\xEF\xBB\xBF".to_vec();
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
        writer.write_record(self.headings(english)).map_err(failed)?;
        for row in rows {
            let record = (self.cells)(row, english).map(|cell| match cell {
                Cell::Text(text) => defuse(text),
                Cell::Won(won) => won.map(|won| won.to_string()).unwrap_or_default(),
            });
            writer.write_record(record).map_err(failed)?;
        }
        writer.flush().map_err(|error| failed(error.into()))?;
        drop(writer);
        Ok(out)
    }

    /// Amounts as numbers, everything else as text; the heading stays in view.
    pub(super) fn xlsx(&self, rows: &[R], english: bool) -> Result<Vec<u8>, AppError> {
        let failed = |error: XlsxError| AppError::new(ErrorCode::Internal, format!("xlsx: {error}"));
        self.write_xlsx(rows, english).map_err(failed)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "amounts stay below 2^53, where every whole number is exact"
    )]
    fn write_xlsx(&self, rows: &[R], english: bool) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(if english { self.name.1 } else { self.name.0 })?;
        let (bold, won) = (Format::new().set_bold(), Format::new().set_num_format("#,##0;[Red]-#,##0"));
        let headings = self.columns.into_iter().zip(self.headings(english));
        for (column, ((_, _, width), heading)) in (0u16..).zip(headings) {
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, heading, &bold)?;
        }
        for (line, row) in (1u32..).zip(rows) {
            for (column, cell) in (0u16..).zip((self.cells)(row, english)) {
                match cell {
                    Cell::Text("") | Cell::Won(None) => continue,
                    Cell::Text(text) => sheet.write_string(line, column, text)?,
                    Cell::Won(Some(amount)) => {
                        sheet.write_number_with_format(line, column, amount as f64, &won)?
                    }
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        workbook.save_to_buffer()
    }
}

/// A text that a spreadsheet would run as a formula gets an apostrophe before it.
fn defuse(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
