//! Bringing a state of the book back: prepared beside it, compared, and only then in its place.

use super::list::{company_of, totals_of};
use super::unlock_for;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::command::company::{Entering, enter};
use crate::ipc::view::{
    BookSide, CompanySummary, Comparison, Empty, KeptBook, Newer, RestoreKept, RestoreKeptRequest,
    RestorePrepareRequest, RestorePrepared, RestoreRef, RestoreRollBackRequest, UpgradeRollBackRequest,
};
use crate::leave::{Leave, leave_in_turn};
use crate::query::audit::head_view;
use crate::query::company::summary_of;
use crate::{AppError, ErrorCode};
use jangbu_store::{Contents, OpenOptions, RestoreCandidate, Standing, StoreError, TakenOver, Unlock};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The one backup that is ready to take over; another takes its place.
#[derive(Default)]
pub(crate) struct HeldCandidate(Mutex<Held>);

#[derive(Default)]
struct Held {
    last_number: u64,
    candidate: Option<(String, RestoreCandidate)>,
}

impl HeldCandidate {
    fn hold(&self, candidate: RestoreCandidate) -> String {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.last_number += 1;
        let name = format!("restore-{}", held.last_number);
        // The one before takes its copy away when it is dropped.
        held.candidate = Some((name.clone(), candidate));
        name
    }

    fn take(&self, name: &str) -> Result<RestoreCandidate, AppError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let candidate = held.candidate.take_if(|(held, _)| held == name);
        candidate
            .map(|(_, candidate)| candidate)
            .ok_or_else(|| AppError::new(ErrorCode::RestoreGone, "the prepared backup is no longer held"))
    }
}

pub(crate) fn restore_prepare(
    app: &App,
    request: RestorePrepareRequest,
) -> Result<RestorePrepared, AppError> {
    let path = PathBuf::from(&request.path);
    let unlock = unlock_for(app, company_of(&path).as_deref(), request.passphrase, request.recovery_key)?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let candidate = app.books.prepare_restore(&path, &unlock, app.clock.now(), &mut job.stage("verify"))?;
    let comparison = comparison(app, &candidate)?;
    let company = candidate.company_id().to_owned();
    Ok(RestorePrepared { candidate: app.candidate.hold(candidate), company, comparison })
}

fn comparison(app: &App, candidate: &RestoreCandidate) -> Result<Comparison, AppError> {
    let found = candidate.compare(&app.books)?;
    let manifest = candidate.manifest();
    let (name, number) = (manifest.company_name.clone(), manifest.business_number.to_string());
    let backup = side_of(&found.backup, (name, number), found.backup_last_act);
    let (present, present_problem) = match found.present {
        None => (None, None),
        Some(Err(error)) => (None, Some(AppError::from(error).code().as_str().to_owned())),
        Some(Ok(contents)) => {
            let company = app.books.find(candidate.company_id())?.company;
            let who = (company.name, company.business_number.to_string());
            (Some(side_of(&contents, who, found.present_last_act)), None)
        }
    };
    let invoices = |side: &BookSide| side.totals.sales.count + side.totals.purchases.count;
    let more = present
        .as_ref()
        .map_or(0, |present| invoices(present).cast_signed() - invoices(&backup).cast_signed());
    Ok(Comparison {
        newer: newer(found.standing),
        changes_lost: u64::try_from(found.lost.changes).unwrap_or_default(),
        invoices_lost: more,
        present,
        present_problem,
        backup,
    })
}

const fn newer(standing: Standing) -> Newer {
    match standing {
        Standing::Same => Newer::Same,
        Standing::PresentNewer => Newer::Present,
        Standing::BackupNewer => Newer::Backup,
        Standing::Diverged => Newer::Apart,
        Standing::NoPresent | Standing::PresentUnreadable => Newer::NoPresent,
    }
}

fn side_of(contents: &Contents, who: (String, String), last_act: Option<Timestamp>) -> BookSide {
    let (name, business_number) = who;
    let rows = |table: &str| contents.rows.get(table).copied().unwrap_or_default();
    BookSide {
        name,
        business_number,
        totals: totals_of(contents.totals),
        partners: rows("partner"),
        sources: rows("source"),
        imports: rows("import"),
        head: head_view(contents.head),
        last_act_at: last_act.map(korean_rfc3339),
        newest_written_on: contents.newest_written_on.map(|date| date.to_string()),
    }
}

