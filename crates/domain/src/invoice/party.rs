//! 공급자, 공급받는자, 수탁자.

use crate::{BusinessNumber, MaskedResidentNumber, ResidentNumber};

/// A party of an invoice. Supplier and broker are businesses; the buyer may be anyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party<Identity> {
    /// The number that identifies it.
    pub identity: Identity,
    /// 종사업장번호, four digits.
    pub branch: Option<String>,
    /// 상호, up to 70 characters.
    pub name: String,
    /// 성명 of the representative, up to 30 characters.
    pub representative: String,
    /// 주소, up to 150 characters.
    pub address: Option<String>,
    /// 업태, up to 40 characters.
    pub business_type: Option<String>,
    /// 종목, up to 40 characters.
    pub business_item: Option<String>,
    /// 담당자: one for supplier and broker, up to two for the buyer.
    pub contacts: Vec<Contact>,
}

/// A contact person; lists give the e-mail only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// 부서, up to 40 characters.
    pub department: Option<String>,
    /// 성명, up to 30 characters.
    pub person: Option<String>,
    /// 전화, up to 20 characters.
    pub phone: Option<String>,
    /// 이메일, up to 40 characters.
    pub email: Option<String>,
}

/// Who the buyer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuyerIdentity {
    /// 01: a registered business.
    Business(BusinessNumber),
    /// 02: a person, by resident number.
    Resident(ResidentNumber),
    /// 02 as a list shows it.
    MaskedResident(MaskedResidentNumber),
    /// 03: a foreigner, written `9999999999999`; the real number stands in the remark.
    Foreigner,
}

/// Any party's number as it may be shown.
pub trait PartyIdentity {
    /// `123-45-67890`, a masked resident number, or nothing for a foreigner.
    fn shown(&self) -> String;

    /// The business number, if it is one.
    fn business(&self) -> Option<BusinessNumber>;
}

impl PartyIdentity for BusinessNumber {
    fn shown(&self) -> String {
        self.to_string()
    }

    fn business(&self) -> Option<BusinessNumber> {
        Some(*self)
    }
}

impl PartyIdentity for BuyerIdentity {
    fn shown(&self) -> String {
        match self {
            Self::Business(number) => number.to_string(),
            Self::Resident(number) => number.masked().to_string(),
            Self::MaskedResident(number) => number.to_string(),
            Self::Foreigner => String::new(),
        }
    }

    fn business(&self) -> Option<BusinessNumber> {
        if let Self::Business(number) = self { Some(*number) } else { None }
    }
}

impl BuyerIdentity {
    /// 01 business, 02 resident, 03 foreigner.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Business(_) => "01",
            Self::Resident(_) | Self::MaskedResident(_) => "02",
            Self::Foreigner => "03",
        }
    }

    /// Whether both may name the same buyer: a masked number agrees with the number it masks.
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Resident(number), Self::MaskedResident(masked))
            | (Self::MaskedResident(masked), Self::Resident(number)) => number.masked().birth_agrees(*masked),
            (Self::MaskedResident(one), Self::MaskedResident(two)) => one.birth_agrees(*two),
            _ => self == other,
        }
    }
}

impl<Identity: PartyIdentity> Party<Identity> {
    /// A party known by number, name and representative only.
    pub fn named(identity: Identity, name: impl Into<String>, representative: impl Into<String>) -> Self {
        Self {
            identity,
            branch: None,
            name: name.into(),
            representative: representative.into(),
            address: None,
            business_type: None,
            business_item: None,
            contacts: Vec::new(),
        }
    }

    /// The first e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.contacts.iter().find_map(|contact| contact.email.as_deref())
    }
}
