//! Backups of the large book beside a plain copy of its file.

use crate::books::{large, now, shelf};
use crate::{Outcome, Size, measure};
use jangbu_store::{BackupOrder, BackupReason, Unlock};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

/// Bytes that the plain copy moves at once.
const BLOCK: usize = 1 << 20;

pub(crate) fn bench(size: Size) -> Outcome {
    let place = large(size)?;
    let folder = tempfile::tempdir_in(shelf()?)?;
    let bytes = std::fs::metadata(&place.book_file)?.len();
    let ((), copied) = measure::once(|| copy(&place.book_file, &folder.path().join("copy")))?;
    std::fs::remove_file(folder.path().join("copy"))?;
    let book = place.open()?;
    let order = BackupOrder {
        place: folder.path().join("backups"),
        second: None,
        reason: BackupReason::Manual,
        at: now()?,
    };
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let (made, backed_up) = measure::once(|| Ok(book.back_up(&order, go_on)?))?;
    book.close()?;
    let (report, verified) =
        measure::once(|| Ok(place.books().verify_backup(&made.path, &Unlock::Throwaway, go_on)?))?;
    if let Some(fault) = report.fault {
        return Err(format!("the backup is not sound: {fault:?}").into());
    }
    let line = |what: &str, took: Duration| {
        vec![
            what.to_owned(),
            measure::seconds(took),
            format!("{:.0}", bytes as f64 / 1e6 / took.as_secs_f64().max(1e-9)),
            format!("{:.1}", measure::ratio(took, copied)),
        ]
    };
    measure::print(
        &format!("backup of {} invoices, {} MB", size.invoices, bytes / 1_000_000),
        &["what", "s", "MB/s", "of a plain copy"],
        &[
            line("plain copy, synced", copied),
            line("backup, verified after making", backed_up),
            line("verifying it again", verified),
        ],
    );
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let (mut from, mut to) = (File::open(from)?, File::create_new(to)?);
    let mut block = vec![0; BLOCK];
    loop {
        let read = from.read(&mut block)?;
        if read == 0 {
            to.sync_all()?;
            return Ok(());
        }
        to.write_all(block.get(..read).unwrap_or_default())?;
    }
}
