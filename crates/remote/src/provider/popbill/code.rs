//! What its codes mean.
//!
//! A failure has another HTTP status than 200 and `{"code":-…,"message":"…"}`. The documents name
//! families (-110* invoices, -111* Hometax, -100* platform, -990* Linkhub and points) and few codes
//! within them (docs.popbill.com, read 2026-11); what is not named here is told by its family.

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::retry_after;
use crate::port::{Answer, Call};
use jiff::Timestamp;
use serde::Deserialize;

/// 홈택스 로그인에 실패: the member's registration there is no longer good.
pub(super) const HOMETAX_LOGIN: i64 = -11_100_001;

#[derive(Deserialize)]
struct Head {
    code: Option<i64>,
    message: Option<String>,
}

/// Tells a failure from an answer.
pub(super) fn judge(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let head = serde_json::from_slice::<Head>(&answer.body).ok();
    let code = head.as_ref().and_then(|head| head.code);
    let is_done = answer.status == 200 && code.is_none_or(|code| code >= 0);
    if is_done && !is_page(answer) {
        return Ok(());
    }
    let (kind, temporary) = match code {
        Some(code) if code < 0 => of_code(code, answer.status),
        _ => of_status(answer),
    };
    // It answered with its own word for a refusal: nothing was done.
    let said_no = code.is_some_and(|code| code < 0) && answer.status < 500;
    let effect = if said_no || answer.status == 429 { Effect::NoEffect } else { call.effect_once_sent() };
    let message = head.as_ref().and_then(|head| head.message.as_deref()).map(|text| call.redact(text));
    let code = code.map(|code| code.to_string());
    let error =
        call.error(kind, effect).with_status(answer.status).with_words(code.as_deref(), message.as_deref());
    if !temporary {
        return Err(error);
    }
    let after = answer.retry_after.as_deref().and_then(|text| retry_after(text, now));
    Err(error.temporary(after))
}

/// The kind of a code, and whether it may pass.
pub(super) fn of_code(code: i64, status: u16) -> (Kind, bool) {
    match (code, status) {
        // An unknown member, a login at Hometax or a certificate there that is no longer good: somebody
        // has to set something up.
        (-99_003_008 | HOMETAX_LOGIN | -10_002_999..=-10_002_000, _) => (Kind::NotSubscribed, false),
        // -99003*: points.
        (-99_003_999..=-99_003_000, _) => (Kind::QuotaSpent, false),
        // -9901*: the token; a credential that is wrong comes from the host that gives tokens.
        (-99_019_999..=-99_010_000, 401) => (Kind::SignedOut, false),
        (-99_999_999..=-99_000_000, 401) => (Kind::BadKey, false),
        (-99_999_999..=-99_000_000, 403) => (Kind::NotSubscribed, false),
        (_, 500..) => (Kind::RemoteFault, true),
        _ => (Kind::Rejected, false),
    }
}

/// No code: the status and the looks of the body are all there is.
fn of_status(answer: &Answer) -> (Kind, bool) {
    match answer.status {
        401 => (Kind::SignedOut, false),
        403 | 404 => (Kind::NotSubscribed, false),
        408 => (Kind::Timeout, true),
        429 => (Kind::Throttled, true),
        500.. => (Kind::RemoteFault, true),
        400..500 => (Kind::Rejected, false),
        _ if is_page(answer) => (Kind::HtmlPage, true),
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
    use crate::error::Retry;
    use crate::port::{BaseAddress, Nature, Realm};
    use crate::provider::popbill::wire::{Ask, build_call};
    use crate::secret::Secret;

    fn judged(nature: Nature, status: u16, body: &str) -> Result<(), RemoteError> {
        let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
        let ask = Ask { nature, ..Ask::get("close_down", "/CloseDown") };
        let call = build_call(&ask, &base, &Secret::new("token".into()));
        let answer = Answer {
            status,
            content_type: Some("application/json".into()),
            retry_after: None,
            set_cookies: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        judge(&call, &answer, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_family_of_codes_is_known() {
        for (status, code, kind) in [
            (400, -11_100_001, Kind::NotSubscribed),
            (400, -11_100_010, Kind::Rejected),
            (401, -99_010_002, Kind::SignedOut),
            (401, -99_001_001, Kind::BadKey),
            (403, -99_010_005, Kind::NotSubscribed),
            (400, -99_003_010, Kind::QuotaSpent),
            (400, -99_003_008, Kind::NotSubscribed),
            (400, -10_002_009, Kind::NotSubscribed),
            (400, -11_000_000, Kind::Rejected),
            (500, -10_000_000, Kind::RemoteFault),
        ] {
            let error =
                judged(Nature::Read, status, &format!("{{\"code\":{code},\"message\":\"m\"}}")).unwrap_err();
            assert_eq!(error.kind, kind, "{code}");
            assert_eq!(error.code.as_deref(), Some(code.to_string().as_str()));
        }
        assert!(judged(Nature::Read, 200, "{\"code\":1,\"message\":\"성공\"}").is_ok());
        assert!(judged(Nature::Read, 200, "[{\"corpNum\":\"1\"}]").is_ok());
    }

    #[test]
    fn a_refusal_in_its_words_did_nothing_and_a_fault_may_have() {
        let error = |status, body| judged(Nature::Effect, status, body).unwrap_err();
        assert_eq!(error(400, "{\"code\":-99003010}").effect, Effect::NoEffect);
        assert_eq!(error(500, "{\"code\":-10000000}").effect, Effect::Unknown);
        assert_eq!(error(502, "<html>").effect, Effect::Unknown);
        let throttled = error(429, "");
        assert_eq!((throttled.kind, throttled.effect), (Kind::Throttled, Effect::NoEffect));
        assert!(matches!(throttled.retry, Retry::Temporary { .. }));
        assert_eq!(error(200, "<html>점검</html>").kind, Kind::HtmlPage);
    }
}
