//! A company's folder as the switcher sees it, without opening the book.

use super::{BOOK_FILE, Protection};
use crate::keys::KeyFile;
use crate::{Company, StoreError, durable};
use jangbu_domain::BusinessNumber;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What the switcher shows without opening the book.
pub(crate) const COMPANY_FILE: &str = "company.json";
/// Largest company file that is read, in bytes.
const COMPANY_FILE_BYTES_MAX: u64 = 64 * 1024;

/// A company on this machine, as the switcher shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// The folder's name.
    pub id: String,
    /// The company, as far as it is told in the open.
    pub company: Company,
    /// How the key is kept.
    pub protection: Protection,
    /// Invented books.
    pub demo: bool,
    /// The folder.
    pub path: PathBuf,
}

/// A folder that is no usable company: a creation that was interrupted, or files that are missing.
#[derive(Debug)]
pub struct Leftover {
    /// The folder.
    pub path: PathBuf,
    /// Why it is none.
    pub reason: StoreError,
}

/// `company.json`.
#[derive(Serialize, Deserialize)]
pub(crate) struct CompanyFile {
    format: u32,
    id: String,
    name: String,
    business_number: BusinessNumber,
    representative: Option<String>,
    demo: bool,
}

impl CompanyFile {
    /// What is told in the open about a new company.
    pub(crate) fn of(id: &str, company: &Company, demo: bool) -> Self {
        Self {
            format: 1,
            id: id.to_owned(),
            name: company.name.clone(),
            business_number: company.business_number,
            representative: company.representative.clone(),
            demo,
        }
    }

    /// Writes the file into a folder, which nobody reads before it is renamed into place.
    pub(crate) fn write_new(&self, folder: &Path) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| StoreError::damaged("company.json"))?;
        durable::write_new(&folder.join(COMPANY_FILE), &text)
    }

    /// Reads the file of `folder`.
    fn read(folder: &Path) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::damaged(format!("company.json {what}"));
        let path = folder.join(COMPANY_FILE);
        let text = durable::read_bounded(&path, COMPANY_FILE_BYTES_MAX).map_err(|error| match error {
            StoreError::TooMany { .. } => damaged("is too large"),
            error => error,
        })?;
        serde_json::from_slice(&text.ok_or_else(|| damaged("is missing"))?)
            .map_err(|_| damaged("is unreadable"))
    }
}

/// The company in `folder`, which may be called otherwise while it is not in its place.
pub(crate) fn read_entry(folder: &Path) -> Result<BookEntry, StoreError> {
    let key_file = KeyFile::read(folder)?;
    let file = CompanyFile::read(folder)?;
    let book = folder.join(BOOK_FILE);
    if !book.is_file() {
        return Err(StoreError::BookMissing { path: book });
    }
    Ok(BookEntry {
        id: file.id,
        company: Company {
            name: file.name,
            business_number: file.business_number,
            representative: file.representative,
        },
        protection: key_file.protection,
        demo: file.demo,
        path: folder.to_owned(),
    })
}

/// The company in `folder`, which must be called as the company is.
pub(crate) fn read_entry_in_place(folder: &Path) -> Result<BookEntry, StoreError> {
    let entry = read_entry(folder)?;
    if folder.file_name().is_none_or(|name| name != entry.id.as_str()) {
        return Err(StoreError::damaged("company.json names another folder"));
    }
    Ok(entry)
}
