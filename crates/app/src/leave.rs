//! Leaving the open company: nobody finds it any more, a backup is made if one is owed, the book
//! is closed and its keys are wiped.

use crate::app::App;
use crate::backup::automatic;
use std::sync::PoisonError;

/// Why a company is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// The clerk closes it, or opens another.
    Close,
    /// It is locked: the door shows it, and it comes back with its key.
    Lock,
    /// As locked, by a machine that waits only seconds before it sleeps: the backup is owed to the
    /// next opening.
    Sleep,
    /// Another state of its book is about to take its place; no backup of this one is made here.
    Replace,
}

/// Leaves the open company, if there is one. Running jobs are stopped and dry runs let go.
pub(crate) fn leave(app: &App, why: Leave) {
    let turn = app.turnstile.lock().unwrap_or_else(PoisonError::into_inner);
    leave_in_turn(app, why);
    drop(turn);
}

/// [`leave`] for who holds the turnstile already.
pub(crate) fn leave_in_turn(app: &App, why: Leave) {
    let Some(taken) = app.slot.take() else { return };
    // First of all: a machine may be about to sleep.
    app.kept_passwords.forget_own(app);
    app.plans.clear();
    app.jobs.cancel_all();
    let locked = matches!(why, Leave::Lock | Leave::Sleep).then(|| taken.id.clone());
    *app.locked.lock().unwrap_or_else(PoisonError::into_inner) = locked;
    if matches!(why, Leave::Close | Leave::Lock) {
        automatic::back_up_on_close(app, &taken);
    }
    app.backups.forget();
    app.certificates.forget();
    app.remotes.forget();
    taken.close();
}
