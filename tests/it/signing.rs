//! Files and invoices that are signed, checked, encrypted and decrypted with certificates.

use crate::desk::Desk;
use crate::npki::{PASSWORD, authority};
use crate::papers::fixture;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn to(desk: &Desk, name: &str) -> PathBuf {
    desk.dir.path().join(name)
}

/// Runs openssl with the ciphers that it calls old, and says whether it was content.
fn openssl(arguments: &[&str]) -> bool {
    let ran = Command::new("openssl")
        .args(arguments)
        .args(["-provider", "default", "-provider", "legacy"])
        .output();
    let ran = ran.expect("the openssl command is installed by `cargo xtask test`");
    if !ran.status.success() {
        eprintln!("openssl {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    ran.status.success()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_signed_file_holds_and_a_changed_one_does_not() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let content = desk.file("약정서.txt", "가상의 약정".as_bytes());
    let root = desk.file("root.der", authority(&desk).root().der());
    for (name, more) in [
        ("a.p7s", json!({})),
        ("b.p7s", json!({ "detached": true })),
        ("c.p7s", json!({ "detached": true, "plain": true })),
        ("d.p7s", json!({ "plain": true })),
    ] {
        let message = to(&desk, name);
        let mut request = desk.with_password(&row, more.clone());
        request["file"] = json!({ "path": content });
        request["to"] = json!(message);
        desk.call("certificate.sign_file", request.clone());
        request["password"] = desk.ticket(PASSWORD);
        assert_eq!(desk.refusal("certificate.sign_file", request), "file.exists");

        let detached = more["detached"] == json!(true);
        let verify = |content: &Path| {
            let mut request = json!({ "file": { "path": message }, "roots": [root] });
            if detached {
                request["content"] = json!({ "path": content });
            }
            desk.call("certificate.verify_file", request)
        };
        let found = verify(&content);
        assert_eq!((&found["valid"], &found["attached"]), (&json!(true), &json!(!detached)), "{found}");
        let signer = &found["signers"][0];
        assert_eq!(signer["certificate"]["id"], row["id"]);
        assert_eq!((&signer["chain"]["trust"], &signer["digest"]), (&json!("trusted"), &json!("SHA-256")));
        if detached {
            let other = desk.file("다른 것.txt", b"other");
            let found = verify(&other);
            assert_eq!(found["valid"], json!(false));
            let bare = desk.call("certificate.verify_file", json!({ "file": { "path": message } }));
            assert_eq!(bare["signers"][0]["fault"], json!("content_missing"));
        }
        let (content, message) = (text(&content), text(&message));
        let mut arguments = vec![
            "cms",
            "-verify",
            "-noverify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            message,
            "-out",
            "/dev/null",
        ];
        if detached {
            arguments.extend(["-content", content]);
        }
        assert!(openssl(&arguments), "openssl takes {name}");
    }
}

#[test]
fn what_is_no_message_is_refused_and_nobody_signs_is_not_valid() {
    let desk = Desk::with_company();
    let none = desk.file("none.p7s", b"no message");
    let request = json!({ "file": { "path": none } });
    assert_eq!(desk.refusal("certificate.verify_file", request.clone()), "certificate.damaged");
    let row = desk.import_business();
    let mut request = desk.with_password(&row, request);
    request["to"] = json!(to(&desk, "out"));
    assert_eq!(desk.refusal("certificate.decrypt_file", request), "certificate.damaged");
}

#[test]
fn an_encrypted_file_comes_back_for_its_recipient_only() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let content = desk.file("급여.txt", "가상의 급여".as_bytes());
    for cipher in ["seed", "aria256", "aes256", "triple_des"] {
        let (sealed, opened) = (to(&desk, &format!("{cipher}.p7m")), to(&desk, &format!("{cipher}.txt")));
        let request = json!({
            "file": { "path": content }, "recipients": [{ "id": row["id"] }], "cipher": cipher, "to": sealed,
        });
        desk.call("certificate.encrypt_file", request);
        let mut request = desk.with_password(&row, json!({ "file": { "path": sealed }, "to": opened }));
        desk.call("certificate.decrypt_file", request.clone());
        assert_eq!(std::fs::read(&opened).unwrap(), std::fs::read(&content).unwrap(), "{cipher}");
        let office = desk.file("office.der", authority(&desk).issue_office().unwrap().0.der());
        let other = to(&desk, &format!("{cipher}-other.p7m"));
        let to_office = json!({
            "file": { "path": content }, "recipients": [{ "path": office }], "cipher": cipher, "to": other,
        });
        desk.call("certificate.encrypt_file", to_office);
        request["file"] = json!({ "path": other });
        request["to"] = json!(to(&desk, "never.txt"));
        request["password"] = desk.ticket(PASSWORD);
        assert_eq!(desk.refusal("certificate.decrypt_file", request), "certificate.cannot_decrypt");
        assert!(!to(&desk, "never.txt").exists());
    }
}

#[test]
fn openssl_opens_what_is_exported_and_decrypts_what_is_encrypted_to_it() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    for strong in [false, true] {
        let (pfx, pem) = (to(&desk, &format!("{strong}.pfx")), to(&desk, &format!("{strong}.pem")));
        let mut request = desk.with_password(&row, json!({ "to": pfx, "strong": strong }));
        request["pfx_password"] = desk.ticket("Ascii-only-9");
        desk.call("certificate.export_pfx", request);
        let pass = "pass:Ascii-only-9";
        let arguments = ["pkcs12", "-in", text(&pfx), "-passin", pass, "-nodes", "-out", text(&pem)];
        assert!(openssl(&arguments), "strong: {strong}");
        let written = std::fs::read_to_string(&pem).unwrap();
        assert_eq!(written.matches("BEGIN PRIVATE KEY").count(), 2, "for signing and for encryption");
        assert!(written.contains("1.2.410.200004.10.1.1.3"), "R is there");
    }
    let content = desk.file("급여.txt", "가상의 급여".as_bytes());
    for cipher in ["seed", "aria128", "aes256"] {
        let sealed = to(&desk, &format!("{cipher}.p7m"));
        let request = json!({
            "file": { "path": content }, "recipients": [{ "id": row["id"] }], "cipher": cipher, "to": sealed,
        });
        desk.call("certificate.encrypt_file", request);
        let opened = to(&desk, &format!("{cipher}.txt"));
        assert!(decrypts(&desk, &sealed, &opened), "{cipher}");
        assert_eq!(std::fs::read(&opened).unwrap(), std::fs::read(&content).unwrap());
    }
}

