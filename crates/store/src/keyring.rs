//! Where keys lie when the operating system keeps them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Name under which the entries of this program stand in a keyring.
pub const KEYRING_SERVICE: &str = "jangbu";

/// Why a keyring did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// There is none, it is locked, or it refuses.
    #[error("{reason}")]
    Unavailable {
        /// What it said.
        reason: String,
    },
}

/// A place that keeps small secrets by name.
pub trait Keyring: Send + Sync {
    /// Whether secrets can be kept here now.
    fn is_available(&self) -> bool;

    /// The secret of `user`, or none.
    ///
    /// # Errors
    /// [`KeyringError::Unavailable`].
    fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError>;

    /// Keeps `secret` for `user`, replacing what was there.
    ///
    /// # Errors
    /// [`KeyringError::Unavailable`].
    fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringError>;

    /// Forgets the secret of `user`; nothing to forget is fine.
    ///
    /// # Errors
    /// [`KeyringError::Unavailable`].
    fn delete(&self, user: &str) -> Result<(), KeyringError>;
}

/// A machine without a keyring; books are protected by passphrases there.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn is_available(&self) -> bool {
        false
    }

    fn read(&self, _user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        Err(absent())
    }

    fn write(&self, _user: &str, _secret: &[u8]) -> Result<(), KeyringError> {
        Err(absent())
    }

    fn delete(&self, _user: &str) -> Result<(), KeyringError> {
        Err(absent())
    }
}

fn absent() -> KeyringError {
    KeyringError::Unavailable { reason: "no keyring is used".to_owned() }
}

/// Keeps secrets until the process ends; for tests.
#[derive(Default)]
pub struct MemoryKeyring {
    secrets: Mutex<HashMap<String, Zeroizing<Vec<u8>>>>,
}

impl Keyring for MemoryKeyring {
    fn is_available(&self) -> bool {
        true
    }

    fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).get(user).cloned())
    }

    fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringError> {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(user.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn delete(&self, user: &str) -> Result<(), KeyringError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(user);
        Ok(())
    }
}

/// The keyring of the desktop session: the Secret Service on Linux. On other systems it reports
/// itself as unavailable, which leads to passphrase protection.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

#[cfg(target_os = "linux")]
mod system {
    use super::{KEYRING_SERVICE, Keyring, KeyringError, SystemKeyring};
    use keyring_core::api::CredentialStoreApi as _;
    use zeroize::Zeroizing;

    /// Name of an entry that never exists: looking for it tells whether the keyring answers.
    const PROBE: &str = "probe";

    impl SystemKeyring {
        /// Connects anew each time: entries are read once per opening, and a session bus that
        /// appeared later is found.
        fn entry(user: &str) -> Result<keyring_core::Entry, KeyringError> {
            let store = zbus_secret_service_keyring_store::Store::new().map_err(|e| unavailable(&e))?;
            store.build(KEYRING_SERVICE, user, None).map_err(|e| unavailable(&e))
        }
    }

    impl Keyring for SystemKeyring {
        fn is_available(&self) -> bool {
            self.read(PROBE).is_ok()
        }

        fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
            match Self::entry(user)?.get_secret() {
                Ok(secret) => Ok(Some(Zeroizing::new(secret))),
                Err(keyring_core::Error::NoEntry) => Ok(None),
                Err(error) => Err(unavailable(&error)),
            }
        }

        fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringError> {
            Self::entry(user)?.set_secret(secret).map_err(|e| unavailable(&e))
        }

        fn delete(&self, user: &str) -> Result<(), KeyringError> {
            match Self::entry(user)?.delete_credential() {
                Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
                Err(error) => Err(unavailable(&error)),
            }
        }
    }

    /// By kind only: some errors of the keyring carry the secret they stumbled over.
    fn unavailable(error: &keyring_core::Error) -> KeyringError {
        use keyring_core::Error;
        let reason = match error {
            Error::NoStorageAccess(cause) => format!("it is locked or refuses: {cause}"),
            Error::PlatformFailure(cause) => format!("it does not answer: {cause}"),
            Error::NoEntry => "no entry".to_owned(),
            Error::Ambiguous(_) => "more than one entry of this name".to_owned(),
            _ => "it answered unexpectedly".to_owned(),
        };
        KeyringError::Unavailable { reason }
    }
}

#[cfg(not(target_os = "linux"))]
impl Keyring for SystemKeyring {
    fn is_available(&self) -> bool {
        NoKeyring.is_available()
    }

    fn read(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        NoKeyring.read(user)
    }

    fn write(&self, user: &str, secret: &[u8]) -> Result<(), KeyringError> {
        NoKeyring.write(user, secret)
    }

    fn delete(&self, user: &str) -> Result<(), KeyringError> {
        NoKeyring.delete(user)
    }
}
