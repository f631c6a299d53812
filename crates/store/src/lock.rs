//! One process writes a company's book at a time.
//!
//! Two things together (docs/decisions/0027): a lock of the operating system on
//! `<data dir>/locks/<id>`, which the system lets go of when the process ends, however it ends; and
//! `book.lock` inside the company's folder, which names the holder and travels with the folder to
//! another machine, where the system's lock says nothing.

use crate::{StoreError, durable, failpoint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Names the holder, inside the company's folder.
pub(crate) const HOLDER_FILE: &str = "book.lock";
/// Folder of the files that are locked, inside the data folder.
const LOCKS: &str = "locks";
/// Largest holder file that is read, in bytes.
const HOLDER_BYTES_MAX: u64 = 4 * 1024;
/// Most characters that are shown of a name in a holder file.
const NAME_CHARS_MAX: usize = 128;

/// Which of the programs holds a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The window.
    Window,
    /// The loopback host behind a browser.
    Browser,
    /// A command of the terminal.
    Terminal,
}

impl Program {
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Browser => "browser",
            Self::Terminal => "terminal",
        }
    }
}

/// The process that opens books: told once by the host, which may ask the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// User of the operating system.
    pub user: String,
    /// Name of the machine.
    pub host: String,
    /// Number of the process.
    pub pid: u32,
    /// Which program it is.
    pub program: Program,
    /// Its version, which backups are marked with.
    pub version: String,
}

impl Default for Seat {
    /// Nobody in particular, in this process: chores and tests.
    fn default() -> Self {
        Self {
            user: String::new(),
            host: String::new(),
            pid: std::process::id(),
            program: Program::Terminal,
            version: String::new(),
        }
    }
}

/// Who holds a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockOwner {
    /// User of the operating system.
    #[serde(rename = "owner")]
    pub user: String,
    /// Name of the machine.
    pub host: String,
    /// Number of the process.
    pub pid: u32,
    /// Which program.
    pub program: Program,
    /// Since when.
    pub since: Timestamp,
}

impl LockOwner {
    /// The owner that `seat` is from `since` on.
    pub(crate) fn at(seat: &Seat, since: Timestamp) -> Self {
        let (user, host) = (seat.user.clone(), seat.host.clone());
        Self { user, host, pid: seat.pid, program: seat.program, since }
    }

    /// The owner that a holder file names. One that cannot be read names nobody: the system's lock
    /// decides, the name only explains.
    fn read(path: &Path) -> Option<Self> {
        let text = durable::read_bounded(path, HOLDER_BYTES_MAX).ok().flatten()?;
        let mut owner: Self = serde_json::from_slice(&text).ok()?;
        for name in [&mut owner.user, &mut owner.host] {
            *name = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        }
        Some(owner)
    }
}

/// What can be known of a holder that is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockReach {
    /// It lives and holds the book now: it has to let go of it.
    InUse,
    /// Another machine is named and nothing holds the book here. The folder may lie on a network
    /// or have been copied while open; only a person can tell, and may take it over.
    OtherMachine,
}

impl LockReach {
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::OtherMachine => "other_machine",
        }
    }
}

/// The right to write one company's book, given back when it is dropped.
pub(crate) struct BookLock {
    holder: Option<PathBuf>,
    took_over: Option<LockOwner>,
    /// Locked until it is given back.
    file: File,
}

impl BookLock {
    /// Takes the system's lock on the company `id` and judges who is named in its folder.
    ///
    /// # Errors
    /// [`StoreError::LockedByOther`]; with `take_over` only for a holder that lives.
    pub(crate) fn take(
        data_dir: &Path,
        folder: &Path,
        id: &str,
        me: &LockOwner,
        take_over: bool,
    ) -> Result<Self, StoreError> {
        let locks = data_dir.join(LOCKS);
        failpoint::reach("lock.before_take")?;
        fs::create_dir_all(&locks).map_err(StoreError::io(&locks))?;
        let path = locks.join(id);
        let options = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = options.map_err(StoreError::io(&path))?;
        let named = LockOwner::read(&folder.join(HOLDER_FILE));
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(named, LockReach::InUse)),
            Err(TryLockError::Error(error)) => return Err(StoreError::io(&path)(error)),
        }
        let mut lock = Self { holder: None, took_over: None, file };
        if !take_over && named.as_ref().is_some_and(|owner| owner.host != me.host) {
            return Err(locked(named, LockReach::OtherMachine));
        }
        lock.took_over = named;
        Ok(lock)
    }

    /// Names the holder in the company's folder, for others who ask.
    pub(crate) fn name_holder(&mut self, folder: &Path, me: &LockOwner) {
        let path = folder.join(HOLDER_FILE);
        failpoint::pass("lock.before_name");
        // On a full disk the book still opens: the system's lock is what holds, the name explains.
        if let Ok(text) = serde_json::to_vec_pretty(me) {
            let _ = fs::write(&path, text);
        }
        failpoint::pass("lock.named");
        self.holder = Some(path);
    }

    /// The holder that was named when the lock was free: it ended without giving the book back.
    pub(crate) fn took_over(&self) -> Option<&LockOwner> {
        self.took_over.as_ref()
    }
}

impl Drop for BookLock {
    fn drop(&mut self) {
        if let Some(path) = &self.holder {
            // A name that stays is found stale by the next who asks.
            let _ = fs::remove_file(path);
        }
        // Not left to the file's closing: a child that is just being born still has it open. What fails
        // here is closed in a moment all the same.
        let _ = self.file.unlock();
    }
}

fn locked(owner: Option<LockOwner>, reach: LockReach) -> StoreError {
    StoreError::LockedByOther { owner: owner.map(Box::new), reach }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_was_given_back_is_free_though_a_child_still_has_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let me = LockOwner {
            user: "user".into(),
            host: "host".into(),
            pid: 1,
            program: Program::Terminal,
            since: Timestamp::UNIX_EPOCH,
        };
        let take = || BookLock::take(dir.path(), dir.path(), "a", &me, false);
        let lock = take().unwrap();
        // Between its birth and its own program, a child has all that its parent has open.
        let of_a_child = lock.file.try_clone().unwrap();
        assert!(matches!(take(), Err(StoreError::LockedByOther { reach: LockReach::InUse, .. })));
        drop(lock);
        assert!(take().is_ok());
        drop(of_a_child);
    }
}
