//! Certificates from the terminal: what the screen says, with passwords by descriptor only.

use crate::terminal::{CERT_NEXT, CERT_WRONG, Terminal};
use jangbu_sandbox::authority::DEMO_PASSWORD;
use serde_json::{Value, json};

/// The certificate for tax invoices, by its folder.
const ETAX: &str = "NPKI/JangbuTest/USER/*세금*";

/// The only row of a kind that can be used.
fn row(terminal: &Terminal, kind: &str) -> Value {
    let list = terminal.jangbu("--json cert list").document();
    let rows = list["certificates"].as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == json!(kind) && row["usable"] == json!(true))
        .max_by_key(|row| row["days_left"].as_i64())
        .unwrap_or_else(|| panic!("no {kind} in {list}"))
        .clone()
}

#[test]
fn the_list_shows_every_state_and_the_table_says_the_same_in_words() {
    let terminal = Terminal::bare();
    let list = terminal.jangbu("--json cert list").document();
    let rows = list["certificates"].as_array().unwrap();
    let states: Vec<&str> = rows.iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!((rows.len(), states.iter().filter(|state| **state == "expired").count()), (5, 1));
    assert_eq!(rows.iter().filter(|row| row["notice"] == json!(14)).count(), 1, "one expires in twelve days");
    assert_eq!(rows.iter().filter(|row| row["usable"] == json!(false)).count(), 1, "one is broken");
    let table = terminal.jangbu("cert list").output;
    for word in ["만료", "곧 끝남", "전자세금계산서", "모의", "쓸 수 없음"] {
        assert!(table.contains(word), "{word}: {table}");
    }
}

#[test]
fn show_says_all_that_the_document_says_and_takes_folder_files_pfx_and_id() {
    let terminal = Terminal::bare();
    let etax = row(&terminal, "tax_invoice");
    let short: String = etax["id"].as_str().unwrap().chars().take(8).collect();
    let exported =
        terminal.shell(&format!("jangbu cert export {ETAX} --to out.pfx --password-fd 3 3< cert.txt"));
    assert_eq!(exported.code, 0, "{}", exported.errors);
    for words in [
        format!("cert show {ETAX}"),
        format!("cert show {ETAX}/signCert.der"),
        format!("cert show {ETAX}/signPri.key"),
        format!("cert show {ETAX}/signCert.der --key {ETAX}/signPri.key"),
        format!("cert show {short}"),
        "cert show out.pfx --password-fd 3 3< cert.txt".to_owned(),
    ] {
        let shown = terminal.shell(&format!("jangbu --json {words}")).document();
        assert_eq!(shown["row"]["id"], etax["id"], "{words}");
        let text = terminal.shell(&format!("jangbu {words}")).output;
        let serial = shown["row"]["serial"].as_str().unwrap();
        let scheme = shown["row"]["copies"][0]["scheme"].as_str().unwrap();
        for said in
            [serial, scheme, shown["subject"].as_str().unwrap(), shown["sha1"].as_str().unwrap(), "2048"]
        {
            assert!(text.contains(said), "{words}: {said} in {text}");
        }
        assert!(text.contains("확인하지 않음"), "{words}: {text}");
    }
    let trusted = terminal.shell(&format!("jangbu --json cert show {ETAX} --root root.der")).document();
    assert_eq!(trusted["chain"]["trust"], json!("trusted"));
}

#[test]
fn passwords_come_by_descriptor_and_are_told_apart_from_none() {
    let terminal = Terminal::bare();
    let code = |words: &str| terminal.shell(&format!("jangbu --json cert test {ETAX} {words}")).document();
    assert_eq!(
        code("")["error"]["code"],
        json!("certificate.password_needed"),
        "nobody is asked without a terminal"
    );
    assert_eq!(
        code("--password-fd 3 3< cert-wrong.txt")["error"]["code"],
        json!("certificate.wrong_password")
    );
    assert_eq!(code("--password-fd 3 3< cert.txt")["valid"], json!(true));
    let help = terminal.jangbu("cert test --help").output;
    assert!(
        !help.contains("--password ") && !help.contains("--password="),
        "no argument takes a password: {help}"
    );
}

