//! `backup.json`: what a backup is, told without opening it and vouched for by the book's key. Its
//! figures are sealed: a turnover is nobody's business who finds the disk.

use super::FILES;
use super::contents::{Contents, TABLES_MAX};
use super::name::BackupReason;
use crate::keys::{KeyBundle, bytes_of_hex, hex};
use crate::query::{Sums, Totals};
use crate::{BookEntry, ChainHead, StoreError, durable};
use jangbu_domain::{BusinessNumber, Date};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the manifest inside a backup.
pub(crate) const MANIFEST_FILE: &str = "backup.json";
/// Format that this program writes and the newest it reads.
const FORMAT: u32 = 1;
/// Largest manifest that is read, in bytes: a few kilobytes are usual.
const MANIFEST_BYTES_MAX: u64 = 256 * 1024;
/// Names the use of the key, so that no other tag of the book fits here.
const PURPOSE: &str = "jangbu backup manifest";
/// Names what is sealed, so that it opens nowhere else.
const FIGURES: &str = "backup figures";

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupManifest {
    /// The company's id: its folder's name.
    pub company_id: String,
    /// 상호.
    pub company_name: String,
    /// 사업자등록번호.
    pub business_number: BusinessNumber,
    /// When the backup was made.
    pub made_at: Timestamp,
    /// Why.
    pub reason: BackupReason,
    /// Version of the program that made it.
    pub program_version: String,
    /// Version of the book's schema.
    pub schema: i64,
    /// The last row of the book's change chain.
    pub head: ChainHead,
    /// Invoices of both directions.
    pub invoices: u64,
    /// The files beside the manifest.
    pub files: Vec<BackupFile>,
    /// The rest of the book's figures, hexadecimal.
    sealed_figures: String,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size_bytes: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// The manifest as it is written, with its tag.
#[derive(Serialize, Deserialize)]
struct Sealed {
    format: u32,
    backup: Written,
    /// HMAC of `backup` under the book's keys, lower-case hexadecimal.
    tag: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    company: WrittenCompany,
    made_at: Timestamp,
    reason: BackupReason,
    program_version: String,
    schema: i64,
    head: WrittenHead,
    invoices: u64,
    files: Vec<BackupFile>,
    sealed_figures: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenCompany {
    id: String,
    name: String,
    business_number: BusinessNumber,
}

#[derive(Serialize, Deserialize)]
struct WrittenHead {
    seq: i64,
    hash: String,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct WrittenFigures {
    rows: BTreeMap<String, u64>,
    sales: WrittenSums,
    purchases: WrittenSums,
    newest_written_on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct WrittenSums {
    invoices: u64,
    supply_krw: i64,
    tax_krw: i64,
}

impl WrittenSums {
    const fn of(sums: &Sums) -> Self {
        Self { invoices: sums.count, supply_krw: sums.supply_krw, tax_krw: sums.tax_krw }
    }

    const fn sums(&self) -> Sums {
        Sums { count: self.invoices, supply_krw: self.supply_krw, tax_krw: self.tax_krw }
    }
}

/// What a backup is made of.
pub(crate) struct Making<'m> {
    pub(crate) entry: &'m BookEntry,
    pub(crate) made_at: Timestamp,
    pub(crate) reason: BackupReason,
    pub(crate) program_version: &'m str,
    pub(crate) contents: &'m Contents,
    pub(crate) files: Vec<BackupFile>,
}

impl BackupManifest {
    /// The manifest of a new backup.
    pub(crate) fn seal(making: Making<'_>, keys: &KeyBundle) -> Result<Self, StoreError> {
        let contents = making.contents;
        let figures = WrittenFigures {
            rows: contents.rows.clone(),
            sales: WrittenSums::of(&contents.totals.sales),
            purchases: WrittenSums::of(&contents.totals.purchases),
            newest_written_on: contents.newest_written_on,
        };
        let figures = serde_json::to_vec(&figures).map_err(|_| unreadable("cannot be written"))?;
        Ok(Self {
            company_id: making.entry.id.clone(),
            company_name: making.entry.company.name.clone(),
            business_number: making.entry.company.business_number,
            made_at: making.made_at,
            reason: making.reason,
            program_version: making.program_version.to_owned(),
            schema: contents.schema,
            head: contents.head,
            invoices: contents.invoices(),
            files: making.files,
            sealed_figures: hex(&keys.seal_key()?.seal(FIGURES, &figures)?),
        })
    }

    /// What the book held.
    pub(crate) fn contents(&self, keys: &KeyBundle) -> Result<Contents, StoreError> {
        let sealed = bytes_of_hex(&self.sealed_figures).ok_or_else(|| unreadable("has no figures"))?;
        let figures = keys.seal_key()?.open(FIGURES, &sealed)?;
        let figures: WrittenFigures =
            serde_json::from_slice(&figures).map_err(|_| unreadable("has no figures"))?;
        if figures.rows.len() > TABLES_MAX {
            return Err(unreadable("lists tables that no book has"));
        }
        Ok(Contents {
            schema: self.schema,
            head: self.head,
            rows: figures.rows,
            totals: Totals { sales: figures.sales.sums(), purchases: figures.purchases.sums() },
            newest_written_on: figures.newest_written_on,
        })
    }

    /// Writes the manifest into a backup's folder.
    pub(crate) fn write_new(&self, folder: &Path, keys: &KeyBundle) -> Result<(), StoreError> {
        let sealed = Sealed { format: FORMAT, backup: self.written(), tag: self.derive_tag(keys)? };
        let text = serde_json::to_vec_pretty(&sealed).map_err(|_| unreadable("cannot be written"))?;
        durable::write_new(&folder.join(MANIFEST_FILE), &text)
    }

    /// Reads the manifest of a backup's folder, and the tag that the book's key has to confirm.
    ///
    /// # Errors
    /// [`StoreError::BookMissing`], [`StoreError::Damaged`], [`StoreError::NewerSchema`].
    pub(crate) fn read(folder: &Path) -> Result<(Self, String), StoreError> {
        let path = folder.join(MANIFEST_FILE);
        let text = durable::read_bounded(&path, MANIFEST_BYTES_MAX).map_err(|error| match error {
            StoreError::TooMany { .. } => unreadable("is too large"),
            error => error,
        })?;
        let text = text.ok_or(StoreError::BookMissing { path })?;
        let sealed: Sealed = serde_json::from_slice(&text).map_err(|e| {
            // The parser's words could quote the file; its position says enough.
            unreadable(&format!("is unreadable at line {} column {}", e.line(), e.column()))
        })?;
        if sealed.format > FORMAT {
            return Err(StoreError::NewerSchema { found: sealed.format.into(), known: FORMAT.into() });
        }
        Ok((Self::parse(sealed.backup)?, sealed.tag))
    }

    /// Whether the book's key made `tag` for exactly this manifest.
    pub(crate) fn is_confirmed(&self, keys: &KeyBundle, tag: &str) -> Result<bool, StoreError> {
        let text = serde_json::to_vec(&self.written()).map_err(|_| unreadable("cannot be written"))?;
        keys.confirms(PURPOSE, &text, &bytes_of_hex(tag).unwrap_or_default())
    }

    /// Bytes of all files.
    pub fn size_bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.size_bytes))
    }

    fn derive_tag(&self, keys: &KeyBundle) -> Result<String, StoreError> {
        let text = serde_json::to_vec(&self.written()).map_err(|_| unreadable("cannot be written"))?;
        Ok(hex(&keys.authenticate(PURPOSE, &text)?))
    }

    fn written(&self) -> Written {
        Written {
            company: WrittenCompany {
                id: self.company_id.clone(),
                name: self.company_name.clone(),
                business_number: self.business_number,
            },
            made_at: self.made_at,
            reason: self.reason,
            program_version: self.program_version.clone(),
            schema: self.schema,
            head: WrittenHead { seq: self.head.seq, hash: hex(&self.head.hash) },
            invoices: self.invoices,
            files: self.files.clone(),
            sealed_figures: self.sealed_figures.clone(),
        }
    }

    fn parse(written: Written) -> Result<Self, StoreError> {
        let hash = bytes_of_hex(&written.head.hash).and_then(|bytes| bytes.try_into().ok());
        let hash = hash.ok_or_else(|| unreadable("has no head"))?;
        let known = |name: &&str| written.files.iter().filter(|file| file.name == **name).count() == 1;
        if written.files.len() != FILES.len() || !FILES.iter().all(known) {
            return Err(unreadable("names other files than a backup has"));
        }
        Ok(Self {
            company_id: written.company.id,
            company_name: written.company.name,
            business_number: written.company.business_number,
            made_at: written.made_at,
            reason: written.reason,
            program_version: written.program_version,
            schema: written.schema,
            head: ChainHead { seq: written.head.seq, hash },
            invoices: written.invoices,
            files: written.files,
            sealed_figures: written.sealed_figures,
        })
    }
}

fn unreadable(what: &str) -> StoreError {
    StoreError::damaged(format!("{MANIFEST_FILE} {what}"))
}
