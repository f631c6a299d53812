//! `cargo xtask …`: the project's chores.
//!
//! Two of them must work on a machine that has nothing but Rust, a C compiler and Node: `run`
//! and `test`. They install what is missing and say what each step is for. The package therefore
//! depends on nothing that needs a system library.
#![expect(
    clippy::disallowed_methods,
    reason = "chores measure time, poll processes and read the environment; the product does none of it here"
)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the terminal")]

mod bench;
mod bindings;
mod depth;
mod dist;
mod error;
mod need;
mod node;
mod place;
mod process;
mod run;
mod setup;
mod step;
mod test;
mod tidy;
mod tool;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::ChoreError;

/// The command line of `cargo xtask`.
#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the Jangbu project", disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    chore: Chore,
}

/// One chore; each has a file of its own.
#[derive(Subcommand)]
enum Chore {
    /// Install what is missing, build, and open the window on the demo company
    Run(run::RunOptions),
    /// Install what is missing and run every test, in the window and a browser too
    Test(test::TestOptions),
    /// Install what `test` (and, with --ci, the checks around it) needs, and nothing else
    Setup(setup::SetupOptions),
    /// Check the rules that no compiler checks: imports, sizes, names, texts, generated files
    Tidy(tidy::TidyOptions),
    /// Write ui/src/api/generated.ts from the command table
    Bindings(bindings::BindingsOptions),
    /// Measure the program against bare calls in the same run
    Bench(bench::BenchOptions),
    /// Build the .deb package
    Dist,
}

fn main() -> ExitCode {
    let outcome = match CommandLine::parse().chore {
        Chore::Run(options) => run::run(&options),
        Chore::Test(options) => test::test(&options),
        Chore::Setup(options) => setup::setup(&options),
        Chore::Tidy(options) => tidy::tidy(&options),
        Chore::Bindings(options) => bindings::bindings(&options),
        Chore::Bench(options) => bench::bench(&options),
        Chore::Dist => dist::dist(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // The chore has already said on its last line what went wrong.
        Err(ChoreError::Reported) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
