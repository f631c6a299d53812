use super::*;

/// Bends a good login and gives the text of the answer.
fn told(bend: impl FnOnce(&Bench, &mut Form)) -> String {
    let bench = Bench::without_books();
    let mut browser = bench.browser();
    browser.send(System::Portal, "GET", "/", "");
    let challenge = browser.challenge();
    let mut form = Form::of(&bench.company(), &challenge, start());
    bend(&bench, &mut form);
    browser.submit(&form)
}

fn refused_for(refusal: login::LoginRefusal) -> String {
    String::from_utf8(answer::login_refused(refusal.code, refusal.text).body).unwrap()
}

#[test]
fn a_good_login_is_answered_to_the_letter_and_gets_another_session() {
    let bench = Bench::without_books();
    let mut browser = bench.browser();
    let home = browser.send(System::Portal, "GET", "/", "");
    assert_eq!(home.all_headers("set-cookie").count(), 2);
    let anonymous = browser.cookie("TXPPsessionID").unwrap().to_owned();
    assert!(anonymous.ends_with("tupiwsp01_servlet_TXPP01"));
    let answer = browser.log_in(&bench.company());
    assert_eq!(
        answer,
        "nts_loginSystemCallback('TXPP', {'code' : 'S','errCode':null,'errMsg' : decodeURIComponent(''),\
         'lgnRsltCd':'01','pswdErrNbcnt':'0','tin':'100000000099990001','secCardId':null,'sq2LgnCertYn':'Y'});"
    );
    assert_ne!(browser.cookie("TXPPsessionID"), Some(anonymous.as_str()));
    assert_eq!(browser.cookie("NTS_LOGIN_SYSTEM_CODE_P"), Some("TXPP"));
    let session = browser.json(System::Portal, "/permission.do?screenId=index_pp", &json!({}));
    let map = &session["resultMsg"]["sessionMap"];
    assert_eq!((map["tin"].as_str(), map["txprDscmNo"].as_str()), (Some(TIN), Some("1234567891")));
    let mut stale = bench.browser();
    stale.cookies.push(("TXPPsessionID".to_owned(), anonymous));
    let session = stale.json(System::Portal, "/permission.do?screenId=index_pp", &json!({}));
    assert!(session["resultMsg"].is_object() && session["resultMsg"]["sessionMap"].is_null());
}

#[test]
fn an_incomplete_or_misshapen_form_is_refused() {
    for field in ["pkcLoginYnImpv", "pkcLgnClCd", "scrnId", "userScrnRslnXcCnt", "userScrnRslnYcCnt"] {
        let answer = told(|_, form| form.fields.retain(|(name, _)| *name != field));
        assert_eq!(answer, refused_for(login::FORM), "{field}");
    }
    let a_letter_more = told(|_, form| form.fields[2].1.push('&'));
    assert!(a_letter_more.contains("'code' : 'S'"), "as a program in use sends it");
    assert_eq!(told(|_, form| form.serial = form.serial.to_uppercase() + "A"), refused_for(login::FORM));
    assert_eq!(told(|_, form| form.moment = "2026$1126".to_owned()), refused_for(login::FORM));
    assert_eq!(told(|_, form| form.certificate.truncate(100)), refused_for(login::CERTIFICATE));
}

#[test]
fn a_challenge_is_good_once_and_in_its_own_session() {
    let bench = Bench::without_books();
    let (mut first, mut second) = (bench.browser(), bench.browser());
    let (own, other) = (first.challenge(), second.challenge());
    assert_ne!(own, other);
    let company = bench.company();
    assert_eq!(first.submit(&Form::of(&company, &other, start())), refused_for(login::CHALLENGE));
    // The failed login has used up its own.
    assert_eq!(first.submit(&Form::of(&company, &own, start())), refused_for(login::CHALLENGE));
    let again = first.challenge();
    assert!(first.submit(&Form::of(&company, &again, start())).contains("'code' : 'S'"));
    assert_eq!(bench.observed()["logins"], 1);
    assert_eq!(bench.observed()["logins_refused"], 2);
}

