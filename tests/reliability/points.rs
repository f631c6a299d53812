//! The process ends, or the step fails, at every named point around commits, renames and writes.

use crate::bench::{Bench, Told, copy, depth, is_full};
use jangbu_store::{Reader, SCHEMA, Unlock};
use jangbu_tests::trial::COMPANY;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};

/// Acts of the run that passes the points.
const ACTS: usize = 14;
/// Acts in the book before it.
const ACTS_BEFORE: usize = 3;
/// Passes of one point at which it is tried: the first, and at full depth some more.
const PASSES_QUICK: u64 = 1;
const PASSES_FULL: u64 = 8;

/// Where points are placed.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/store/src");
/// Books of earlier schemas.
const EARLIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/books");

const SEED: u64 = 20_261_203;

/// What is done while a point is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// A company is founded and worked in.
    Found,
    /// A company that stands is worked in.
    Acts,
    /// It is backed up, its ways in change, it is restored.
    Chores,
}

impl Work {
    const ALL: [Self; 3] = [Self::Found, Self::Acts, Self::Chores];

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Found => &["found"],
            Self::Acts => &[],
            Self::Chores => &["chores"],
        }
    }

    /// Acts in the book when the work is done.
    fn acts(self) -> usize {
        match self {
            Self::Chores => ACTS_BEFORE,
            Self::Found | Self::Acts => ACTS,
        }
    }
}

/// A place to try points in, with a book that stands.
struct Range {
    place: tempfile::TempDir,
}

impl Range {
    fn new() -> Self {
        let range = Self { place: tempfile::tempdir().unwrap() };
        Bench::new(&range.before(), SEED).complete(ACTS_BEFORE, &["found"]);
        range
    }

    fn before(&self) -> PathBuf {
        self.place.path().join("before")
    }

    /// A folder of its own to do the work in.
    fn folder(&self, work: Work, name: &str) -> PathBuf {
        let folder = self.place.path().join(name);
        if work == Work::Found {
            std::fs::create_dir_all(&folder).unwrap();
        } else {
            copy(&self.before(), &folder);
        }
        folder
    }

    /// Points that the work passes, with their counts.
    fn record(&self, work: Work) -> BTreeMap<String, u64> {
        let folder = self.folder(work, &format!("recorded-{work:?}"));
        let mut options = work.options().to_vec();
        options.push("record");
        passed(&Bench::new(&folder, SEED).complete(work.acts(), &options))
    }

    /// Tries each action at passes of each point of each work; says how often.
    fn at_every_point(&self, actions: &[&str], judge: impl Fn(&Told)) -> usize {
        let mut tried = 0;
        let mut seen = BTreeSet::new();
        for work in Work::ALL {
            for (point, times) in self.record(work) {
                // A point of one subject is tried in one work at the small depth; those that every
                // file passes are tried in each.
                if !is_full() && !is_of_files(&point) && !seen.insert(point.clone()) {
                    continue;
                }
                for pass in passes(times) {
                    for action in actions {
                        let order = match action.split_once('-') {
                            Some((action, kind)) => format!("{action}={point},{pass},{kind}"),
                            None => format!("{action}={point},{pass}"),
                        };
                        self.try_at(work, &order, &judge);
                        tried += 1;
                    }
                }
            }
        }
        tried
    }

