//! Reading the figures that the test runners print about themselves.

use std::process::ExitStatus;

/// How many tests passed, failed and were left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// Why the suite could not be run or believed; it counts as one failure.
    pub(crate) broken: Option<String>,
    /// Test harnesses that are talking: a test may start its own program again as a second one.
    open: u32,
}

impl Tally {
    /// A suite that could not run at all.
    pub(crate) fn broken(reason: String) -> Self {
        Self { broken: Some(reason), ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Takes note of how the runner ended: its figures alone would hide a crash.
    pub(crate) fn ended(&mut self, status: Option<ExitStatus>) {
        match status {
            Some(status) if status.success() => {}
            Some(_) if self.failed > 0 => {}
            Some(status) => self.broken = Some(format!("the runner failed ({status})")),
            None => self.broken = Some("ran out of time".to_owned()),
        }
    }

    /// The final word on a suite: no test found, or broken, is a failure.
    pub(crate) fn judged(mut self) -> Self {
        if self.broken.is_none() && self.passed + self.failed == 0 {
            self.broken = Some("no test was found".to_owned());
        }
        if self.broken.is_some() {
            self.failed += 1;
        }
        self
    }

    /// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`
    ///
    /// Figures of a harness inside a test are that test's business and not counted.
    pub(crate) fn hear_cargo(&mut self, line: &str) {
        let line = line.trim_start();
        if line.starts_with("Running ") || line.starts_with("Doc-tests ") {
            // Cargo starts the next program: one that crashed before it leaves nothing open.
            self.open = 0;
        } else if is_opening(line) {
            self.open += 1;
        } else if let Some(rest) = line.strip_prefix("test result: ") {
            self.open = self.open.saturating_sub(1);
            if self.open == 0 {
                let figures = rest.split_once(". ").map_or(rest, |(_, figures)| figures);
                self.add_words(figures.split(';'));
            }
        }
    }

    /// `Summary [   0.1s] 10 tests run: 9 passed (1 slow), 1 failed, 2 timed out, 3 skipped`
    pub(crate) fn hear_nextest(&mut self, line: &str) {
        let Some((_, rest)) =
            line.trim_start().strip_prefix("Summary [").and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        let figures = rest.split_once("run:").map_or(rest, |(_, figures)| figures);
        // What stands in brackets breaks a figure down: `(1 slow, 1 flaky)`.
        let mut depth = 0_u32;
        let flat: String = figures
            .chars()
            .filter(|letter| {
                match letter {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => return depth == 0,
                }
                false
            })
            .collect();
        self.add_words(flat.split(','));
    }

    /// `Tests  1 failed | 11 passed | 2 skipped (14)`
    pub(crate) fn hear_vitest(&mut self, line: &str) {
        let line = without_colour(line);
        let Some(rest) = line.trim_start().strip_prefix("Tests ") else { return };
        let figures = rest.split_once('(').map_or(rest, |(figures, _)| figures);
        self.add_words(figures.split('|'));
    }

    /// `ℹ pass 5` (spec) or `# pass 5` (TAP), one figure a line.
    pub(crate) fn hear_node(&mut self, line: &str) {
        let line = without_colour(line);
        let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else { return };
        let Some((word, count)) = rest.trim().split_once(' ') else { return };
        let Ok(count) = count.trim().parse::<u64>() else { return };
        match word {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }

    /// Adds figures of the form `12 passed`.
    fn add_words<'a>(&mut self, figures: impl Iterator<Item = &'a str>) {
        for figure in figures {
            let Some((count, word)) = figure.trim().split_once(' ') else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match word.trim() {
                "passed" => self.passed += count,
                "failed" | "timed out" | "exec failed" => self.failed += count,
                "skipped" | "ignored" | "todo" => self.skipped += count,
                _ => {}
            }
        }
    }
}

/// `running 2 tests`
fn is_opening(line: &str) -> bool {
    let middle = line
        .strip_prefix("running ")
        .and_then(|rest| rest.strip_suffix(" tests").or_else(|| rest.strip_suffix(" test")));
    middle.is_some_and(|count| count.parse::<u64>().is_ok())
}

/// Takes out terminal colours: `ESC [ … letter`.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped, broken: None, open: 0 }
    }

    #[test]
    fn cargo_summaries_are_added_up_over_all_binaries() {
        let mut heard = Tally::default();
        heard.hear_cargo(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        );
        heard.hear_cargo("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        heard.hear_cargo("test a::b ... ok");
        assert_eq!(heard, tally(15, 2, 1));
    }

    #[test]
    fn a_harness_inside_a_test_is_not_counted() {
        let mut heard = Tally::default();
        for line in [
            "     Running keyring/main.rs (target/debug/deps/keyring-1)",
            "running 2 tests",
            "running 1 test",
            "test result: FAILED. 0 passed; 1 failed; 0 ignored",
            "test result: ok. 2 passed; 0 failed; 0 ignored",
        ] {
            heard.hear_cargo(line);
        }
        assert_eq!(heard, tally(2, 0, 0));
    }

    #[test]
    fn a_program_that_crashed_does_not_hide_the_next_one() {
        let mut heard = Tally::default();
        for line in
            ["running 3 tests", "     Running b", "running 1 test", "test result: ok. 1 passed; 0 failed"]
        {
            heard.hear_cargo(line);
        }
        assert_eq!(heard, tally(1, 0, 0));
    }

    #[test]
    fn a_nextest_summary_counts_time_outs_as_failures_and_ignores_the_break_down() {
        let mut heard = Tally::default();
        heard.hear_nextest(
            "     Summary [  12.3s] 14 tests run: 9 passed (2 slow, 1 flaky), 3 failed, 1 timed out, 1 exec failed, 5 skipped",
        );
        assert_eq!(heard, tally(9, 5, 5));
    }

    #[test]
    fn a_nextest_summary_that_was_cut_short_is_read_too() {
        let mut heard = Tally::default();
        heard.hear_nextest("Summary [ 1.0s] 4/10 tests run: 3 passed, 1 failed, 0 skipped");
        assert_eq!(heard, tally(3, 1, 0));
    }

    #[test]
    fn a_vitest_summary_is_read_through_its_colours() {
        let mut heard = Tally::default();
        heard.hear_vitest("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m1 failed\u{1b}[22m | \u{1b}[32m11 passed\u{1b}[39m | 2 skipped (14)");
        heard.hear_vitest(" Test Files  2 passed (2)");
        assert_eq!(heard, tally(11, 1, 2));
    }

    #[test]
    fn node_figures_are_read_in_both_of_its_formats() {
        let mut heard = Tally::default();
        for line in ["ℹ tests 6", "ℹ pass 4", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 0"] {
            heard.hear_node(line);
        }
        for line in ["# pass 2", "# fail 0", "# todo 1", "# duration_ms 12.3"] {
            heard.hear_node(line);
        }
        assert_eq!(heard, tally(6, 2, 1));
    }

    #[test]
    fn a_suite_without_tests_fails() {
        let judged = Tally::default().judged();
        assert_eq!(judged.failed, 1);
        assert_eq!(judged.broken.as_deref(), Some("no test was found"));
        assert_eq!(tally(0, 0, 7).judged().failed, 1);
    }

    #[test]
    fn a_runner_that_ran_out_of_time_fails_whatever_it_printed() {
        let mut heard = tally(10, 0, 0);
        heard.ended(None);
        assert_eq!(heard.judged().failed, 1);
    }

    #[test]
    fn a_healthy_suite_is_left_as_it_is() {
        assert_eq!(tally(10, 0, 1).judged(), tally(10, 0, 1));
    }
}
