//! Joint certificates (공동인증서): what was found, and what one says.
//!
//! Keys and passwords never cross: a password comes in as the ticket of a `secret.put`.

use super::signing::ChainView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// The kind (용도) by the certificate's policy: a label, never a gate.
#[derive(Copy)]
pub enum CertificateKindView {
    GeneralPerson,
    GeneralBusiness,
    BankPerson,
    BankBusiness,
    Securities,
    Card,
    CivilService,
    TaxInvoice,
    Server,
    Government,
    Other,
}

/// Where today lies in the validity.
#[derive(Copy)]
pub enum CertificateStateView { NotYet, Valid, Expired }

/// Where a copy lies.
#[derive(Copy)]
pub enum CertificatePlace {
    /// In this program's own folder.
    Own,
    /// In a folder that programs of banks use.
    Npki,
    /// On a drive.
    Drive,
    /// Anywhere else: what was named by its path.
    Elsewhere,
}

/// Why a pair cannot be used.
#[derive(Copy)]
pub enum PairFaultView {
    CertificateMissing,
    CertificateUnreadable,
    CertificateTooLarge,
    CertificateDamaged,
    KeyMissing,
    KeyUnreadable,
    KeyTooLarge,
    KeyDamaged,
    KeyUnsupported,
}

/// How long a password is kept after this use.
#[derive(Copy, Default)]
pub enum KeepPassword {
    #[default]
    None,
    #[serde(rename = "hours_1")]
    Hours1,
    #[serde(rename = "hours_8")]
    Hours8,
    /// For runs that begin by themselves: it outlives the company's closing where there is a keyring.
    #[serde(rename = "days_30")]
    Days30,
    /// Until the company is closed or locked, or the program ends.
    UntilClose,
}

/// Where a kept password lies.
#[derive(Copy)]
pub enum KeptIn {
    /// The operating system's keyring.
    Keyring,
    /// The memory of this program, where there is no keyring or it is to end with the program.
    Memory,
}

/// A password that need not be asked for now.
pub struct KeptPassword {
    /// RFC 3339; null until the company is closed.
    pub until: Option<String>,
    pub kept_in: KeptIn,
}

/// One place where a certificate and its key lie.
pub struct CertificateCopy {
    /// Names this copy in requests: the key's file, else the certificate's.
    pub path: String,
    pub folder: String,
    pub place: CertificatePlace,
    pub certificate_path: Option<String>,
    pub key_path: Option<String>,
    /// `PBES1 SHA1 SEED`, `PBES2 HMAC-SHA256 AES-256`, …; null where the key cannot be read without its password.
    pub scheme: Option<String>,
    pub iterations: Option<u32>,
    /// Whether every Korean program reads keys written so.
    pub customary: bool,
    /// A pair for encryption (암호용) lies beside it.
    pub has_km: bool,
    pub km_faults: Vec<PairFaultView>,
    /// Nothing if the pair can be used.
    pub faults: Vec<PairFaultView>,
    /// The key as it was before its last change lies beside; `certificate.revert` goes back to it.
    pub can_revert: bool,
    /// The password kept for this copy, if one is.
    pub password: Option<KeptPassword>,
}

/// A certificate, wherever its copies lie.
pub struct CertificateRow {
    /// SHA-256 of the certificate, hexadecimal.
    pub id: String,
    /// The name to show.
    pub owner: String,
    /// The name that the authority vouches for (실명).
    pub real_name: Option<String>,
    pub common_name: Option<String>,
    pub kind: CertificateKindView,
    /// The first policy, as an object identifier.
    pub policy: Option<String>,
    /// The authority as clerks call it, for instance 금융결제원; else its own name.
    pub issuer: String,
    /// The authority's common name.
    pub issuer_name: String,
    /// Decimal, as Korean programs show it.
    pub serial: String,
    /// `YYYY-MM-DD`, first and last day in Korea.
    pub valid_from: String,
    pub valid_until: String,
    /// RFC 3339: the last moment.
    pub expires_at: String,
    /// Days in Korea to the last day; negative when it has passed.
    pub days_left: i32,
    pub state: CertificateStateView,
    /// 30, 14, 7 or 1: the notice that is due while the certificate is still valid.
    pub notice: Option<u32>,
    /// The one that the open company signs with.
    pub is_default: bool,
    /// Whether tax invoices are usually signed with this kind; others may be accepted too.
    pub suits_tax_invoices: bool,
    /// Issued by the invented authority: worth nothing.
    pub simulated: bool,
    /// `123-45-67890`, where the subject names it.
    pub business_number: Option<String>,
    /// At least one copy has everything that is needed to sign.
    pub usable: bool,
    pub copies: Vec<CertificateCopy>,
}

/// Files that belong together and are no certificate.
pub struct BrokenPair {
    pub folder: String,
    pub place: CertificatePlace,
    pub certificate_path: Option<String>,
    pub key_path: Option<String>,
    pub faults: Vec<PairFaultView>,
}

