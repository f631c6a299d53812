//! Development tools that no Debian package brings, kept under target/tools.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::error::{Outcome, at};
use crate::place;
use crate::process;
use crate::step::note;

/// Longest time to build or fetch one tool.
const TOOL_MAX: Duration = Duration::from_mins(15);

/// A tool and the version everybody uses.
#[derive(Clone, Copy)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    version: &'static str,
    source: Source,
}

#[derive(Clone, Copy)]
enum Source {
    /// Built from crates.io without optimisation: it starts a minute or more earlier that way.
    Crate,
    /// A ready-made program in a Python wheel, put into an environment of its own.
    Wheel,
}

/// Runs the fuzz targets.
pub(crate) const FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2", source: Source::Crate };
/// Checks licences, sources and bans of the dependencies.
pub(crate) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", source: Source::Crate };
/// Checks spelling.
pub(crate) const TYPOS: Tool = Tool { name: "typos", version: "1.52.0", source: Source::Wheel };

/// The tool's program; it is installed first if this version is not there.
pub(crate) fn ready(tool: Tool) -> Outcome<PathBuf> {
    let home = place::tools().join(format!("{}-{}", tool.name, tool.version));
    let program = home.join("bin").join(format!("{}{}", tool.name, std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        note(&format!("{} {} is there", tool.name, tool.version));
        return Ok(program);
    }
    fs::create_dir_all(&home).map_err(at(&home))?;
    match tool.source {
        Source::Crate => {
            let mut command = process::cargo(&["install", "--locked", "--debug", "--quiet", "--root"]);
            command.arg(&home).args([tool.name, "--version", tool.version]);
            // A target folder of its own: another chore may hold the lock of ours.
            let build = place::tools().join("build");
            command.env("CARGO_TARGET_DIR", &build);
            process::run(command, TOOL_MAX)?;
            fs::remove_dir_all(&build).map_err(at(&build))?;
        }
        Source::Wheel => {
            let mut environment = Command::new("python3");
            environment.args(["-m", "venv"]).arg(&home);
            process::run(environment, TOOL_MAX)?;
            let mut command = Command::new(home.join("bin/pip"));
            command.args(["install", "--quiet", "--disable-pip-version-check"]);
            command.arg(format!("{}=={}", tool.name, tool.version));
            process::run(command, TOOL_MAX)?;
        }
    }
    Ok(program)
}
