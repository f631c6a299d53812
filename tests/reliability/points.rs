//! The process ends, or the step fails, at every named point around commits, renames and writes.

use crate::bench::{Bench, Told, copy, depth, is_full};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;

/// Acts of the run that passes the points.
const ACTS: usize = 14;
/// Acts in the book before it.
const ACTS_BEFORE: usize = 3;
/// Passes of one point at which it is tried: the first, and at full depth some more.
const PASSES_QUICK: u64 = 1;
const PASSES_FULL: u64 = 8;

/// Where points are placed.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/store/src");

/// Seeds whose runs together pass every point.
const SEED: u64 = 20_261_203;

#[test]
fn the_process_ends_at_every_point_and_leaves_every_act_wholly_or_not_at_all() {
    let tried = at_every_point(&["abort"], |told| {
        assert_eq!(told.status.signal(), Some(6), "{told:?}");
    });
    println!("{tried} ends at named points: no fault");
}

#[test]
fn every_step_that_fails_says_so_and_leaves_every_act_wholly_or_not_at_all() {
    let tried = at_every_point(&["fail-full", "fail-io"], |told| {
        // After a commit nothing can fail any more: the work then goes through.
        assert!(told.status.success() || told.failure().is_some(), "{told:?}");
    });
    println!("{tried} failures at named points: no fault");
}

#[test]
fn every_point_in_the_sources_is_passed_by_the_trial() {
    let folder = tempfile::tempdir().unwrap();
    let passed: BTreeSet<String> = record(folder.path()).into_keys().collect();
    let placed = points_in(Path::new(SOURCES));
    assert!(placed.len() > 8, "{placed:?}");
    let missed: Vec<&String> = placed.difference(&passed).collect();
    assert!(missed.is_empty(), "no trial passes {missed:?}");
}

/// Tries each action at each pass of each point; says how often.
fn at_every_point(actions: &[&str], judge: impl Fn(&Told)) -> usize {
    let place = tempfile::tempdir().unwrap();
    let before = place.path().join("before");
    let bench = Bench::new(&before, SEED);
    bench.complete(ACTS_BEFORE, &["found"]);
    let passed = record(&place.path().join("recorded"));
    let mut tried = 0;
    for (point, times) in &passed {
        for pass in passes(*times) {
            for action in actions {
                let folder = place.path().join(format!("{point}-{pass}-{action}"));
                let order = match *action {
                    "abort" => format!("abort={point},{pass}"),
                    "fail-full" => format!("fail={point},{pass},full"),
                    _ => format!("fail={point},{pass},io"),
                };
                try_at(&folder, &before, point, &order, &judge);
                std::fs::remove_dir_all(&folder).unwrap();
                tried += 1;
            }
        }
    }
    tried
}

/// One run in a folder of its own, and what it leaves.
fn try_at(folder: &Path, before: &Path, point: &str, order: &str, judge: &impl Fn(&Told)) {
    let mut bench = Bench::new(folder, SEED);
    // Points of founding are passed by founding; the rest by going on with a book that stands.
    if is_of_founding(point) {
        std::fs::create_dir_all(folder).unwrap();
        let told = bench.run(ACTS, &["found", order]);
        judge(&told);
        let (entries, _) = bench.trial().books().list().unwrap();
        if entries.is_empty() {
            // Nothing stands; what was begun is in nobody's way.
            let id = jangbu_tests::trial::COMPANY;
            let unfinished = folder.join("companies").join(format!(".new-{id}"));
            if unfinished.exists() {
                std::fs::remove_dir_all(unfinished).unwrap();
            }
            bench.complete(ACTS, &["found"]);
        } else {
            bench.check(&told);
            bench.complete(ACTS, &[]);
        }
    } else {
        copy(before, folder);
        let told = bench.run(ACTS, &[order]);
        judge(&told);
        bench.check(&told);
        bench.complete(ACTS, &[]);
    }
    let told = bench.run(ACTS, &[]);
    assert_eq!(bench.check(&told), ACTS, "{order}");
}

fn is_of_founding(point: &str) -> bool {
    point.starts_with("create.") || point.starts_with("migration.")
}

fn passes(times: u64) -> impl Iterator<Item = u64> {
    let most = depth(PASSES_QUICK, PASSES_FULL).min(times);
    (0..most).map(move |pass| if is_full() { pass * times / most } else { pass })
}

/// Points that founding and working pass, with their counts.
fn record(folder: &Path) -> BTreeMap<String, u64> {
    std::fs::create_dir_all(folder).unwrap();
    let told = Bench::new(folder, SEED).complete(ACTS, &["found", "record"]);
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
