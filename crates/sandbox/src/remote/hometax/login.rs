//! Login by a joint certificate: what `pubcLogin.do` looks at, in order.

use super::member::Member;
use crate::remote::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jangbu_npki::RandomNumber;
use jangbu_npki::certificate::{Certificate, SignatureAlgorithm, ValidityAt, kst};
use jangbu_npki::chain::TrustStore;
use jiff::civil::DateTime;
use jiff::{Span, Timestamp};
use std::collections::HashSet;

/// How far the signer's clock may be off; the real bound is not known.
const CLOCK_MINUTES_MAX: i64 = 10;

/// Why nobody was logged in: a code and the text that people read. Of the texts only those of a revoked and
/// of an unregistered certificate are known; no code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoginRefusal {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
}

const fn refusal(code: &'static str, text: &'static str) -> LoginRefusal {
    LoginRefusal { code, text }
}

pub(super) const FORM: LoginRefusal = refusal("LGN0001", "로그인 요청이 올바르지 않습니다.");
pub(super) const CHALLENGE: LoginRefusal =
    refusal("LGN0002", "로그인 요청 정보가 만료되었습니다. 다시 시도하시기 바랍니다.");
pub(super) const CERTIFICATE: LoginRefusal = refusal("LGN0003", "인증서를 읽을 수 없습니다.");
pub(super) const TIME: LoginRefusal = refusal("LGN0004", "PC의 시각이 올바르지 않습니다.");
pub(super) const SIGNATURE: LoginRefusal = refusal("LGN0005", "전자서명 검증에 실패하였습니다.");
pub(super) const CHAIN: LoginRefusal = refusal("LGN0006", "신뢰할 수 없는 인증기관의 인증서입니다.");
pub(super) const EXPIRED: LoginRefusal = refusal("LGN0007", "유효기간이 만료된 인증서입니다.");
pub(super) const NOT_YET: LoginRefusal = refusal("LGN0008", "유효기간이 시작되지 않은 인증서입니다.");
pub(super) const REVOKED: LoginRefusal = refusal("LGN0009", "폐지된 인증서입니다.");
pub(super) const UNREGISTERED: LoginRefusal = refusal("LGN0010", "홈택스에 등록된 인증서가 아닙니다.");
pub(super) const IDENTITY: LoginRefusal = refusal("LGN0011", "인증서 본인확인에 실패하였습니다.");

/// What the office knows when somebody comes.
pub(super) struct Door<'o> {
    pub(super) members: &'o [Member],
    pub(super) trust: &'o TrustStore,
    /// Serial numbers in hexadecimal.
    pub(super) revoked: &'o HashSet<String>,
    pub(super) unregistered: &'o HashSet<String>,
    pub(super) now: Timestamp,
}

