//! The backups of a company, where they lie, and what is in one.

use super::{Listed, SECOND_SETTING, listed, second_place, unlock_for};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    BackupList, BackupListRequest, BackupPlace, BackupPlaceRequest, BackupPlaces, BackupReason, BackupState,
    BackupVerified, BackupVerifyRequest, BackupView, InvoiceTotals, KeepRuleView,
};
use crate::query::audit::head_view;
use crate::query::invoice::sums_of;
use crate::{AppError, ErrorCode};
use jangbu_store::{BackupEntry, BackupManifest, ChainHead, KeepRule, Totals};
use std::path::{Path, PathBuf};

pub(crate) fn backup_list(app: &App, request: BackupListRequest) -> Result<BackupList, AppError> {
    let company = match request.company {
        Some(id) => id,
        None => app.company()?.id.clone(),
    };
    list(app, &company)
}

fn list(app: &App, company: &str) -> Result<BackupList, AppError> {
    let first = app.books.backup_place();
    let Listed { backups, unreadable } = listed(app, company)?;
    let rule = KeepRule::default();
    let count = |kept: usize| u32::try_from(kept).unwrap_or(u32::MAX);
    Ok(BackupList {
        backups: backups.iter().map(|entry| view_of(entry, &first)).collect(),
        places: BackupPlaces {
            first: first.display().to_string(),
            second: second_place(app).map(|place| place.display().to_string()),
        },
        rule: KeepRuleView {
            days: count(rule.days),
            weeks: count(rule.weeks),
            months: count(rule.months),
            upgrades: count(rule.upgrades),
        },
        unreadable,
        last_problem: app.backups.now().problem,
    })
}

fn view_of(entry: &BackupEntry, first: &Path) -> BackupView {
    let manifest = entry.state.as_ref().ok();
    BackupView {
        path: entry.path.display().to_string(),
        at: korean_rfc3339(entry.at),
        reason: entry.reason.into(),
        place: if entry.place == first { BackupPlace::First } else { BackupPlace::Second },
        size_bytes: manifest.map_or(0, BackupManifest::size_bytes),
        invoices: manifest.map_or(0, |manifest| manifest.invoices),
        head_seq: manifest.map_or(0, |manifest| manifest.head.seq),
        state: if manifest.is_some() { BackupState::Verified } else { BackupState::Damaged },
        problem: entry.state.as_ref().err().map(|fault| fault.code().to_owned()),
    }
}

/// A backup that was just made, as the list shows it.
pub(super) fn view_of_manifest(
    path: &Path,
    place: &Path,
    manifest: &BackupManifest,
    app: &App,
) -> BackupView {
    let entry = BackupEntry {
        path: path.to_owned(),
        place: place.to_owned(),
        at: manifest.made_at,
        reason: manifest.reason,
        state: Ok(manifest.clone()),
    };
    view_of(&entry, &app.books.backup_place())
}

impl From<jangbu_store::BackupReason> for BackupReason {
    fn from(reason: jangbu_store::BackupReason) -> Self {
        match reason {
            jangbu_store::BackupReason::Manual => Self::Manual,
            jangbu_store::BackupReason::Close => Self::Close,
            jangbu_store::BackupReason::Daily => Self::Daily,
            jangbu_store::BackupReason::Upgrade => Self::Upgrade,
        }
    }
}

/// Looks into a backup to the bottom.
pub(crate) fn backup_verify(app: &App, request: BackupVerifyRequest) -> Result<BackupVerified, AppError> {
    let path = PathBuf::from(&request.path);
    let unlock = unlock_for(app, company_of(&path).as_deref(), request.passphrase, request.recovery_key)?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let report = app.books.verify_backup(&path, &unlock, &mut job.stage("verify"))?;
    let manifest = report.manifest.as_ref();
    let totals = report.contents.as_ref().map(|contents| contents.totals);
    Ok(BackupVerified {
        path: request.path,
        at: manifest.map(|manifest| korean_rfc3339(manifest.made_at)).unwrap_or_default(),
        company: manifest.map(|manifest| manifest.company_name.clone()).unwrap_or_default(),
        invoices: manifest.map_or(0, |manifest| manifest.invoices),
        totals: totals.map(totals_of).unwrap_or_default(),
        head: head_view(manifest.map_or(ChainHead { seq: 0, hash: [0; 32] }, |manifest| manifest.head)),
        problem: report.fault.map(|fault| fault.code().to_owned()),
    })
}

/// Both sides of a book.
pub(super) fn totals_of(totals: Totals) -> InvoiceTotals {
    InvoiceTotals { sales: sums_of(totals.sales), purchases: sums_of(totals.purchases) }
}

/// The company that a backup's folder says it is of: the name of the folder above it.
pub(super) fn company_of(backup: &Path) -> Option<String> {
    Some(backup.parent()?.file_name()?.to_str()?.to_owned())
}

/// Chooses where second copies go, if anywhere. The folder must be there and take a file: a
/// mistake should show now and not on the day it is needed.
pub(crate) fn backup_place(app: &App, request: BackupPlaceRequest) -> Result<BackupList, AppError> {
    let company = app.company()?;
    let value = match request.second.filter(|path| !path.trim().is_empty()) {
        None => serde_json::Value::Null,
        Some(path) => {
            check_place(app, Path::new(&path))?;
            path.into()
        }
    };
    app.settings.write(SECOND_SETTING.to_owned(), value)?;
    list(app, &company.id)
}

fn check_place(app: &App, place: &Path) -> Result<(), AppError> {
    let unusable =
        |why: String| AppError::new(ErrorCode::BackupPlaceUnusable, why).with("file", place.display());
    if !place.is_absolute() || !place.is_dir() {
        return Err(unusable("the place must be a folder that exists".to_owned()));
    }
    let real = place.canonicalize().map_err(|error| unusable(format!("cannot be read: {error}")))?;
    if app.data_dir.canonicalize().is_ok_and(|data| real.starts_with(data)) {
        return Err(unusable("the place lies inside the data folder".to_owned()));
    }
    let probe = place.join(format!(".jangbu-{}", std::process::id()));
    std::fs::File::create_new(&probe).map_err(|error| unusable(format!("takes no file: {error}")))?;
    std::fs::remove_file(&probe).map_err(|error| unusable(format!("lets go of no file: {error}")))
}
