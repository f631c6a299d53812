//! Requests and answers, pure. What is foreign is bounded before it is believed.

use super::addresses::System;
use super::auth::Proof;
use super::code;
use crate::port::{Judge, Method, Nature};
use crate::secret::Secret;
use jangbu_domain::BusinessNumber;
use serde::Deserialize;
use serde_json::{Value, json};

/// An answer of a page's action: a list of fifty rows has some 60 KiB.
const ANSWER_BYTES_MAX: usize = 4 << 20;
/// A text page of a thousand rows has some 400 KiB, a document some 20 KiB.
const FILE_BYTES_MAX: usize = 16 << 20;
/// Letters of a foreign name, number or text that are kept.
const FIELD_CHARS_MAX: usize = 200;
/// Businesses of one person that are looked through.
const BUSINESSES_MAX: usize = 1_000;
/// Names in the callback are looked for in so many bytes.
const CALLBACK_BYTES_MAX: usize = 64 << 10;

/// One request before cookies and tail.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) operation: &'static str,
    pub(super) system: System,
    pub(super) nature: Nature,
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) query: Option<String>,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: String,
    /// Whether the body is one that gets a tail.
    pub(super) takes_tail: bool,
    pub(super) bytes_max: usize,
    pub(super) judge: Judge,
    /// Secrets in it.
    pub(super) secrets: Vec<Secret>,
}

const JSON: Option<&str> = Some("application/json; charset=UTF-8");
const FORM: Option<&str> = Some("application/x-www-form-urlencoded; charset=UTF-8");

/// A page or a script.
pub(super) fn page(operation: &'static str, path: &'static str) -> Ask {
    Ask {
        operation,
        system: System::Portal,
        nature: Nature::Read,
        method: Method::Get,
        path,
        query: None,
        content_type: None,
        body: String::new(),
        takes_tail: false,
        bytes_max: ANSWER_BYTES_MAX,
        judge: code::judge_page,
        secrets: Vec::new(),
    }
}

fn post(operation: &'static str, system: System, path: &'static str, query: String, body: String) -> Ask {
    Ask {
        system,
        method: Method::Post,
        query: Some(query),
        content_type: JSON,
        body,
        judge: code::judge_json,
        ..page(operation, path)
    }
}

/// An action of a screen: `(actionId, screenId)`.
pub(super) fn action(
    operation: &'static str,
    system: System,
    (action, screen): (&str, &str),
    body: &Value,
) -> Ask {
    let query = format!("actionId={action}&screenId={screen}&popupYn=false&realScreenId=");
    Ask { takes_tail: true, ..post(operation, system, "/wqAction.do", query, body.to_string()) }
}

/// The same as a form that brings a file.
pub(super) fn download(
    operation: &'static str,
    system: System,
    (action, screen): (&str, &str),
    body: &Value,
) -> Ask {
    let fields = [
        ("downloadParam", body.to_string()),
        ("actionId", action.to_owned()),
        ("screenId", screen.to_owned()),
        ("noopen", "false".to_owned()),
        ("downloadView", "Y".to_owned()),
    ];
    Ask {
        query: None,
        content_type: FORM,
        bytes_max: FILE_BYTES_MAX,
        judge: code::judge_file,
        ..post(operation, system, "/wqAction.do", String::new(), form(&fields))
    }
}

pub(super) fn challenge() -> Ask {
    action("challenge", System::Portal, ("ATXPPZXA001R01", "UTXPPABA01"), &json!({}))
}

