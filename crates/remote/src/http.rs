//! The wire: HTTP by reqwest over rustls with the platform's roots.
//!
//! The client sends once: whether again is for the policies to say. Redirects are not followed: an interface does not move in silence, and a key must not travel on.
//! Proxies of the system and of the environment are honoured, but not on the way to this machine's
//! own sandbox. No certificate is ever taken unchecked, in the sandbox neither.

mod gzip;
mod refusal;

use crate::error::{Kind, RemoteError};
use crate::policy::PoolRule;
use crate::port::{Answer, Call, Method, Realm, Sending, Transport};
use crate::secret::Secret;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER, SET_COOKIE};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use std::sync::Arc;
use std::time::Duration;

/// Who asks. Says nothing of the machine or its user.
const USER_AGENT: &str = concat!("Jangbu/", env!("CARGO_PKG_VERSION"));
/// An idle connection is closed after this time: below the 60 s that front ends commonly grant.
const IDLE: Duration = Duration::from_secs(50);

/// Cookies of one answer that are looked at; pages that set more are none of ours.
const SET_COOKIES_MAX: usize = 64;

/// The wire could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The platform's roots cannot be read.
    #[error("the system's certificates cannot be read")]
    Tls(#[from] rustls::Error),
    /// The client cannot be built from the system's settings.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
}

/// Sends calls to one realm, and none to the other.
pub struct Http {
    client: reqwest::Client,
    realm: Realm,
}

impl Http {
    /// A wire to one realm by the rule's connect deadline and idle connections.
    ///
    /// # Errors
    /// [`WireError`].
    pub fn new(realm: Realm, pool: PoolRule) -> Result<Self, WireError> {
        Self::from_builder(Self::builder(realm, pool)?, realm)
    }

    fn from_builder(builder: reqwest::ClientBuilder, realm: Realm) -> Result<Self, WireError> {
        Ok(Self { client: builder.build().map_err(WireError::Client)?, realm })
    }

    fn builder(realm: Realm, pool: PoolRule) -> Result<reqwest::ClientBuilder, WireError> {
        let builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(pool.connect)
            .pool_max_idle_per_host(pool.idle_kept)
            .pool_idle_timeout(IDLE)
            .tls_backend_preconfigured(tls()?);
        Ok(match realm {
            Realm::Live => builder.https_only(true),
            Realm::Sandbox => builder.no_proxy(),
        })
    }

    async fn exchange(&self, call: &Call) -> Result<Answer, RemoteError> {
        if call.base.realm() != self.realm {
            return Err(call.error(Kind::BadRequest, crate::Effect::NotSent));
        }
        let request = self.build_request(call);
        let mut response = request.send().await.map_err(|error| refusal::of(call, error))?;
        let status = response.status().as_u16();
        let header = |name| text(response.headers(), name);
        let (content_type, retry_after, packed) =
            (header(CONTENT_TYPE), header(RETRY_AFTER), header(CONTENT_ENCODING));
        let set_cookies = cookies(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| refusal::of(call, error))? {
            if body.len() + chunk.len() > call.answer_bytes_max {
                return Err(call.error(Kind::TooLarge, call.effect_once_sent()).with_status(status));
            }
            body.extend_from_slice(&chunk);
        }
        let body = gzip::unpack(body, packed.as_deref(), call.answer_bytes_max)
            .map_err(|kind| call.error(kind, call.effect_once_sent()).with_status(status).temporary(None))?;
        Ok(Answer { status, content_type, retry_after, set_cookies, body })
    }

    fn build_request(&self, call: &Call) -> reqwest::RequestBuilder {
        let query = call.query.as_ref().map(|query| format!("?{}", query.reveal())).unwrap_or_default();
        let address = format!("{}{}{query}", call.base.as_str(), call.path);
        let mut request = match call.method {
            Method::Get => self.client.get(address),
            Method::Post => self.client.post(address).body(call.body.clone()),
        };
        request = request.header(ACCEPT_ENCODING, "gzip");
        if let Some(kind) = call.content_type {
            request = request.header(CONTENT_TYPE, kind);
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value.reveal());
        }
        request
    }
}

impl Transport for Http {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(self.exchange(call))
    }
}

/// rustls by ring, TLS 1.2 and 1.3, trusting what the system trusts.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth())
}

fn text(headers: &HeaderMap, name: reqwest::header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn cookies(headers: &HeaderMap) -> Vec<Secret> {
    let all = headers.get_all(SET_COOKIE).iter().take(SET_COOKIES_MAX);
    all.filter_map(|value| value.to_str().ok()).map(|text| Secret::new(text.to_owned())).collect()
}

#[cfg(test)]
mod tests;
