//! Counters and histograms of what this program does, under the names that Prometheus reads.
//!
//! They say how often and how long, never of whom: labels are commands, remotes, operations, codes
//! and states, all of them names that this program has made. docs/MONITORING.md lists them.

mod endpoint;

pub(crate) use endpoint::{Endpoint, serve_as_set};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// Upper ends of the classes of a duration, in seconds: from a read of the books to a call that ran
/// into its deadline.
const SECONDS: [f64; 12] = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 120.0];

/// Name and value, in the order in which they are shown.
type Labels = Vec<(&'static str, String)>;

/// Makes the histograms of a family.
#[derive(Clone)]
struct InSeconds;

impl MetricConstructor<Histogram> for InSeconds {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

type Durations = Family<Labels, Histogram, InSeconds>;

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    commands: Family<Labels, Counter>,
    command_seconds: Durations,
    calls: Family<Labels, Counter>,
    call_seconds: Durations,
    runs: Family<Labels, Counter>,
    invoices: Family<Labels, Counter>,
    documents: Family<Labels, Counter>,
    standings: Family<Labels, Counter>,
    evidence: Family<Labels, Counter>,
    incidents: Family<Labels, Counter>,
    notices: Family<Labels, Counter>,
    spent_krw: Family<Labels, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("jangbu");
        let mut counted = |name: &str, help: &str| {
            let family = Family::<Labels, Counter>::default();
            registry.register(name, help, family.clone());
            family
        };
        let commands = counted("commands", "Commands of the window, the terminal and the program itself");
        let calls = counted("remote_calls", "Calls of remote systems, retries each by itself");
        let runs = counted("collect_runs", "Runs that collect tax invoices, by how they ended");
        let invoices = counted("collect_invoices", "Invoices that runs listed, by what became of them");
        let documents = counted("collect_documents", "Signed documents that runs fetched");
        let standings = counted("partner_standings", "Businesses asked about, by what was found");
        let evidence =
            counted("evidence", "Purchases without a tax invoice that were listed, by what became of them");
        let incidents = counted("incidents", "Incidents that began");
        let notices = counted("notices", "Notices of incidents, by channel and what became of them");
        let spent_krw = counted("spent_won", "Whole won paid to remote systems");
        let mut timed = |name: &str, help: &str| {
            let family = Durations::new_with_constructor(InSeconds);
            registry.register_with_unit(name, help, Unit::Seconds, family.clone());
            family
        };
        let command_seconds = timed("command_duration", "From a command to its answer");
        let call_seconds = timed("remote_call_duration", "From a call's row in the log to its end");
        Self {
            registry,
            commands,
            command_seconds,
            calls,
            call_seconds,
            runs,
            invoices,
            documents,
            standings,
            evidence,
            incidents,
            notices,
            spent_krw,
        }
    }
}

fn labels<const N: usize>(pairs: [(&'static str, &str); N]) -> Labels {
    pairs.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
}

impl Metrics {
    /// A command has ended; `outcome` is `ok` or its error code.
    pub(crate) fn command(&self, command: &str, outcome: &str, took: Duration) {
        self.commands.get_or_create(&labels([("command", command), ("outcome", outcome)])).inc();
        self.command_seconds.get_or_create(&labels([("command", command)])).observe(took.as_secs_f64());
    }

    /// A call has ended; `outcome` is `answered`, `abandoned` or the kind of its failure.
    pub(crate) fn call(&self, remote: &str, operation: &str, outcome: &str, took: Duration) {
        let of = [("remote", remote), ("operation", operation), ("outcome", outcome)];
        self.calls.get_or_create(&labels(of)).inc();
        let of = labels([("remote", remote), ("operation", operation)]);
        self.call_seconds.get_or_create(&of).observe(took.as_secs_f64());
    }

    /// A run has ended.
    pub(crate) fn run(&self, trigger: &str, state: &str) {
        self.runs.get_or_create(&labels([("trigger", trigger), ("state", state)])).inc();
    }

    /// Invoices of a run: `new`, `enriched`, `unchanged`, `conflict`, `rejected`.
    pub(crate) fn invoices(&self, became: &str, count: u32) {
        self.invoices.get_or_create(&labels([("became", became)])).inc_by(u64::from(count));
    }

    /// Documents of a run: `fetched`, `failed`, `bad_signature`.
    pub(crate) fn documents(&self, became: &str, count: u32) {
        self.documents.get_or_create(&labels([("became", became)])).inc_by(u64::from(count));
    }

    /// Purchases of the office's lists: `new`, `changed`, `same`, `gone`.
    pub(crate) fn evidence(&self, became: &str, count: u32) {
        self.evidence.get_or_create(&labels([("became", became)])).inc_by(u64::from(count));
    }

    /// Businesses that were asked about: `first`, `changed`, `same`, `unanswered`.
    pub(crate) fn standings(&self, found: &str, count: u32) {
        self.standings.get_or_create(&labels([("found", found)])).inc_by(u64::from(count));
    }

    /// An incident began.
    pub(crate) fn incident(&self, rule: &str, severity: &str) {
        self.incidents.get_or_create(&labels([("rule", rule), ("severity", severity)])).inc();
    }

    /// What became of a notice: `done`, `failed`, `unknown`.
    pub(crate) fn notice(&self, channel: &str, outcome: &str) {
        self.notices.get_or_create(&labels([("channel", channel), ("outcome", outcome)])).inc();
    }

    /// Money was spent.
    pub(crate) fn spent(&self, remote: &str, krw: i64) {
        let krw = u64::try_from(krw).unwrap_or_default();
        self.spent_krw.get_or_create(&labels([("remote", remote)])).inc_by(krw);
    }

    /// All of it as text, in the form that Prometheus and `OpenMetrics` readers take.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_stands_in_the_text_under_its_name() {
        let metrics = Metrics::default();
        metrics.command("partner.check", "ok", Duration::from_millis(30));
        metrics.command("partner.check", "remote.unreachable", Duration::from_secs(3));
        metrics.call("nts", "status", "answered", Duration::from_millis(120));
        metrics.invoices("new", 84);
        metrics.spent("popbill", 60);
        let text = metrics.text();
        for line in [
            "# TYPE jangbu_commands counter",
            "jangbu_commands_total{command=\"partner.check\",outcome=\"ok\"} 1",
            "jangbu_command_duration_seconds_count{command=\"partner.check\"} 2",
            "jangbu_remote_calls_total{remote=\"nts\",operation=\"status\",outcome=\"answered\"} 1",
            "jangbu_remote_call_duration_seconds_bucket{le=\"0.25\",remote=\"nts\",operation=\"status\"} 1",
            "jangbu_collect_invoices_total{became=\"new\"} 84",
            "jangbu_spent_won_total{remote=\"popbill\"} 60",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
