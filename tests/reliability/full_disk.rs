//! A disk without room: a small file system that is filled up, and a bound on the size of files.

use crate::bench::{Bench, Worker, depth};
use jangbu_store::StoreError;
use std::path::{Path, PathBuf};
use std::process::Command;

const SEED: u64 = 20_261_207;
/// Acts in the book before the disk is full.
const ACTS_BEFORE: usize = 4;
/// Acts that would be done if there were room.
const ACTS: usize = 200;
/// The file system's size in KiB.
const DISK_KIB: u64 = 16 * 1024;
/// Room that is left in KiB.
const ROOM_QUICK: &[u64] = &[0, 64, 700];
const ROOM_FULL: &[u64] = &[0, 4, 8, 16, 32, 64, 128, 200, 300, 450, 700, 1_000, 1_500, 2_000, 3_000];

/// A small file system of its own.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where this user may not mount.
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let size = format!("size={DISK_KIB}k");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "jangbu-trial"]).arg(at).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(at.to_owned())),
            Ok(output) => {
                println!("skipped: mounting needs root: {}", String::from_utf8_lossy(&output.stderr).trim());
                None
            }
            Err(error) => {
                println!("skipped: no mount program ({error})");
                None
            }
        }
    }

    /// Takes all room but `kib` away.
    fn fill(&self, kib: u64) {
        let filler = self.0.join("filler");
        let block = vec![0u8; 4096];
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &block).is_ok() {}
        let full = file.metadata().unwrap().len();
        file.set_len(full.saturating_sub(kib * 1024)).unwrap();
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_named_and_leaves_every_act_wholly_or_not_at_all() {
    let place = tempfile::tempdir().unwrap();
    let rooms = depth(ROOM_QUICK, ROOM_FULL);
    for room in rooms {
        let Some(disk) = SmallDisk::mount(&place.path().join(format!("disk-{room}"))) else { return };
        let mut bench = Bench::new(&disk.0.join("data"), SEED).holding(ACTS_BEFORE);
        bench.complete(ACTS_BEFORE, &["found"]);
        disk.fill(*room);
        let told = bench.run(ACTS, &[]);
        assert_eq!(told.failure(), Some("disk_full"), "{told:?}");
        // Still full: the book opens, or says that it is the disk.
        match bench.trial().open() {
            Ok(book) => drop(book),
            Err(error) => {
                let full = error.downcast_ref::<StoreError>();
                assert!(matches!(full, Some(StoreError::DiskFull)), "{error}");
            }
        }
        disk.free();
        let acts = bench.check(&told);
        bench.complete(acts + 5, &[]);
        let told = bench.run(0, &[]);
        bench.check(&told);
    }
    println!("{} full disks: no fault", rooms.len());
}

/// Room for one file in blocks of 512 bytes, beyond the book as it is.
const GROWTH_QUICK: &[u64] = &[0, 300];
const GROWTH_FULL: &[u64] = &[0, 8, 50, 100, 200, 300, 500, 800, 1_200];

#[test]
fn a_file_that_may_not_grow_leaves_every_act_wholly_or_not_at_all() {
    let growths = depth(GROWTH_QUICK, GROWTH_FULL);
    for growth in growths {
        let place = tempfile::tempdir().unwrap();
        let mut bench = Bench::new(place.path(), SEED).holding(ACTS_BEFORE);
        bench.complete(ACTS_BEFORE, &["found"]);
        let size = std::fs::metadata(bench.trial().book_file()).unwrap().len();
        let worker = bench.worker(ACTS, &[]);
        // The signal is ignored, so that the write itself fails.
        let mut bounded = Command::new("sh");
        bounded.args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh"]);
        bounded.arg((size / 512 + growth).to_string()).arg(worker.get_program()).args(worker.get_args());
        let told = Worker::start(&mut bounded).end();
        assert!(matches!(told.failure(), Some("io" | "disk_full")), "{told:?}");
        let acts = bench.check(&told);
        bench.complete(acts + 5, &[]);
        let told = bench.run(0, &[]);
        bench.check(&told);
    }
    println!("{} bounds on a file's size: no fault", growths.len());
}
