//! Popbill as a remote that can be asked for tax invoices and for how businesses stand.

use super::hometax::paced;
use super::place::{address, set_address};
use super::{host_of, locked, paid, remote_failure, wire_of};
use crate::app::App;
use crate::certificate::OpenedKey;
use crate::collect::Collector;
use crate::ipc::view::{PaidWord, RemoteSystem};
use crate::job::StopFlag;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_domain::ApprovalNumber;
use jangbu_remote::RemoteError;
use jangbu_remote::port::business_status::{self, Asking, BusinessStatus, Progress, Registration, Verdict};
use jangbu_remote::port::tax_invoice_collect::{
    Capability, Collecting, ListQuery, Listing, PageSink, Source, TaxInvoiceCollect,
};
use jangbu_remote::port::{BaseAddress, Realm};
use jangbu_remote::provider::popbill::auth::{Credential, CredentialError, ServiceId};
use jangbu_remote::provider::popbill::{self, Line, Popbill, PopbillAddresses};
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use zeroize::Zeroizing;

/// The host that gives tokens, among the preferences and the stand-ins.
pub(super) const AUTH: &str = "popbill-auth";
/// Names of what is kept: 링크아이디 and 비밀키.
pub(super) const SECRETS: [&str; 2] = ["link_id", "secret_key"];

/// Paid by a flat rate; entered with the partner's key.
pub(crate) struct PopbillCollector;

/// The client of one company, with the token that it holds.
pub(super) struct Kept {
    company: Weak<OpenCompany>,
    addresses: PopbillAddresses,
    client: Arc<Popbill>,
}

/// Where its hosts are for the open company.
///
/// # Errors
/// `remote.bad_address`, `remote.no_stand_in`.
pub(super) fn addresses(app: &App, company: &OpenCompany) -> Result<PopbillAddresses, AppError> {
    let live = PopbillAddresses::live()
        .map_err(|error| AppError::new(ErrorCode::RemoteBadAddress, error.to_string()))?;
    let stand_ins = if company.demo { Some(app.remotes.stand_ins(app)?) } else { None };
    let at = |host: &str, usual: &BaseAddress| match &stand_ins {
        Some(stand_ins) => {
            let missing = || AppError::new(ErrorCode::RemoteNoStandIn, "it is not simulated");
            address(&stand_ins.base(host).ok_or_else(missing)?, Realm::Sandbox)
        }
        None => set_address(app, host, usual.as_str()),
    };
    Ok(PopbillAddresses { auth: at(AUTH, &live.auth)?, api: at(popbill::PROVIDER, &live.api)? })
}

fn secret(app: &App, company: &OpenCompany, name: &str) -> Result<Zeroizing<String>, AppError> {
    let kept = if company.demo {
        app.remotes.stand_ins(app)?.secret(popbill::PROVIDER, name).map(Zeroizing::new)
    } else {
        company.book.read(|reader| reader.remote_secret(popbill::PROVIDER, name))?
    };
    kept.ok_or_else(|| {
        AppError::new(ErrorCode::RemoteNotConfigured, "no key was kept").with("service", popbill::PROVIDER)
    })
}

/// The partner's key, as it was kept.
fn credential(app: &App, company: &OpenCompany) -> Result<Credential, AppError> {
    let [link_id, secret_key] = SECRETS;
    let (id, key) = (secret(app, company, link_id)?, secret(app, company, secret_key)?);
    Credential::parse(&id, &key).map_err(key_form)
}

/// Why something is no part of a credential; says nothing of it.
pub(super) fn key_form(error: CredentialError) -> AppError {
    let [link_id, secret_key] = SECRETS;
    let name = match error {
        CredentialError::LinkId => link_id,
        CredentialError::SecretKey => secret_key,
    };
    let refused = AppError::new(ErrorCode::RemoteKeyForm, error.to_string());
    refused.with("service", popbill::PROVIDER).with("name", name)
}

/// Whether all that it needs is there.
pub(super) fn is_configured(app: &App, company: &OpenCompany) -> bool {
    credential(app, company).is_ok()
}

/// Keeps a part of the partner's key in the open book, sealed; none forgets it.
///
/// # Errors
/// `remote.key_form`, `book.*`.
pub(super) fn keep_secret(
    app: &App,
    company: &OpenCompany,
    name: &str,
    value: Option<&Zeroizing<String>>,
) -> Result<(), AppError> {
    // The other part is any that reads: only this one is judged.
    let parsed = match (name, value) {
        (_, None) => Ok(()),
        ("link_id", Some(id)) => Credential::parse(id, ANY_KEY).map(drop),
        (_, Some(key)) => Credential::parse("ANY", key).map(drop),
    };
    parsed.map_err(key_form)?;
    let value = value.map(|value| value.trim());
    company.book.keep_remote_secret(popbill::PROVIDER, name, value, app.clock.now())?;
    // The client with the key of before is over.
    *locked(&app.remotes.popbill) = None;
    Ok(())
}

