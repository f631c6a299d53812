//! The other program: the openssl command.

use std::path::Path;
use std::process::{Command, Output};

/// SEED is in its legacy provider.
pub(crate) const PROVIDERS: [&str; 4] = ["-provider", "default", "-provider", "legacy"];

/// Runs it in a folder; stdout and stderr are kept.
pub(crate) fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new("openssl");
    command.args(words).current_dir(folder);
    command.output().unwrap_or_else(|error| panic!("the openssl command is needed: {error}"))
}

/// Runs it and gives what it printed; it must succeed.
pub(crate) fn ask(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {words:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
