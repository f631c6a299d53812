//! One login, shared by all who ask; where it ended, it is made once anew.

mod login;

use super::addresses::{HometaxAddresses, System};
use super::auth::LoginKey;
use super::code;
use super::jar::Jar;
use super::postfix::{Keys, Postfix, SCRIPT_PATH};
use super::wire::{self, Ask, Person};
use super::{Line, PROVIDER};
use crate::error::{Effect, Kind, RemoteError};
use crate::port::{Answer, Call, Transport};
use crate::secret::Secret;
use jangbu_domain::BusinessNumber;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Letters of the chance in a token's address, as the page makes them.
const TOKEN_LETTERS: usize = 20;

/// Where one is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Counts entries to hosts: who failed with an older one need not make a new one.
    number: u64,
    /// The tax office's number of the business.
    pub(super) tin: String,
    user: String,
}

#[derive(Default)]
struct State {
    person: Option<Person>,
    entered: HashMap<System, u64>,
    entries: u64,
    /// Somebody else logged in: from then on nothing is sent.
    is_taken: bool,
}

/// The session of one key for one business.
pub(super) struct Session {
    line: Line,
    addresses: HometaxAddresses,
    key: Box<dyn LoginKey>,
    business: BusinessNumber,
    postfix: Postfix,
    jar: Mutex<Jar>,
    names: Mutex<Vec<Secret>>,
    keys: Mutex<Option<Arc<Keys>>>,
    /// Held over a whole login, so that there is one at a time.
    state: tokio::sync::Mutex<State>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(
        line: Line,
        addresses: HometaxAddresses,
        key: Box<dyn LoginKey>,
        business: BusinessNumber,
        postfix: Postfix,
    ) -> Self {
        let owner = vec![Secret::new(key.certificate().owner())];
        Self {
            line,
            addresses,
            key,
            business,
            postfix,
            jar: Mutex::default(),
            names: Mutex::new(owner),
            keys: Mutex::default(),
            state: tokio::sync::Mutex::default(),
        }
    }

    /// Asks at a host, logged in there. A session that ended is made once anew and the call repeated once.
    pub(super) async fn read(
        &self,
        system: System,
        build: impl Fn(&Entry) -> Ask,
    ) -> Result<Answer, RemoteError> {
        let operation = build(&Entry { number: 0, tin: String::new(), user: String::new() }).operation;
        let entry = self.enter(system, operation, None).await?;
        match self.send_in(&build(&entry), &entry).await {
            Err(error) if error.kind == Kind::SignedOut => {
                tracing::info!(provider = PROVIDER, operation, "logging in anew");
                let entry = self.enter(system, operation, Some(entry.number)).await?;
                self.send_in(&build(&entry), &entry).await
            }
            outcome => outcome,
        }
    }

    async fn send_in(&self, ask: &Ask, entry: &Entry) -> Result<Answer, RemoteError> {
        let error = match self.send(ask, &entry.user).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        if error.kind == Kind::LoginElsewhere {
            self.state.lock().await.is_taken = true;
        }
        // The same code for a missing right and for nobody: the host says which it is.
        if error.code.as_deref() == Some(code::NO_PERMISSION) {
            return match self.person_at(ask.system).await? {
                Some(_) => Err(error),
                None => Err(RemoteError { kind: Kind::SignedOut, ..error }),
            };
        }
        Err(error)
    }

    /// Makes sure of a login at a host; `ended` is an entry that proved to be over.
    async fn enter(
        &self,
        system: System,
        operation: &'static str,
        ended: Option<u64>,
    ) -> Result<Entry, RemoteError> {
        let mut state = self.state.lock().await;
        if state.is_taken {
            return Err(RemoteError::new(PROVIDER, operation, Kind::LoginElsewhere, Effect::NotSent));
        }
        if ended.is_some() && state.entered.get(&system).copied() == ended {
            state.entered.remove(&system);
        }
        let outcome = self.enter_with(&mut state, system).await;
        if let Err(error) = &outcome
            && error.kind == Kind::LoginElsewhere
        {
            state.is_taken = true;
        }
        outcome
    }

    async fn enter_with(&self, state: &mut State, system: System) -> Result<Entry, RemoteError> {
        let was_in = state.person.is_some();
        if !was_in {
            self.log_in_to(state).await?;
        }
        if !state.entered.contains_key(&system) {
            match self.go_on_to(system).await {
                // The portal's own session is over too.
                Err(error) if error.kind == Kind::SignedOut && was_in => {
                    self.log_in_to(state).await?;
                    self.go_on_to(system).await?;
                }
                outcome => outcome?,
            }
            state.entries += 1;
            state.entered.insert(system, state.entries);
        }
        let number = state.entered.get(&system).copied().unwrap_or_default();
        let (tin, user) = match &state.person {
            Some(person) => (person.tin.clone(), person.user.clone()),
            None => (String::new(), String::new()),
        };
        Ok(Entry { number, tin, user })
    }