/// A PKCS#12 file; what is in it shows only with its password.
pub struct FoundPfx {
    pub path: String,
    pub place: CertificatePlace,
}

/// A folder that was looked for.
pub struct SearchedPlace {
    pub path: String,
    pub place: CertificatePlace,
    /// Whether there is such a folder.
    pub exists: bool,
}

/// A bound that ended the search early.
#[derive(Copy)]
pub enum SearchLimit { Depth, Entries, Found }

/// Everything that was found, the longest valid first.
pub struct CertificateList {
    pub certificates: Vec<CertificateRow>,
    pub broken: Vec<BrokenPair>,
    pub archives: Vec<FoundPfx>,
    pub searched: Vec<SearchedPlace>,
    /// Folders that could not be listed.
    pub unreadable: Vec<String>,
    /// Folders on drives that did not answer; they were not searched.
    pub silent: Vec<String>,
    pub limit: Option<SearchLimit>,
    /// The open company's default, also when it was not found.
    pub default_id: Option<String>,
    /// The default was chosen and is in none of the places.
    pub default_missing: bool,
    /// Whether passwords can be kept in a keyring; else they are kept in memory.
    pub keyring_available: bool,
    /// This program's own folder, into which certificates are imported.
    pub own_folder: String,
    /// In the demo company: the password of everything that the invented authority issued.
    pub demo_password: Option<String>,
}

/// Which certificate, and which of its copies.
#[derive(Default)]
#[serde(default)]
pub struct CertificateTarget {
    /// Of a certificate that was found.
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// One of its copies; or without an id a folder, a certificate's or key's file, or a PKCS#12 file.
    #[ts(optional = nullable)]
    pub path: Option<String>,
    /// The key's file, where it does not lie beside the certificate.
    #[ts(optional = nullable)]
    pub key_path: Option<String>,
}

/// Show one certificate.
#[derive(Default)]
#[serde(default)]
pub struct CertificateShow {
    pub target: CertificateTarget,
    /// Ticket; needed for a PKCS#12 file only.
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    /// Files of roots to trust for this answer.
    #[ts(optional, as = "Option<Vec<String>>")]
    pub roots: Vec<String>,
    /// Files of revocation lists.
    #[ts(optional, as = "Option<Vec<String>>")]
    pub revocation_lists: Vec<String>,
}

/// What a key may be used for.
#[derive(Copy)]
pub enum KeyUsageView {
    DigitalSignature,
    NonRepudiation,
    KeyEncipherment,
    CertificateSigning,
    ListSigning,
}

/// A policy and the kind that it stands for.
pub struct PolicyView {
    pub oid: String,
    pub kind: CertificateKindView,
}

/// The check value of the holder's number.
pub struct VidView {
    /// `SHA-1` or `SHA-256`.
    pub digest: String,
    /// Hexadecimal.
    pub value: String,
}

/// The pair for encryption (암호용) beside the one for signing.
pub struct KmView {
    pub serial: String,
    pub valid_from: String,
    pub valid_until: String,
    pub key_bits: Option<u32>,
    pub key_usage: Vec<KeyUsageView>,
}

/// Everything that a certificate says, and what is known about it.
pub struct CertificateView {
    pub row: CertificateRow,
    /// Leaf first, as folders are named.
    pub subject: String,
    pub issuer: String,
    pub serial_hex: String,
    /// SHA-1 of the certificate, hexadecimal; the other one is the id.
    pub sha1: String,
    /// `RSA`, or the object identifier of what it is instead.
    pub key_algorithm: String,
    pub key_bits: Option<u32>,
    /// `RSA SHA-256`, …
    pub signature_algorithm: String,
    pub key_usage: Vec<KeyUsageView>,
    pub policies: Vec<PolicyView>,
    pub vid: Option<VidView>,
    /// Whether the key carries R, which proves whose number it is; null while it is not opened.
    pub has_random_number: Option<bool>,
    /// Critical extensions that are not understood.
    pub unknown_critical: Vec<String>,
    /// Where the authority says its revocation lists are; they are never fetched.
    pub revocation_addresses: Vec<String>,
    pub chain: ChainView,
    pub km: Option<KmView>,
}

/// The certificate that a company signs with, on this machine.
#[derive(Default)]
#[serde(default)]
pub struct CertificateSetDefault {
    /// The open company when null.
    #[ts(optional = nullable)]
    pub company: Option<String>,
    /// None any more when null.
    #[ts(optional = nullable)]
    pub id: Option<String>,
}

/// The certificate of the open company that asks for attention, for the status bar.
pub struct CertificateNotice {
    pub id: String,
    pub owner: String,
    pub valid_until: String,
    pub days_left: i32,
    pub state: CertificateStateView,
    pub notice: Option<u32>,
    pub is_default: bool,
}
}
