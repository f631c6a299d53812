//! The office as a client meets it, without a socket.

use super::*;
use crate::authority::{Authority, Issued, Product};
use crate::remote::{Ending, Fault, FaultKind, Front, SandboxClock};
use crate::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jangbu_npki::certificate::kst;
use jangbu_npki::vid::IdentityNumber;

mod faults;
mod lists;
mod logins;
mod sessions;

const SEED: u64 = 20_260_101;
pub(super) const TIN: &str = "100000000099990001";

fn start() -> Timestamp {
    "2026-11-26T03:00:00Z".parse().unwrap()
}

/// The office, its hosts on one clock, and a company that knows its certificate.
pub(super) struct Bench {
    pub(super) office: Hometax,
    pub(super) fronts: Vec<Front>,
    pub(super) clock: Arc<SandboxClock>,
    pub(super) authority: Authority,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self::with(Books::of(&World::new(SEED, kst(start()).date())))
    }

    /// For logins, which need no invoices.
    pub(super) fn without_books() -> Self {
        Self::with(Books::many(SEED, 0))
    }

    pub(super) fn with(books: Books) -> Self {
        let authority = Authority::new(start(), SEED).unwrap();
        let office = Hometax::new(&authority, books, SEED).unwrap();
        let clock = Arc::new(SandboxClock::standing_at(start()));
        let front = |system| Front::sharing(office.host(system), Arc::clone(&clock));
        let fronts = System::ALL.map(front).into_iter().collect();
        Self { office, fronts, clock, authority }
    }

    pub(super) fn front(&self, system: System) -> &Front {
        self.fronts.iter().find(|front| front.name() == system.name()).unwrap()
    }

    pub(super) fn pass(&self, time: SignedDuration) {
        self.clock.set(self.clock.now().checked_add(time).unwrap());
    }

    pub(super) fn issue(&self, product: Product, name: &str, number: &str) -> Issued {
        self.authority.issue(product, name, &IdentityNumber::parse(number).unwrap()).unwrap()
    }

    pub(super) fn company(&self) -> Issued {
        self.issue(Product::Business, "예시상사(주) 모의", "123-45-67891")
    }

    pub(super) fn browser(&self) -> Browser<'_> {
        Browser { bench: self, cookies: Vec::new() }
    }

    /// Logged in at the portal and at a host.
    pub(super) fn at(&self, system: System) -> Browser<'_> {
        let mut browser = self.browser();
        assert!(browser.log_in(&self.company()).contains("'code' : 'S'"));
        browser.go_on_to(system);
        browser
    }

    pub(super) fn observed(&self) -> Value {
        self.front(System::Portal).inspect()["simulated"]["observed"].clone()
    }
}

/// Keeps cookies, and knows how one logs in.
pub(super) struct Browser<'b> {
    pub(super) bench: &'b Bench,
    pub(super) cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    pub(super) fn send(&mut self, system: System, method: &str, address: &str, body: &str) -> Reply {
        let (path, query) =
            address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: vec![("cookie".to_owned(), cookies.join("; "))],
            body: body.as_bytes().to_vec(),
        };
        let Ending::Answered { reply, .. } = self.bench.front(system).handle(&request) else {
            panic!("dropped")
        };
        for cookie in reply.all_headers("set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        reply
    }

    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&mut self, system: System, address: &str, body: &Value) -> Value {
        let reply = self.send(system, "POST", address, &body.to_string());
        serde_json::from_slice(&reply.body).unwrap_or(Value::Null)
    }

    pub(super) fn action(&mut self, system: System, action: &str, body: &Value) -> Value {
        self.json(
            system,
            &format!("/wqAction.do?actionId={action}&screenId=X&popupYn=false&realScreenId="),
            body,
        )
    }

    pub(super) fn download(&mut self, system: System, action: &str, body: &Value) -> Reply {
        let form = form(&[
            ("downloadParam", &body.to_string()),
            ("actionId", action),
            ("screenId", "X"),
            ("noopen", "false"),
            ("downloadView", "Y"),
        ]);
        self.send(system, "POST", "/wqAction.do", &form)
    }

    pub(super) fn challenge(&mut self) -> String {
        let answer = self.action(System::Portal, "ATXPPZXA001R01", &json!({}));
        answer["pkcEncSsn"].as_str().unwrap().to_owned()
    }

    pub(super) fn log_in(&mut self, issued: &Issued) -> String {
        self.send(System::Portal, "GET", "/", "");
        let challenge = self.challenge();
        self.submit(&Form::of(issued, &challenge, self.bench.clock.now()))
    }

    pub(super) fn submit(&mut self, form: &Form) -> String {
        let address = "/pubcLogin.do?domain=hometax.go.kr&mainSys=Y";
        let reply = self.send(System::Portal, "POST", address, &form.body());
        String::from_utf8(reply.body).unwrap()
    }

    pub(super) fn go_on_to(&mut self, system: System) -> Value {
        let token = self.json(System::Portal, "/token.do?query=_abcdefghij0123456789", &json!({}));
        let mut body = token.clone();
        body["popupYn"] = json!(false);
        self.json(system, "/permission.do?screenId=X&domain=hometax.go.kr", &body)
    }
}

