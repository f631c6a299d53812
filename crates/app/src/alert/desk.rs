//! The commands: incidents, whom to tell, plots, caps, the log.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use super::{channel, notice, settings, text};
use crate::app::App;
use crate::clock::{KST, korean_rfc3339};
use crate::ipc::view::{
    AlertChannel, AlertRule, AlertSecretRequest, AlertSettings, AlertSettingsWrite, AlertSeverity,
    AlertTestRequest, CallSums, Empty, IncidentRef, IncidentView, Incidents, IncidentsRequest, LogLine,
    LogTail, LogTailRequest, PlotSpan, RemoteCapRequest, RemoteOverview, RemotePlot, RemotePlotRequest,
    RemoteRealm, RemoteSystem, RemoteTested,
};
use crate::open::OpenCompany;
use crate::remote::{provider_of, remote_failure, remote_overview, sums_view};
use crate::{AppError, ErrorCode, log};
use jangbu_store::{INCIDENTS_MAX, IncidentRow, Reader, Severity, StoreError};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lines of the log in one answer at most.
const LOG_LINES_MAX: u32 = 1_000;

pub(crate) fn alert_settings(app: &App, _: Empty) -> Result<AlertSettings, AppError> {
    let mut view = settings::view(app);
    if let Ok(company) = app.company() {
        let kept = company.book.read(Reader::remote_secrets)?;
        let kept_at = |channel| {
            let (service, name) = channel::secret_place(channel)?;
            let row = kept.iter().find(|row| row.service == service && row.name == name)?;
            Some(korean_rfc3339(row.kept_at))
        };
        view.slack_kept_at = kept_at(AlertChannel::Slack);
        view.mail_password_kept_at = kept_at(AlertChannel::Email);
        view.sms_key_kept_at = kept_at(AlertChannel::Sms);
    }
    Ok(view)
}

pub(crate) fn alert_settings_write(
    app: &App,
    request: AlertSettingsWrite,
) -> Result<AlertSettings, AppError> {
    settings::write(app, &request)?;
    channel::renew(app);
    alert_settings(app, Empty {})
}

pub(crate) fn alert_secret(app: &App, request: AlertSecretRequest) -> Result<AlertSettings, AppError> {
    // Taken first: it is used up whatever comes of the rest.
    let secret = request.ticket.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let company = app.company()?;
    channel::check_secret(request.channel, secret.as_deref().map(String::as_str))?;
    let place = channel::secret_place(request.channel);
    let (service, name) =
        place.ok_or_else(|| AppError::new(ErrorCode::RequestMalformed, "this channel has no secret"))?;
    company.book.keep_remote_secret(service, name, secret.as_deref().map(String::as_str), app.clock.now())?;
    drop(company);
    channel::renew(app);
    alert_settings(app, Empty {})
}

