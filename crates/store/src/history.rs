//! What happened to one document.

use crate::image::{Form, InvoiceImage};
use crate::table::change::{self, ChangeRow};
use crate::table::{self};
use crate::{Entity, Operation, Reader, StoreError};
use jangbu_domain::{Difference, TaxInvoice};
use jiff::Timestamp;
use serde_json::Value;

/// One change of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its place in the change chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Number of the business act.
    pub act_id: i64,
    /// Its kind: `create`, `import`, `note`, `unmask`, `undo`, `redo`.
    pub act: String,
    /// The document, or the note on it.
    pub entity: Entity,
    /// What was done to it.
    pub operation: Operation,
    /// Fields that changed; `book` is before, `file` is after. Masked.
    pub fields: Vec<Difference>,
}

/// Fields of documents that the chain keeps as plain objects: name in the image, name in the texts.
const COMPANY: &[(&str, &str)] =
    &[("business_number", "business_number"), ("name", "name"), ("representative", "representative")];
const PARTNER: &[(&str, &str)] =
    &[("number", "number"), ("name", "name"), ("representative", "representative")];
const SOURCE: &[(&str, &str)] = &[("file_name", "file_name"), ("format", "format"), ("import", "import")];
const IMPORT: &[(&str, &str)] = &[("undone_at_ms", "undone_at")];
const NOTE: &[(&str, &str)] = &[("text", "clerk_note"), ("looked_at_ms", "looked_at")];
const EVIDENCE: &[(&str, &str)] =
    &[("deductible", "deductible"), ("seller_name", "name"), ("supply_krw", "supply"), ("tax_krw", "tax")];

impl Reader {
    /// What happened to a document, oldest first; an invoice's history tells of the notes on it too.
    /// Moments among the fields are in RFC 3339.
    ///
    /// # Errors
    /// As every method here.
    pub fn history(&self, entity: Entity, id: i64) -> Result<Vec<HistoryEntry>, StoreError> {
        let mut entries = self.history_of(entity, id)?;
        if entity == Entity::Invoice {
            entries.extend(self.history_of(Entity::Note, id)?);
            entries.sort_by_key(|entry| entry.seq);
        }
        Ok(entries)
    }

    fn history_of(&self, entity: Entity, id: i64) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = change::history(&self.connection, entity, id)?;
        // The content after the last change is what stands in the book.
        let mut after = self.document(entity, id)?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows.into_iter().rev() {
            // A look changes nothing: what stood before it is what stands after it.
            if row.operation == Operation::Unmask {
                entries.push(entry_of(row, entity, Vec::new())?);
                continue;
            }
            let before = row.before.as_deref().map(|image| Document::parse(entity, image)).transpose()?;
            let fields = match (&before, &after) {
                (Some(before), Some(after)) => before.differences_to(after),
                _ => Vec::new(),
            };
            entries.push(entry_of(row, entity, fields)?);
            after = before;
        }
        entries.reverse();
        Ok(entries)
    }

    fn document(&self, entity: Entity, id: i64) -> Result<Option<Document>, StoreError> {
        let image = table::image_of(&self.connection, entity, id)?;
        image.map(|image| Document::parse(entity, &image)).transpose()
    }
}

fn entry_of(row: ChangeRow, entity: Entity, fields: Vec<Difference>) -> Result<HistoryEntry, StoreError> {
    let at = Timestamp::from_millisecond(row.at_ms)
        .map_err(|_| StoreError::damaged("a change has no valid moment"))?;
    let ChangeRow { seq, act_id, act, operation, .. } = row;
    Ok(HistoryEntry { seq, at, act_id, act, entity, operation, fields })
}

/// A document as an image of the chain tells it.
enum Document {
    Invoice(Box<TaxInvoice>),
    Plain(Entity, Value),
}

impl Document {
    fn parse(entity: Entity, image: &str) -> Result<Self, StoreError> {
        if entity == Entity::Invoice {
            let invoice = InvoiceImage::from_json(image)?.to_invoice(Form::Masked)?;
            return Ok(Self::Invoice(Box::new(invoice)));
        }
        let value = serde_json::from_str(image)
            .map_err(|_| StoreError::damaged("an image in the change chain is unreadable"))?;
        Ok(Self::Plain(entity, value))
    }

    fn differences_to(&self, after: &Self) -> Vec<Difference> {
        match (self, after) {
            (Self::Invoice(before), Self::Invoice(after)) => before.differences_to(after),
            (Self::Plain(entity, before), Self::Plain(_, after)) => {
                let fields = fields_of(*entity).iter();
                let compared = fields.map(|(key, field)| Difference {
                    field,
                    book: shown(key, before.get(key)),
                    file: shown(key, after.get(key)),
                });
                compared.filter(|field| field.book != field.file).collect()
            }
            _ => Vec::new(),
        }
    }
}

const fn fields_of(entity: Entity) -> &'static [(&'static str, &'static str)] {
    match entity {
        Entity::Company => COMPANY,
        Entity::Partner => PARTNER,
        Entity::Source => SOURCE,
        Entity::Import => IMPORT,
        Entity::Note => NOTE,
        Entity::Evidence => EVIDENCE,
        Entity::Invoice | Entity::Act | Entity::Standing => &[],
    }
}

/// A value as a person reads it.
fn shown(key: &str, value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(ms) if key.ends_with("_ms") => {
            let moment = ms.as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok());
            moment.map(|moment| moment.to_string())
        }
        other => Some(other.to_string()),
    }
}
