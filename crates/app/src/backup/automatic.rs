//! Backups that nobody asks for: every day, on closing, and what closing left undone.

use super::make::{make, note_problem};
use crate::ErrorCode;
use crate::app::{App, Host};
use crate::open::OpenCompany;
use jangbu_store::{BackupReason, Reader};
use jiff::SignedDuration;
use std::time::Duration;

/// The age from which a backup is a new day's.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

/// How long after a failure the next try comes.
const RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Closing never waits longer for its backup; a larger book's is made after the next opening.
const CLOSE_TIME_MAX: Duration = Duration::from_secs(20);

/// Makes the backup that is due by the clock, if one is.
pub(crate) fn back_up_if_due(app: &App) {
    let Ok(company) = app.company() else { return };
    let (watch, now) = (app.backups.now(), app.clock.now());
    let rests = watch.failed_at.is_some_and(|failed| now.duration_since(failed) < RETRY_AFTER);
    let old = watch.last.is_some_and(|(at, _)| now.duration_since(at) >= DAILY);
    if !is_watched(&company)
        || rests
        || !(old || watch.owed)
        || app.jobs.any_running()
        || !has_moved(app, &company)
    {
        return;
    }
    run(app, &company, BackupReason::Daily, None);
}

/// On closing: a backup if the book has changed since the last one. A command of the terminal opens
/// and closes with every call, so it makes one a day.
pub(crate) fn back_up_on_close(app: &App, company: &OpenCompany) {
    let last = app.backups.now().last;
    let fresh = last.is_some_and(|(at, _)| app.clock.now().duration_since(at) < DAILY);
    if !is_watched(company) || !has_moved(app, company) || (app.host == Host::Terminal && fresh) {
        return;
    }
    run(app, company, BackupReason::Close, Some(CLOSE_TIME_MAX));
}

/// Demo books are invented, and what is only read does not change.
const fn is_watched(company: &OpenCompany) -> bool {
    !company.demo && !company.read_only
}

/// Whether the chain stands elsewhere than at the last backup. A book that cannot tell is backed
/// up, which will say why.
fn has_moved(app: &App, company: &OpenCompany) -> bool {
    let head = company.book.read(Reader::chain_head).ok();
    app.backups.now().last.is_none_or(|(_, then)| head != Some(then))
}

fn run(app: &App, company: &OpenCompany, reason: BackupReason, time_max: Option<Duration>) {
    // A name for each reason: closing need not wait for the day's backup that it has just stopped.
    let name = format!("backup.{}", reason.name());
    let made =
        app.jobs.begin(&name, &app.events).and_then(|mut job| make(app, company, reason, &mut job, time_max));
    match made {
        Ok(made) => tracing::info!(reason = reason.name(), removed = made.removed, "backup made"),
        Err(error) if error.code() == ErrorCode::JobCancelled => {
            // The clerk has stopped it, or it took too long: it is owed at the next opening.
            tracing::info!(reason = reason.name(), "backup left for later");
        }
        Err(error) => {
            note_problem(app, &error);
        }
    }
    app.announce_stale(&["backup"]);
}
