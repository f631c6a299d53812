//! A message as JSON (api.slack.com, "Sending messages using incoming webhooks", read 2026-11).

use super::auth::Webhook;
use super::{Mention, PROVIDER, code};
use crate::port::alert::Notice;
use crate::port::{Call, Method, Nature};
use serde::Serialize;

/// The answer is a word.
const ANSWER_BYTES_MAX: usize = 16 << 10;

#[derive(Serialize)]
struct Message {
    text: String,
}

/// The three letters that begin markup are written as entities.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn build_text(notice: &Notice, mention: Mention) -> String {
    let called = match mention {
        Mention::None => "",
        Mention::Here => "<!here> ",
        Mention::Channel => "<!channel> ",
    };
    format!("{called}*{}*\n{}", escaped(notice.subject()), escaped(notice.text()))
}

pub(super) fn build_call(webhook: &Webhook, notice: &Notice, mention: Mention) -> Call {
    // A text is always JSON.
    let body = serde_json::to_vec(&Message { text: build_text(notice, mention) }).unwrap_or_default();
    Call {
        provider: PROVIDER,
        operation: "message",
        nature: Nature::Effect,
        method: Method::Post,
        base: webhook.base.clone(),
        path: webhook.path.reveal().to_owned(),
        query: None,
        headers: Vec::new(),
        secrets: vec![webhook.path.clone()],
        content_type: Some("application/json"),
        body,
        answer_bytes_max: ANSWER_BYTES_MAX,
        judge: code::judge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_notice_is_text_and_a_mention_is_markup() {
        let notice = Notice::parse("<!channel> & co", "a < b\n둘째 줄", true, "k").unwrap();
        assert_eq!(build_text(&notice, Mention::None), "*&lt;!channel&gt; &amp; co*\na &lt; b\n둘째 줄");
        assert!(build_text(&notice, Mention::Here).starts_with("<!here> *"));
        let webhook = Webhook::parse("http://127.0.0.1:1/services/T/B/s3cr3t").unwrap();
        let call = build_call(&webhook, &notice, Mention::None);
        assert!(!format!("{call:?}").contains("s3cr3t"));
        assert_eq!(call.redact("no /services/T/B/s3cr3t"), "no [redacted]");
    }
}
