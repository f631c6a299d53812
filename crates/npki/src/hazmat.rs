//! Ciphers as such. Sharp tools: nothing here keeps a caller from a reused initial vector or from
//! taking what was decrypted for genuine. The modules above wrap what they need of it.

pub mod seed;

pub use seed::Seed;
