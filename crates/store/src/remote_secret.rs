//! Keys of remote systems, sealed a second time inside the encrypted book.
//!
//! They stand outside the change chain: a key opens something elsewhere and says nothing of the
//! books. What is replaced or forgotten is gone; no backup that is made later holds it.

use crate::errand::check_name;
use crate::table::remote_secret;
use crate::{Book, Reader, StoreError};
use jiff::Timestamp;
use zeroize::Zeroizing;

/// Bytes of a secret: longer than any key of a remote system.
const SECRET_BYTES_MAX: usize = 4_096;
/// Secrets of one book.
const SECRETS_MAX: i64 = 64;

/// A secret that is kept, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteSecretRow {
    /// Of which remote: `nts`.
    pub service: String,
    /// Which of its secrets: `service_key`.
    pub name: String,
    /// Since when.
    pub kept_at: Timestamp,
}

impl Book {
    /// Keeps a secret, in place of the one before; none forgets it.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`] for the names, [`StoreError::TooMany`] beyond 4,096 bytes or 64
    /// secrets, and errors of the database; what was kept before stays then.
    pub fn keep_remote_secret(
        &self,
        service: &str,
        name: &str,
        value: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        check_name("a service", service)?;
        check_name("a secret's name", name)?;
        if value.is_some_and(|value| value.len() > SECRET_BYTES_MAX) {
            return Err(StoreError::TooMany { what: "bytes of a secret", max: 4_096 });
        }
        self.write(|tx, seal| {
            let Some(value) = value else { return Ok(((), remote_secret::remove(tx, service, name)?)) };
            let sealed = seal.seal(&context(service, name), value.as_bytes())?;
            remote_secret::put(tx, service, name, &sealed, at)?;
            if remote_secret::count(tx)? > SECRETS_MAX {
                return Err(StoreError::TooMany { what: "secrets", max: SECRETS_MAX });
            }
            Ok(((), true))
        })
    }
}

impl Reader {
    /// A secret that is kept.
    ///
    /// # Errors
    /// [`StoreError::Seal`] when it is not what was sealed, and as every method here.
    pub fn remote_secret(&self, service: &str, name: &str) -> Result<Option<Zeroizing<String>>, StoreError> {
        let Some(sealed) = remote_secret::sealed(&self.connection, service, name)? else { return Ok(None) };
        let plain = self.seal.open(&context(service, name), &sealed)?;
        let text = core::str::from_utf8(&plain).map_err(|_| StoreError::Seal)?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }

    /// What is kept, by service and name; never a value.
    ///
    /// # Errors
    /// As every method here.
    pub fn remote_secrets(&self) -> Result<Vec<RemoteSecretRow>, StoreError> {
        remote_secret::rows(&self.connection)
    }
}

/// A sealed value opens for its own place only.
fn context(service: &str, name: &str) -> String {
    format!("remote_secret/{service}/{name}")
}
