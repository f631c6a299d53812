//! Suites that Node runs.

use std::time::Duration;

use crate::error::{Outcome, stop};
use crate::need;
use crate::node;
use crate::place;
use crate::process;
use crate::test::tally::Tally;

/// Longest time for the page's unit tests.
const UNIT_MAX: Duration = Duration::from_mins(5);
/// Longest time for the browser tests.
const BROWSER_MAX: Duration = Duration::from_mins(15);

/// `npm test` in ui: the page's pure functions.
pub(crate) fn unit_tests() -> Outcome<Tally> {
    npm_test("ui", UNIT_MAX, Tally::hear_vitest)
}

/// `npm test` in tests/ui: chromium against `jangbu serve`.
pub(crate) fn browser_tests() -> Outcome<Tally> {
    need::require("chromium", "install the package chromium")?;
    need::require("gnome-keyring-daemon", "install gnome-keyring")?;
    need::require("dbus-run-session", "install dbus")?;
    if !place::program("jangbu").is_file() {
        return stop("target/debug/jangbu is missing: the build step has failed");
    }
    npm_test("tests/ui", BROWSER_MAX, Tally::hear_node)
}

fn npm_test(folder: &str, bound: Duration, hear: fn(&mut Tally, &str)) -> Outcome<Tally> {
    let mut command = node::npm(&place::root().join(folder), &["test"]);
    command
        .env("CI", "true")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .env("JANGBU_BIN", place::program("jangbu"));
    let mut tally = Tally::default();
    let ending = process::listen(command, bound, |line| {
        hear(&mut tally, line);
        true
    })?;
    if ending.left_behind > 0 {
        println!("{} processes were left behind and have been ended", ending.left_behind);
    }
    tally.ended(ending.status);
    Ok(tally)
}