#[test]
fn a_password_is_changed_and_the_old_key_can_come_back() {
    let terminal = Terminal::bare();
    let ran = terminal.shell(&format!(
        "jangbu cert passwd {ETAX} --password-fd 3 --new-password-fd 4 3< cert.txt 4< cert-next.txt"
    ));
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let test = |password: &str| {
        terminal.shell(&format!("jangbu cert test {ETAX} --password-fd 3 3< {password}.txt")).code
    };
    assert_eq!((test("cert"), test("cert-next")), (1, 0));
    assert_eq!(terminal.shell(&format!("jangbu cert revert {ETAX}")).code, 0);
    assert_eq!((test("cert"), test("cert-next")), (0, 1));
}

#[test]
fn a_bank_copy_is_protected_anew_only_with_a_word_and_deleted_only_with_one() {
    let terminal = Terminal::bare();
    let protect = |more: &str| {
        terminal.shell(&format!(
            "jangbu --json cert protect {ETAX} --scheme aes256 {more} --password-fd 3 3< cert.txt"
        ))
    };
    assert_eq!(protect("").document()["error"]["code"], json!("certificate.plugin_risk"));
    assert_eq!(protect("--accept-plugin-risk").document()["copy"]["iterations"], json!(600_000));
    let delete = |more: &str| terminal.shell(&format!("jangbu --json cert delete {ETAX} {more}")).document();
    assert_eq!((&delete("")["deleted"], &delete("")["last_copy"]), (&json!(false), &json!(true)));
    assert_eq!(delete("--yes")["deleted"], json!(true));
    assert_eq!(delete("--yes")["error"]["code"], json!("certificate.not_found"));
}

#[test]
fn an_import_and_a_copy_add_places_and_a_partly_broken_folder_needs_a_look() {
    let terminal = Terminal::bare();
    assert_eq!(terminal.jangbu("cert import NPKI").code, 3, "one pair is broken");
    assert_eq!(row(&terminal, "tax_invoice")["copies"].as_array().unwrap().len(), 2);
    let copied = terminal.shell(&format!("jangbu --json cert copy {ETAX} --to stick"));
    assert!(copied.document()["copy"]["folder"].as_str().unwrap().contains("stick/NPKI/JangbuTest/USER"));
}

#[test]
fn the_default_of_a_company_is_used_where_none_is_named() {
    let terminal = Terminal::with_company();
    let id = row(&terminal, "tax_invoice")["id"].as_str().unwrap().to_owned();
    assert_eq!(terminal.jangbu("cert test --password-fd 3 3< cert.txt").code, 1, "there is no default yet");
    assert_eq!(terminal.jangbu(&format!("cert default {id}")).code, 0);
    assert_eq!(row(&terminal, "tax_invoice")["is_default"], json!(true));
    let checked = terminal.jangbu("--json cert check-owner --password-fd 3 3< cert.txt");
    assert_eq!((checked.code, &checked.document()["matches"]), (0, &json!(true)));
    let other = terminal.jangbu("--json cert check-owner --number 999-88-00014 --password-fd 3 3< cert.txt");
    assert_eq!((other.code, &other.document()["matches"]), (3, &json!(false)));
    assert_eq!(terminal.jangbu("cert default --clear").code, 0);
    assert_eq!(terminal.jangbu("cert test --password-fd 3 3< cert.txt").code, 1);
}

#[test]
fn the_demo_company_has_invented_certificates_of_its_own_and_a_default() {
    let terminal = Terminal::bare();
    terminal.shell("rm -r NPKI");
    assert_eq!(terminal.jangbu("--json cert list").document()["certificates"], json!([]));
    assert_eq!(terminal.jangbu("company demo").code, 0);
    let list = terminal.jangbu("--json cert list").document();
    let rows = list["certificates"].as_array().unwrap();
    assert_eq!((rows.len(), rows.iter().filter(|row| row["simulated"] == json!(true)).count()), (5, 5));
    assert_eq!(list["demo_password"], json!(DEMO_PASSWORD), "it protects nothing");
    let names: Vec<&str> = rows.iter().map(|row| row["owner"].as_str().unwrap()).collect();
    assert!(names.iter().all(|name| name.contains("모의")), "{names:?}");
    let ran = terminal.jangbu("--json cert check-owner --password-fd 3 3< cert.txt");
    assert_eq!((ran.code, &ran.document()["matches"]), (0, &json!(true)), "the default is the company's own");
}

