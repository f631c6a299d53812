//! The write handle: the only code that changes an invoice, each time with its lines, parties,
//! search text, sums and change row.

use super::{DAYS_END, NUMBER_BITS};
use super::{day_of, first_id_of, image, newest_of_partner, second_of, type_number};
use crate::StoreError;
use crate::image::{InvoiceImage, PartyImage};
use crate::table::change::{Act, Entity, Operation};
use crate::table::note::{self, NoteImage};
use crate::table::search::{self, Searchable};
use crate::table::sums::{Deltas, direction_number};
use crate::table::{line, partner, party, source};
use jangbu_domain::{Detail, InvoiceTypeCode, Krw};
use rusqlite::{Connection, OptionalExtension as _, named_params};
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
    /// Partners whose newest invoice may have changed; true for those made by this act.
    touched: BTreeMap<i64, bool>,
    sums: Deltas,
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
        invoice: &InvoiceImage,
    ) -> Result<Option<i64>, StoreError> {
        if super::id_of(act.tx, &invoice.approval)?.is_some() {
            return Ok(None);
        }
        let day = day_of(invoice.approval.written_on());
        let id = self.next_id(act.tx, invoice, day)?;
        self.add(act, id, invoice, Operation::Add)?;
        Ok(Some(id))
    }

    /// Brings an invoice back that an act has taken out, under its own number. False when the book
    /// holds its approval number by now.
    pub(crate) fn bring_back(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        invoice: &InvoiceImage,
    ) -> Result<bool, StoreError> {
        if super::exists(act.tx, id)? || super::id_of(act.tx, &invoice.approval)?.is_some() {
            return Ok(false);
        }
        self.add(act, id, invoice, Operation::Restore)?;
        Ok(true)
    }

    fn add(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        invoice: &InvoiceImage,
        operation: Operation,
    ) -> Result<(), StoreError> {
        let places = self.resolve(act.tx, invoice)?;
        write_row(act.tx, INSERT, id, invoice, &places)?;
        self.write_parts(act.tx, id, invoice, &places, None)?;
        act.record(Entity::Invoice, id, operation, None, Some(&invoice.to_json()?))
    }

    /// Puts another version in place of the one in the book.
    pub(crate) fn replace(
        &mut self,
        act: &mut Act<'_>,
        id: i64,
        after: &InvoiceImage,
        operation: Operation,
    ) -> Result<(), StoreError> {
        let before = self.erase_parts(act.tx, id)?;
        let places = self.resolve(act.tx, after)?;
        write_row(act.tx, UPDATE, id, after, &places)?;
        let note = note::read(act.tx, id)?;
        self.write_parts(act.tx, id, after, &places, note.as_ref())?;
        act.record(Entity::Invoice, id, operation, Some(&before.to_json()?), Some(&after.to_json()?))?;
        if before.warnings == after.warnings { Ok(()) } else { note::look_again(act, id) }
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
    fn next_id(&mut self, tx: &Connection, invoice: &InvoiceImage, day: i64) -> Result<i64, StoreError> {
        if !(-DAYS_END..DAYS_END).contains(&day) {
            return Err(StoreError::DateRange { date: invoice.approval.written_on() });
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

    fn resolve(&mut self, tx: &Connection, invoice: &InvoiceImage) -> Result<Places, StoreError> {
        Ok(Places {
            supplier: self.resolve_party(tx, &invoice.supplier)?,
            buyer: self.resolve_party(tx, &invoice.buyer)?,
            broker: invoice.broker.as_ref().map(|broker| self.resolve_party(tx, broker)).transpose()?,
            partner: self.resolve_partner(tx, invoice.partner())?,
        })
    }

    fn resolve_party(&mut self, tx: &Connection, block: &PartyImage) -> Result<i64, StoreError> {
        let content = block.to_json()?;
        if let Some(id) = self.parties.get(&content) {
            return Ok(*id);
        }
        let id = party::resolve(tx, &content)?;
        if self.parties.len() < REMEMBERED_MAX {
            self.parties.insert(content, id);
        }
        Ok(id)
    }

    fn resolve_partner(&mut self, tx: &Connection, block: &PartyImage) -> Result<i64, StoreError> {
        let identity = partner::identity_of(block);
        if let Some(id) = self.partners.get(&identity) {
            return Ok(*id);
        }
        let (id, is_new) = partner::resolve(tx, block)?;
        *self.touched.entry(id).or_default() |= is_new;
        if self.partners.len() < REMEMBERED_MAX {
            self.partners.insert(identity, id);
        }
        Ok(id)
    }

    /// Takes out everything that hangs on an invoice's row and returns what the invoice was.
    fn erase_parts(&mut self, tx: &Connection, id: i64) -> Result<InvoiceImage, StoreError> {
        let before = image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })?;
        let partner = self.resolve_partner(tx, before.partner())?;
        self.sums.add(&before, day_of(before.approval.written_on()), type_code_of(&before), partner, -1);
        line::delete(tx, id)?;
        search::delete(tx, id)?;
        Ok(before)
    }

    fn write_parts(
        &mut self,
        tx: &Connection,
        id: i64,
        invoice: &InvoiceImage,
        places: &Places,
        note: Option<&NoteImage>,
    ) -> Result<(), StoreError> {
        line::insert(tx, id, &invoice.lines)?;
        insert_text(tx, id, invoice, note)?;
        let day = day_of(invoice.approval.written_on());
        self.sums.add(invoice, day, type_code_of(invoice), places.partner, 1);
        Ok(())
    }
}

