//! Preferences of this machine: looks, columns, saved views. Never anything of the books.

use crate::{AppError, ErrorCode, file};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Most keys.
const KEYS_MAX: usize = 500;
/// Longest value, as JSON text in bytes.
const VALUE_BYTES_MAX: usize = 65_536;

/// A JSON object in a file, written whole and atomically at each change.
pub(crate) struct SettingsFile {
    path: PathBuf,
    values: Mutex<BTreeMap<String, Value>>,
}

impl SettingsFile {
    /// Reads the file. An unreadable one is set aside as `settings.json.unreadable` and the
    /// preferences start afresh: they are never worth refusing to start for.
    pub(crate) fn open(path: PathBuf) -> Self {
        let read = std::fs::read(&path);
        let values = match read.map(|bytes| serde_json::from_slice(&bytes)) {
            Ok(Ok(values)) => values,
            Ok(Err(error)) => {
                tracing::warn!(%error, "preferences unreadable, set aside");
                let _ = std::fs::rename(&path, path.with_extension("json.unreadable"));
                BTreeMap::new()
            }
            Err(_) => BTreeMap::new(),
        };
        Self { path, values: Mutex::new(values) }
    }

    pub(crate) fn values(&self) -> BTreeMap<String, Value> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps one value; null removes it.
    ///
    /// # Errors
    /// `request.malformed` beyond the bounds, `file.unwritable`.
    pub(crate) fn write(&self, key: String, value: Value) -> Result<(), AppError> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let too_big = value.to_string().len() > VALUE_BYTES_MAX || key.is_empty() || key.len() > 128;
        if too_big || (values.len() >= KEYS_MAX && !values.contains_key(&key)) {
            return Err(AppError::new(ErrorCode::RequestMalformed, "too many or too large preferences"));
        }
        let mut next = values.clone();
        if value.is_null() {
            next.remove(&key);
        } else {
            next.insert(key, value);
        }
        let text = serde_json::to_vec_pretty(&next)
            .map_err(|error| AppError::new(ErrorCode::Internal, format!("preferences: {error}")))?;
        file::write_atomically(&self.path, &text, file::Existing::Replace)?;
        *values = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_survive_a_restart_and_a_broken_file_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        let settings = SettingsFile::open(path.clone());
        settings.write("theme".into(), "dark".into()).unwrap();
        settings.write("gone".into(), 1.into()).unwrap();
        settings.write("gone".into(), Value::Null).unwrap();
        let again = SettingsFile::open(path.clone());
        assert_eq!(again.values(), BTreeMap::from([("theme".to_owned(), Value::from("dark"))]));
        std::fs::write(&path, b"{broken").unwrap();
        assert!(SettingsFile::open(path.clone()).values().is_empty());
        assert_eq!(std::fs::read(path.with_extension("json.unreadable")).unwrap(), b"{broken");
    }

    #[test]
    fn preferences_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let settings = SettingsFile::open(dir.path().join("settings.json"));
        let error = settings.write("x".into(), "y".repeat(VALUE_BYTES_MAX).into()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::RequestMalformed);
    }
}