/// What a login sends, to be bent.
pub(super) struct Form {
    pub(super) challenge: String,
    pub(super) serial: String,
    pub(super) moment: String,
    pub(super) signature: Vec<u8>,
    pub(super) certificate: Vec<u8>,
    pub(super) random: Vec<u8>,
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Form {
    pub(super) fn of(issued: &Issued, challenge: &str, now: Timestamp) -> Self {
        let random = issued.key.random_number().unwrap().reveal().to_vec();
        let fields = [
            ("pkcLoginYnImpv", "Y"),
            ("pkcLgnClCd", "04"),
            ("scrnId", "UTXPPABA01"),
            ("userScrnRslnXcCnt", "1920"),
            ("userScrnRslnYcCnt", "1080"),
            ("ssoStatus", ""),
            ("portalStatus", ""),
        ];
        Self {
            challenge: challenge.to_owned(),
            serial: issued.certificate.serial().to_hex(),
            moment: kst(now).strftime("%Y%m%d%H%M%S").to_string(),
            signature: issued.key.sign(challenge.as_bytes()).unwrap(),
            certificate: issued.certificate.der().to_vec(),
            random,
            fields: fields.map(|(name, value)| (name, value.to_owned())).to_vec(),
        }
    }

    pub(super) fn body(&self) -> String {
        let signature = STANDARD.encode(&self.signature);
        let signed = [&self.challenge, &self.serial, &self.moment, &signature].map(String::as_str).join("$");
        let certificate = STANDARD.encode(&self.certificate);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
        let own = [
            ("logSgnt", STANDARD.encode(signed)),
            ("cert", pem),
            ("randomEnc", STANDARD.encode(&self.random)),
        ];
        let all: Vec<(&str, &str)> =
            own.iter().chain(&self.fields).map(|(name, value)| (*name, value.as_str())).collect();
        form(&all)
    }
}

pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                let plain = byte.is_ascii_alphanumeric();
                if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&")
}

pub(super) fn asked(change: impl Fn(&mut Value)) -> Value {
    let mut body = json!({
        "resnoSecYn": "Y", "icldLsatInfr": "N", "fleDwldYn": "", "fleTp": "", "srtClCd": "1", "srtOpt": "01",
        "cstnInfoYn": "", "icldCstnBmanInfr": "",
        "pageInfoVO": {"pageNum": "1", "pageSize": "50", "totalCount": "0"},
        "etxivIsnBrkdTermDVOPrmt": {
            "prhSlsClCd": "01", "dtCl": "01", "etxivClCd": "01", "bmanCd": "00", "etxivClsfCd": "all",
            "etxivKndCd": "all", "isnTypeCd": "all", "inqrDtStrt": "20260801", "inqrDtEnd": "20261031",
            "splrTin": TIN, "dmnrTin": "", "cstnBmanTin": ""
        }
    });
    change(&mut body);
    body
}
