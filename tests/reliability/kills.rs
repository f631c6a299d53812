//! kill −9 of the real process at random moments during imports and edits.

use crate::bench::{Bench, Dice, Worker, depth};
use std::os::unix::process::ExitStatusExt as _;
use std::sync::mpsc;
use std::time::Duration;

/// Kills of a run.
const KILLS_QUICK: usize = 12;
const KILLS_FULL: usize = 200;
/// After this many kills another book is begun, so that small and grown ones are met.
const KILLS_PER_BOOK: usize = 25;
/// Acts that the worker would do if it were let.
const ACTS: usize = 100_000;
/// Lines that are heard before the blow, at most.
const LINES_MAX: u64 = 12;
/// The blow falls at most this long after the last line heard, in microseconds: some acts later.
const DELAY_MAX_US: u64 = 30_000;

#[test]
fn a_process_killed_at_random_moments_leaves_every_act_wholly_or_not_at_all() {
    let mut dice = Dice(20_261_201);
    let kills = depth(KILLS_QUICK, KILLS_FULL);
    let (mut done, mut within_an_act) = (0, 0);
    while done < kills {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = Bench::new(folder.path(), dice.throw(u64::MAX));
        bench.complete(0, &["found"]);
        for _ in 0..KILLS_PER_BOOK.min(kills - done) {
            let told = kill(&bench, &mut dice);
            assert_eq!(told.status.signal(), Some(9), "{told:?}");
            within_an_act += usize::from(told.begun() > told.done());
            bench.check(&told);
            done += 1;
        }
        // The book goes on as if nothing had been.
        let told = bench.run(0, &[]);
        let acts = bench.check(&told);
        bench.complete(acts + 3, &[]);
    }
    println!("{done} kills, {within_an_act} of them within an act: no fault");
}

/// Starts a worker, hears some lines, waits some time, and ends it.
fn kill(bench: &Bench, dice: &mut Dice) -> crate::bench::Told {
    let mut worker = Worker::start(&mut bench.worker(ACTS, &[]));
    for _ in 0..1 + dice.throw(LINES_MAX) {
        assert!(worker.hear().is_some(), "the worker ended by itself");
    }
    // Nobody ever sends: this is a bounded wait that ends at a random moment.
    let (_sender, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(Duration::from_micros(dice.throw(DELAY_MAX_US)));
    worker.child.kill().unwrap();
    worker.end()
}
