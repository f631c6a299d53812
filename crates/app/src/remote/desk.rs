//! 연동: how the remotes do, where they are, their keys, a test of the connection.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::failure::code_named;
use super::partner::client;
use super::place::{SERVICE_KEY, check_settable, keep_address, keep_service_key, nts_place, realm_view};
use super::{popbill, remote_failure};
use crate::app::App;
use crate::clock::{KST, korean_rfc3339, month_of};
use crate::ipc::view::{
    AttemptView, BreakerView, CallSums, EffectView, Empty, PaidView, RemoteAttempts, RemoteAttemptsRequest,
    RemoteOverview, RemotePlaceRequest, RemoteRef, RemoteSecretRequest, RemoteSystem, RemoteSystemView,
    RemoteTestRequest, RemoteTested, SecretSlot,
};
use crate::job::StopFlag;
use crate::open::InUse;
use crate::{AppError, ErrorCode};
use core::ops::ControlFlow;
use jangbu_remote::port::BaseAddress;
use jangbu_remote::port::business_status::BusinessStatus as _;
use jangbu_remote::provider::popbill::{PROVIDER as POPBILL, PopbillAddresses};
use jangbu_remote::provider::{hometax, nts};
use jangbu_store::{AttemptOutcome, AttemptRow, AttemptSummary, Effect, Reader, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(crate) fn remote_overview(app: &App, _: Empty) -> Result<RemoteOverview, AppError> {
    let company = app.company()?;
    let services = vec![hometax_view(app, &company)?, nts_view(app, &company)?, popbill_view(app, &company)?];
    Ok(RemoteOverview { services })
}

fn nts_view(app: &App, company: &InUse) -> Result<RemoteSystemView, AppError> {
    let place = nts_place(app, company)?;
    let figures = Figures::read(app, company, nts::PROVIDER)?;
    let slot =
        SecretSlot { name: SERVICE_KEY.to_owned(), kept_at: figures.secret_kept_at.map(korean_rfc3339) };
    let seen = figures.view(RemoteSystem::Nts, &place.base, app.clock.now());
    Ok(RemoteSystemView {
        address_set: !company.demo && place.base.as_str() != nts::LIVE_ADDRESS,
        configured: place.key.is_some(),
        can_set_up: !company.demo,
        can_test: true,
        // The demo's key is the stand-in's own.
        secrets: if company.demo { Vec::new() } else { vec![slot] },
        ..seen
    })
}

fn hometax_view(app: &App, company: &InUse) -> Result<RemoteSystemView, AppError> {
    let portal = super::hometax::addresses(app, company)?.portal;
    Ok(Figures::read(app, company, hometax::PROVIDER)?.view(RemoteSystem::Hometax, &portal, app.clock.now()))
}

fn popbill_view(app: &App, company: &InUse) -> Result<RemoteSystemView, AppError> {
    let addresses = popbill::addresses(app, company)?;
    let usual = PopbillAddresses::live();
    let figures = Figures::read(app, company, POPBILL)?;
    let seen = figures.view(RemoteSystem::Popbill, &addresses.api, app.clock.now());
    let kept = company.book.read(Reader::remote_secrets)?;
    let slot = |name: &str| {
        let row = kept.iter().find(|row| row.service == POPBILL && row.name == name);
        SecretSlot { name: name.to_owned(), kept_at: row.map(|row| korean_rfc3339(row.kept_at)) }
    };
    let month = month_of(app.clock.now());
    let (consent, spent) = company
        .book
        .read(|reader| Ok::<_, StoreError>((reader.consent(POPBILL)?, reader.spent(POPBILL, &month)?)))?;
    Ok(RemoteSystemView {
        address_set: !company.demo && usual.is_ok_and(|usual| usual != addresses),
        configured: popbill::is_configured(app, company),
        can_set_up: !company.demo,
        can_test: true,
        secrets: if company.demo { Vec::new() } else { popbill::SECRETS.map(slot).into() },
        paid: Some(PaidView {
            by_plan: false,
            cap_krw: consent.as_ref().map(|consent| consent.cap_krw),
            given_at: consent.map(|consent| korean_rfc3339(consent.given_at)),
            calls: spent.calls,
            count: spent.count,
            spent_krw: spent.krw,
            open_krw: spent.open_krw,
        }),
        ..seen
    })
}

/// What the book says of one remote.
struct Figures {
    secret_kept_at: Option<Timestamp>,
    open_until: Option<Timestamp>,
    success: Option<AttemptRow>,
    failure: Option<AttemptRow>,
    hour: AttemptSummary,
    day: AttemptSummary,
    month: AttemptSummary,
}

impl Figures {
    fn read(app: &App, company: &InUse, provider: &str) -> Result<Self, AppError> {
        let now = app.clock.now();
        Ok(company.book.read(|reader| Self::of(reader, provider, now))?)
    }

    /// As far as the figures go; a remote that is set up says more.
    fn view(&self, service: RemoteSystem, base: &BaseAddress, now: Timestamp) -> RemoteSystemView {
        let open = self.open_until.filter(|until| *until > now);
        let began = |row: &AttemptRow| korean_rfc3339(row.attempt.started_at);
        RemoteSystemView {
            service,
            realm: realm_view(base.realm()),
            address: base.as_str().to_owned(),
            address_set: false,
            configured: true,
            can_set_up: false,
            can_test: false,
            secrets: Vec::new(),
            breaker: if open.is_some() { BreakerView::Open } else { BreakerView::Closed },
            breaker_until: open.map(korean_rfc3339),
            last_success_at: self.success.as_ref().map(began),
            last_failure_at: self.failure.as_ref().map(began),
            last_failure: self.failure.as_ref().and_then(failure_code),
            hour: sums_view(&self.hour),
            day: sums_view(&self.day),
            month: sums_view(&self.month),
            paid: None,
        }
    }

    fn of(reader: &Reader, provider: &str, now: Timestamp) -> Result<Self, StoreError> {
        let secrets = reader.remote_secrets()?;
        let before = |hours| now.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
        let first = KST.to_datetime(now).date().first_of_month();
        let month = KST.to_timestamp(first.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN);
        Ok(Self {
            secret_kept_at: secrets.iter().find(|row| row.service == provider).map(|row| row.kept_at),
            open_until: reader.breaker(provider)?.map(|breaker| breaker.open_until),
            success: reader.last_attempt(provider, true)?,
            failure: reader.last_attempt(provider, false)?,
            hour: reader.attempt_summary(provider, before(1))?,
            day: reader.attempt_summary(provider, before(24))?,
            month: reader.attempt_summary(provider, month)?,
        })
    }
}

pub(crate) fn sums_view(summary: &AttemptSummary) -> CallSums {
    CallSums {
        calls: summary.calls,
        failures: summary.failures,
        p50_ms: summary.p50_ms,
        p95_ms: summary.p95_ms,
    }
}

fn failure_code(row: &AttemptRow) -> Option<String> {
    match &row.end.as_ref()?.outcome {
        AttemptOutcome::Failed(kind) => Some(code_named(kind).as_str().to_owned()),
        AttemptOutcome::Answered | AttemptOutcome::Abandoned => None,
    }
}

pub(crate) fn remote_attempts(app: &App, request: RemoteAttemptsRequest) -> Result<RemoteAttempts, AppError> {
    let company = app.company()?;
    let limit = request.limit.clamp(1, jangbu_store::ATTEMPTS_MAX);
    let rows = company.book.read(|reader| reader.attempts(request.before, limit))?;
    let is_full = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = rows.last().filter(|_| is_full).map(|row| row.id);
    Ok(RemoteAttempts { attempts: rows.iter().map(attempt_view).collect(), next })
}

fn attempt_view(row: &AttemptRow) -> AttemptView {
    let end = row.end.as_ref();
    let mut request_digest = String::with_capacity(64);
    for byte in row.attempt.digest {
        // Writing to a String cannot fail.
        let _ = write!(request_digest, "{byte:02x}");
    }
    AttemptView {
        id: row.id,
        service: row.attempt.provider.clone(),
        operation: row.attempt.operation.clone(),
        begun_at: korean_rfc3339(row.attempt.started_at),
        duration_ms: end.map(|end| end.duration_ms),
        status: end.and_then(|end| end.status),
        effect: match end.map(|end| end.effect) {
            Some(Effect::NotSent) => EffectView::NotSent,
            Some(Effect::NoEffect) => EffectView::NoEffect,
            Some(Effect::Done) => EffectView::Done,
            Some(Effect::Unknown) | None => EffectView::Unknown,
        },
        failure: failure_code(row),
        abandoned: end.is_some_and(|end| end.outcome == AttemptOutcome::Abandoned),
        request_digest,
        act: row.attempt.correlation.clone(),
    }
}

pub(crate) fn remote_place(app: &App, request: RemotePlaceRequest) -> Result<RemoteOverview, AppError> {
    let place = match (request.service, request.part.as_deref()) {
        (RemoteSystem::Nts, None) => nts::PROVIDER,
        (RemoteSystem::Popbill, None) => POPBILL,
        (RemoteSystem::Popbill, Some("auth")) => popbill::AUTH,
        _ => return Err(no_setting()),
    };
    check_settable(&*app.company()?)?;
    keep_address(app, place, request.address.as_deref().map(str::trim))?;
    remote_overview(app, Empty {})
}

pub(crate) fn remote_secret(app: &App, request: RemoteSecretRequest) -> Result<RemoteOverview, AppError> {
    // Taken first: it is used up whatever comes of the rest.
    let key = request.ticket.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let company = app.company()?;
    check_settable(&company)?;
    match (request.service, request.name.as_str()) {
        (RemoteSystem::Nts, SERVICE_KEY) => keep_service_key(app, &company, key.as_ref())?,
        (RemoteSystem::Popbill, name) if popbill::SECRETS.contains(&name) => {
            popbill::keep_secret(app, &company, name, key.as_ref())?;
        }
        _ => {
            let error = AppError::new(ErrorCode::RequestMalformed, "no such secret of this service");
            return Err(error.with("found", &request.name));
        }
    }
    remote_overview(app, Empty {})
}

/// Asks the smallest question that every key may ask and that costs nothing: for the company's own
/// number, or for the balance.
pub(crate) fn remote_test(app: &App, request: RemoteTestRequest) -> Result<RemoteTested, AppError> {
    let company = app.company()?;
    let realm = match request.service {
        RemoteSystem::Nts => nts_place(app, &company)?.base.realm(),
        RemoteSystem::Popbill => popbill::addresses(app, &company)?.api.realm(),
        RemoteSystem::Hometax => return Err(no_setting()),
    };
    let realm = realm_view(realm);
    let job = app.jobs.begin(&request.job, &app.events)?;
    let began = app.clock.awake();
    let asked = match request.service {
        RemoteSystem::Popbill => popbill::ask_account(app, &company, &job.stop_flag()),
        RemoteSystem::Nts | RemoteSystem::Hometax => ask_own_number(app, &company, &job.stop_flag()),
    };
    let duration = app.clock.awake().saturating_sub(began);
    let duration_ms = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    match asked {
        Ok(params) => Ok(RemoteTested { ok: true, realm, duration_ms, code: None, params }),
        Err(error) if error.code() == ErrorCode::JobCancelled => Err(error),
        Err(error) => Ok(RemoteTested {
            ok: false,
            realm,
            duration_ms,
            code: Some(error.code().as_str().to_owned()),
            params: error.params().clone(),
        }),
    }
}

fn ask_own_number(app: &App, company: &InUse, stop: &StopFlag) -> Result<BTreeMap<String, String>, AppError> {
    let (client, _) = client(app, company)?;
    let own = [company.number()];
    let mut progress = |_: usize, _: usize| ControlFlow::Continue(());
    match app.remotes.wait(stop, client.status(&own, &mut progress))?.failure {
        Some(failure) => Err(remote_failure(&failure)),
        None => Ok(BTreeMap::new()),
    }
}

/// Calls it again from now on, though it was being spared.
pub(crate) fn remote_reset(app: &App, request: RemoteRef) -> Result<RemoteOverview, AppError> {
    let company = app.company()?;
    let provider = provider_of(request.service);
    company.book.keep_breaker(provider, None, app.clock.now())?;
    // The layers are made anew and read the breaker as it stands now.
    app.remotes.renew(provider);
    remote_overview(app, Empty {})
}

/// The name of a remote in the log of calls, in settings and in the book.
pub(crate) const fn provider_of(service: RemoteSystem) -> &'static str {
    match service {
        RemoteSystem::Hometax => hometax::PROVIDER,
        RemoteSystem::Nts => nts::PROVIDER,
        RemoteSystem::Popbill => POPBILL,
    }
}

fn no_setting() -> AppError {
    AppError::new(ErrorCode::RequestMalformed, "this service has no such setting")
}
