//! Making a backup, its copy at the second place, and letting go of those the rule no longer keeps.

use super::{list, places, second_place};
use crate::AppError;
use crate::app::App;
use crate::ipc::view::{BackupCreateRequest, BackupMade, ProblemView};
use crate::job::Job;
use crate::open::OpenCompany;
use jangbu_store::{BackupOrder, BackupReason, KeepRule};
use std::ops::ControlFlow;
use std::time::Duration;

/// Under this name problems of backups stand that nobody asked for.
const AUTOMATIC: &str = "backup.automatic";

pub(crate) fn backup_create(app: &App, request: BackupCreateRequest) -> Result<BackupMade, AppError> {
    let company = app.company()?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    make(app, &company, BackupReason::Manual, &mut job, None)
}

/// Makes and verifies a backup. It stops at the clerk's word, and when it takes longer than
/// `time_max`; then nothing of it is left.
pub(super) fn make(
    app: &App,
    company: &OpenCompany,
    reason: BackupReason,
    job: &mut Job<'_>,
    time_max: Option<Duration>,
) -> Result<BackupMade, AppError> {
    let (at, begun) = (app.clock.now(), app.clock.awake());
    let order = BackupOrder { place: app.books.backup_place(), second: second_place(app), reason, at };
    let too_long = || time_max.is_some_and(|max| app.clock.awake().saturating_sub(begun) > max);
    let made = company.book.back_up(&order, &mut |done, total| {
        if job.step("copy", "", done, total).is_err() || too_long() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    app.backups.note_made(&made.manifest);
    let second_problem = match made.second {
        Some(Err(error)) => Some(note_problem(app, &AppError::from(error))),
        _ => None,
    };
    let removed = let_go(app, &company.id);
    let entry = list::view_of_manifest(&made.path, &order.place, &made.manifest, app);
    Ok(BackupMade { backup: entry, second_problem, removed })
}

/// Takes away what the rule no longer keeps. A failure is a problem, and none of the new backup.
fn let_go(app: &App, id: &str) -> u32 {
    match app.books.apply_keep_rule(id, &places(app), &KeepRule::default(), app.clock.now()) {
        Ok(removed) => u32::try_from(removed.len()).unwrap_or(u32::MAX),
        Err(error) => {
            note_problem(app, &AppError::from(error));
            0
        }
    }
}

/// Keeps a failure among the problems and beside the backups.
pub(super) fn note_problem(app: &App, error: &AppError) -> ProblemView {
    let now = app.clock.now();
    tracing::warn!(code = error.code().as_str(), %error, "no backup, or no copy of it");
    let problem = app.problems.note(now, AUTOMATIC, error);
    app.backups.note_problem(now, problem.clone());
    app.announce_stale(&["problem", "backup"]);
    problem
}
