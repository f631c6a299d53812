//! The message (RFC 5322), with an identification that is the same for every repetition.

use super::auth::MailServer;
use crate::port::alert::Notice;
use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Mailboxes, MessageBuilder, header};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

/// The bytes that are handed over; none where the notice is no message.
pub(super) fn build_message(server: &MailServer, notice: &Notice, now: Timestamp) -> Option<Vec<u8>> {
    let to: Mailboxes = server.to.iter().map(|address| Mailbox::new(None, address.clone())).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    let builder: MessageBuilder = Message::builder()
        .from(Mailbox::new(Some("장부".to_owned()), server.from.clone()))
        .mailbox(header::To::from(to))
        .subject(notice.subject())
        .message_id(Some(id(server, notice)))
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .header(ContentType::TEXT_PLAIN);
    let message = builder.body(notice.text().to_owned()).ok()?;
    Some(message.formatted())
}

/// From the notice's key: a server or a reader can tell a repetition.
fn id(server: &MailServer, notice: &Notice) -> String {
    let digest: [u8; 32] = Sha256::digest(notice.key().as_bytes()).into();
    let mut id = String::from("<");
    for byte in digest.iter().take(16) {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    let _ = write!(id, "@{}>", server.from.domain());
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::smtp::auth::Security;

    #[test]
    fn a_message_has_its_headers_once_and_the_same_id_for_the_same_key() {
        let to = ["boss@example.kr".to_owned(), "tax@example.kr".to_owned()];
        let server = MailServer::parse("127.0.0.1", 25, Security::Plain, "jangbu@example.kr", &to).unwrap();
        let notice = |key: &str| Notice::parse("[장부] 느린 응답", "홈택스\n둘째 줄", false, key).unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = build_message(&server, &notice("alert/1/begin/email"), at(1_764_000_000)).unwrap();
        let again = build_message(&server, &notice("alert/1/begin/email"), at(1_764_000_060)).unwrap();
        let other = build_message(&server, &notice("alert/2/begin/email"), at(1_764_000_000)).unwrap();
        let header = |bytes: &[u8], name: &str| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let mut lines = text.lines().filter(|line| line.starts_with(name)).map(str::to_owned);
            let found = lines.next();
            assert_eq!(lines.next(), None, "{name}");
            found
        };
        assert_eq!(header(&first, "Message-ID:"), header(&again, "Message-ID:"));
        assert_ne!(header(&first, "Message-ID:"), header(&other, "Message-ID:"));
        assert!(header(&first, "Message-ID:").unwrap().ends_with("@example.kr>"));
        assert_eq!(header(&first, "To:").unwrap(), "To: boss@example.kr, tax@example.kr");
        assert!(header(&first, "Subject:").unwrap().contains("=?utf-8?"));
        assert!(header(&first, "Date:").unwrap().contains("2025"));
    }
}
