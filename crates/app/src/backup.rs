//! Backups of the open company, asked for or made by itself; looking into them; bringing one back.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

pub(crate) mod automatic;
pub(crate) mod list;
pub(crate) mod make;
pub(crate) mod restore;

use crate::AppError;
use crate::app::App;
use crate::ipc::view::{BackupPlace, ProblemView, UnreadablePlace};
use crate::open::OpenCompany;
use jangbu_store::{BackupEntry, BackupManifest, BackupReason, ChainHead, Unlock};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The preference that holds the second place of backups.
const SECOND_SETTING: &str = "backup.second";

/// What is known of the open company's backups, so that nobody looks on the disk every few
/// seconds.
#[derive(Default)]
pub(crate) struct BackupWatch(Mutex<Watch>);

#[derive(Clone, Default)]
pub(crate) struct Watch {
    /// The newest sound backup: when it was made and where the chain stood.
    pub(crate) last: Option<(Timestamp, ChainHead)>,
    /// The book had changed since then when it was opened: the backup on closing was not made.
    pub(crate) owed: bool,
    /// When the last try failed.
    pub(crate) failed_at: Option<Timestamp>,
    /// Why, until a backup is made.
    pub(crate) problem: Option<ProblemView>,
    /// The newest backup before an upgrade.
    upgraded: Option<Timestamp>,
}

impl Watch {
    /// Whether a backup before an upgrade was made at that moment; names of backups know seconds.
    pub(crate) fn upgraded_at(&self, at: Timestamp) -> bool {
        self.upgraded.is_some_and(|upgraded| upgraded.as_second() == at.as_second())
    }
}

impl BackupWatch {
    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Watch {
        self.lock().clone()
    }

    /// No company is open any more.
    pub(crate) fn forget(&self) {
        *self.lock() = Watch::default();
    }

    /// The company was just made.
    pub(crate) fn owe_nothing(&self) {
        self.lock().owed = false;
    }

    fn note_made(&self, manifest: &BackupManifest) {
        *self.lock() = Watch { last: Some((manifest.made_at, manifest.head)), ..Watch::default() };
    }

    fn note_problem(&self, at: Timestamp, problem: ProblemView) {
        let mut watch = self.lock();
        (watch.failed_at, watch.problem) = (Some(at), Some(problem));
    }
}

/// The places of backups, the first one first.
pub(crate) fn places(app: &App) -> Vec<PathBuf> {
    [Some(app.books.backup_place()), second_place(app)].into_iter().flatten().collect()
}

fn second_place(app: &App) -> Option<PathBuf> {
    app.settings.values().get(SECOND_SETTING)?.as_str().map(PathBuf::from)
}

/// What the places of backups hold.
pub(crate) struct Listed {
    /// Newest first.
    pub(crate) backups: Vec<BackupEntry>,
    /// The places that could not be read: a disk that fails must not hide what another one holds.
    pub(crate) unreadable: Vec<UnreadablePlace>,
}

/// Looks into each place by itself.
///
/// # Errors
/// `company.not_found` for a bad id.
pub(crate) fn listed(app: &App, company: &str) -> Result<Listed, AppError> {
    let mut listed = Listed { backups: app.books.backups(company, &[])?, unreadable: Vec::new() };
    let first = app.books.backup_place();
    for place in places(app) {
        match app.books.backups(company, std::slice::from_ref(&place)) {
            Ok(backups) => listed.backups.extend(backups),
            Err(error) => {
                tracing::warn!(%error, "a place of backups could not be read");
                listed.unreadable.push(UnreadablePlace {
                    place: if place == first { BackupPlace::First } else { BackupPlace::Second },
                    path: place.display().to_string(),
                    code: AppError::from(error).code().as_str().to_owned(),
                });
            }
        }
    }
    listed.backups.sort_by(|a, b| (b.at, &a.path).cmp(&(a.at, &b.path)));
    Ok(listed)
}

/// Looks at the backups of a company that was just opened.
///
/// # Errors
/// Those of the book.
pub(crate) fn begin_watch(app: &App, company: &OpenCompany) -> Result<(), AppError> {
    let head = company.book.read(jangbu_store::Reader::chain_head)?;
    let backups = listed(app, &company.id)?.backups;
    let upgrade = |backup: &&BackupEntry| backup.reason == BackupReason::Upgrade;
    let upgraded = backups.iter().find(upgrade).map(|backup| backup.at);
    let newest = backups.into_iter().find_map(|backup| backup.state.ok());
    let last = newest.map(|manifest| (manifest.made_at, manifest.head));
    let owed = last.is_none_or(|(_, then)| then != head);
    *app.backups.lock() = Watch { last, owed, upgraded, ..Watch::default() };
    Ok(())
}

/// What opens a backup: the ticket that was given, else the keys of the open company if it is the
/// backup's, else the keyring.
pub(crate) fn unlock_for(
    app: &App,
    company_id: Option<&str>,
    passphrase: Option<u64>,
    recovery_key: Option<u64>,
) -> Result<Unlock, AppError> {
    // Both are taken: they are used up whatever comes of it.
    let passphrase = passphrase.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let recovery_key = recovery_key.map(|ticket| app.secrets.take(ticket)).transpose()?;
    Ok(match (recovery_key, passphrase) {
        (Some(key), _) => Unlock::Recovery(key),
        (None, Some(passphrase)) => Unlock::Passphrase(passphrase),
        (None, None) => match app.company() {
            Ok(open) if company_id.is_none_or(|id| id == open.id) => Unlock::Held(open.book.held_key()),
            _ => everyday_unlock(app, company_id),
        },
    })
}

/// The way in that needs nothing from the clerk.
fn everyday_unlock(app: &App, company_id: Option<&str>) -> Unlock {
    let demo = company_id.and_then(|id| app.books.find(id).ok()).is_some_and(|entry| entry.demo);
    if demo { Unlock::Throwaway } else { Unlock::Keyring }
}
