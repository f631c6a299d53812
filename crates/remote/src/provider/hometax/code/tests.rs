use super::*;
use crate::port::{BaseAddress, Judge, Method, Nature, Realm};
use crate::secret::Secret;

fn call(nature: Nature, judge: Judge) -> Call {
    Call {
        provider: "hometax",
        operation: "o",
        nature,
        method: Method::Post,
        base: BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap(),
        path: "/".to_owned(),
        query: None,
        headers: Vec::new(),
        secrets: vec![Secret::new("홍길동".to_owned()), Secret::new("cookie-value".to_owned())],
        content_type: None,
        body: Vec::new(),
        answer_bytes_max: 1,
        judge,
    }
}

fn judged(judge: Judge, nature: Nature, status: u16, body: &str) -> Result<(), RemoteError> {
    let content_type = body.starts_with("<!").then(|| "text/html".to_owned());
    let body = body.as_bytes().to_vec();
    let answer = Answer { status, content_type, retry_after: None, set_cookies: Vec::new(), body };
    judge(&call(nature, judge), &answer, Timestamp::UNIX_EPOCH)
}

fn refused(code: &str, error_code: &str, message: &str) -> String {
    serde_json::json!({"resultMsg": {"result": "F", "msg": message, "code": code, "errorCd": error_code}})
        .to_string()
}

fn seconds(error: &RemoteError) -> Option<u64> {
    match error.retry {
        Retry::Temporary { after } => Some(after.map_or(0, |after| after.as_secs())),
        Retry::Never => None,
    }
}

#[test]
fn every_known_refusal_is_told_apart() {
    let page = |text: &str| format!("<!DOCTYPE html><html><body>{text}</body></html>");
    let table = [
        (200, refused("ETICMZ0008", "", "6개월"), Kind::Rejected, "ETICMZ0008", None),
        (200, refused("pubcPermission", "", "권한"), Kind::NotSubscribed, NO_PERMISSION, None),
        (200, refused("", "-9402", "이중 로그인"), Kind::LoginElsewhere, "-9402", None),
        (200, refused("", "-9405", "이중 로그인"), Kind::LoginElsewhere, "-9405", None),
        (200, refused("", "", "비정상적인 요청이 감지되었습니다."), Kind::Rejected, ABNORMAL, None),
        (200, refused("X1", "", "오류"), Kind::Rejected, "X1", None),
        (200, refused("", "", "반복적인 호출"), Kind::Throttled, "too_many_calls", Some(30)),
        (200, page("서비스 중지 시간"), Kind::RemoteFault, SERVICE_STOPPED, Some(600)),
        (200, page("반복적인 호출"), Kind::Throttled, "too_many_calls", Some(30)),
        (200, page("과부하제어 중"), Kind::Throttled, "overload", Some(30)),
        (503, page("과부하제어 중"), Kind::Throttled, "overload", Some(30)),
        (400, page("Request Blocked"), Kind::Throttled, "blocked", Some(600)),
        (200, page("UTXPPABB27"), Kind::SignedOut, "", None),
        (200, page("안녕하세요"), Kind::HtmlPage, "", Some(0)),
        (302, String::new(), Kind::HtmlPage, "", None),
        (403, String::new(), Kind::Rejected, "", None),
        (404, String::new(), Kind::NotSubscribed, "", None),
        (429, String::new(), Kind::Throttled, "", Some(30)),
        (500, String::new(), Kind::RemoteFault, "", Some(0)),
        (200, "{\"resultMsg\":{\"res".to_owned(), Kind::Garbled, "", Some(0)),
    ];
    for (status, body, kind, code, again) in table {
        let error = judged(judge_json, Nature::Read, status, &body).unwrap_err();
        assert_eq!((error.kind, error.effect), (kind, Effect::NoEffect), "{status} {body}");
        assert_eq!((error.code.as_deref().unwrap_or_default(), seconds(&error)), (code, again), "{body}");
        let is_text = kind != Kind::Garbled;
        let file = judged(judge_file, Nature::Read, status, &body).unwrap_err();
        assert!(!is_text || file.kind == kind, "{status} {body}: {file:?}");
    }
}

#[test]
fn what_went_well_is_no_failure_and_a_file_may_say_anything() {
    for body in [r#"{"resultMsg":{"result":"S","code":"","errorCd":""}}"#, r#"{"ssoToken":"t"}"#] {
        assert!(judged(judge_json, Nature::Read, 200, body).is_ok());
    }
    for body in ["서비스 중지 시간\t반복적인 호출", "<?xml version=\"1.0\"?><TaxInvoice/>"] {
        assert!(judged(judge_file, Nature::Read, 200, body).is_ok());
    }
    assert_eq!(judged(judge_file, Nature::Read, 200, "{}").unwrap_err().kind, Kind::Garbled);
    assert!(judged(judge_page, Nature::Read, 200, "<!DOCTYPE html>서비스 중지 시간 안내").is_ok());
}

#[test]
fn a_login_is_good_refused_or_open() {
    let callback = |code: &str, result: &str, text: &str| {
        format!(
            "nts_loginSystemCallback('TXPP', {{'code' : '{code}','errCode':null,'errMsg' : decodeURIComponent('{text}'),'lgnRsltCd':'{result}'}});"
        )
    };
    let told = |status, body: &str| judged(judge_login, Nature::Effect, status, body);
    assert!(told(200, &callback("S", "01", "")).is_ok());
    for (body, kind) in [
        (callback("S", "30", ""), Kind::SecondFactor),
        (callback("S", "77", ""), Kind::Rejected),
        (callback("F", "", "x"), Kind::BadKey),
    ] {
        let error = told(200, &body).unwrap_err();
        assert_eq!((error.kind, error.effect, error.retry), (kind, Effect::NoEffect, Retry::Never), "{body}");
    }
    for (status, body) in
        [(200, "nts_loginSystemCallback('TX"), (200, "<!DOCTYPE html>"), (500, ""), (200, "")]
    {
        let error = told(status, body).unwrap_err();
        assert_eq!(error.effect, Effect::Unknown, "{status} {body}");
    }
}

#[test]
fn foreign_words_lose_names_cookies_and_resident_numbers() {
    let message = "홍길동 님(850301-1234567)의 cookie-value";
    let body = refused("X", "", message);
    let error = judged(judge_json, Nature::Read, 200, &body).unwrap_err();
    let said = error.message.unwrap();
    assert!(
        !said.contains("홍길동") && !said.contains("1234567") && !said.contains("cookie-value"),
        "{said}"
    );
}
