//! A step that fails at any point leaves what opened before still opening, and nothing half made.

use crate::fixture::*;
use jangbu_store::failpoint::{Action, Reach, arm};
use jangbu_store::*;
use std::io::ErrorKind;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// How often each point is passed at most by one of the jobs below.
const PASSES_MAX: u64 = 4;

const FIRST: &str = "첫째 암호 하나";
const SECOND: &str = "둘째 암호 하나";

/// Lets `job` fail at each of the points in turn, each time in new surroundings, and judges what
/// stands afterwards. Every point must have been passed at least once.
fn fail_at_each<S>(
    points: &[&str],
    set_up: impl Fn() -> S,
    job: impl Fn(&S) -> Result<(), StoreError>,
    judge: impl Fn(&S, bool, &str),
) {
    for point in points {
        for skip in 0..PASSES_MAX {
            let surroundings = set_up();
            let armed = arm(point, skip, Reach::Thread, Action::Fail(ErrorKind::Other));
            let done = job(&surroundings);
            drop(armed);
            let told = format!("{point} after {skip}: {done:?}");
            assert!(skip > 0 || done.is_err(), "{told}: the point is not on the way");
            assert!(matches!(done, Ok(()) | Err(StoreError::Io { .. })), "{told}");
            judge(&surroundings, done.is_ok(), &told);
            if done.is_ok() {
                break;
            }
        }
    }
}

const BESIDE: [&str; 6] = [
    "beside.before_make",
    "beside.before_write",
    "beside.before_sync",
    "keys.before_open",
    "keys.before_rename",
    "rename.before",
];

#[test]
fn a_key_change_that_fails_anywhere_leaves_the_old_way_in_or_the_new_one() {
    let passphrase = |text: &str| Unlock::Passphrase(Zeroizing::new(text.to_owned()));
    let set_up = || {
        let fixture = Fixture::new();
        let new = NewCompany { passphrase: Some(Zeroizing::new(FIRST.into())), ..new_company() };
        fixture.books.create_as("one", &new, Protection::Passphrase).unwrap().book.close().unwrap();
        fixture
    };
    let first = passphrase(FIRST);
    let judge = |fixture: &Fixture, done: bool, told: &str| {
        let opens = |text| fixture.books.open("one", &passphrase(text)).is_ok();
        assert_eq!((opens(FIRST), opens(SECOND)), (!done, done), "{told}");
    };
    let change = |f: &Fixture| f.books.change_passphrase("one", &KeyProof::Secret(&first), SECOND);
    fail_at_each(&BESIDE, set_up, change, judge);
    let judge = |fixture: &Fixture, done: bool, told: &str| {
        let by_passphrase = fixture.books.open("one", &first).is_ok();
        let by_keyring = fixture.books.open("one", &Unlock::Keyring).is_ok();
        assert_eq!((by_passphrase, by_keyring), (!done, done), "{told}");
        assert_eq!(fixture.keyring.read("one").unwrap().is_some(), done, "{told}");
    };
    let change = |f: &Fixture| {
        f.books.change_protection("one", &KeyProof::Secret(&first), &NewProtection::Keyring).map(drop)
    };
    fail_at_each(&BESIDE, set_up, change, judge);
}

fn order(fixture: &Fixture, minutes: i64) -> BackupOrder {
    let (place, reason) = (fixture.books.backup_place(), BackupReason::Close);
    BackupOrder { place, second: Some(fixture.folder.path().join("second")), reason, at: at(minutes) }
}

#[test]
fn a_backup_that_fails_anywhere_leaves_no_half_of_one() {
    let points = [
        "backup.before_copy",
        "backup.before_step",
        "backup.before_files",
        "copy.before_sync",
        "sync.before",
        "file.before_make",
        "file.before_write",
        "file.before_sync",
        "backup.before_verify",
        "backup.before_name",
        "rename.before",
    ];
    let job = |(fixture, book): &(Fixture, Book)| book.back_up(&order(fixture, 5), &mut go_on).map(drop);
    fail_at_each(&points, book, job, |(fixture, _), done, told| {
        let second = fixture.folder.path().join("second");
        let places = [fixture.books.backup_place(), second];
        let made = fixture.books.backups("company", &places).unwrap();
        assert!(made.iter().all(|backup| backup.state.is_ok()), "{told}");
        assert_eq!(made.iter().any(|backup| backup.place == places[0]), done, "{told}");
        for place in places.iter().filter(|place| place.exists()) {
            let names = std::fs::read_dir(place.join("company")).unwrap();
            assert_eq!(names.count(), made.iter().filter(|b| b.place == *place).count(), "{told}");
        }
    });
}

