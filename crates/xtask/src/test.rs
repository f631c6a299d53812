//! `cargo xtask test`: installs what is missing and runs every test.
//!
//! Suites run one after the other and all of them run, whatever the ones before found. The last
//! line is `N passed, M failed`, added up from what the suites themselves printed.

mod fuzz;
mod rust;
mod script;
mod tally;

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::depth::Depth;
use crate::error::{ChoreError, Outcome};
use crate::need::{self, Purpose};
use crate::node;
use crate::step::{Steps, spell};
use tally::Tally;

/// Options of `cargo xtask test`.
#[derive(Args)]
pub(crate) struct TestOptions {
    /// The large counts: more cases, more seconds
    #[arg(long)]
    full: bool,
    /// Run these suites only
    #[arg(long, value_delimiter = ',', value_name = "SUITE")]
    only: Vec<Suite>,
}

/// What can be run by itself, in the order in which it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Unit, integration and documentation tests of every crate
    Rust,
    /// Pure functions of the page
    Ui,
    /// Keys kept in a real keyring daemon
    Keyring,
    /// The books after kills, full disks, failing writes and flipped bytes
    Reliability,
    /// The page in a real browser, served by `jangbu serve`
    Browser,
    /// The real window, driven from outside
    Desktop,
    /// Every parser of foreign bytes, for a bounded time
    Fuzz,
}

impl Suite {
    const ALL: [Self; 7] =
        [Self::Rust, Self::Ui, Self::Keyring, Self::Reliability, Self::Browser, Self::Desktop, Self::Fuzz];

    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Ui => "ui",
            Self::Keyring => "keyring",
            Self::Reliability => "reliability",
            Self::Browser => "browser",
            Self::Desktop => "desktop",
            Self::Fuzz => "fuzz",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Rust => "unit, integration and documentation tests of every crate",
            Self::Ui => "the page's pure functions",
            Self::Keyring => "keys kept in a real gnome-keyring daemon on a bus of its own",
            Self::Reliability => "the books after kills, full disks, failing writes, flipped bytes",
            Self::Browser => "the page in chromium, against `jangbu serve`",
            Self::Desktop => "the real window under a display of its own",
            Self::Fuzz => "every parser of foreign bytes, for a bounded time",
        }
    }

    /// Whether the suite runs programs or tests of the common build; reliability has one of its own.
    fn needs_build(self) -> bool {
        matches!(self, Self::Rust | Self::Keyring | Self::Browser | Self::Desktop)
    }

    fn needs_page(self) -> bool {
        !matches!(self, Self::Fuzz | Self::Reliability)
    }

    fn run(self, depth: Depth) -> Outcome<Tally> {
        match self {
            Self::Rust => rust::workspace(depth),
            Self::Ui => script::unit_tests(),
            Self::Keyring => rust::keyring(depth),
            Self::Reliability => rust::reliability(depth),
            Self::Browser => script::browser_tests(),
            Self::Desktop => rust::desktop(depth),
            Self::Fuzz => fuzz::run(depth),
        }
    }
}

/// A suite that has run.
struct Ran {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

/// Installs, builds, runs, and sums up.
pub(crate) fn test(options: &TestOptions) -> Outcome {
    let suites: Vec<Suite> = Suite::ALL
        .into_iter()
        .filter(|suite| options.only.is_empty() || options.only.contains(suite))
        .collect();
    let depth = if options.full { Depth::Full } else { Depth::Quick };
    let needs_page = suites.iter().any(|suite| suite.needs_page());
    let needs_build = suites.iter().any(|suite| suite.needs_build());
    let mut steps = Steps::of(1 + 3 * usize::from(needs_page) + usize::from(needs_build) + suites.len());
    if needs_page {
        steps.step("Node", "builds the page and runs its tests", node::check_node)?;
    }
    steps.step("System packages", "libraries of the window, and what the tests drive", || {
        need::install(&[Purpose::Build, Purpose::Test])
    })?;
    let mut ran = Vec::new();
    match build(&mut steps, &suites, depth) {
        Ok(()) => {
            for suite in suites {
                let title = format!("Suite {}", suite.name());
                ran.push(steps.step(&title, suite.why(), || Ok(run(suite, depth)))?);
            }
        }
        // Nothing was run: the closing line must say so too.
        Err(error) => {
            let tally = Tally::broken(error.to_string()).judged();
            ran.push(Ran { name: "build", tally, took: Duration::ZERO });
        }
    }
    sum_up(&ran)
}

/// Builds what the suites run, once for all of them.
fn build(steps: &mut Steps, suites: &[Suite], depth: Depth) -> Outcome {
    if suites.iter().any(|suite| suite.needs_page()) {
        steps.step("UI packages", "the page and the browser tests need them", || {
            node::install_packages("ui")?;
            if suites.contains(&Suite::Browser) {
                node::install_packages("tests/ui")?;
            }
            Ok(())
        })?;
        steps.step("Page", "the window and `jangbu serve` show it", node::build_page)?;
    }
    if suites.iter().any(|suite| suite.needs_build()) {
        steps.step("Build", "programs and tests, once for all suites", || rust::build(depth))?;
    }
    Ok(())
}

/// Runs one suite; a suite that cannot run counts as one failure instead of stopping the rest.
fn run(suite: Suite, depth: Depth) -> Ran {
    let started = Instant::now();
    let tally = suite.run(depth).unwrap_or_else(|error| Tally::broken(error.to_string())).judged();
    Ran { name: suite.name(), tally, took: started.elapsed() }
}

fn sum_up(ran: &[Ran]) -> Outcome {
    println!("\n{:<11} {:>7} {:>7} {:>8}  {:<14} note", "suite", "passed", "failed", "skipped", "time");
    let mut all = Tally::default();
    for Ran { name, tally, took } in ran {
        let note = tally.broken.as_deref().unwrap_or("");
        println!(
            "{name:<11} {:>7} {:>7} {:>8}  {:<14} {note}",
            tally.passed,
            tally.failed,
            tally.skipped,
            spell(*took)
        );
        all.add(tally);
    }
    println!("\n{} passed, {} failed", all.passed, all.failed);
    if all.failed == 0 { Ok(()) } else { Err(ChoreError::Reported) }
}
