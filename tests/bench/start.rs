//! Cold start of the core: a new process opens the large book and has the first rows.

use crate::books::{call, large};
use crate::measure::{Times, ms};
use crate::{Outcome, Size, measure};
use serde_json::json;
use std::process::Command;

/// Where the kernel is told to forget the files it has read; only root may.
const DROP_CACHES: &str = "/proc/sys/vm/drop_caches";
/// Starts that are measured.
const STARTS: usize = 9;

pub(crate) fn bench(size: Size) -> Outcome {
    large(size)?;
    let quick = size.repeat_long == 1;
    let starts = if quick { 1 } else { STARTS };
    let mut rows = Vec::new();
    let mut measure = |what: &str, forget: bool| -> Outcome {
        let mut taken = Vec::new();
        for _ in 0..starts {
            if forget {
                std::fs::write(DROP_CACHES, "3")?;
            }
            let ((), took) = measure::once(|| start(quick))?;
            taken.push(took);
        }
        let times = Times::sorted(taken);
        let missed = if times.median().as_millis() > 500 { "0.5 s" } else { "" };
        rows.push(vec![what.to_owned(), ms(times.median()), ms(times.p95()), missed.to_owned()]);
        Ok(())
    };
    measure("files in the kernel's memory", false)?;
    // Without root the disk is never cold.
    if !quick && std::fs::write(DROP_CACHES, "3").is_ok() {
        measure("files on the disk", true)?;
    }
    measure::print(
        &format!("a new process until the first 200 of {} invoices, ms", size.invoices),
        &["start", "p50", "p95", "missed"],
        &rows,
    );
    Ok(())
}

fn start(quick: bool) -> Outcome {
    let mut child = Command::new(std::env::current_exe()?);
    let status = child.arg("start-open").args(quick.then_some("--quick")).status()?;
    if status.success() { Ok(()) } else { Err("the started program failed".into()) }
}

/// What the new process does.
pub(crate) fn open(size: Size) -> Outcome {
    let app = crate::books::shelved(size)?.app()?;
    let page = call(&app, "invoice.page", json!({ "filter": {}, "sort": [], "after": null, "limit": 200 }))?;
    std::hint::black_box(page.to_string());
    // The window would stay; what ending costs is not part of the start.
    std::process::exit(0);
}
