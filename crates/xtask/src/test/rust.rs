//! Suites that cargo runs.
//!
//! Everything is built by one command for the whole workspace: cargo unifies the features of what
//! it is asked for, so that asking package by package would build dependencies several times.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::depth::{Depth, property_cases};
use crate::error::{ChoreError, Outcome, at, stop};
use crate::need;
use crate::place;
use crate::process;
use crate::test::tally::Tally;

/// Longest time for a suite that cargo runs.
const SUITE_QUICK_MAX: Duration = Duration::from_mins(20);
const SUITE_FULL_MAX: Duration = Duration::from_hours(4);

/// Test targets that need surroundings of their own; `rust` leaves them out.
const DESKTOP: &str = "desktop";
const KEYRING: &str = "keyring";
/// Needs the points at which a program ends or a step fails, which no other build has.
const RELIABILITY: &str = "reliability";
const FAILPOINTS: &str = "jangbu-tests/failpoints";

/// Starts an unlocked keyring on the bus around it, then runs its arguments.
const WITH_KEYRING: &str =
    "eval \"$(printf 'pass' | gnome-keyring-daemon --unlock --components=secrets)\" && exec \"$@\"";

/// Builds all programs and tests.
pub(crate) fn build(depth: Depth) -> Outcome {
    let mut command = process::cargo(&["build", "--workspace", "--lib", "--bins", "--tests"]);
    surroundings(&mut command, depth);
    process::run(command, process::BUILD_MAX)
}

/// Unit and integration tests, then documentation tests.
pub(crate) fn workspace(depth: Depth) -> Outcome<Tally> {
    let targets = test_targets()?;
    let nextest = process::ask(process::cargo(&["nextest", "--version"])).is_ok();
    let words: &[&str] = if nextest {
        &["nextest", "run", "--no-fail-fast", "--no-tests", "fail"]
    } else {
        &["test", "--no-fail-fast"]
    };
    let mut command = process::cargo(words);
    command.args(["--workspace", "--lib", "--bins"]);
    for target in targets.iter().filter(|name| ![DESKTOP, KEYRING, RELIABILITY].contains(&name.as_str())) {
        command.args(["--test", target]);
    }
    let mut tally = Tally::default();
    let mut hear = |tally: &mut Tally, line: &str| {
        if nextest { tally.hear_nextest(line) } else { tally.hear_cargo(line) }
    };
    listen(command, depth, &mut tally, &mut hear)?;

    let documents = process::cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]);
    listen(documents, depth, &mut tally, &mut |tally, line| tally.hear_cargo(line))?;
    Ok(tally)
}

/// The real window. Tests run one after the other: they share a display.
pub(crate) fn desktop(depth: Depth) -> Outcome<Tally> {
    expect_target(DESKTOP)?;
    need::require("WebKitWebDriver", "install webkit2gtk-driver")?;
    let mut command = process::cargo(&["test", "--workspace", "--test", DESKTOP, "--"]);
    command.args(["--test-threads=1", "--nocapture"]);
    let mut tally = Tally::default();
    listen(command, depth, &mut tally, &mut |tally, line| tally.hear_cargo(line))?;
    Ok(tally)
}

/// What is left after kills, full disks, failing writes and flipped bytes. The counts are printed.
pub(crate) fn reliability(depth: Depth) -> Outcome<Tally> {
    expect_target(RELIABILITY)?;
    let mut command = process::cargo(&["test", "--workspace", "--features", FAILPOINTS]);
    command.args(["--test", RELIABILITY, "--", "--nocapture"]);
    let mut tally = Tally::default();
    listen(command, depth, &mut tally, &mut |tally, line| tally.hear_cargo(line))?;
    Ok(tally)
}

