//! How clients behave: what was called when, and how close together.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// Calls remembered one by one; older ones are in the counts only.
const KEPT_MAX: usize = 20_000;
/// Calls closer together than this are told.
const CLOSE: SignedDuration = SignedDuration::from_secs(1);

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedCall {
    /// At this moment of the sandbox's clock.
    pub at: Timestamp,
    /// The host's name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Observed {
    counts: BTreeMap<&'static str, u64>,
    kept: VecDeque<ObservedCall>,
    last: Option<Timestamp>,
    last_of_records: Option<Timestamp>,
    close: u64,
    close_of_records: u64,
    logins: u64,
    logins_refused: u64,
}

/// Operations that bring records: lists, texts, details, documents.
const RECORDS: [&str; 9] = [
    "list",
    "list_text",
    "detail",
    "xml",
    "cash_sold",
    "cash_sold_text",
    "cash_bought",
    "cash_bought_text",
    "card_bought",
];

impl Observed {
    /// Notes a call; tells how long after the last one of its kind it came, if it brings records.
    pub(super) fn add(&mut self, call: ObservedCall) -> Option<SignedDuration> {
        *self.counts.entry(call.operation).or_default() += 1;
        let after = |last: Option<Timestamp>| last.map(|last| call.at.duration_since(last));
        let is_close = |gap: Option<SignedDuration>| gap.is_some_and(|gap| gap < CLOSE);
        self.close += u64::from(is_close(after(self.last)));
        self.last = Some(call.at);
        if self.kept.len() == KEPT_MAX {
            self.kept.pop_front();
        }
        self.kept.push_back(call);
        if !RECORDS.contains(&call.operation) {
            return None;
        }
        let gap = after(self.last_of_records);
        self.close_of_records += u64::from(is_close(gap));
        self.last_of_records = Some(call.at);
        gap
    }

    pub(super) fn add_login(&mut self, done: bool) {
        *(if done { &mut self.logins } else { &mut self.logins_refused }) += 1;
    }

    pub(super) fn calls(&self) -> Vec<ObservedCall> {
        self.kept.iter().copied().collect()
    }

    pub(super) fn inspect(&self) -> Value {
        let count = |operation: &str| self.counts.get(operation).copied().unwrap_or_default();
        json!({
            "calls": self.counts, "logins": self.logins, "logins_refused": self.logins_refused,
            "list_pages": count("list") + count("list_text"), "xml_downloads": count("xml"),
            "calls_within_1s": self.close, "record_calls_within_1s": self.close_of_records
        })
    }
}
