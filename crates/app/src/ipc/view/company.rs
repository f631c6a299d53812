//! Companies.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// How the book's key is kept.
#[derive(Copy)]
pub enum Protection {
    /// A random key in the operating system's keyring.
    Keyring,
    /// A passphrase, stretched with Argon2id; where no keyring exists.
    Passphrase,
    /// A throw-away key in the open beside the book; demo companies only.
    Throwaway,
}

/// One company known on this machine.
pub struct CompanySummary {
    /// Opaque, stable; the folder's name.
    pub id: String,
    pub name: String,
    /// `123-45-67890`.
    pub business_number: String,
    pub representative: Option<String>,
    /// Folder that holds the book.
    pub path: String,
    pub protection: Protection,
    /// A demo company: invented books under a throw-away key.
    pub demo: bool,
    /// Open in this process now.
    pub open: bool,
    /// Unix milliseconds of the last opening, if ever.
    #[ts(type = "number | null")]
    pub opened_at_ms: Option<i64>,
}

/// All companies, the last opened first.
pub struct CompanyList {
    pub companies: Vec<CompanySummary>,
    /// Whether this machine has a working keyring; without one, creation asks for a passphrase.
    pub keyring_available: bool,
}

/// A new company.
pub struct CompanyCreate {
    pub name: String,
    /// Ten digits, hyphens optional.
    pub business_number: String,
    pub representative: Option<String>,
    pub protection: Protection,
    /// Ticket of a `secret.put`; needed for `Protection::Passphrase`.
    #[ts(type = "number | null")]
    pub passphrase: Option<u64>,
}

/// The new company, open, and its recovery key, shown this once.
pub struct CompanyCreated {
    pub company: CompanySummary,
    /// Groups of characters to print and keep away from this machine.
    pub recovery_key: String,
}

/// Which company to open and with what.
pub struct CompanyOpen {
    pub id: String,
    /// Ticket of a `secret.put` holding the passphrase, for passphrase books.
    #[ts(type = "number | null")]
    pub passphrase: Option<u64>,
    /// Ticket of a `secret.put` holding the recovery key.
    #[ts(type = "number | null")]
    pub recovery_key: Option<u64>,
}
}
