//! The seam between policies and the wire: one call, one answer.

use crate::error::{Effect, Kind, RemoteError};
use crate::port::BaseAddress;
use crate::secret::Secret;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// An answer on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Answer, RemoteError>> + Send + 'a>>;

/// Sends a call. The wire is one, every policy layer is one, a simulation's router is one.
pub trait Transport: Send + Sync {
    /// Sends `call` once and brings the answer whole.
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        (**self).send(call)
    }
}

/// What a call does at the remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Only reads: may be repeated at will.
    Read,
    /// Changes something: once sent, it may have happened.
    Effect,
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

impl Method {
    /// As it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Tells a failure from an answer, in the provider's terms and at that moment: a remote may fail with HTTP 200.
pub type Judge = fn(&Call, &Answer, Timestamp) -> Result<(), RemoteError>;

/// One request, built and ready.
#[derive(Clone)]
pub struct Call {
    /// Who is called.
    pub provider: &'static str,
    /// What is asked.
    pub operation: &'static str,
    /// What it does there.
    pub nature: Nature,
    /// The method.
    pub method: Method,
    /// Where.
    pub base: BaseAddress,
    /// The path below the base, beginning with `/`, percent-encoded.
    pub path: String,
    /// The query, percent-encoded, with whatever key is in it: never shown.
    pub query: Option<Secret>,
    /// Further headers; values are never shown.
    pub headers: Vec<(&'static str, Secret)>,
    /// Secrets of this call in every form a remote may say back.
    pub secrets: Vec<Secret>,
    /// The body's media type.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
    /// Bytes of the answer, unpacked, that are read at most.
    pub answer_bytes_max: usize,
    /// Tells a failure from an answer.
    pub judge: Judge,
}

impl Call {
    /// SHA-256 over method, base, path and body, each ended by its length: neither key nor header is in it.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in
            [self.method.as_str().as_bytes(), self.base.as_str().as_bytes(), self.path.as_bytes(), &self.body]
        {
            hash.update(part);
            hash.update(part.len().to_be_bytes());
        }
        hash.finalize().into()
    }

    /// What the remote may have done once bytes have left and no answer says otherwise.
    pub fn effect_once_sent(&self) -> Effect {
        match self.nature {
            Nature::Read => Effect::NoEffect,
            Nature::Effect => Effect::Unknown,
        }
    }

    /// What the remote has done when its answer is no failure.
    pub fn effect_once_answered(&self) -> Effect {
        match self.nature {
            Nature::Read => Effect::NoEffect,
            Nature::Effect => Effect::Done,
        }
    }

    /// A failure of this call.
    pub fn error(&self, kind: Kind, effect: Effect) -> RemoteError {
        RemoteError::new(self.provider, self.operation, kind, effect)
    }

    /// A foreign text without this call's secrets.
    pub fn redact(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| secret.redact(&text))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("provider", &self.provider)
            .field("operation", &self.operation)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What came back, whole and unpacked.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Content-Type.
    pub content_type: Option<String>,
    /// Retry-After, as written.
    pub retry_after: Option<String>,
    /// Each Set-Cookie, as written: a session's name is as good as its key.
    pub set_cookies: Vec<Secret>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
