//! 휴폐업조회 in bulk: what is free is asked first, what is paid only after the clerk's word.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::paid::{self, Bill};
use super::partner::{client, kept_standing, standing_view};
use super::place::realm_view;
use super::{popbill, remote_failure};
use crate::app::App;
use crate::collect::service_name;
use crate::ipc::view::{
    PaidWord, PartnerChange, PartnerCheckRequest, PartnerChecked, RemoteSystem, SkippedRemote,
};
use crate::job::Job;
use crate::open::InUse;
use crate::{AppError, ErrorCode};
use core::ops::ControlFlow;
use jangbu_domain::BusinessNumber;
use jangbu_remote::policy::{Next, next_after};
use jangbu_remote::port::business_status::{BusinessStatus, Partial, Standing};
use jangbu_remote::port::{Nature, Realm};
use jangbu_remote::{Effect, RemoteError};
use jangbu_store::{BusinessStanding, BusinessState, Reader, StoreError};
use std::collections::HashMap;

/// Numbers asked and kept together, one call of a remote: what was answered stays, whatever comes next.
const ASKED_AT_ONCE: usize = 100;
/// Partners of one check at most: ten times what a small company has.
const PARTNERS_MAX: usize = 100_000;
/// Partners that are not open, listed in one answer.
const LISTED_MAX: usize = 1_000;
/// Who is asked, in this order: free before paid.
const CHAIN: [RemoteSystem; 2] = [RemoteSystem::Nts, RemoteSystem::Popbill];

/// Name by number, in the order asked.
type Asked = Vec<(BusinessNumber, String)>;

/// One remote of the chain, ready to be asked.
struct Asker {
    service: RemoteSystem,
    status: Box<dyn BusinessStatus>,
    realm: Realm,
    /// Whole won of one number, where it is paid.
    unit_krw: Option<i64>,
}

pub(crate) fn partner_check(app: &App, request: PartnerCheckRequest) -> Result<PartnerChecked, AppError> {
    let company = app.company()?;
    if company.read_only {
        return Err(AppError::from(StoreError::ReadOnly));
    }
    let asked = company.book.read(|reader| wanted(reader, request.numbers.as_deref()))??;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let mut check = Check {
        app,
        company: &company,
        paid: request.paid,
        total: asked.len(),
        done: 0,
        failures: Vec::new(),
        checked: PartnerChecked {
            service: RemoteSystem::Nts,
            realm: realm_view(Realm::Sandbox),
            asked: u32::try_from(asked.len()).unwrap_or(u32::MAX),
            first: 0,
            changed: Vec::new(),
            same: 0,
            unanswered: 0,
            failure: None,
            not_open: Vec::new(),
            cost_krw: 0,
            skipped: Vec::new(),
        },
    };
    check.ask_each(&asked, &mut job)?;
    check.end()
}

/// A check on its way.
struct Check<'a> {
    app: &'a App,
    company: &'a InUse,
    paid: PaidWord,
    total: usize,
    /// Numbers that were answered.
    done: usize,
    /// What went wrong, by remote, in their order.
    failures: Vec<AppError>,
    checked: PartnerChecked,
}

