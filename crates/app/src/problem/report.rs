//! The report: which program on which system, which failures, the end of the log. It names no
//! company, person, file, number or amount, so that it can be handed on without a second look.

use crate::AppError;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::export::save;
use crate::file::Existing;
use crate::ipc::view::{ProblemReportRequest, SavedFile};
use crate::log;
use std::path::Path;

/// Lines of the log that a report ends with.
const LOG_LINES_MAX: usize = 300;

pub(crate) fn problem_report(app: &App, request: ProblemReportRequest) -> Result<SavedFile, AppError> {
    let text = report(app);
    let name = format!("jangbu-report-{}.txt", app.clock.today());
    let existing = if request.overwrite { Existing::Replace } else { Existing::Keep };
    let to = request.to.as_deref().map(Path::new);
    save(name, "text/plain; charset=utf-8", text.as_bytes(), to, existing)
}

fn report(app: &App) -> String {
    let mut lines = vec![
        format!("Jangbu {} ({})", env!("CARGO_PKG_VERSION"), app.host.as_str()),
        format!("system: {} {}", std::env::consts::OS, std::env::consts::ARCH),
        format!("at: {}", korean_rfc3339(app.clock.now())),
        company_line(app),
        String::new(),
        "problems since the start, newest first".to_owned(),
    ];
    lines.extend(app.problems.lines());
    lines.push(String::new());
    lines.push("end of the log".to_owned());
    lines.extend(log::tail(&log::folder(&app.data_dir), LOG_LINES_MAX));
    lines.push(String::new());
    lines.join("\n")
}

/// What kind of book is open, without whose it is.
fn company_line(app: &App) -> String {
    let known = app.books.list().map_or(0, |(entries, _)| entries.len());
    let open = app.company().ok().and_then(|company| app.books.find(&company.id).ok());
    match open {
        Some(entry) => format!(
            "companies: {known}, open: {:?}{}",
            entry.protection,
            if entry.demo { ", demo" } else { "" }
        ),
        None => format!("companies: {known}, none open"),
    }
}
