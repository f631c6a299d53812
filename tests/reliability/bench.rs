//! The bench that trials run on: folders, worker processes, and what they told.

use jangbu_store::{Book, Unlock};
use jangbu_tests::trial::{COMPANY, Foretold, Trial, check};
use std::io::{BufRead as _, BufReader, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// Whether the large counts are taken.
#[expect(clippy::disallowed_methods, reason = "a suite is its own host and reads its depth here")]
pub(crate) fn is_full() -> bool {
    std::env::var("JANGBU_DEPTH").is_ok_and(|depth| depth == "full")
}

/// One count for each depth.
pub(crate) fn depth<T>(quick: T, full: T) -> T {
    if is_full() { full } else { quick }
}

/// What one worker told until it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: ExitStatus,
    pub(crate) lines: Vec<String>,
}

impl Told {
    /// Acts that the worker said were there or done, the founding not counted; none if it did not
    /// come so far.
    pub(crate) fn done(&self) -> Option<usize> {
        let counted = |line: &String| {
            let found = line.strip_prefix("found ").and_then(|count| count.parse().ok());
            let done = || line.strip_prefix("done ")?.parse::<usize>().ok().map(|number| number + 1);
            found.or_else(done)
        };
        self.lines.iter().filter_map(counted).max()
    }

    /// Acts that the worker had begun.
    pub(crate) fn begun(&self) -> Option<usize> {
        let counted =
            |line: &String| line.strip_prefix("begin ")?.parse::<usize>().ok().map(|number| number + 1);
        self.lines.iter().filter_map(counted).max().or_else(|| self.done())
    }

    /// Acts that may be in the book, where so many stood before.
    fn bounds(&self, standing: usize) -> std::ops::RangeInclusive<usize> {
        self.done().unwrap_or(standing)..=self.begun().unwrap_or(standing)
    }

    /// The code of the failure that it ended with.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| line.strip_prefix("failed "))
    }
}

/// A worker under way.
pub(crate) struct Worker {
    pub(crate) child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    pub(crate) lines: Vec<String>,
}

impl Worker {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout, lines: Vec::new() }
    }

    /// The next line that it tells; none at its end.
    pub(crate) fn hear(&mut self) -> Option<&str> {
        let mut line = String::new();
        // A line cut off by the process's end says nothing.
        let bytes = self.stdout.read_line(&mut line).unwrap();
        if bytes == 0 || !line.ends_with('\n') {
            return None;
        }
        self.lines.push(line.trim_end().to_owned());
        self.lines.last().map(String::as_str)
    }

    pub(crate) fn end(mut self) -> Told {
        while self.hear().is_some() {}
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        // Shown with a test that fails; a worker that was ended on purpose says why here, too.
        eprint!("{stderr}");
        Told { status: self.child.wait().unwrap(), lines: self.lines }
    }
}

/// A trial in a folder of its own.
pub(crate) struct Bench {
    pub(crate) folder: PathBuf,
    pub(crate) seed: u64,
    pub(crate) foretold: Foretold,
    /// Acts that are known to be in the book.
    standing: usize,
}

impl Bench {
    pub(crate) fn new(folder: &Path, seed: u64) -> Self {
        Self { folder: folder.to_owned(), seed, foretold: Foretold::new(seed), standing: 0 }
    }

    /// With so many acts in the book that lies there.
    pub(crate) fn holding(self, standing: usize) -> Self {
        Self { standing, ..self }
    }

    pub(crate) fn trial(&self) -> Trial {
        Trial::new(&self.folder, self.seed)
    }

    /// The worker as it is started.
    pub(crate) fn worker(&self, acts: usize, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reliability-worker"));
        command.arg(&self.folder).arg(self.seed.to_string()).arg(acts.to_string()).args(options);
        command
    }

    /// Lets a worker run to its end.
    pub(crate) fn run(&self, acts: usize, options: &[&str]) -> Told {
        Worker::start(&mut self.worker(acts, options)).end()
    }

    /// Lets a worker run to its end, which must be a good one.
    #[track_caller]
    pub(crate) fn complete(&self, acts: usize, options: &[&str]) -> Told {
        let told = self.run(acts, options);
        assert!(told.status.success(), "{told:?}");
        told
    }

    /// Checks the book after whatever happened: acts that were told done are there, no more than
    /// were begun, each wholly. Says how many there are.
    #[track_caller]
    pub(crate) fn check(&mut self, told: &Told) -> usize {
        let opened = self.trial().open_any();
        let (book, unlock) = opened.unwrap_or_else(|error| {
            panic!(
                "the book does not open: {error}
{told:?}"
            )
        });
        let acts = acts_of(&book);
        assert!(told.bounds(self.standing).contains(&acts), "{acts} acts are in the book; {told:?}");
        self.standing = acts;
        if let Err(error) = check(&book, self.foretold.after(acts)) {
            panic!("after {acts} acts: {error}\n{told:?}");
        }
        book.close().unwrap();
        self.check_backups(&unlock, told);
        acts
    }

    /// Whatever is listed as a sound backup is one.
    #[track_caller]
    fn check_backups(&self, unlock: &Unlock, told: &Told) {
        let trial = self.trial();
        let listed = trial.books().backups(COMPANY, &trial.backup_places()).unwrap();
        for backup in listed {
            let manifest =
                backup.state.unwrap_or_else(|fault| panic!("{:?}: {fault:?}\n{told:?}", backup.path));
            // A backup keeps the ways in of its day; one of another protection is opened by its own.
            let ways = [&Unlock::Keyring, unlock];
            let report = ways.iter().find_map(|way| {
                trial.books().verify_backup(&backup.path, way, &mut |_, _| ControlFlow::Continue(())).ok()
            });
            let report = report.unwrap_or_else(|| panic!("{:?} does not open\n{told:?}", backup.path));
            assert_eq!(report.fault, None, "{manifest:?}\n{told:?}");
        }
    }
}

/// Acts in the log, the founding not counted.
pub(crate) fn acts_of(book: &Book) -> usize {
    let newest = book.read(|r| r.acts(None, 1)).unwrap().pop().unwrap();
    usize::try_from(newest.id - 1).unwrap()
}

/// Copies a data folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A number that follows from its place (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides.max(1)
    }
}