impl Check<'_> {
    fn ask_each(&mut self, asked: &[(BusinessNumber, String)], job: &mut Job<'_>) -> Result<(), AppError> {
        for service in CHAIN {
            let rest = asked.get(self.done..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let opened = match self.open(service, rest.len(), job) {
                Ok(opened) => opened,
                Err(error) if error.code() == ErrorCode::JobCancelled => return Err(error),
                Err(error) => {
                    self.skip(service, error);
                    continue;
                }
            };
            if !self.ask(&opened, rest, job)? {
                break;
            }
        }
        Ok(())
    }

    fn skip(&mut self, service: RemoteSystem, error: AppError) {
        let (code, params) = (error.code().as_str().to_owned(), error.params().clone());
        self.checked.skipped.push(SkippedRemote { service, code, params });
        self.failures.push(error);
    }

    /// Opens a remote; one that is paid tells its price first.
    fn open(&self, service: RemoteSystem, count: usize, job: &Job<'_>) -> Result<Asker, AppError> {
        let Self { app, company, .. } = *self;
        if service != RemoteSystem::Popbill {
            let (client, realm) = client(app, company)?;
            return Ok(Asker { service, status: Box::new(client), realm, unit_krw: None });
        }
        let (client, realm) = popbill::client(app, company)?;
        paid::check_declined(service, self.paid)?;
        let unit = app.remotes.wait(&job.stop_flag(), client.close_down_krw())?;
        let unit_krw = unit.map_err(|error| remote_failure(&error))?;
        // The question is put for all of them, before the first is paid for.
        let bill = Bill { provider: service_name(service), operation: "close_down", count, unit_krw };
        paid::check(app, company, &bill, self.paid)?;
        Ok(Asker { service, status: Box::new(popbill::Shared(client)), realm, unit_krw: Some(unit_krw) })
    }

    /// Asks until a call fails; says whether another remote may be asked for the rest.
    fn ask(
        &mut self,
        asker: &Asker,
        rest: &[(BusinessNumber, String)],
        job: &mut Job<'_>,
    ) -> Result<bool, AppError> {
        self.checked.realm = realm_view(asker.realm);
        for chunk in rest.chunks(ASKED_AT_ONCE) {
            let failure = match self.ask_paid(asker, chunk, job) {
                Ok(None) => continue,
                Ok(Some(failure)) => failure,
                Err(error) if error.code() == ErrorCode::RemoteNeedsConsent => {
                    self.skip(asker.service, error);
                    return Ok(false);
                }
                Err(error) => return Err(error),
            };
            // What is paid may have been paid for: nobody else is paid for the same.
            let nature = if asker.unit_krw.is_some() { Nature::Effect } else { Nature::Read };
            let next = next_after(&failure, nature);
            let failure = remote_failure(&failure);
            self.app.note_failure("partner.check", &failure);
            self.skip(asker.service, failure);
            return Ok(next == Next::OtherProvider);
        }
        Ok(true)
    }

    /// Sets aside what the chunk costs, asks, and settles by what the remote may have done.
    fn ask_paid(
        &mut self,
        asker: &Asker,
        chunk: &[(BusinessNumber, String)],
        job: &mut Job<'_>,
    ) -> Result<Option<RemoteError>, AppError> {
        let Some(unit_krw) = asker.unit_krw else { return self.ask_chunk(asker, chunk, job) };
        let provider = service_name(asker.service);
        let bill = Bill { provider, operation: "close_down", count: chunk.len(), unit_krw };
        let set_aside = paid::set_aside(self.app, self.company, &bill, self.paid)?;
        let failure = self.ask_chunk(asker, chunk, job)?;
        match failure.as_ref().map(|failure| failure.effect) {
            None | Some(Effect::Done) => self.checked.cost_krw += set_aside.settle(bill.krw())?,
            Some(Effect::NotSent | Effect::NoEffect) => self.checked.cost_krw += set_aside.settle(0)?,
            // It stays counted as spent: nobody knows better.
            Some(Effect::Unknown) => self.checked.cost_krw += bill.krw(),
        }
        Ok(failure)
    }

    /// Asks for some and keeps what was answered; whatever failed comes back beside it.
    fn ask_chunk(
        &mut self,
        asker: &Asker,
        chunk: &[(BusinessNumber, String)],
        job: &mut Job<'_>,
    ) -> Result<Option<RemoteError>, AppError> {
        let numbers: Vec<BusinessNumber> = chunk.iter().map(|(number, _)| *number).collect();
        let cancelled = job.stop_flag();
        let (before, total) = (self.done, self.total);
        let mut progress = |answered: usize, _: usize| {
            let step = job.step("ask", "", (before + answered) as u64, total as u64);
            if step.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let partial = self.app.remotes.wait(&cancelled, asker.status.status(&numbers, &mut progress))?;
        self.keep(asker.service, chunk, &numbers, &partial)?;
        if !partial.answered.is_empty() {
            self.checked.service = asker.service;
        }
        self.done += partial.answered.len();
        job.step("ask", "", self.done as u64, total as u64)?;
        Ok(partial.failure)
    }

    fn keep(
        &mut self,
        service: RemoteSystem,
        chunk: &[(BusinessNumber, String)],
        numbers: &[BusinessNumber],
        partial: &Partial<Standing>,
    ) -> Result<(), AppError> {
        let (book, checked) = (&self.company.book, &mut self.checked);
        let known = book.read(|reader| reader.standings(numbers))?;
        let found: Vec<BusinessStanding> = partial.answered.iter().map(kept_standing).collect();
        let counts = book.keep_standings(&found, service_name(service), self.app.clock.now())?;
        checked.first += counts.new;
        checked.same += counts.same;
        let names: HashMap<BusinessNumber, &str> =
            chunk.iter().map(|(number, name)| (*number, name.as_str())).collect();
        let now = book.read(|reader| reader.standings(numbers))?;
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
        Ok(())
    }

    /// What the clerk hears. Where nothing was answered and one thing stands in the way, it is that;
    /// where several do, each is told.
    fn end(mut self) -> Result<PartnerChecked, AppError> {
        let checked = &mut self.checked;
        let changed = u32::try_from(checked.changed.len()).unwrap_or(u32::MAX);
        let answered = checked.first + checked.same + changed;
        checked.unanswered = checked.asked.saturating_sub(answered);
        for (found, count) in [
            ("first", checked.first),
            ("changed", changed),
            ("same", checked.same),
            ("unanswered", checked.unanswered),
        ] {
            self.app.metrics.standings(found, count);
        }
        if checked.unanswered == 0 {
            return Ok(self.checked);
        }
        let is_consent = |error: &AppError| error.code() == ErrorCode::RemoteNeedsConsent;
        let is_blank = |error: &AppError| error.code() == ErrorCode::RemoteNotConfigured;
        let consent = self.failures.iter().position(is_consent);
        let set_up: Vec<usize> = (0..self.failures.len())
            .filter(|place| self.failures.get(*place).is_some_and(|error| !is_blank(error)))
            .collect();
        let told = match (consent, set_up.as_slice()) {
            (Some(place), _) => place,
            (None, [only]) => *only,
            (None, []) => 0,
            (None, _) => {
                checked.failure = Some(ErrorCode::RemoteAllFailed.as_str().to_owned());
                return Ok(self.checked);
            }
        };
        if answered == 0 && told < self.failures.len() {
            return Err(self.failures.swap_remove(told));
        }
        checked.failure = self.failures.get(told).map(|error| error.code().as_str().to_owned());
        Ok(self.checked)
    }
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
