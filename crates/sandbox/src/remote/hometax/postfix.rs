//! The tail of request bodies (nts postfix): a keyed digest that the page's script puts there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// What stands between the body and its tail.
const MARK: &str = "<nts<nts>nts>";
/// The script has seven keys.
const KEYS: u8 = 7;
/// Letters of a key at most.
const KEY_LETTERS_MAX: usize = 42;

/// The keys of one generation.
#[derive(Debug)]
pub(super) struct Keys {
    seed: u64,
    generation: u64,
}

impl Keys {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, generation: 0 }
    }

    /// From now on other keys are right.
    pub(super) fn rotate(&mut self) {
        self.generation += 1;
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// `common_te-min.js` as far as it matters.
    pub(super) fn script(&self) -> String {
        let keys: Vec<String> = (0..KEYS).map(|place| format!("\"{}\"", self.key(place))).collect();
        format!("var testVal=[{}];function getAjaxRequest(reqAjaxOptions){{}}", keys.join(","))
    }

    fn key(&self, place: u8) -> String {
        let digest = Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.generation.to_be_bytes())
            .chain_update([place])
            .finalize();
        letters(&digest).chars().take(KEY_LETTERS_MAX).collect()
    }

    /// Whether a tail is the right one for its body and user. Its second is the sender's own.
    pub(super) fn fits(&self, body: &str, tail: &str, user: &str) -> bool {
        let Some((front, rest)) = tail.split_at_checked(2) else { return false };
        let Some((signature, back)) = rest.len().checked_sub(2).and_then(|at| rest.split_at_checked(at))
        else {
            return false;
        };
        let (Ok(ahead), Ok(second)) = (front.parse::<u8>(), back.parse::<u8>()) else { return false };
        if second > 59 || ahead != second + 11 {
            return false;
        }
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(self.key(second % KEYS).as_bytes()) else {
            return false;
        };
        let digest = mac.chain_update(body).chain_update(user).finalize().into_bytes();
        signature == letters(&digest)
    }
}

fn letters(bytes: &[u8]) -> String {
    STANDARD.encode(bytes).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A body and its tail, if it has one.
pub(super) fn split(body: &[u8]) -> (&str, Option<&str>) {
    let text = std::str::from_utf8(body).unwrap_or_default();
    match text.split_once(MARK) {
        Some((body, tail)) => (body, Some(tail)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a page would write it.
    fn tail(key: &str, body: &str, user: &str, second: u8) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        let digest = mac.chain_update(format!("{body}{user}")).finalize().into_bytes();
        let signature: String = STANDARD.encode(digest).chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{:02}{signature}{second:02}", second + 11)
    }

    #[test]
    fn a_tail_fits_its_body_its_user_and_its_generation() {
        let mut keys = Keys::new(1);
        let script = keys.script();
        let list = script.split_once('[').unwrap().1.split_once(']').unwrap().0;
        let all: Vec<&str> = list.split(',').map(|key| key.trim_matches('"')).collect();
        assert_eq!(all.len(), 7);
        for second in [0, 6, 9, 48, 59] {
            let made = tail(all[usize::from(second % 7)], "{}", "user", second);
            assert!(keys.fits("{}", &made, "user"), "{second}");
            assert!(!keys.fits("{}", &made, "other") && !keys.fits("{ }", &made, "user"));
        }
        let made = tail(all[3], "{}", "", 3);
        keys.rotate();
        assert!(!keys.fits("{}", &made, ""));
        assert!(!keys.fits("{}", "", "") && !keys.fits("{}", "가나", "") && !keys.fits("{}", "9988", ""));
    }

    #[test]
    fn a_body_is_parted_from_its_tail() {
        assert_eq!(split(b"{\"a\":1}<nts<nts>nts>11x00"), ("{\"a\":1}", Some("11x00")));
        assert_eq!(split(b"{}"), ("{}", None));
    }
}