pub(crate) fn restore_discard(app: &App, request: RestoreRef) -> Result<Empty, AppError> {
    app.candidate.take(&request.candidate)?.discard()?;
    Ok(Empty {})
}

pub(crate) fn restore_commit(app: &App, request: RestoreRef) -> Result<CompanySummary, AppError> {
    let candidate = app.candidate.take(&request.candidate)?;
    let id = candidate.company_id().to_owned();
    replace(app, &id, |now| candidate.take_over(&app.books, now))
}

pub(crate) fn restore_kept(app: &App, request: RestoreKeptRequest) -> Result<RestoreKept, AppError> {
    let company = match request.company {
        Some(id) => id,
        None => app.company()?.id.clone(),
    };
    let kept = app.books.replaced(&company)?.into_iter().map(|kept| KeptBook {
        at: korean_rfc3339(kept.at),
        size_bytes: size_of(&kept.path),
        path: kept.path.display().to_string(),
    });
    Ok(RestoreKept { kept: kept.collect() })
}

/// Bytes of the files in a company's folder, which has no folders inside.
fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

pub(crate) fn restore_roll_back(
    app: &App,
    request: RestoreRollBackRequest,
) -> Result<CompanySummary, AppError> {
    let path = PathBuf::from(&request.path);
    replace(app, &request.company, |now| app.books.roll_back(&request.company, &path, now))
}

/// The book goes back to how it was before the program changed its form, for whoever goes back to
/// the program before. It is left closed: opening it here would change its form again.
pub(crate) fn upgrade_roll_back(
    app: &App,
    request: UpgradeRollBackRequest,
) -> Result<CompanySummary, AppError> {
    let unlock = unlock_for(app, Some(&request.company), request.passphrase, request.recovery_key)?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let turn = app.turnstile.lock().unwrap_or_else(PoisonError::into_inner);
    if app.company().is_ok_and(|open| open.id == request.company) {
        // Its own job would be told to stop with the others; it has not begun anything yet.
        leave_in_turn(app, Leave::Replace);
    }
    let taken =
        app.books.roll_back_upgrade(&request.company, &unlock, app.clock.now(), &mut |done, total| {
            // The stop of leaving was meant for others.
            let _ = job.step("verify", "", done, total);
            ControlFlow::Continue(())
        })?;
    drop(turn);
    Ok(summary_of(&taken.entry, false))
}

/// Puts another state in the place of a company's book. A company that was open is open again
/// afterwards, with the keys it was open with.
fn replace(
    app: &App,
    id: &str,
    take_over: impl FnOnce(Timestamp) -> Result<TakenOver, StoreError>,
) -> Result<CompanySummary, AppError> {
    let turn = app.turnstile.lock().unwrap_or_else(PoisonError::into_inner);
    let open = app.company().ok().filter(|open| open.id == id);
    if open.as_ref().is_some_and(|open| open.read_only) {
        return Err(StoreError::ReadOnly.into());
    }
    let key = open.map(|open| open.book.held_key());
    if key.is_some() {
        leave_in_turn(app, Leave::Replace);
    }
    crate::errand::doubt_at_opening(app, id)?;
    let taken = take_over(app.clock.now());
    let reopened = key.map(|key| {
        let options = OpenOptions::at(app.clock.now());
        let book = app.books.open_with(id, &Unlock::Held(key), options)?;
        enter(app, Entering { id: id.to_owned(), book, read_only: false })
    });
    drop(turn);
    // Whether it was replaced counts; a book that was left is open again in either case, or waits
    // at the door if it cannot be.
    let entry = taken?.entry;
    let opened = reopened.transpose().unwrap_or_else(|error: AppError| {
        tracing::warn!(code = error.code().as_str(), %error, "not opened again");
        None
    });
    Ok(opened.unwrap_or_else(|| summary_of(&entry, false)))
}
