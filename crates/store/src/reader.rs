//! What screens ask a book. Every answer of one [`Reader`] is from the same moment.

use crate::image::Form;
use crate::query::{self, Anchors, Cursor, Filter, Page, Sort, Totals};
use crate::seal::SealKey;
use crate::table::{self, change, invoice, partner, source};
use crate::{
    ChainCheck, ChainHead, ChainReport, ClerkNote, Company, ImportRow, InvoiceRow, PartnerPage, PartnerRow,
    Progress, SourceLink, SourceRow, StoreError, StoredWarning,
};
use jangbu_domain::{Agreement, ApprovalNumber, Date, Detail, Direction, TaxInvoice};
use rusqlite::Connection;
use std::collections::HashMap;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// Most imports that are listed.
const IMPORTS_MAX: u32 = 500;
/// Most approval numbers of one look-up.
pub const APPROVALS_MAX: usize = 1_000_000;

/// A consistent view of the book, for the length of one [`crate::Book::read`].
pub struct Reader {
    pub(crate) connection: Connection,
    pub(crate) seal: SealKey,
}

/// An invoice whole, resident numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvoice {
    /// Its line in the list.
    pub row: InvoiceRow,
    /// The invoice, masked. Its own warnings may differ from what was found when the numbers were
    /// whole: show [`StoredInvoice::warnings`].
    pub invoice: TaxInvoice,
    /// What was odd about it.
    pub warnings: Vec<StoredWarning>,
    /// Documents it was read from.
    pub sources: Vec<SourceLink>,
    /// Whether something of it is sealed and can be unmasked.
    pub sealed: bool,
    /// The clerk's own word on it.
    pub note: ClerkNote,
}

/// The book's version of an invoice that a file holds too. It knows the whole numbers, so that
/// versions compare exactly, and gives none of them out.
pub struct StoredVersion {
    /// Its number in the book.
    pub id: i64,
    /// 매출 or 매입.
    pub direction: Direction,
    whole: TaxInvoice,
}

impl StoredVersion {
    /// What the file's version means for the book's.
    pub fn agreement_with(&self, file: &TaxInvoice) -> Agreement {
        self.whole.agreement_with(file)
    }

    /// Whether the book knows the whole document, not a list's line only.
    pub fn has_document(&self) -> bool {
        self.whole.detail() == Detail::Document
    }
}

impl core::fmt::Debug for StoredVersion {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("StoredVersion").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Sums of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthSums {
    /// For instance 2026.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 매출 and 매입.
    pub totals: Totals,
}

impl Reader {
    /// The book's company.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] and errors of the database, as every method here.
    pub fn company(&self) -> Result<Company, StoreError> {
        table::company::read(&self.connection)
    }

    /// A page of the list; no sort means 작성일자 descending. `limit` is held to 1..=1,000.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] for a cursor of another order.
    pub fn invoice_page(
        &self,
        filter: &Filter,
        sort: &[Sort],
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        query::page(&self.connection, filter, sort, after, limit)
    }

    /// The number of rows and a cursor after every `every`-th, so that a dragged thumb jumps by
    /// key.
    ///
    /// # Errors
    /// As every method here.
    pub fn invoice_anchors(&self, filter: &Filter, sort: &[Sort], every: u32) -> Result<Anchors, StoreError> {
        query::anchors(&self.connection, filter, sort, every)
    }

    /// Sums of a filter, or of the rows `ids` of it.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] for more than 100,000 ids.
    pub fn invoice_totals(&self, filter: &Filter, ids: Option<&[i64]>) -> Result<Totals, StoreError> {
        query::totals(&self.connection, filter, ids)
    }

    /// Sums of every month between two days that has an invoice, in order.
    ///
    /// # Errors
    /// As every method here.
    pub fn month_sums(&self, from: Date, to: Date) -> Result<Vec<MonthSums>, StoreError> {
        query::months(&self.connection, from, to)
    }

    /// One line of the list.
    ///
    /// # Errors
    /// As every method here.
    pub fn invoice_row(&self, id: i64) -> Result<Option<InvoiceRow>, StoreError> {
        invoice::row(&self.connection, id)
    }

    /// An invoice whole, masked.
    ///
    /// # Errors
    /// As every method here.
    pub fn invoice(&self, id: i64) -> Result<Option<StoredInvoice>, StoreError> {
        let (Some(row), Some(image)) = (self.invoice_row(id)?, invoice::image(&self.connection, id)?) else {
            return Ok(None);
        };
        Ok(Some(StoredInvoice {
            row,
            invoice: image.to_invoice(Form::Masked)?,
            sources: source::links(&self.connection, id)?,
            sealed: image.sealed.is_some(),
            warnings: image.warnings,
            note: table::note::read(&self.connection, id)?.as_ref().map(ClerkNote::of).unwrap_or_default(),
        }))
    }

