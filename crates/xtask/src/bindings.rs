//! `cargo xtask bindings`: the TypeScript side of the command table.
//!
//! The file is committed, so that the page builds without Rust and a change of the edge shows in
//! review; `--check` tells whether it is what the table says today.

use std::fs;

use clap::Args;

use crate::error::{Outcome, at, stop};
use crate::place;
use crate::process;

const GENERATED: &str = "ui/src/api/generated.ts";

/// Options of `cargo xtask bindings`.
#[derive(Args)]
pub(crate) struct BindingsOptions {
    /// Compare only, and fail when the file is stale
    #[arg(long)]
    check: bool,
}

/// Writes or checks ui/src/api/generated.ts.
pub(crate) fn bindings(options: &BindingsOptions) -> Outcome {
    if !options.check {
        let path = place::root().join(GENERATED);
        fs::write(&path, generated()?).map_err(at(&path))?;
        println!("{GENERATED} is written");
        return Ok(());
    }
    if is_fresh()? {
        println!("{GENERATED} is fresh");
        return Ok(());
    }
    stop(format!("{GENERATED}: is not what the command table says — run `cargo xtask bindings`"))
}

/// Whether the committed file is what the command table says.
pub(crate) fn is_fresh() -> Outcome<bool> {
    let wanted = generated()?;
    Ok(fs::read_to_string(place::root().join(GENERATED)).is_ok_and(|found| found == wanted))
}

/// What the command table says, in TypeScript.
fn generated() -> Outcome<String> {
    let build = process::cargo(&["build", "--quiet", "-p", "jangbu-app", "--example", "bindings"]);
    process::run(build, process::BUILD_MAX)?;
    process::ask(process::program(place::program("examples/bindings")))
}
