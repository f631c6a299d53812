//! What is done to a company as a whole: backups, keys, a restore. The invoices stay what they are.

use super::book::{COMPANY, Trial};
use crate::Outcome;
use jangbu_store::{
    BackupOrder, BackupReason, Book, KeepRule, KeyProof, NewProtection, OpenOptions, StoreError, Unlock,
};
use jiff::{Timestamp, ToSpan as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Passphrases that the company is under on the way.
const PASSPHRASES: [&str; 2] = ["처음 쓰는 긴 문장 하나", "다음에 쓰는 긴 문장 둘"];
/// The day of the chores.
const DAY: &str = "2026-12-01T01:00:00Z";

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

impl Trial {
    /// The ways in that a chore may have left, the usual one first.
    pub fn ways_in() -> Vec<Unlock> {
        let secrets = PASSPHRASES.map(|words| Unlock::Passphrase(Zeroizing::new(words.to_owned())));
        [Unlock::Keyring].into_iter().chain(secrets).collect()
    }

    /// Opens the book by whatever way stands, and tells it.
    ///
    /// # Errors
    /// That of the last way, when none opens it.
    pub fn open_any(&self) -> Outcome<(Book, Unlock)> {
        let mut last = StoreError::NoSuchUnlock;
        for unlock in Self::ways_in() {
            match self.books().open(COMPANY, &unlock) {
                Ok(book) => return Ok((book, unlock)),
                // Another way may be the one; anything else is what is wrong.
                Err(error @ (StoreError::NoSuchUnlock | StoreError::WrongKey)) => last = error,
                Err(error) => return Err(error.into()),
            }
        }
        Err(last.into())
    }

    /// Where backups of the trial go: the usual place, and a second one.
    pub fn backup_places(&self) -> [PathBuf; 2] {
        [self.books().backup_place(), self.folder().join("second")]
    }

    /// Works off errands, pays and alarms, collects into a company of its own, backs up, changes every way in, restores, brings back: each tells its name to `tell` first.
    /// Where an earlier process was ended on the way, it all works again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn chores(&self, tell: &mut dyn FnMut(&str)) -> Outcome {
        let day: Timestamp = DAY.parse()?;
        let (book, _) = self.open_any()?;
        tell("errands");
        self.errands(&book, day)?;
        tell("incidents");
        super::incidents::incidents(&book, day)?;
        tell("collects");
        self.collects(day)?;
        let [place, second] = self.backup_places();
        for (hour, reason) in [(0, BackupReason::Close), (1, BackupReason::Close), (2, BackupReason::Manual)]
        {
            tell("backup");
            let at = day.checked_add(hour.hours())?;
            let order = BackupOrder { place: place.clone(), second: Some(second.clone()), reason, at };
            if let Some(Err(error)) = book.back_up(&order, &mut go_on)?.second {
                return Err(error.into());
            }
        }
        tell("keep rule");
        let now = day.checked_add(3.hours())?;
        self.books().apply_keep_rule(COMPANY, &[place.clone(), second], &KeepRule::default(), now)?;
        self.keys(&book, tell)?;
        book.close()?;
        self.restore(&place, now, tell)
    }

    /// From the keyring to a passphrase, to another, back to the keyring; a new recovery key.
    fn keys(&self, book: &Book, tell: &mut dyn FnMut(&str)) -> Outcome {
        let (books, proof) = (self.books(), KeyProof::Open(book));
        let [first, next] = PASSPHRASES;
        tell("to passphrase");
        let to = NewProtection::Passphrase(Zeroizing::new(first.to_owned()));
        books.change_protection(COMPANY, &proof, &to)?;
        tell("other passphrase");
        books.change_passphrase(COMPANY, &proof, next)?;
        tell("recovery key");
        books.renew_recovery_key(COMPANY, &proof)?;
        tell("to keyring");
        books.change_protection(COMPANY, &proof, &NewProtection::Keyring)?;
        Ok(())
    }

    /// The newest backup takes the book's place, and the book comes back.
    fn restore(&self, place: &std::path::Path, now: Timestamp, tell: &mut dyn FnMut(&str)) -> Outcome {
        let books = self.books();
        let newest =
            books.backups(COMPANY, &[place.to_owned()])?.into_iter().find(|backup| backup.state.is_ok());
        let newest = newest.ok_or("no backup stands")?;
        tell("restore");
        let candidate = books.prepare_restore(&newest.path, &Unlock::Keyring, now, &mut go_on)?;
        candidate.compare(&books)?;
        let taken = candidate.take_over(&books, now)?;
        tell("roll back");
        let replaced = taken.replaced.ok_or("nothing was replaced")?;
        books.roll_back(COMPANY, &replaced, now)?;
        tell("forget");
        for kept in books.replaced(COMPANY)? {
            books.forget_replaced(COMPANY, &kept.path)?;
        }
        books.open_with(COMPANY, &Unlock::Keyring, OpenOptions::at(now))?.close()?;
        Ok(())
    }
}
