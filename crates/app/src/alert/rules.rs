//! What is an incident: from figures and thresholds alone, without a clock, a book or a remote.

use crate::ipc::view::{AlertRule, AlertSeverity, AlertThresholds};
use jangbu_store::{AttemptSummary, CollectCounts, CollectRunState};
use std::collections::BTreeMap;
use std::time::Duration;

/// Calls of an hour below which a share of them says nothing.
const CALLS_MIN: u64 = 10;

/// Every rule, in the order in which the clerk sees them.
pub(super) const RULES: [AlertRule; 11] = [
    AlertRule::RemoteFailing,
    AlertRule::CollectStopped,
    AlertRule::BadSignature,
    AlertRule::WrongKey,
    AlertRule::Slow,
    AlertRule::Errors,
    AlertRule::Late,
    AlertRule::FailedItems,
    AlertRule::Busy,
    AlertRule::Mismatches,
    AlertRule::Quota,
];

impl AlertRule {
    /// Its name in the book and in metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RemoteFailing => "remote_failing",
            Self::CollectStopped => "collect_stopped",
            Self::BadSignature => "bad_signature",
            Self::WrongKey => "wrong_key",
            Self::Slow => "slow",
            Self::Errors => "errors",
            Self::Late => "late",
            Self::FailedItems => "failed_items",
            Self::Busy => "busy",
            Self::Mismatches => "mismatches",
            Self::Quota => "quota",
        }
    }

    /// The rule of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        RULES.into_iter().find(|rule| rule.name() == name)
    }

    /// How much it matters.
    pub(crate) const fn severity(self) -> AlertSeverity {
        match self {
            Self::RemoteFailing | Self::CollectStopped | Self::BadSignature | Self::WrongKey => {
                AlertSeverity::Critical
            }
            Self::Slow
            | Self::Errors
            | Self::Late
            | Self::FailedItems
            | Self::Busy
            | Self::Mismatches
            | Self::Quota => AlertSeverity::Warning,
        }
    }

    /// Whether only a person ends it: what happened stays so.
    pub(super) const fn is_closed_by_hand(self) -> bool {
        matches!(self, Self::BadSignature)
    }
}

impl Default for AlertThresholds {
    /// 2 s, 1 %, 5 minutes, 0.1 %, ten calls a second, no contradiction, four fifths of a cap.
    fn default() -> Self {
        Self {
            slow_ms: 2_000,
            errors_bp: 100,
            late_s: 300,
            failed_items_bp: 10,
            calls_per_s: 10,
            mismatches: 0,
            quota_percent: 80,
        }
    }
}

/// What is known of one remote.
#[derive(Clone, Debug, Default)]
pub(super) struct RemoteSeen {
    /// It is being spared, or was and has not answered since.
    pub(super) is_failing: bool,
    /// Kind of the last failure, if nothing was answered after it.
    pub(super) failing_with: Option<String>,
    pub(super) hour: AttemptSummary,
    pub(super) minute: AttemptSummary,
    /// Whole won of this month, and the cap.
    pub(super) spent: Option<(i64, i64)>,
}

/// What is known of collecting.
#[derive(Clone, Debug, Default)]
pub(super) struct CollectSeen {
    /// The last run's end, if it began by itself.
    pub(super) stopped: Option<(CollectRunState, Option<String>)>,
    pub(super) last: Option<CollectCounts>,
    pub(super) mismatches: u64,
    /// For how long a planned run has been due without beginning.
    pub(super) late: Duration,
}

/// A rule's verdict: its figures where it is an incident, none where it is not.
pub(super) type Judged = (AlertRule, Option<BTreeMap<String, String>>);

fn figures<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whether `part` of `all` is more than so many ten-thousandths.
fn is_above(part: u64, all: u64, bp: u32) -> bool {
    u128::from(part) * 10_000 > u128::from(all) * u128::from(bp)
}

/// What the rules say of a remote.
pub(super) fn judge_remote(seen: &RemoteSeen, limits: &AlertThresholds) -> Vec<Judged> {
    let failing_with = seen.failing_with.clone();
    let failing = seen.is_failing.then(|| figures([("kind", failing_with.clone().unwrap_or_default())]));
    let is_key = |kind: &String| kind == "bad_key" || kind == "not_subscribed";
    let wrong_key = failing_with.filter(is_key).map(|kind| figures([("kind", kind)]));
    let slow = seen.hour.p95_ms.filter(|p95| *p95 > limits.slow_ms && seen.hour.calls >= CALLS_MIN);
    let slow =
        slow.map(|p95| figures([("p95_ms", p95.to_string()), ("limit_ms", limits.slow_ms.to_string())]));
    let (calls, failures) = (seen.hour.calls, seen.hour.failures);
    let errors = (calls >= CALLS_MIN && is_above(failures, calls, limits.errors_bp))
        .then(|| figures([("failures", failures.to_string()), ("calls", calls.to_string())]));
    let busy = (seen.minute.calls > u64::from(limits.calls_per_s) * 60)
        .then(|| figures([("calls", seen.minute.calls.to_string())]));
    let is_near = |(spent, cap): &(i64, i64)| {
        i128::from(*spent) * 100 >= i128::from(*cap) * i128::from(limits.quota_percent)
    };
    let quota = match seen.spent.filter(is_near) {
        Some((spent, cap)) => Some(figures([("spent_krw", spent.to_string()), ("cap_krw", cap.to_string())])),
        None => seen
            .failing_with
            .clone()
            .filter(|kind| kind == "quota_spent")
            .map(|kind| figures([("kind", kind)])),
    };
    vec![
        (AlertRule::RemoteFailing, failing),
        (AlertRule::WrongKey, wrong_key),
        (AlertRule::Slow, slow),
        (AlertRule::Errors, errors),
        (AlertRule::Busy, busy),
        (AlertRule::Quota, quota),
    ]
}

