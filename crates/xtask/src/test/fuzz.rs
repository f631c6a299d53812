//! Fuzz targets: each runs for its row of the table in `depth`, on the stable toolchain.
//!
//! A target passes when it ran its whole time without a crash. New inputs that it finds go to
//! target/fuzz-corpus; the committed seeds in tests/fuzz/corpus are only read.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::depth::{Depth, FUZZ, FuzzRow};
use crate::error::{Outcome, at, stop};
use crate::place;
use crate::process;
use crate::test::tally::Tally;
use crate::tool;

/// Longest time to build one target, on top of its running time.
const FUZZ_BUILD_MAX: Duration = Duration::from_mins(10);
/// One input may take this long before it counts as a hang.
const INPUT_S_MAX: u32 = 10;
/// A target may use this much memory before it counts as a crash.
const MEMORY_MB_MAX: u32 = 2048;

/// Runs every target of the table.
pub(crate) fn run(depth: Depth) -> Outcome<Tally> {
    let folder = place::root().join("tests/fuzz");
    let program = tool::ready(tool::FUZZ)?;
    compare_with_table(&targets(&folder)?)?;
    let mut tally = Tally::default();
    for row in FUZZ {
        println!("\nfuzz {}: {} s, seed {}", row.target, row.seconds(depth).as_secs(), row.seed);
        match one(row, depth, &folder, program.as_os_str())? {
            Ok(inputs) => {
                println!("fuzz {}: {inputs} inputs, no crash", row.target);
                tally.passed += 1;
            }
            Err(reason) => {
                println!("fuzz {}: {reason}", row.target);
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

/// Runs one target; the inner error says why it failed.
fn one(row: &FuzzRow, depth: Depth, folder: &Path, program: &OsStr) -> Outcome<Result<u64, String>> {
    let found = place::target().join("fuzz-corpus").join(row.target);
    fs::create_dir_all(&found).map_err(at(&found))?;
    let seeds = folder.join("corpus").join(row.target);
    let bound = row.seconds(depth);
    let mut command = process::program(program);
    command.args(["run", "--fuzz-dir"]).arg(folder).args(["--sanitizer", "none", row.target]).arg(&found);
    if seeds.is_dir() {
        command.arg(&seeds);
    }
    command.arg("--").args([
        format!("-max_total_time={}", bound.as_secs()),
        format!("-seed={}", row.seed),
        format!("-timeout={INPUT_S_MAX}"),
        format!("-rss_limit_mb={MEMORY_MB_MAX}"),
        "-print_final_stats=1".to_owned(),
    ]);
    command.env("CARGO_TERM_COLOR", "never").env("CARGO_TARGET_DIR", place::target().join("fuzz"));
    let mut inputs = 0;
    let ending = process::listen(command, bound + FUZZ_BUILD_MAX, |line| {
        inputs = executed(line).unwrap_or(inputs);
        !is_chatter(line)
    })?;
    Ok(match ending.status {
        Some(status) if status.success() && inputs > 0 => Ok(inputs),
        Some(status) if status.success() => Err("ran no input at all".to_owned()),
        Some(status) => {
            Err(format!("failed ({status}); the input is in tests/fuzz/artifacts/{}", row.target))
        }
        None => Err("ran out of time".to_owned()),
    })
}

/// `stat::number_of_executed_units: 12345`
fn executed(line: &str) -> Option<u64> {
    line.trim().strip_prefix("stat::number_of_executed_units:")?.trim().parse().ok()
}

/// Thousands of lines that say only that it is still going on: `#917\tNEW cov: …`, and words that
/// it found useful.
fn is_chatter(line: &str) -> bool {
    let counted = line.strip_prefix('#').and_then(|rest| rest.split_once('\t'));
    let event = counted.map(|(_, event)| event.split_whitespace().next().unwrap_or(""));
    event.is_some_and(|event| ["NEW", "REDUCE", "pulse", "RELOAD"].contains(&event))
        || line.contains("\" # Uses: ")
}

/// The targets that tests/fuzz declares.
fn targets(folder: &Path) -> Outcome<BTreeSet<String>> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(at(&manifest))?;
    let Ok(table) = text.parse::<toml::Table>() else {
        return stop(format!("{} is not TOML", manifest.display()));
    };
    let programs = table.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    Ok(programs.filter_map(|program| program.get("name")?.as_str().map(str::to_owned)).collect())
}

fn compare_with_table(declared: &BTreeSet<String>) -> Outcome {
    let rows: BTreeSet<String> = FUZZ.iter().map(|row| row.target.to_owned()).collect();
    let differing: Vec<&str> = declared.symmetric_difference(&rows).map(String::as_str).collect();
    if differing.is_empty() {
        return Ok(());
    }
    stop(format!(
        "tests/fuzz/Cargo.toml and the table in crates/xtask/src/depth.rs differ: {}",
        differing.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_inputs_is_read_from_the_final_figures() {
        assert_eq!(executed("stat::number_of_executed_units: 12345"), Some(12_345));
        assert_eq!(executed("stat::average_exec_per_sec:     99"), None);
    }

    #[test]
    fn signs_of_life_are_not_printed_and_everything_else_is() {
        assert!(is_chatter("#917\tNEW    cov: 10 ft: 11 corp: 3/10b"));
        assert!(is_chatter("#8388608\tpulse  cov: 11"));
        assert!(is_chatter("\"\\377\" # Uses: 12"));
        for shown in
            ["#12052486\tDONE   cov: 11", "#2\tINITED cov: 8", "thread panicked at", "==1== ERROR: libFuzzer"]
        {
            assert!(!is_chatter(shown), "{shown}");
        }
    }

    #[test]
    fn a_target_without_a_row_is_named() {
        let mut declared: BTreeSet<String> = FUZZ.iter().map(|row| row.target.to_owned()).collect();
        compare_with_table(&declared).unwrap();
        declared.insert("forgotten".to_owned());
        assert!(compare_with_table(&declared).unwrap_err().to_string().contains("forgotten"));
    }
}
