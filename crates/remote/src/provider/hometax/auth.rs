//! What logs in: a certificate's key, and the form that proves it.

use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jangbu_npki::certificate::{Certificate, kst};
use jangbu_npki::{PrivateKey, RandomNumber};
use jiff::Timestamp;
use std::sync::Arc;

/// Letters of a challenge at most; captured ones have some sixty.
const CHALLENGE_CHARS_MAX: usize = 1_024;
/// Letters of a line of PEM (RFC 7468, section 2).
const PEM_LINE: usize = 64;

/// The key does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate's key gives no signature")]
pub struct SignatureError;

/// A joint certificate (공동인증서) with its key, opened by its owner.
pub trait LoginKey: Send + Sync {
    /// The certificate.
    fn certificate(&self) -> &Certificate;

    /// RSASSA-PKCS1-v1_5 with SHA-256 over `message`.
    ///
    /// # Errors
    /// [`SignatureError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError>;

    /// R; a key without it cannot log in.
    fn random_number(&self) -> Option<&RandomNumber>;
}

/// A key file or package that was opened.
pub struct OpenedKey {
    certificate: Certificate,
    key: Arc<PrivateKey>,
}

impl OpenedKey {
    /// A certificate and the key to it; the key is wiped when the last holder drops it.
    pub fn new(certificate: Certificate, key: Arc<PrivateKey>) -> Self {
        Self { certificate, key }
    }
}

impl LoginKey for OpenedKey {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.key.sign(message).map_err(|_| SignatureError)
    }

    fn random_number(&self) -> Option<&RandomNumber> {
        self.key.random_number()
    }
}

/// The parts of the login's form that are made of the key.
pub(super) struct Proof {
    /// `logSgnt`.
    pub(super) signed: Secret,
    /// `randomEnc`: base64 of R.
    pub(super) random: Secret,
    /// `cert`: PEM.
    pub(super) certificate: String,
}

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProofError {
    /// The challenge is none.
    Challenge,
    /// The key does not sign, or has no R.
    Key,
}

/// Answers a challenge (`pkcEncSsn`) at a moment.
pub(super) fn derive_proof(key: &dyn LoginKey, challenge: &str, now: Timestamp) -> Result<Proof, ProofError> {
    let fits = |c: char| c.is_ascii_graphic() && c != '$';
    if challenge.is_empty() || challenge.len() > CHALLENGE_CHARS_MAX || !challenge.chars().all(fits) {
        return Err(ProofError::Challenge);
    }
    let random = key.random_number().ok_or(ProofError::Key)?;
    let signature = key.sign(challenge.as_bytes()).map_err(|_| ProofError::Key)?;
    let serial = key.certificate().serial().to_hex();
    let moment = kst(now).strftime("%Y%m%d%H%M%S");
    let signed = format!("{challenge}${serial}${moment}${}", STANDARD.encode(signature));
    Ok(Proof {
        signed: Secret::new(STANDARD.encode(signed)),
        random: Secret::new(STANDARD.encode(random.reveal())),
        certificate: pem(key.certificate().der()),
    })
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, further) = rest.split_at_checked(PEM_LINE).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = further;
    }
    out.push_str("-----END CERTIFICATE-----\n");
    out
}