/// What the rules say of collecting.
pub(super) fn judge_collect(seen: &CollectSeen, limits: &AlertThresholds) -> Vec<Judged> {
    let has_stopped = |state: CollectRunState| {
        matches!(state, CollectRunState::Failed | CollectRunState::Partial | CollectRunState::Interrupted)
    };
    let stopped = seen.stopped.as_ref().filter(|(state, _)| has_stopped(*state));
    let stopped = stopped.map(|(_, code)| figures([("code", code.clone().unwrap_or_default())]));
    let late = (seen.late > Duration::from_secs(u64::from(limits.late_s)))
        .then(|| figures([("late_min", (seen.late.as_secs() / 60).to_string())]));
    let failed = seen.last.and_then(|counts| {
        let failed = u64::from(counts.rejected) + u64::from(counts.failed_documents);
        let all = u64::from(counts.found) + u64::from(counts.rejected);
        is_above(failed, all, limits.failed_items_bp)
            .then(|| figures([("failed", failed.to_string()), ("found", all.to_string())]))
    });
    let mismatches = (seen.mismatches > u64::from(limits.mismatches))
        .then(|| figures([("count", seen.mismatches.to_string())]));
    vec![
        (AlertRule::CollectStopped, stopped),
        (AlertRule::Late, late),
        (AlertRule::FailedItems, failed),
        (AlertRule::Mismatches, mismatches),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(seen: &RemoteSeen) -> Vec<&'static str> {
        let judged = judge_remote(seen, &AlertThresholds::default());
        judged.into_iter().filter(|(_, found)| found.is_some()).map(|(rule, _)| rule.name()).collect()
    }

    fn collect(seen: &CollectSeen) -> Vec<&'static str> {
        let judged = judge_collect(seen, &AlertThresholds::default());
        judged.into_iter().filter(|(_, found)| found.is_some()).map(|(rule, _)| rule.name()).collect()
    }

    fn hour(calls: u64, failures: u64, p95_ms: u32) -> RemoteSeen {
        let hour = AttemptSummary { calls, failures, p50_ms: Some(10), p95_ms: Some(p95_ms) };
        RemoteSeen { hour, ..RemoteSeen::default() }
    }

    #[test]
    fn every_rule_has_one_name_and_one_place() {
        for rule in RULES {
            assert_eq!(AlertRule::named(rule.name()), Some(rule));
        }
        assert_eq!(AlertRule::named("melting"), None);
    }

    #[test]
    fn a_well_remote_is_no_incident_and_a_few_calls_say_nothing_of_a_share() {
        assert_eq!(remote(&RemoteSeen::default()), [""; 0]);
        assert_eq!(remote(&hour(1_000, 10, 2_000)), [""; 0], "at the thresholds");
        assert_eq!(remote(&hour(9, 9, 60_000)), [""; 0], "too few");
        assert_eq!(remote(&hour(1_000, 11, 2_001)), ["slow", "errors"]);
    }

    #[test]
    fn a_failing_remote_a_wrong_key_and_a_used_up_quota_are_told_apart() {
        let with = |kind: &str| RemoteSeen { failing_with: Some(kind.into()), ..RemoteSeen::default() };
        assert_eq!(remote(&with("timeout")), [""; 0], "one failure is not a failing remote");
        assert_eq!(remote(&RemoteSeen { is_failing: true, ..with("timeout") }), ["remote_failing"]);
        assert_eq!(remote(&with("bad_key")), ["wrong_key"]);
        assert_eq!(remote(&with("quota_spent")), ["quota"]);
        let spent = |won| RemoteSeen { spent: Some((won, 1_000)), ..RemoteSeen::default() };
        assert_eq!(remote(&spent(799)), [""; 0]);
        assert_eq!(remote(&spent(800)), ["quota"]);
        let minute = AttemptSummary { calls: 601, ..AttemptSummary::default() };
        assert_eq!(remote(&RemoteSeen { minute, ..RemoteSeen::default() }), ["busy"]);
    }

    #[test]
    fn a_run_that_stopped_is_an_incident_and_one_that_a_person_stopped_is_not() {
        let stopped = |state| CollectSeen { stopped: Some((state, None)), ..CollectSeen::default() };
        for state in [CollectRunState::Failed, CollectRunState::Partial, CollectRunState::Interrupted] {
            assert_eq!(collect(&stopped(state)), ["collect_stopped"], "{state:?}");
        }
        for state in [CollectRunState::Done, CollectRunState::Running, CollectRunState::Cancelled] {
            assert_eq!(collect(&stopped(state)), [""; 0], "{state:?}");
        }
    }

    #[test]
    fn late_runs_failed_items_and_contradictions_are_measured_by_their_thresholds() {
        let late = |s| CollectSeen { late: Duration::from_secs(s), ..CollectSeen::default() };
        assert_eq!(collect(&late(300)), [""; 0]);
        assert_eq!(collect(&late(301)), ["late"]);
        let items = |found, failed_documents| {
            let last = Some(CollectCounts { found, failed_documents, ..CollectCounts::default() });
            CollectSeen { last, ..CollectSeen::default() }
        };
        assert_eq!(collect(&items(1_000, 1)), [""; 0]);
        assert_eq!(collect(&items(999, 1)), ["failed_items"]);
        assert_eq!(collect(&items(0, 0)), [""; 0]);
        assert_eq!(collect(&CollectSeen { mismatches: 1, ..CollectSeen::default() }), ["mismatches"]);
    }
}
