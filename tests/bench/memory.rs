//! Memory of the program: PSS of its process, sampled while it works, in a process of its own.

use crate::books::{Place, call, large};
use crate::import::{through_app, workbook_file};
use crate::{Outcome, Size, measure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Time between two looks at the process.
const SAMPLE_EVERY: Duration = Duration::from_millis(20);
/// Pages read one after the other.
const PAGES: usize = 500;
/// Rows of a page, as the list asks for them.
const PAGE_ROWS: u32 = 200;

/// Proportional set size of this process in KiB.
fn pss_kib() -> Outcome<u64> {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no Pss in smaps_rollup")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Largest PSS while `work` runs.
pub(crate) fn peak<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, u64)> {
    let (stop, stopped) = channel::<()>();
    let watcher = std::thread::spawn(move || {
        let mut peak = 0;
        loop {
            peak = peak.max(pss_kib().unwrap_or(0));
            match stopped.recv_timeout(SAMPLE_EVERY) {
                Err(RecvTimeoutError::Timeout) => {}
                _ => return peak,
            }
        }
    });
    let done = work();
    drop(stop);
    let peak = watcher.join().map_err(|_| "the watcher failed")?;
    Ok((done?, peak))
}

pub(crate) fn bench(size: Size) -> Outcome {
    let quick = size.repeat_long == 1;
    // The workbook is made here, so that making it does not count.
    let folder = tempfile::tempdir()?;
    let workbook = workbook_file(folder.path(), size.workbook_rows)?;
    let mut rows = Vec::new();
    for (name, what) in [
        (
            format!("memory-import={}", workbook.display()),
            format!("dry run and commit of a workbook of {} rows", size.workbook_rows),
        ),
        (
            "memory-list".to_owned(),
            format!("anchors, totals and {PAGES} pages of {PAGE_ROWS} over {} invoices", size.invoices),
        ),
    ] {
        let mut child = Command::new(std::env::current_exe()?);
        child.arg(&name).args(quick.then_some("--quick"));
        let output = child.output()?;
        if !output.status.success() {
            return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let figures: Vec<String> = text.lines().last().unwrap_or_default().split(' ').map(mib).collect();
        rows.push([vec![what], figures].concat());
    }
    measure::print("memory, PSS of the process in MiB", &["work", "before", "peak"], &rows);
    Ok(())
}

fn mib(kib: &str) -> String {
    format!("{:.0}", kib.parse::<f64>().unwrap_or(0.0) / 1024.0)
}

/// Prints PSS before and at its peak while a workbook is imported.
pub(crate) fn import(workbook: &str) -> Outcome {
    let folder = tempfile::tempdir()?;
    let (place, book) = Place::create(folder.path())?;
    book.close()?;
    let app = place.app()?;
    let before = pss_kib()?;
    let (_, peak) = peak(|| through_app(&app, Path::new(workbook)))?;
    println!("{before} {peak}");
    Ok(())
}

/// Prints PSS before and at its peak while the large book is paged.
pub(crate) fn list(size: Size) -> Outcome {
    let place = large(size)?;
    let app = place.app()?;
    let before = pss_kib()?;
    let ((), peak) = peak(|| {
        call(&app, "invoice.anchors", json!({ "filter": {}, "sort": [], "every": PAGE_ROWS }))?;
        call(&app, "invoice.totals", json!({ "filter": {}, "ids": null }))?;
        let mut after = Value::Null;
        for _ in 0..PAGES {
            let request = json!({ "filter": {}, "sort": [], "after": after, "limit": PAGE_ROWS });
            after = call(&app, "invoice.page", request)?["next"].clone();
            if after.is_null() {
                break;
            }
        }
        Ok(())
    })?;
    println!("{before} {peak}");
    Ok(())
}
