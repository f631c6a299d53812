//! Ciphers as such. Sharp tools: nothing here keeps a caller from a reused initial vector or from
//! taking what was decrypted for genuine. The modules above wrap what they need of it.

mod block;
mod derivation;
mod seed;

pub use block::{BlockCipher, LengthError, unpadded};
pub use derivation::{Pkcs12Digest, Pkcs12Purpose, Prf, derive_pbkdf1, derive_pbkdf2, derive_pkcs12};
pub use seed::Seed;
