//! With whom the company deals.

use super::prng::Prng;
use super::register::{Registered, Standing};
use jangbu_domain::{BusinessNumber, Contact, Date, Party, PartyIdentity};

/// Someone the company sells to or buys from.
#[derive(Clone, Debug)]
pub(super) struct Partner {
    pub(super) number: BusinessNumber,
    name: String,
    representative: String,
    address: String,
    business_type: &'static str,
    business_item: &'static str,
    email: String,
}

const FIRST_WORDS: [&str; 12] =
    ["가상", "견본", "모의", "시험", "보기", "표본", "가명", "예문", "본보기", "허구", "상상", "연습"];
const TRADES: [(&str, &str, &str); 12] = [
    ("상사", "도매업", "잡화"),
    ("유통", "도매업", "생활용품"),
    ("물산", "도매업", "포장재"),
    ("문구", "소매업", "문구류"),
    ("식품", "제조업", "가공식품"),
    ("전자", "제조업", "전자부품"),
    ("물류", "운수업", "화물운송"),
    ("인쇄", "제조업", "인쇄물"),
    ("가구", "소매업", "사무용 가구"),
    ("건설", "건설업", "실내건축"),
    ("디자인", "서비스업", "시각디자인"),
    ("소프트", "서비스업", "소프트웨어 개발"),
];
const FAMILY_NAMES: [&str; 12] = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오"];
const GIVEN_NAMES: [&str; 12] =
    ["예시", "견본", "모의", "시험", "보기", "표본", "가명", "예문", "허구", "상상", "연습", "임시"];
const PLACES: [&str; 8] = [
    "서울특별시 가상구 견본로",
    "서울특별시 예시구 모의로",
    "부산광역시 가상구 모의로",
    "인천광역시 보기구 표본대로",
    "대전광역시 연습구 시험로",
    "경기도 허구시 상상로",
    "경기도 예문시 가명대로",
    "충청남도 견본시 보기길",
];

/// 123-45-67891, the number that forms show as an example.
pub(super) fn own_number() -> BusinessNumber {
    known_number("123456789")
}

/// A number whose stem is written here; a stem of nine digits always has a check digit.
fn known_number(stem: &str) -> BusinessNumber {
    match BusinessNumber::from_stem(stem) {
        Ok(number) => number,
        Err(_) => unreachable!("a stem of nine digits"),
    }
}

impl Partner {
    /// The partner with a place in the world; the same place is always the same partner.
    pub(super) fn new(place: u32) -> Self {
        let mut prng = Prng::new(0x5EED_0000_0000 + u64::from(place));
        let at = usize::try_from(place).unwrap_or(0);
        let first = FIRST_WORDS.get(at % FIRST_WORDS.len()).copied().unwrap_or_default();
        let trade = at / FIRST_WORDS.len() + at;
        let (trade, business_type, business_item) =
            TRADES.get(trade % TRADES.len()).copied().unwrap_or_default();
        // Names repeat after 144; a numeral tells the later ones apart.
        let round = at / (FIRST_WORDS.len() * TRADES.len());
        let numeral = if round == 0 { String::new() } else { format!("{}", round + 1) };
        let corporation = if prng.percent(60) { "(주)" } else { "" };
        let family = prng.pick(&FAMILY_NAMES).copied().unwrap_or_default();
        let given = prng.pick(&GIVEN_NAMES).copied().unwrap_or_default();
        let street = prng.pick(&PLACES).copied().unwrap_or_default();
        Self {
            number: known_number(&format!("9998{:05}", place % 100_000)),
            name: format!("{first}{trade}{numeral}{corporation}"),
            representative: format!("{family}{given}"),
            address: format!("{street} {}", prng.between(1, 240)),
            business_type,
            business_item,
            email: format!("bill{place}@partner{place}.example"),
        }
    }

    /// As the tax office has it: open, taxed in general.
    pub(super) fn registered(self, opened_on: Date) -> Registered {
        Registered {
            number: self.number,
            name: self.name,
            representative: self.representative,
            opened_on,
            business_type: self.business_type.to_owned(),
            business_item: self.business_item.to_owned(),
            address: self.address,
            standing: Standing::Active,
            tax_type_code: "01",
        }
    }

    /// As a party of an invoice.
    pub(super) fn party<I: PartyIdentity>(&self, identity: I) -> Party<I> {
        let mut party = Party::named(identity, &self.name, &self.representative);
        party.address = Some(self.address.clone());
        party.business_type = Some(self.business_type.to_owned());
        party.business_item = Some(self.business_item.to_owned());
        party.contacts = vec![Contact { email: Some(self.email.clone()), ..Contact::default() }];
        party
    }
}

/// The company itself as a party.
pub(super) fn own_party<I: PartyIdentity>(identity: I) -> Party<I> {
    let company = super::World::company();
    let mut party = Party::named(identity, company.name, company.representative);
    party.address = Some(company.address.to_owned());
    party.business_type = Some(company.business_type.to_owned());
    party.business_item = Some(company.business_item.to_owned());
    party.contacts = vec![Contact {
        department: Some("경리팀".to_owned()),
        person: Some("이경리".to_owned()),
        phone: Some("02-0000-0000".to_owned()),
        email: Some(company.email.to_owned()),
    }];
    party
}
