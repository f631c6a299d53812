//! What the server's replies mean (RFC 5321 §4.2, RFC 4954 §6).

use crate::error::{Kind, RemoteError};
use crate::port::{Answer, Call};
use jiff::Timestamp;

/// The wire answers 250 or fails; another answer is none of its own.
pub(super) fn judge(call: &Call, answer: &Answer, _: Timestamp) -> Result<(), RemoteError> {
    if answer.status == 250 { Ok(()) } else { Err(call.error(Kind::Garbled, call.effect_once_sent())) }
}

/// The kind of a reply that refuses, and whether it may pass.
pub(super) fn of_reply(code: u16) -> (Kind, bool) {
    match code {
        // 421 and its like: come back later.
        400..500 => (Kind::RemoteFault, true),
        530 | 534 | 535 | 538 => (Kind::BadKey, false),
        552 => (Kind::QuotaSpent, false),
        // 550, 551, 553: the mailbox is not there, or may not be written to; and whatever may come.
        _ => (Kind::Rejected, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_says_whether_it_may_pass() {
        for (code, kind, temporary) in [
            (421, Kind::RemoteFault, true),
            (451, Kind::RemoteFault, true),
            (499, Kind::RemoteFault, true),
            (535, Kind::BadKey, false),
            (550, Kind::Rejected, false),
            (552, Kind::QuotaSpent, false),
            (554, Kind::Rejected, false),
        ] {
            assert_eq!(of_reply(code), (kind, temporary), "{code}");
        }
    }
}
