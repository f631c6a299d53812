//! A keyring for invented books that several processes share.

use jangbu_store::{Keyring, KeyringError};
use std::io::{Error, ErrorKind};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Keeps keys as files in a folder.
pub struct FileKeyring(pub PathBuf);

impl Keyring for FileKeyring {
    fn is_available(&self) -> bool {
        true
    }

    fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        match std::fs::read(self.0.join(user)) {
            Ok(key) => Ok(Some(Zeroizing::new(key))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }

    fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringError> {
        let written =
            std::fs::create_dir_all(&self.0).and_then(|()| std::fs::write(self.0.join(user), secret));
        written.map_err(|error| unavailable(&error))
    }

    fn delete(&self, user: &str) -> Result<(), KeyringError> {
        std::fs::remove_file(self.0.join(user)).map_err(|error| unavailable(&error))
    }
}

fn unavailable(error: &Error) -> KeyringError {
    KeyringError::Unavailable { reason: error.to_string() }
}
