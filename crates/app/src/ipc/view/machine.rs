//! This machine: status, preferences, secrets, jobs, events.

use super::certificate::CertificateNotice;
use super::company::CompanySummary;
use super::problem::ProblemView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// No content.
#[derive(Default, Copy)]
pub struct Empty {}

/// Which remote systems are called.
#[derive(Copy)]
pub enum RemoteMode {
    /// None in this version: nothing leaves the machine.
    Offline,
    /// The simulated ones.
    Sandbox,
    /// The real ones.
    Real,
}

/// A secret coming in by the one command that is never logged.
pub struct SecretPut {
    pub value: String,
}

/// Stands for the secret in the next command; works once.
pub struct SecretTicket {
    #[ts(type = "number")]
    pub ticket: u64,
}

/// What the status bar and the frame need.
pub struct AppStatus {
    pub version: String,
    pub company: Option<CompanySummary>,
    pub remote: RemoteMode,
    /// `YYYY-MM-DD`, today in Korea.
    pub today: String,
    /// RFC 3339 of the last verified backup, if any was made.
    pub last_backup_at: Option<String>,
    /// The last backup that was not made or not copied, until one is.
    pub last_backup_problem: Option<ProblemView>,
    /// The company that was locked and waits for its key.
    pub locked_company: Option<CompanySummary>,
    /// The open company is open for reading only.
    pub read_only: bool,
    /// Problems nobody has cleared away.
    pub problems: u32,
    /// `window` or `browser`.
    pub host: String,
    /// Invoices that carry a warning nobody has looked at; the rail's badge.
    pub invoices_to_look_at: u32,
    /// Incidents of remote work that are open.
    pub open_incidents: u32,
    /// The open company's certificate that expires soon or has expired, as the last search found it.
    pub certificate: Option<CertificateNotice>,
    /// Files given when the program was started ("open with"), not imported yet.
    pub pending_files: Vec<String>,
}

/// Preferences of this machine: one JSON value per key (theme, density, columns, saved views).
pub struct Settings {
    #[ts(type = "Record<string, unknown>")]
    pub values: std::collections::BTreeMap<String, serde_json::Value>,
}

/// One preference to keep; null removes it.
pub struct SettingWrite {
    pub key: String,
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// A running job.
pub struct JobRef {
    pub job: String,
}

/// How far a job has come; sent over the event channel as `{"type":"progress", …}`.
pub struct JobProgress {
    pub job: String,
    #[ts(type = "number")]
    pub done: u64,
    /// Zero while unknown.
    #[ts(type = "number")]
    pub total: u64,
    /// Stage: `read`, `check`, `write`, `undo`, `export`, `copy`, `verify`.
    pub stage: String,
    /// What is being worked on, for instance a file name.
    pub what: String,
    pub finished: bool,
}

/// What the event channel carries.
#[serde(tag = "type")]
pub enum Event {
    Progress(JobProgress),
    /// Cached answers that provide one of these tags are stale.
    Changed { tags: Vec<String> },
    /// Files were handed to the running window ("open with", a second start, a drop).
    FilesOffered { paths: Vec<String> },
    /// Something that the operating system should tell the clerk, wherever the window is.
    Notice { title: String, text: String },
}
}
