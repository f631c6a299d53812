//! The benchmarks keep working: the real program with sizes that say nothing.

use std::process::Command;

#[test]
fn every_benchmark_runs_through_and_prints_its_table() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench")).arg("--quick").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    for expected in [
        "import of a workbook of 300 rows",
        "rate of the program against bare",
        "questions over 2000 invoices",
        "pages at a dragged thumb",
        "search two syllables, common",
        "totals of one month",
        "memory, PSS",
        "acts of each kind, one by one",
        "note on an invoice",
        "a new process until the first 200",
        "backup, verified after making",
        "100 invoices signed and packed",
        "certificates found among 50 folders",
        "SEED-CBC encrypts",
        "signs, RSA-2048",
        "one call of 100 numbers on loopback",
        "how 250 partners stand",
    ] {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
}

#[test]
fn an_unknown_benchmark_is_refused_by_name() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench")).arg("speed").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no benchmark speed"));
}
