//! Running other programs: bounded in time, their output in order, nothing left behind.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{ChoreError, Outcome, stop};
use crate::place;

/// How often a process is asked whether it has ended.
const POLL: Duration = Duration::from_millis(50);
/// How long a pipe that outlives its program may stay silent before it is left alone.
const PIPE_SILENCE_MAX: Duration = Duration::from_millis(500);
/// Lines that may wait between the reader and the printer.
const LINES_WAITING_MAX: usize = 1024;
/// Marks every process that a chore starts, so that its descendants can be found again.
const MARK: &str = "JANGBU_CHORE";

/// Longest time for a question such as `node --version`.
pub(crate) const QUESTION_MAX: Duration = Duration::from_secs(30);
/// Longest time for an installation or a build.
pub(crate) const BUILD_MAX: Duration = Duration::from_mins(40);

/// A cargo command in the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(place::cargo());
    command.args(arguments);
    command
}

/// A command in the repository that does not inherit what `cargo run` tells *this* package about
/// itself: left in place, it would make nested builds start over.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(place::root());
    for (key, _) in env::vars_os() {
        let Some(text) = key.to_str() else { continue };
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|p| text.starts_with(p))
        {
            command.env_remove(text);
        }
    }
    command
}

/// The command as a person would type it, for messages.
pub(crate) fn spelt(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    if let Some(name) = text.rsplit(['/', '\\']).next() {
        text = name.to_owned();
    }
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Runs a command on this terminal; anything but success stops the chore.
pub(crate) fn run(mut command: Command, bound: Duration) -> Outcome {
    let words = spelt(&command);
    let mark = mark(&mut command);
    let mut child = command.spawn().map_err(|error| not_started(&words, &error))?;
    match wait(&mut child, bound)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => stop(format!("`{words}` failed ({status})")),
        None => {
            end(&mut child, &mark);
            stop(format!("`{words}` did not end within {} s and was ended", bound.as_secs()))
        }
    }
}

/// Runs a command and returns what it wrote on standard output; errors are not shown.
pub(crate) fn ask(mut command: Command) -> Outcome<String> {
    let words = spelt(&command);
    let mark = mark(&mut command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| not_started(&words, &error))?;
    let pipe = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        pipe.map(|mut pipe| pipe.read_to_end(&mut text)).transpose().map(|_| text)
    });
    let Some(status) = wait(&mut child, QUESTION_MAX)? else {
        end(&mut child, &mark);
        return stop(format!("`{words}` did not answer"));
    };
    let text = reader.join().ok().and_then(Result::ok).unwrap_or_default();
    if status.success() {
        Ok(String::from_utf8_lossy(&text).into_owned())
    } else {
        stop(format!("`{words}` failed ({status})"))
    }
}

/// How a listened-to program ended.
pub(crate) struct Ending {
    /// `None`: it was ended because its time was up.
    pub(crate) status: Option<ExitStatus>,
    /// Descendants that outlived it and were ended.
    pub(crate) left_behind: usize,
}

/// Runs a command and hands on each line of its output and errors, in their order; prints those
/// for which `hear` answers true.
/// Descendants that are still there when it has ended are ended too.
pub(crate) fn listen(
    mut command: Command,
    bound: Duration,
    mut hear: impl FnMut(&str) -> bool,
) -> Outcome<Ending> {
    let words = spelt(&command);
    let mark = mark(&mut command);
    let (pipe, writer) = io::pipe().map_err(|error| not_started(&words, &error))?;
    let errors = writer.try_clone().map_err(|error| not_started(&words, &error))?;
    command.stdin(Stdio::null()).stdout(writer).stderr(errors);
    let mut child = command.spawn().map_err(|error| not_started(&words, &error))?;
    // The command holds the pipe's other end; without this the end would never be seen.
    drop(command);
    let lines = lines_of(pipe);
    let status = follow(&mut child, &lines, bound, &mut hear)?;
    if status.is_none() {
        println!("`{words}` did not end within {} s and is ended", bound.as_secs());
        end(&mut child, &mark);
    }
    Ok(Ending { status, left_behind: sweep(&mark) })
}

