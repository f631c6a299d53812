//! Whether another provider of the same capability may be asked after one has failed.
//!
//! A chain goes on only when that cannot do a thing twice, and only when the failure is the
//! provider's: a question that is wrong stays wrong wherever it is asked, and who waits for a person
//! is not helped by somebody who is paid.

use crate::error::{Effect, Kind, RemoteError};
use crate::port::Nature;

/// What may follow a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The next provider is asked the same.
    OtherProvider,
    /// This question has its answer: no. Other questions may be asked here.
    OtherQuestion,
    /// Nothing: it may have been done, and only a look-up can tell.
    LookUp,
    /// Nothing: a person has to act first.
    Person,
}

/// What may follow `error` of a call of this nature.
pub fn next_after(error: &RemoteError, nature: Nature) -> Next {
    let may_be_done = matches!(error.effect, Effect::Unknown | Effect::Done);
    if may_be_done && nature != Nature::Read {
        return Next::LookUp;
    }
    match error.kind {
        Kind::Rejected | Kind::BadRequest => Next::OtherQuestion,
        // The log must be written first, whoever is asked; or the clerk is logged in elsewhere, or took
        // the wrong certificate: paying is no remedy.
        Kind::NotRecorded | Kind::LoginElsewhere | Kind::NoSuchBusiness => Next::Person,
        Kind::Connect
        | Kind::Tls
        | Kind::Timeout
        | Kind::Dropped
        | Kind::TooLarge
        | Kind::Garbled
        | Kind::HtmlPage
        | Kind::RemoteFault
        | Kind::Throttled
        | Kind::QuotaSpent
        | Kind::BadKey
        | Kind::NotSubscribed
        | Kind::SignedOut
        | Kind::SecondFactor
        | Kind::Inconsistent
        | Kind::BreakerOpen
        | Kind::OwnLimit
        | Kind::PoolFull => Next::OtherProvider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(kind: Kind, effect: Effect, nature: Nature) -> Next {
        next_after(&RemoteError::new("nts", "status", kind, effect), nature)
    }

    #[test]
    fn what_only_reads_goes_on_to_another_whatever_was_done() {
        for effect in [Effect::NotSent, Effect::NoEffect, Effect::Unknown, Effect::Done] {
            assert_eq!(after(Kind::Timeout, effect, Nature::Read), Next::OtherProvider, "{effect:?}");
        }
    }

    #[test]
    fn what_may_have_been_done_goes_to_nobody_else() {
        for effect in [Effect::Unknown, Effect::Done] {
            assert_eq!(after(Kind::Timeout, effect, Nature::Effect), Next::LookUp, "{effect:?}");
        }
        for effect in [Effect::NotSent, Effect::NoEffect] {
            assert_eq!(after(Kind::Connect, effect, Nature::Effect), Next::OtherProvider, "{effect:?}");
        }
    }

    #[test]
    fn a_wrong_question_and_a_person_wanted_are_not_paid_for() {
        for kind in [Kind::Rejected, Kind::BadRequest] {
            assert_eq!(after(kind, Effect::NoEffect, Nature::Read), Next::OtherQuestion, "{kind:?}");
        }
        for kind in [Kind::LoginElsewhere, Kind::NoSuchBusiness, Kind::NotRecorded] {
            assert_eq!(after(kind, Effect::NoEffect, Nature::Read), Next::Person, "{kind:?}");
        }
    }
}
