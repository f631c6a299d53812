//! The login by certificate, and the choice of the business.

use super::{Session, locked};
use crate::error::{Effect, Kind, RemoteError, Retry};
use crate::provider::hometax::addresses::System;
use crate::provider::hometax::auth::{ProofError, derive_proof};
use crate::provider::hometax::code::TOO_MANY_CALLS_PAUSE;
use crate::provider::hometax::wire::{self, Person};
use serde_json::json;
use std::time::Duration;

/// A login whose answer did not come is begun anew so often in all: its challenge is spent.
const LOGINS_MAX: u32 = 3;
/// Between two of them.
const LOGIN_PAUSE: Duration = Duration::from_secs(2);

impl Session {
    /// Logs in with a clean jar.
    pub(super) async fn log_in(&self) -> Result<Person, RemoteError> {
        let mut tried = 1;
        loop {
            match self.log_in_once().await {
                Err(error) if tried < LOGINS_MAX && begins_anew(&error) => {
                    tried += 1;
                    self.line.clock.wait(LOGIN_PAUSE).await;
                }
                // A login that nobody goes on with is no effect.
                Err(error) if error.effect == Effect::Unknown => {
                    return Err(RemoteError { effect: Effect::NoEffect, ..error });
                }
                outcome => return outcome,
            }
        }
    }

    async fn log_in_once(&self) -> Result<Person, RemoteError> {
        locked(&self.jar).clear();
        self.send(&wire::page("home", "/"), "").await?;
        let ask = wire::challenge();
        let answer = self.send(&ask, "").await?;
        let challenge = wire::parse_challenge(&answer.body).ok_or_else(|| self.unreadable(&ask, &answer))?;
        let proof = derive_proof(&*self.key, &challenge, self.line.clock.wall());
        let proof = proof.map_err(|error| match error {
            ProofError::Challenge => self.unreadable(&ask, &answer),
            ProofError::Key => RemoteError { effect: Effect::NotSent, ..self.error("login", Kind::BadKey) },
        })?;
        self.send(&wire::login(&proof), "").await?;
        let ask = wire::permission(System::Portal);
        let person = self.person_at(System::Portal).await?.ok_or_else(|| self.signed_out(&ask))?;
        self.remember(&person);
        self.acting(person).await
    }

    /// The person, acting for the business that is wanted.
    async fn acting(&self, person: Person) -> Result<Person, RemoteError> {
        if person.business == Some(self.business) {
            return Ok(person);
        }
        let ask = wire::action("businesses", System::Portal, ("ATXPPAAA003R01", "UTXPPAAA24"), &json!({}));
        let answer = self.send(&ask, &person.user).await?;
        let all = wire::parse_businesses(&answer.body).ok_or_else(|| self.unreadable(&ask, &answer))?;
        let none = || self.error("choose_business", Kind::NoSuchBusiness);
        let (_, tin) = all.into_iter().find(|(number, _)| *number == self.business).ok_or_else(none)?;
        let choice = ("ATXPPAAA003A01", "UTXPPAAA24");
        let ask = wire::action("choose_business", System::Portal, choice, &json!({"tin": tin}));
        self.send(&ask, &person.user).await?;
        let chosen = self.person_at(System::Portal).await?.ok_or_else(|| self.signed_out(&ask))?;
        self.remember(&chosen);
        // What was chosen is what is asked about from here on, or nothing is.
        if chosen.tin == tin { Ok(chosen) } else { Err(none()) }
    }

    fn remember(&self, person: &Person) {
        let mut names = locked(&self.names);
        let new = person.names.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>();
        names.extend(new);
        // The owner of the certificate, and those of the last two looks.
        let surplus = names.len().saturating_sub(NAMES_MAX);
        names.drain(..surplus);
    }
}

/// Names that are kept out of foreign words.
const NAMES_MAX: usize = 16;

/// Whether the office may have spent the challenge, and is well enough to be asked for another.
fn begins_anew(error: &RemoteError) -> bool {
    let soon = match error.retry {
        Retry::Temporary { after } => after.is_none_or(|after| after <= TOO_MANY_CALLS_PAUSE),
        Retry::Never => false,
    };
    error.effect == Effect::Unknown && soon
}
