//! Secrets wait here between the one unlogged command that brings them and the one that uses them.

use crate::{AppError, ErrorCode};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Secrets that may wait; the oldest is wiped for a new one.
const WAITING_MAX: usize = 8;

/// Longest secret in bytes.
const LENGTH_MAX: usize = 4_096;

#[derive(Default)]
pub(crate) struct Secrets(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    last_ticket: u64,
    secrets: VecDeque<(u64, Zeroizing<String>)>,
}

impl Secrets {
    /// Keeps a secret for one use.
    ///
    /// # Errors
    /// `request.malformed` beyond [`LENGTH_MAX`].
    pub(crate) fn put(&self, value: Zeroizing<String>) -> Result<u64, AppError> {
        if value.len() > LENGTH_MAX {
            return Err(AppError::new(ErrorCode::RequestMalformed, "the secret is too long"));
        }
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.last_ticket += 1;
        if waiting.secrets.len() >= WAITING_MAX {
            waiting.secrets.pop_front();
        }
        let ticket = waiting.last_ticket;
        waiting.secrets.push_back((ticket, value));
        Ok(ticket)
    }

    /// Takes the secret out.
    ///
    /// # Errors
    /// `secret.ticket_gone` when it was taken before or never came.
    pub(crate) fn take(&self, ticket: u64) -> Result<Zeroizing<String>, AppError> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = waiting.secrets.iter().position(|(number, _)| *number == ticket);
        place.and_then(|place| waiting.secrets.remove(place)).map(|(_, value)| value).ok_or_else(|| {
            AppError::new(ErrorCode::SecretTicketGone, "the secret's ticket was used or is unknown")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_works_once() {
        let secrets = Secrets::default();
        let ticket = secrets.put(Zeroizing::new("비밀".into())).unwrap();
        assert_eq!(secrets.take(ticket).unwrap().as_str(), "비밀");
        assert_eq!(secrets.take(ticket).unwrap_err().code(), ErrorCode::SecretTicketGone);
    }

    #[test]
    fn only_a_few_wait_and_none_is_endless() {
        let secrets = Secrets::default();
        let first = secrets.put(Zeroizing::new("1".into())).unwrap();
        for _ in 0..WAITING_MAX {
            secrets.put(Zeroizing::new("2".into())).unwrap();
        }
        assert!(secrets.take(first).is_err());
        assert!(secrets.put(Zeroizing::new("x".repeat(LENGTH_MAX + 1))).is_err());
    }
}
