//! What its header says: `{resultCode, resultMessage, isSuccessful}`, whatever the HTTP status.

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::retry_after;
use crate::port::{Answer, Call};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Deserialize)]
struct Whole {
    header: Header,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    result_code: i64,
    result_message: Option<String>,
    is_successful: bool,
}

/// Tells a failure from an answer.
pub(super) fn judge(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let header = serde_json::from_slice::<Whole>(&answer.body).ok().map(|whole| whole.header);
    let (kind, temporary, effect) = match &header {
        Some(header) if header.is_successful => return Ok(()),
        Some(header) => of_code(header.result_code, call),
        None => of_status(call, answer.status),
    };
    let code = header.as_ref().map(|header| header.result_code.to_string());
    let words = header.as_ref().and_then(|header| header.result_message.as_deref());
    let words = words.map(|text| call.redact(text));
    let error =
        call.error(kind, effect).with_status(answer.status).with_words(code.as_deref(), words.as_deref());
    if !temporary {
        return Err(error);
    }
    Err(error.temporary(answer.retry_after.as_deref().and_then(|text| retry_after(text, now))))
}

/// It refused in its own words, so nothing went out; but for a failure of its own.
fn of_code(code: i64, call: &Call) -> (Kind, bool, Effect) {
    match code {
        // The app key, the secret key, the number that sends.
        -1_003..=-1_000 => (Kind::BadKey, false, Effect::NoEffect),
        // The same request within ten minutes: the first one counts.
        -1_005 => (Kind::Rejected, false, Effect::Done),
        -9_999 | -9_997 => (Kind::RemoteFault, true, call.effect_once_sent()),
        _ => (Kind::Rejected, false, Effect::NoEffect),
    }
}

/// No header: the status is all there is.
fn of_status(call: &Call, status: u16) -> (Kind, bool, Effect) {
    match status {
        401 | 403 => (Kind::BadKey, false, Effect::NoEffect),
        404 => (Kind::NotSubscribed, false, Effect::NoEffect),
        429 => (Kind::Throttled, true, Effect::NoEffect),
        400..500 => (Kind::Rejected, false, Effect::NoEffect),
        500.. => (Kind::RemoteFault, true, call.effect_once_sent()),
        _ => (Kind::Garbled, true, call.effect_once_sent()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::alert::Notice;
    use crate::port::{BaseAddress, Realm};
    use crate::provider::nhn_sms::auth::SmsSender;
    use crate::provider::nhn_sms::wire::build_call;

    #[test]
    fn a_refusal_is_known_by_its_header_and_a_fault_may_have_sent() {
        let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
        let to = ["01012345678".to_owned()];
        let sender = SmsSender::parse(base, "appKey01", "secretKey", "0212345678", &to).unwrap();
        let call = build_call(&sender, &Notice::parse("s", "t", false, "k").unwrap());
        assert!(!format!("{call:?}").contains("appKey01"));
        let judged = |status: u16, body: &str| {
            let (content_type, retry_after) = (None, None);
            let body = body.as_bytes().to_vec();
            let answer = Answer { status, content_type, retry_after, set_cookies: Vec::new(), body };
            judge(&call, &answer, Timestamp::UNIX_EPOCH)
        };
        let header = |code: i64, done: bool| {
            format!(r#"{{"header":{{"resultCode":{code},"resultMessage":"m","isSuccessful":{done}}}}}"#)
        };
        assert!(judged(200, &header(0, true)).is_ok());
        for (status, body, kind, effect) in [
            (200, header(-1_000, false), Kind::BadKey, Effect::NoEffect),
            (401, header(-1_001, false), Kind::BadKey, Effect::NoEffect),
            (200, header(-1_005, false), Kind::Rejected, Effect::Done),
            (200, header(-2_000, false), Kind::Rejected, Effect::NoEffect),
            (200, header(-1_031, false), Kind::Rejected, Effect::NoEffect),
            (200, header(-9_998, false), Kind::Rejected, Effect::NoEffect),
            (200, header(-9_999, false), Kind::RemoteFault, Effect::Unknown),
            (502, "<html>".to_owned(), Kind::RemoteFault, Effect::Unknown),
            (429, String::new(), Kind::Throttled, Effect::NoEffect),
            (200, "<html>".to_owned(), Kind::Garbled, Effect::Unknown),
        ] {
            let error = judged(status, &body).unwrap_err();
            assert_eq!((error.kind, error.effect), (kind, effect), "{status} {body}");
        }
    }
}
