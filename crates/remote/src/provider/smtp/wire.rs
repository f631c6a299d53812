//! The wire beneath the layers: SMTP by lettre, over rustls with the platform's roots.
//!
//! It hands over once; a failure whose place in the dialogue is not known counts as one that may have
//! been handed over.

use super::auth::{MailServer, Security};
use super::code;
use crate::error::{Effect, Kind, RemoteError};
use crate::port::{Answer, Call, Sending, Transport};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::Duration;

/// Connecting, and each reply.
const STEP_TIME: Duration = Duration::from_secs(10);

/// Why there is no wire.
#[derive(Debug, thiserror::Error)]
#[error("the mail server cannot be spoken to")]
pub struct SmtpWireError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Speaks to one mail server.
pub struct SmtpWire {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    envelope: Envelope,
}

impl SmtpWire {
    /// A wire to a server.
    ///
    /// # Errors
    /// [`SmtpWireError`] when the platform's roots cannot be read.
    pub fn new(server: &MailServer) -> Result<Self, SmtpWireError> {
        let refused = |error| SmtpWireError(error);
        // Its usual store is the platform's own judgement.
        let tls = || TlsParameters::builder(server.host.clone()).build_rustls();
        let security = match server.security {
            Security::StartTls => Tls::Required(tls().map_err(|error| refused(error.into()))?),
            Security::Tls => Tls::Wrapper(tls().map_err(|error| refused(error.into()))?),
            Security::Plain => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(security)
            .timeout(Some(STEP_TIME));
        if let Some((user, password)) = &server.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        let envelope = Envelope::new(Some(server.from.clone()), server.to.clone());
        let envelope = envelope.map_err(|error| refused(error.into()))?;
        Ok(Self { transport: builder.build(), envelope })
    }
}

impl Transport for SmtpWire {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            match self.transport.send_raw(&self.envelope, &call.body).await {
                Ok(_) => Ok(Answer {
                    status: 250,
                    content_type: None,
                    retry_after: None,
                    set_cookies: Vec::new(),
                    body: Vec::new(),
                }),
                Err(error) => Err(failure(call, &error)),
            }
        })
    }
}

fn failure(call: &Call, error: &lettre::transport::smtp::Error) -> RemoteError {
    if let Some(reply) = error.status() {
        let number = u16::from(reply);
        let (kind, temporary) = code::of_reply(number);
        let refused = call.error(kind, Effect::NoEffect).with_status(number);
        return if temporary { refused.temporary(None) } else { refused };
    }
    if error.is_tls() {
        return call.error(Kind::Tls, Effect::NotSent);
    }
    if error.is_client() {
        // It does not offer what is wanted of it: TLS, a way to log in.
        return call.error(Kind::Rejected, Effect::NotSent);
    }
    // lettre tells a connection that was not made only by its words.
    if error.to_string().starts_with("Connection error") {
        return call.error(Kind::Connect, Effect::NotSent).temporary(None);
    }
    let kind = if error.is_timeout() { Kind::Timeout } else { Kind::Dropped };
    call.error(kind, call.effect_once_sent()).temporary(None)
}
