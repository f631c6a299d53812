//! What of an invoice must not lie in the open: the buyer's resident number, and any text that
//! holds one. It is cut out, masked in its place, and sealed as one value beside the invoice.

use crate::StoreError;
use crate::seal::SealKey;
use jangbu_domain::{BuyerIdentity, InvoiceDraft, Party, ResidentNumber, mask_resident_numbers};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Digits of a resident number; a text with fewer holds none.
const RESIDENT_DIGITS: usize = 13;

/// The parts that were cut out. Never printed; wiped on drop.
#[derive(Default, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Private {
    /// The buyer's number, thirteen digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    resident: Option<String>,
    /// Original texts by their place in [`visit_texts`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<(usize, String)>,
}

impl Private {
    /// Masks `draft` in place and returns what was cut out, if anything was.
    pub(crate) fn cut_from(draft: &mut InvoiceDraft) -> Option<Self> {
        let mut private = Self::default();
        if let BuyerIdentity::Resident(number) = &draft.buyer.identity {
            private.resident = Some(number.reveal().to_string());
            draft.buyer.identity = BuyerIdentity::MaskedResident(number.masked());
        }
        let mut place = 0;
        visit_texts(draft, &mut |text| {
            let digits = text.bytes().filter(u8::is_ascii_digit).take(RESIDENT_DIGITS).count();
            if digits == RESIDENT_DIGITS
                && let Cow::Owned(masked) = mask_resident_numbers(text)
            {
                private.texts.push((place, std::mem::replace(text, masked)));
            }
            place += 1;
        });
        (private.resident.is_some() || !private.texts.is_empty()).then_some(private)
    }

    /// Puts everything back into the masked draft it was cut from.
    pub(crate) fn put_back(&self, draft: &mut InvoiceDraft) -> Result<(), StoreError> {
        if let Some(number) = &self.resident {
            let number = ResidentNumber::from_document(number).map_err(|_| StoreError::Seal)?;
            draft.buyer.identity = BuyerIdentity::Resident(number);
        }
        let mut place = 0;
        visit_texts(draft, &mut |text| {
            if let Some((_, original)) = self.texts.iter().find(|(at, _)| *at == place) {
                text.clone_from(original);
            }
            place += 1;
        });
        Ok(())
    }

    /// Seals the parts for the invoice with this approval number.
    pub(crate) fn seal(&self, key: &SealKey, approval: &str) -> Result<Vec<u8>, StoreError> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|_| StoreError::Seal)?);
        key.seal(&context(approval), &plain)
    }

    /// Opens what [`Private::seal`] made.
    pub(crate) fn open(key: &SealKey, approval: &str, sealed: &[u8]) -> Result<Self, StoreError> {
        let plain = key.open(&context(approval), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Seal)
    }
}

fn context(approval: &str) -> String {
    format!("invoice {approval}")
}

/// Every free text of an invoice, always in the same order.
fn visit_texts(draft: &mut InvoiceDraft, visit: &mut dyn FnMut(&mut String)) {
    visit_party(&mut draft.supplier, visit);
    visit_party(&mut draft.buyer, visit);
    if let Some(broker) = &mut draft.broker {
        visit_party(broker, visit);
    }
    if let Some(number) = draft.import_declaration.as_mut().and_then(|d| d.number.as_mut()) {
        visit(number);
    }
    draft.notes.iter_mut().for_each(&mut *visit);
    for line in &mut draft.lines {
        let texts = [&mut line.item, &mut line.specification, &mut line.note];
        texts.into_iter().flatten().for_each(&mut *visit);
    }
}

fn visit_party<Identity>(party: &mut Party<Identity>, visit: &mut dyn FnMut(&mut String)) {
    visit(&mut party.name);
    visit(&mut party.representative);
    let texts = [&mut party.branch, &mut party.address, &mut party.business_type, &mut party.business_item];
    texts.into_iter().flatten().for_each(&mut *visit);
    for contact in &mut party.contacts {
        let texts = [&mut contact.department, &mut contact.person, &mut contact.phone, &mut contact.email];
        texts.into_iter().flatten().for_each(&mut *visit);
    }
}
