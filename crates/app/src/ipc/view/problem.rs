//! What went wrong lately: one quiet place, and a report that can be handed on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Something that went wrong.
pub struct ProblemView {
    #[ts(type = "number")]
    pub id: u64,
    /// RFC 3339: the last time.
    pub at: String,
    /// Key into the `errors` texts.
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
    /// The command that failed, or `backup.automatic`.
    pub command: String,
    /// How often in a row.
    pub count: u32,
}

/// Newest first, since the program was started; at most 100.
pub struct ProblemList {
    pub problems: Vec<ProblemView>,
}

/// Save a report that names nobody: versions, error codes, the end of the log.
#[derive(Default)]
#[serde(default)]
pub struct ProblemReportRequest {
    /// Full path; null returns the bytes. An existing file is never overwritten unless `overwrite`.
    #[ts(optional = nullable)]
    pub to: Option<String>,
    #[ts(optional, as = "Option<bool>")]
    pub overwrite: bool,
}
}
