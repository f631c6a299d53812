//! What paid remotes may cost in a month (consents), and what they did cost (spendings).
//!
//! Money is set aside before a paid call leaves, in the transaction that compares it with the cap:
//! two calls at once cannot both take what is left. What was set aside and never settled, because
//! the program ended or the answer never came, stays counted as spent.

use crate::errand::check_name;
use crate::table::spending;
use crate::{Book, Reader, StoreError, failpoint};
use jiff::Timestamp;

/// The highest cap of a month, in whole won: a slip of the finger is not a consent.
pub const CAP_KRW_MAX: i64 = 10_000_000;
/// Things in one paid call at most.
const COUNT_MAX: u32 = 100_000;

/// A clerk's standing word that a remote may be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Which remote.
    pub provider: String,
    /// Whole won in a month at most.
    pub cap_krw: i64,
    /// When the word was given.
    pub given_at: Timestamp,
}

/// A paid call that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSpending {
    /// Who is paid.
    pub provider: String,
    /// For what.
    pub operation: String,
    /// Month of the bill, as `2026-11`.
    pub month: String,
    /// How many things are paid for.
    pub count: u32,
    /// What all of them cost, in whole won.
    pub krw: i64,
    /// The clerk has agreed to this one call: no standing consent is needed, and no cap applies.
    pub agreed_once: bool,
}

/// Whether money was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetAside {
    /// It was; the number is settled once the answer has come.
    Done(i64),
    /// There is no standing consent.
    NoConsent {
        /// Spent or set aside in that month, in whole won.
        spent_krw: i64,
    },
    /// It would go beyond the cap.
    OverCap {
        /// The cap.
        cap_krw: i64,
        /// Spent or set aside in that month.
        spent_krw: i64,
    },
}

/// What one remote cost in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpentSums {
    /// Paid calls.
    pub calls: u64,
    /// Things paid for.
    pub count: u64,
    /// Whole won, with what is only set aside.
    pub krw: i64,
    /// Of it, what was set aside and never settled.
    pub open_krw: i64,
}

impl Book {
    /// Keeps the cap within which a remote may be paid; none takes the consent back.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`], [`StoreError::TooMany`] for a cap that is not positive or
    /// above [`CAP_KRW_MAX`]; what was kept before stays then.
    pub fn keep_consent(
        &self,
        provider: &str,
        cap_krw: Option<i64>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        check_name("a provider", provider)?;
        if cap_krw.is_some_and(|cap| !(1..=CAP_KRW_MAX).contains(&cap)) {
            return Err(StoreError::TooMany { what: "won of a cap", max: CAP_KRW_MAX });
        }
        self.write(|tx, _| Ok(((), spending::put_consent(tx, provider, cap_krw, at)?)))
    }

    /// Sets money aside for a call that has not left.
    ///
    /// # Errors
    /// [`StoreError::BadRemoteText`], [`StoreError::TooMany`] for a count or a sum out of bounds, and
    /// errors of the database: nothing may be sent then.
    pub fn set_aside(&self, new: &NewSpending, at: Timestamp) -> Result<SetAside, StoreError> {
        check_name("a provider", &new.provider)?;
        check_name("an operation", &new.operation)?;
        if new.count == 0 || new.count > COUNT_MAX {
            return Err(StoreError::TooMany { what: "things in a paid call", max: i64::from(COUNT_MAX) });
        }
        if !(0..=CAP_KRW_MAX).contains(&new.krw) {
            return Err(StoreError::TooMany { what: "won of a paid call", max: CAP_KRW_MAX });
        }
        self.write(|tx, _| {
            let spent_krw = spending::sums(tx, &new.provider, &new.month)?.krw;
            if !new.agreed_once {
                let Some(consent) = spending::consent(tx, &new.provider)? else {
                    return Ok((SetAside::NoConsent { spent_krw }, false));
                };
                if spent_krw.saturating_add(new.krw) > consent.cap_krw {
                    return Ok((SetAside::OverCap { cap_krw: consent.cap_krw, spent_krw }, false));
                }
            }
            let id = spending::insert(tx, new, at)?;
            failpoint::reach("spending.set_aside")?;
            Ok((SetAside::Done(id), true))
        })
    }

    /// Says what a call did cost: zero when it certainly was not made. Once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such call, or it is settled; [`StoreError::TooMany`]
    /// for a sum out of bounds.
    pub fn settle_spending(&self, id: i64, krw: i64, at: Timestamp) -> Result<(), StoreError> {
        if !(0..=CAP_KRW_MAX).contains(&krw) {
            return Err(StoreError::TooMany { what: "won of a paid call", max: CAP_KRW_MAX });
        }
        self.write(|tx, _| {
            if !spending::settle(tx, id, krw, at)? {
                return Err(StoreError::NotFound { what: "spending", id });
            }
            failpoint::reach("spending.settled")?;
            Ok(((), true))
        })
    }
}

impl Reader {
    /// The standing consent for a remote.
    ///
    /// # Errors
    /// As every method here.
    pub fn consent(&self, provider: &str) -> Result<Option<ConsentRow>, StoreError> {
        spending::consent(&self.connection, provider)
    }

    /// What a remote cost in a month, as `2026-11`.
    ///
    /// # Errors
    /// As every method here.
    pub fn spent(&self, provider: &str, month: &str) -> Result<SpentSums, StoreError> {
        spending::sums(&self.connection, provider, month)
    }
}