/// Base64 of sixteen zeros: no key of anybody.
const ANY_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAA==";

/// What the member has and pays; asking costs nothing.
///
/// # Errors
/// Those of the calls.
pub(super) fn ask_account(
    app: &App,
    company: &OpenCompany,
    stop: &StopFlag,
) -> Result<BTreeMap<String, String>, AppError> {
    let (client, _) = client(app, company)?;
    let asked = async {
        let points = client.points().await?;
        Ok::<_, RemoteError>((points, client.close_down_krw().await?, client.contract().await?))
    };
    let (points, unit_krw, contract) =
        app.remotes.wait(stop, asked)?.map_err(|error| remote_failure(&error))?;
    Ok(BTreeMap::from([
        ("points".to_owned(), points.to_string()),
        ("unit_krw".to_owned(), unit_krw.to_string()),
        ("month_krw".to_owned(), contract.month_krw.to_string()),
        ("plan".to_owned(), if contract.is_open { "open" } else { "closed" }.to_owned()),
    ]))
}

/// The client of the open company; the same one as long as nothing changed, so that all who ask share
/// its token.
///
/// # Errors
/// `remote.not_configured`, `remote.key_form`, and those of its addresses.
pub(super) fn client(app: &App, company: &OpenCompany) -> Result<(Arc<Popbill>, Realm), AppError> {
    let addresses = addresses(app, company)?;
    let realm = addresses.api.realm();
    let credential = credential(app, company)?;
    let mut kept = locked(&app.remotes.popbill);
    let same = |kept: &&Kept| {
        kept.addresses == addresses && std::ptr::eq(kept.company.as_ptr(), company.this.as_ptr())
    };
    if let Some(kept) = kept.as_ref().filter(same) {
        return Ok((Arc::clone(&kept.client), realm));
    }
    let rules = paced(popbill::rules(), realm);
    let transport = wire_of(app, company, popbill::PROVIDER, &addresses.api, rules)?;
    let clock = host_of(app, company.this.clone()).clock;
    let line = Line { transport, clock };
    let service = match realm {
        Realm::Live => ServiceId::Live,
        Realm::Sandbox => ServiceId::Test,
    };
    let client = Arc::new(Popbill::new(line, addresses.clone(), service, credential, company.number()));
    *kept = Some(Kept { company: company.this.clone(), addresses, client: Arc::clone(&client) });
    Ok((client, realm))
}

/// The client as a part of something that owns it.
pub(super) struct Shared(pub(super) Arc<Popbill>);

impl TaxInvoiceCollect for Shared {
    fn capability(&self) -> Capability {
        TaxInvoiceCollect::capability(&*self.0)
    }

    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing> {
        self.0.list(query, pages)
    }

    fn document<'a>(&'a self, query: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source> {
        self.0.document(query, approval)
    }
}

impl BusinessStatus for Shared {
    fn capability(&self) -> business_status::Capability {
        BusinessStatus::capability(&*self.0)
    }

    fn status<'a>(
        &'a self,
        numbers: &'a [jangbu_domain::BusinessNumber],
        progress: Progress<'a>,
    ) -> Asking<'a, business_status::Standing> {
        self.0.status(numbers, progress)
    }

    fn validate<'a>(&'a self, claims: &'a [Registration], progress: Progress<'a>) -> Asking<'a, Verdict> {
        self.0.validate(claims, progress)
    }
}

impl Collector for PopbillCollector {
    fn service(&self) -> RemoteSystem {
        RemoteSystem::Popbill
    }

    fn is_free(&self) -> bool {
        false
    }

    fn months_max(&self) -> u8 {
        popbill::MONTHS_MAX
    }

    fn has_documents(&self) -> bool {
        true
    }

    fn needs_certificate(&self) -> bool {
        false
    }

    fn obstacle(&self, app: &App, company: &OpenCompany, paid: PaidWord) -> Option<AppError> {
        let open = credential(app, company).and_then(|_| addresses(app, company).map(drop));
        open.and_then(|()| paid::check_plan(company, RemoteSystem::Popbill, paid)).err()
    }

    fn open(
        &self,
        app: &App,
        company: &OpenCompany,
        _: Option<&Arc<OpenedKey>>,
    ) -> Result<Box<dyn TaxInvoiceCollect>, AppError> {
        Ok(Box::new(Shared(client(app, company)?.0)))
    }
}
