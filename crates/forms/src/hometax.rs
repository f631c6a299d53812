//! The lists of Hometax (전자(세금)계산서 목록조회): workbooks, `.xls` and `.xlsx`, and the text that its
//! download gives.
//!
//! A sheet holds a preamble (company, totals, title), a heading row, and one row per invoice or per
//! item. Columns are found by the text of their headings: the number and order of columns differ by
//! year and menu. Lists show less than the document: resident numbers masked, no payment split,
//! often only the first item.

mod cell;
mod columns;
mod group;
mod kind;
mod list;
mod popbill;
mod preamble;
mod row;
mod sheets;
mod shown;
mod text;
mod write;
mod xls;

pub(crate) use popbill::is_popbill_list;
pub(crate) use text::is_text_list;

pub use list::{Listed, ROWS_MAX, Workbook, read_workbook};
pub use popbill::read_popbill_list;
pub use preamble::DeclaredTotals;
pub use sheets::{COLUMNS_MAX, SHEETS_MAX};
pub use shown::shown_rows;
pub use text::{TEXT_SHEET, read_text_list};
pub use write::{ItemRows, ListHead, ListWriteError, write_list};
pub use xls::CELLS_MAX;
