//! Where a remote is for the open company: the real one, or its stand-in on this machine.

use super::stand_in::StandIns;
use super::{Remotes, locked};
use crate::app::App;
use crate::ipc::view::{RemoteMode, RemoteRealm};
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_remote::port::{BaseAddress, Realm};
use jangbu_remote::provider::nts;
use jangbu_store::StoreError;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The preference that holds another address than the usual one, by service.
fn address_setting(service: &str) -> String {
    format!("remote.{service}.address")
}

/// Where and with what a remote is asked.
pub(crate) struct Place {
    pub(crate) base: BaseAddress,
    /// None where nothing was kept yet.
    pub(crate) key: Option<Zeroizing<String>>,
}

/// Name of the key in the book.
pub(crate) const SERVICE_KEY: &str = "service_key";

/// Where the tax office's register is.
///
/// A demo company never speaks to the real one, whatever the preferences say; a real company speaks
/// to a stand-in only where its address was set.
///
/// # Errors
/// `remote.bad_address`, `remote.no_stand_in`, `book.*`.
pub(crate) fn nts_place(app: &App, company: &OpenCompany) -> Result<Place, AppError> {
    if company.demo {
        let stand_ins = app.remotes.stand_ins(app)?;
        let base = stand_ins.base(nts::PROVIDER).ok_or_else(|| no_stand_in("it is not simulated"))?;
        let key = stand_ins.secret(nts::PROVIDER, SERVICE_KEY).map(Zeroizing::new);
        return Ok(Place { base: address(&base, Realm::Sandbox)?, key });
    }
    let key = company.book.read(|reader| reader.remote_secret(nts::PROVIDER, SERVICE_KEY))?;
    Ok(Place { base: set_address(app, nts::PROVIDER, nts::LIVE_ADDRESS)?, key })
}

pub(super) fn set_address(app: &App, service: &str, usual: &str) -> Result<BaseAddress, AppError> {
    let values = app.settings.values();
    let set = values.get(&address_setting(service)).and_then(serde_json::Value::as_str);
    match set {
        Some(set) if set.starts_with("http://") => address(set, Realm::Sandbox),
        Some(set) => address(set, Realm::Live),
        None => address(usual, Realm::Live),
    }
}

/// Keeps another address for a service; none for the usual one.
///
/// # Errors
/// `remote.bad_address`, `file.unwritable`.
pub(crate) fn keep_address(app: &App, service: &str, set: Option<&str>) -> Result<(), AppError> {
    let value = match set {
        Some(set) => {
            let realm = if set.starts_with("http://") { Realm::Sandbox } else { Realm::Live };
            serde_json::Value::from(address(set, realm)?.as_str())
        }
        None => serde_json::Value::Null,
    };
    app.settings.write(address_setting(service), value)
}

pub(super) fn address(text: &str, realm: Realm) -> Result<BaseAddress, AppError> {
    BaseAddress::parse(text, realm)
        .map_err(|error| AppError::new(ErrorCode::RemoteBadAddress, error.to_string()).with("address", text))
}

/// Which of the two is meant, for the window.
pub(crate) fn realm_view(realm: Realm) -> RemoteRealm {
    match realm {
        Realm::Live => RemoteRealm::Live,
        Realm::Sandbox => RemoteRealm::Sandbox,
    }
}

/// What the status bar says of the open company: real as soon as one real remote may be called.
pub(crate) fn mode_of(app: &App, company: &OpenCompany) -> RemoteMode {
    if company.demo {
        return if app.demo.is_some() { RemoteMode::Sandbox } else { RemoteMode::Offline };
    }
    let nts = set_address(app, nts::PROVIDER, nts::LIVE_ADDRESS).map(|base| base.realm());
    let hometax = super::hometax::addresses(app, company).map(|addresses| addresses.portal.realm());
    // A remote whose key was not kept cannot be called.
    let popbill = super::popbill::addresses(app, company).map(|addresses| addresses.api.realm());
    let popbill = popbill.ok().filter(|_| super::popbill::is_configured(app, company));
    let realms = [nts.ok(), hometax.ok(), popbill];
    match realms {
        [None, None, None] => RemoteMode::Offline,
        realms if realms.contains(&Some(Realm::Live)) => RemoteMode::Real,
        _ => RemoteMode::Sandbox,
    }
}

impl App {
    /// Whether invoices would come from the simulated Hometax.
    pub(crate) fn collects_from_stand_in(&self, company: &OpenCompany) -> bool {
        let portal = super::hometax::addresses(self, company).map(|addresses| addresses.portal.realm());
        company.demo || portal == Ok(Realm::Sandbox)
    }
}

/// A demo company's remotes are not for setting: they are its own, and no key of it opens anything.
///
/// # Errors
/// `remote.demo_fixed`.
pub(crate) fn check_settable(company: &OpenCompany) -> Result<(), AppError> {
    if company.demo {
        return Err(AppError::new(ErrorCode::RemoteDemoFixed, "the demo company has its own stand-ins"));
    }
    Ok(())
}

fn no_stand_in(why: &str) -> AppError {
    AppError::new(ErrorCode::RemoteNoStandIn, why)
}

impl Remotes {
    /// The stand-ins, started when the first of them is asked.
    ///
    /// # Errors
    /// `remote.no_stand_in`.
    pub(crate) fn stand_ins(&self, app: &App) -> Result<Arc<dyn StandIns>, AppError> {
        let mut kept = locked(&self.stand_ins);
        if let Some(kept) = &*kept {
            return Ok(Arc::clone(kept));
        }
        let demo = app.demo.as_ref().ok_or_else(|| no_stand_in("this host has no demo"))?;
        let handle = self.runtime()?.handle();
        let started = demo.stand_ins(handle, &app.clock).map_err(|error| no_stand_in(&error.to_string()))?;
        Ok(Arc::clone(kept.insert(Arc::from(started))))
    }
}

/// Keeps a key in the open book, sealed; none forgets it.
///
/// # Errors
/// `remote.bad_key_form`, `book.*`.
pub(crate) fn keep_service_key(
    app: &App,
    company: &OpenCompany,
    key: Option<&Zeroizing<String>>,
) -> Result<(), AppError> {
    if let Some(key) = key {
        nts::auth::ServiceKey::parse(key).map_err(|_| {
            AppError::new(ErrorCode::RemoteKeyForm, "this is no key of the data portal")
                .with("service", "nts")
        })?;
    }
    let kept: Result<(), StoreError> = company.book.keep_remote_secret(
        nts::PROVIDER,
        SERVICE_KEY,
        key.map(|key| key.as_str()),
        app.clock.now(),
    );
    kept.map_err(AppError::from)
}
