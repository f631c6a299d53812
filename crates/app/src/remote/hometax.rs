//! Hometax as a remote that can be asked for tax invoices.

use super::place::{address, set_address};
use super::{host_of, wire_of};
use crate::app::App;
use crate::certificate::OpenedKey;
use crate::collect::Collector;
use crate::ipc::view::{PaidWord, RemoteSystem};
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_remote::policy::{RateRule, Rules};
use jangbu_remote::port::purchase_evidence::PurchaseEvidence;
use jangbu_remote::port::tax_invoice_collect::TaxInvoiceCollect;
use jangbu_remote::port::{BaseAddress, Realm};
use jangbu_remote::provider::hometax::{
    self, Hometax, HometaxAddresses, Line, OpenedKey as LoginKey, Postfix,
};
use std::sync::Arc;
use std::time::Duration;

/// Between two calls of a stand-in.
const SANDBOX_PAUSE: Duration = Duration::from_millis(5);

/// Free; entered with the company's certificate.
pub(crate) struct HometaxCollector;

/// Where its hosts are for the open company.
///
/// # Errors
/// `remote.bad_address`, `remote.no_stand_in`.
pub(super) fn addresses(app: &App, company: &OpenCompany) -> Result<HometaxAddresses, AppError> {
    let live = HometaxAddresses::live()
        .map_err(|error| AppError::new(ErrorCode::RemoteBadAddress, error.to_string()))?;
    let stand_ins = if company.demo { Some(app.remotes.stand_ins(app)?) } else { None };
    let at = |host: &str, usual: &BaseAddress| match &stand_ins {
        Some(stand_ins) => {
            let missing = || AppError::new(ErrorCode::RemoteNoStandIn, "it is not simulated");
            address(&stand_ins.base(host).ok_or_else(missing)?, Realm::Sandbox)
        }
        None => set_address(app, host, usual.as_str()),
    };
    Ok(HometaxAddresses {
        portal: at("hometax", &live.portal)?,
        teet: at("hometax-teet", &live.teet)?,
        tecr: at("hometax-tecr", &live.tecr)?,
        teht: at("hometax-teht", &live.teht)?,
    })
}

impl Collector for HometaxCollector {
    fn service(&self) -> RemoteSystem {
        RemoteSystem::Hometax
    }

    fn is_free(&self) -> bool {
        true
    }

    fn months_max(&self) -> u8 {
        hometax::MONTHS_MAX
    }

    fn has_documents(&self) -> bool {
        true
    }

    fn needs_certificate(&self) -> bool {
        true
    }

    fn obstacle(&self, app: &App, company: &OpenCompany, _: PaidWord) -> Option<AppError> {
        addresses(app, company).err()
    }

    fn open(
        &self,
        app: &App,
        company: &OpenCompany,
        key: Option<&Arc<OpenedKey>>,
    ) -> Result<Box<dyn TaxInvoiceCollect>, AppError> {
        let key = key.ok_or_else(|| {
            AppError::new(ErrorCode::CertificateNotFound, "Hometax is entered with a certificate")
        })?;
        let (client, _) = client(app, company, key)?;
        Ok(Box::new(client))
    }
}

/// The client of one session, and whether it asks the real one.
fn client(app: &App, company: &OpenCompany, key: &OpenedKey) -> Result<(Hometax, Realm), AppError> {
    let addresses = addresses(app, company)?;
    let realm = addresses.portal.realm();
    let rules = paced(hometax::rules(), realm);
    let transport = wire_of(app, company, hometax::PROVIDER, &addresses.portal, rules)?;
    let host = host_of(app, company.this.clone());
    let line = Line { transport, clock: host.clock, chance: host.chance };
    let key = Box::new(LoginKey::new(key.certificate.clone(), Arc::clone(&key.key)));
    Ok((Hometax::new(line, addresses, key, company.number(), Postfix::default()), realm))
}

/// Purchases without a tax invoice: who can be asked for them, and whether it is the real one.
pub(crate) struct EvidenceDesk {
    pub(crate) client: Box<dyn PurchaseEvidence>,
    pub(crate) realm: Realm,
    /// Months of one list at most.
    pub(crate) months_max: u8,
}

/// Hometax as the one that lists purchases.
///
/// # Errors
/// Those of an obstacle.
pub(crate) fn open_evidence(
    app: &App,
    company: &OpenCompany,
    key: &OpenedKey,
) -> Result<EvidenceDesk, AppError> {
    let (client, realm) = client(app, company, key)?;
    Ok(EvidenceDesk { client: Box::new(client), realm, months_max: hometax::MONTHS_MAX })
}

/// The pause between calls spares the real remote; a stand-in on this machine needs none.
pub(super) fn paced(rules: Rules, realm: Realm) -> Rules {
    match realm {
        Realm::Live => rules,
        Realm::Sandbox => Rules { rate: RateRule { each: SANDBOX_PAUSE, ..rules.rate }, ..rules },
    }
}
