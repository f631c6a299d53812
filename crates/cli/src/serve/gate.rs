//! Who may talk to the loopback host: the page it served, in the browser that had the token.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jangbu_app::token::{make_token, tokens_equal};
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};

const COOKIE: &str = "jangbu_session";

/// The token and the sessions of one running host.
pub(super) struct Gate {
    /// Hosts that name this machine's loopback and this port.
    hosts: [String; 2],
    token: String,
    /// The session's secret, once the token was used.
    session: Mutex<Option<String>>,
}

impl Gate {
    pub(super) fn new(port: u16) -> std::io::Result<Self> {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let token = make_token().map_err(std::io::Error::other)?;
        Ok(Self { hosts, token, session: Mutex::new(None) })
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The cookie for whoever brings the token first; afterwards the token is worth nothing.
    pub(super) fn open_session(&self, token: &str) -> Option<String> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if session.is_some() || !tokens_equal(token, &self.token) {
            return None;
        }
        let secret = make_token().ok()?;
        let cookie = format!("{COOKIE}={secret}; HttpOnly; SameSite=Strict; Path=/");
        *session = Some(secret);
        Some(cookie)
    }

    fn is_own_host(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }

    /// Browsers send Origin with every POST; one of another site or none at all is refused.
    fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let origin = origin.and_then(|origin| origin.strip_prefix("http://"));
        origin.is_some_and(|origin| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(origin)))
    }

    fn has_session(&self, headers: &HeaderMap) -> bool {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(secret) = session.as_deref() else { return false };
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == COOKIE && tokens_equal(value, secret))
    }
}

/// Keeps other sites out whose name was pointed at this machine, and their forms.
pub(super) async fn require_own_host(
    State(gate): State<Arc<Gate>>,
    request: Request,
    next: Next,
) -> Response {
    if !gate.is_own_host(request.headers()) {
        return refused("another host's name");
    }
    if request.method() != Method::GET && !gate.is_own_origin(request.headers()) {
        return refused("another site's request");
    }
    next.run(request).await
}

/// Commands need the session.
pub(super) async fn require_session(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if gate.has_session(request.headers()) { next.run(request).await } else { refused("no session") }
}

pub(super) fn refused(why: &str) -> Response {
    let error = json!({ "error": { "code": "host.refused", "params": {}, "message": why } });
    (StatusCode::FORBIDDEN, Json(error)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_token_opens_one_session_and_then_is_worth_nothing() {
        let gate = Gate::new(4000).unwrap();
        assert_eq!(gate.open_session("wrong"), None);
        let token = gate.token().to_owned();
        let cookie = gate.open_session(&token).unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        assert_eq!(gate.open_session(&token), None);
        let pair = cookie.split(';').next().unwrap();
        assert!(gate.has_session(&headers(&[(header::COOKIE, &format!("other=1; {pair}"))])));
        assert!(!gate.has_session(&headers(&[(header::COOKIE, "jangbu_session=guess")])));
        assert!(!gate.has_session(&HeaderMap::new()));
    }

    #[test]
    fn only_our_own_host_and_origin_pass() {
        let gate = Gate::new(4000).unwrap();
        assert!(gate.is_own_host(&headers(&[(header::HOST, "localhost:4000")])));
        for foreign in ["evil.example:4000", "127.0.0.1:4001", "127.0.0.1"] {
            assert!(!gate.is_own_host(&headers(&[(header::HOST, foreign)])), "{foreign}");
        }
        assert!(gate.is_own_origin(&headers(&[(header::ORIGIN, "http://127.0.0.1:4000")])));
        for foreign in ["http://evil.example", "https://127.0.0.1:4000", "null"] {
            assert!(!gate.is_own_origin(&headers(&[(header::ORIGIN, foreign)])), "{foreign}");
        }
        assert!(!gate.is_own_origin(&HeaderMap::new()));
    }
}