/// The login itself. Its challenge is good once, so it is not repeated by itself.
pub(super) fn login(proof: &Proof) -> Ask {
    let plain = |text: &str| text.to_owned();
    let fields = [
        ("logSgnt", plain(proof.signed.reveal())),
        ("cert", proof.certificate.clone()),
        ("randomEnc", plain(proof.random.reveal())),
        ("pkcLoginYnImpv", plain("Y")),
        // 04: a key on a hard disk.
        ("pkcLgnClCd", plain("04")),
        ("scrnId", plain("UTXPPABA01")),
        // A screen's size is asked for; it says nothing of this machine's.
        ("userScrnRslnXcCnt", plain("1920")),
        ("userScrnRslnYcCnt", plain("1080")),
        ("ssoStatus", String::new()),
        ("portalStatus", String::new()),
    ];
    let query = "domain=hometax.go.kr&mainSys=Y".to_owned();
    Ask {
        nature: Nature::Effect,
        content_type: FORM,
        judge: code::judge_login,
        secrets: vec![proof.signed.clone(), proof.random.clone()],
        ..post("login", System::Portal, "/pubcLogin.do", query, form(&fields))
    }
}

/// Who is logged in at a host.
pub(super) fn permission(system: System) -> Ask {
    let query = format!("screenId={}", entry_screen(system));
    post("permission", system, "/permission.do", query, "{}".to_owned())
}

/// A token for another host; `letters` are twenty by chance.
pub(super) fn token(letters: &str) -> Ask {
    post("token", System::Portal, "/token.do", format!("query=_{letters}"), "{}".to_owned())
}

/// Takes a token to a host.
pub(super) fn permission_by(system: System, token: &Token) -> Ask {
    let query = format!("screenId={}&domain=hometax.go.kr", entry_screen(system));
    let ask = post("enter", system, "/permission.do", query, token.body.reveal().to_owned());
    Ask { secrets: vec![token.secret.clone()], ..ask }
}

/// The screens through which the page enters a host. That of invoices is known; any other screen of its
/// host serves the same.
fn entry_screen(system: System) -> &'static str {
    match system {
        System::Portal => "index_pp",
        System::Teet => "UTEETBAA99",
        System::Tecr => "UTECRCB005",
        System::Teht => "UTESFABG35",
    }
}

/// `name=value` pairs, all but letters and digits percent-encoded.
pub(super) fn form(fields: &[(&str, String)]) -> String {
    let encoded = |text: &str| {
        text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.extend(["%", &format!("{byte:02X}")]);
            }
            out
        })
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// The callback `nts_loginSystemCallback('TXPP', {…})`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Callback {
    pub(super) is_good: bool,
    /// `lgnRsltCd`.
    pub(super) result: String,
    pub(super) error_code: Option<String>,
    /// `errMsg`, decoded.
    pub(super) message: String,
}

impl Callback {
    /// Reads it whatever blanks stand between its parts; `None` when it is none.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body.get(..body.len().min(CALLBACK_BYTES_MAX))?).ok()?;
        let after = text.split_once("nts_loginSystemCallback")?.1;
        let object = after.split_once('{')?.1;
        // Cut off in the middle it is not believed.
        object.contains('}').then_some(())?;
        let is_good = match quoted(object, "code")?.as_str() {
            "S" => true,
            "F" => false,
            _ => return None,
        };
        let result = quoted(object, "lgnRsltCd").unwrap_or_default();
        let message = quoted(object, "errMsg").map(|text| decoded(&text)).unwrap_or_default();
        Some(Self { is_good, result, error_code: quoted(object, "errCode"), message })
    }
}

/// The text of a field, bare or inside `decodeURIComponent('…')`.
fn quoted(object: &str, name: &str) -> Option<String> {
    let at = [format!("'{name}'"), format!("\"{name}\"")];
    let after = at.iter().find_map(|name| object.split_once(name.as_str()))?.1;
    let value = after.trim_start().strip_prefix(':')?.trim_start();
    let value = match value.strip_prefix("decodeURIComponent") {
        Some(call) => call.trim_start().strip_prefix('(')?.trim_start(),
        None => value,
    };
    let mark = value.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
    let inside = value.get(1..)?.split_once(mark)?.0;
    Some(inside.chars().take(FIELD_CHARS_MAX * 9).collect())
}

