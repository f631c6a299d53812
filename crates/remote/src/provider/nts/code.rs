//! What the codes of the two layers mean.
//!
//! The gateway (odcloud) answers `{"code":-4,"msg":"…"}`, the application `{"status_code":"…"}`; the
//! HTTP status does not tell which, and a failure may come with 200 (public clients and a test
//! double, read 2026-11). Everything here only reads, so a failure never leaves an effect.

use crate::error::{Kind, RemoteError};
use crate::policy::retry_after;
use crate::port::{Answer, Call};
use jiff::Timestamp;
use serde::Deserialize;

/// The two shapes at once. Numbers may come as texts.
#[derive(Deserialize)]
struct Head {
    status_code: Option<String>,
    code: Option<serde_json::Value>,
    msg: Option<String>,
}

/// Tells a failure from an answer.
pub(super) fn judge(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let head = serde_json::from_slice::<Head>(&answer.body).ok();
    let gateway = head.as_ref().and_then(|head| head.code.as_ref()).and_then(number);
    let application = head.as_ref().and_then(|head| head.status_code.as_deref());
    let (kind, temporary) = match (gateway, application) {
        (Some(code), _) if code != 0 => of_gateway(code),
        (_, Some("OK")) if is_success(answer.status) => return Ok(()),
        (_, Some(code)) if code != "OK" => of_application(code),
        _ => of_status(answer),
    };
    let code = gateway.map(|code| code.to_string()).or(application.map(str::to_owned));
    let message = head.as_ref().and_then(|head| head.msg.as_deref()).map(|text| call.redact(text));
    let code = code.map(|text| call.redact(&text));
    let error = call
        .error(kind, call.effect_once_sent())
        .with_status(answer.status)
        .with_words(code.as_deref(), message.as_deref());
    if !temporary {
        return Err(error);
    }
    let after = answer.retry_after.as_deref().and_then(|text| retry_after(text, now));
    Err(error.temporary(after))
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn number(value: &serde_json::Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn of_gateway(code: i64) -> (Kind, bool) {
    match code {
        -2 => (Kind::Rejected, false),
        // -3 no such service, -9 ended.
        -3 | -9 => (Kind::NotSubscribed, false),
        -4 | -401 => (Kind::BadKey, false),
        // Of the day: asking again in seconds only adds to it.
        -10 => (Kind::QuotaSpent, false),
        // -1 internal, -999 unknown, and whatever may come.
        _ => (Kind::RemoteFault, true),
    }
}

fn of_application(code: &str) -> (Kind, bool) {
    match code {
        "BAD_JSON_REQUEST" | "REQUEST_DATA_MALFORMED" | "TOO_LARGE_REQUEST" => (Kind::Rejected, false),
        // INTERNAL_ERROR, HTTP_ERROR, and whatever may come.
        _ => (Kind::RemoteFault, true),
    }
}

/// Neither shape: the status and the looks of the body are all there is.
fn of_status(answer: &Answer) -> (Kind, bool) {
    match answer.status {
        401 | 403 => (Kind::BadKey, false),
        404 => (Kind::NotSubscribed, false),
        408 => (Kind::Timeout, true),
        429 => (Kind::Throttled, true),
        500.. => (Kind::RemoteFault, true),
        400..500 => (Kind::Rejected, false),
        _ if is_page(answer) => (Kind::HtmlPage, true),
        // A redirect is an interface that moved, or a portal in between (hotel, proxy).
        300..400 => (Kind::HtmlPage, false),
        _ => (Kind::Garbled, true),
    }
}

fn is_page(answer: &Answer) -> bool {
    let says_so = answer.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
    says_so || answer.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Effect, Retry};
    use crate::port::{BaseAddress, Realm};
    use crate::provider::nts::{auth::ServiceKey, wire};
    use std::time::Duration;

    fn judged(status: u16, body: &str) -> Result<(), RemoteError> {
        judged_as(&Answer {
            status,
            content_type: Some("application/json".to_owned()),
            retry_after: None,
            set_cookies: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    fn judged_as(answer: &Answer) -> Result<(), RemoteError> {
        let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
        let key = ServiceKey::parse("top+secret").unwrap();
        let call = wire::build_call("status", wire::STATUS_PATH, Vec::new(), &base, &key);
        judge(&call, answer, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_documented_failure_is_known_whatever_the_http_status() {
        let gateway = [
            (-1, Kind::RemoteFault),
            (-2, Kind::Rejected),
            (-3, Kind::NotSubscribed),
            (-4, Kind::BadKey),
            (-9, Kind::NotSubscribed),
            (-10, Kind::QuotaSpent),
            (-401, Kind::BadKey),
            (-999, Kind::RemoteFault),
        ];
        let application = [
            ("BAD_JSON_REQUEST", Kind::Rejected),
            ("REQUEST_DATA_MALFORMED", Kind::Rejected),
            ("TOO_LARGE_REQUEST", Kind::Rejected),
            ("INTERNAL_ERROR", Kind::RemoteFault),
            ("HTTP_ERROR", Kind::RemoteFault),
        ];
        for status in [200, 400, 401, 500] {
            for (code, kind) in gateway {
                let numeral = judged(status, &format!("{{\"code\":{code},\"msg\":\"m\"}}")).unwrap_err();
                let text = judged(status, &format!("{{\"code\":\"{code}\",\"msg\":\"m\"}}")).unwrap_err();
                assert_eq!((numeral.kind, text.kind), (kind, kind), "{code} with {status}");
                assert_eq!((numeral.effect, numeral.code), (Effect::NoEffect, Some(code.to_string())));
            }
            for (code, kind) in application {
                let error = judged(status, &format!("{{\"status_code\":\"{code}\"}}")).unwrap_err();
                assert_eq!(error.kind, kind, "{code} with {status}");
            }
        }
    }

    #[test]
    fn ok_is_ok_only_with_a_success_and_no_code_beside_it() {
        assert!(judged(200, r#"{"status_code":"OK","data":[]}"#).is_ok());
        assert!(judged(200, r#"{"status_code":"OK","code":0,"data":[]}"#).is_ok());
        assert_eq!(judged(500, r#"{"status_code":"OK"}"#).unwrap_err().kind, Kind::RemoteFault);
        assert_eq!(judged(200, r#"{"status_code":"OK","code":-4}"#).unwrap_err().kind, Kind::BadKey);
    }

    #[test]
    fn without_either_shape_the_status_and_the_looks_decide() {
        let page = "\n<!DOCTYPE html><title>점검 중</title>";
        for (status, body, kind) in [
            (200, page, Kind::HtmlPage),
            (302, "", Kind::HtmlPage),
            (404, page, Kind::NotSubscribed),
            (429, "", Kind::Throttled),
            (503, page, Kind::RemoteFault),
            (413, "", Kind::Rejected),
            (200, "{\"status_co", Kind::Garbled),
            (200, "", Kind::Garbled),
            (200, "[]", Kind::Garbled),
        ] {
            assert_eq!(judged(status, body).unwrap_err().kind, kind, "{status} {body}");
        }
    }

    #[test]
    fn a_throttled_call_carries_the_time_to_wait() {
        let error = judged_as(&Answer {
            status: 429,
            content_type: None,
            retry_after: Some("7".to_owned()),
            set_cookies: Vec::new(),
            body: Vec::new(),
        })
        .unwrap_err();
        assert_eq!(error.retry, Retry::Temporary { after: Some(Duration::from_secs(7)) });
    }

    #[test]
    fn a_key_that_the_remote_says_back_is_taken_out() {
        let body = r#"{"code":-4,"msg":"no such key top+secret (top%2Bsecret)"}"#;
        let message = judged(400, body).unwrap_err().message.unwrap();
        assert_eq!(message, "no such key [redacted] ([redacted])");
    }
}
