//! A real process of its own that works off a trial until it is done, fails, or is ended.
//!
//! `reliability-worker <folder> <seed> <acts> [found] [chores] [record]
//! [abort=<point>,<skip>] [fail=<point>,<skip>,<kind>]`: opens the trial's book (`found` makes it first),
//! does acts until the log holds `acts` of them, and tells each on standard output: `begin <n>`,
//! `done <n>`; then `chores` does what is done to a company as a whole. `upgrade=<company>` opens that
//! demo company instead. `record` ends with a line `passed <point> <times>` for each point passed.
//! What a failure was is said as `failed <code>`, with status 2.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the suite listens to what the worker tells")]

use jangbu_store::failpoint::{self, Action, Reach};
use jangbu_store::{Book, StoreError, Unlock};
use jangbu_tests::Outcome;
use jangbu_tests::trial::{Foretold, Trial};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<StoreError>() {
                Some(store) => println!("failed {}", store.code()),
                None => println!("failed otherwise"),
            }
            eprintln!("worker: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[String]) -> Outcome {
    let [folder, seed, acts, options @ ..] = words else { return Err("a folder, a seed, a count".into()) };
    let (seed, acts): (u64, usize) = (seed.parse()?, acts.parse()?);
    let mut armed = Vec::new();
    let mut upgraded = None;
    for option in options {
        match option.split_once('=') {
            Some(("upgrade", company)) => upgraded = Some(company),
            Some(order) => armed.push(arm(order)?),
            None => {}
        }
    }
    let has = |word: &str| options.iter().any(|option| option == word);
    if has("record") {
        failpoint::record();
    }
    let trial = Trial::new(&PathBuf::from(folder), seed);
    if has("found") {
        trial.found()?.close()?;
        println!("founded");
    }
    if let Some(company) = upgraded {
        trial.books().open(company, &Unlock::Throwaway)?.close()?;
    } else {
        let (book, _) = trial.open_any()?;
        work(&trial, &book, seed, acts)?;
        book.close()?;
    }
    if has("chores") {
        trial.chores(&mut |chore| println!("chore {chore}"))?;
    }
    for (point, times) in failpoint::recorded() {
        println!("passed {point} {times}");
    }
    Ok(())
}

/// Goes on where the log of the book ends.
fn work(trial: &Trial, book: &Book, seed: u64, acts: usize) -> Outcome {
    let mut foretold = Foretold::new(seed);
    let newest = book.read(|r| r.acts(None, 1))?.pop().ok_or("the log is empty")?;
    // The first act founded the book.
    let done = usize::try_from(newest.id - 1)?;
    println!("found {done}");
    for number in done..acts {
        println!("begin {number}");
        trial.act(book, number, &foretold.step(number))?;
        println!("done {number}");
    }
    Ok(())
}

fn arm((action, order): (&str, &str)) -> Outcome<failpoint::Armed> {
    let mut parts = order.split(',');
    let point = parts.next().ok_or("a point")?;
    let skip = parts.next().ok_or("how many passes are let through")?.parse()?;
    let action = match (action, parts.next()) {
        ("abort", None) => Action::Abort,
        ("fail", Some("full")) => Action::Fail(ErrorKind::StorageFull),
        ("fail", Some("io")) => Action::Fail(ErrorKind::Other),
        _ => return Err(format!("no action {action}").into()),
    };
    Ok(failpoint::arm(point, skip, Reach::Process, action))
}