impl Door<'_> {
    /// The member who asks, by his place; `challenge` is the one that his session was given last.
    pub(super) fn check(&self, request: &Request, challenge: Option<&str>) -> Result<usize, LoginRefusal> {
        let form = Form::read(request).ok_or(FORM)?;
        if challenge != Some(form.challenge.as_str()) {
            return Err(CHALLENGE);
        }
        let certificate = parse_pem(&form.certificate).ok_or(CERTIFICATE)?;
        let plain = |serial: &str| serial.trim_start_matches('0').to_owned();
        if plain(&form.serial) != plain(&certificate.serial().to_hex()) {
            return Err(CERTIFICATE);
        }
        self.check_time(&form.moment)?;
        let signature = STANDARD.decode(&form.signature).map_err(|_| SIGNATURE)?;
        let key = certificate.key();
        key.verify(SignatureAlgorithm::RsaSha256, form.challenge.as_bytes(), &signature)
            .map_err(|_| SIGNATURE)?;
        self.check_certificate(&certificate)?;
        self.find_member(&certificate, &form.random)
    }

    fn check_time(&self, text: &str) -> Result<(), LoginRefusal> {
        let said = DateTime::strptime("%Y%m%d%H%M%S", text).map_err(|_| TIME)?;
        let here = kst(self.now);
        let limit = Span::new().minutes(CLOCK_MINUTES_MAX);
        let (Ok(first), Ok(last)) = (here.checked_sub(limit), here.checked_add(limit)) else {
            return Err(TIME);
        };
        if text.len() == 14 && (first..=last).contains(&said) { Ok(()) } else { Err(TIME) }
    }

    fn check_certificate(&self, certificate: &Certificate) -> Result<(), LoginRefusal> {
        match certificate.validity().at(self.now) {
            ValidityAt::Valid => {}
            ValidityAt::NotYet => return Err(NOT_YET),
            ValidityAt::Expired => return Err(EXPIRED),
        }
        if !self.trust.check(certificate, &[], self.now).is_good() {
            return Err(CHAIN);
        }
        if self.revoked.contains(&certificate.serial().to_hex()) { Err(REVOKED) } else { Ok(()) }
    }

    /// A certificate is registered if its R proves a member's number; one that names a member and does not
    /// prove it is somebody's mistake.
    fn find_member(&self, certificate: &Certificate, random: &str) -> Result<usize, LoginRefusal> {
        if self.unregistered.contains(&certificate.serial().to_hex()) {
            return Err(UNREGISTERED);
        }
        let random: Option<[u8; 20]> = STANDARD.decode(random).ok().and_then(|bytes| bytes.try_into().ok());
        let random = random.map(|bytes| RandomNumber::new(&bytes));
        let proves = |member: &Member| {
            let (vid, number, random) = (certificate.vid()?, member.identity()?, random.as_ref()?);
            Some(vid.fits(&number, random))
        };
        let found = self.members.iter().position(|member| proves(member) == Some(true));
        let owner = certificate.owner();
        let is_named = || self.members.iter().any(|member| owner.starts_with(member.name));
        found.ok_or_else(|| if is_named() { IDENTITY } else { UNREGISTERED })
    }
}

/// The fields of the form, whole.
struct Form {
    challenge: String,
    serial: String,
    moment: String,
    signature: String,
    certificate: String,
    random: String,
}

impl Form {
    fn read(request: &Request) -> Option<Self> {
        let is = |field: &str, known: &[&str]| {
            request.form_field(field).is_some_and(|value| known.contains(&value.as_str()))
        };
        let is_number = |field: &str| {
            let value = request.form_field(field).unwrap_or_default();
            !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
        };
        let addressed = request.query_field("domain").as_deref() == Some("hometax.go.kr")
            && request.query_field("mainSys").as_deref() == Some("Y");
        let complete = is("pkcLoginYnImpv", &["Y"])
            && is("pkcLgnClCd", &["03", "04"])
            // A program in use sends a letter more, and is let in.
            && request.form_field("scrnId").is_some_and(|screen| screen.starts_with("UTXPPABA01"))
            && is_number("userScrnRslnXcCnt")
            && is_number("userScrnRslnYcCnt");
        if !addressed || !complete {
            return None;
        }
        let signed = STANDARD.decode(request.form_field("logSgnt")?).ok()?;
        let signed = String::from_utf8(signed).ok()?;
        let parts: Vec<&str> = signed.split('$').collect();
        let [challenge, serial, moment, signature] = parts.as_slice() else { return None };
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let lower = !serial.is_empty() && serial.bytes().all(is_hex);
        lower.then_some(())?;
        Some(Self {
            challenge: (*challenge).to_owned(),
            serial: (*serial).to_owned(),
            moment: (*moment).to_owned(),
            signature: (*signature).to_owned(),
            certificate: request.form_field("cert")?,
            random: request.form_field("randomEnc")?,
        })
    }
}

fn parse_pem(text: &str) -> Option<Certificate> {
    let inside = text.trim().strip_prefix("-----BEGIN CERTIFICATE-----")?;
    let inside = inside.strip_suffix("-----END CERTIFICATE-----")?;
    let letters: String = inside.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    Certificate::parse_der(&STANDARD.decode(letters).ok()?).ok()
}
