//! Files that are signed, checked, encrypted and decrypted, and what is said of a signer.

use super::certificate::{CertificateRow, CertificateTarget, KeepPassword};
use super::certificate_act::FileInput;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Where a path of certificates ends.
#[derive(Copy)]
pub enum TrustView {
    /// At a root that was given to be trusted.
    Trusted,
    /// At a root that nobody said is to be trusted.
    UnknownRoot,
    /// At a certificate whose issuer is not at hand.
    IssuerMissing,
    /// At a bound of the search.
    TooLong,
}

/// What is wrong with a certificate of the path.
#[derive(Copy)]
pub enum ChainProblemCode {
    NotYetValid,
    Expired,
    Signature,
    NotAnAuthority,
    KeyUsage,
    PathTooLong,
    UnknownCritical,
}

/// What is known about revocation.
#[derive(Copy)]
pub enum RevocationView {
    NotChecked,
    NotRevoked,
    Revoked,
    /// Suspended (효력정지); may come back.
    OnHold,
}

/// Why revocation was not checked.
#[derive(Copy)]
pub enum NotCheckedView { NoList, ListSignature, ListOutdated, ListPartial, NoIssuer }

/// One certificate of a path, the leaf first.
pub struct ChainStep {
    pub name: String,
    pub valid_from: String,
    pub valid_until: String,
    pub problems: Vec<ChainProblemCode>,
}

/// The path to a root, and what could not be told.
pub struct ChainView {
    /// Trusted, nothing wrong, nothing known to be revoked.
    pub good: bool,
    pub trust: TrustView,
    /// Who is not at hand.
    pub missing_issuer: Option<String>,
    pub steps: Vec<ChainStep>,
    /// A signature of the path was made with SHA-1.
    pub uses_sha1: bool,
    pub revocation: RevocationView,
    pub not_checked: Option<NotCheckedView>,
    /// RFC 3339: the lists' own time, or since when it is revoked.
    pub revocation_at: Option<String>,
}

/// Sign a file (CMS).
pub struct SignFileRequest {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    pub file: FileInput,
    /// The content stays outside the message.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub detached: bool,
    /// Sign the content itself, without attributes and time.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub plain: bool,
    /// Full path; null returns the bytes. An existing file is never overwritten.
    pub to: Option<String>,
}

/// Check a signed file.
pub struct VerifyFileRequest {
    pub file: FileInput,
    /// The content, where it is not inside.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub content: Option<FileInput>,
    /// Files of roots to trust for this answer.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub roots: Vec<String>,
    /// Files of revocation lists.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub revocation_lists: Vec<String>,
    /// Where to write the content that was inside; a new file.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub content_to: Option<String>,
}

/// Why a signature does not hold.
#[derive(Copy)]
pub enum SignatureFaultView {
    ContentMissing,
    ContentChanged,
    Attributes,
    CertificateMissing,
    UnknownDigest,
    Signature,
    /// The algorithm or the key is not one that is checked.
    Unsupported,
}

/// One signer of a file.
pub struct SignerView {
    pub valid: bool,
    pub fault: Option<SignatureFaultView>,
    pub certificate: Option<CertificateRow>,
    pub chain: Option<ChainView>,
    /// `SHA-256`, …
    pub digest: Option<String>,
    pub has_attributes: bool,
    /// RFC 3339: when the signer says that it was signed.
    pub signed_at: Option<String>,
}

/// What was found about a signed file.
pub struct FileVerified {
    /// At least one signature, and all of them hold. Says nothing of trust: see the chains.
    pub valid: bool,
    pub signers: Vec<SignerView>,
    /// Whether the content was inside.
    pub attached: bool,
    #[ts(type = "number | null")]
    pub content_bytes: Option<u64>,
    /// Where the content was written.
    pub content_path: Option<String>,
}

/// Cipher of an encrypted file.
#[derive(Copy, Default)]
pub enum FileCipher {
    Seed,
    Aria128,
    Aria192,
    Aria256,
    Aes128,
    Aes192,
    #[default]
    Aes256,
    #[serde(rename = "triple_des")]
    TripleDes,
}

/// Encrypt a file to certificates: to the one for encryption (암호용) where there is one.
pub struct EncryptFileRequest {
    pub file: FileInput,
    pub recipients: Vec<CertificateTarget>,
    #[serde(default)]
    #[ts(optional, as = "Option<FileCipher>")]
    pub cipher: FileCipher,
    pub to: Option<String>,
}

/// Decrypt a file.
pub struct DecryptFileRequest {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    pub file: FileInput,
    pub to: Option<String>,
}

/// Sign an e-tax invoice's XML.
pub struct InvoiceSignRequest {
    pub target: CertificateTarget,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    pub file: FileInput,
    pub to: Option<String>,
}

/// Check an e-tax invoice's signature.
pub struct InvoiceVerifyRequest {
    pub file: FileInput,
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub roots: Vec<String>,
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub revocation_lists: Vec<String>,
}

/// Why an invoice's signature does not hold.
#[derive(Copy)]
pub enum InvoiceSignatureFault {
    NotSigned,
    Several,
    Root,
    Misplaced,
    Uncovered,
    Element,
    Unsupported,
    Changed,
    Signature,
}

/// How the digest's input was written.
#[derive(Copy)]
pub enum DigestFormView {
    /// As Apache Santuario and the JDK write it: what the tax office checks.
    Santuario,
    /// As libxml2 and xmlsec write it.
    Libxml2,
}

/// What was found about an invoice's signature.
pub struct InvoiceVerified {
    /// The document is what the certificate's key signed. Says nothing of trust: see the chain.
    pub valid: bool,
    pub fault: Option<InvoiceSignatureFault>,
    /// The element that the fault is about.
    pub element: Option<String>,
    pub form: Option<DigestFormView>,
    /// `SHA-256` or `SHA-1`.
    pub digest: Option<String>,
    pub certificate: Option<CertificateRow>,
    pub chain: Option<ChainView>,
    /// `123-45-67890`: the supplier's number in the document, as far as it can be read.
    pub supplier_number: Option<String>,
    pub supplier_name: Option<String>,
    pub approval_number: Option<String>,
}
}
