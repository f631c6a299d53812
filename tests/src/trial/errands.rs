//! Remote work, with a folder for a remote: a file that is there was done, and is never done twice.

use super::book::Trial;
use crate::Outcome;
use jangbu_store::{
    Answer, AttemptEnd, AttemptOutcome, Book, ClaimOrder, Claimed, Effect, ErrandBounds, ErrandState,
    FirstStep, LookUp, NewAttempt, NewErrand, Work,
};
use jiff::{Timestamp, ToSpan as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time for any step; nobody waits for it.
const STEP: Duration = Duration::from_secs(30);
/// Sendings and look-ups of one errand: more than one run ends at.
const TRIES_MAX: u32 = 50;
const OPERATION: &str = "trial.do";

impl Trial {
    /// Puts errands and works them off, after whatever an earlier process left of them. One is put in
    /// doubt, one is given up and taken up again.
    ///
    /// # Errors
    /// Those of the store; an error when something would be done twice.
    pub(super) fn errands(&self, book: &Book, day: Timestamp) -> Outcome {
        let remote = self.folder().join("remote");
        std::fs::create_dir_all(&remote)?;
        let owner = format!("run-{}", std::process::id());
        book.resume_errands(&owner, day)?;
        put(book, "plain", day)?;
        work_off(book, &remote, &owner, day)?;
        put(book, "doubted", day)?;
        book.doubt_errands(day)?;
        work_off(book, &remote, &owner, day)?;
        let id = put(book, "given up", day)?;
        if book.read(|r| r.errand(id))?.is_some_and(|row| row.state == ErrandState::Queued) {
            book.give_up_errand(id, day)?;
        }
        if book.read(|r| r.errand(id))?.is_some_and(|row| row.state == ErrandState::GivenUp) {
            book.revive_errand(id, bounds(day)?, day)?;
        }
        work_off(book, &remote, &owner, day)?;
        for key in ["plain", "doubted", "given up"] {
            let row = book.read(|r| r.errand_by_key(key))?.ok_or("an errand is lost")?;
            if row.state != ErrandState::Done || !place_of(&remote, key).exists() {
                return Err(format!("errand {key} is {}", row.state.name()).into());
            }
        }
        Ok(())
    }
}

fn bounds(day: Timestamp) -> Outcome<ErrandBounds> {
    let give_up_at = day.checked_add(1.hours())?;
    Ok(ErrandBounds { sends_max: TRIES_MAX, look_ups_max: TRIES_MAX, give_up_at })
}

fn put(book: &Book, key: &str, day: Timestamp) -> Outcome<i64> {
    let new = NewErrand {
        operation: OPERATION.to_owned(),
        key: key.to_owned(),
        input: "{}".to_owned(),
        input_sha256: [1; 32],
        has_effect: true,
        first: FirstStep::Send,
        bounds: bounds(day)?,
        due_at: day,
    };
    Ok(book.put_errand(&new, day)?.id)
}

fn work_off(book: &Book, remote: &Path, owner: &str, day: Timestamp) -> Outcome {
    let order = ClaimOrder { owner, operation: Some(OPERATION), lease: STEP };
    while let Some(claimed) = book.claim_errand(&order, day)? {
        let place = place_of(remote, &claimed.errand.key);
        match claimed.work {
            Work::Send => send(book, &claimed, &place, day)?,
            Work::LookUp => {
                let found = if place.exists() {
                    LookUp::Done { result: None }
                } else {
                    LookUp::NotThere { again_at: day }
                };
                book.look_up_errand(&claimed, &found, day)?;
            }
        }
    }
    Ok(())
}

fn send(book: &Book, claimed: &Claimed, place: &Path, day: Timestamp) -> Outcome {
    book.send_errand(claimed, STEP, day)?;
    let attempt = book.begin_attempt(&NewAttempt {
        provider: "trial".to_owned(),
        operation: OPERATION.to_owned(),
        digest: [2; 32],
        errand: Some(claimed.errand.id),
        correlation: None,
        started_at: day,
    })?;
    // Fails when it is there: nothing is done twice.
    std::fs::File::create_new(place)?;
    let outcome = AttemptOutcome::Answered;
    let end = AttemptEnd { duration_ms: 1, status: Some(200), effect: Effect::Done, outcome };
    book.end_attempt(attempt, &end)?;
    book.settle_errand(claimed, &Answer::Done { result: None }, day)?;
    Ok(())
}

fn place_of(remote: &Path, key: &str) -> PathBuf {
    remote.join(key.replace(' ', "-"))
}
