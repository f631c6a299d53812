//! Notices that leave this machine: each is an errand of its own, put with the incident's beginning
//! or end, delivered once, and never again when it may have been delivered.

use super::{channel, text};
use crate::AppError;
use crate::app::App;
use crate::correlation::Correlated;
use crate::digest::Digest;
use crate::ipc::view::{AlertChannel, NoticeState, NoticeView};
use crate::job::StopFlag;
use crate::open::OpenCompany;
use jangbu_remote::{Effect, RemoteError, Retry};
use jangbu_store::{
    Answer, ClaimOrder, Claimed, ErrandBounds, ErrandRow, ErrandState, FirstStep, LookUp, NewErrand,
    Observed, Reader, Severity, StoreError, Unsent, Work,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What is to be done, in the queue.
pub(super) const OPERATION: &str = "alert.deliver";
/// Times that a notice is sent: more would tell of what is long over.
const SENDS_MAX: u32 = 5;
/// Nobody wants to hear of it later than this.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(6);
/// After a failure that may pass; doubled with each sending.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(30);
/// Preparing a notice.
const LEASE: Duration = Duration::from_mins(1);
/// Handing one over, with its retries.
const DEADLINE: Duration = Duration::from_mins(1);
/// Notices of one round: the next round goes on.
const ROUND_MAX: usize = 32;

/// What it takes to write the notice.
#[derive(Serialize, Deserialize)]
struct Input {
    incident: i64,
    channel: AlertChannel,
    is_end: bool,
    rule: String,
    subject: String,
    is_critical: bool,
    params: String,
}

const fn channel_name(channel: AlertChannel) -> &'static str {
    match channel {
        AlertChannel::Window => "window",
        AlertChannel::System => "system",
        AlertChannel::Slack => "slack",
        AlertChannel::Email => "email",
        AlertChannel::Sms => "sms",
    }
}

/// Channels whose notices leave this machine.
const REMOTE: [AlertChannel; 3] = [AlertChannel::Slack, AlertChannel::Email, AlertChannel::Sms];

fn key_of(incident: i64, is_end: bool, channel: AlertChannel) -> String {
    format!("alert/{incident}/{}/{}", if is_end { "end" } else { "begin" }, channel_name(channel))
}

/// The errands of an incident's beginning or end, one a channel.
pub(super) fn notices_of(
    incident: i64,
    is_end: bool,
    observed: &Observed,
    channels: &[AlertChannel],
    now: Timestamp,
) -> Vec<NewErrand> {
    let leaves = REMOTE.into_iter().filter(|channel| channels.contains(channel));
    leaves.filter_map(|channel| errand(incident, is_end, observed, channel, now)).collect()
}

/// None for what cannot be written as JSON, which is nothing.
fn errand(
    incident: i64,
    is_end: bool,
    observed: &Observed,
    channel: AlertChannel,
    now: Timestamp,
) -> Option<NewErrand> {
    let input = Input {
        incident,
        channel,
        is_end,
        rule: observed.rule.clone(),
        subject: observed.subject.clone(),
        is_critical: observed.severity == Severity::Critical,
        params: observed.params.clone(),
    };
    let input = serde_json::to_string(&input).ok()?;
    Some(NewErrand {
        operation: OPERATION.to_owned(),
        key: key_of(incident, is_end, channel),
        input_sha256: Digest::of(input.as_bytes()).bytes(),
        input,
        has_effect: true,
        first: FirstStep::Send,
        bounds: ErrandBounds {
            sends_max: SENDS_MAX,
            // None of the channels is asked what it did: one look says so.
            look_ups_max: 1,
            give_up_at: now.checked_add(NEWS_FOR).unwrap_or(now),
        },
        due_at: now,
    })
}

/// How the notices of an incident stand.
pub(super) fn notices(reader: &Reader, incident: i64) -> Result<Vec<NoticeView>, StoreError> {
    let mut notices = Vec::new();
    for is_end in [false, true] {
        for channel in REMOTE {
            if let Some(errand) = reader.errand_by_key(&key_of(incident, is_end, channel))? {
                let state = state_of(&errand);
                notices.push(NoticeView { channel, is_end, state, failure: errand.failure });
            }
        }
    }
    Ok(notices)
}

fn state_of(errand: &ErrandRow) -> NoticeState {
    match errand.state {
        ErrandState::Queued | ErrandState::Claimed | ErrandState::Sent => NoticeState::Waiting,
        ErrandState::Done => NoticeState::Delivered,
        ErrandState::Unknown => NoticeState::Unknown,
        ErrandState::GivenUp if errand.effect == jangbu_store::Effect::Unknown => NoticeState::Unknown,
        ErrandState::Failed | ErrandState::GivenUp => NoticeState::Failed,
    }
}

/// Whether a round of notices is on its way: there is one at a time.
#[derive(Default)]
pub(crate) struct Delivering(AtomicBool);