    /// Id of an approval number, if the book holds it.
    ///
    /// # Errors
    /// As every method here.
    pub fn invoice_by_approval(&self, approval: &ApprovalNumber) -> Result<Option<i64>, StoreError> {
        invoice::id_of(&self.connection, approval)
    }

    /// The book's versions of those approval numbers that it holds.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] beyond a million numbers.
    pub fn existing(
        &self,
        approvals: &[ApprovalNumber],
    ) -> Result<HashMap<ApprovalNumber, StoredVersion>, StoreError> {
        if approvals.len() > APPROVALS_MAX {
            let max = i64::try_from(APPROVALS_MAX).unwrap_or(i64::MAX);
            return Err(StoreError::TooMany { what: "number of approval numbers", max });
        }
        let mut versions = HashMap::new();
        for approval in approvals {
            if let Some(version) = version_of(&self.connection, &self.seal, approval)? {
                versions.insert(approval.clone(), version);
            }
        }
        Ok(versions)
    }

    /// Invoices that amend this one, oldest first.
    ///
    /// # Errors
    /// As every method here.
    pub fn amendments_of(&self, original: &ApprovalNumber) -> Result<Vec<InvoiceRow>, StoreError> {
        invoice::amendments_of(&self.connection, original)
    }

    /// A kept document without its bytes.
    ///
    /// # Errors
    /// As every method here.
    pub fn source_summary(&self, id: i64) -> Result<Option<SourceRow>, StoreError> {
        source::read(&self.connection, id)
    }

    /// Bytes of a kept document as they came in, unsealed. When [`SourceRow::sealed`] they hold a
    /// resident number: mask before showing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Damaged`] when they do not have their digest.
    pub fn source_bytes(&self, id: i64) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        source::body(&self.connection, &self.seal, id)
    }

    /// The kept document with this SHA-256.
    ///
    /// # Errors
    /// As every method here.
    pub fn source_by_hash(&self, sha256: &[u8; 32]) -> Result<Option<SourceRow>, StoreError> {
        source::find(&self.connection, sha256)
    }

    /// Code help: partners by name, number or first consonants, best first.
    ///
    /// # Errors
    /// As every method here.
    pub fn partner_suggest(&self, text: &str, limit: u32) -> Result<Vec<PartnerRow>, StoreError> {
        partner::suggest(&self.connection, text, limit)
    }

    /// A page of partners by name; `after` is the `next` of the page before.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn partner_page(
        &self,
        text: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<PartnerPage, StoreError> {
        partner::page(&self.connection, text, after, limit)
    }

    /// One partner.
    ///
    /// # Errors
    /// As every method here.
    pub fn partner(&self, id: i64) -> Result<Option<PartnerRow>, StoreError> {
        partner::one(&self.connection, id)
    }

    /// Imports, newest first, at most 500.
    ///
    /// # Errors
    /// As every method here.
    pub fn imports(&self) -> Result<Vec<ImportRow>, StoreError> {
        table::import::list(&self.connection, IMPORTS_MAX)
    }

    /// 작성일자 of the newest invoice.
    ///
    /// # Errors
    /// As every method here.
    pub fn latest_written_on(&self) -> Result<Option<Date>, StoreError> {
        let newest: Option<i64> =
            self.connection.query_row("SELECT max(id) FROM invoice", [], |row| row.get(0))?;
        Ok(newest.and_then(invoice::date_of_id))
    }

    /// The last change: printed with each backup, it proves later that nothing was taken away.
    ///
    /// # Errors
    /// As every method here.
    pub fn chain_head(&self) -> Result<ChainHead, StoreError> {
        change::head(&self.connection)
    }

    /// Walks the whole change chain and names the first row that is missing or altered.
    ///
    /// # Errors
    /// As every method here.
    pub fn verify_chain(&self) -> Result<ChainReport, StoreError> {
        Ok(self.verify_against(&[], &mut |_, _| ControlFlow::Continue(()))?.report)
    }

    /// As [`Reader::verify_chain`], and says which of the heads that were printed earlier the chain
    /// still contains: one that it does not contain was taken away or written anew since.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`], and as every method here.
    pub fn verify_against(
        &self,
        heads: &[ChainHead],
        progress: &mut Progress<'_>,
    ) -> Result<ChainCheck, StoreError> {
        change::check(&self.connection, heads, progress)
    }
}

/// The book's version of one approval number.
pub(crate) fn version_of(
    connection: &Connection,
    key: &SealKey,
    approval: &ApprovalNumber,
) -> Result<Option<StoredVersion>, StoreError> {
    let Some(id) = invoice::id_of(connection, approval)? else { return Ok(None) };
    let Some(image) = invoice::image(connection, id)? else { return Ok(None) };
    Ok(Some(StoredVersion { id, direction: image.direction, whole: image.to_invoice(Form::Whole(key))? }))
}
