//! Signed documents: written and signed when they are first asked for, and kept.

use crate::authority::{Authority, AuthorityError, Issued, Product};
use crate::world::World;
use jangbu_domain::TaxInvoice;
use jangbu_forms::etax::{sign_invoice, write_invoice};
use jangbu_npki::vid::IdentityNumber;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// Documents kept; the oldest makes place. Some 8 kB each.
const KEPT_MAX: usize = 4_096;
/// Who signs what the company bought: an invented issuing firm (발급대행). Its number is nobody's.
const ISSUING_FIRM: (&str, &str) = ("모의전자발급(주)", "9999999990");

/// Signs with two certificates of the test authority: the company's for what it sold, the issuing firm's for
/// the rest.
pub(super) struct Press {
    own: Issued,
    firm: Issued,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    documents: HashMap<String, Arc<[u8]>>,
    order: VecDeque<String>,
}

impl Press {
    pub(super) fn new(authority: &Authority) -> Result<Self, AuthorityError> {
        let number = |digits: &str| IdentityNumber::parse(digits).map_err(|_| AuthorityError::Unwritable);
        let company = World::company();
        let own = number(&company.number.digits())?;
        let (firm_name, firm_number) = ISSUING_FIRM;
        Ok(Self {
            own: authority.issue(Product::TaxInvoice, company.name, &own)?,
            firm: authority.issue(Product::Business, firm_name, &number(firm_number)?)?,
            kept: Mutex::default(),
        })
    }

    /// The signed document, the same bytes each time.
    pub(super) fn document(&self, invoice: &TaxInvoice) -> Option<Arc<[u8]>> {
        let name = invoice.approval().as_str();
        if let Some(kept) = self.kept().documents.get(name) {
            return Some(Arc::clone(kept));
        }
        // Outside the lock: RSA takes its time, and two at once make the same.
        let is_sale = invoice.supplier().identity == World::company().number;
        let signer = if is_sale { &self.own } else { &self.firm };
        let plain = write_invoice(invoice).ok()?;
        let document: Arc<[u8]> = sign_invoice(&plain, &signer.key, &signer.certificate).ok()?.into();
        self.keep(name.to_owned(), Arc::clone(&document));
        Some(document)
    }

    fn keep(&self, name: String, document: Arc<[u8]>) {
        let mut kept = self.kept();
        if kept.documents.insert(name.clone(), document).is_some() {
            return;
        }
        kept.order.push_back(name);
        if kept.order.len() > KEPT_MAX
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.documents.remove(&oldest);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
