//! Partners and the tax office: how they stand, asked in bulk and kept.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::place::{SERVICE_KEY, nts_place, realm_view};
use super::{remote_failure, wire_of};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    BusinessStateView, PartnerRef, PartnerValidateRequest, PartnerValidated, PartnerView, RemoteSystem,
    StandingView, TodoView,
};
use crate::open::InUse;
use crate::query::partner::row_of;
use crate::{AppError, ErrorCode};
use core::ops::ControlFlow;
use jangbu_domain::BusinessNumber;
use jangbu_remote::port::Realm;
use jangbu_remote::port::business_status::{self, BusinessStatus, OptionalClaims, Registration, TaxType};
use jangbu_remote::provider::nts::{self, Nts, auth::ServiceKey};
use jangbu_store::{BusinessStanding, BusinessState, Reader, StandingRow, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// States of one partner that are shown.
const HISTORY_MAX: u32 = 100;
/// How long a change stands among the things to look at.
const NOTICE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The client of the tax office's register for the open company.
pub(super) fn client(app: &App, company: &InUse) -> Result<(Nts, Realm), AppError> {
    let place = nts_place(app, company)?;
    let key = place.key.ok_or_else(|| {
        AppError::new(ErrorCode::RemoteNotConfigured, "no key was kept").with("service", nts::PROVIDER)
    })?;
    let key = ServiceKey::parse(&key).map_err(|_| {
        AppError::new(ErrorCode::RemoteKeyForm, "the kept key does not read")
            .with("service", nts::PROVIDER)
            .with("name", SERVICE_KEY)
    })?;
    let realm = place.base.realm();
    let transport = wire_of(app, company, nts::PROVIDER, &place.base, nts::rules())?;
    Ok((Nts::new(transport, place.base, key), realm))
}

/// As the book keeps it.
pub(super) fn kept_standing(standing: &business_status::Standing) -> BusinessStanding {
    BusinessStanding {
        number: standing.number,
        state: match &standing.state {
            business_status::BusinessState::Active => BusinessState::Active,
            business_status::BusinessState::Suspended => BusinessState::Suspended,
            business_status::BusinessState::Closed { on } => BusinessState::Closed { on: *on },
            business_status::BusinessState::Unregistered => BusinessState::Unregistered,
            business_status::BusinessState::Other(code) => BusinessState::Other(code.clone()),
        },
        tax_type: standing.tax_type.as_ref().map(tax_type_name),
        tax_type_before: standing.tax_type_before.as_ref().map(tax_type_name),
        tax_type_changed_on: standing.tax_type_changed_on,
        invoices_since: standing.invoices_since,
        joined_head_office: standing.joined_head_office,
    }
}

/// The book's names of tax types, which are keys into the texts; a code nobody knows stays itself.
fn tax_type_name(tax_type: &TaxType) -> String {
    match tax_type {
        TaxType::General => "general",
        TaxType::Simplified => "simplified",
        TaxType::SpecialCase => "special_case",
        TaxType::Exempt => "exempt",
        TaxType::NonProfit => "non_profit",
        TaxType::Organisation => "organisation",
        TaxType::SimplifiedIssuing => "simplified_issuing",
        TaxType::Other(code) => code,
    }
    .to_owned()
}

pub(crate) fn standing_view(row: &StandingRow) -> StandingView {
    let (state, closed_on) = match &row.standing.state {
        BusinessState::Active => (BusinessStateView::Active, None),
        BusinessState::Suspended => (BusinessStateView::Suspended, None),
        BusinessState::Closed { on } => (BusinessStateView::Closed, on.map(|day| day.to_string())),
        BusinessState::Unregistered => (BusinessStateView::Unregistered, None),
        BusinessState::Other(_) => (BusinessStateView::Other, None),
    };
    StandingView {
        state,
        closed_on,
        tax_type: row.standing.tax_type.clone(),
        found_at: korean_rfc3339(row.found_at),
        checked_at: korean_rfc3339(row.checked_at),
        checked_by: row.checked_by.clone(),
    }
}

/// How the partners of a page stand, by number as it is shown.
pub(crate) fn standings_of(
    reader: &Reader,
    numbers: impl Iterator<Item = String>,
) -> Result<HashMap<String, StandingView>, StoreError> {
    let numbers: Vec<BusinessNumber> = numbers.filter_map(|text| BusinessNumber::parse(&text).ok()).collect();
    let rows = reader.standings(&numbers)?;
    Ok(rows.iter().map(|(number, row)| (number.to_string(), standing_view(row))).collect())
}

/// 진위확인: whether a business is registered as it says.
pub(crate) fn partner_validate(
    app: &App,
    request: PartnerValidateRequest,
) -> Result<PartnerValidated, AppError> {
    let company = app.company()?;
    let malformed = |error: String| AppError::new(ErrorCode::RequestMalformed, error);
    let number = BusinessNumber::parse(&request.number)
        .map_err(|error| AppError::new(ErrorCode::BusinessNumberCheckDigit, error.to_string()))?;
    let opened_on = request.opened_on.parse().map_err(|_| malformed("opened_on is no date".to_owned()))?;
    let name = request.name.filter(|name| !name.trim().is_empty());
    let optional = OptionalClaims { name, ..OptionalClaims::default() };
    let claim = Registration::parse(number, opened_on, &request.representative, optional)
        .map_err(|error| malformed(error.to_string()))?;
    let (client, realm) = client(app, &company)?;
    let job = app.jobs.begin(&request.job, &app.events)?;
    let claims = [claim];
    let partial = app
        .remotes
        .wait(&job.stop_flag(), client.validate(&claims, &mut |_, _| ControlFlow::Continue(())))?;
    if let Some(failure) = &partial.failure {
        return Err(remote_failure(failure));
    }
    let verdict = partial.answered.into_iter().next();
    let verdict = verdict.ok_or_else(|| AppError::new(ErrorCode::RemoteUnreadable, "no verdict came"))?;
    let at = app.clock.now();
    if let Some(standing) = verdict.standing.as_ref().filter(|_| !company.read_only) {
        company.book.keep_standings(&[kept_standing(standing)], nts::PROVIDER, at)?;
    }
    let row = company.book.read(|reader| reader.standing_history(number, 1))?;
    let standing = row.first().filter(|_| verdict.standing.is_some()).map(standing_view);
    Ok(PartnerValidated {
        service: RemoteSystem::Nts,
        realm: realm_view(realm),
        agrees: verdict.agrees,
        standing,
    })
}

pub(crate) fn partner_show(app: &App, request: PartnerRef) -> Result<PartnerView, AppError> {
    let company = app.company()?;
    let found = company.book.read(|reader| {
        let Some(partner) = reader.partner(request.id)? else { return Ok(None) };
        let history = match BusinessNumber::parse(&partner.number) {
            Ok(number) => reader.standing_history(number, HISTORY_MAX)?,
            Err(_) => Vec::new(),
        };
        Ok(Some((partner, history)))
    })?;
    let (partner, history) =
        found.ok_or_else(|| AppError::new(ErrorCode::PartnerNotFound, "no such partner"))?;
    let standings: Vec<StandingView> = history.iter().map(standing_view).collect();
    Ok(PartnerView { row: row_of(partner, standings.first().cloned()), standings })
}

/// Partners that were found closed, resting or unregistered lately: a thing to look at.
pub(crate) fn closed_todos(reader: &Reader, now: Timestamp) -> Result<Vec<TodoView>, StoreError> {
    let since = now.checked_sub(NOTICE).unwrap_or(Timestamp::MIN);
    let found = reader.shut_partners_since(since)?;
    if found == 0 {
        return Ok(Vec::new());
    }
    let code = "partner_closed".to_owned();
    let params = BTreeMap::from([("count".to_owned(), found.to_string())]);
    Ok(vec![TodoView { code, due_on: None, count: found, filter: None, params }])
}
