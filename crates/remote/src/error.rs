//! The one error of every remote call: what went wrong, and what the remote may have done.

use std::time::Duration;

/// Characters of a foreign message or code that are kept.
const FOREIGN_CHARS_MAX: usize = 200;

/// What is known of the effect of a call at the remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// No byte of the request has left this machine.
    NotSent,
    /// The remote was asked and changed nothing: it refused, or the call only reads.
    NoEffect,
    /// The remote has done what was asked.
    Done,
    /// It may or may not have been done: only a look-up can tell, and nothing is sent until then.
    Unknown,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No connection: refused, no such name, no route, or not within the connect deadline.
    Connect,
    /// The remote did not prove who it is, or the encrypted connection failed.
    Tls,
    /// Connected, but no whole answer within the deadline.
    Timeout,
    /// The connection ended before the answer did.
    Dropped,
    /// The answer is larger than its bound.
    TooLarge,
    /// The answer cannot be read.
    Garbled,
    /// A page for people came where an answer was due.
    HtmlPage,
    /// The remote failed (5xx or its own word for it).
    RemoteFault,
    /// Too many calls in a short time.
    Throttled,
    /// The quota of the day or the contract is used up.
    QuotaSpent,
    /// The key is missing, unknown or expired.
    BadKey,
    /// The key is not entitled to this remote, or the remote has no such thing.
    NotSubscribed,
    /// The remote says that the request is wrong: a fault of this program or of the settings.
    Rejected,
    /// Nobody is logged in there, or no longer.
    SignedOut,
    /// The same user has logged in elsewhere, which ended this login.
    LoginElsewhere,
    /// A further proof of who asks is wanted, which only a person can give.
    SecondFactor,
    /// The one who logged in does not act for this business.
    NoSuchBusiness,
    /// What the remote holds changed while it was read, or a part came twice or not at all.
    Inconsistent,
    /// The breaker is open: the remote has failed too often.
    BreakerOpen,
    /// This program's own limit of calls in a time.
    OwnLimit,
    /// All connections are in use and the queue for them is full or too slow.
    PoolFull,
    /// The request was wrong before it was sent.
    BadRequest,
    /// The attempt could not be written down, so nothing was sent.
    NotRecorded,
}

impl Kind {
    /// Whether it says that the remote is unwell, which is what a breaker counts.
    pub fn is_remote_unwell(self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Tls
                | Self::Timeout
                | Self::Dropped
                | Self::TooLarge
                | Self::Garbled
                | Self::HtmlPage
                | Self::RemoteFault
        )
    }

    /// A stable code for logs, rows and the screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Dropped => "dropped",
            Self::TooLarge => "too_large",
            Self::Garbled => "garbled",
            Self::HtmlPage => "html_page",
            Self::RemoteFault => "remote_fault",
            Self::Throttled => "throttled",
            Self::QuotaSpent => "quota_spent",
            Self::BadKey => "bad_key",
            Self::NotSubscribed => "not_subscribed",
            Self::Rejected => "rejected",
            Self::SignedOut => "signed_out",
            Self::LoginElsewhere => "login_elsewhere",
            Self::SecondFactor => "second_factor",
            Self::NoSuchBusiness => "no_such_business",
            Self::Inconsistent => "inconsistent",
            Self::BreakerOpen => "breaker_open",
            Self::OwnLimit => "own_limit",
            Self::PoolFull => "pool_full",
            Self::BadRequest => "bad_request",
            Self::NotRecorded => "not_recorded",
        }
    }
}

/// Whether the same call may succeed soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Not by itself: somebody has to change something, or a day has to pass.
    Never,
    /// The cause is temporary; the remote may have said when to come back.
    Temporary {
        /// From Retry-After.
        after: Option<Duration>,
    },
}

/// A remote call that did not bring what was asked. Holds no secret and nothing of the request.
#[derive(Debug, thiserror::Error)]
#[error("{provider} {operation}: {} ({effect:?})", kind.code())]
pub struct RemoteError {
    /// Who was called.
    pub provider: &'static str,
    /// What was asked.
    pub operation: &'static str,
    /// What went wrong.
    pub kind: Kind,
    /// What the remote may have done.
    pub effect: Effect,
    /// Whether it may be tried again.
    pub retry: Retry,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The remote's own code, at most 200 characters.
    pub code: Option<String>,
    /// The remote's own words, redacted, at most 200 characters.
    pub message: Option<String>,
    /// The cause beneath, without addresses.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl RemoteError {
    /// An error that is not temporary and has no words of the remote.
    pub fn new(provider: &'static str, operation: &'static str, kind: Kind, effect: Effect) -> Self {
        let retry = Retry::Never;
        Self {
            provider,
            operation,
            kind,
            effect,
            retry,
            status: None,
            code: None,
            message: None,
            source: None,
        }
    }

    /// May succeed soon.
    #[must_use]
    pub fn temporary(mut self, after: Option<Duration>) -> Self {
        self.retry = Retry::Temporary { after };
        self
    }

    /// With the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With the remote's code and words, cut to their bound; the caller has redacted them.
    #[must_use]
    pub fn with_words(mut self, code: Option<&str>, message: Option<&str>) -> Self {
        self.code = code.map(cut);
        self.message = message.map(cut);
        self
    }

    /// With the cause beneath.
    #[must_use]
    pub fn with_source(mut self, source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        self.source = Some(source);
        self
    }

    /// Whether the very same call may be sent again without asking first: the cause is temporary
    /// and the remote has certainly done nothing.
    pub fn may_resend(&self) -> bool {
        matches!(self.retry, Retry::Temporary { .. })
            && matches!(self.effect, Effect::NotSent | Effect::NoEffect)
    }
}

/// The first characters of a foreign text, without control characters.
fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(FOREIGN_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(effect: Effect) -> RemoteError {
        RemoteError::new("p", "o", Kind::Timeout, effect).temporary(None)
    }

    #[test]
    fn nothing_is_resent_while_the_effect_is_unknown_or_done() {
        assert!(error(Effect::NotSent).may_resend());
        assert!(error(Effect::NoEffect).may_resend());
        assert!(!error(Effect::Unknown).may_resend());
        assert!(!error(Effect::Done).may_resend());
        assert!(!RemoteError::new("p", "o", Kind::BadKey, Effect::NoEffect).may_resend());
    }

    #[test]
    fn foreign_words_are_cut_and_carry_no_control_characters() {
        let long = format!("a\u{1b}[31m\n{}", "가".repeat(1_000));
        let kept = error(Effect::NoEffect).with_words(None, Some(&long)).message.unwrap();
        assert_eq!(kept.chars().count(), 200);
        assert!(!kept.chars().any(char::is_control));
    }
}
