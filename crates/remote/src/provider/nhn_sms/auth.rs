//! Who sends, with which key, to whom.

use crate::port::BaseAddress;
use crate::secret::Secret;

/// Telephones at most: the clerk, the owner, the tax accountant, a few more.
const RECIPIENTS_MAX: usize = 10;
/// Letters of the two keys.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 4..=100;

/// A registered number (발신번호) with its keys. Its `Debug` shows none of them.
#[derive(Clone, Debug)]
pub struct SmsSender {
    pub(super) base: BaseAddress,
    pub(super) app_key: Secret,
    pub(super) secret_key: Secret,
    pub(super) from: String,
    pub(super) to: Vec<String>,
}

/// Why something is no sender. Says nothing of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsSenderError {
    /// Not an app key.
    #[error("this is no app key")]
    AppKey,
    /// Not a secret key.
    #[error("this is no secret key")]
    SecretKey,
    /// Not a telephone number, none, or too many.
    #[error("this is no telephone number, or there are too many")]
    Number,
}

/// Digits of a telephone number, hyphens and blanks left out.
fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let fits = (8..=13).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

fn key(text: &str) -> Option<Secret> {
    let text = text.trim();
    let fits = KEY_CHARS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| Secret::new(text.to_owned()))
}

impl SmsSender {
    /// Reads keys and numbers as the console shows them.
    ///
    /// # Errors
    /// [`SmsSenderError`].
    pub fn parse(
        base: BaseAddress,
        app_key: &str,
        secret_key: &str,
        from: &str,
        to: &[String],
    ) -> Result<Self, SmsSenderError> {
        let app_key = key(app_key).ok_or(SmsSenderError::AppKey)?;
        let secret_key = key(secret_key).ok_or(SmsSenderError::SecretKey)?;
        let from = number(from).ok_or(SmsSenderError::Number)?;
        let to: Option<Vec<String>> = to.iter().map(|text| number(text)).collect();
        let to = to.filter(|to| (1..=RECIPIENTS_MAX).contains(&to.len())).ok_or(SmsSenderError::Number)?;
        Ok(Self { base, app_key, secret_key, from, to })
    }

    /// Whether a text can be a secret key.
    ///
    /// # Errors
    /// [`SmsSenderError::SecretKey`].
    pub fn check_secret_key(text: &str) -> Result<(), SmsSenderError> {
        key(text).map(drop).ok_or(SmsSenderError::SecretKey)
    }

    /// The real one, or a stand-in.
    pub fn base(&self) -> &BaseAddress {
        &self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::Realm;

    #[test]
    fn a_sender_has_keys_and_numbers_and_shows_no_key() {
        let base = || BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
        let parse = |app: &str, secret: &str, from: &str, to: &str| {
            SmsSender::parse(base(), app, secret, from, &[to.to_owned()])
        };
        let sender = parse("appKey01", "s3cr3tKey", "02-1234-5678", "010 1234 5678").unwrap();
        assert_eq!((sender.from.as_str(), sender.to[0].as_str()), ("0212345678", "01012345678"));
        let shown = format!("{sender:?}");
        assert!(!shown.contains("appKey01") && !shown.contains("s3cr3tKey"), "{shown}");
        assert_eq!(parse("a/../b", "key1", "021234567", "01012345678").err(), Some(SmsSenderError::AppKey));
        assert_eq!(parse("appk", "k y", "021234567", "01012345678").err(), Some(SmsSenderError::SecretKey));
        for (from, to) in [("", "01012345678"), ("119", "01012345678"), ("021234567", "mail@example.kr")] {
            assert_eq!(parse("appk", "key1", from, to).err(), Some(SmsSenderError::Number), "{from} {to}");
        }
        let many = vec!["01012345678".to_owned(); 11];
        assert!(SmsSender::parse(base(), "appk", "key1", "021234567", &many).is_err());
    }
}
