//! The tail of action bodies (nts postfix), a keyed digest that the page's script puts there.
//!
//! Its seven keys stand in the script and change. Programs of others leave it out or send rubbish and are
//! answered (2026-09), so the office does not check it everywhere.

use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// Where the keys are.
pub(super) const SCRIPT_PATH: &str = "/js/comm/ui/common_te-min.js";
/// Between the body and its tail.
const MARK: &str = "<nts<nts>nts>";
/// The second chooses among so many.
const KEYS: usize = 7;
/// Letters of a key at most; captured ones have some forty.
const KEY_CHARS_MAX: usize = 256;

/// Whether bodies get their tail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Postfix {
    /// Never.
    Never,
    /// From the moment on that the office takes a call without it for abnormal: nothing is fetched and
    /// nothing can be wrong with it as long as it is not asked for.
    #[default]
    WhenAsked,
    /// From the first action on.
    Always,
}

/// The keys of one script.
pub(super) struct Keys(Vec<Secret>);

impl Keys {
    /// Reads the array `testVal`; `None` when there is none of seven.
    pub(super) fn parse(script: &[u8]) -> Option<Self> {
        let script = std::str::from_utf8(script).ok()?;
        let after = script.split_once("testVal")?.1.trim_start().strip_prefix('=')?;
        let inside = after.trim_start().strip_prefix('[')?.split_once(']')?.0;
        let key = |item: &str| {
            let item = item.trim();
            let bare = item.trim_matches(['"', '\'']);
            let is_key = item.len() == bare.len() + 2 && !bare.is_empty() && bare.len() <= KEY_CHARS_MAX;
            is_key.then(|| Secret::new(bare.to_owned()))
        };
        let keys: Vec<Secret> = inside.split(',').map(key).take(KEYS + 1).collect::<Option<_>>()?;
        (keys.len() == KEYS).then_some(Self(keys))
    }

    /// A body with its tail, as the user sends it at that second.
    pub(super) fn sealed(&self, body: &str, user: &str, now: Timestamp) -> String {
        let second = now.as_second().rem_euclid(60);
        let place = usize::try_from(second).unwrap_or_default() % KEYS;
        let key = self.0.get(place).map(|key| key.reveal().as_bytes()).unwrap_or_default();
        // Any length is a key of this digest.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return body.to_owned() };
        let digest = mac.chain_update(body).chain_update(user).finalize().into_bytes();
        let letters: String = STANDARD.encode(digest).chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{body}{MARK}{:02}{letters}{second:02}", second + 11)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "x=1;var testVal = [\"k0\",'k1',\"k2\",\"k3\",\"k4\",\"k5\",\"k6\"];f()";

    #[test]
    fn the_key_goes_by_the_second_and_the_digest_is_over_body_and_user() {
        let keys = Keys::parse(SCRIPT.as_bytes()).unwrap();
        let sealed = keys.sealed("{}", "user", Timestamp::from_second(60 * 7 + 8).unwrap());
        // echo -n '{}user' | openssl dgst -sha256 -hmac k1 -binary | base64, letters and digits alone.
        let mac = Hmac::<Sha256>::new_from_slice(b"k1").unwrap().chain_update("{}user");
        let digest = STANDARD.encode(mac.finalize().into_bytes()).replace(['+', '/', '='], "");
        assert_eq!(sealed, format!("{{}}<nts<nts>nts>19{digest}08"));
    }

    #[test]
    fn a_script_without_seven_keys_gives_none() {
        for script in ["", "testVal", "testVal=[", "testVal=[\"a\"]", "testVal=[1,2,3,4,5,6,7]"] {
            assert!(Keys::parse(script.as_bytes()).is_none(), "{script}");
        }
        let eight = SCRIPT.replace("\"k6\"", "\"k6\",\"k7\"");
        assert!(Keys::parse(eight.as_bytes()).is_none());
    }
}
