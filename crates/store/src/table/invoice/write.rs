//! The write handle: the only code that changes an invoice, each time with its lines, parties,
//! search text, sums and change row.

use super::{DAYS_END, NUMBER_BITS};
use super::{day_of, first_id_of, image, newest_of_partner, second_of, type_number};
use crate::StoreError;
use crate::image::{InvoiceImage, PartyImage};
use crate::table::change::{Act, Entity, Hash, Operation, digest_of};
use crate::table::note::{self, NoteImage};
use crate::table::search::{self, SearchTokens, Searchable};
use crate::table::sums::{Deltas, direction_number};
use crate::table::{line, partner, party, source};
use jangbu_domain::{Detail, InvoiceTypeCode, Krw};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Party blocks and partners remembered within one act; beyond that they are looked up.
const REMEMBERED_MAX: usize = 50_000;

/// Writes invoices within one act. [`InvoiceWrite::finish`] settles partners and sums; without it
/// the act must not be committed.
#[derive(Default)]
pub(crate) struct InvoiceWrite {
    /// Last number given out per day.
    days: HashMap<i64, i64>,
    /// Party blocks by content.
    parties: HashMap<String, i64>,
    /// Partners by identity.
    partners: HashMap<String, i64>,
    /// Ids for partners that are new; none was needed yet.
    fresh_partners: Option<partner::FreshIds>,
    /// Partners whose newest invoice may have changed; true for those made by this act.
    touched: BTreeMap<i64, bool>,
    sums: Deltas,
}

/// An invoice and everything about its rows that needs no book: computed ahead of the
/// transaction's own work, on another core when many come at once.
pub(crate) struct ReadyInvoice {
    image: InvoiceImage,
    digest: Hash,
    supplier: String,
    buyer: String,
    broker: Option<String>,
    partner_identity: String,
    type_code: i64,
    day: i64,
    tokens: SearchTokens,
    declaration: Option<String>,
    notes: Option<String>,
    warnings: Option<String>,
}

impl ReadyInvoice {
    /// # Errors
    /// [`StoreError::Damaged`] when a part cannot be written as text.
    pub(crate) fn of(image: InvoiceImage) -> Result<Self, StoreError> {
        let declaration = image.import_declaration.as_ref().map(json_of).transpose()?;
        let notes = (!image.notes.is_empty()).then(|| json_of(&image.notes)).transpose()?;
        let warnings = (!image.warnings.is_empty()).then(|| json_of(&image.warnings)).transpose()?;
        let tokens = tokens_of(&image, None);
        Ok(Self {
            digest: digest_of(&image.to_json()?),
            supplier: image.supplier.to_json()?,
            buyer: image.buyer.to_json()?,
            broker: image.broker.as_ref().map(PartyImage::to_json).transpose()?,
            partner_identity: partner::identity_of(image.partner()),
            type_code: type_code_of(&image),
            day: day_of(image.approval.written_on()),
            tokens,
            declaration,
            notes,
            warnings,
            image,
        })
    }
}

/// Where an invoice's rows point.
struct Places {
    supplier: i64,
    buyer: i64,
    broker: Option<i64>,
    partner: i64,
}

impl InvoiceWrite {
    /// Adds an invoice; `None` when its approval number is in the book already.
    pub(crate) fn insert(
        &mut self,
        act: &mut Act<'_>,
        invoice: &ReadyInvoice,
    ) -> Result<Option<i64>, StoreError> {
        if super::id_of(act.tx, &invoice.image.approval)?.is_some() {
            return Ok(None);
        }
        let id = self.next_id(act.tx, invoice)?;
        self.add(act, id, invoice, Operation::Add)?;
        Ok(Some(id))
    }

    /// Brings an invoice back that an act has taken out, under its own number. False when the book
    /// holds its approval number by now.
    pub(crate) fn bring_back(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        invoice: InvoiceImage,
    ) -> Result<bool, StoreError> {
        if super::exists(act.tx, id)? || super::id_of(act.tx, &invoice.approval)?.is_some() {
            return Ok(false);
        }
        self.add(act, id, &ReadyInvoice::of(invoice)?, Operation::Restore)?;
        Ok(true)
    }

    fn add(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        invoice: &ReadyInvoice,
        operation: Operation,
    ) -> Result<(), StoreError> {
        let places = self.resolve(act.tx, invoice)?;
        write_row(act.tx, INSERT, id, invoice, &places)?;
        self.write_parts(act.tx, id, invoice, &places, None)?;
        act.record_digest(Entity::Invoice, id, operation, None, Some(invoice.digest))
    }

