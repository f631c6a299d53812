//! Ways into the open company's book.

use super::company::Protection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// How the open company's book is kept closed.
#[derive(Copy)]
pub struct KeyState {
    pub protection: Protection,
    /// Whether this machine has a working keyring to move the key to.
    pub keyring_available: bool,
    /// Fewest characters of a passphrase.
    pub passphrase_min: u32,
}

/// Another passphrase for the same book.
#[derive(Copy)]
pub struct KeyChangePassphrase {
    /// Ticket of the present passphrase.
    #[ts(type = "number")]
    pub current: u64,
    /// Ticket of the next one.
    #[ts(type = "number")]
    pub next: u64,
}

/// Another way of keeping the key.
#[derive(Copy)]
pub struct KeyChangeProtection {
    pub to: Protection,
    /// Ticket: the present passphrase when it is given up for the keyring, or the new one when the
    /// keyring is.
    #[ts(type = "number | null")]
    pub passphrase: Option<u64>,
}

/// A new recovery key; the old one opens nothing from now on.
#[derive(Copy)]
pub struct KeyRenewRecovery {
    /// Ticket of the present passphrase, for passphrase books.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub current: Option<u64>,
}

/// The recovery key, shown this once.
pub struct RecoveryKeyShown {
    /// Groups of characters to print and keep away from this machine.
    pub recovery_key: String,
}
}
