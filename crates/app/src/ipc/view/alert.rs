//! Incidents of remote work, whom they are told to, and the log.

use super::remote::RemoteSystem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Where a notice goes.
#[derive(Copy)]
pub enum AlertChannel {
    /// The window's own place.
    Window,
    /// A notice of the operating system.
    System,
    /// An incoming webhook of Slack.
    Slack,
    /// SMTP.
    Email,
    /// A short message to a telephone; its provider is paid per message.
    Sms,
}

/// How much an incident matters.
#[derive(Copy)]
pub enum AlertSeverity {
    Critical,
    Warning,
}

/// What is observed. The order is that of the table that the clerk edits.
#[derive(Copy)]
pub enum AlertRule {
    /// A remote keeps failing, and is being spared.
    RemoteFailing,
    /// A run that began by itself stopped.
    CollectStopped,
    /// A document's signature does not hold.
    BadSignature,
    /// A remote does not take its key.
    WrongKey,
    /// Answers take longer than the threshold.
    Slow,
    /// More calls fail than the threshold.
    Errors,
    /// A planned run has not begun in time.
    Late,
    /// More items of a run failed than the threshold.
    FailedItems,
    /// More calls in a second than the threshold.
    Busy,
    /// The tax office says otherwise than the books.
    Mismatches,
    /// A quota or a monthly cap is nearly used up.
    Quota,
}

/// From where on something is an incident.
#[derive(Copy)]
pub struct AlertThresholds {
    /// Milliseconds that 95 of a hundred calls of an hour take at most.
    pub slow_ms: u32,
    /// Ten-thousandths of the calls of an hour that may fail.
    pub errors_bp: u32,
    /// Seconds that a planned run may be late.
    pub late_s: u32,
    /// Ten-thousandths of a run's items that may fail.
    pub failed_items_bp: u32,
    /// Calls in a second, over the last minute.
    pub calls_per_s: u32,
    /// Undecided contradictions that may stand.
    pub mismatches: u32,
    /// Hundredths of a monthly cap that may be used.
    pub quota_percent: u32,
}

/// Whom an incident is told to.
pub struct AlertRoute {
    pub rule: AlertRule,
    pub severity: AlertSeverity,
    pub channels: Vec<AlertChannel>,
}

/// Whom a Slack notice calls.
#[derive(Copy, Default)]
pub enum SlackMention {
    #[default]
    None,
    Here,
    Channel,
}

/// How an e-mail is handed over.
#[derive(Copy, Default)]
pub enum MailSecurity {
    /// STARTTLS, usually port 587.
    #[default]
    StartTls,
    /// TLS from the first byte, usually port 465.
    Tls,
    /// None: only to a stand-in on this machine.
    Plain,
}

/// The mail server that takes notices.
pub struct MailPlace {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// Name to log in with; without one nobody logs in.
    pub user: String,
    pub from: String,
    pub to: Vec<String>,
}

/// The account of NHN Cloud that sends short messages.
pub struct SmsPlace {
    /// The account's public name (appKey); its secret key is kept apart.
    pub app_key: String,
    /// The registered number (발신번호) that they come from.
    pub from: String,
    pub to: Vec<String>,
    /// Null for the real one; else a stand-in on this machine.
    #[serde(default)]
    pub address: Option<String>,
}

/// What the clerk can set.
pub struct AlertSettings {
    pub thresholds: AlertThresholds,
    /// One row for each rule.
    pub routes: Vec<AlertRoute>,
    pub slack_mention: SlackMention,
    pub mail: Option<MailPlace>,
    pub sms: Option<SmsPlace>,
    /// When the webhook's address was kept; read only.
    pub slack_kept_at: Option<String>,
    /// When the mail password was kept; read only.
    pub mail_password_kept_at: Option<String>,
    /// When the secret key of short messages was kept; read only.
    pub sms_key_kept_at: Option<String>,
}

