//! Writes and syncs that fail, and writes that are torn when the process ends.

use crate::bench::{Bench, Dice, Told, copy, depth};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const SEED: u64 = 20_261_205;
/// Acts in the book before, and after a run without a fault.
const ACTS_BEFORE: usize = 2;
const ACTS: usize = 7;
/// Places tried per kind of fault; all of them at full depth if there are no more than that.
const PLACES_QUICK: u64 = 8;
const PLACES_FULL: u64 = 120;

/// The failing disk, made ready for being put before a program.
struct Disk {
    library: PathBuf,
}

impl Disk {
    /// None without a C compiler.
    fn build(folder: &Path) -> Option<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("reliability/disk.c");
        let library = folder.join("disk.so");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(source)
            .arg("-ldl")
            .status();
        match built {
            Ok(status) => {
                assert!(status.success(), "the failing disk does not compile");
                Some(Self { library })
            }
            Err(error) => {
                println!("skipped: no C compiler to build the failing disk with ({error})");
                None
            }
        }
    }

    fn run(&self, bench: &Bench, order: Option<&str>, count: &Path) -> Told {
        let mut command = bench.worker(ACTS, &[]);
        command.env("LD_PRELOAD", &self.library).env("JANGBU_DISK_COUNT", count);
        if let Some(order) = order {
            command.env("JANGBU_DISK", order);
        }
        crate::bench::Worker::start(&mut command).end()
    }
}

#[test]
fn a_write_or_sync_that_fails_or_is_torn_leaves_every_act_wholly_or_not_at_all() {
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::build(place.path()) else { return };
    let before = place.path().join("before");
    Bench::new(&before, SEED).complete(ACTS_BEFORE, &["found"]);
    let counts = place.path().join("counts");
    let sound = place.path().join("sound");
    copy(&before, &sound);
    let told = disk.run(&Bench::new(&sound, SEED), None, &counts);
    assert!(told.status.success(), "{told:?}");
    let text = std::fs::read_to_string(&counts).unwrap();
    let [writes, syncs]: [u64; 2] =
        text.split_whitespace().map(|n| n.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap();
    assert!(writes > 20 && syncs > 4, "the disk saw {writes} writes and {syncs} syncs");

    let mut dice = Dice(SEED);
    let mut report = Vec::new();
    for (what, how, total) in [
        ("write", "once", writes),
        ("write", "ever", writes),
        ("write", "torn", writes),
        ("sync", "once", syncs),
        ("sync", "ever", syncs),
    ] {
        let places = places(total, &mut dice);
        let (mut failed, mut unseen) = (0, 0);
        for nth in &places {
            let folder = place.path().join(format!("{what}-{how}-{nth}"));
            copy(&before, &folder);
            let mut bench = Bench::new(&folder, SEED).holding(ACTS_BEFORE);
            let told = disk.run(&bench, Some(&format!("{what},{nth},{how}")), &counts);
            if how == "torn" {
                assert_eq!(told.status.signal(), Some(9), "{told:?}");
            }
            failed += usize::from(!told.status.success());
            // A failure while the log is folded into the file at the end loses nothing.
            unseen += usize::from(told.status.success());
            bench.check(&told);
            bench.complete(ACTS, &[]);
            let told = bench.run(ACTS, &[]);
            assert_eq!(bench.check(&told), ACTS);
            std::fs::remove_dir_all(&folder).unwrap();
        }
        assert!(failed > 0, "no {what} {how} was felt");
        report.push(format!("{what} {how}: {} places, {failed} felt, {unseen} harmless", places.len()));
    }
    println!("{}: no fault", report.join("; "));
}

/// Some of the places from 1 to `total`.
fn places(total: u64, dice: &mut Dice) -> Vec<u64> {
    let most = depth(PLACES_QUICK, PLACES_FULL);
    if total <= most {
        return (1..=total).collect();
    }
    // One in each stretch of equal length.
    (0..most)
        .map(|stretch| 1 + (stretch * total + dice.throw(total)) / most)
        .map(|nth| nth.min(total))
        .collect()
}