/// What `encodeURIComponent` wrote; what it did not write is left as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.as_bytes());
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => bytes.push(byte),
            None => bytes.push(b'%'),
        }
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `pkcEncSsn`.
pub(super) fn parse_challenge(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    answer.get("pkcEncSsn")?.as_str().map(str::to_owned)
}

/// Who is logged in (`sessionMap`), as far as it is needed.
pub(super) struct Person {
    pub(super) user: String,
    /// The tax office's own number of the business that is acted for.
    pub(super) tin: String,
    pub(super) business: Option<BusinessNumber>,
    /// Names that must not come back in an error.
    pub(super) names: Vec<Secret>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionMap {
    user_id: Option<String>,
    tin: Option<String>,
    cnvr_tin: Option<String>,
    txpr_dscm_no: Option<String>,
    txfr_bman_lgn_yn: Option<String>,
    habo_inqr_stat: Option<String>,
    user_nm: Option<String>,
    rprs_fnm: Option<String>,
    tnm_nm: Option<String>,
    adr: Option<String>,
}

/// `Ok(None)` when nobody is; an error when the answer is none.
pub(super) fn parse_person(body: &[u8]) -> Result<Option<Person>, ()> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "resultMsg")]
        result: Message,
    }
    #[derive(Deserialize)]
    struct Message {
        #[serde(rename = "sessionMap")]
        map: Option<SessionMap>,
    }
    let answer: Answer = serde_json::from_slice(body).map_err(|_| ())?;
    answer.result.map.map(|map| person_of(map).ok_or(())).transpose()
}

fn person_of(map: SessionMap) -> Option<Person> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    // By the rule of the page: the business that was changed to, unless a change of business is the login itself.
    let (tin, changed) = (given(&map.tin), given(&map.cnvr_tin));
    let is_changed = map.txfr_bman_lgn_yn.as_deref() != Some("Y")
        && (map.habo_inqr_stat.as_deref() == Some("N") || tin != changed);
    let tin = if is_changed { changed.or(tin) } else { tin.or(changed) }.filter(|tin| is_tin(tin))?;
    let names = [&map.user_nm, &map.rprs_fnm, &map.tnm_nm, &map.adr];
    Some(Person {
        user: map.user_id.unwrap_or_default().chars().take(FIELD_CHARS_MAX).collect(),
        tin,
        business: map.txpr_dscm_no.and_then(|number| BusinessNumber::parse(&number).ok()),
        names: names.into_iter().filter_map(given).map(Secret::new).collect(),
    })
}

fn is_tin(text: &str) -> bool {
    (1..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The businesses that one may act for, with the office's numbers.
pub(super) fn parse_businesses(body: &[u8]) -> Option<Vec<(BusinessNumber, String)>> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let rows = answer.get("bmanBscInfrInqrDVOList")?.as_array()?;
    let business = |row: &Value| {
        let number = BusinessNumber::parse(row.get("txprDscmNoEncCntn")?.as_str()?).ok()?;
        Some((number, row.get("tin")?.as_str().filter(|tin| is_tin(tin))?.to_owned()))
    };
    Some(rows.iter().take(BUSINESSES_MAX).filter_map(business).collect())
}

/// A token for another host, with what goes along with it.
pub(super) struct Token {
    pub(super) secret: Secret,
    pub(super) body: Secret,
}

/// `Ok(None)` when the portal gives none: nobody is logged in there.
pub(super) fn parse_token(body: &[u8]) -> Result<Option<Token>, ()> {
    let mut answer: Value = serde_json::from_slice(body).map_err(|_| ())?;
    let fields = answer.as_object_mut().ok_or(())?;
    let token = fields.get("ssoToken").and_then(Value::as_str).unwrap_or_default().to_owned();
    if token.is_empty() {
        return Ok(None);
    }
    fields.insert("popupYn".to_owned(), Value::Bool(false));
    Ok(Some(Token { secret: Secret::new(token), body: Secret::new(answer.to_string()) }))
}

/// A number that may come as a text.
pub(super) fn count_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests;
