//! One book takes another's place: two renames, and a note beside them that says what is meant, so
//! that a crash between the two is finished by whoever looks next.

use super::CANDIDATE;
use crate::backup::{moment_text, parse_moment};
use crate::{StoreError, durable, failpoint};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Beginning of the name of a folder whose book was replaced.
pub(crate) const REPLACED: &str = ".replaced-";
/// Beginning of the name of the note.
pub(crate) const INTENT: &str = ".takeover-";
/// Beginning of the name of a note that is not whole.
const INTENT_BESIDE: &str = ".restore-note";
/// Largest note that is read, in bytes.
const INTENT_BYTES_MAX: u64 = 4 * 1024;
/// Most books that are replaced in one second.
const NTH_MAX: i64 = 100;

/// What is meant to happen; names inside the companies' folder.
#[derive(Serialize, Deserialize)]
struct Intent {
    /// The folder that takes the place.
    coming: String,
    /// The name that the folder there gets.
    going: String,
}

impl Intent {
    /// Reads a note. One that is none of this program's names nothing that may be moved.
    fn read(path: &Path) -> Option<Self> {
        let text = durable::read_bounded(path, INTENT_BYTES_MAX).ok().flatten()?;
        let intent: Self = serde_json::from_slice(&text).ok()?;
        let plain = |name: &str| !name.contains(['/', '\\']) && name != "." && name != "..";
        let coming_fits = [CANDIDATE, REPLACED].iter().any(|start| intent.coming.starts_with(start));
        let fits = coming_fits && intent.going.starts_with(REPLACED);
        (fits && plain(&intent.coming) && plain(&intent.going)).then_some(intent)
    }
}

/// Renames the folder of `id`, if there is one, and `coming` into its place. Answers where the
/// replaced one is kept. The caller holds the lock.
pub(crate) fn swap_in(
    companies: &Path,
    id: &str,
    coming: &Path,
    at: Timestamp,
) -> Result<Option<PathBuf>, StoreError> {
    let place = companies.join(id);
    if fs::symlink_metadata(&place).is_err() {
        durable::rename(coming, &place)?;
        return Ok(None);
    }
    let going = free_replaced(companies, id, at)?;
    let note = companies.join(format!("{INTENT}{id}"));
    write_note(&note, coming, &going)?;
    failpoint::reach("restore.noted")?;
    durable::rename(&place, &going)?;
    failpoint::pass("restore.moved_out");
    if let Err(error) = durable::rename(coming, &place) {
        // Back to how it was; where that fails too, the note stays for the next look.
        durable::rename(&going, &place)?;
        remove_note(&note)?;
        return Err(error);
    }
    failpoint::pass("restore.moved_in");
    remove_note(&note)?;
    Ok(Some(going))
}

/// Finishes what a crash has interrupted. The caller holds the lock.
pub(crate) fn heal(companies: &Path, id: &str) -> Result<(), StoreError> {
    let note = companies.join(format!("{INTENT}{id}"));
    if !is_interrupted(companies, id) {
        return Ok(());
    }
    let place = companies.join(id);
    if let Some(intent) = Intent::read(&note)
        && fs::symlink_metadata(&place).is_err()
    {
        let (coming, going) = (companies.join(&intent.coming), companies.join(&intent.going));
        // The coming book was verified and a person chose it: forward, not back.
        let whole = if coming.is_dir() { coming } else { going };
        durable::rename(&whole, &place)?;
    }
    failpoint::reach("restore.healed")?;
    remove_note(&note)
}

/// Whether a swap of `id` was interrupted, or is going on.
pub(crate) fn is_interrupted(companies: &Path, id: &str) -> bool {
    fs::symlink_metadata(companies.join(format!("{INTENT}{id}"))).is_ok()
}

/// Ids whose swap was interrupted.
pub(crate) fn interrupted(companies: &Path) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(companies).map_err(StoreError::io(companies))? {
        let name = entry.map_err(StoreError::io(companies))?.file_name();
        ids.extend(name.to_str().and_then(|name| name.strip_prefix(INTENT)).map(str::to_owned));
    }
    Ok(ids)
}

/// Folders of the replaced books of `id`, and when they were replaced.
pub(crate) fn replaced_folders(companies: &Path, id: &str) -> Result<Vec<(PathBuf, Timestamp)>, StoreError> {
    let folders = match fs::read_dir(companies) {
        Ok(folders) => folders,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io(companies)(error)),
    };
    let beginning = format!("{REPLACED}{id}-");
    let mut found = Vec::new();
    for folder in folders {
        let folder = folder.map_err(StoreError::io(companies))?;
        let name = folder.file_name();
        let moment = name.to_str().and_then(|name| name.strip_prefix(&beginning)).and_then(parse_moment);
        found.extend(moment.map(|at| (folder.path(), at)));
    }
    Ok(found)
}

/// A name for the replaced book that is free; a second later where one is taken.
fn free_replaced(companies: &Path, id: &str, at: Timestamp) -> Result<PathBuf, StoreError> {
    for nth in 0..NTH_MAX {
        let moment = at.saturating_add(SignedDuration::from_secs(nth)).unwrap_or(at);
        let path = companies.join(format!("{REPLACED}{id}-{}", moment_text(moment)));
        if fs::symlink_metadata(&path).is_err() {
            return Ok(path);
        }
    }
    Err(StoreError::BookExists { path: companies.to_owned() })
}

fn write_note(note: &Path, coming: &Path, going: &Path) -> Result<(), StoreError> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let intent = Intent { coming: name(coming), going: name(going) };
    let text = serde_json::to_vec(&intent).map_err(|_| StoreError::damaged("a restore's note"))?;
    let beside = note.with_file_name(format!("{INTENT_BESIDE}{}", name(note)));
    durable::write_beside(&beside, &text).and_then(|()| durable::rename(&beside, note)).inspect_err(|_| {
        // What stays of it is written over by the next one.
        let _ = fs::remove_file(&beside);
    })
}

fn remove_note(note: &Path) -> Result<(), StoreError> {
    fs::remove_file(note).map_err(StoreError::io(note))?;
    note.parent().map_or(Ok(()), durable::sync_folder)
}