    /// Puts another version in place of the one in the book.
    pub(crate) fn replace(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        after: InvoiceImage,
        operation: Operation,
    ) -> Result<(), StoreError> {
        let before = self.erase_parts(act.tx, id)?;
        let after = ReadyInvoice::of(after)?;
        let places = self.resolve(act.tx, &after)?;
        write_row(act.tx, UPDATE, id, &after, &places)?;
        let note = note::read(act.tx, id)?;
        self.write_parts(act.tx, id, &after, &places, note.as_ref())?;
        act.record_digest(Entity::Invoice, id, operation, Some(&before.to_json()?), Some(after.digest))?;
        if before.warnings == after.image.warnings { Ok(()) } else { note::look_again(act, id) }
    }

    /// Takes an invoice out with the clerk's note on it; their images stay in the change chain.
    pub(crate) fn remove(&mut self, act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
        note::remove(act, id)?;
        let before = self.erase_parts(act.tx, id)?;
        source::unlink(act, "invoice_id = :key", id)?;
        act.tx.prepare_cached("DELETE FROM invoice WHERE id = ?1")?.execute([id])?;
        act.record(Entity::Invoice, id, Operation::Remove, Some(&before.to_json()?), None)
    }

    /// Settles what the act touched: partners' names, sums, the days' last numbers.
    pub(crate) fn finish(mut self, act: &mut Act<'_>) -> Result<(), StoreError> {
        for (id, is_new) in std::mem::take(&mut self.touched) {
            let newest = match newest_of_partner(act.tx, id)? {
                Some(invoice) => image(act.tx, invoice)?.map(|image| image.partner().clone()),
                None => None,
            };
            partner::refresh(act, id, newest.as_ref(), is_new)?;
        }
        self.sums.flush(act.tx)?;
        let mut statement = act.tx.prepare_cached(
            "INSERT INTO invoice_day (written_on, last) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET last = excluded.last",
        )?;
        for (day, last) in self.days {
            statement.execute((day, last))?;
        }
        Ok(())
    }

    /// A number that was never given out, not even to an invoice that an undo has removed: the
    /// change chain knows documents by it.
    fn next_id(&mut self, tx: &Connection, invoice: &ReadyInvoice) -> Result<i64, StoreError> {
        let day = invoice.day;
        if !(-DAYS_END..DAYS_END).contains(&day) {
            return Err(StoreError::DateRange { date: invoice.image.approval.written_on() });
        }
        let last = match self.days.entry(day) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let last = tx
                    .prepare_cached("SELECT last FROM invoice_day WHERE written_on = ?1")?
                    .query_row([day], |row| row.get(0))
                    .optional()?;
                entry.insert(last.unwrap_or(0))
            }
        };
        *last += 1;
        if *last >> NUMBER_BITS != 0 {
            return Err(StoreError::TooMany { what: "invoices of one day", max: 1 << NUMBER_BITS });
        }
        Ok(first_id_of(day) | *last)
    }

    fn resolve(&mut self, tx: &Connection, invoice: &ReadyInvoice) -> Result<Places, StoreError> {
        let broker = invoice.broker.as_deref();
        Ok(Places {
            supplier: self.resolve_party(tx, &invoice.supplier)?,
            buyer: self.resolve_party(tx, &invoice.buyer)?,
            broker: broker.map(|broker| self.resolve_party(tx, broker)).transpose()?,
            partner: self.resolve_partner(tx, invoice.image.partner(), &invoice.partner_identity)?,
        })
    }

    fn resolve_party(&mut self, tx: &Connection, content: &str) -> Result<i64, StoreError> {
        if let Some(id) = self.parties.get(content) {
            return Ok(*id);
        }
        let id = party::resolve(tx, content)?;
        if self.parties.len() < REMEMBERED_MAX {
            self.parties.insert(content.to_owned(), id);
        }
        Ok(id)
    }

    fn resolve_partner(
        &mut self,
        tx: &Connection,
        block: &PartyImage,
        identity: &str,
    ) -> Result<i64, StoreError> {
        if let Some(id) = self.partners.get(identity) {
            return Ok(*id);
        }
        let (id, is_new) = partner::resolve(tx, block, &mut self.fresh_partners)?;
        *self.touched.entry(id).or_default() |= is_new;
        if self.partners.len() < REMEMBERED_MAX {
            self.partners.insert(identity.to_owned(), id);
        }
        Ok(id)
    }

    /// Takes out everything that hangs on an invoice's row and returns what the invoice was.
    fn erase_parts(&mut self, tx: &Connection, id: i64) -> Result<InvoiceImage, StoreError> {
        let before = image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })?;
        let identity = partner::identity_of(before.partner());
        let partner = self.resolve_partner(tx, before.partner(), &identity)?;
        self.sums.add(&before, day_of(before.approval.written_on()), type_code_of(&before), partner, -1);
        line::delete(tx, id)?;
        search::delete(tx, id)?;
        Ok(before)
    }

    fn write_parts(
        &mut self,
        tx: &Connection,
        id: i64,
        invoice: &ReadyInvoice,
        places: &Places,
        note: Option<&NoteImage>,
    ) -> Result<(), StoreError> {
        line::insert(tx, id, &invoice.image.lines)?;
        match note {
            Some(_) => search::insert(tx, id, &tokens_of(&invoice.image, note))?,
            None => search::insert(tx, id, &invoice.tokens)?,
        }
        self.sums.add(&invoice.image, invoice.day, invoice.type_code, places.partner, 1);
        Ok(())
    }
}

