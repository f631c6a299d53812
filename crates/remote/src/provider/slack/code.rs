//! What its words mean: `ok`, or a word for what is wrong, as plain text.

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::retry_after;
use crate::port::{Answer, Call};
use jiff::Timestamp;

/// Bytes of the answer that are looked at.
const WORD_BYTES_MAX: usize = 100;

/// Tells a failure from an answer.
pub(super) fn judge(call: &Call, answer: &Answer, now: Timestamp) -> Result<(), RemoteError> {
    let word = answer.body.get(..answer.body.len().min(WORD_BYTES_MAX)).unwrap_or_default();
    let word = String::from_utf8_lossy(word);
    let word = word.trim();
    if answer.status == 200 && word == "ok" {
        return Ok(());
    }
    let (kind, temporary, effect) = match (answer.status, word) {
        // The webhook was taken back, or its channel is gone.
        (403 | 404 | 410, _) => (Kind::BadKey, false, Effect::NoEffect),
        (429, _) => (Kind::Throttled, true, Effect::NoEffect),
        (400..500, _) => (Kind::Rejected, false, Effect::NoEffect),
        (500.., "rollup_error") => (Kind::RemoteFault, true, Effect::NoEffect),
        (500.., _) => (Kind::RemoteFault, true, call.effect_once_sent()),
        _ => (Kind::Garbled, true, call.effect_once_sent()),
    };
    let is_word = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !word.is_empty();
    let code = is_word.then(|| call.redact(word));
    let error = call.error(kind, effect).with_status(answer.status).with_words(code.as_deref(), None);
    if !temporary {
        return Err(error);
    }
    Err(error.temporary(answer.retry_after.as_deref().and_then(|text| retry_after(text, now))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::alert::Notice;
    use crate::provider::slack::Mention;
    use crate::provider::slack::auth::Webhook;
    use crate::provider::slack::wire::build_call;

    #[test]
    fn every_word_is_known_with_what_may_have_been_said() {
        let webhook = Webhook::parse("http://127.0.0.1:1/services/T/B/x").unwrap();
        let call = build_call(&webhook, &Notice::parse("s", "t", false, "k").unwrap(), Mention::None);
        let judged = |status: u16, body: &str| {
            let (content_type, retry_after) = (None, None);
            let body = body.as_bytes().to_vec();
            let answer = Answer { status, content_type, retry_after, set_cookies: Vec::new(), body };
            judge(&call, &answer, Timestamp::UNIX_EPOCH)
        };
        assert!(judged(200, "ok").is_ok());
        for (status, body, kind, effect) in [
            (400, "invalid_payload", Kind::Rejected, Effect::NoEffect),
            (403, "action_prohibited", Kind::BadKey, Effect::NoEffect),
            (404, "channel_not_found", Kind::BadKey, Effect::NoEffect),
            (410, "channel_is_archived", Kind::BadKey, Effect::NoEffect),
            (429, "", Kind::Throttled, Effect::NoEffect),
            (500, "rollup_error", Kind::RemoteFault, Effect::NoEffect),
            (502, "<html>", Kind::RemoteFault, Effect::Unknown),
            (200, "<html>", Kind::Garbled, Effect::Unknown),
        ] {
            let error = judged(status, body).unwrap_err();
            assert_eq!((error.kind, error.effect), (kind, effect), "{status} {body}");
        }
        assert_eq!(
            judged(410, "channel_is_archived").unwrap_err().code.as_deref(),
            Some("channel_is_archived")
        );
    }
}
