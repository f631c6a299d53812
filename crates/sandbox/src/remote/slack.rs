//! Slack's incoming webhooks: one channel that keeps what it is told.

use super::front::Simulated;
use super::message::{Reply, Request};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The webhook's path; it writes into no channel anywhere.
pub const DEMO_PATH: &str = "/services/T00000000/B00000000/sandboxOnlyForNobody0000";
/// Messages that are kept; the first ones are forgotten.
const KEPT_MAX: usize = 200;

/// The stand-in.
#[derive(Default)]
pub struct Slack(Mutex<Channel>);

#[derive(Default)]
struct Channel {
    told: Vec<String>,
    count: u64,
    /// Answered with this word in place of `ok`.
    refuses: Option<(u16, String)>,
}

impl Slack {
    fn channel(&self) -> MutexGuard<'_, Channel> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn word(status: u16, word: &str) -> Reply {
    Reply::new(status, "text/html", word)
}

impl Simulated for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn operation(&self, request: &Request) -> &'static str {
        if request.path.starts_with("/services/") { "message" } else { "unknown" }
    }

    fn answer(&self, request: &Request, _: Timestamp) -> Reply {
        if request.path != DEMO_PATH {
            return word(404, "no_service");
        }
        if request.method != "POST" {
            return word(400, "invalid_payload");
        }
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            return word(400, "invalid_payload");
        };
        let Some(text) = body.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()) else {
            return word(400, "no_text");
        };
        let mut channel = self.channel();
        if let Some((status, refusal)) = &channel.refuses {
            return word(*status, refusal);
        }
        channel.count += 1;
        if channel.told.len() >= KEPT_MAX {
            channel.told.remove(0);
        }
        channel.told.push(text.to_owned());
        word(200, "ok")
    }

    fn reset(&self) {
        *self.channel() = Channel::default();
    }

    fn inspect(&self) -> Value {
        let channel = self.channel();
        json!({ "count": channel.count, "told": channel.told })
    }

    /// `{"refuse": [410, "channel_is_archived"]}`, or `{"refuse": null}`.
    fn switch(&self, switch: &Value) -> bool {
        let Some(refuse) = switch.get("refuse") else { return false };
        let refusal = serde_json::from_value::<Option<(u16, String)>>(refuse.clone());
        let Ok(refusal) = refusal else { return false };
        self.channel().refuses = refusal;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(path: &str, body: &str) -> Request {
        Request {
            method: "POST".into(),
            path: path.into(),
            body: body.as_bytes().to_vec(),
            ..Request::default()
        }
    }

    #[test]
    fn a_message_is_kept_and_what_is_wrong_is_answered_in_slacks_words() {
        let slack = Slack::default();
        let answer = |request: &Request| {
            let reply = slack.answer(request, Timestamp::UNIX_EPOCH);
            (reply.status, String::from_utf8(reply.body).unwrap())
        };
        assert_eq!(answer(&post(DEMO_PATH, r#"{"text":"느림"}"#)), (200, "ok".into()));
        assert_eq!(answer(&post(DEMO_PATH, "{")), (400, "invalid_payload".into()));
        assert_eq!(answer(&post(DEMO_PATH, "{}")), (400, "no_text".into()));
        assert_eq!(answer(&post("/services/T/B/x", r#"{"text":"a"}"#)).0, 404);
        assert!(slack.switch(&json!({"refuse": [410, "channel_is_archived"]})));
        assert_eq!(answer(&post(DEMO_PATH, r#"{"text":"a"}"#)), (410, "channel_is_archived".into()));
        assert_eq!(slack.inspect(), json!({ "count": 1, "told": ["느림"] }));
        assert!(!slack.switch(&json!({"explode": true})));
    }
}