#[test]
fn serial_time_and_signature_are_looked_at() {
    assert_eq!(told(|_, form| form.serial.push('0')), refused_for(login::CERTIFICATE));
    assert!(
        told(|_, form| form.serial.insert(0, '0')).contains("'code' : 'S'"),
        "a leading zero is no matter"
    );
    let at = |seconds: i64| {
        told(move |_, form| {
            let moment = start().checked_add(SignedDuration::from_secs(seconds)).unwrap();
            form.moment = kst(moment).strftime("%Y%m%d%H%M%S").to_string();
        })
    };
    assert!(at(600).contains("'code' : 'S'") && at(-600).contains("'code' : 'S'"));
    assert_eq!(at(601), refused_for(login::TIME));
    assert_eq!(at(-601), refused_for(login::TIME));
    assert_eq!(told(|_, form| form.moment = "20261301000000".to_owned()), refused_for(login::TIME));
    assert_eq!(told(|_, form| form.signature[7] ^= 1), refused_for(login::SIGNATURE));
    let of_another = told(|bench, form| {
        let person = bench.issue(Product::Person, "김가상", "9913320000000");
        form.signature = person.key.sign(form.challenge.as_bytes()).unwrap();
    });
    assert_eq!(of_another, refused_for(login::SIGNATURE));
}

#[test]
fn a_certificate_must_be_valid_trusted_unrevoked_and_registered() {
    let by = |bend: &dyn Fn(&Bench) -> Issued| {
        told(|bench, form| *form = Form::of(&bend(bench), &form.challenge.clone(), start()))
    };
    let made_at = |moment: &str| {
        let authority = Authority::new(moment.parse().unwrap(), SEED).unwrap();
        let number = IdentityNumber::parse("1234567891").unwrap();
        authority.issue(Product::Business, "예시상사(주) 모의", &number).unwrap()
    };
    assert_eq!(by(&|_| made_at("2025-01-01T00:00:00Z")), refused_for(login::EXPIRED));
    assert_eq!(by(&|_| made_at("2027-06-01T00:00:00Z")), refused_for(login::NOT_YET));
    // The day after: the same authority, so it is trusted.
    assert!(by(&|_| made_at("2026-11-27T00:00:00Z")).contains("'code' : 'S'"));
    assert_eq!(
        by(&|bench| {
            let own = bench.company();
            bench.office.revoke(&own.certificate);
            own
        }),
        refused_for(login::REVOKED)
    );
    assert_eq!(
        by(&|bench| {
            let own = bench.company();
            bench.office.unregister(&own.certificate);
            own
        }),
        refused_for(login::UNREGISTERED)
    );
    assert_eq!(
        by(&|bench| bench.issue(Product::Person, "김가상 모의", "9913320000000")),
        refused_for(login::UNREGISTERED)
    );
    assert_eq!(told(|_, form| form.random[3] ^= 1), refused_for(login::IDENTITY));
    assert_eq!(told(|_, form| form.random.clear()), refused_for(login::IDENTITY));
}

#[test]
fn a_certificate_that_another_authority_signed_is_not_trusted() {
    use crate::authority::{CertificateTemplate, KeySlot, Usage};
    use jangbu_npki::vid::{Vid, VidHash};
    let answer = told(|bench, form| {
        let own = bench.company();
        let number = IdentityNumber::parse("1234567891").unwrap();
        let vid = Vid::derive(VidHash::Sha256, &number, own.key.random_number().unwrap());
        let forged = CertificateTemplate {
            serial: 77,
            subject: vec![("2.5.4.6", "kr"), ("2.5.4.3", "예시상사(주)")],
            issuer: vec![("2.5.4.6", "kr"), ("2.5.4.3", "Another CA")],
            not_before: "2026-01-01T00:00:00Z".parse().unwrap(),
            not_after: "2027-01-01T00:00:00Z".parse().unwrap(),
            key: KeySlot::Business,
            signer: KeySlot::Person,
            usage: Usage::Signing,
            policy: None,
            identity: Some(("예시상사(주)", vid)),
        };
        let forged = forged.issue().unwrap();
        form.serial = forged.serial().to_hex();
        form.certificate = forged.der().to_vec();
    });
    assert_eq!(answer, refused_for(login::CHAIN));
}
