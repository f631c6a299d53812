//! `BusinessStatus`: whether businesses are open (휴폐업조회) and are who they say (진위확인).

use crate::error::RemoteError;
use jangbu_domain::{BusinessNumber, CorporateNumber, Date};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;

/// A bulk question on its way.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Partial<T>> + Send + 'a>>;

/// Hears how far a bulk question has come (answered, of all) and may end it.
pub type Progress<'a> = &'a mut (dyn FnMut(usize, usize) -> ControlFlow<()> + Send);

/// What a provider offers and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Who it is.
    pub provider: &'static str,
    /// Whether a call costs nothing.
    pub is_free: bool,
    /// Whether it can compare a business with its registration.
    pub can_validate: bool,
    /// Numbers in one call at most.
    pub batch_max: usize,
}

/// Asks for the state of businesses. Both questions only read.
pub trait BusinessStatus: Send + Sync {
    /// What is offered.
    fn capability(&self) -> Capability;

    /// The state of each number; any count, asked in batches, each number once.
    fn status<'a>(&'a self, numbers: &'a [BusinessNumber], progress: Progress<'a>) -> Asking<'a, Standing>;

    /// Whether each registration is as claimed; any count, asked in batches, answered in their order.
    fn validate<'a>(&'a self, claims: &'a [Registration], progress: Progress<'a>) -> Asking<'a, Verdict>;
}

/// What a bulk question brought: whole batches, up to the one that failed.
#[derive(Debug)]
pub struct Partial<T> {
    /// In the order asked.
    pub answered: Vec<T>,
    /// How many were not answered; they are the last ones.
    pub unanswered: usize,
    /// Why it ended early: `None` when it did not, or was ended by the caller.
    pub failure: Option<RemoteError>,
}

/// Whether a business is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BusinessState {
    /// 계속사업자.
    Active,
    /// 휴업자.
    Suspended,
    /// 폐업자, with the day if it was said.
    Closed {
        /// 폐업일.
        on: Option<Date>,
    },
    /// Not known to the tax office.
    Unregistered,
    /// A code that this version does not know, as it was sent (at most 200 characters).
    Other(String),
}

/// How a business is taxed (과세유형).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaxType {
    /// 부가가치세 일반과세자.
    General,
    /// 부가가치세 간이과세자: issues no tax invoices.
    Simplified,
    /// 부가가치세 과세특례자.
    SpecialCase,
    /// 부가가치세 면세사업자.
    Exempt,
    /// 수익사업을 영위하지 않는 비영리법인이거나 고유번호가 부여된 단체, 국가기관 등.
    NonProfit,
    /// 고유번호가 부여된 단체.
    Organisation,
    /// 부가가치세 간이과세자(세금계산서 발급사업자).
    SimplifiedIssuing,
    /// A code that this version does not know, as it was sent (at most 200 characters).
    Other(String),
}

/// How a business stands with the tax office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which one.
    pub number: BusinessNumber,
    /// Open or not.
    pub state: BusinessState,
    /// How it is taxed; `None` when the tax office says nothing.
    pub tax_type: Option<TaxType>,
    /// How it was taxed before; `None` when nothing changed.
    pub tax_type_before: Option<TaxType>,
    /// When the tax type last changed.
    pub tax_type_changed_on: Option<Date>,
    /// Since when it must issue tax invoices.
    pub invoices_since: Option<Date>,
    /// 단위과세전환폐업여부: closed only because it joined its head office's registration.
    pub joined_head_office: bool,
}

/// A registration as claimed. Has no `Debug`: it names a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Registration {
    number: BusinessNumber,
    opened_on: Date,
    representative: String,
    optional: OptionalClaims,
}

/// What may be claimed besides; what is `None` is not compared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OptionalClaims {
    /// 대표자성명2, of a foreigner.
    pub second_representative: Option<String>,
    /// 상호.
    pub name: Option<String>,
    /// 법인등록번호.
    pub corporate_number: Option<CorporateNumber>,
    /// 주업태명.
    pub business_type: Option<String>,
    /// 주종목명.
    pub business_item: Option<String>,
    /// 사업장주소.
    pub address: Option<String>,
}

/// Why a claim cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// No representative.
    #[error("the representative's name is needed")]
    NoRepresentative,
    /// A text of more than 200 characters.
    #[error("a text has more than {TEXT_CHARS_MAX} characters")]
    TooLong,
}

/// Characters of a claimed text: longer than any registered name or address.
const TEXT_CHARS_MAX: usize = 200;

impl Registration {
    /// A claim: number, day of opening and representative are always compared.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub fn parse(
        number: BusinessNumber,
        opened_on: Date,
        representative: &str,
        optional: OptionalClaims,
    ) -> Result<Self, RegistrationError> {
        let representative = representative.trim();
        if representative.is_empty() {
            return Err(RegistrationError::NoRepresentative);
        }
        let others = [
            &optional.second_representative,
            &optional.name,
            &optional.business_type,
            &optional.business_item,
            &optional.address,
        ];
        let texts = others.into_iter().flatten().map(String::as_str);
        if texts.chain([representative]).any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            return Err(RegistrationError::TooLong);
        }
        Ok(Self { number, opened_on, representative: representative.to_owned(), optional })
    }

    /// 사업자등록번호.
    pub fn number(&self) -> BusinessNumber {
        self.number
    }

    /// 개업일자.
    pub fn opened_on(&self) -> Date {
        self.opened_on
    }

    /// 대표자성명.
    pub fn representative(&self) -> &str {
        &self.representative
    }

    /// What is claimed besides.
    pub fn optional(&self) -> &OptionalClaims {
        &self.optional
    }
}

/// What the tax office says to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which business.
    pub number: BusinessNumber,
    /// Whether everything compared is as registered.
    pub agrees: bool,
    /// How it stands, when it agrees: a closed business agrees too, so look here before dealing with it.
    pub standing: Option<Standing>,
}

/// Each number once, in the order of their first occurrence.
pub(crate) fn each_once(numbers: &[BusinessNumber]) -> Vec<BusinessNumber> {
    let mut seen = HashSet::new();
    numbers.iter().copied().filter(|number| seen.insert(*number)).collect()
}

/// One answer for each number asked, twice for one asked twice. The first occurrences stand in the
/// order of the batches, so what lacks an answer stands behind the first such number.
pub(crate) fn in_order_asked(numbers: &[BusinessNumber], partial: Partial<Standing>) -> Partial<Standing> {
    let by_number: HashMap<BusinessNumber, &Standing> =
        partial.answered.iter().map(|standing| (standing.number, standing)).collect();
    let answered: Vec<Standing> =
        numbers.iter().map_while(|number| by_number.get(number).copied().cloned()).collect();
    let unanswered = numbers.len().saturating_sub(answered.len());
    Partial { answered, unanswered, failure: partial.failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_without_a_representative_or_too_long_cannot_be_asked() {
        let number = BusinessNumber::parse("123-45-67891").unwrap();
        let opened_on = jiff::civil::date(2020, 1, 2);
        let claim = |name: &str, optional| Registration::parse(number, opened_on, name, optional).err();
        assert_eq!(claim(" ", OptionalClaims::default()), Some(RegistrationError::NoRepresentative));
        assert_eq!(claim(&"가".repeat(201), OptionalClaims::default()), Some(RegistrationError::TooLong));
        let address = OptionalClaims { address: Some("가".repeat(201)), ..OptionalClaims::default() };
        assert_eq!(claim("김가상", address), Some(RegistrationError::TooLong));
        assert_eq!(claim("김가상", OptionalClaims::default()), None);
    }
}
