//! Calls as traces of `OpenTelemetry`, in the JSON form of OTLP 1.x (opentelemetry-proto,
//! `trace/v1/trace.proto` by the JSON mapping of the specification, "OTLP/HTTP", read 2026-11).
//!
//! Spans carry names, times, digests and codes: what the attempt log holds, and nothing else.

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Kind of a span that calls another system (`SPAN_KIND_CLIENT`).
const KIND_CLIENT: u8 = 3;
/// `STATUS_CODE_OK`.
const OK: u8 = 1;
/// `STATUS_CODE_ERROR`.
const ERROR: u8 = 2;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its number in the log.
    pub number: i64,
    /// What ties it to the act that caused it; calls of one act are one trace.
    pub act: Option<String>,
    /// Who was called.
    pub provider: String,
    /// What was asked.
    pub operation: String,
    /// When it began.
    pub began_at: Timestamp,
    /// Milliseconds.
    pub duration_ms: u32,
    /// HTTP status, if an answer came.
    pub http_status: Option<u16>,
    /// What the remote may have done.
    pub effect: Option<&'static str>,
    /// Digest of the request.
    pub request_sha256: [u8; 32],
    /// How it ended.
    pub status: SpanStatus,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanStatus {
    /// With an answer.
    Answered,
    /// With a failure of this kind.
    Failed(String),
    /// Nobody waited for its end, or the program ended first.
    Abandoned,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Traces {
    resource_spans: [ResourceSpans; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceSpans {
    resource: Resource,
    scope_spans: [ScopeSpans; 1],
}

#[derive(Serialize)]
struct Resource {
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct ScopeSpans {
    scope: Scope,
    spans: Vec<SpanText>,
}

#[derive(Serialize)]
struct Scope {
    name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SpanText {
    trace_id: String,
    span_id: String,
    name: String,
    kind: u8,
    /// 64-bit numbers are texts in JSON.
    start_time_unix_nano: String,
    end_time_unix_nano: String,
    attributes: Vec<Attribute>,
    status: Status,
}

#[derive(Serialize)]
struct Status {
    code: u8,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
}

#[derive(Serialize)]
struct Attribute {
    key: &'static str,
    value: BTreeMap<&'static str, String>,
}

fn text(key: &'static str, value: &str) -> Attribute {
    Attribute { key, value: BTreeMap::from([("stringValue", value.to_owned())]) }
}

fn number(key: &'static str, value: impl Into<i64>) -> Attribute {
    Attribute { key, value: BTreeMap::from([("intValue", value.into().to_string())]) }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The first `N` bytes of the digest of a text: the same text has the same id in every export.
fn id<const N: usize>(of: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(of.as_bytes()).into();
    hex(digest.get(..N).unwrap_or_default())
}

/// `ExportTraceServiceRequest` as JSON.
///
/// # Errors
/// None in practice: texts and numbers are always JSON.
pub fn build_traces(spans: &[Span], version: &str) -> Result<Vec<u8>, serde_json::Error> {
    let attributes = vec![text("service.name", "jangbu"), text("service.version", version)];
    let spans = spans.iter().map(span_text).collect();
    let scope_spans = [ScopeSpans { scope: Scope { name: "jangbu.remote" }, spans }];
    let resource_spans = [ResourceSpans { resource: Resource { attributes }, scope_spans }];
    serde_json::to_vec(&Traces { resource_spans })
}

fn span_text(span: &Span) -> SpanText {
    let own = format!("{}/{}", span.began_at.as_nanosecond(), span.number);
    let start = span.began_at.as_nanosecond().max(0);
    let end = start + i128::from(span.duration_ms) * 1_000_000;
    let mut attributes = vec![
        text("jangbu.remote", &span.provider),
        text("jangbu.operation", &span.operation),
        text("jangbu.request_sha256", &hex(&span.request_sha256)),
    ];
    attributes.extend(span.act.as_deref().map(|act| text("jangbu.act", act)));
    attributes.extend(span.effect.map(|effect| text("jangbu.effect", effect)));
    attributes.extend(span.http_status.map(|status| number("http.response.status_code", status)));
    let status = match &span.status {
        SpanStatus::Answered => Status { code: OK, message: String::new() },
        SpanStatus::Failed(kind) => Status { code: ERROR, message: kind.clone() },
        SpanStatus::Abandoned => Status { code: ERROR, message: "abandoned".to_owned() },
    };
    SpanText {
        trace_id: id::<16>(span.act.as_deref().unwrap_or(&own)),
        span_id: id::<8>(&own),
        name: format!("{} {}", span.provider, span.operation),
        kind: KIND_CLIENT,
        start_time_unix_nano: start.to_string(),
        end_time_unix_nano: end.to_string(),
        attributes,
        status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn span(number: i64, act: Option<&str>) -> Span {
        Span {
            number,
            act: act.map(str::to_owned),
            provider: "nts".into(),
            operation: "status".into(),
            began_at: "2026-11-26T00:00:00Z".parse().unwrap(),
            duration_ms: 120,
            http_status: Some(200),
            effect: Some("no_effect"),
            request_sha256: [0xab; 32],
            status: SpanStatus::Answered,
        }
    }

    #[test]
    fn a_call_becomes_a_span_in_the_json_form_of_otlp() {
        let bytes = build_traces(&[span(7, Some("a1"))], "0.1.0").unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let of_resource = &value["resourceSpans"][0];
        assert_eq!(
            of_resource["resource"]["attributes"][0],
            json!({"key": "service.name", "value": {"stringValue": "jangbu"}})
        );
        let span = &of_resource["scopeSpans"][0]["spans"][0];
        assert_eq!(span["traceId"].as_str().unwrap().len(), 32);
        assert_eq!(span["spanId"].as_str().unwrap().len(), 16);
        assert_eq!(span["startTimeUnixNano"], "1795651200000000000");
        assert_eq!(span["endTimeUnixNano"], "1795651200120000000");
        assert_eq!((&span["kind"], &span["status"]), (&json!(3), &json!({"code": 1})));
        let status = json!({"key": "http.response.status_code", "value": {"intValue": "200"}});
        assert!(span["attributes"].as_array().unwrap().contains(&status));
    }

    #[test]
    fn calls_of_one_act_are_one_trace_and_every_call_has_its_own_span() {
        let spans = [span(1, Some("a1")), span(2, Some("a1")), span(3, Some("a2")), span(4, None)];
        let bytes = build_traces(&spans, "0.1.0").unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let found = value["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
        assert_eq!(found[0]["traceId"], found[1]["traceId"]);
        let traces: std::collections::HashSet<&Value> = found.iter().map(|span| &span["traceId"]).collect();
        let spans: std::collections::HashSet<&Value> = found.iter().map(|span| &span["spanId"]).collect();
        assert_eq!((traces.len(), spans.len()), (3, 4));
    }

    #[test]
    fn a_failure_says_its_kind() {
        let failed =
            Span { status: SpanStatus::Failed("timeout".into()), http_status: None, ..span(1, None) };
        let value: Value = serde_json::from_slice(&build_traces(&[failed], "0.1.0").unwrap()).unwrap();
        let status = &value["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["status"];
        assert_eq!(*status, json!({"code": 2, "message": "timeout"}));
    }
}
