//! Refusals with their codes, and answers that hold no invoice.

use crate::remote::Reply;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const KST: Offset = Offset::constant(9);

/// Why something is refused. Codes of the families -990* and -100* are decided here but for the
/// families themselves: the documents name few of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The signature, the `LinkID` or the `ServiceID` is wrong.
    Credential,
    /// The token is unknown or over.
    Token,
    /// The token lacks the scope.
    Scope,
    /// The points do not suffice.
    Points,
    /// The member is unknown.
    Member,
    /// The request is not as it must be.
    Request,
    /// There is no such job, or it belongs to somebody else.
    Job,
    /// The job is not done.
    Unfinished,
    /// More than three months.
    Period,
    /// The office does not hold such an invoice.
    Invoice,
}

impl Refusal {
    const fn code(self) -> i64 {
        match self {
            Self::Credential => -99_001_001,
            Self::Token => -99_010_002,
            Self::Scope => -99_010_005,
            Self::Points => -99_003_010,
            Self::Member => -99_003_008,
            Self::Request => -10_000_002,
            Self::Job => -11_100_002,
            Self::Unfinished => -11_100_005,
            Self::Period => -11_100_010,
            Self::Invoice => -11_100_020,
        }
    }

    const fn status(self) -> u16 {
        match self {
            Self::Credential | Self::Token => 401,
            Self::Scope => 403,
            _ => 400,
        }
    }

    pub(super) fn says(self, message: &str) -> Refused {
        Refused { status: self.status(), code: self.code(), message: message.to_owned() }
    }
}

/// A refusal as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    status: u16,
    code: i64,
    message: String,
}

impl Refused {
    pub(super) fn reply(&self) -> Reply {
        Reply::json(self.status, &json!({"code": self.code, "message": self.message}))
    }
}

pub(super) fn no_such_path() -> Refused {
    Refused {
        status: 404, code: -10_000_001, message: "요청하신 페이지를 찾을 수 없습니다.".to_owned()
    }
}

/// `ChargeInfo`.
pub(super) fn charge(points: i64, method: &str, system: &str) -> Value {
    json!({"unitCost": points.to_string(), "chargeMethod": method, "rateSystem": system})
}

fn day(moment: Timestamp, days: i64) -> String {
    let moment = moment.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(moment);
    KST.to_datetime(moment).strftime("%Y%m%d").to_string()
}

/// The flat rate of the member: it runs for ever.
pub(super) fn contract(now: Timestamp) -> Value {
    json!({
        "referenceID": "1234567890", "contractDT": format!("{}090000", day(now, -100)),
        "useEndDate": day(now, 30), "baseDate": 1, "state": 1, "closeRequestYN": false,
        "useRestrictYN": false, "closeOnExpired": false, "unPaidYN": false
    })
}

/// The certificate that the member has registered.
pub(super) fn certificate(now: Timestamp) -> Value {
    json!({"certificateExpiration": format!("{}235959", day(now, 200))})
}