/// Sends a trial at once, beside the queue: whoever tries is there to see what comes of it.
pub(crate) fn alert_test(app: &App, request: AlertTestRequest) -> Result<RemoteTested, AppError> {
    let company = app.company()?;
    let realm = if company.demo { RemoteRealm::Sandbox } else { RemoteRealm::Live };
    let job = app.jobs.begin(&request.job, &app.events)?;
    let (title, body) = text::trial(app);
    let key = format!("alert/trial/{}", crate::correlation::current().unwrap_or_default());
    let began = app.clock.awake();
    let delivered = channel::open(app, &company, request.channel).and_then(|channel| {
        let notice = channel::trial(&key, &title, &body)?;
        let delivered = app.remotes.wait(&job.stop_flag(), channel.deliver(&notice))?;
        delivered.map(drop).map_err(|error| remote_failure(&error))
    });
    let duration = app.clock.awake().saturating_sub(began);
    let duration_ms = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    match delivered {
        Ok(()) => Ok(RemoteTested { ok: true, realm, duration_ms, code: None, params: BTreeMap::new() }),
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

pub(crate) fn alert_incidents(app: &App, request: IncidentsRequest) -> Result<Incidents, AppError> {
    let company = app.company()?;
    incidents(&company, request.before, request.limit)
}

fn incidents(company: &OpenCompany, before: Option<i64>, limit: u32) -> Result<Incidents, AppError> {
    let limit = limit.clamp(1, INCIDENTS_MAX);
    let (rows, open) = company.book.read(|reader| {
        let rows = reader.incidents(before, limit)?;
        let told = |row: IncidentRow| {
            let notices = notice::notices(reader, row.id)?;
            Ok((row, notices))
        };
        let rows: Vec<_> = rows.into_iter().map(told).collect::<Result<_, StoreError>>()?;
        Ok::<_, StoreError>((rows, reader.open_incidents()?.len()))
    })?;
    let is_full = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = rows.last().filter(|_| is_full).map(|(row, _)| row.id);
    let incidents = rows
        .into_iter()
        .filter_map(|(row, notices)| {
            // A rule of a later version has no words here.
            let rule = AlertRule::named(&row.observed.rule)?;
            Some(IncidentView {
                id: row.id,
                rule,
                subject: row.observed.subject,
                severity: match row.observed.severity {
                    Severity::Critical => AlertSeverity::Critical,
                    Severity::Warning => AlertSeverity::Warning,
                },
                params: serde_json::from_str(&row.observed.params).unwrap_or_default(),
                began_at: korean_rfc3339(row.began_at),
                seen_at: korean_rfc3339(row.seen_at),
                times: row.times,
                by_hand: rule.is_closed_by_hand() && row.ended_at.is_none(),
                ended_at: row.ended_at.map(korean_rfc3339),
                notices,
            })
        })
        .collect();
    Ok(Incidents { incidents, next, open: u32::try_from(open).unwrap_or(u32::MAX) })
}

pub(crate) fn alert_close(app: &App, request: IncidentRef) -> Result<Incidents, AppError> {
    let company = app.company()?;
    company.book.close_incident(request.id, app.clock.now()).map_err(|error| match error {
        StoreError::NotFound { .. } => AppError::new(ErrorCode::AlertNotFound, "no such open incident"),
        error => error.into(),
    })?;
    incidents(&company, None, INCIDENTS_MAX)
}

/// Steps of a plot, and how long each is.
const fn steps(span: PlotSpan) -> (usize, SignedDuration) {
    match span {
        PlotSpan::Hour => (60, SignedDuration::from_mins(1)),
        PlotSpan::Day => (96, SignedDuration::from_mins(15)),
        PlotSpan::Month => (31, SignedDuration::from_hours(24)),
    }
}

pub(crate) fn remote_plot(app: &App, request: RemotePlotRequest) -> Result<RemotePlot, AppError> {
    let company = app.company()?;
    let (count, step) = steps(request.span);
    let from = first_step(app.clock.now(), step, count);
    let provider = provider_of(request.service);
    let found = company.book.read(|reader| reader.attempt_steps(provider, from, step, count))?;
    let steps: Vec<CallSums> = found.iter().map(sums_view).collect();
    Ok(RemotePlot {
        service: request.service,
        span: request.span,
        from: korean_rfc3339(from),
        step_s: u32::try_from(step.as_secs()).unwrap_or(u32::MAX),
        steps,
    })
}

/// The beginning of the first of `count` steps of which the last one is under way; steps begin with
/// the hour or the day in Korea.
fn first_step(now: Timestamp, step: SignedDuration, count: usize) -> Timestamp {
    let step_s = step.as_secs().max(1);
    let offset_s = i64::from(KST.seconds());
    let here_s = now.as_second() + offset_s;
    let under_way_s = here_s - here_s.rem_euclid(step_s) - offset_s;
    let before = i64::try_from(count).unwrap_or(i64::MAX).saturating_sub(1).saturating_mul(step_s);
    Timestamp::from_second(under_way_s.saturating_sub(before)).unwrap_or(Timestamp::MIN)
}

pub(crate) fn remote_cap(app: &App, request: RemoteCapRequest) -> Result<RemoteOverview, AppError> {
    let company = app.company()?;
    if request.service != RemoteSystem::Popbill {
        return Err(AppError::new(ErrorCode::RequestMalformed, "this remote is free"));
    }
    let provider = provider_of(request.service);
    company.book.keep_consent(provider, request.cap_krw, app.clock.now())?;
    drop(company);
    remote_overview(app, Empty {})
}

#[expect(clippy::unnecessary_wraps, reason = "use cases share one signature")]
pub(crate) fn log_tail(app: &App, request: LogTailRequest) -> Result<LogTail, AppError> {
    let folder = log::folder(&app.data_dir);
    let count = usize::try_from(request.lines.clamp(1, LOG_LINES_MAX)).unwrap_or(usize::MAX);
    let lines = log::tail(&folder, count).iter().filter_map(|line| line_of(line)).collect();
    Ok(LogTail { folder: folder.display().to_string(), lines })
}

/// A line as it is shown; one that is cut or none of ours is left out.
fn line_of(line: &str) -> Option<LogLine> {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(line) else { return None };
    let mut take = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
        None => None,
    };
    let (at, level) = (take("at")?, take("level")?);
    let (from, what, act) = (take("from")?, take("what").unwrap_or_default(), take("act"));
    let rest = fields.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={other}"),
    });
    Some(LogLine { at, level, from, what, act, rest: rest.collect::<Vec<_>>().join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_of_a_plot_is_under_way_and_days_begin_in_korea() {
        let now: Timestamp = "2026-11-26T00:07:30+09:00".parse().unwrap();
        for (span, first) in [
            (PlotSpan::Hour, "2026-11-25T23:08:00+09:00"),
            (PlotSpan::Day, "2026-11-25T00:15:00+09:00"),
            (PlotSpan::Month, "2026-10-27T00:00:00+09:00"),
        ] {
            let (count, step) = steps(span);
            assert_eq!(korean_rfc3339(first_step(now, step, count)), first, "{span:?}");
        }
    }

    #[test]
    fn a_line_of_the_log_is_taken_apart_and_a_torn_one_left_out() {
        let line = r#"{"at":"t","level":"INFO","from":"jangbu_app","what":"called","act":"a1","remote":"nts","duration_ms":12}"#;
        let found = line_of(line).unwrap();
        assert_eq!((found.what.as_str(), found.act.as_deref()), ("called", Some("a1")));
        assert_eq!(found.rest, "duration_ms=12 remote=nts");
        for torn in ["", "{", "[]", r#"{"at":"t"}"#] {
            assert!(line_of(torn).is_none(), "{torn}");
        }
    }
}
