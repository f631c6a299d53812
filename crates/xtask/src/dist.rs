//! `cargo xtask dist`: the .deb package, by the Tauri command line tool.

use crate::error::Outcome;
use crate::need::{self, Purpose};
use crate::node;
use crate::place;
use crate::process;
use crate::step::Steps;

/// The Tauri command line tool; ui/package.json may bring the same.
const TAURI_CLI: &str = "@tauri-apps/cli@2.12.5";

/// Builds the page, then the program in the release profile, then the package.
pub(crate) fn dist() -> Outcome {
    let mut steps = Steps::of(4);
    steps.step("System packages", "libraries of the window", || {
        node::check_node()?;
        need::install(&[Purpose::Build])
    })?;
    steps.step("UI packages", "the window's page needs them", || node::install_packages("ui"))?;
    steps.step("Page", "goes into the program", node::build_page)?;
    steps.step("Package", "target/release/bundle/deb", || {
        let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
        let mut command = process::program(npx);
        command.args(["--yes", TAURI_CLI, "build", "--bundles", "deb"]).current_dir(place::root());
        process::run(command, process::BUILD_MAX)
    })
}
