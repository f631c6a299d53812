//! An invoice in the shape the book holds it: masked, with what is sensitive sealed.
//!
//! The same value is written to the tables, read back from them, digested for the change chain
//! and kept in it as the image before a change, so that an undo restores exactly what was there.

use crate::StoreError;
use crate::private::Private;
use crate::seal::SealKey;
use jangbu_domain::{
    Amendment, ApprovalNumber, BusinessNumber, BuyerIdentity, Contact, Date, DateTime, Detail, Direction,
    ImportDeclaration, InvoiceDraft, InvoiceTypeCode, InvoiceWarning, Krw, Line, MaskedResidentNumber, Party,
    PaymentSplit, Purpose, TaxInvoice,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The text that the change chain digests and keeps of a document. The type behind it declares its
/// fields in the order of their names: a JSON map would come in one order or another, as features
/// of other crates decide.
pub(crate) fn text(document: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|_| StoreError::damaged("a document cannot be written as text"))
}

/// Something odd about an invoice, as found when it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredWarning {
    /// Stable key, as [`InvoiceWarning::code`].
    pub code: String,
    /// Figures of its text.
    pub params: BTreeMap<String, String>,
}

impl From<&InvoiceWarning> for StoredWarning {
    fn from(warning: &InvoiceWarning) -> Self {
        Self { code: warning.code().to_owned(), params: warning.params() }
    }
}

/// A whole invoice, nothing sensitive in the open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceImage {
    pub(crate) approval: ApprovalNumber,
    pub(crate) direction: Direction,
    pub(crate) type_code: String,
    pub(crate) issued_at: Option<DateTime>,
    pub(crate) transmitted_on: Option<Date>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) amendment: Option<Amendment>,
    pub(crate) import_declaration: Option<ImportDeclaration>,
    pub(crate) supplier: PartyImage,
    pub(crate) buyer: PartyImage,
    pub(crate) broker: Option<PartyImage>,
    pub(crate) payment: PaymentSplit,
    pub(crate) supply: Krw,
    pub(crate) tax: Option<Krw>,
    pub(crate) total: Krw,
    pub(crate) notes: Vec<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) detail: Detail,
    pub(crate) warnings: Vec<StoredWarning>,
    /// The import that answers for it.
    pub(crate) import: i64,
    /// [`Private`] of this invoice, sealed.
    #[serde(with = "sealed_text")]
    pub(crate) sealed: Option<Vec<u8>>,
}

/// A party as written, its resident number masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartyImage {
    pub(crate) kind: NumberKind,
    /// Ten digits, `YYMMDD-1******`, or nothing for a foreigner.
    pub(crate) number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) branch: Option<String>,
    pub(crate) name: String,
    pub(crate) representative: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) business_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) business_item: Option<String>,
    /// Department, person, telephone, e-mail of each contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) contacts: Vec<[Option<String>; 4]>,
}

/// What a party's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NumberKind {
    /// 사업자등록번호.
    Business,
    /// 주민등록번호, masked.
    Resident,
    /// None: a foreigner.
    Foreigner,
}

/// Which form of an invoice is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Form<'a> {
    /// Numbers masked, for showing.
    Masked,
    /// As issued, for comparing with another version; it must not leave as text.
    Whole(&'a SealKey),
}

impl InvoiceImage {
    /// The stored shape of `invoice`.
    pub(crate) fn of(
        invoice: &TaxInvoice,
        direction: Direction,
        import: i64,
        key: &SealKey,
    ) -> Result<Self, StoreError> {
        let mut draft = invoice.to_draft();
        let sealed = Private::cut_from(&mut draft)
            .map(|private| private.seal(key, draft.approval.as_str()))
            .transpose()?;
        Ok(Self {
            direction,
            type_code: draft.type_code.to_string(),
            issued_at: draft.issued_at,
            transmitted_on: draft.transmitted_on,
            purpose: draft.purpose,
            amendment: draft.amendment,
            import_declaration: draft.import_declaration,
            supplier: PartyImage::of_business(draft.supplier),
            buyer: PartyImage::of_buyer(draft.buyer),
            broker: draft.broker.map(PartyImage::of_business),
            payment: draft.payment,
            supply: draft.supply,
            tax: draft.tax,
            total: draft.total,
            notes: draft.notes,
            lines: draft.lines,
            detail: draft.detail,
            warnings: invoice.warnings().iter().map(StoredWarning::from).collect(),
            import,
            sealed,
            approval: draft.approval,
        })
    }

