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
    /// The clerk's word that a lock of another machine is a leftover and may be taken over.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub take_over: bool,
    /// Read without the lock, while another program writes; every write is refused.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub read_only: bool,
}

/// Who holds a company's lock.
pub struct LockOwnerView {
    /// Name of the user.
    pub owner: String,
    /// Name of the machine.
    pub host: String,
    pub pid: u32,
    /// `window`, `browser`, `terminal`.
    pub program: String,
    /// RFC 3339.
    pub since: String,
}

/// The company that is open now.
pub struct CompanyOpened {
    #[serde(flatten)]
    pub company: CompanySummary,
    /// The program whose leftover lock was taken over: it ended without closing the book.
    pub took_over: Option<LockOwnerView>,
    /// Open for reading only.
    pub read_only: bool,
    /// The book was brought to this program's form; a backup stands before it.
    pub upgraded: bool,
}
}
