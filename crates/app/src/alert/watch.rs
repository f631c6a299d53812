//! Looks at remotes and runs from time to time, and takes in what is an incident.

use super::notice::notices_of;
use super::rules::{CollectSeen, Judged, RemoteSeen, judge_collect, judge_remote};
use super::settings;
use crate::AppError;
use crate::app::App;
use crate::clock::month_of;
use crate::collect::late_by;
use crate::happening::{Happening, Listener};
use crate::ipc::view::{AlertChannel, AlertRule, AlertSeverity, Event};
use crate::open::OpenCompany;
use jangbu_remote::provider::{hometax, nts, popbill};
use jangbu_store::{AttemptOutcome, CollectRunRow, IncidentRow, Observed, Reader, Severity, StoreError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Weak};

/// What collecting is called among the subjects of incidents.
pub(super) const COLLECT: &str = "collect";

/// Open incidents by rule and subject.
type Open = HashMap<(String, String), IncidentRow>;

/// Looks at everything once. What cannot be read now is looked at next time.
pub(crate) fn watch(app: &App) {
    let Ok(company) = app.company() else { return };
    if company.read_only {
        return;
    }
    if let Err(error) = watch_in(app, &company) {
        tracing::warn!(%error, "remotes were not looked at");
    }
}

fn watch_in(app: &App, company: &OpenCompany) -> Result<(), AppError> {
    let limits = settings::thresholds(app);
    let now = app.clock.now();
    let open = company.book.read(Reader::open_incidents)?;
    let open: Open = open
        .into_iter()
        .map(|row| ((row.observed.rule.clone(), row.observed.subject.clone()), row))
        .collect();
    for provider in [hometax::PROVIDER, nts::PROVIDER, popbill::PROVIDER] {
        let seen = company.book.read(|reader| remote_seen(reader, provider, &open, now))?;
        take(app, company, provider, judge_remote(&seen, &limits), &open)?;
    }
    let late = late_by(app, company)?;
    let seen = company.book.read(collect_seen)?;
    take(app, company, COLLECT, judge_collect(&CollectSeen { late, ..seen }, &limits), &open)
}

fn remote_seen(
    reader: &Reader,
    provider: &str,
    open: &Open,
    now: Timestamp,
) -> Result<RemoteSeen, StoreError> {
    let before = |time: SignedDuration| now.checked_sub(time).unwrap_or(Timestamp::MIN);
    let failure = reader.last_attempt(provider, false)?;
    let success = reader.last_attempt(provider, true)?.map(|row| row.attempt.started_at);
    let failing = failure.filter(|row| success.is_none_or(|success| success < row.attempt.started_at));
    let failing_with = failing.and_then(|row| match row.end?.outcome {
        AttemptOutcome::Failed(kind) => Some(kind),
        AttemptOutcome::Answered | AttemptOutcome::Abandoned => None,
    });
    let is_spared = reader.breaker(provider)?.is_some_and(|breaker| breaker.open_until > now);
    let known = open.get(&(AlertRule::RemoteFailing.name().to_owned(), provider.to_owned()));
    let month = month_of(now);
    let cap = reader.consent(provider)?.map(|consent| consent.cap_krw);
    let spent = match cap {
        Some(cap) => Some((reader.spent(provider, &month)?.krw, cap)),
        None => None,
    };
    Ok(RemoteSeen {
        // What was spared is failing until it has answered again.
        is_failing: is_spared || (known.is_some() && failing_with.is_some()),
        failing_with,
        hour: reader.attempt_summary(provider, before(SignedDuration::from_hours(1)))?,
        minute: reader.attempt_summary(provider, before(SignedDuration::from_mins(1)))?,
        spent,
    })
}

fn collect_seen(reader: &Reader) -> Result<CollectSeen, StoreError> {
    let last = reader.collect_runs(None, 1)?.pop();
    let by_itself = |run: &CollectRunRow| run.trigger != "hand";
    Ok(CollectSeen {
        stopped: last.as_ref().filter(|run| by_itself(run)).map(|run| (run.state, run.failure.clone())),
        last: last.filter(|run| run.ended_at.is_some()).map(|run| run.counts),
        mismatches: reader.count_open_collect_conflicts()?,
        ..CollectSeen::default()
    })
}

/// Begins, goes on with and ends incidents of a subject.
fn take(
    app: &App,
    company: &OpenCompany,
    subject: &str,
    judged: Vec<Judged>,
    open: &Open,
) -> Result<(), AppError> {
    for (rule, found) in judged {
        let known = open.get(&(rule.name().to_owned(), subject.to_owned()));
        match (found, known) {
            (Some(params), known) => {
                let params = text_of(&params);
                // Seen again as it was: nothing to write.
                if known.is_none_or(|known| known.observed.params != params) {
                    observe(app, company, rule, subject, params)?;
                }
            }
            (None, Some(_)) => end(app, company, rule, subject)?,
            (None, None) => {}
        }
    }
    Ok(())
}

fn text_of(params: &BTreeMap<String, String>) -> String {
    // Texts by text are always JSON.
    serde_json::to_string(params).unwrap_or_else(|_| "{}".to_owned())
}

/// Takes an observation in; whoever is to hear of a new incident is told in the same transaction.
fn observe(
    app: &App,
    company: &OpenCompany,
    rule: AlertRule,
    subject: &str,
    params: String,
) -> Result<(), AppError> {
    let severity = match rule.severity() {
        AlertSeverity::Critical => Severity::Critical,
        AlertSeverity::Warning => Severity::Warning,
    };
    let observed = Observed { rule: rule.name().to_owned(), subject: subject.to_owned(), severity, params };
    let (channels, now) = (settings::channels(app, rule), app.clock.now());
    let opened =
        company.book.observe(&observed, |id| notices_of(id, false, &observed, &channels, now), now)?;
    if opened.is_new {
        tracing::warn!(rule = rule.name(), subject, "an incident began");
        app.metrics.incident(rule.name(), severity.name());
        if channels.contains(&AlertChannel::System) {
            let (title, text) = super::text::of(app, &observed, false);
            app.events.send(&Event::Notice { title, text });
        }
    }
    app.announce_stale(&["incident"]);
    Ok(())
}

fn end(app: &App, company: &OpenCompany, rule: AlertRule, subject: &str) -> Result<(), AppError> {
    let (channels, now) = (settings::channels(app, rule), app.clock.now());
    let notices = |row: &IncidentRow| notices_of(row.id, true, &row.observed, &channels, now);
    if company.book.end_incident(rule.name(), subject, notices, now)?.is_some() {
        tracing::info!(rule = rule.name(), subject, "an incident ended");
        app.announce_stale(&["incident"]);
    }
    Ok(())
}

/// Takes in at once what cannot be seen later from figures.
pub(crate) struct Alarm(Weak<App>);

impl Alarm {
    /// Hears for `app`, which it does not keep alive.
    pub(crate) fn of(app: &Arc<App>) -> Arc<dyn Listener> {
        Arc::new(Self(Arc::downgrade(app)))
    }
}

impl Listener for Alarm {
    fn hear(&self, happening: &Happening) {
        let Happening::BadSignature { run, approval, provider } = happening else { return };
        let Some(app) = self.0.upgrade() else { return };
        let Ok(company) = app.company() else { return };
        let params =
            BTreeMap::from([("run".to_owned(), run.to_string()), ("approval".to_owned(), approval.clone())]);
        let observed = observe(&app, &company, AlertRule::BadSignature, provider, text_of(&params));
        if let Err(error) = observed {
            tracing::warn!(%error, "a bad signature was not taken in as an incident");
        }
    }
}
