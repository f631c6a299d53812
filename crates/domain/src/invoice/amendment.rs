//! Why and of what an amended invoice is. Source: 부가가치세법 시행령 제70조; e-tax standard codes 01–06.

use crate::ApprovalNumber;
use serde::{Deserialize, Serialize};

/// 수정사유.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentReason {
    /// 01 기재사항 착오·정정: two documents, the original negated and the correct one.
    Correction,
    /// 02 공급가액 변동: the difference alone.
    PriceChange,
    /// 03 환입: goods came back.
    Return,
    /// 04 계약의 해제.
    Cancellation,
    /// 05 내국신용장 등 사후개설: a local letter of credit opened afterwards.
    LetterOfCredit,
    /// 06 착오에 의한 이중발급.
    DoubleIssue,
}

impl AmendmentReason {
    /// All reasons in code order.
    pub const ALL: [Self; 6] = [
        Self::Correction,
        Self::PriceChange,
        Self::Return,
        Self::Cancellation,
        Self::LetterOfCredit,
        Self::DoubleIssue,
    ];

    /// Two digits.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Correction => "01",
            Self::PriceChange => "02",
            Self::Return => "03",
            Self::Cancellation => "04",
            Self::LetterOfCredit => "05",
            Self::DoubleIssue => "06",
        }
    }

    /// The reason of a two-digit code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The supply of such a document is never positive (환입, 해제, 이중발급).
    pub const fn is_never_positive(self) -> bool {
        matches!(self, Self::Return | Self::Cancellation | Self::DoubleIssue)
    }
}

/// What an amended invoice amends. A list of the tax office says neither reason nor original.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// 수정사유; required in a document.
    pub reason: Option<AmendmentReason>,
    /// 당초승인번호.
    pub original: Option<ApprovalNumber>,
}
