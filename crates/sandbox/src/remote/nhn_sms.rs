//! NHN Cloud SMS v3.0: takes short messages, and keeps them.

use super::front::Simulated;
use super::message::{Reply, Request};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The keys and the registered number; they send nothing anywhere.
pub const DEMO_APP_KEY: &str = "sandboxAppKeyForNobody";
/// See [`DEMO_APP_KEY`].
pub const DEMO_SECRET_KEY: &str = "sandboxSecretForNobody";
/// See [`DEMO_APP_KEY`].
pub const DEMO_NUMBER: &str = "0299990000";
/// Messages that are kept; the first ones are forgotten.
const KEPT_MAX: usize = 200;
/// Bytes of a short message in EUC-KR.
const BYTES_MAX: usize = 90;
const RECIPIENTS_MAX: usize = 1_000;

/// The stand-in.
#[derive(Default)]
pub struct NhnSms(Mutex<Sent>);

#[derive(Default)]
struct Sent {
    count: u64,
    told: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(default)]
    body: String,
    #[serde(default)]
    send_no: String,
    #[serde(default)]
    recipient_list: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    recipient_no: String,
}

fn header(code: i64, message: &str) -> Value {
    json!({ "resultCode": code, "resultMessage": message, "isSuccessful": code == 0 })
}

fn refused(code: i64, message: &str) -> Reply {
    Reply::json(200, &json!({ "header": header(code, message) }))
}

impl NhnSms {
    fn sent(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, request: &Request) -> Result<Value, Reply> {
        if request.header("x-secret-key") != Some(DEMO_SECRET_KEY) {
            return Err(refused(-1_001, "secretKey"));
        }
        let message: Message = serde_json::from_slice(&request.body).map_err(|_| refused(-3_002, "body"))?;
        let text = message.body;
        if text.is_empty() {
            return Err(refused(-2_001, "body"));
        }
        let bytes: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        if bytes > BYTES_MAX {
            return Err(refused(-2_000, "body is too long"));
        }
        if message.send_no != DEMO_NUMBER {
            return Err(refused(-1_003, "sendNo"));
        }
        let numbers: Vec<&str> = message.recipient_list.iter().map(|one| one.recipient_no.as_str()).collect();
        let is_number =
            |number: &&str| number.len() >= 10 && number.bytes().all(|byte| byte.is_ascii_digit());
        if numbers.is_empty() || numbers.len() > RECIPIENTS_MAX || !numbers.iter().all(is_number) {
            return Err(refused(-4_019, "recipient"));
        }
        let mut sent = self.sent();
        sent.count += 1;
        if sent.told.len() >= KEPT_MAX {
            sent.told.remove(0);
        }
        sent.told.push(json!({ "text": text, "to": numbers }));
        let results: Vec<Value> = numbers
            .iter()
            .zip(1..)
            .map(|(number, place): (&&str, u32)| {
                json!({ "recipientNo": number, "resultCode": 0, "resultMessage": "SUCCESS", "recipientSeq": place })
            })
            .collect();
        let data = json!({
            "requestId": format!("20261126{:012}", sent.count), "statusCode": "2", "sendResultList": results
        });
        Ok(json!({ "header": header(0, "SUCCESS"), "body": { "data": data } }))
    }
}

impl Simulated for NhnSms {
    fn name(&self) -> &'static str {
        "nhn-sms"
    }

    fn operation(&self, request: &Request) -> &'static str {
        if request.path.ends_with("/sender/sms") { "message" } else { "unknown" }
    }

    fn answer(&self, request: &Request, _: Timestamp) -> Reply {
        let path = request.path.strip_prefix("/sms/v3.0/appKeys/").and_then(|rest| rest.split_once('/'));
        match path {
            Some((DEMO_APP_KEY, "sender/sms")) if request.method == "POST" => match self.take(request) {
                Ok(answer) => Reply::json(200, &answer),
                Err(refusal) => refusal,
            },
            Some((_, "sender/sms")) => refused(-1_000, "appKey"),
            _ => refused(-9_998, "no such API"),
        }
    }

    fn reset(&self) {
        *self.sent() = Sent::default();
    }

    fn inspect(&self) -> Value {
        let sent = self.sent();
        json!({ "count": sent.count, "told": sent.told })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_by_its_keys_and_field_rules() {
        let sms = NhnSms::default();
        let ask = |app: &str, secret: &str, body: Value| {
            let request = Request {
                method: "POST".into(),
                path: format!("/sms/v3.0/appKeys/{app}/sender/sms"),
                headers: vec![("x-secret-key".into(), secret.into())],
                body: body.to_string().into_bytes(),
                ..Request::default()
            };
            let reply: Value =
                serde_json::from_slice(&sms.answer(&request, Timestamp::UNIX_EPOCH).body).unwrap();
            reply["header"]["resultCode"].as_i64().unwrap()
        };
        let good = json!({ "body": "느림", "sendNo": DEMO_NUMBER, "recipientList": [{ "recipientNo": "01012345678" }] });
        assert_eq!(ask(DEMO_APP_KEY, DEMO_SECRET_KEY, good.clone()), 0);
        assert_eq!(ask("another", DEMO_SECRET_KEY, good.clone()), -1_000);
        assert_eq!(ask(DEMO_APP_KEY, "another", good.clone()), -1_001);
        let with = |name: &str, value: Value| {
            let mut body = good.clone();
            body[name] = value;
            ask(DEMO_APP_KEY, DEMO_SECRET_KEY, body)
        };
        assert_eq!(with("sendNo", json!("0212345678")), -1_003);
        assert_eq!(with("body", json!("가".repeat(46))), -2_000);
        assert_eq!(with("recipientList", json!([])), -4_019);
        assert_eq!(sms.inspect()["count"], 1);
    }
}