fn insert_text(
    tx: &Connection,
    id: i64,
    invoice: &InvoiceImage,
    note: Option<&NoteImage>,
) -> Result<(), StoreError> {
    let of_clerk = note.map(|note| note.text.as_str()).filter(|text| !text.is_empty());
    let mut searchable = Searchable {
        partner: &invoice.partner().name,
        items: &mut invoice.lines.iter().filter_map(|line| line.item.as_deref()),
        notes: &mut invoice.notes.iter().map(String::as_str).chain(of_clerk),
    };
    search::insert(tx, id, &mut searchable)
}

/// Makes the search text of an invoice anew after its note has changed.
pub(crate) fn index_text(tx: &Connection, id: i64) -> Result<(), StoreError> {
    let invoice = image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })?;
    let note = note::read(tx, id)?;
    search::delete(tx, id)?;
    insert_text(tx, id, &invoice, note.as_ref())
}

fn type_code_of(invoice: &InvoiceImage) -> i64 {
    InvoiceTypeCode::from_code(&invoice.type_code).map_or(0, |code| type_number(code.kind, code.variety))
}

const INSERT: &str = "INSERT INTO invoice (id, approval, direction, type_code, written_on, issued_at,
    transmitted_on, purpose, amendment_reason, original_approval, import_declaration, supplier_id, buyer_id,
    broker_id, partner_id, partner_name, partner_number, item, line_count, supply_krw, tax_krw, total_krw,
    cash_krw, cheque_krw, note_krw, credit_krw, notes, detail, warning_count, warnings, import_id, sealed)
  VALUES (:id, :approval, :direction, :type_code, :written_on, :issued_at, :transmitted_on, :purpose,
    :amendment_reason, :original_approval, :import_declaration, :supplier_id, :buyer_id, :broker_id,
    :partner_id, :partner_name, :partner_number, :item, :line_count, :supply_krw, :tax_krw, :total_krw,
    :cash_krw, :cheque_krw, :note_krw, :credit_krw, :notes, :detail, :warning_count, :warnings, :import_id,
    :sealed)";

const UPDATE: &str =
    "UPDATE invoice SET approval = :approval, direction = :direction, type_code = :type_code,
    written_on = :written_on, issued_at = :issued_at, transmitted_on = :transmitted_on, purpose = :purpose,
    amendment_reason = :amendment_reason, original_approval = :original_approval,
    import_declaration = :import_declaration, supplier_id = :supplier_id, buyer_id = :buyer_id,
    broker_id = :broker_id, partner_id = :partner_id, partner_name = :partner_name,
    partner_number = :partner_number, item = :item, line_count = :line_count, supply_krw = :supply_krw,
    tax_krw = :tax_krw, total_krw = :total_krw, cash_krw = :cash_krw, cheque_krw = :cheque_krw,
    note_krw = :note_krw, credit_krw = :credit_krw, notes = :notes, detail = :detail,
    warning_count = :warning_count, warnings = :warnings, import_id = :import_id, sealed = :sealed
  WHERE id = :id";

fn write_row(
    tx: &Connection,
    statement: &str,
    id: i64,
    invoice: &InvoiceImage,
    places: &Places,
) -> Result<(), StoreError> {
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|_| StoreError::damaged("an invoice cannot be written as text"))
    };
    let declaration =
        invoice.import_declaration.as_ref().map(|d| json(serde_json::to_string(d))).transpose()?;
    let notes =
        (!invoice.notes.is_empty()).then(|| json(serde_json::to_string(&invoice.notes))).transpose()?;
    let warnings =
        (!invoice.warnings.is_empty()).then(|| json(serde_json::to_string(&invoice.warnings))).transpose()?;
    let amendment = invoice.amendment.as_ref();
    let original = amendment.and_then(|a| a.original.as_ref());
    let partner = invoice.partner();
    let [cash, cheque, note, credit] = invoice.payment.parts().map(|(_, amount)| amount.map(Krw::won));
    tx.prepare_cached(statement)?.execute(named_params! {
        ":id": id,
        ":approval": invoice.approval.as_str(),
        ":direction": direction_number(invoice.direction),
        ":type_code": type_code_of(invoice),
        ":written_on": day_of(invoice.approval.written_on()),
        ":issued_at": invoice.issued_at.map(second_of),
        ":transmitted_on": invoice.transmitted_on.map(day_of),
        ":purpose": invoice.purpose.map(jangbu_domain::Purpose::code),
        ":amendment_reason": amendment.and_then(|a| a.reason).map(jangbu_domain::AmendmentReason::code),
        ":original_approval": original.map(jangbu_domain::ApprovalNumber::as_str),
        ":import_declaration": declaration,
        ":supplier_id": places.supplier,
        ":buyer_id": places.buyer,
        ":broker_id": places.broker,
        ":partner_id": places.partner,
        ":partner_name": partner.name,
        ":partner_number": partner.shown_number(),
        ":item": invoice.first_item().unwrap_or_default(),
        ":line_count": i64::try_from(invoice.lines.len()).unwrap_or(i64::MAX),
        ":supply_krw": invoice.supply.won(),
        ":tax_krw": invoice.tax.map(Krw::won),
        ":total_krw": invoice.total.won(),
        ":cash_krw": cash,
        ":cheque_krw": cheque,
        ":note_krw": note,
        ":credit_krw": credit,
        ":notes": notes,
        ":detail": i64::from(invoice.detail == Detail::Document),
        ":warning_count": i64::try_from(invoice.warnings.len()).unwrap_or(i64::MAX),
        ":warnings": warnings,
        ":import_id": invoice.import,
        ":sealed": invoice.sealed,
    })?;
    Ok(())
}
