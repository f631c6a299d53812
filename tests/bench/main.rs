//! Figures of the whole program against bare calls in the same run.
//!
//! `bench [import] [list] [memory] [acts] [start] [window] [backup] [npki] [remote] [collect] [--quick]`: all of them when none is named. `--quick` takes
//! sizes so small that the figures say nothing; a test runs it so that the benchmarks keep working.
//! What the tables mean stands in docs/BENCHMARKS.md.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time; the product does none of it here")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the tables are the output")]
#![expect(clippy::indexing_slicing, reason = "a JSON value indexed by a missing name is null")]
#![expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "ratios of durations")]

mod acts;
mod backup;
mod bare;
mod books;
mod collect;
mod import;
mod list;
mod measure;
mod memory;
mod npki;
mod npki_use;
mod remote;
mod start;
mod window;

use std::process::ExitCode;

/// What every benchmark returns; the first failure ends the run with its sentence.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// How large everything is.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Rows of the imported workbook.
    workbook_rows: usize,
    /// Invoices of the large book.
    invoices: u32,
    /// Repetitions of a cheap question.
    repeat: usize,
    /// Repetitions of a question that takes long.
    repeat_long: usize,
    /// Length of the message that is encrypted.
    cipher_bytes: usize,
    /// Repetitions of encrypting it, and of other work of that length.
    repeat_cipher: usize,
    /// Folders that are searched for certificates.
    folders: usize,
    /// Partners whose state is asked.
    partners: usize,
    /// Invoices that are collected.
    collected: u32,
}

const FULL: Size = Size {
    workbook_rows: 100_000,
    invoices: 1_000_000,
    repeat: 60,
    repeat_long: 5,
    cipher_bytes: 16 << 20,
    repeat_cipher: 20,
    folders: 10_000,
    partners: 10_000,
    collected: 100_000,
};
const QUICK: Size = Size {
    workbook_rows: 300,
    invoices: 2_000,
    repeat: 3,
    repeat_long: 1,
    cipher_bytes: 1 << 10,
    repeat_cipher: 1,
    folders: 50,
    partners: 250,
    collected: 600,
};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome {
    let (options, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with("--"));
    let size = if options.iter().any(|option| *option == "--quick") { QUICK } else { FULL };
    let all = ["import", "list", "memory", "acts", "start", "window", "backup", "npki", "remote", "collect"];
    let names: Vec<&str> =
        if names.is_empty() { all.to_vec() } else { names.iter().map(|name| name.as_str()).collect() };
    for name in names {
        match name {
            "import" => import::bench(size)?,
            "list" => list::bench(size)?,
            "memory" => memory::bench(size)?,
            "npki" => {
                npki::bench(size)?;
                npki_use::bench(size)?;
            }
            "remote" => remote::bench(size)?,
            "collect" => collect::bench(size)?,
            "acts" => acts::bench(size)?,
            "start" => start::bench(size)?,
            // A test starts no window here: tests/desktop does, over and over.
            "window" if size.repeat_long == QUICK.repeat_long => {}
            "window" => window::bench(size)?,
            "backup" => backup::bench(size)?,
            // What `start` starts.
            "start-open" => start::open(size)?,
            // What `memory` starts in processes of their own.
            "memory-list" => memory::list(size)?,
            other if other.starts_with("memory-import=") => {
                memory::import(other.trim_start_matches("memory-import="))?;
            }
            other => return Err(format!("no benchmark {other}; there are {}", all.join(", ")).into()),
        }
    }
    Ok(())
}
