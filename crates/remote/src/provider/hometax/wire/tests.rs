use super::*;

#[test]
fn a_callback_is_read_whatever_its_blanks() {
    let captured = "nts_loginSystemCallback('TXPP', {'code' : 'F','errCode':null,'errMsg' : decodeURIComponent('%ED%8F%90%EC%A7%80%EB%90%9C%20a'),'lgnRsltCd':'','pswdErrNbcnt':'0','tin':''});";
    let tight = captured.replace(" : ", ":").replace(", {", ",{");
    let loose = captured.replace(':', " :\n ").replace("Component('", "Component ( '");
    for text in [captured, &tight, &loose] {
        let callback = Callback::parse(text.as_bytes()).unwrap();
        assert_eq!((callback.is_good, callback.message.as_str()), (false, "폐지된 a"), "{text}");
        assert_eq!((callback.result.as_str(), callback.error_code), ("", None));
    }
}

#[test]
fn what_is_cut_off_or_says_neither_is_no_callback() {
    let whole = "nts_loginSystemCallback('TXPP', {'code' : 'S','lgnRsltCd':'01'});";
    assert!(Callback::parse(whole.as_bytes()).is_some());
    for text in
        ["", "<html>", "nts_loginSystemCallback('TXPP', {'code' : 'S','lgnR", &whole.replace("'S'", "'X'")]
    {
        assert_eq!(Callback::parse(text.as_bytes()), None, "{text}");
    }
    assert_eq!(decoded("100%25 %zz %ED"), "100% %zz \u{fffd}");
}

fn person(change: &Value) -> Option<Person> {
    let mut map = json!({"userId": "u", "tin": "1", "cnvrTin": "2", "txprDscmNo": "1234567891"});
    map.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    parse_person(json!({"resultMsg": {"sessionMap": map}}).to_string().as_bytes()).ok().flatten()
}

#[test]
fn the_number_asked_for_is_the_changed_one_unless_the_change_is_the_login() {
    let tin = |change: Value| person(&change).unwrap().tin;
    assert_eq!(tin(json!({})), "2");
    assert_eq!(tin(json!({"txfrBmanLgnYn": "Y"})), "1");
    assert_eq!(tin(json!({"cnvrTin": "1", "haboInqrStat": "N"})), "1");
    assert_eq!(tin(json!({"cnvrTin": ""})), "1");
    assert!(person(&json!({"tin": "", "cnvrTin": "x'y"})).is_none());
}

#[test]
fn nobody_and_nonsense_are_different_things() {
    assert!(matches!(parse_person(br#"{"resultMsg":{"result":"S"}}"#), Ok(None)));
    assert!(parse_person(b"{}").is_err());
    assert!(matches!(parse_token(br#"{"ssoToken":""}"#), Ok(None)));
    assert!(parse_token(b"[]").is_err());
    let token = parse_token(br#"{"ssoToken":"t","userClCd":"02"}"#).unwrap().unwrap();
    let body: Value = serde_json::from_str(token.body.reveal()).unwrap();
    assert_eq!(body, json!({"ssoToken": "t", "userClCd": "02", "popupYn": false}));
}

#[test]
fn forms_are_encoded_and_counts_come_either_way() {
    assert_eq!(form(&[("a", "x+/=&가".to_owned()), ("b", String::new())]), "a=x%2B%2F%3D%26%EA%B0%80&b=");
    assert_eq!(count_of(&json!("12")), Some(12));
    assert_eq!(count_of(&json!(12)), Some(12));
    assert_eq!(count_of(&json!(-1)), None);
}