    async fn log_in_to(&self, state: &mut State) -> Result<(), RemoteError> {
        state.person = None;
        state.entered.clear();
        state.person = Some(self.log_in().await?);
        Ok(())
    }

    /// From the portal to another host: by its own cookie if it knows it, otherwise by a token.
    async fn go_on_to(&self, system: System) -> Result<(), RemoteError> {
        if self.person_at(system).await?.is_some() {
            return Ok(());
        }
        let ask = wire::token(&self.letters());
        let answer = self.send(&ask, "").await?;
        let token = wire::parse_token(&answer.body).map_err(|()| self.unreadable(&ask, &answer))?;
        let Some(token) = token else { return Err(self.signed_out(&ask)) };
        let ask = wire::permission_by(system, &token);
        let answer = self.send(&ask, "").await?;
        match wire::parse_person(&answer.body) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(self.signed_out(&ask)),
            Err(()) => Err(self.unreadable(&ask, &answer)),
        }
    }

    async fn person_at(&self, system: System) -> Result<Option<Person>, RemoteError> {
        let ask = wire::permission(system);
        let answer = self.send(&ask, "").await?;
        wire::parse_person(&answer.body).map_err(|()| self.unreadable(&ask, &answer))
    }

    /// Sends with cookies and tail. A call that is taken for abnormal is repeated once with new keys.
    async fn send(&self, ask: &Ask, user: &str) -> Result<Answer, RemoteError> {
        if ask.takes_tail && self.postfix == Postfix::Always && locked(&self.keys).is_none() {
            self.fetch_keys().await?;
        }
        match self.send_once(ask, user).await {
            Err(error)
                if error.code.as_deref() == Some(code::ABNORMAL)
                    && ask.takes_tail
                    && self.postfix != Postfix::Never =>
            {
                self.fetch_keys().await?;
                self.send_once(ask, user).await
            }
            outcome => outcome,
        }
    }

    async fn send_once(&self, ask: &Ask, user: &str) -> Result<Answer, RemoteError> {
        let call = self.build_call(ask, user);
        let answer = self.line.transport.send(&call).await?;
        locked(&self.jar).take(ask.system, &answer.set_cookies);
        Ok(answer)
    }

    async fn fetch_keys(&self) -> Result<(), RemoteError> {
        let ask = wire::page("script", SCRIPT_PATH);
        let answer = self.send_once(&ask, "").await?;
        let keys = Keys::parse(&answer.body).ok_or_else(|| self.unreadable(&ask, &answer))?;
        *locked(&self.keys) = Some(Arc::new(keys));
        Ok(())
    }

    fn build_call(&self, ask: &Ask, user: &str) -> Call {
        let keys = locked(&self.keys).clone().filter(|_| ask.takes_tail);
        let body = match keys {
            Some(keys) => keys.sealed(&ask.body, user, self.line.clock.wall()),
            None => ask.body.clone(),
        };
        let jar = locked(&self.jar);
        let cookies = jar.header(ask.system).map(|cookies| ("cookie", cookies));
        let names = locked(&self.names);
        let secrets = ask.secrets.iter().cloned().chain(jar.values()).chain(names.iter().cloned()).collect();
        Call {
            provider: PROVIDER,
            operation: ask.operation,
            nature: ask.nature,
            method: ask.method,
            base: self.addresses.of(ask.system).clone(),
            path: ask.path.to_owned(),
            query: ask.query.clone().map(Secret::new),
            headers: cookies.into_iter().collect(),
            secrets,
            content_type: ask.content_type,
            body: body.into_bytes(),
            answer_bytes_max: ask.bytes_max,
            judge: ask.judge,
        }
    }

    /// Read as a success, but its content is not what was asked for.
    pub(super) fn unreadable(&self, ask: &Ask, answer: &Answer) -> RemoteError {
        self.error(ask.operation, Kind::Garbled).with_status(answer.status)
    }

    fn signed_out(&self, ask: &Ask) -> RemoteError {
        self.error(ask.operation, Kind::SignedOut)
    }

    /// A failure of something that only reads.
    #[expect(clippy::unused_self, reason = "reads as what it is where it is used")]
    pub(super) fn error(&self, operation: &'static str, kind: Kind) -> RemoteError {
        RemoteError::new(PROVIDER, operation, kind, Effect::NoEffect)
    }

    fn letters(&self) -> String {
        let letter = |_| {
            let drawn = u32::try_from(self.line.chance.up_to(35)).unwrap_or_default();
            char::from_digit(drawn.min(35), 36).unwrap_or('0')
        };
        (0..TOKEN_LETTERS).map(letter).collect()
    }
}
