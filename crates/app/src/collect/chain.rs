//! Who can be asked, in which order: what is free first, what costs only after consent.

use crate::AppError;
use crate::app::App;
use crate::certificate::OpenedKey;
use crate::ipc::view::{PaidWord, RemoteSystem, SkippedRemote};
use crate::open::OpenCompany;
use jangbu_remote::port::tax_invoice_collect::TaxInvoiceCollect;
use std::sync::{Arc, Mutex, PoisonError};

/// One remote that can be asked for tax invoices.
pub(crate) trait Collector: Send + Sync {
    /// Which one.
    fn service(&self) -> RemoteSystem;
    /// Whether it costs nothing.
    fn is_free(&self) -> bool;
    /// Months of one list at most.
    fn months_max(&self) -> u8;
    /// Whether it gives the signed documents.
    fn has_documents(&self) -> bool;
    /// Whether it is entered with the company's certificate.
    fn needs_certificate(&self) -> bool;
    /// Why it cannot be asked now, without asking it.
    fn obstacle(&self, app: &App, company: &OpenCompany, paid: PaidWord) -> Option<AppError>;
    /// The client for one run.
    ///
    /// # Errors
    /// Those of an obstacle.
    fn open(
        &self,
        app: &App,
        company: &OpenCompany,
        key: Option<&Arc<OpenedKey>>,
    ) -> Result<Box<dyn TaxInvoiceCollect>, AppError>;
}

/// The remotes, the cheapest first.
#[derive(Default)]
pub(crate) struct Collectors(Mutex<Vec<Arc<dyn Collector>>>);

impl Collectors {
    /// Those that a program starts with.
    pub(crate) fn of(collectors: Vec<Arc<dyn Collector>>) -> Self {
        let made = Self::default();
        made.put(collectors);
        made
    }

    /// Puts remotes in place of those that were there.
    pub(crate) fn put(&self, mut collectors: Vec<Arc<dyn Collector>>) {
        collectors.sort_by_key(|collector| !collector.is_free());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = collectors;
    }

    /// In the order in which they are asked.
    pub(crate) fn in_order(&self) -> Vec<Arc<dyn Collector>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One remote of a run's chain.
pub(super) struct Link<'a> {
    pub(super) service: RemoteSystem,
    pub(super) has_documents: bool,
    opening: Box<dyn FnOnce() -> Result<Box<dyn TaxInvoiceCollect>, AppError> + Send + 'a>,
}

impl<'a> Link<'a> {
    /// A link that is opened when its turn comes.
    pub(super) fn to(
        app: &'a App,
        company: &'a OpenCompany,
        collector: Arc<dyn Collector>,
        key: Option<Arc<OpenedKey>>,
        paid: PaidWord,
    ) -> Self {
        let (service, has_documents) = (collector.service(), collector.has_documents());
        let opening = move || match collector.obstacle(app, company, paid) {
            Some(obstacle) => Err(obstacle),
            None => collector.open(app, company, key.as_ref()),
        };
        Self::opening(service, has_documents, opening)
    }

    /// A link that `opening` opens.
    pub(super) fn opening(
        service: RemoteSystem,
        has_documents: bool,
        opening: impl FnOnce() -> Result<Box<dyn TaxInvoiceCollect>, AppError> + Send + 'a,
    ) -> Self {
        Self { service, has_documents, opening: Box::new(opening) }
    }

    /// Opens it.
    ///
    /// # Errors
    /// What stands against it.
    pub(super) fn open(self) -> Result<Box<dyn TaxInvoiceCollect>, AppError> {
        (self.opening)()
    }
}

/// A remote that was not asked or did not answer.
pub(super) fn skipped(service: RemoteSystem, error: &AppError) -> SkippedRemote {
    SkippedRemote { service, code: error.code().as_str().to_owned(), params: error.params().clone() }
}
