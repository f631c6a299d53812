//! The mail server, who writes to whom, and the password.

use crate::port::{BaseAddress, Realm};
use crate::secret::Secret;
use lettre::Address;

/// How the connection is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// STARTTLS, refused where the server does not offer it.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: only to this machine itself.
    Plain,
}

/// A mail server with its login. Its `Debug` shows no password.
#[derive(Clone, Debug)]
pub struct MailServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<(String, Secret)>,
    pub(super) from: Address,
    pub(super) to: Vec<Address>,
    base: BaseAddress,
}

/// Why something is no mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailServerError {
    /// No host or port.
    #[error("this is no host or no port")]
    Host,
    /// Without TLS beyond this machine.
    #[error("without TLS only this machine is spoken to")]
    Plain,
    /// No address, or none to write to.
    #[error("this is no e-mail address")]
    Address,
}

impl MailServer {
    /// A server by its name, who writes, and to whom.
    ///
    /// # Errors
    /// [`MailServerError`].
    pub fn parse(
        host: &str,
        port: u16,
        security: Security,
        from: &str,
        to: &[String],
    ) -> Result<Self, MailServerError> {
        let is_here = ["127.0.0.1", "localhost", "[::1]"].contains(&host);
        let realm = if security == Security::Plain { Realm::Sandbox } else { Realm::Live };
        if realm == Realm::Sandbox && !is_here {
            return Err(MailServerError::Plain);
        }
        let scheme = if realm == Realm::Live { "https" } else { "http" };
        // The layers know remotes by such an address; nothing speaks HTTP to it.
        let base = BaseAddress::parse(&format!("{scheme}://{host}:{port}"), realm);
        let base = base.map_err(|_| MailServerError::Host)?;
        let address = |text: &String| text.parse::<Address>().map_err(|_| MailServerError::Address);
        let to: Vec<Address> = to.iter().map(address).collect::<Result<_, _>>()?;
        if to.is_empty() || port == 0 {
            return Err(if port == 0 { MailServerError::Host } else { MailServerError::Address });
        }
        let from = address(&from.to_owned())?;
        Ok(Self { host: host.to_owned(), port, security, login: None, from, to, base })
    }

    /// Logs in so.
    #[must_use]
    pub fn with_login(self, user: String, password: Secret) -> Self {
        Self { login: Some((user, password)), ..self }
    }

    /// As the layers know it.
    pub fn base(&self) -> &BaseAddress {
        &self.base
    }

    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.login.iter().map(|(_, password)| password.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(host: &str, security: Security, from: &str, to: &str) -> Result<MailServer, MailServerError> {
        MailServer::parse(host, 587, security, from, &[to.to_owned()])
    }

    #[test]
    fn a_mail_server_is_spoken_to_safely_and_its_password_is_not_shown() {
        let (a, b) = ("a@example.kr", "b@example.kr");
        let server = parse("smtp.example.kr", Security::StartTls, a, b).unwrap();
        let server = server.with_login("a".into(), Secret::new("s3cr3t".into()));
        assert!(!format!("{server:?}").contains("s3cr3t"));
        assert_eq!(parse("smtp.example.kr", Security::Plain, a, b).err(), Some(MailServerError::Plain));
        assert!(parse("127.0.0.1", Security::Plain, a, b).is_ok());
        for address in ["", "a", "a@b\r\nBcc: c@d.e", "a b@c.d"] {
            assert_eq!(
                parse("h.kr", Security::Tls, address, b).err(),
                Some(MailServerError::Address),
                "{address:?}"
            );
            assert_eq!(parse("h.kr", Security::Tls, a, address).err(), Some(MailServerError::Address));
        }
        assert_eq!(parse("no host/", Security::Tls, a, b).err(), Some(MailServerError::Host));
    }
}
