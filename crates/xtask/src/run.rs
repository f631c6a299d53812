//! `cargo xtask run`: from a fresh machine to the open window.

mod screen;
mod terminal;

use std::path::Path;

use clap::Args;

use crate::error::Outcome;
use crate::need::{self, Purpose};
use crate::node;
use crate::place;
use crate::process;
use crate::step::{Steps, note};

/// Options of `cargo xtask run`.
#[derive(Args)]
pub(crate) struct RunOptions {
    /// Do as if there were no display
    #[arg(long)]
    headless: bool,
}

/// Installs, builds, and opens the window on the demo company.
pub(crate) fn run(options: &RunOptions) -> Outcome {
    let display = need::has_display() && !options.headless;
    let mut purposes = vec![Purpose::Build];
    if !display {
        purposes.push(Purpose::Screen);
    }
    let mut steps = Steps::of(if display { 6 } else { 7 });
    steps.step("Node", "builds the window's page", node::check_node)?;
    steps.step("System packages", "libraries of the window and of the encrypted book", || {
        need::install(&purposes)
    })?;
    steps.step("UI packages", "the window's page needs them", || node::install_packages("ui"))?;
    steps.step("Page", "goes into the window's program", node::build_page)?;
    steps.step("Programs", "the window and the terminal program", || {
        process::run(
            process::cargo(&["build", "-p", "jangbu-desktop", "-p", "jangbu-cli"]),
            process::BUILD_MAX,
        )
    })?;
    if display {
        return steps.step("Window", "opens on the demo company; close it to end", || {
            open_window(&place::program("jangbu-desktop"))
        });
    }
    steps.step("Window without a display", "no DISPLAY or WAYLAND_DISPLAY is set: a virtual one", || {
        note(&format!("screenshot of the window: {}", screen::photograph()?.display()));
        Ok(())
    })?;
    steps.step("Main job in the terminal", "import, list and totals by the real program", terminal::main_job)
}

/// The window is the person's now: no bound, and its end ends the chore.
fn open_window(program: &Path) -> Outcome {
    let mut command = process::program(program);
    command.arg("--demo");
    process::run(command, WINDOW_MAX)
}

/// A window left open longer than this is no longer waited for.
const WINDOW_MAX: std::time::Duration = std::time::Duration::from_hours(30 * 24);
