//! A message as JSON (docs.nhncloud.com, "SMS v3.0 API", read 2026-11).

use super::auth::SmsSender;
use super::{PROVIDER, code};
use crate::port::alert::Notice;
use crate::port::{Call, Method, Nature};
use serde::{Deserialize, Serialize};

/// Bytes of a short message in EUC-KR; a longer one is another product with another price.
const MESSAGE_BYTES_MAX: usize = 90;
/// A line for each recipient.
const ANSWER_BYTES_MAX: usize = 64 << 10;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    body: String,
    send_no: &'a str,
    recipient_list: Vec<Recipient<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recipient<'a> {
    recipient_no: &'a str,
}

/// Subject and text in one line, as much as a short message holds.
pub(super) fn build_text(notice: &Notice) -> String {
    let whole = format!("{} {}", notice.subject(), notice.text().replace('\n', " "));
    let mut bytes = 0;
    let fits = |c: &char| {
        // A letter outside ASCII has two bytes there; one that it lacks is replaced by two at most.
        bytes += if c.is_ascii() { 1 } else { 2 };
        bytes <= MESSAGE_BYTES_MAX
    };
    whole.chars().take_while(fits).collect()
}

pub(super) fn build_call(sender: &SmsSender, notice: &Notice) -> Call {
    let recipient_list = sender.to.iter().map(|number| Recipient { recipient_no: number }).collect();
    let message = Message { body: build_text(notice), send_no: &sender.from, recipient_list };
    Call {
        provider: PROVIDER,
        operation: "message",
        nature: Nature::Effect,
        method: Method::Post,
        base: sender.base.clone(),
        path: format!("/sms/v3.0/appKeys/{}/sender/sms", sender.app_key.reveal()),
        query: None,
        headers: vec![("x-secret-key", sender.secret_key.clone())],
        secrets: vec![sender.app_key.clone(), sender.secret_key.clone()],
        content_type: Some("application/json;charset=UTF-8"),
        // Texts are always JSON.
        body: serde_json::to_vec(&message).unwrap_or_default(),
        answer_bytes_max: ANSWER_BYTES_MAX,
        judge: code::judge,
    }
}

#[derive(Deserialize)]
struct Whole {
    body: Body,
}

#[derive(Deserialize)]
struct Body {
    data: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(rename = "requestId")]
    id: String,
    status_code: Option<String>,
    #[serde(default)]
    send_result_list: Vec<One>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    result_code: i64,
}

/// 발송 상태: it failed.
const STATUS_FAILED: &str = "3";

/// What became of a message that its header calls taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It has a number there, and goes to one telephone at least.
    Sent,
    /// No telephone is sent to; the first code that says why, if one does.
    ToNobody(Option<i64>),
    /// Nobody can say.
    Unclear,
}

/// Reads the answer.
pub(super) fn read_taken(body: &[u8]) -> Taken {
    match serde_json::from_slice::<Whole>(body) {
        Ok(whole) if !whole.body.data.id.is_empty() => {
            let data = &whole.body.data;
            let refusal = data.send_result_list.iter().map(|one| one.result_code).find(|code| *code != 0);
            let to_somebody = data.send_result_list.iter().any(|one| one.result_code == 0);
            match refusal {
                _ if data.status_code.as_deref() == Some(STATUS_FAILED) => Taken::ToNobody(refusal),
                Some(code) if !to_somebody => Taken::ToNobody(Some(code)),
                _ => Taken::Sent,
            }
        }
        _ => Taken::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_message_holds_ninety_bytes() {
        let notice = Notice::parse("[장부] 느린 응답 · 홈택스", &"가".repeat(200), true, "k").unwrap();
        let text = build_text(&notice);
        let bytes: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        assert!((89..=90).contains(&bytes), "{bytes}");
        let short = Notice::parse("a", "둘째\n줄", true, "k").unwrap();
        assert_eq!(build_text(&short), "a 둘째 줄");
    }

    #[test]
    fn it_is_taken_when_it_has_a_number_and_goes_to_somebody() {
        let answer = |codes: &[i64]| {
            let list: Vec<_> = codes.iter().map(|code| serde_json::json!({ "resultCode": code })).collect();
            serde_json::json!({ "body": { "data": { "requestId": "2026", "sendResultList": list } } })
                .to_string()
        };
        for (codes, taken) in [
            (&[][..], Taken::Sent),
            (&[0], Taken::Sent),
            (&[-2_019, 0], Taken::Sent),
            (&[-2_019, -2_018], Taken::ToNobody(Some(-2_019))),
        ] {
            assert_eq!(read_taken(answer(codes).as_bytes()), taken, "{codes:?}");
        }
        let failed = br#"{"body":{"data":{"requestId":"2026","statusCode":"3"}}}"#;
        assert_eq!(read_taken(failed), Taken::ToNobody(None));
        for bad in [r#"{"header":{}}"#, r#"{"body":{"data":{"requestId":""}}}"#, "", "[]"] {
            assert_eq!(read_taken(bad.as_bytes()), Taken::Unclear, "{bad}");
        }
    }
}