/// New settings; what is null stays.
pub struct AlertSettingsWrite {
    #[serde(default)]
    #[ts(optional = nullable)]
    pub thresholds: Option<AlertThresholds>,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub routes: Option<Vec<AlertRoute>>,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub slack_mention: Option<SlackMention>,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub mail: Option<MailPlace>,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub sms: Option<SmsPlace>,
}

/// A secret of a channel, sealed in the open company's book; null forgets it.
pub struct AlertSecretRequest {
    /// `slack` for the webhook's address, `email` for the password, `sms` for the secret key.
    pub channel: AlertChannel,
    #[ts(type = "number | null")]
    pub ticket: Option<u64>,
}

/// Sends one notice that says it is a trial.
pub struct AlertTestRequest {
    pub channel: AlertChannel,
    pub job: String,
}

/// How a notice stands.
#[derive(Copy)]
pub enum NoticeState {
    Waiting,
    Delivered,
    /// The remote refused it, or its time ran out.
    Failed,
    /// It may have been delivered; it is not sent again.
    Unknown,
}

/// A notice of an incident.
pub struct NoticeView {
    pub channel: AlertChannel,
    /// Whether it tells of the end.
    pub is_end: bool,
    pub state: NoticeState,
    /// Kind of its last failure.
    pub failure: Option<String>,
}

/// An incident.
pub struct IncidentView {
    #[ts(type = "number")]
    pub id: i64,
    pub rule: AlertRule,
    /// `hometax`, `nts`, `popbill`, `collect`.
    pub subject: String,
    pub severity: AlertSeverity,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
    pub began_at: String,
    pub seen_at: String,
    pub times: u32,
    pub ended_at: Option<String>,
    /// Whether the clerk closes it: it does not end by itself.
    pub by_hand: bool,
    pub notices: Vec<NoticeView>,
}

/// A page of incidents, newest first.
pub struct IncidentsRequest {
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub before: Option<i64>,
    /// 1 to 200.
    pub limit: u32,
}

/// Incidents and where the next page starts.
pub struct Incidents {
    pub incidents: Vec<IncidentView>,
    #[ts(type = "number | null")]
    pub next: Option<i64>,
    /// How many are open.
    pub open: u32,
}

/// One incident.
pub struct IncidentRef {
    #[ts(type = "number")]
    pub id: i64,
}

/// A time that a plot covers.
#[derive(Copy)]
pub enum PlotSpan {
    /// In minutes.
    Hour,
    /// In quarters of an hour.
    Day,
    /// In days.
    Month,
}

/// A plot of one remote's calls.
pub struct RemotePlotRequest {
    pub service: RemoteSystem,
    pub span: PlotSpan,
}

/// Calls in equal steps of time, the oldest first; the last step is under way.
pub struct RemotePlot {
    pub service: RemoteSystem,
    pub span: PlotSpan,
    pub from: String,
    pub step_s: u32,
    pub steps: Vec<super::remote::CallSums>,
}

/// The cap within which a remote may be paid without asking; null takes the consent back.
pub struct RemoteCapRequest {
    pub service: RemoteSystem,
    #[ts(type = "number | null")]
    pub cap_krw: Option<i64>,
}

/// The last lines of the log.
pub struct LogTailRequest {
    /// 1 to 1,000.
    pub lines: u32,
}

/// A line of the log.
pub struct LogLine {
    pub at: String,
    pub level: String,
    pub from: String,
    pub what: String,
    /// What ties it to an act and its calls.
    pub act: Option<String>,
    /// Its other fields, as text.
    pub rest: String,
}

/// The log, the oldest line first.
pub struct LogTail {
    /// The folder of the log files.
    pub folder: String,
    pub lines: Vec<LogLine>,
}

/// Where the export is written; without a place it comes as bytes to save.
pub struct TraceExportRequest {
    #[serde(default)]
    #[ts(optional = nullable)]
    pub to: Option<String>,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub overwrite: bool,
}
}