/// Prints and hands on lines until the program has ended or its time is up (`None`).
fn follow(
    child: &mut Child,
    lines: &Receiver<String>,
    bound: Duration,
    hear: &mut impl FnMut(&str) -> bool,
) -> Outcome<Option<ExitStatus>> {
    let started = Instant::now();
    let mut heard = Instant::now();
    loop {
        match lines.recv_timeout(POLL) {
            Ok(line) => {
                heard = Instant::now();
                if hear(&line) {
                    println!("{line}");
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return wait(child, bound.saturating_sub(started.elapsed()));
            }
            // A daemon may hold the pipe open for ever after the program itself has ended.
            Err(RecvTimeoutError::Timeout) => {
                let status = child.try_wait().map_err(|error| ChoreError::Stopped(error.to_string()))?;
                if status.is_some() && heard.elapsed() > PIPE_SILENCE_MAX {
                    return Ok(status);
                }
            }
        }
        if started.elapsed() > bound {
            return Ok(None);
        }
    }
}

/// Reads lines on a thread of its own; bytes that are not UTF-8 are replaced.
fn lines_of(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = sync_channel(LINES_WAITING_MAX);
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Waits until the process has ended; `None` when its time is up.
pub(crate) fn wait(child: &mut Child, bound: Duration) -> Outcome<Option<ExitStatus>> {
    poll(bound, || child.try_wait().map_err(|error| ChoreError::Stopped(error.to_string())))
}

/// Asks again and again until there is an answer; `None` when the time is up.
pub(crate) fn poll<T>(bound: Duration, mut ask: impl FnMut() -> Outcome<Option<T>>) -> Outcome<Option<T>> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(Some(answer));
        }
        if started.elapsed() > bound {
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// A process that is ended, with all its descendants, when this value goes away.
pub(crate) struct Kept {
    child: Child,
    mark: String,
}

impl Kept {
    /// Starts a process in the background.
    pub(crate) fn start(mut command: Command) -> Outcome<Self> {
        let words = spelt(&command);
        let mark = mark(&mut command);
        let child = command.spawn().map_err(|error| not_started(&words, &error))?;
        Ok(Self { child, mark })
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        end(&mut self.child, &self.mark);
    }
}

/// Puts a mark of its own into the command's environment.
fn mark(command: &mut Command) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let value = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    // Chores nest (test → tests of this package): the outer mark must be found in the inner one.
    let value = match env::var(MARK) {
        Ok(outer) => format!("{outer}/{value}"),
        Err(_) => value,
    };
    command.env(MARK, &value);
    value
}

fn end(child: &mut Child, mark: &str) {
    // An error here means that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
    sweep(mark);
}

/// Ends every process that still carries the mark; returns how many there were.
fn sweep(mark: &str) -> usize {
    let found = carrying(mark);
    if !found.is_empty() {
        let mut command = Command::new("sh");
        command.args(["-c", "kill -KILL \"$@\" 2>/dev/null", "sh"]).args(found.iter().map(u32::to_string));
        let _ = command.status();
    }
    found.len()
}

/// Process numbers whose environment carries the mark (Linux; elsewhere none are found).
fn carrying(mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}");
    let Ok(folder) = fs::read_dir("/proc") else { return Vec::new() };
    folder
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id| *id != std::process::id() && environment_has(*id, &wanted))
        .collect()
}

fn environment_has(id: u32, wanted: &str) -> bool {
    let Ok(bytes) = fs::read(format!("/proc/{id}/environ")) else { return false };
    bytes.split(|byte| *byte == 0).any(|pair| {
        pair.strip_prefix(wanted.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    })
}

fn not_started(words: &str, error: &io::Error) -> ChoreError {
    ChoreError::Stopped(format!("`{words}` could not be started: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = program("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_and_errors_are_heard_in_their_order() {
        let mut heard = Vec::new();
        let ending = listen(shell("echo one; echo two >&2; echo three"), QUESTION_MAX, |line| {
            heard.push(line.to_owned());
            true
        })
        .unwrap();
        assert_eq!(heard, ["one", "two", "three"]);
        assert!(ending.status.unwrap().success());
    }

    #[test]
    fn a_program_that_does_not_end_is_ended_with_its_children() {
        let ending =
            listen(shell("sleep 600 & sleep 600; true"), Duration::from_millis(300), |_| true).unwrap();
        assert!(ending.status.is_none());
    }

    #[test]
    fn a_process_left_behind_is_found_and_ended() {
        let ending = listen(shell("sleep 600 >/dev/null 2>&1 &"), QUESTION_MAX, |_| true).unwrap();
        assert!(ending.status.unwrap().success());
        assert_eq!(ending.left_behind, 1);
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error = run(shell("exit 3"), QUESTION_MAX).unwrap_err().to_string();
        assert!(error.contains("sh -c exit 3") && error.contains('3'), "{error}");
    }

    #[test]
    fn a_question_brings_back_standard_output_alone() {
        assert_eq!(ask(shell("echo yes; echo no >&2")).unwrap(), "yes\n");
    }

    #[test]
    fn polling_gives_up_at_its_bound() {
        let answer: Option<()> = poll(Duration::from_millis(120), || Ok(None)).unwrap();
        assert!(answer.is_none());
    }
}
