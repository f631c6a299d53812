//! The tax office's register of the world: the company and its partners, some of them closed.

use super::partner::{Partner, own_number};
use jangbu_domain::{BusinessNumber, Date};
use std::collections::HashMap;

/// 계속사업자, 휴업자, 폐업자.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Open.
    Active,
    /// Resting.
    Suspended,
    /// Closed on a day.
    Closed(Date),
}

/// A business as registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// 사업자등록번호.
    pub number: BusinessNumber,
    /// 상호.
    pub name: String,
    /// 대표자.
    pub representative: String,
    /// 개업일자.
    pub opened_on: Date,
    /// 업태.
    pub business_type: String,
    /// 종목.
    pub business_item: String,
    /// 주소.
    pub address: String,
    /// How it stands.
    pub standing: Standing,
    /// Code of how it is taxed: 01 일반, 02 간이, 04 면세, 07 간이(세금계산서 발급사업자).
    pub tax_type_code: &'static str,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Register(HashMap<BusinessNumber, Registered>);

impl Register {
    /// The company and so many partners. By the partner's place: every 17th is closed, every 23rd rests,
    /// every 11th is exempt, every 13th simplified.
    pub fn of(partners: u32) -> Self {
        let partners = (0..partners).map(|place| {
            let mut entry = Partner::new(place).registered(opened(place));
            entry.standing = standing(place);
            entry.tax_type_code = tax_type_code(place);
            entry
        });
        Self(partners.chain([own()]).map(|entry| (entry.number, entry)).collect())
    }

    /// The partner with that number, or the company.
    pub fn find(&self, number: BusinessNumber) -> Option<&Registered> {
        self.0.get(&number)
    }

    /// The number of the partner at that place, whether it is registered or not.
    pub fn partner_number(place: u32) -> BusinessNumber {
        Partner::new(place).number
    }

    /// Closes, rests or opens a business from now on; says whether it is registered.
    pub fn change(&mut self, number: BusinessNumber, standing: Standing) -> bool {
        self.0.get_mut(&number).map(|entry| entry.standing = standing).is_some()
    }
}

fn own() -> Registered {
    let company = super::World::company();
    Registered {
        number: own_number(),
        name: company.name.to_owned(),
        representative: company.representative.to_owned(),
        opened_on: opened(0),
        business_type: company.business_type.to_owned(),
        business_item: company.business_item.to_owned(),
        address: company.address.to_owned(),
        standing: Standing::Active,
        tax_type_code: "01",
    }
}

/// A day of 2010 to 2019.
fn opened(place: u32) -> Date {
    let year = 2010 + i16::try_from(place % 10).unwrap_or(0);
    let month = 1 + i8::try_from(place % 12).unwrap_or(0);
    let day = 1 + i8::try_from(place % 28).unwrap_or(0);
    Date::new(year, month, day).unwrap_or(Date::MIN)
}

fn standing(place: u32) -> Standing {
    match place {
        _ if place % 17 == 5 => {
            let day = 1 + i8::try_from(place % 28).unwrap_or(0);
            Standing::Closed(Date::new(2025, 6, day).unwrap_or(Date::MIN))
        }
        _ if place % 23 == 7 => Standing::Suspended,
        _ => Standing::Active,
    }
}

fn tax_type_code(place: u32) -> &'static str {
    match place {
        _ if place % 11 == 3 => "04",
        _ if place % 13 == 4 => "07",
        _ => "01",
    }
}
