//! Partners and the tax office: how they stand, asked in bulk and kept.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::place::{SERVICE_KEY, nts_place, realm_view};
use super::{remote_failure, transport};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    BusinessStateView, PartnerChange, PartnerCheckRequest, PartnerChecked, PartnerRef,
    PartnerValidateRequest, PartnerValidated, PartnerView, RemoteSystem, StandingView, TodoView,
};
use crate::job::Job;
use crate::open::InUse;
use crate::query::partner::row_of;
use crate::{AppError, ErrorCode};
use core::ops::ControlFlow;
use jangbu_domain::BusinessNumber;
use jangbu_remote::RemoteError;
use jangbu_remote::port::Realm;
use jangbu_remote::port::business_status::{self, BusinessStatus, OptionalClaims, Registration, TaxType};
use jangbu_remote::provider::nts::{self, Nts, auth::ServiceKey};
use jangbu_store::{BusinessStanding, BusinessState, Reader, StandingRow, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Numbers asked and kept together, one call of the register: what was answered stays, whatever comes next.
const ASKED_AT_ONCE: usize = 100;
/// Partners of one check at most: ten times what a small company has.
const PARTNERS_MAX: usize = 100_000;
/// Partners that are not open, listed in one answer.
const LISTED_MAX: usize = 1_000;
/// States of one partner that are shown.
const HISTORY_MAX: u32 = 100;
/// How long a change stands among the things to look at.
const NOTICE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Name by number, in the order asked.
type Asked = Vec<(BusinessNumber, String)>;

pub(crate) fn partner_check(app: &App, request: PartnerCheckRequest) -> Result<PartnerChecked, AppError> {
    let company = app.company()?;
    if company.read_only {
        return Err(AppError::from(StoreError::ReadOnly));
    }
    let asked = company.book.read(|reader| wanted(reader, request.numbers.as_deref()))??;
    let (client, realm) = client(app, &company)?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let mut checked = PartnerChecked {
        service: RemoteSystem::Nts,
        realm: realm_view(realm),
        asked: u32::try_from(asked.len()).unwrap_or(u32::MAX),
        first: 0,
        changed: Vec::new(),
        same: 0,
        unanswered: 0,
        failure: None,
        not_open: Vec::new(),
    };
    let mut done = 0;
    for chunk in asked.chunks(ASKED_AT_ONCE) {
        let failure =
            check_chunk(app, &company, &client, chunk, (done, asked.len()), &mut job, &mut checked)?;
        done += chunk.len();
        if let Some(failure) = failure {
            let failure = remote_failure(&failure);
            app.note_failure("partner.check", &failure);
            if checked.first == 0 && checked.same == 0 && checked.changed.is_empty() {
                return Err(failure);
            }
            checked.failure = Some(failure.code().as_str().to_owned());
            break;
        }
    }
    let answered = checked.first + checked.same + u32::try_from(checked.changed.len()).unwrap_or(u32::MAX);
    checked.unanswered = checked.asked.saturating_sub(answered);
    for (found, count) in [
        ("first", checked.first),
        ("changed", u32::try_from(checked.changed.len()).unwrap_or(u32::MAX)),
        ("same", checked.same),
        ("unanswered", checked.unanswered),
    ] {
        app.metrics.standings(found, count);
    }
    Ok(checked)
}

/// Asks for some and keeps what was answered; whatever failed comes back beside it.
fn check_chunk(
    app: &App,
    company: &InUse,
    client: &Nts,
    chunk: &[(BusinessNumber, String)],
    (before, total): (usize, usize),
    job: &mut Job<'_>,
    checked: &mut PartnerChecked,
) -> Result<Option<RemoteError>, AppError> {
    let numbers: Vec<BusinessNumber> = chunk.iter().map(|(number, _)| *number).collect();
    let known = company.book.read(|reader| reader.standings(&numbers))?;
    let cancelled = job.stop_flag();
    let mut progress = |answered: usize, _: usize| {
        let step = job.step("ask", "", (before + answered) as u64, total as u64);
        if step.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let partial = app.remotes.wait(&cancelled, client.status(&numbers, &mut progress))?;
    let found: Vec<BusinessStanding> = partial.answered.iter().map(kept_standing).collect();
    let at = app.clock.now();
    let counts = company.book.keep_standings(&found, nts::PROVIDER, at)?;
    checked.first += counts.new;
    checked.same += counts.same;
    let names: HashMap<BusinessNumber, &str> =
        chunk.iter().map(|(number, name)| (*number, name.as_str())).collect();
    let now = company.book.read(|reader| reader.standings(&numbers))?;
    let change = |number: &BusinessNumber| {
        Some(PartnerChange {
            number: number.to_string(),
            name: names.get(number).copied().unwrap_or_default().to_owned(),
            before: known.get(number).map(standing_view),
            now: standing_view(now.get(number)?),
        })
    };
    checked.changed.extend(counts.changed.iter().filter_map(change));
    let shut = found.iter().filter(|standing| standing.state != BusinessState::Active);
    let room = LISTED_MAX.saturating_sub(checked.not_open.len());
    checked.not_open.extend(shut.filter_map(|standing| change(&standing.number)).take(room));
    job.step("ask", "", (before + found.len()) as u64, total as u64)?;
    Ok(partial.failure)
}

/// The partners that are businesses, or those that were named.
///
/// The inner error: a named number is none.
fn wanted(reader: &Reader, named: Option<&[String]>) -> Result<Result<Asked, AppError>, StoreError> {
    let mut asked = Asked::new();
    let mut after: Option<String> = None;
    loop {
        let page = reader.partner_page(None, after.as_deref(), 1_000)?;
        let numbered = page.partners.iter().filter_map(|partner| {
            // Persons and foreigners have none, and the tax office is not asked about them.
            Some((BusinessNumber::parse(&partner.number).ok()?, partner.name.clone()))
        });
        asked.extend(numbered);
        after = page.next;
        if after.is_none() || asked.len() > PARTNERS_MAX {
            break;
        }
    }
    let Some(named) = named else {
        asked.truncate(PARTNERS_MAX);
        return Ok(if asked.is_empty() {
            Err(AppError::new(ErrorCode::PartnerNoneToAsk, "no partner has a business number"))
        } else {
            Ok(asked)
        });
    };
    let by_number: HashMap<BusinessNumber, String> = asked.into_iter().collect();
    let number = |text: &String| {
        let number = BusinessNumber::parse(text).map_err(|error| {
            AppError::new(ErrorCode::BusinessNumberCheckDigit, error.to_string()).with("number", text)
        })?;
        Ok((number, by_number.get(&number).cloned().unwrap_or_default()))
    };
    if named.is_empty() || named.len() > PARTNERS_MAX {
        return Ok(Err(AppError::new(ErrorCode::PartnerNoneToAsk, "no number was named, or too many")));
    }
    Ok(named.iter().map(number).collect())
}

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
    let transport = transport(app, company, nts::PROVIDER, &place.base, nts::rules())?;
    Ok((Nts::new(transport, place.base, key), realm))
}

/// As the book keeps it.
fn kept_standing(standing: &business_status::Standing) -> BusinessStanding {
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
