//! What the office's words mean: `resultMsg`, the callback of a login, pages for people.
//!
//! Nearly everything comes with HTTP 200 (captures by others, 2024-11 … 2026-09). Calls only read, but for
//! the login, whose challenge is spent by an answer that did not arrive.

use super::wire::Callback;
use crate::error::{Effect, Kind, RemoteError, Retry};
use crate::policy::retry_after;
use crate::port::{Answer, Call};
use jangbu_forms::mask_personal_numbers;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

/// Set as the error's code when the office takes a call for abnormal: the tail of the body is missing or old.
pub(super) const ABNORMAL: &str = "abnormal_request";
/// No right, or nobody logged in: which, only a look at the session tells.
pub(super) const NO_PERMISSION: &str = "pubcPermission";
/// Set as the error's code when the office is closed for maintenance.
pub(super) const SERVICE_STOPPED: &str = "service_stopped";

/// After "too many calls" and "overload": long enough that whatever counts calls has forgotten ours, short
/// enough that a list of some pages still ends.
pub(super) const TOO_MANY_CALLS_PAUSE: Duration = Duration::from_secs(30);
/// A stopped service comes back after hours; who asks again sooner than this learns nothing.
const STOPPED_PAUSE: Duration = Duration::from_mins(10);
/// A firewall that blocked this address is not knocked at.
const BLOCKED_PAUSE: Duration = Duration::from_mins(10);

/// What a failure is, before it is put into words.
struct Finding {
    kind: Kind,
    retry: Retry,
    code: Option<String>,
    message: Option<String>,
}

impl Finding {
    fn lasting(kind: Kind) -> Self {
        Self { kind, retry: Retry::Never, code: None, message: None }
    }

    fn temporary(kind: Kind, after: Option<Duration>) -> Self {
        Self { retry: Retry::Temporary { after }, ..Self::lasting(kind) }
    }

    fn coded(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }

    fn into_error(self, call: &Call, answer: &Answer, effect: Effect) -> RemoteError {
        let clean = |text: &String| call.redact(&mask_personal_numbers(text));
        let (code, message) = (self.code.as_ref().map(clean), self.message.as_ref().map(clean));
        let error = call.error(self.kind, effect).with_status(answer.status);
        let error = error.with_words(code.as_deref(), message.as_deref());
        RemoteError { retry: self.retry, ..error }
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "resultMsg")]
    result: Option<ResultMessage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultMessage {
    result: Option<String>,
    msg: Option<String>,
    code: Option<String>,
    error_msg: Option<String>,
    error_cd: Option<Value>,
}

/// An action, a permission, a token: JSON.
pub(super) fn judge_json(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let found = match of_wire(answer, now) {
        Some(found) => found,
        None => match of_json(&answer.body) {
            Ok(()) => return Ok(()),
            Err(found) => found,
        },
    };
    Err(found.into_error(call, answer, call.effect_once_sent()))
}

/// A file: whatever is no page and no `resultMsg`.
pub(super) fn judge_file(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let is_json = first_byte(&answer.body) == Some(b'{');
    let found = match of_wire(answer, now) {
        Some(found) => found,
        None if is_json => {
            of_json(&answer.body).err().unwrap_or_else(|| Finding::temporary(Kind::Garbled, None))
        }
        None => return Ok(()),
    };
    Err(found.into_error(call, answer, call.effect_once_sent()))
}

/// The home page and the script: their words are not looked at, for notices speak of stops to come.
pub(super) fn judge_page(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    match of_status(answer, now) {
        Some(found) => Err(found.into_error(call, answer, call.effect_once_sent())),
        None => Ok(()),
    }
}

/// The callback of a login. What is none leaves it open whether the challenge is spent.
pub(super) fn judge_login(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    if let Some(found) = of_status(answer, now) {
        return Err(found.into_error(call, answer, call.effect_once_sent()));
    }
    let Some(callback) = Callback::parse(&answer.body) else {
        let found = of_wire(answer, now).unwrap_or_else(|| Finding::temporary(Kind::Garbled, None));
        return Err(found.into_error(call, answer, call.effect_once_sent()));
    };
    let kind = match (callback.is_good, callback.result.as_str()) {
        (_, "30") => Kind::SecondFactor,
        (true, "01") => return Ok(()),
        // Neither known nor refused: not taken for a login.
        (true, _) => Kind::Rejected,
        // Revoked, not registered, another's R: somebody has to change something.
        (false, _) => Kind::BadKey,
    };
    let code = callback.error_code.or(Some(callback.result)).filter(|code| !code.is_empty());
    let message = Some(callback.message).filter(|text| !text.is_empty());
    let found = Finding { code, message, ..Finding::lasting(kind) };
    Err(found.into_error(call, answer, Effect::NoEffect))
}