#[test]
fn a_restore_that_fails_anywhere_leaves_the_book_of_before_or_of_the_backup() {
    let points = [
        "lock.before_take",
        "restore.before_copy",
        "copy.before_sync",
        "restore.before_verify",
        "restore.before_keys",
        "beside.before_make",
        "beside.before_sync",
        "restore.noted",
        "rename.before",
    ];
    let set_up = || {
        let (fixture, book) = book();
        import_specs(&book, &[Spec::default()]);
        let backup: PathBuf = book.back_up(&order(&fixture, 5), &mut go_on).unwrap().path;
        import_specs(&book, &[Spec { serial: 2, ..Spec::default() }]);
        book.close().unwrap();
        (fixture, backup)
    };
    let job = |(fixture, backup): &(Fixture, PathBuf)| {
        let candidate = fixture.books.prepare_restore(backup, &Unlock::Keyring, at(30), &mut go_on)?;
        candidate.take_over(&fixture.books, at(31)).map(drop)
    };
    fail_at_each(&points, set_up, job, |(fixture, _), done, told| {
        let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
        let count = book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap().sales.count;
        assert_eq!(count, if done { 1 } else { 2 }, "{told}");
        let kept = fixture.books.replaced("company").unwrap();
        assert_eq!(kept.len(), usize::from(done), "{told}");
        let names = std::fs::read_dir(fixture.folder.path().join("companies")).unwrap();
        assert_eq!(names.count(), 1 + kept.len(), "{told}: something is left");
    });
}

/// What a remote holds, beside the book: every arrival of the one errand.
struct Remote {
    fixture: Fixture,
    arrivals: std::cell::Cell<u32>,
}

impl Remote {
    /// One run of the program: takes back what an earlier run held, and works until nothing is due.
    fn run(&self, owner: &str, minutes: i64) -> Result<(), StoreError> {
        let book = self.fixture.books.open("company", &Unlock::Keyring)?;
        let now = at(minutes);
        book.put_errand(&crate::errands::errand("k"), now)?;
        book.resume_errands(owner, now)?;
        let order = ClaimOrder { owner, operation: None, lease: LEASE };
        while let Some(claimed) = book.claim_errand(&order, now)? {
            if claimed.work == Work::LookUp {
                let found = match self.arrivals.get() {
                    0 => LookUp::NotThere { again_at: now },
                    _ => LookUp::Done { result: None },
                };
                book.look_up_errand(&claimed, &found, now)?;
                continue;
            }
            book.send_errand(&claimed, LEASE, now)?;
            let attempt = book.begin_attempt(&NewAttempt {
                provider: "remote".into(),
                operation: "issue.invoice".into(),
                digest: [1; 32],
                errand: Some(claimed.errand.id),
                correlation: None,
                started_at: now,
            })?;
            self.arrivals.set(self.arrivals.get() + 1);
            let outcome = AttemptOutcome::Answered;
            let end = AttemptEnd { duration_ms: 1, status: Some(200), effect: Effect::Done, outcome };
            book.end_attempt(attempt, &end)?;
            book.settle_errand(&claimed, &Answer::Done { result: None }, now)?;
        }
        book.close()
    }
}

const LEASE: std::time::Duration = std::time::Duration::from_mins(1);

#[test]
fn an_errand_whose_step_fails_anywhere_is_done_exactly_once_by_the_next_run() {
    let points = [
        "errand.put",
        "errand.resumed",
        "errand.claimed",
        "errand.sent",
        "attempt.begun",
        "attempt.ended",
        "errand.settled",
        "book.before_commit",
    ];
    let set_up = || {
        let fixture = Fixture::new();
        fixture.create("company").book.close().unwrap();
        Remote { fixture, arrivals: std::cell::Cell::new(0) }
    };
    fail_at_each(
        &points,
        set_up,
        |remote| remote.run("first", 1),
        |remote, done, told| {
            let before = remote.arrivals.get();
            assert!(before <= 1 && (!done || before == 1), "{told}");
            for point in ["errand.looked_up", "errand.resumed"] {
                let armed = arm(point, 0, Reach::Thread, Action::Fail(ErrorKind::Other));
                // It fails where there is something to look up or to resume.
                let _ = remote.run("second", 2);
                drop(armed);
            }
            remote.run("third", 3).unwrap();
            assert_eq!(remote.arrivals.get(), 1, "{told}");
            let book = remote.fixture.books.open("company", &Unlock::Keyring).unwrap();
            let row = book.read(|r| r.errand_by_key("k")).unwrap().unwrap();
            assert_eq!((row.state, row.effect), (ErrandState::Done, Effect::Done), "{told}");
            // Every arrival has its row; a call whose row could not be written did not leave.
            let rows = book.read(|r| r.attempts_for(row.id, None, 10)).unwrap().len();
            assert!(rows >= 1 && rows <= usize::try_from(row.sends).unwrap(), "{told}: {rows}");
        },
    );
}