    /// The invoice again.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the book holds what is no valid invoice, [`StoreError::Seal`].
    pub(crate) fn to_invoice(&self, form: Form<'_>) -> Result<TaxInvoice, StoreError> {
        let damaged = || StoreError::damaged(format!("invoice {} is unreadable", self.approval));
        let type_code = InvoiceTypeCode::from_code(&self.type_code).ok_or_else(damaged)?;
        let supplier = self.supplier.to_business().ok_or_else(damaged)?;
        let buyer = self.buyer.to_buyer().ok_or_else(damaged)?;
        let broker = self.broker.as_ref().map(|party| party.to_business().ok_or_else(damaged)).transpose()?;
        let mut draft = InvoiceDraft {
            issued_at: self.issued_at,
            transmitted_on: self.transmitted_on,
            purpose: self.purpose,
            amendment: self.amendment.clone(),
            import_declaration: self.import_declaration.clone(),
            broker,
            payment: self.payment,
            supply: self.supply,
            tax: self.tax,
            total: self.total,
            notes: self.notes.clone(),
            lines: self.lines.clone(),
            detail: self.detail,
            ..InvoiceDraft::new(self.approval.clone(), type_code, supplier, buyer)
        };
        if let (Form::Whole(key), Some(sealed)) = (form, &self.sealed) {
            Private::open(key, self.approval.as_str(), sealed)?.put_back(&mut draft)?;
        }
        draft.check().map_err(|_| damaged())
    }

    /// The canonical text that the change chain digests and keeps.
    pub(crate) fn to_json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|_| StoreError::damaged("an invoice cannot be written as text"))
    }

    /// Reads an image of the change chain.
    pub(crate) fn from_json(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text)
            .map_err(|_| StoreError::damaged("an image in the change chain is unreadable"))
    }

    /// The other side, seen from the book's company.
    pub(crate) fn partner(&self) -> &PartyImage {
        match self.direction {
            Direction::Sale => &self.buyer,
            Direction::Purchase => &self.supplier,
        }
    }

    /// The first named item.
    pub(crate) fn first_item(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| line.item.as_deref())
    }
}

impl PartyImage {
    fn of_business(party: Party<BusinessNumber>) -> Self {
        let number = party.identity.digits();
        Self::of(NumberKind::Business, number, party)
    }

    fn of_buyer(party: Party<BuyerIdentity>) -> Self {
        let (kind, number) = match &party.identity {
            BuyerIdentity::Business(number) => (NumberKind::Business, number.digits()),
            BuyerIdentity::Resident(number) => (NumberKind::Resident, number.masked().to_string()),
            BuyerIdentity::MaskedResident(number) => (NumberKind::Resident, number.to_string()),
            BuyerIdentity::Foreigner => (NumberKind::Foreigner, String::new()),
        };
        Self::of(kind, number, party)
    }

    fn of<Identity>(kind: NumberKind, number: String, party: Party<Identity>) -> Self {
        let contacts =
            party.contacts.into_iter().map(|c| [c.department, c.person, c.phone, c.email]).collect();
        Self {
            kind,
            number,
            branch: party.branch,
            name: party.name,
            representative: party.representative,
            address: party.address,
            business_type: party.business_type,
            business_item: party.business_item,
            contacts,
        }
    }

    fn to_business(&self) -> Option<Party<BusinessNumber>> {
        let number = BusinessNumber::parse(&self.number).ok()?;
        (self.kind == NumberKind::Business).then(|| self.with_identity(number))
    }

    fn to_buyer(&self) -> Option<Party<BuyerIdentity>> {
        let identity = match self.kind {
            NumberKind::Business => BuyerIdentity::Business(BusinessNumber::parse(&self.number).ok()?),
            NumberKind::Resident => {
                BuyerIdentity::MaskedResident(MaskedResidentNumber::parse(&self.number).ok()?)
            }
            NumberKind::Foreigner => BuyerIdentity::Foreigner,
        };
        Some(self.with_identity(identity))
    }

    fn with_identity<Identity>(&self, identity: Identity) -> Party<Identity> {
        let contact = |[department, person, phone, email]: &[Option<String>; 4]| Contact {
            department: department.clone(),
            person: person.clone(),
            phone: phone.clone(),
            email: email.clone(),
        };
        Party {
            identity,
            branch: self.branch.clone(),
            name: self.name.clone(),
            representative: self.representative.clone(),
            address: self.address.clone(),
            business_type: self.business_type.clone(),
            business_item: self.business_item.clone(),
            contacts: self.contacts.iter().map(contact).collect(),
        }
    }

    /// The number as lists show it.
    pub(crate) fn shown_number(&self) -> String {
        match self.kind {
            NumberKind::Business => {
                BusinessNumber::parse(&self.number).map_or_else(|_| self.number.clone(), |n| n.to_string())
            }
            NumberKind::Resident | NumberKind::Foreigner => self.number.clone(),
        }
    }

    /// The canonical text that identifies the block.
    pub(crate) fn to_json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|_| StoreError::damaged("a party cannot be written as text"))
    }
}

/// Sealed bytes as hexadecimal text.
pub(crate) mod sealed_text {
    use crate::keys::hex;
    use serde::{Deserialize as _, Deserializer, Serializer};

    // serde hands the field over as a reference to the option.
    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub(crate) fn serialize<S: Serializer>(sealed: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        match sealed {
            Some(bytes) => to.serialize_some(&hex(bytes)),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| {
            crate::keys::bytes_of_hex(&text).ok_or_else(|| serde::de::Error::custom("no hexadecimal"))
        })
        .transpose()
    }
}
