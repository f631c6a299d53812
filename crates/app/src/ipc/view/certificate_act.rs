//! What is done to certificates: brought in, carried elsewhere, protected anew, taken away.

use super::certificate::{CertificateCopy, CertificateRow, CertificateTarget, KeepPassword};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A file or folder of the clerk's.
pub enum FileInput {
    /// A path on this machine.
    Path(String),
    /// A file uploaded by the browser host.
    Upload(String),
}

/// How a key is written.
#[derive(Copy)]
pub enum KeyScheme {
    /// PBES1 with SEED, 2,048 iterations: what every Korean program reads.
    Customary,
    /// PBES2 with AES-256, 600,000 iterations.
    Aes256,
    /// PBES2 with ARIA-256, 600,000 iterations.
    Aria256,
}

/// Bring certificates into this program's own folder: folders, pairs of files, PKCS#12 files.
pub struct CertificateImport {
    pub inputs: Vec<FileInput>,
    /// Ticket; needed where a PKCS#12 file is among them.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
}

/// A file that was not brought in.
pub struct NotImported {
    pub path: String,
    /// Key into the `errors` texts.
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// What was brought in. Nothing is ever overwritten.
pub struct CertificateImported {
    pub imported: Vec<CertificateRow>,
    /// Ids of those that lay there already, left as they were.
    pub already: Vec<String>,
    pub refused: Vec<NotImported>,
}

/// Write a certificate and its keys to a new PKCS#12 file.
pub struct CertificateExportPfx {
    pub target: CertificateTarget,
    /// Ticket of the certificate's password; the kept one when null.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    /// Ticket of the new file's password; the certificate's own when null.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub pfx_password: Option<u64>,
    /// AES-256 instead of what Korean sites take; fewer programs read it.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub strong: bool,
    /// Full path; null returns the bytes. An existing file is never overwritten.
    pub to: Option<String>,
}

/// Copy to another folder or drive, as `NPKI/<authority>/USER/<subject>/`.
pub struct CertificateCopyTo {
    pub target: CertificateTarget,
    /// The folder or the top of the drive.
    pub to: String,
    /// How the key is written there; as it is when null.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub scheme: Option<KeyScheme>,
    /// Ticket; needed only where the key is written anew.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
}

/// Where the copy lies.
pub struct CertificateCopied {
    pub copy: CertificateCopy,
}

/// Another password for one copy; its pair for encryption gets it too.
pub struct CertificateChangePassword {
    pub target: CertificateTarget,
    /// Ticket of the present password; the kept one when null.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    /// Ticket of the next one.
    #[ts(type = "number")]
    pub new_password: u64,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
}

/// Another protection for one copy, under the same password.
pub struct CertificateReencrypt {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    pub scheme: KeyScheme,
    /// The clerk's word that programs of banks may not read this copy any more; needed outside
    /// this program's own folder.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub accept_plugin_risk: bool,
}

/// What became of a copy.
pub struct CertificateChanged {
    pub copy: CertificateCopy,
    /// The keys as they were; they open with the old password until `certificate.discard_previous`.
    pub previous: Vec<String>,
    /// Other copies, which stay as they were.
    pub others: Vec<CertificateCopy>,
}

/// One copy, without a password.
pub struct CertificateCopyRef {
    pub target: CertificateTarget,
}

/// Take away one copy. Without the word nothing is deleted, and the answer says what would be.
pub struct CertificateDelete {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub confirm: bool,
}

/// What is deleted, and what is left.
pub struct CertificateDeletion {
    pub deleted: bool,
    pub owner: String,
    pub copy: CertificateCopy,
    /// The files of the copy.
    pub files: Vec<String>,
    /// Other copies that were found.
    pub others: Vec<CertificateCopy>,
    /// Nothing else was found: the certificate must be issued anew after this.
    pub last_copy: bool,
    pub is_default: bool,
}

/// Ask whether a certificate stands for a number.
pub struct CertificateCheckOwner {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    /// Ten digits; the open company's when this and the next are null.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub business_number: Option<String>,
    /// Ticket of a resident number.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub resident_number: Option<u64>,
}

/// The answer.
pub struct OwnerChecked {
    pub matches: bool,
    pub owner: String,
    /// The business number that was asked about; a resident number is not repeated.
    pub business_number: Option<String>,
    /// Digest of the check value.
    pub digest: String,
}

/// Sign a test message and check the signature.
pub struct CertificateSignTest {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
}

/// The test's result.
pub struct TestSigned {
    /// The signature was made and holds.
    pub valid: bool,
    pub owner: String,
    /// RFC 3339.
    pub signed_at: String,
    /// `RSA SHA-256`.
    pub algorithm: String,
    pub key_bits: u32,
    /// Whether the key carries R.
    pub has_random_number: bool,
    /// Not yet or no longer valid: the signature holds, others will refuse it.
    pub in_validity: bool,
}

/// Forget kept passwords.
#[derive(Default)]
#[serde(default)]
pub struct CertificateForgetPassword {
    /// Of this certificate; of all when null.
    #[ts(optional = nullable)]
    pub id: Option<String>,
}
}