fn json_of<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::damaged("an invoice cannot be written as text"))
}

fn tokens_of(invoice: &InvoiceImage, note: Option<&NoteImage>) -> SearchTokens {
    let of_clerk = note.map(|note| note.text.as_str()).filter(|text| !text.is_empty());
    SearchTokens::of(&mut Searchable {
        partner: &invoice.partner().name,
        items: &mut invoice.lines.iter().filter_map(|line| line.item.as_deref()),
        notes: &mut invoice.notes.iter().map(String::as_str).chain(of_clerk),
    })
}

/// Makes the search text of an invoice anew after its note has changed.
pub(crate) fn index_text(tx: &Connection, id: i64) -> Result<(), StoreError> {
    let invoice = image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })?;
    let note = note::read(tx, id)?;
    search::delete(tx, id)?;
    search::insert(tx, id, &tokens_of(&invoice, note.as_ref()))
}

fn type_code_of(invoice: &InvoiceImage) -> i64 {
    InvoiceTypeCode::from_code(&invoice.type_code).map_or(0, |code| type_number(code.kind, code.variety))
}

const INSERT: &str = "INSERT INTO invoice (id, approval, direction, type_code, written_on, issued_at,
    transmitted_on, purpose, amendment_reason, original_approval, import_declaration, supplier_id,
    buyer_id, broker_id, partner_id, partner_name, partner_number, item, line_count, supply_krw,
    tax_krw, total_krw, cash_krw, cheque_krw, note_krw, credit_krw, notes, detail, warning_count,
    warnings, import_id, sealed)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
    ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)";

const UPDATE: &str = "UPDATE invoice SET approval = ?2, direction = ?3, type_code = ?4, written_on = ?5,
    issued_at = ?6, transmitted_on = ?7, purpose = ?8, amendment_reason = ?9, original_approval = ?10,
    import_declaration = ?11, supplier_id = ?12, buyer_id = ?13, broker_id = ?14, partner_id = ?15,
    partner_name = ?16, partner_number = ?17, item = ?18, line_count = ?19, supply_krw = ?20,
    tax_krw = ?21, total_krw = ?22, cash_krw = ?23, cheque_krw = ?24, note_krw = ?25, credit_krw = ?26,
    notes = ?27, detail = ?28, warning_count = ?29, warnings = ?30, import_id = ?31, sealed = ?32
  WHERE id = ?1";

/// Writes the columns in the order of [`INSERT`]. By number, not by name: a name is looked up at
/// every execution.
fn write_row(
    tx: &Connection,
    statement: &str,
    id: i64,
    invoice: &ReadyInvoice,
    places: &Places,
) -> Result<(), StoreError> {
    let image = &invoice.image;
    let amendment = image.amendment.as_ref();
    let original = amendment.and_then(|a| a.original.as_ref());
    let partner = image.partner();
    let [cash, cheque, note, credit] = image.payment.parts().map(|(_, amount)| amount.map(Krw::won));
    tx.prepare_cached(statement)?.execute(params![
        id,
        image.approval.as_str(),
        direction_number(image.direction),
        invoice.type_code,
        invoice.day,
        image.issued_at.map(second_of),
        image.transmitted_on.map(day_of),
        image.purpose.map(jangbu_domain::Purpose::code),
        amendment.and_then(|a| a.reason).map(jangbu_domain::AmendmentReason::code),
        original.map(jangbu_domain::ApprovalNumber::as_str),
        invoice.declaration,
        places.supplier,
        places.buyer,
        places.broker,
        places.partner,
        partner.name,
        partner.shown_number(),
        image.first_item().unwrap_or_default(),
        i64::try_from(image.lines.len()).unwrap_or(i64::MAX),
        image.supply.won(),
        image.tax.map(Krw::won),
        image.total.won(),
        cash,
        cheque,
        note,
        credit,
        invoice.notes,
        i64::from(image.detail == Detail::Document),
        i64::try_from(image.warnings.len()).unwrap_or(i64::MAX),
        invoice.warnings,
        image.import,
        image.sealed,
    ])?;
    Ok(())
}
