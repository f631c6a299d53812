//! Korean joint certificates (공동인증서, formerly 공인인증서; NPKI) and their keys.
//!
//! Reads and writes the key files and PKCS#12 files in which a Korean certificate lives, in every
//! scheme that is in use, and uses the keys: signatures, envelopes, proof of identity. Nothing here
//! speaks to a network, and nothing knows what is signed.
//!
//! Foreign bytes are bounded before work is done on them; a wrong password is told apart from a
//! damaged file; keys and passwords are wiped on drop and never printed.

pub mod certificate;
pub mod chain;
pub mod cms;
pub mod crl;
pub mod discovery;
pub mod hazmat;
pub mod vid;

mod asn1;
mod ber;
#[cfg(test)]
mod bytes_of;
mod error;
mod key;
mod oid;
mod password;
mod pbe;
mod pfx;
mod random;
mod tlv;

pub use error::{NpkiError, Structure};
pub use key::{
    EncryptedKey, KEY_FILE_BYTES_MAX, KeyFile, PrivateKey, RANDOM_NUMBER_BYTES, RSA_BITS_MAX, RSA_BITS_MIN,
    RandomNumber, Replacement, write_new,
};
pub use password::{PASSWORD_BYTES_MAX, Password};
pub use pbe::{ITERATIONS_MAX, Protection, Scheme};
pub use pfx::{KeyPair, MacDigest, PFX_BYTES_MAX, Pfx, PfxProtection};
