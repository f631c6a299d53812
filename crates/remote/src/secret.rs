//! Texts that nobody may read but the remote they are for.

use zeroize::Zeroizing;

/// What stands where a secret was.
const REDACTED: &str = "[redacted]";
/// Shorter texts are not looked for in foreign answers: they would blank innocent words.
const REDACTED_BYTES_MIN: usize = 4;

/// A key or token: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the wire alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `text` without any occurrence of the secret: a remote may say back what it was sent.
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < REDACTED_BYTES_MIN { text.to_owned() } else { text.replace(&*self.0, REDACTED) }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_neither_printed_nor_left_in_foreign_text() {
        let secret = Secret::new("s3cr3t-key".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.redact("no such key: s3cr3t-key."), "no such key: [redacted].");
    }
}
