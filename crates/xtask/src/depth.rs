//! The one table of seeds, cases and seconds, in two depths.
//!
//! `cargo xtask test` takes the first column: every suite is present and short. `--full` takes
//! the second: the counts whose figures are worth writing down.

use std::time::Duration;

/// How much a run spends on what could go on for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What continuous integration runs.
    Quick,
    /// The large counts.
    Full,
}

impl Depth {
    /// The word handed to tests in `JANGBU_DEPTH`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Full => "full",
        }
    }
}

/// Generated cases per property test (`PROPTEST_CASES`).
const PROPERTY_CASES_QUICK: u32 = 256;
const PROPERTY_CASES_FULL: u32 = 20_000;

/// Generated cases per property test at a depth.
pub(crate) fn property_cases(depth: Depth) -> u32 {
    match depth {
        Depth::Quick => PROPERTY_CASES_QUICK,
        Depth::Full => PROPERTY_CASES_FULL,
    }
}

/// One fuzz target: its seed, and how long it runs at each depth.
#[derive(Debug)]
pub(crate) struct FuzzRow {
    pub(crate) target: &'static str,
    pub(crate) seed: u32,
    pub(crate) quick_s: u64,
    pub(crate) full_s: u64,
}

impl FuzzRow {
    /// How long the target runs at a depth.
    pub(crate) fn seconds(&self, depth: Depth) -> Duration {
        Duration::from_secs(match depth {
            Depth::Quick => self.quick_s,
            Depth::Full => self.full_s,
        })
    }
}

/// Every parser of foreign bytes. A target that tests/fuzz has and this table lacks fails the
/// fuzz suite, and so does a row without its target.
pub(crate) const FUZZ: &[FuzzRow] = &[
    FuzzRow { target: "etax_xml", seed: 20_261_121, quick_s: 20, full_s: 900 },
    FuzzRow { target: "hometax_workbook", seed: 20_261_122, quick_s: 20, full_s: 900 },
    FuzzRow { target: "hometax_text", seed: 20_261_130, quick_s: 15, full_s: 900 },
    FuzzRow { target: "hometax_answer", seed: 20_261_131, quick_s: 15, full_s: 900 },
    FuzzRow { target: "nts_answer", seed: 20_261_132, quick_s: 10, full_s: 600 },
    FuzzRow { target: "popbill_answer", seed: 20_261_133, quick_s: 15, full_s: 900 },
    FuzzRow { target: "read_document", seed: 20_261_123, quick_s: 20, full_s: 900 },
    FuzzRow { target: "domain_values", seed: 20_261_124, quick_s: 10, full_s: 600 },
    FuzzRow { target: "npki_key", seed: 20_261_125, quick_s: 20, full_s: 900 },
    FuzzRow { target: "npki_pfx", seed: 20_261_126, quick_s: 20, full_s: 900 },
    FuzzRow { target: "npki_certificate", seed: 20_261_127, quick_s: 20, full_s: 900 },
    FuzzRow { target: "npki_cms", seed: 20_261_128, quick_s: 20, full_s: 900 },
    FuzzRow { target: "etax_signature", seed: 20_261_129, quick_s: 20, full_s: 900 },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_depth_is_never_shallower_than_the_quick_one() {
        assert!(property_cases(Depth::Full) > property_cases(Depth::Quick));
        for row in FUZZ {
            assert!(row.seconds(Depth::Full) > row.seconds(Depth::Quick), "{}", row.target);
        }
    }

    #[test]
    fn no_fuzz_target_has_two_rows() {
        for (place, row) in FUZZ.iter().enumerate() {
            assert!(FUZZ[place + 1..].iter().all(|other| other.target != row.target), "{}", row.target);
        }
    }
}