/// Decrypts with openssl and the second key of the exported file: the one for encryption.
fn decrypts(desk: &Desk, sealed: &Path, opened: &Path) -> bool {
    let all = std::fs::read_to_string(to(desk, "false.pem")).unwrap();
    let key = all.rsplit_once("-----BEGIN PRIVATE KEY-----").unwrap().1;
    let key = key.split_once("-----END PRIVATE KEY-----").unwrap().0;
    let key = format!("-----BEGIN PRIVATE KEY-----{key}-----END PRIVATE KEY-----\n");
    let key = desk.file("km.pem", key.as_bytes());
    let input = ["cms", "-decrypt", "-binary", "-inform", "DER", "-in", text(sealed)];
    openssl(&[&input[..], &["-inkey", text(&key), "-out", text(opened)]].concat())
}

#[test]
fn an_invoice_is_signed_into_a_new_file_and_found_valid() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let (xml, signed) = (fixture("unsigned/0101.xml"), to(&desk, "서명.xml"));
    let mut request = desk.with_password(&row, json!({ "file": { "path": xml }, "to": signed }));
    desk.call("invoice.sign", request.clone());
    let verify = |path: &Path| desk.call("invoice.verify", json!({ "file": { "path": path } }));
    let found = verify(&signed);
    assert_eq!(
        (&found["valid"], &found["form"], &found["digest"]),
        (&json!(true), &json!("santuario"), &json!("SHA-256"))
    );
    assert_eq!(found["certificate"]["id"], row["id"]);
    assert_eq!(
        (&found["chain"]["good"], &found["chain"]["revocation"]),
        (&json!(false), &json!("not_checked"))
    );
    assert_eq!(found["supplier_number"], json!("123-45-67891"));
    request["file"] = json!({ "path": signed });
    request["to"] = json!(to(&desk, "둘째.xml"));
    request["password"] = desk.ticket(PASSWORD);
    assert_eq!(desk.refusal("invoice.sign", request), "invoice.already_signed");

    let changed = std::fs::read_to_string(&signed).unwrap().replace("시험무역", "다른무역");
    let found = verify(&desk.file("changed.xml", changed.as_bytes()));
    assert_eq!((&found["valid"], &found["fault"]), (&json!(false), &json!("changed")));
    let found = verify(&xml);
    assert_eq!(
        (&found["valid"], &found["fault"], &found["certificate"]),
        (&json!(false), &json!("not_signed"), &Value::Null)
    );
}

#[test]
fn signatures_of_other_programs_tell_their_form() {
    let desk = Desk::with_company();
    for (name, form) in [("signed/0101.xml", "santuario"), ("signed/xmlsec-0101.xml", "libxml2")] {
        let found = desk.call("invoice.verify", json!({ "file": { "path": fixture(name) } }));
        assert_eq!((&found["valid"], &found["form"]), (&json!(true), &json!(form)), "{name}");
        assert_eq!(found["chain"]["good"], json!(false), "nobody said that its root is to be trusted");
    }
    let none = desk.file("no.xml", b"<a");
    assert_eq!(desk.refusal("invoice.verify", json!({ "file": { "path": none } })), "invoice.not_signable");
}

#[test]
fn the_key_files_of_other_programs_open_and_sign() {
    let desk = Desk::with_company();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/npki/synthetic");
    let imported = desk.call("certificate.import", json!({ "inputs": [{ "path": folder.join("NPKI") }] }));
    let rows = imported["imported"].as_array().unwrap();
    assert!(rows.len() >= 3, "{imported}");
    for row in rows {
        let request = json!({ "target": { "id": row["id"] }, "password": desk.ticket("Npki-test-2025!") });
        assert_eq!(desk.call("certificate.sign_test", request)["valid"], json!(true), "{row}");
    }
}
