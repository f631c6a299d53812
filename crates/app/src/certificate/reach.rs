//! Drives that do not answer. A network drive whose server is off holds whoever asks it for minutes,
//! and nobody can take the question back: each is asked on a thread of its own first.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long no drive answers before those that are left are given up.
const PATIENCE: Duration = Duration::from_secs(3);

/// The drives that were given up and have not come back since.
#[derive(Default)]
pub(crate) struct DriveReach(Mutex<Vec<GivenUp>>);

struct GivenUp {
    root: PathBuf,
    /// Set by the thread that asked, once it has its answer.
    is_back: Arc<AtomicBool>,
}

/// What became of the drives.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// Nothing is there: no drive has this letter.
    pub(super) absent: Vec<PathBuf>,
    /// No answer came.
    pub(super) silent: Vec<PathBuf>,
}

/// An answer: which of the roots, and whether its drive is there.
type Answer = (usize, bool);

impl DriveReach {
    /// Asks the drive of every root at once. One that was given up is not asked again while the
    /// thread that asked it is still held: neither the clerk nor the system waits for it twice.
    pub(super) fn ask(&self, roots: &[PathBuf]) -> Reached {
        self.ask_with(roots, is_there, &|answers, _| answers.recv_timeout(PATIENCE).ok())
    }

    /// `wait` gives the next answer, or nothing when it gives up; it is told how many are left.
    fn ask_with(
        &self,
        roots: &[PathBuf],
        knock: impl Fn(&Path) -> bool + Clone + Send + 'static,
        wait: &dyn Fn(&Receiver<Answer>, usize) -> Option<Answer>,
    ) -> Reached {
        let mut reached = Reached::default();
        let (answer, answers) = channel();
        let mut asked: Vec<(usize, GivenUp)> = Vec::new();
        self.lock().retain(|drive| !drive.is_back.load(Ordering::Acquire));
        for (at, root) in roots.iter().enumerate() {
            if self.lock().iter().any(|drive| drive.root == *root) {
                reached.silent.push(root.clone());
                continue;
            }
            let is_back = Arc::new(AtomicBool::new(false));
            let (answer, knock, asked_root, flag) =
                (answer.clone(), knock.clone(), root.clone(), Arc::clone(&is_back));
            let thread = std::thread::Builder::new().name("drive".to_owned()).spawn(move || {
                let there = knock(&asked_root);
                flag.store(true, Ordering::Release);
                // Whoever asked may have given up.
                let _ = answer.send((at, there));
            });
            // Where no thread can be had the search asks the drive itself, as it always could.
            if thread.is_ok() {
                asked.push((at, GivenUp { root: root.clone(), is_back }));
            }
        }
        while !asked.is_empty() {
            let Some((at, there)) = wait(&answers, asked.len()) else { break };
            asked.retain(|(asked, _)| *asked != at);
            if !there {
                reached.absent.extend(roots.get(at).cloned());
            }
        }
        reached.silent.extend(asked.iter().map(|(_, drive)| drive.root.clone()));
        self.lock().extend(asked.into_iter().map(|(_, drive)| drive));
        reached
    }

    fn lock(&self) -> MutexGuard<'_, Vec<GivenUp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Touches what a search touches first: the folder itself, and the drive's list of names.
fn is_there(root: &Path) -> bool {
    let top_answers = |top: &Path| {
        // An empty drive is there, too; what matters is that it was asked.
        top.read_dir().is_ok_and(|mut names| names.next().is_none_or(|name| name.is_ok()))
    };
    root.parent().is_some_and(top_answers) || root.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// Waits for all but so many, then gives up.
    fn all_but(left: usize) -> impl Fn(&Receiver<Answer>, usize) -> Option<Answer> {
        move |answers, waiting| if waiting > left { answers.recv().ok() } else { None }
    }

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn a_drive_that_does_not_answer_is_left_out_until_it_is_back_and_is_asked_once() {
        let reach = DriveReach::default();
        let (release, held) = channel::<()>();
        let held = Arc::new(Mutex::new(held));
        let asked = Arc::new(AtomicUsize::new(0));
        let knock = {
            let asked = Arc::clone(&asked);
            move |root: &Path| {
                if root == Path::new("dead/NPKI") {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let _ = held.lock().unwrap().recv();
                }
                root != Path::new("none/NPKI")
            }
        };
        let roots = paths(&["dead/NPKI", "usb/NPKI", "none/NPKI"]);
        let expected = Reached { absent: paths(&["none/NPKI"]), silent: paths(&["dead/NPKI"]) };
        assert_eq!(reach.ask_with(&roots, knock.clone(), &all_but(1)), expected);
        // Nobody waits for it: the two others answer and nothing is left.
        assert_eq!(reach.ask_with(&roots, knock.clone(), &all_but(0)), expected);
        assert_eq!(asked.load(Ordering::SeqCst), 1);

        drop(release);
        while reach.lock().iter().any(|drive| !drive.is_back.load(Ordering::Acquire)) {
            std::thread::yield_now();
        }
        let back = Reached { absent: paths(&["none/NPKI"]), silent: Vec::new() };
        assert_eq!(reach.ask_with(&roots, knock, &all_but(0)), back);
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_drive_is_there_with_or_without_its_folder_and_not_without_its_top() {
        let drive = tempfile::tempdir().unwrap();
        assert!(!is_there(&drive.path().join("top").join("NPKI")));
        std::fs::create_dir(drive.path().join("top")).unwrap();
        assert!(is_there(&drive.path().join("top").join("NPKI")), "an empty drive is one");
        std::fs::create_dir(drive.path().join("top").join("photos")).unwrap();
        assert!(is_there(&drive.path().join("top").join("NPKI")));
    }
}
