//! Files a browser sent, kept until their import reads them.

use crate::file::{self, Existing, READ_BYTES_MAX};
use crate::token::make_token;
use crate::{AppError, ErrorCode};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Most uploads waiting at a time.
const WAITING_MAX: usize = 10_000;

/// Uploads by token. The folder goes away at the end: nothing in it is the only copy.
pub(crate) struct Uploads {
    folder: PathBuf,
    waiting: Mutex<HashMap<String, PathBuf>>,
}

impl Uploads {
    /// Takes a folder of its own inside `parent`, and clears away those of processes that ended
    /// without their goodbye.
    pub(crate) fn at(parent: &Path) -> Self {
        let own = std::process::id().to_string();
        for entry in std::fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name();
            let alive = Path::new("/proc").join(&name).exists() || !Path::new("/proc/self").exists();
            if name.to_string_lossy() == own.as_str() || !alive {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        Self { folder: parent.join(own), waiting: Mutex::new(HashMap::new()) }
    }

    /// Keeps the bytes under the file's own name, in a folder of its own.
    pub(crate) fn stage(&self, file_name: &str, bytes: &[u8]) -> Result<String, AppError> {
        if bytes.len() as u64 > READ_BYTES_MAX {
            return Err(
                AppError::new(ErrorCode::FileTooLarge, "the upload is too large").with("file", file_name)
            );
        }
        let name = Path::new(file_name).file_name().filter(|name| name.len() <= 255);
        let name =
            name.ok_or_else(|| AppError::new(ErrorCode::RequestMalformed, "the upload has no usable name"))?;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            return Err(AppError::new(ErrorCode::RequestMalformed, "too many uploads wait"));
        }
        let token = make_token()?;
        let folder = self.folder.join(&token);
        let unwritable = |error: std::io::Error| {
            AppError::new(ErrorCode::FileUnwritable, format!("cannot write: {error}"))
        };
        std::fs::create_dir_all(&folder).map_err(unwritable)?;
        let path = folder.join(name);
        file::write_atomically(&path, bytes, Existing::Keep)?;
        waiting.insert(token.clone(), path);
        Ok(token)
    }

    /// Where the upload of that token lies.
    ///
    /// # Errors
    /// `file.unreadable` for an unknown token.
    pub(crate) fn find(&self, token: &str) -> Result<PathBuf, AppError> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = || AppError::new(ErrorCode::FileUnreadable, "the upload is gone").with("file", "upload");
        waiting.get(token).cloned().ok_or_else(gone)
    }
}

impl Drop for Uploads {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_keeps_its_name_but_never_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let uploads = Uploads::at(dir.path());
        let token = uploads.stage("../../매출 목록.xls", b"bytes").unwrap();
        let path = uploads.find(&token).unwrap();
        assert!(path.starts_with(dir.path()));
        assert_eq!(path.file_name().unwrap(), "매출 목록.xls");
        assert!(uploads.stage("..", b"").is_err());
        assert!(uploads.find("guess").is_err());
        drop(uploads);
        assert!(!path.exists());
    }
}