/// Keys in a real keyring daemon, on a bus and in folders that exist for this run only.
pub(crate) fn keyring(depth: Depth) -> Outcome<Tally> {
    expect_target(KEYRING)?;
    need::require("gnome-keyring-daemon", "install gnome-keyring")?;
    let home = env::temp_dir().join(format!("jangbu-keyring-{}", std::process::id()));
    for folder in ["home", "share", "config", "cache", "run"] {
        let folder = home.join(folder);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
    }
    // The bus insists on a run-time folder that nobody else can read.
    process::run(
        {
            let mut command = Command::new("chmod");
            command.arg("700").arg(home.join("run"));
            command
        },
        process::QUESTION_MAX,
    )?;
    let mut command = process::program(need::require("dbus-run-session", "install dbus")?);
    command.args(["--", "sh", "-c", WITH_KEYRING, "sh"]).arg(place::cargo());
    command.args(["test", "--workspace", "--test", KEYRING, "--", "--test-threads=1"]);
    // cargo itself keeps its packages and toolchains where the person has them.
    for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        let chosen = env::var_os(name).map(PathBuf::from);
        let usual = env::home_dir().map(|home| home.join(folder)).filter(|path| path.is_dir());
        if let Some(path) = chosen.or(usual) {
            command.env(name, path);
        }
    }
    command
        .env("JANGBU_KEYRING_TEST", "1")
        .env("HOME", home.join("home"))
        .env("XDG_DATA_HOME", home.join("share"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS");
    let mut tally = Tally::default();
    let heard = listen(command, depth, &mut tally, &mut |tally, line| tally.hear_cargo(line));
    fs::remove_dir_all(&home).map_err(at(&home))?;
    heard.map(|()| tally)
}

fn listen(
    mut command: Command,
    depth: Depth,
    tally: &mut Tally,
    hear: &mut dyn FnMut(&mut Tally, &str),
) -> Outcome {
    surroundings(&mut command, depth);
    let bound = match depth {
        Depth::Quick => SUITE_QUICK_MAX,
        Depth::Full => SUITE_FULL_MAX,
    };
    let ending = process::listen(command, bound, |line| {
        hear(tally, line);
        true
    })?;
    if ending.left_behind > 0 {
        println!("{} processes were left behind and have been ended", ending.left_behind);
    }
    tally.ended(ending.status);
    Ok(())
}

/// The same environment for building and running, so that nothing is built twice.
fn surroundings(command: &mut Command, depth: Depth) {
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env("NO_COLOR", "1")
        .env("NEXTEST_HIDE_PROGRESS_BAR", "1")
        .env("PROPTEST_CASES", property_cases(depth).to_string())
        .env("JANGBU_DEPTH", depth.word())
        .env("JANGBU_BIN", place::program("jangbu"))
        .env("JANGBU_DESKTOP_BIN", place::program("jangbu-desktop"));
}

fn expect_target(name: &str) -> Outcome {
    if test_targets()?.contains(name) {
        return Ok(());
    }
    stop(format!("no package has a test target named {name}"))
}

/// Names of all integration test targets of the workspace.
fn test_targets() -> Outcome<BTreeSet<String>> {
    let text = process::ask(process::cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    targets_in(&text).ok_or_else(|| ChoreError::Stopped("`cargo metadata` was not understood".to_owned()))
}

fn targets_in(metadata: &str) -> Option<BTreeSet<String>> {
    let metadata: serde_json::Value = serde_json::from_str(metadata).ok()?;
    let mut names = BTreeSet::new();
    for package in metadata.get("packages")?.as_array()? {
        for target in package.get("targets")?.as_array()? {
            if target.get("kind")?.as_array()?.iter().any(|kind| kind == "test") {
                names.insert(target.get("name")?.as_str()?.to_owned());
            }
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_targets_are_told_from_libraries_and_programs() {
        let metadata = r#"{"packages":[
            {"targets":[{"kind":["lib"],"name":"one"},{"kind":["test"],"name":"it"}]},
            {"targets":[{"kind":["bin"],"name":"two"},{"kind":["test"],"name":"desktop"}]}]}"#;
        let names: Vec<String> = targets_in(metadata).unwrap().into_iter().collect();
        assert_eq!(names, ["desktop", "it"]);
    }

    #[test]
    fn metadata_of_another_shape_is_refused() {
        assert!(targets_in("{}").is_none());
        assert!(targets_in("not json").is_none());
    }
}
