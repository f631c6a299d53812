//! Tokens of Linkhub: given against a signature over the very bytes that came, checked at every call.

use super::answer::{Refusal, Refused};
use super::{DEMO_LINK_ID, DEMO_SECRET_KEY};
use crate::remote::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jangbu_domain::BusinessNumber;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// How long a token holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(30);
/// How far the asker's clock may be off. Decided here.
const SKEW_MAX: SignedDuration = SignedDuration::from_mins(15);
/// Tokens that are remembered; the first ones are forgotten.
const KEPT_MAX: usize = 1_000;
/// The only version there is.
const VERSION: &str = "2.0";

struct Token {
    ends_at: Timestamp,
    scope: Vec<String>,
    number: u64,
}

/// The tokens that were given.
pub(super) struct Tokens {
    seed: u64,
    given: u64,
    kept: HashMap<String, Token>,
}

#[derive(Deserialize)]
struct Asked {
    access_id: String,
    scope: Vec<String>,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, given: 0, kept: HashMap::new() }
    }

    /// How many were given.
    pub(super) fn given(&self) -> u64 {
        self.given
    }

    /// None of those that were given holds any more.
    pub(super) fn expire(&mut self) {
        self.kept.clear();
    }

    /// Gives one, if the request is signed as it must be.
    pub(super) fn give(
        &mut self,
        request: &Request,
        service: &str,
        company: BusinessNumber,
        now: Timestamp,
    ) -> Result<Value, Refused> {
        check_signature(request, now)?;
        let asked: Asked = serde_json::from_slice(&request.body)
            .map_err(|_| Refusal::Request.says("요청 형식이 올바르지 않습니다."))?;
        if asked.access_id != company.digits() {
            return Err(Refusal::Member.says("가입되지 않은 사업자번호입니다."));
        }
        if !asked.scope.iter().any(|scope| scope == "member") {
            return Err(Refusal::Scope.says("scope에 member가 없습니다."));
        }
        self.given += 1;
        let name = self.name();
        let ends_at = now.checked_add(HOLDS).unwrap_or(now);
        if self.kept.len() >= KEPT_MAX {
            let oldest = self.kept.iter().min_by_key(|(_, token)| token.number).map(|(name, _)| name.clone());
            self.kept.retain(|name, _| Some(name) != oldest.as_ref());
        }
        let token = Token { ends_at, scope: asked.scope.clone(), number: self.given };
        self.kept.insert(name.clone(), token);
        Ok(json!({
            "session_token": name, "serviceID": service, "linkID": DEMO_LINK_ID, "usercode": "0001",
            "ipaddress": "127.0.0.1",
            // Ends with these very five letters: the Python library cuts them off.
            "expiration": ends_at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(), "scope": asked.scope
        }))
    }

    fn name(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"sandbox token");
        hash.update(self.seed.to_be_bytes());
        hash.update(self.given.to_be_bytes());
        STANDARD.encode(hash.finalize())
    }

    /// Whether the request carries a token that holds and has the scope.
    pub(super) fn check(&mut self, request: &Request, scope: &str, now: Timestamp) -> Result<(), Refused> {
        let name = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let token = name.and_then(|name| self.kept.get(name)).filter(|token| now < token.ends_at);
        let token = token.ok_or_else(|| Refusal::Token.says("토큰이 유효하지 않습니다."))?;
        if token.scope.iter().any(|held| held == scope) {
            Ok(())
        } else {
            Err(Refusal::Scope.says("토큰에 권한이 없습니다."))
        }
    }
}

fn check_signature(request: &Request, now: Timestamp) -> Result<(), Refused> {
    let refused = |message: &str| Refusal::Credential.says(message);
    let date = request.header("x-lh-date").ok_or_else(|| refused("x-lh-date가 없습니다."))?;
    if request.header("x-lh-version") != Some(VERSION) {
        return Err(refused("x-lh-version이 올바르지 않습니다."));
    }
    let moment: Timestamp = date.parse().map_err(|_| refused("x-lh-date가 올바르지 않습니다."))?;
    if moment.duration_since(now).abs() > SKEW_MAX {
        return Err(refused("x-lh-date가 서버 시각과 너무 다릅니다."));
    }
    let header = request.header("authorization").and_then(|value| value.strip_prefix("LINKHUB "));
    let (link_id, signature) =
        header.and_then(|value| value.split_once(' ')).ok_or_else(|| refused("인증 정보가 없습니다."))?;
    if link_id != DEMO_LINK_ID {
        return Err(refused("등록되지 않은 LinkID입니다."));
    }
    let signature = STANDARD.decode(signature).map_err(|_| refused("서명이 올바르지 않습니다."))?;
    let signed = signed_text(request, date);
    let key = STANDARD.decode(DEMO_SECRET_KEY).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| refused("서명이 올바르지 않습니다."))?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).map_err(|_| refused("서명이 올바르지 않습니다."))
}

/// What is signed: lines without an end after the last one. The line of `x-lh-forwarded` is there only
/// if the header is.
fn signed_text(request: &Request, date: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(&request.body));
    let mut lines = vec![request.method.as_str(), &digest, date];
    lines.extend(request.header("x-lh-forwarded"));
    lines.extend([VERSION, &request.path]);
    lines.join("\n")
}
