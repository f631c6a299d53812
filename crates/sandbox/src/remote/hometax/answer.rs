//! Answers: `resultMsg` in JSON, the callback of a login, pages for people.

use crate::remote::Reply;
use serde_json::{Value, json};

/// Why something is not done, in the fields of `resultMsg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) error_code: &'static str,
}

impl Refusal {
    const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message, error_code: "" }
    }
}

/// Nobody is logged in here, or no longer. What the real one answers an action then is not known;
/// the code is that of a missing right.
pub(super) const NOT_LOGGED_IN: Refusal =
    Refusal::new("pubcPermission", "로그인 정보가 없습니다. 로그인 후 이용하시기 바랍니다.");
/// Another's number was asked about.
pub(super) const NO_RIGHT: Refusal = Refusal::new("pubcPermission", "조회 권한이 없습니다.");
/// Somebody logged in elsewhere. Codes −9402 to −9405 are known, which means what is not.
pub(super) const DOUBLE_LOGIN: Refusal =
    Refusal {
        code: "", message: "이중 로그인 방지로 인해 로그아웃 되었습니다.", error_code: "-9402"
    };
/// More than six months.
pub(super) const PERIOD_TOO_LONG: Refusal =
    Refusal::new("ETICMZ0008", "6개월이상은 조회할 수 없습니다. \n 조회에 실패 실패하였습니다.");
/// A field is missing or no day; the code is not known.
pub(super) const BAD_INPUT: Refusal = Refusal::new("ETICMZ0001", "입력값이 올바르지 않습니다.");
/// No such document for this business; the code is not known.
pub(super) const NOT_FOUND: Refusal = Refusal::new("ETICMZ0002", "조회된 내역이 없습니다.");
/// The postfix of the body is missing or wrong.
pub(super) const SUSPICIOUS: Refusal = Refusal::new("", "비정상적인 요청이 감지되었습니다.");
/// An action that is not simulated.
pub(super) const FAILED: Refusal = Refusal::new("", "서비스 실행 중 오류가 발생하였습니다.");

fn result_message(result: &str, refusal: Refusal) -> Value {
    json!({
        "result": result, "msg": refusal.message, "detailMsg": "", "code": refusal.code, "errorMsg": "",
        "errorCd": refusal.error_code, "exceptType": "", "serviceTxId": "", "detailLogYn": ""
    })
}

/// Done; `fields` stand beside `resultMsg`.
pub(super) fn good(fields: Value) -> Reply {
    let mut body = json!({"resultMsg": result_message("S", Refusal::new("", ""))});
    if let (Some(body), Value::Object(fields)) = (body.as_object_mut(), fields) {
        body.extend(fields);
    }
    Reply::json(200, &body)
}

/// Refused, with HTTP 200 as all of its refusals.
pub(super) fn refused(refusal: Refusal) -> Reply {
    Reply::json(200, &json!({"resultMsg": result_message("F", refusal)}))
}

/// `permission.do`: the one who is logged in, or nobody.
pub(super) fn permission(session: Option<Value>) -> Reply {
    let mut message = result_message("S", Refusal::new("", ""));
    if let (Some(message), Some(session)) = (message.as_object_mut(), session) {
        message.insert("sessionMap".to_owned(), session);
    }
    Reply::json(200, &json!({"resultMsg": message}))
}

/// The callback of a login that went well; blanks as in the captured one.
pub(super) fn logged_in(tin: &str) -> Reply {
    callback(&format!(
        "'code' : 'S','errCode':null,'errMsg' : decodeURIComponent(''),'lgnRsltCd':'01','pswdErrNbcnt':'0',\
         'tin':'{tin}','secCardId':null,'sq2LgnCertYn':'Y'"
    ))
}

/// The callback of a login that did not.
pub(super) fn login_refused(error_code: &str, text: &str) -> Reply {
    callback(&format!(
        "'code' : 'F','errCode':'{error_code}','errMsg' : decodeURIComponent('{}'),'lgnRsltCd':'',\
         'pswdErrNbcnt':'0','tin':'','secCardId':null,'sq2LgnCertYn':'N'",
        encoded(text)
    ))
}

fn callback(fields: &str) -> Reply {
    let script = format!("nts_loginSystemCallback('TXPP', {{{fields}}});");
    Reply::new(200, "text/html; charset=UTF-8", script)
}

/// As `encodeURIComponent` writes it.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*()".contains(&byte);
    text.bytes().fold(String::new(), |mut out, byte| {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(["%", &format!("{byte:02X}")]);
        }
        out
    })
}

/// A page for people, in place of an answer.
pub(super) fn page(status: u16, text: &str) -> Reply {
    let body = format!(
        "<!DOCTYPE html><html><head><meta charset=\"UTF-8\"><title>국세청 홈택스</title></head><body><p>{text}</p>\
         </body></html>"
    );
    Reply::new(status, "text/html; charset=UTF-8", body)
}

/// A file to be kept.
pub(super) fn file(content_type: &str, name: &str, body: impl Into<Vec<u8>>) -> Reply {
    let mut reply = Reply::new(200, content_type, body);
    reply.headers.push(("content-disposition", format!("attachment; filename=\"{name}\"")));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_login_has_the_captured_blanks_and_its_text_is_encoded() {
        let reply = login_refused("E1", "폐지 a");
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.starts_with(
            "nts_loginSystemCallback('TXPP', {'code' : 'F','errCode':'E1','errMsg' : decodeURIComponent('%ED%8F%90%EC%A7%80%20a'),"
        ));
        assert!(text.ends_with("});"));
    }
}
