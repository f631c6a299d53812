//! The partner's credential, and the signature that a token is asked for with.
//!
//! The signature is over the very bytes of the body and the very text of the date (client libraries of
//! Linkhub 1.6, read and recomputed 2026-11).

use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Letters of a `LinkID` at most.
const LINK_ID_CHARS_MAX: usize = 50;
/// Bytes of a key, decoded: those that are given have 32.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 16..=128;
/// The only version of the protocol.
pub(super) const VERSION: &str = "2.0";

/// Which of the partner's services: the real one, or the one for trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceId {
    /// `POPBILL`.
    Live,
    /// `POPBILL_TEST`.
    Test,
}

impl ServiceId {
    /// As paths have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "POPBILL",
            Self::Test => "POPBILL_TEST",
        }
    }
}

/// `LinkID` (링크아이디) and `SecretKey` (비밀키). Has no `Debug`.
#[derive(Clone)]
pub struct Credential {
    link_id: String,
    key: Zeroizing<Vec<u8>>,
    /// As it was given, to be kept out of whatever the remote says back.
    text: Secret,
}

/// Why texts are no credential. Says nothing of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Blank, too long, or letters that no `LinkID` has.
    #[error("this is no LinkID")]
    LinkId,
    /// Not base64 of a key.
    #[error("this is no SecretKey")]
    SecretKey,
}

impl Credential {
    /// Reads both as the partner's page shows them.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub fn parse(link_id: &str, secret_key: &str) -> Result<Self, CredentialError> {
        let link_id = link_id.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if link_id.is_empty() || link_id.len() > LINK_ID_CHARS_MAX || !link_id.chars().all(fits) {
            return Err(CredentialError::LinkId);
        }
        let text = secret_key.trim();
        let key = STANDARD.decode(text).map(Zeroizing::new).map_err(|_| CredentialError::SecretKey)?;
        if !KEY_BYTES.contains(&key.len()) {
            return Err(CredentialError::SecretKey);
        }
        Ok(Self { link_id: link_id.to_owned(), key, text: Secret::new(text.to_owned()) })
    }

    /// To be kept out of logs.
    pub(super) fn secret(&self) -> Secret {
        self.text.clone()
    }

    /// `LINKHUB {link id} {signature}`.
    pub(super) fn authorization(&self, path: &str, date: &str, body: &[u8]) -> Secret {
        let signature = self.signature(path, date, body);
        Secret::new(format!("LINKHUB {} {signature}", self.link_id))
    }

    /// base64 of HMAC-SHA256 over five lines: the method, the body's digest, the date, the version, the path.
    fn signature(&self, path: &str, date: &str, body: &[u8]) -> String {
        let digest = STANDARD.encode(Sha256::digest(body));
        let signed = ["POST", &digest, date, VERSION, path].join("\n");
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return String::new() };
        mac.update(signed.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn a_credential_is_read_as_it_is_pasted() {
        assert!(Credential::parse(" JANGBU ", &format!(" {KEY}\n")).is_ok());
        for (link_id, key, error) in [
            ("", KEY, CredentialError::LinkId),
            ("two words", KEY, CredentialError::LinkId),
            ("JANGBU\r\nx: y", KEY, CredentialError::LinkId),
            ("JANGBU", "", CredentialError::SecretKey),
            ("JANGBU", "not base64!", CredentialError::SecretKey),
            ("JANGBU", "c2hvcnQ=", CredentialError::SecretKey),
        ] {
            assert_eq!(Credential::parse(link_id, key).err(), Some(error), "{link_id:?} {key:?}");
        }
    }

    /// Computed by `hmac`, `hashlib` and `base64` of Python 3.11 from the rule, not by this code.
    #[test]
    fn a_signature_is_over_the_very_bytes() {
        let credential = Credential::parse("JANGBU", KEY).unwrap();
        let body = br#"{"access_id":"1234567890","scope":["member","111","170"]}"#;
        let signed = |date: &str, body: &[u8]| {
            credential.authorization("/POPBILL_TEST/Token", date, body).reveal().to_owned()
        };
        let date = "2026-11-26T01:02:03Z";
        assert_eq!(signed(date, body), "LINKHUB JANGBU amvrrmgxWA61PlfoNOHkD4Pz53eeseepb86/+G+LId4=");
        assert_ne!(signed(date, b"{}"), signed(date, body));
        assert_ne!(signed("2026-11-26T01:02:04Z", body), signed(date, body));
    }
}
