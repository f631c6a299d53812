//! This program, its companies, its preferences.

use super::today::count_warnings;
use crate::AppError;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{AppStatus, CompanyList, CompanySummary, Empty, Protection, RemoteMode, Settings};
use crate::remote::mode_of;
use jangbu_store::{BookEntry, Reader};
use std::collections::BTreeMap;
use std::sync::PoisonError;

pub(crate) fn app_status(app: &App, _: Empty) -> Result<AppStatus, AppError> {
    let company = app.company().ok();
    let invoices_to_look_at = match &company {
        Some(company) => u32::try_from(company.book.read(count_warnings)?).unwrap_or(u32::MAX),
        None => 0,
    };
    let open_incidents = match &company {
        Some(company) => u32::try_from(company.book.read(Reader::open_incidents)?.len()).unwrap_or(u32::MAX),
        None => 0,
    };
    let backups = app.backups.now();
    let pending = app.pending_files.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(AppStatus {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        company: open_summary(app)?,
        remote: company.as_ref().map_or(RemoteMode::Offline, |company| mode_of(app, company)),
        today: app.clock.today().to_string(),
        last_backup_at: backups.last.map(|(at, _)| korean_rfc3339(at)),
        last_backup_problem: backups.problem,
        locked_company: locked_summary(app),
        read_only: company.as_ref().is_some_and(|company| company.read_only),
        problems: app.problems.count(),
        host: app.host.as_str().to_owned(),
        invoices_to_look_at,
        open_incidents,
        certificate: crate::certificate::status(app),
        pending_files: pending.iter().map(|path| path.display().to_string()).collect(),
    })
}

/// The open company as the switcher shows it.
pub(crate) fn open_summary(app: &App) -> Result<Option<CompanySummary>, AppError> {
    let Ok(company) = app.company() else { return Ok(None) };
    Ok(Some(summary_of(&app.books.find(&company.id)?, true)))
}

/// The company that waits for its key behind the door. One that is gone waits no more.
fn locked_summary(app: &App) -> Option<CompanySummary> {
    let locked = app.locked.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    app.books.find(&locked).ok().map(|entry| summary_of(&entry, false))
}

pub(crate) fn company_list(app: &App, _: Empty) -> Result<CompanyList, AppError> {
    let open = app.company().ok().map(|company| company.id.clone());
    let opened_at = opened_at(app);
    let (entries, leftovers) = app.books.list()?;
    for leftover in leftovers {
        tracing::warn!(path = %leftover.path.display(), reason = %leftover.reason, "a folder that is no company");
    }
    let summary = |entry: &BookEntry| {
        let mut summary = summary_of(entry, open.as_deref() == Some(entry.id.as_str()));
        summary.opened_at_ms = opened_at.get(&entry.id).copied();
        summary
    };
    let mut companies: Vec<CompanySummary> = entries.iter().map(summary).collect();
    companies.sort_by_key(|company| std::cmp::Reverse(company.opened_at_ms));
    Ok(CompanyList { companies, keyring_available: app.books.is_keyring_available() })
}

/// The preference that remembers when each company was last opened.
const OPENED_AT: &str = "companies.opened_at";

fn opened_at(app: &App) -> BTreeMap<String, i64> {
    let value = app.settings.values().remove(OPENED_AT).unwrap_or_default();
    serde_json::from_value(value).unwrap_or_default()
}

/// Remembers that a company was opened now. Failing to only changes an order on screen.
pub(crate) fn remember_opening(app: &App, id: &str) {
    let mut opened_at = opened_at(app);
    opened_at.insert(id.to_owned(), app.clock.now().as_millisecond());
    let kept = serde_json::to_value(opened_at).map(|value| app.settings.write(OPENED_AT.to_owned(), value));
    if let Ok(Err(error)) = kept {
        tracing::warn!(%error, "the opening was not remembered");
    }
}

pub(crate) fn summary_of(entry: &BookEntry, open: bool) -> CompanySummary {
    CompanySummary {
        id: entry.id.clone(),
        name: entry.company.name.clone(),
        business_number: entry.company.business_number.to_string(),
        representative: entry.company.representative.clone(),
        path: entry.path.display().to_string(),
        protection: protection_of(entry.protection),
        demo: entry.demo,
        open,
        opened_at_ms: None,
    }
}

/// How the key is kept, in the words of the edge.
pub(crate) const fn protection_of(protection: jangbu_store::Protection) -> Protection {
    match protection {
        jangbu_store::Protection::Keyring => Protection::Keyring,
        jangbu_store::Protection::Passphrase => Protection::Passphrase,
        jangbu_store::Protection::Throwaway => Protection::Throwaway,
    }
}

pub(crate) fn settings_read(app: &App, _: Empty) -> Result<Settings, AppError> {
    Ok(Settings { values: app.settings.values() })
}
