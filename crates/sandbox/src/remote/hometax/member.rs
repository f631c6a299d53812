//! Who is registered at the office, and how a session tells it.

use crate::world::World;
use jangbu_domain::BusinessNumber;
use jangbu_npki::vid::IdentityNumber;
use serde_json::{Value, json};

/// The user's number at the office.
const USER_NUMBER: &str = "100000000000009999";

/// A user and his businesses; the first is the one he logs in as.
pub(super) struct Member {
    pub(super) user_id: &'static str,
    /// Whom his certificates name.
    pub(super) name: &'static str,
    pub(super) businesses: Vec<Business>,
}

/// A business by the number that the office has for it (TIN).
pub(super) struct Business {
    pub(super) tin: &'static str,
    pub(super) number: BusinessNumber,
    pub(super) name: &'static str,
    pub(super) representative: &'static str,
    pub(super) address: &'static str,
    /// 업태.
    pub(super) trade: &'static str,
    /// 종목.
    pub(super) item: &'static str,
    /// Whether the world's invoices are its own; the others have none.
    pub(super) has_books: bool,
}

/// The world's company, and a second business of the same user without invoices.
pub(super) fn members() -> Vec<Member> {
    let company = World::company();
    let own = Business {
        tin: "100000000099990001",
        number: company.number,
        name: company.name,
        representative: company.representative,
        address: company.address,
        trade: company.business_type,
        item: company.business_item,
        has_books: true,
    };
    // A stem of nine digits always has a check digit.
    let second = BusinessNumber::from_stem("999700001").unwrap_or(company.number);
    let branch = Business {
        tin: "100000000099990002",
        number: second,
        name: "예시상사(주) 상상점",
        address: "경기도 허구시 상상로 99",
        has_books: false,
        ..own
    };
    vec![Member { user_id: "yesisangsa", name: company.name, businesses: vec![own, branch] }]
}

impl Member {
    /// The number that a certificate of his must prove.
    pub(super) fn identity(&self) -> Option<IdentityNumber> {
        IdentityNumber::parse(&self.businesses.first()?.number.digits()).ok()
    }

    /// `pubcUserJnngInfrAdmDVO`.
    pub(super) fn user(&self) -> Option<Value> {
        let origin = self.businesses.first()?;
        Some(json!({
            "txprDscmNoEncCntn": origin.number.digits(), "txprNm": origin.name, "userId": self.user_id,
            "pubcUserNo": USER_NUMBER, "pubcUserMpnoEncCntn": "", "pubcUserEmlAdrEncCntn": "",
            "userClsfCd": "03", "rprsTxprNm": origin.representative
        }))
    }

    /// `bmanBscInfrInqrDVOList`.
    pub(super) fn choices(&self) -> Vec<Value> {
        let choice = |one: &Business| json!({"tin": one.tin, "txprDscmNoEncCntn": one.number.digits(), "txprNm": one.name, "bmanClNm": "법인"});
        self.businesses.iter().map(choice).collect()
    }

    /// The place of a business; `ORIGIN` leads back to the first.
    pub(super) fn place_of(&self, tin: &str) -> Option<usize> {
        if tin == "ORIGIN" {
            return Some(0);
        }
        self.businesses.iter().position(|one| one.tin == tin)
    }

    /// `sessionMap`. A business that was chosen shows in `tin`, as a program in use expects it, and in `cnvrTin`,
    /// so that by the rule of the office's page it is meant either way.
    pub(super) fn session_map(&self, business: usize) -> Option<Value> {
        let origin = self.businesses.first()?;
        let acting = self.businesses.get(business)?;
        Some(json!({
            "userId": self.user_id, "tin": acting.tin, "cnvrTin": acting.tin,
            "pubcUserNo": USER_NUMBER, "txprClsfCd": "02", "userClsfCd": "03", "lgnUserClCd": "01",
            "lgnCertCd": "01", "userCertClCd": "01", "txprDscmNo": acting.number.digits(),
            "userNm": origin.name, "mpbNo": "0", "crtfUqno": "", "etxivPkcYn": "N", "txfrBmanLgnYn": if business == 0 { "N" } else { "Y" },
            "haboInqrStat": "", "tnmNm": acting.name, "rprsFnm": acting.representative, "adr": acting.address,
            "bcNm": acting.trade, "itmNm": acting.item
        }))
    }
}

impl Business {
    /// `bmanBscInfrInqrDVO`, as the register has it.
    pub(super) fn basics(&self) -> Value {
        json!({
            "txprDscmNoEncCntn": self.number.digits(), "txprDclsNm": "법인사업자", "pfbEml": "", "pfbTelno": "",
            "roadAdr": self.address, "txprNm": self.name, "rprsTxprNm": self.representative, "rprsResno": "",
            "crpno": "", "tfbCd": "519114", "bcNm": self.trade, "itmNm": self.item, "txprDscmDt": "20150302",
            "cfbDt": null, "txprStatNm": "계속사업자", "rprsRoadAdr": "", "rprsHmTelno": ""
        })
    }
}
