//! The four-digit type code: kind and variety. Source: e-tax standard v3.0, `TypeCode`.

use core::fmt;
use serde::{Deserialize, Serialize};

/// First two digits of the type code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// 01 세금계산서.
    Tax,
    /// 02 수정세금계산서.
    AmendedTax,
    /// 03 계산서: exempt from VAT.
    Exempt,
    /// 04 수정계산서.
    AmendedExempt,
}

/// Last two digits of the type code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variety {
    /// 01 일반.
    General,
    /// 02 영세율.
    ZeroRated,
    /// 03 위수탁.
    Consigned,
    /// 04 수입.
    Import,
    /// 05 영세율위수탁.
    ZeroRatedConsigned,
    /// 06 수입납부유예.
    ImportDeferred,
}

/// 영수 or 청구.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 01 영수: paid.
    Receipt,
    /// 02 청구: to be paid.
    Claim,
}

impl InvoiceKind {
    /// All kinds in code order.
    pub const ALL: [Self; 4] = [Self::Tax, Self::AmendedTax, Self::Exempt, Self::AmendedExempt];

    /// Two digits.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tax => "01",
            Self::AmendedTax => "02",
            Self::Exempt => "03",
            Self::AmendedExempt => "04",
        }
    }

    /// The kind of a two-digit code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// 수정.
    pub const fn is_amended(self) -> bool {
        matches!(self, Self::AmendedTax | Self::AmendedExempt)
    }

    /// 계산서: carries no tax.
    pub const fn is_exempt(self) -> bool {
        matches!(self, Self::Exempt | Self::AmendedExempt)
    }
}

impl Variety {
    /// All varieties in code order.
    pub const ALL: [Self; 6] = [
        Self::General,
        Self::ZeroRated,
        Self::Consigned,
        Self::Import,
        Self::ZeroRatedConsigned,
        Self::ImportDeferred,
    ];

    /// Two digits.
    pub const fn code(self) -> &'static str {
        match self {
            Self::General => "01",
            Self::ZeroRated => "02",
            Self::Consigned => "03",
            Self::Import => "04",
            Self::ZeroRatedConsigned => "05",
            Self::ImportDeferred => "06",
        }
    }

    /// The variety of a two-digit code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variety| variety.code() == code)
    }

    /// 위수탁: a broker stands between the parties.
    pub const fn is_consigned(self) -> bool {
        matches!(self, Self::Consigned | Self::ZeroRatedConsigned)
    }

    /// 영세율: taxed at zero.
    pub const fn is_zero_rated(self) -> bool {
        matches!(self, Self::ZeroRated | Self::ZeroRatedConsigned)
    }

    /// 수입: issued by customs.
    pub const fn is_import(self) -> bool {
        matches!(self, Self::Import | Self::ImportDeferred)
    }
}

impl Purpose {
    /// Two digits.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receipt => "01",
            Self::Claim => "02",
        }
    }

    /// The purpose of a two-digit code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Receipt, Self::Claim].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Kind and variety: `0101` … `0406`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvoiceTypeCode {
    /// First two digits.
    pub kind: InvoiceKind,
    /// Last two digits.
    pub variety: Variety,
}

impl InvoiceTypeCode {
    /// Reads four digits; `None` when either half is no known code.
    pub fn from_code(code: &str) -> Option<Self> {
        let (kind, variety) = code.split_at_checked(2)?;
        Some(Self { kind: InvoiceKind::from_code(kind)?, variety: Variety::from_code(variety)? })
    }
}

impl fmt::Display for InvoiceTypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.code(), self.variety.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_and_no_other_is_taken() {
        for kind in InvoiceKind::ALL {
            for variety in Variety::ALL {
                let code = InvoiceTypeCode { kind, variety };
                assert_eq!(InvoiceTypeCode::from_code(&code.to_string()), Some(code));
            }
        }
        for wrong in ["", "01", "0100", "0107", "0501", "01011", "가나"] {
            assert_eq!(InvoiceTypeCode::from_code(wrong), None, "{wrong:?}");
        }
    }
}
