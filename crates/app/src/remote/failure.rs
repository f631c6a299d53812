//! What a failed call says to a person.

use crate::{AppError, ErrorCode};
use jangbu_remote::{Kind, RemoteError, Retry};

/// The failure with its code; figures and the remote's own code go along, its words only into the
/// log: they are for the makers of programs, and in nobody's language.
pub(crate) fn remote_failure(error: &RemoteError) -> AppError {
    let mut failure = AppError::new(code_of(error.kind), error.to_string())
        .with("service", error.provider)
        .with("operation", error.operation);
    if let Some(status) = error.status {
        failure = failure.with("status", status);
    }
    if let Some(code) = &error.code {
        failure = failure.with("remote_code", code);
    }
    if let Retry::Temporary { after: Some(after) } = error.retry {
        failure = failure.with("after_s", after.as_secs());
    }
    failure
}

const fn code_of(kind: Kind) -> ErrorCode {
    match kind {
        Kind::Connect => ErrorCode::RemoteUnreachable,
        Kind::Tls => ErrorCode::RemoteNotProved,
        Kind::Timeout => ErrorCode::RemoteTimedOut,
        Kind::Dropped => ErrorCode::RemoteBrokenOff,
        Kind::TooLarge | Kind::Garbled | Kind::HtmlPage => ErrorCode::RemoteUnreadable,
        Kind::RemoteFault => ErrorCode::RemoteFault,
        Kind::Throttled | Kind::OwnLimit | Kind::PoolFull => ErrorCode::RemoteBusy,
        Kind::QuotaSpent => ErrorCode::RemoteQuotaSpent,
        Kind::BadKey => ErrorCode::RemoteBadKey,
        Kind::NotSubscribed => ErrorCode::RemoteNotSubscribed,
        Kind::Rejected | Kind::BadRequest => ErrorCode::RemoteRejected,
        Kind::BreakerOpen => ErrorCode::RemoteSpared,
        Kind::NotRecorded => ErrorCode::RemoteNotRecorded,
        Kind::SignedOut => ErrorCode::RemoteSignedOut,
        Kind::LoginElsewhere => ErrorCode::RemoteLoginElsewhere,
        Kind::SecondFactor => ErrorCode::RemoteSecondFactor,
        Kind::NoSuchBusiness => ErrorCode::RemoteNoSuchBusiness,
        Kind::Inconsistent => ErrorCode::RemoteInconsistent,
    }
}

/// Every kind, to find one by its code in a row of the log.
const KINDS: [Kind; 23] = [
    Kind::Connect,
    Kind::Tls,
    Kind::Timeout,
    Kind::Dropped,
    Kind::TooLarge,
    Kind::Garbled,
    Kind::HtmlPage,
    Kind::RemoteFault,
    Kind::Throttled,
    Kind::QuotaSpent,
    Kind::BadKey,
    Kind::NotSubscribed,
    Kind::Rejected,
    Kind::BreakerOpen,
    Kind::OwnLimit,
    Kind::PoolFull,
    Kind::BadRequest,
    Kind::NotRecorded,
    Kind::SignedOut,
    Kind::LoginElsewhere,
    Kind::SecondFactor,
    Kind::NoSuchBusiness,
    Kind::Inconsistent,
];

/// The code for a failure that a row of the log names. A name of a later version is a failure all
/// the same.
pub(super) fn code_named(kind: &str) -> ErrorCode {
    KINDS.into_iter().find(|known| known.code() == kind).map_or(ErrorCode::RemoteFault, code_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jangbu_remote::Effect;

    #[test]
    fn a_row_of_the_log_says_what_the_failure_said() {
        for kind in KINDS {
            let failed = remote_failure(&RemoteError::new("nts", "status", kind, Effect::NoEffect));
            assert_eq!(code_named(kind.code()), failed.code(), "{kind:?}");
        }
        assert_eq!(code_named("melted"), ErrorCode::RemoteFault);
    }

    #[test]
    fn the_remotes_own_words_stay_out_of_what_a_person_is_told() {
        let error = RemoteError::new("nts", "status", Kind::BadKey, Effect::NoEffect)
            .with_status(401)
            .with_words(Some("-4"), Some("words of the remote"));
        let failure = remote_failure(&error);
        assert!(!format!("{failure:?}").contains("words of the remote"), "{failure:?}");
        assert_eq!(failure.params().get("remote_code").map(String::as_str), Some("-4"));
    }
}
