//! Official documents, read and written: e-tax XML and the list workbooks of Hometax.
//!
//! Everything here reads foreign bytes: sizes, depths and counts are bounded by named constants,
//! and whatever is wrong with a document is a [`Finding`] with its place, all of them at once.
//! Nothing opens a file: callers pass bytes and keep the file's name to themselves.

mod archive;
mod compound;
pub mod etax;
mod finding;
pub mod hometax;
mod read;
mod sniff;

pub use finding::{
    CODES, EXCERPT_CHARS_MAX, EXPECTED, FINDINGS_MAX, Finding, FormError, Severity, excerpt,
    mask_personal_numbers,
};
pub use read::{Locator, ReadInvoice, ReadOutcome, read_document};
pub use sniff::{FILE_BYTES_MAX, Format, check_length, sniff};
