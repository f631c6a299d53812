//! Calls sent on to an OpenTelemetry collector, where the clerk's helper has set one (`otlp.endpoint` among
//! the preferences). Off unless it is set.
//!
//! A batch is sent once: what a collector missed is still in the log of calls. Sending is no call of a
//! remote system and leaves no row there, or each batch would make the next one.

use super::traces::span_of;
use crate::app::App;
use jangbu_remote::http::Http;
use jangbu_remote::otlp::{Span, build_traces};
use jangbu_remote::policy::{Deadline, PoolRule};
use jangbu_remote::port::{Answer, BaseAddress, Call, Method, Nature, Realm, TokioClock, Transport};
use jangbu_remote::{Kind, RemoteError};
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// The preference: `https://…`, or `http://127.0.0.1:4318` for a collector on this machine.
const SETTING: &str = "otlp.endpoint";
/// Where collectors take traces (OTLP/HTTP).
const PATH: &str = "/v1/traces";
/// Calls of one batch; more wait for the next look.
const BATCH_MAX: u32 = 500;
/// A collector that takes longer is let go.
const TIME: Duration = Duration::from_secs(10);
/// A collector answers with a few bytes.
const ANSWER_BYTES_MAX: usize = 64 << 10;
/// Nothing was looked at yet.
const NONE: i64 = -1;

/// The newest call that was sent on; calls of before the first look are not.
pub(crate) struct Pushed(AtomicI64);

impl Default for Pushed {
    fn default() -> Self {
        Self(AtomicI64::new(NONE))
    }
}

impl Pushed {
    /// Another company is open.
    pub(crate) fn forget(&self) {
        self.0.store(NONE, Ordering::Release);
    }
}

/// Sends on what has ended since the last look; called from time to time.
pub(crate) fn push_if_set(app: &Arc<App>) {
    let set = app.settings.values().get(SETTING).and_then(serde_json::Value::as_str).map(str::to_owned);
    let Some(set) = set else { return };
    let realm = if set.starts_with("http://") { Realm::Sandbox } else { Realm::Live };
    let Ok(base) = BaseAddress::parse(&set, realm) else { return };
    let Ok(company) = app.company() else { return };
    let Ok(rows) = company.book.read(|reader| reader.attempts(None, BATCH_MAX)) else { return };
    let newest = rows.first().map_or(0, |row| row.id);
    let last = app.pushed.0.load(Ordering::Acquire);
    if last == NONE {
        app.pushed.0.store(newest, Ordering::Release);
        return;
    }
    // One that is on its way is sent with those after it, when it has ended.
    let mut spans: Vec<Span> = Vec::new();
    let mut until = last;
    for row in rows.iter().rev().filter(|row| row.id > last).take_while(|row| row.end.is_some()) {
        spans.push(span_of(row));
        until = row.id;
    }
    let (Ok(body), Ok(runtime)) = (build_traces(&spans, env!("CARGO_PKG_VERSION")), app.remotes.runtime())
    else {
        return;
    };
    if spans.is_empty() {
        return;
    }
    app.pushed.0.store(until, Ordering::Release);
    let Ok(wire) = Http::new(realm, PoolRule::default()) else { return };
    let call = Call {
        provider: "otlp",
        operation: "traces",
        nature: Nature::Effect,
        method: Method::Post,
        base,
        path: PATH.to_owned(),
        query: None,
        headers: Vec::new(),
        secrets: Vec::new(),
        content_type: Some("application/json"),
        body,
        answer_bytes_max: ANSWER_BYTES_MAX,
        judge,
    };
    runtime.spawn(async move {
        let clock = Arc::new(TokioClock::new(|| Timestamp::UNIX_EPOCH));
        if let Err(error) = Deadline::new(wire, clock, TIME).send(&call).await {
            tracing::debug!(%error, "traces were not taken");
        }
    });
}

/// Any 2xx is taken.
fn judge(call: &Call, answer: &Answer, _: Timestamp) -> Result<(), RemoteError> {
    if (200..300).contains(&answer.status) {
        Ok(())
    } else {
        Err(call.error(Kind::Rejected, call.effect_once_sent()).with_status(answer.status))
    }
}
