use super::*;

#[test]
fn the_portal_s_login_is_no_login_at_another_host_until_a_token_brings_it() {
    let bench = Bench::new();
    let mut browser = bench.browser();
    browser.log_in(&bench.company());
    let before = browser.json(System::Invoices, "/permission.do?screenId=UTEETBAA99", &json!({}));
    assert!(before["resultMsg"]["sessionMap"].is_null());
    let refused = browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    assert_eq!(
        (refused["resultMsg"]["result"].as_str(), refused["resultMsg"]["code"].as_str()),
        (Some("F"), Some("pubcPermission"))
    );
    let after = browser.go_on_to(System::Invoices);
    assert_eq!(after["resultMsg"]["sessionMap"]["tin"], TIN);
    assert!(browser.cookie("TEETsessionID").unwrap().ends_with("_servlet_TEET01"));
    assert_eq!(
        browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()))["resultMsg"]["result"],
        "S"
    );
}

#[test]
fn a_token_is_good_once_soon_and_in_xml_as_well() {
    let bench = Bench::new();
    let mut browser = bench.browser();
    browser.log_in(&bench.company());
    let token = |browser: &mut Browser<'_>| {
        let answer = browser.json(System::Portal, "/token.do?query=_abcdefghij0123456789", &json!({}));
        answer["ssoToken"].as_str().unwrap().to_owned()
    };
    let bring = |browser: &mut Browser<'_>, token: &str| {
        let body =
            format!("<map id=\"postParam\"><ssoToken>{token}</ssoToken><popupYn>false</popupYn></map>");
        let reply =
            browser.send(System::Receipts, "POST", "/permission.do?screenId=X&domain=hometax.go.kr", &body);
        serde_json::from_slice::<Value>(&reply.body).unwrap()["resultMsg"]["sessionMap"].is_object()
    };
    let first = token(&mut browser);
    assert!(bring(&mut browser, &first));
    browser.cookies.retain(|(name, _)| name != "TECRsessionID");
    assert!(!bring(&mut browser, &first), "it was taken already");
    let late = token(&mut browser);
    bench.pass(SignedDuration::from_mins(6));
    assert!(!bring(&mut browser, &late));
    assert_eq!(token(&mut bench.browser()), "", "nobody is logged in");
}

#[test]
fn a_session_that_rests_half_an_hour_is_gone_and_one_that_is_used_stays() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let is_in = |browser: &mut Browser<'_>, system| {
        browser.json(system, "/permission.do?screenId=X", &json!({}))["resultMsg"]["sessionMap"].is_object()
    };
    for _ in 0..3 {
        bench.pass(SignedDuration::from_mins(29));
        assert!(is_in(&mut browser, System::Invoices));
    }
    assert!(!is_in(&mut browser, System::Portal), "each host counts for itself");
    bench.pass(SignedDuration::from_secs(30 * 60 + 1));
    let answer = browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    assert_eq!(answer["resultMsg"]["result"], "F");
    assert!(answer["etxivIsnBrkdTermDVOList"].is_null());
}

#[test]
fn a_second_login_ends_the_first_on_every_host() {
    let bench = Bench::new();
    let mut first = bench.at(System::Invoices);
    let mut second = bench.at(System::Invoices);
    for system in [System::Portal, System::Invoices] {
        let told = first.json(system, "/permission.do?screenId=X", &json!({}));
        assert_eq!(told["resultMsg"]["errorCd"], "-9402", "{system:?}");
    }
    let told = first.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    assert_eq!(told["resultMsg"]["errorCd"], "-9402");
    assert_eq!(second.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()))["resultMsg"]["result"], "S");
    assert!(first.log_in(&bench.company()).contains("'code' : 'S'"), "one logs in again in the same session");
    assert_eq!(bench.front(System::Portal).inspect()["simulated"]["sessions_logged_in"], 1);
}

#[test]
fn another_of_the_user_s_businesses_is_chosen_and_left_again() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let choices = browser.action(System::Portal, "ATXPPAAA003R01", &json!({}));
    let tins: Vec<&str> = choices["bmanBscInfrInqrDVOList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["tin"].as_str().unwrap())
        .collect();
    assert_eq!(tins[0], TIN);
    let user = browser.action(System::Portal, "ATXPPAAA001R22", &json!({}));
    assert_eq!(user["pubcUserJnngInfrAdmDVO"]["txprDscmNoEncCntn"], "1234567891");
    let choose = |browser: &mut Browser<'_>, tin: &str| {
        browser.action(System::Portal, "ATXPPAAA003A01", &json!({"tin": tin}))["resultMsg"]["result"] == "S"
    };
    assert!(!choose(&mut browser, "100000000000000000"));
    assert!(choose(&mut browser, tins[1]));
    let map = browser.json(System::Invoices, "/permission.do?screenId=X", &json!({}));
    let map = &map["resultMsg"]["sessionMap"];
    assert_eq!((&map["tin"], &map["txfrBmanLgnYn"]), (&json!(tins[1]), &json!("Y")));
    let others = browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    assert_eq!(others["resultMsg"]["code"], "pubcPermission", "the first business is not acted for");
    let own = asked(|body| body["etxivIsnBrkdTermDVOPrmt"]["splrTin"] = json!(tins[1]));
    assert_eq!(browser.action(System::Invoices, "ATEETBDA001R01", &own)["pageInfoVO"]["totalCount"], 0);
    browser.go_on_to(System::Filing);
    let basics = browser.action(System::Filing, "ATTABZAA001R17", &json!({}));
    assert_eq!(basics["bmanBscInfrInqrDVO"]["txprNm"], map["tnmNm"]);
    let older = "<map id=\"ATXPPAAA003A01\"><tin>ORIGIN</tin></map><nts<nts>nts>11junk00";
    browser.send(System::Portal, "POST", "/wqAction.do?actionId=ATXPPAAA003A01", older);
    assert_ne!(
        browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()))["pageInfoVO"]["totalCount"],
        0
    );
}

#[test]
fn cookies_name_the_office_s_domain_only_to_whom_asked_for_it() {
    let bench = Bench::new();
    let asked_by = |host: &str| {
        let headers = vec![("host".to_owned(), host.to_owned())];
        let request =
            Request { method: "GET".to_owned(), path: "/".to_owned(), headers, ..Request::default() };
        let Ending::Answered { reply, .. } = bench.front(System::Invoices).handle(&request) else { panic!() };
        reply.all_headers("set-cookie").all(|cookie| cookie.ends_with("; Domain=.hometax.go.kr"))
    };
    assert!(asked_by("teet.hometax.go.kr:8443") && !asked_by("127.0.0.1:8443"));
}

#[test]
fn a_reset_gives_no_session_name_twice() {
    let bench = Bench::new();
    let old = bench.at(System::Invoices).cookies;
    bench.front(System::Filing).reset();
    let mut browser = bench.browser();
    browser.cookies = old.clone();
    assert!(browser.go_on_to(System::Invoices)["resultMsg"]["sessionMap"].is_null());
    let fresh = bench.at(System::Invoices);
    assert!(
        old.iter().all(|(name, value)| !name.ends_with("sessionID") || fresh.cookie(name) != Some(value))
    );
}