    /// One run, what it leaves, and that the work can be done after it.
    fn try_at(&self, work: Work, order: &str, judge: &impl Fn(&Told)) {
        let folder = self.folder(work, &order.replace(['=', ','], "-"));
        let standing = if work == Work::Found { 0 } else { ACTS_BEFORE };
        let mut bench = Bench::new(&folder, SEED).holding(standing);
        let mut options = work.options().to_vec();
        options.push(order);
        let told = bench.run(work.acts(), &options);
        judge(&told);
        let mut rest = work.options();
        if work == Work::Found {
            if bench.trial().books().find(COMPANY).is_ok() {
                rest = &[];
            } else {
                // Nothing stands. What was begun is named, and taken away by whoever looks at it.
                let companies = folder.join("companies");
                let begun = companies.join(format!(".new-{COMPANY}"));
                if begun.exists() {
                    std::fs::remove_dir_all(begun).unwrap();
                }
            }
        }
        if rest.is_empty() || work != Work::Found {
            bench.check(&told);
        }
        bench.complete(work.acts(), rest);
        let told = bench.run(work.acts(), &[]);
        assert_eq!(bench.check(&told), work.acts(), "{order}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn the_process_ends_at_every_point_and_leaves_every_act_wholly_or_not_at_all() {
    let tried = Range::new().at_every_point(&["abort"], |told| {
        assert_eq!(told.status.signal(), Some(6), "{told:?}");
    });
    println!("{tried} ends at named points: no fault");
}

#[test]
fn every_step_that_fails_says_so_and_leaves_every_act_wholly_or_not_at_all() {
    let actions: &[&str] = if is_full() { &["fail-full", "fail-io"] } else { &["fail-full"] };
    let tried = Range::new().at_every_point(actions, |told| {
        // After a commit or a rename nothing can fail any more: the work then goes through.
        assert!(told.status.success() || told.failure().is_some(), "{told:?}");
    });
    println!("{tried} failures at named points: no fault");
}

#[test]
fn a_restore_that_was_ended_on_the_way_is_finished_by_the_next_look_even_if_that_is_ended_too() {
    let range = Range::new();
    let folder = range.folder(Work::Chores, "healing");
    let mut bench = Bench::new(&folder, SEED).holding(ACTS_BEFORE);
    let told = bench.run(ACTS_BEFORE, &["chores", "abort=restore.moved_out,0"]);
    assert_eq!(told.status.signal(), Some(6), "{told:?}");
    let told = bench.run(ACTS_BEFORE, &["abort=restore.healed,0"]);
    assert_eq!(told.status.signal(), Some(6), "{told:?}");
    let told = bench.run(ACTS_BEFORE, &[]);
    assert_eq!(bench.check(&told), ACTS_BEFORE);
}

#[test]
fn an_upgrade_that_was_ended_on_the_way_leaves_a_book_that_opens_and_its_backup() {
    let ends: usize = (1..SCHEMA).map(|schema| end_upgrade_of(&format!("schema-{schema}"))).sum();
    println!("{ends} ends of an upgrade: no fault");
}

/// Ends the upgrade of one earlier book at each of its points; says how often.
fn end_upgrade_of(earlier: &str) -> usize {
    let place = tempfile::tempdir().unwrap();
    let from = Path::new(EARLIER).join(earlier);
    let prepare = |name: &str| {
        let folder = place.path().join(name);
        copy(&from, &folder.join("companies").join(earlier));
        folder
    };
    let upgrade = format!("upgrade={earlier}");
    let recorded = prepare("recorded");
    let points = passed(&Bench::new(&recorded, SEED).complete(0, &[&upgrade, "record"]));
    assert!(points.contains_key("migration.before_commit"), "{points:?}");
    for point in points.keys() {
        let folder = prepare(point);
        let bench = Bench::new(&folder, SEED);
        let told = bench.run(0, &[&upgrade, &format!("abort={point},0")]);
        assert_eq!(told.status.signal(), Some(6), "{told:?}");
        let books = bench.trial().books();
        let book = books.open(earlier, &Unlock::Throwaway).unwrap_or_else(|error| panic!("{point}: {error}"));
        let go_on = &mut |_, _| ControlFlow::Continue(());
        assert!(book.examine(go_on).unwrap().is_sound(), "{point}");
        assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None, "{point}");
        assert_eq!(book.read(|r| r.altered_documents(10, go_on)).unwrap(), [], "{point}");
        let listed = books.backups(earlier, &[books.backup_place()]).unwrap();
        assert!(listed.iter().any(|backup| backup.state.is_ok()), "{point}: {listed:?}");
        for backup in listed {
            let report = books.verify_backup(&backup.path, &Unlock::Throwaway, go_on).unwrap();
            assert_eq!(report.fault, None, "{point}");
        }
    }
    points.len()
}

#[test]
fn every_point_in_the_sources_is_passed_by_some_work() {
    let range = Range::new();
    let mut passed: BTreeSet<String> =
        Work::ALL.iter().flat_map(|work| range.record(*work).into_keys()).collect();
    // Passed only by a look after an end: the test of the restore above.
    passed.insert("restore.healed".to_owned());
    let placed = points_in(Path::new(SOURCES));
    assert!(placed.len() > 40, "{placed:?}");
    let missed: Vec<&String> = placed.difference(&passed).collect();
    assert!(missed.is_empty(), "no work passes {missed:?}");
}

fn is_of_files(point: &str) -> bool {
    ["file.", "beside.", "rename.", "sync.", "copy."].iter().any(|area| point.starts_with(area))
}

fn passes(times: u64) -> impl Iterator<Item = u64> {
    let most = depth(PASSES_QUICK, PASSES_FULL).min(times);
    (0..most).map(move |pass| pass * times / most)
}

/// Points that a worker has passed, with their counts.
fn passed(told: &Told) -> BTreeMap<String, u64> {
    let passed = told.lines.iter().filter_map(|line| {
        let (point, times) = line.strip_prefix("passed ")?.split_once(' ')?;
        Some((point.to_owned(), times.parse().unwrap()))
    });
    passed.collect()
}

/// Names handed to `failpoint::reach` and `failpoint::pass` in the sources of a folder.
fn points_in(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(points_in(&path));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for call in ["failpoint::reach(\"", "failpoint::pass(\""] {
            let names = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(names.filter(|_| !path.ends_with("failpoint.rs")).map(str::to_owned));
        }
    }
    found
}
