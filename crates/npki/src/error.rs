//! Everything that can go wrong with certificates and keys. No variant ever holds a key, a
//! password, an R value or a resident number.

use der::asn1::ObjectIdentifier;
use std::path::PathBuf;

/// Why something of this crate could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NpkiError {
    /// The password does not open this; the file itself is whole as far as can be seen without it.
    #[error("the password is wrong")]
    WrongPassword,
    /// An empty password, or one beyond the bound.
    #[error("a password has 1 to {max_bytes} bytes")]
    PasswordLength {
        /// Most bytes in UTF-8.
        max_bytes: usize,
    },
    /// A character that this kind of file cannot have in its password.
    #[error("the password has a character that this kind of file cannot take")]
    PasswordCharacter,
    /// Bytes that are not what they should be: cut short, changed, or of another kind.
    #[error("{what} is damaged: {reason}")]
    Damaged {
        /// Which structure.
        what: Structure,
        /// What was noticed. Never content.
        reason: &'static str,
    },
    /// Whole, but written in a way that is not supported.
    #[error("{what} uses {oid}, which is not supported")]
    Unsupported {
        /// Which structure.
        what: Structure,
        /// The algorithm or type it names.
        oid: ObjectIdentifier,
    },
    /// Refused before any work was done, since it would be too much.
    #[error("{what} asks for {found} {unit}; at most {max} are accepted")]
    TooMuch {
        /// Which structure.
        what: Structure,
        /// What it asks for.
        found: u64,
        /// The bound.
        max: u64,
        /// Unit of both.
        unit: &'static str,
    },
    /// The private key belongs to another certificate.
    #[error("the private key does not belong to the certificate")]
    OtherKey,
    /// The key has no R value, so that nothing can be proved with it about its owner's number.
    #[error("the private key carries no R value")]
    NoRandomNumber,
    /// The key is not of a size or kind that can be used.
    #[error("the private key cannot be used: {reason}")]
    KeyUnusable {
        /// Why.
        reason: &'static str,
    },
    /// What was decrypted is not what was encrypted to this key. Says no more on purpose.
    #[error("this cannot be decrypted with this key")]
    Decryption,
    /// The signature is not one of these bytes by this key.
    #[error("the signature is not valid")]
    Signature,
    /// The system gives no random bytes; nothing predictable is used instead.
    #[error("the system gives no random bytes")]
    Randomness,
    /// Something stands where a new file would be; nothing was overwritten.
    #[error("{} exists already", path.display())]
    Exists {
        /// What is in the way.
        path: PathBuf,
    },
    /// A file is not what it was when it was read; nothing was overwritten.
    #[error("{} was changed by somebody else", path.display())]
    ChangedMeanwhile {
        /// Which.
        path: PathBuf,
    },
    /// The system refused to read or write.
    #[error("{} cannot be {action}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What was tried: `read`, `written`, …
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A structure that foreign bytes are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Structure {
    /// `signPri.key`, `kmPri.key`: `EncryptedPrivateKeyInfo`.
    KeyFile,
    /// What is inside one: PKCS#8 `PrivateKeyInfo`.
    PrivateKey,
    /// PKCS#12, `.pfx` and `.p12`.
    Pfx,
    /// X.509.
    Certificate,
    /// A certificate revocation list.
    RevocationList,
    /// CMS: signed or enveloped.
    Message,
}

impl std::fmt::Display for Structure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::KeyFile => "the key file",
            Self::PrivateKey => "the private key",
            Self::Pfx => "the PKCS#12 file",
            Self::Certificate => "the certificate",
            Self::RevocationList => "the revocation list",
            Self::Message => "the message",
        })
    }
}

impl NpkiError {
    /// Bytes that are not the structure they should be.
    pub(crate) fn damaged(what: Structure, reason: &'static str) -> Self {
        Self::Damaged { what, reason }
    }
}
