//! `cargo xtask setup`: the installing part of `test` alone.

use clap::Args;

use crate::error::Outcome;
use crate::need::{self, Purpose};
use crate::node;
use crate::step::Steps;
use crate::tool;

/// Options of `cargo xtask setup`.
#[derive(Args)]
pub(crate) struct SetupOptions {
    /// Also what the checks around the tests need: cargo-deny and typos
    #[arg(long)]
    ci: bool,
}

/// Installs system packages, UI packages and tools, and nothing else.
pub(crate) fn setup(options: &SetupOptions) -> Outcome {
    let mut purposes = vec![Purpose::Build, Purpose::Screen, Purpose::Test];
    if options.ci {
        purposes.push(Purpose::Check);
    }
    let mut steps = Steps::of(if options.ci { 4 } else { 3 });
    steps.step("Node", "builds the page and runs its tests", node::check_node)?;
    steps.step("System packages", "libraries of the window, and what the tests drive", || {
        need::install(&purposes)
    })?;
    steps.step("UI packages", "the page and the browser tests need them", || {
        node::install_packages("ui")?;
        node::install_packages("tests/ui")
    })?;
    if options.ci {
        steps.step("Tools", "licence and spelling checks", || {
            tool::ready(tool::DENY)?;
            tool::ready(tool::TYPOS)?;
            Ok(())
        })?;
    }
    Ok(())
}
