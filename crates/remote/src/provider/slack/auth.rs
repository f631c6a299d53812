//! The webhook's address, whose path is the key: whoever has it may write into the channel.

use crate::port::{BaseAddress, Realm};
use crate::secret::Secret;

/// Where the real ones are.
const LIVE: &str = "https://hooks.slack.com";
/// Bytes of an address at most; those that are given have some eighty.
const BYTES_MAX: usize = 300;

/// A webhook. Its `Debug` shows no path.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub(super) base: BaseAddress,
    pub(super) path: Secret,
}

/// Why a text is no webhook. Says nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of an incoming webhook")]
pub struct WebhookError;

impl Webhook {
    /// Reads `https://hooks.slack.com/services/T…/B…/…`, or the same path of a stand-in on this machine.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let text = text.trim();
        if text.len() > BYTES_MAX {
            return Err(WebhookError);
        }
        let (base, path) = text.split_once("/services/").ok_or(WebhookError)?;
        let realm = if base == LIVE { Realm::Live } else { Realm::Sandbox };
        let base = BaseAddress::parse(base, realm).map_err(|_| WebhookError)?;
        let parts: Vec<&str> = path.split('/').collect();
        let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if parts.len() != 3 || !parts.iter().all(is_part) {
            return Err(WebhookError);
        }
        Ok(Self { base, path: Secret::new(format!("/services/{path}")) })
    }

    /// The real one, or a stand-in.
    pub fn base(&self) -> &BaseAddress {
        &self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_slacks_or_a_stand_ins_and_is_never_shown() {
        let live = Webhook::parse(" https://hooks.slack.com/services/T0AB/B0CD/s3cr3tPart\n").unwrap();
        assert_eq!(
            (live.base().realm(), live.path.reveal()),
            (Realm::Live, "/services/T0AB/B0CD/s3cr3tPart")
        );
        assert!(!format!("{live:?}").contains("s3cr3tPart"));
        assert_eq!(
            Webhook::parse("http://127.0.0.1:8080/services/T/B/x").unwrap().base().realm(),
            Realm::Sandbox
        );
        for bad in [
            "",
            "https://hooks.slack.com/services/T0AB/B0CD",
            "https://hooks.slack.com/services/T0AB/B0CD/x/y",
            "https://hooks.slack.com/services/T0AB/../x",
            "http://hooks.slack.com/services/T/B/x",
            "https://evil.example/services/T/B/x",
        ] {
            assert!(Webhook::parse(bad).is_err(), "{bad}");
        }
    }
}
