//! Sessions, logins and the tokens between hosts.
//!
//! Each host keeps its own session, known by its own cookie. A login is one person at the portal; hosts
//! come to know it by a token. A second login of the same user ends the first, wherever it is used.

use super::System;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Sessions at once; the longest unused one makes place.
const SESSIONS_MAX: usize = 10_000;
/// A session that rests longer is gone: the page warns five minutes before thirty are over.
const IDLE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// A token is taken to another host at once; how long the real one holds is not known.
const TOKEN_LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Tokens that nobody took yet.
const TOKENS_MAX: usize = 1_000;

/// A login, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LoginId(u64);

#[derive(Debug)]
struct Session {
    system: System,
    used_at: Timestamp,
    challenge: Option<String>,
    login: Option<LoginId>,
}

#[derive(Debug)]
struct Login {
    member: usize,
    /// The place of the business that was chosen.
    business: usize,
    is_ended: bool,
}

#[derive(Debug)]
struct Token {
    login: LoginId,
    made_at: Timestamp,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Nobody is logged in.
    Nobody,
    /// Somebody whose login was ended by another.
    Ended,
    /// A member, acting for one of his businesses.
    Member { login: LoginId, member: usize, business: usize },
}

/// All sessions of all hosts.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    seed: u64,
    serial: u64,
    all: HashMap<String, Session>,
    logins: HashMap<LoginId, Login>,
    tokens: HashMap<String, Token>,
}

impl Sessions {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Without sessions, and never giving a name twice.
    pub(super) fn emptied(&self) -> Self {
        Self { seed: self.seed, serial: self.serial, ..Self::default() }
    }

    /// Numbers without chance: the same calls get the same.
    pub(super) fn next_text(&mut self, label: &str) -> String {
        self.serial += 1;
        let digest = Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.serial.to_be_bytes())
            .chain_update(label)
            .finalize();
        digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// The session of a cookie, used now; none when it is unknown, another host's, or has rested too long.
    pub(super) fn find(&mut self, system: System, cookie: &str, now: Timestamp) -> Option<String> {
        let session = self.all.get_mut(cookie).filter(|session| session.system == system)?;
        if now.duration_since(session.used_at) > IDLE_MAX {
            self.all.remove(cookie);
            return None;
        }
        session.used_at = now;
        Some(cookie.to_owned())
    }

    /// A new session, in which nobody is logged in.
    pub(super) fn open(&mut self, system: System, now: Timestamp) -> String {
        if self.all.len() >= SESSIONS_MAX {
            let oldest = self.all.iter().min_by_key(|(_, session)| session.used_at);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.all.remove(&id);
            }
        }
        let id = format!("{}tupiwsp01_servlet_{}01", self.next_text("session"), system.code());
        let session = Session { system, used_at: now, challenge: None, login: None };
        self.all.insert(id.clone(), session);
        id
    }

    pub(super) fn close(&mut self, id: &str) {
        self.all.remove(id);
    }

    /// A new challenge of a session; one before it is void.
    pub(super) fn challenge(&mut self, id: &str) -> String {
        let text = self.next_text("challenge");
        if let Some(session) = self.all.get_mut(id) {
            session.challenge = Some(text.clone());
        }
        text
    }

    /// Takes the challenge: it is good once.
    pub(super) fn take_challenge(&mut self, id: &str) -> Option<String> {
        self.all.get_mut(id)?.challenge.take()
    }

    /// Somebody logs in; his earlier login ends. The session gets a new name, as the real one gives it.
    pub(super) fn log_in(&mut self, id: &str, member: usize, now: Timestamp) -> String {
        for login in self.logins.values_mut().filter(|login| login.member == member) {
            login.is_ended = true;
        }
        self.serial += 1;
        let login = LoginId(self.serial);
        self.logins.insert(login, Login { member, business: 0, is_ended: false });
        self.all.remove(id);
        let renewed = self.open(System::Portal, now);
        self.join(&renewed, login);
        // Ended ones are remembered as long as a session knows them.
        let known: Vec<LoginId> = self.all.values().filter_map(|session| session.login).collect();
        self.logins.retain(|id, _| known.contains(id));
        renewed
    }

    fn join(&mut self, id: &str, login: LoginId) {
        if let Some(session) = self.all.get_mut(id) {
            session.login = Some(login);
        }
    }

    /// Who is behind a session.
    pub(super) fn who(&self, id: &str) -> Who {
        let login = self.all.get(id).and_then(|session| session.login);
        let known = login.and_then(|login| Some((login, self.logins.get(&login)?)));
        match known {
            None => Who::Nobody,
            Some((_, login)) if login.is_ended => Who::Ended,
            Some((id, login)) => Who::Member { login: id, member: login.member, business: login.business },
        }
    }

    /// Acts for another of his businesses, on every host.
    pub(super) fn choose(&mut self, login: LoginId, business: usize) {
        if let Some(login) = self.logins.get_mut(&login) {
            login.business = business;
        }
    }

    /// A token for another host; good once.
    pub(super) fn token(&mut self, login: LoginId, now: Timestamp) -> String {
        self.tokens.retain(|_, token| now.duration_since(token.made_at) <= TOKEN_LASTS);
        if self.tokens.len() >= TOKENS_MAX {
            self.tokens.clear();
        }
        let text = self.next_text("token");
        self.tokens.insert(text.clone(), Token { login, made_at: now });
        text
    }

    /// Logs a session in by a token; says whether it was good.
    pub(super) fn redeem(&mut self, id: &str, token: &str, now: Timestamp) -> bool {
        let Some(token) = self.tokens.remove(token) else { return false };
        let is_good = now.duration_since(token.made_at) <= TOKEN_LASTS;
        if is_good {
            self.join(id, token.login);
        }
        is_good
    }

    /// Sessions, and those with a login that goes on.
    pub(super) fn counts(&self) -> (usize, usize) {
        let live = self.all.keys().filter(|id| matches!(self.who(id), Who::Member { .. })).count();
        (self.all.len(), live)
    }
}