/// The right to work at a round; given back when it is dropped.
struct Round(Arc<App>);

impl Drop for Round {
    fn drop(&mut self) {
        self.0.delivering.0.store(false, Ordering::Release);
    }
}

/// Delivers what is due, beside whatever else goes on; called from time to time.
pub(crate) fn deliver_if_due(app: &Arc<App>) {
    let Ok(company) = app.company() else { return };
    let is_due = |rows: Vec<ErrandRow>| rows.first().is_some_and(|row| row.next_at <= app.clock.now());
    let waiting = company.book.read(|reader| reader.errands_waiting(None, 1));
    if company.read_only || !waiting.is_ok_and(is_due) || app.delivering.0.swap(true, Ordering::AcqRel) {
        return;
    }
    drop(company);
    let round = Round(Arc::clone(app));
    // A mail server may take its time, and whoever ticks has other things to look at.
    std::thread::spawn(move || deliver_round(&round.0));
}

/// Delivers what is due now, at most a round of it.
pub(super) fn deliver_round(app: &App) {
    let Ok(company) = app.company() else { return };
    for _ in 0..ROUND_MAX {
        let _act = Correlated::begin();
        match deliver_next(app, &company) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                tracing::warn!(%error, "a notice was not settled");
                break;
            }
        }
    }
    app.announce_stale(&["incident", "remote"]);
}

/// Whether there was one.
fn deliver_next(app: &App, company: &OpenCompany) -> Result<bool, AppError> {
    let order = ClaimOrder { owner: app.owner(), operation: Some(OPERATION), lease: LEASE };
    let Some(claimed) = company.book.claim_errand(&order, app.clock.now())? else { return Ok(false) };
    if claimed.work == Work::LookUp {
        let again_at = app.clock.now();
        let found = LookUp::NoAnswer { failure: "no_look_up".to_owned(), again_at };
        company.book.look_up_errand(&claimed, &found, app.clock.now())?;
        return Ok(true);
    }
    let Ok(input) = serde_json::from_str::<Input>(&claimed.errand.input) else {
        let refused = Answer::Refused { failure: "unreadable".to_owned() };
        company.book.settle_errand(&claimed, &refused, app.clock.now())?;
        return Ok(true);
    };
    let answer = deliver(app, company, &claimed, &input)?;
    let outcome = match &answer {
        Answer::Done { .. } => "done",
        Answer::Refused { .. } | Answer::NotDone { .. } => "failed",
        Answer::Unknown { .. } => "unknown",
    };
    app.metrics.notice(channel_name(input.channel), outcome);
    company.book.settle_errand(&claimed, &answer, app.clock.now())?;
    Ok(true)
}

/// Writes the notice and hands it over. What cannot even be begun was not sent.
fn deliver(app: &App, company: &OpenCompany, claimed: &Claimed, input: &Input) -> Result<Answer, AppError> {
    let severity = if input.is_critical { Severity::Critical } else { Severity::Warning };
    let observed = Observed {
        rule: input.rule.clone(),
        subject: input.subject.clone(),
        severity,
        params: input.params.clone(),
    };
    let (title, body) = text::of(app, &observed, input.is_end);
    let opened = channel::open(app, company, input.channel)
        .and_then(|channel| Ok((channel, channel::notice(&claimed.errand.key, &title, &body, &observed)?)));
    let (channel, notice) = match opened {
        Ok(opened) => opened,
        Err(error) => return Ok(Answer::Refused { failure: word(error.code().as_str()) }),
    };
    company.book.send_errand(claimed, DEADLINE, app.clock.now())?;
    let _errand = crate::correlation::for_errand(claimed.errand.id);
    let delivered = app.remotes.wait(&StopFlag::never(), channel.deliver(&notice))?;
    Ok(match delivered {
        Ok(()) => Answer::Done { result: None },
        Err(error) => answer_of(&error, claimed.errand.sends, app.clock.now()),
    })
}

/// What a failure makes of the errand.
fn answer_of(error: &RemoteError, sends_before: u32, now: Timestamp) -> Answer {
    let failure = word(error.kind.code());
    let wait = AGAIN_AFTER.saturating_mul(1 << sends_before.min(SENDS_MAX));
    let again_at = now.checked_add(wait).unwrap_or(now);
    match (error.effect, error.retry) {
        (Effect::Done, _) => Answer::Done { result: None },
        (Effect::Unknown, _) => Answer::Unknown { failure, look_up_at: now },
        (Effect::NotSent, Retry::Temporary { .. }) => {
            Answer::NotDone { failure, unsent: Unsent::NotSent, again_at }
        }
        (Effect::NoEffect, Retry::Temporary { .. }) => {
            Answer::NotDone { failure, unsent: Unsent::NoEffect, again_at }
        }
        (Effect::NotSent | Effect::NoEffect, Retry::Never) => Answer::Refused { failure },
    }
}

/// A code as the book takes names.
fn word(code: &str) -> String {
    code.replace('.', "_")
}
