//! `cargo xtask bench`: figures of the whole program against bare calls in the same run.

use std::time::Duration;

use clap::Args;

use crate::error::Outcome;
use crate::need::{self, Purpose};
use crate::node;
use crate::process;

/// Longest time for a build in the release profile and all benchmarks together.
const BENCH_MAX: Duration = Duration::from_hours(2);

/// The benchmark that starts the window.
const WINDOW: &str = "window";

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// Benchmarks to run, by name; all of them when none is named
    names: Vec<String>,
}

/// Builds the benchmarks in the release profile and runs them; they print their own table.
pub(crate) fn bench(options: &BenchOptions) -> Outcome {
    if options.names.is_empty() || options.names.iter().any(|name| name == WINDOW) {
        need::install(&[Purpose::Build, Purpose::Test])?;
        node::install_packages("ui")?;
        node::build_page()?;
        process::run(process::cargo(&["build", "--release", "-p", "jangbu-desktop"]), BENCH_MAX)?;
    }
    let mut command = process::cargo(&["run", "--release", "-p", "jangbu-tests", "--bin", "bench", "--"]);
    command.args(&options.names);
    process::run(command, BENCH_MAX)
}
