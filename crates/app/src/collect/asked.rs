//! What a run is asked to collect, checked once.

use crate::ipc::convert::{once, parse_date};
use crate::ipc::view::{CollectDate, CollectRequest, TaxationView};
use crate::{AppError, ErrorCode};
use jangbu_domain::Direction;
use jangbu_remote::port::tax_invoice_collect::{DateKind, PIECES_MAX, Period, Taxation};

/// Pieces of one run at most: ten years in months, both directions, both kinds.
const RUN_PIECES_MAX: usize = PIECES_MAX * 4;

/// Years of one run at most.
const YEARS_MAX: i64 = 10;

/// A period, and which lists of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) period: Period,
    /// Each once, not empty.
    pub(crate) directions: Vec<Direction>,
    pub(crate) taxations: Vec<Taxation>,
    pub(crate) by: DateKind,
    pub(crate) with_documents: bool,
}

/// One list of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) direction: Direction,
    pub(crate) taxation: Taxation,
    pub(crate) period: Period,
}

/// The days that are asked for, at most ten years.
///
/// # Errors
/// `collect.period`, `request.malformed`.
pub(crate) fn check_period(from: &str, to: &str) -> Result<Period, AppError> {
    let (from, to) = (parse_date(from)?, parse_date(to)?);
    let period = Period::parse(from, to).map_err(|error| refused(&error.to_string()))?;
    let longest = from.checked_add(jiff::Span::new().years(YEARS_MAX)).unwrap_or(to);
    if longest <= to {
        return Err(refused("the period is longer than ten years"));
    }
    Ok(period)
}

impl Asked {
    /// Takes a request.
    ///
    /// # Errors
    /// `collect.period`, `request.malformed`.
    pub(super) fn of(request: &CollectRequest) -> Result<Self, AppError> {
        let period = check_period(&request.from, &request.to)?;
        let directions = once(request.directions.iter().map(|direction| Direction::from(*direction)));
        let taxations = once(request.taxations.iter().map(|taxation| Taxation::from(*taxation)));
        if directions.is_empty() || taxations.is_empty() {
            let message = "a run needs a direction and a kind";
            return Err(AppError::new(ErrorCode::RequestMalformed, message));
        }
        let (by, with_documents) = (DateKind::from(request.by), request.with_documents);
        Ok(Self { period, directions, taxations, by, with_documents })
    }

    /// The lists, oldest first, each period with all its directions and kinds: what is newest in the
    /// books is then as old as what failed.
    ///
    /// # Errors
    /// `collect.period`.
    pub(super) fn parts(&self, months_max: u8) -> Result<Vec<Part>, AppError> {
        let periods =
            self.period.pieces(months_max).ok_or_else(|| refused("the period has too many pieces"))?;
        let mut parts = Vec::new();
        for period in periods {
            for direction in &self.directions {
                let of = |taxation: &Taxation| Part { direction: *direction, taxation: *taxation, period };
                parts.extend(self.taxations.iter().map(of));
            }
        }
        if parts.len() > RUN_PIECES_MAX {
            return Err(refused("the period has too many pieces"));
        }
        Ok(parts)
    }
}

fn refused(message: &str) -> AppError {
    AppError::new(ErrorCode::CollectPeriod, message)
}

macro_rules! same_variants {
    ($($port:ident <=> $view:ident { $($variant:ident),* })*) => {
        $(
            impl From<$port> for $view {
                fn from(value: $port) -> Self {
                    match value { $($port::$variant => Self::$variant),* }
                }
            }

            impl From<$view> for $port {
                fn from(value: $view) -> Self {
                    match value { $($view::$variant => Self::$variant),* }
                }
            }
        )*
    };
}

same_variants! {
    Taxation <=> TaxationView { Taxable, Exempt }
    DateKind <=> CollectDate { Written, Issued, Sent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::view;

    fn request(from: &str, to: &str) -> CollectRequest {
        CollectRequest {
            from: from.to_owned(),
            to: to.to_owned(),
            directions: vec![view::Direction::Sale, view::Direction::Purchase, view::Direction::Sale],
            taxations: vec![TaxationView::Taxable],
            by: CollectDate::Written,
            with_documents: true,
            certificate: None,
            password: None,
            keep_password: view::KeepPassword::None,
            paid: view::PaidWord::Ask,
            job: "j".to_owned(),
        }
    }

    #[test]
    fn a_direction_named_twice_is_asked_once_and_the_oldest_comes_first() {
        let asked = Asked::of(&request("2026-08-01", "2026-11-26")).unwrap();
        let parts = asked.parts(3).unwrap();
        let shown: Vec<_> =
            parts.iter().map(|part| (part.direction, part.period.from().to_string())).collect();
        let (sale, purchase) = (Direction::Sale, Direction::Purchase);
        let expected = [
            (sale, "2026-08-01".to_owned()),
            (purchase, "2026-08-01".to_owned()),
            (sale, "2026-11-01".to_owned()),
            (purchase, "2026-11-01".to_owned()),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn more_than_ten_years_or_a_period_backwards_is_refused() {
        for (from, to) in [("2016-11-26", "2026-11-26"), ("2026-02-01", "2026-01-01")] {
            let error = Asked::of(&request(from, to)).unwrap_err();
            assert_eq!(error.code(), ErrorCode::CollectPeriod, "{from}");
        }
        assert!(Asked::of(&request("2016-11-27", "2026-11-26")).is_ok());
        let nothing = CollectRequest { directions: Vec::new(), ..request("2026-01-01", "2026-01-31") };
        assert_eq!(Asked::of(&nothing).unwrap_err().code(), ErrorCode::RequestMalformed);
    }
}
