//! `Alert`: one short notice to people outside this program.

use crate::error::RemoteError;
use std::future::Future;
use std::pin::Pin;

/// Characters of a subject.
const SUBJECT_CHARS_MAX: usize = 150;
/// Characters of a text.
const TEXT_CHARS_MAX: usize = 2_000;
/// Characters of a key.
const KEY_CHARS_MAX: usize = 200;

/// A delivery on its way.
pub type Delivering<'a> = Pin<Box<dyn Future<Output = Result<(), RemoteError>> + Send + 'a>>;

/// Delivers notices. A delivery has an effect that nobody can be asked about afterwards: what may have
/// been delivered is not delivered again.
pub trait Alert: Send + Sync {
    /// Delivers a notice.
    fn deliver<'a>(&'a self, notice: &'a Notice) -> Delivering<'a>;
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    subject: String,
    text: String,
    is_critical: bool,
    key: String,
}

/// Why a notice is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// The subject is blank, too long, or has a line break or another control character.
    #[error("a subject has 1 to {SUBJECT_CHARS_MAX} characters in one line")]
    Subject,
    /// The text is blank, too long, or has a control character that is no line break.
    #[error("a text has 1 to {TEXT_CHARS_MAX} characters")]
    Text,
    /// The key is blank, too long, or not plain ASCII.
    #[error("a key has 1 to {KEY_CHARS_MAX} plain characters")]
    Key,
}

impl Notice {
    /// A notice; `key` is that of the errand, and the same for every repetition.
    ///
    /// # Errors
    /// [`NoticeError`].
    pub fn parse(subject: &str, text: &str, is_critical: bool, key: &str) -> Result<Self, NoticeError> {
        let fits = |text: &str, max: usize| !text.trim().is_empty() && text.chars().count() <= max;
        if !fits(subject, SUBJECT_CHARS_MAX) || subject.chars().any(char::is_control) {
            return Err(NoticeError::Subject);
        }
        let is_odd = |c: char| c.is_control() && c != '\n';
        if !fits(text, TEXT_CHARS_MAX) || text.chars().any(is_odd) {
            return Err(NoticeError::Text);
        }
        if !fits(key, KEY_CHARS_MAX) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NoticeError::Key);
        }
        Ok(Self { subject: subject.to_owned(), text: text.to_owned(), is_critical, key: key.to_owned() })
    }

    /// One line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// All of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether somebody should look now.
    pub fn is_critical(&self) -> bool {
        self.is_critical
    }

    /// Of the errand.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_has_a_line_a_text_and_a_key() {
        assert!(Notice::parse("[장부] 느린 응답", "홈택스\n2.1초", false, "alert/1/begin/slack").is_ok());
        let error = |subject: &str, text: &str, key: &str| Notice::parse(subject, text, true, key).err();
        for subject in ["", " ", "a\r\nBcc: x@y.z", "a\tb", &"가".repeat(151)] {
            assert_eq!(error(subject, "t", "k"), Some(NoticeError::Subject), "{subject:?}");
        }
        for text in ["", "a\u{0}b", &"가".repeat(2_001)] {
            assert_eq!(error("s", text, "k"), Some(NoticeError::Text));
        }
        for key in ["", "a b", "키"] {
            assert_eq!(error("s", "t", key), Some(NoticeError::Key), "{key:?}");
        }
    }
}