#[test]
fn what_is_signed_and_encrypted_here_openssl_takes_and_the_other_way_round() {
    let terminal = Terminal::bare();
    let run = |line: &str| {
        let ran = terminal.shell(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.errors);
    };
    let legacy = "-provider default -provider legacy";
    run("echo 가상의 약정 > deed.txt");
    run(&format!("jangbu cert sign deed.txt --cert {ETAX} --to deed.p7s --password-fd 3 3< cert.txt"));
    run("jangbu cert verify deed.p7s --root root.der --content-to same.txt && cmp deed.txt same.txt");
    run("openssl cms -verify -noverify -binary -inform DER -in deed.p7s -out o.txt && cmp deed.txt o.txt");
    run(&format!(
        "jangbu cert sign deed.txt --cert {ETAX} --detached --plain --to d.p7s --password-fd 3 3< cert.txt"
    ));
    run("openssl cms -verify -noverify -binary -inform DER -in d.p7s -content deed.txt -out o2.txt");
    let changed =
        terminal.shell("echo other > other.txt; jangbu --json cert verify d.p7s --content other.txt");
    assert_eq!((changed.code, &changed.document()["valid"]), (3, &json!(false)));

    run(&format!("jangbu cert export {ETAX} --to out.pfx --password-fd 3 3< cert.txt"));
    run(&format!("openssl pkcs12 -in out.pfx -passin file:cert.txt -nodes -out all.pem {legacy}"));
    run(&format!("jangbu cert encrypt deed.txt --for {ETAX} --cipher seed --to deed.p7m"));
    run(&format!(
        "openssl cms -encrypt -binary -seed-cbc -outform DER -in deed.txt -out theirs.p7m {legacy} all.pem"
    ));
    for message in ["deed.p7m", "theirs.p7m"] {
        run(&format!(
            "rm -f back.txt; jangbu cert decrypt {message} --cert {ETAX} --to back.txt --password-fd 3 3< cert.txt"
        ));
        run("cmp deed.txt back.txt");
    }
}

#[test]
fn an_invoice_is_signed_and_checked_without_any_company() {
    let terminal = Terminal::bare();
    let signed = terminal.shell(&format!(
        "jangbu --json invoice sign downloads/0101.xml --cert {ETAX} --to signed.xml --password-fd 3 3< cert.txt"
    ));
    assert_eq!(signed.code, 0, "{}", signed.output);
    let checked = terminal.jangbu("--json invoice verify signed.xml --root root.der");
    let found = checked.document();
    assert_eq!((checked.code, &found["valid"], &found["form"]), (0, &json!(true), &json!("santuario")));
    assert_eq!(found["chain"]["trust"], json!("trusted"));
    let unsigned = terminal.jangbu("--json invoice verify downloads/0101.xml");
    assert_eq!((unsigned.code, &unsigned.document()["fault"]), (3, &json!("not_signed")));
    let text = terminal.jangbu("invoice verify signed.xml").output;
    assert!(text.contains("서명이 맞습니다") && text.contains("Santuario"), "{text}");
}

#[test]
fn no_password_is_ever_written_or_said() {
    let terminal = Terminal::bare();
    let mut said = String::new();
    for line in [
        format!("jangbu --json cert test {ETAX} --keep 8h --password-fd 3 3< cert.txt"),
        format!("jangbu cert test {ETAX} --password-fd 3 3< cert-wrong.txt"),
        format!("jangbu cert passwd {ETAX} --password-fd 3 --new-password-fd 4 3< cert.txt 4< cert-next.txt"),
        format!("jangbu --json cert show {ETAX}"),
        "jangbu cert import NPKI --password-fd 3 3< cert-wrong.txt".to_owned(),
    ] {
        let ran = terminal.shell(&line);
        said.push_str(&ran.output);
        said.push_str(&ran.errors);
    }
    for password in [DEMO_PASSWORD, CERT_NEXT, CERT_WRONG] {
        assert!(!said.contains(password), "{said}");
        let found = terminal.shell(&format!("grep -rlF -e '{password}' .local || true"));
        assert_eq!(found.output, "", "a file of the program holds a password");
    }
    assert_eq!(
        terminal.shell("ls .local/share/jangbu/logs* >/dev/null 2>&1 || ls .local/share/jangbu").code,
        0
    );
}