fn of_json(body: &[u8]) -> Result<(), Finding> {
    let envelope: Envelope =
        serde_json::from_slice(body).map_err(|_| Finding::temporary(Kind::Garbled, None))?;
    match envelope.result {
        Some(result) => of_result(result),
        None => Ok(()),
    }
}

fn of_result(result: ResultMessage) -> Result<(), Finding> {
    let error_code = match &result.error_cd {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let is_double = matches!(error_code.as_str(), "-9402" | "-9403" | "-9404" | "-9405");
    if result.result.as_deref() != Some("F") && !is_double {
        return Ok(());
    }
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (code, message) = (said(result.code), said(result.msg).or(said(result.error_msg)));
    let words = message.as_deref().unwrap_or_default();
    let found = if is_double {
        Finding::lasting(Kind::LoginElsewhere).coded(&error_code)
    } else if words.contains("비정상적인 요청") {
        Finding::lasting(Kind::Rejected).coded(ABNORMAL)
    } else if code.as_deref() == Some(NO_PERMISSION) {
        Finding::lasting(Kind::NotSubscribed).coded(NO_PERMISSION)
    } else if let Some(found) = of_words(words) {
        found
    } else {
        let code = code.or(Some(error_code).filter(|code| !code.is_empty()));
        Finding { code, ..Finding::lasting(Kind::Rejected) }
    };
    Err(Finding { message, ..found })
}

/// A status that is no success, or a page where an answer was due.
fn of_wire(answer: &Answer, now: Timestamp) -> Option<Finding> {
    of_status(answer, now).or_else(|| is_page(answer).then(|| of_page(&answer.body)))
}

fn of_status(answer: &Answer, now: Timestamp) -> Option<Finding> {
    let after = || answer.retry_after.as_deref().and_then(|text| retry_after(text, now));
    let found = match answer.status {
        200..300 => return None,
        400 if lossy(&answer.body).contains("Request Blocked") => {
            Finding::temporary(Kind::Throttled, Some(BLOCKED_PAUSE)).coded("blocked")
        }
        404 => Finding::lasting(Kind::NotSubscribed),
        408 => Finding::temporary(Kind::Timeout, None),
        // Without a word of how long: as for the office's own page.
        429 => Finding::temporary(Kind::Throttled, after().or(Some(TOO_MANY_CALLS_PAUSE))),
        500.. => {
            of_words(&lossy(&answer.body)).unwrap_or_else(|| Finding::temporary(Kind::RemoteFault, after()))
        }
        400..500 => Finding::lasting(Kind::Rejected),
        // A redirect is an interface that moved, or a portal in between.
        _ => Finding::lasting(Kind::HtmlPage),
    };
    Some(found)
}

fn of_page(body: &[u8]) -> Finding {
    let text = lossy(body);
    if text.contains("UTXPPABB27") {
        // The screen that says that the session is over.
        return Finding::lasting(Kind::SignedOut);
    }
    of_words(&text).unwrap_or_else(|| Finding::temporary(Kind::HtmlPage, None))
}

/// The office's words for being stopped or overrun.
fn of_words(text: &str) -> Option<Finding> {
    let throttled = |code| Finding::temporary(Kind::Throttled, Some(TOO_MANY_CALLS_PAUSE)).coded(code);
    if text.contains("서비스 중지") {
        Some(Finding::temporary(Kind::RemoteFault, Some(STOPPED_PAUSE)).coded(SERVICE_STOPPED))
    } else if text.contains("반복적인 호출") {
        Some(throttled("too_many_calls"))
    } else if text.contains("과부하제어") {
        Some(throttled("overload"))
    } else if text.contains("Request Blocked") {
        Some(Finding::temporary(Kind::Throttled, Some(BLOCKED_PAUSE)).coded("blocked"))
    } else {
        None
    }
}

fn is_page(answer: &Answer) -> bool {
    let says_so = answer.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
    let head = answer.body.get(..answer.body.len().min(64)).unwrap_or_default();
    let head = lossy(head).trim_start().to_ascii_lowercase();
    says_so || head.starts_with("<!doctype html") || head.starts_with("<html")
}

fn first_byte(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Pages are looked at so far; what they say stands in their beginning.
fn lossy(body: &[u8]) -> String {
    const PAGE_BYTES_MAX: usize = 64 << 10;
    String::from_utf8_lossy(body.get(..body.len().min(PAGE_BYTES_MAX)).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests;
