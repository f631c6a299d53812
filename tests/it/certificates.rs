//! Certificates: found, shown, carried, protected anew, deleted, and their passwords kept for a time.

use crate::desk::{Desk, OURS};
use crate::npki::{NEXT, NOBODY, PASSWORD, authority, files, put};
use jangbu_app::Keyring as _;
use jangbu_sandbox::authority::Product;
use serde_json::{Value, json};
use std::path::Path;

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

#[test]
fn one_certificate_is_listed_once_with_every_copy_and_where_it_lies() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business, Product::TaxInvoice]);
    put(&desk, "usb", &[Product::Business]);
    let list = desk.certificates();
    assert_eq!(list["certificates"].as_array().unwrap().len(), 2);
    let business = desk.certificate("general_business");
    let places: Vec<&Value> =
        business["copies"].as_array().unwrap().iter().map(|copy| &copy["place"]).collect();
    assert_eq!(places.len(), 2);
    assert!(places.contains(&&json!("npki")) && places.contains(&&json!("drive")), "{places:?}");
    assert_eq!(business["owner"], json!("가상상사 모의"));
    assert_eq!((&business["state"], &business["days_left"]), (&json!("valid"), &json!(335)));
    assert_eq!(
        (&business["valid_from"], &business["valid_until"]),
        (&json!("2025-02-03"), &json!("2026-02-03"))
    );
    assert_eq!(business["expires_at"], json!("2026-02-03T23:59:59+09:00"));
    let copy = &business["copies"][0];
    assert_eq!((&copy["scheme"], &copy["iterations"]), (&json!("PBES1 SHA1 SEED"), &json!(2048)));
    assert_eq!(
        (&copy["has_km"], &copy["customary"], &copy["faults"]),
        (&json!(true), &json!(true), &json!([]))
    );
    assert!(list["searched"].as_array().unwrap().iter().any(|place| place["place"] == json!("own")));
}

#[test]
fn a_broken_pair_is_listed_with_its_reason() {
    let desk = Desk::with_company();
    let folders = put(&desk, "home", &[Product::Business, Product::Person]);
    let key = folders[0].join("signPri.key");
    let whole = std::fs::read(&key).unwrap();
    std::fs::write(&key, &whole[..whole.len() / 2]).unwrap();
    std::fs::write(folders[1].join("signCert.der"), b"none").unwrap();
    let list = desk.certificates();
    let row = &list["certificates"][0];
    assert_eq!((&row["usable"], &row["copies"][0]["faults"]), (&json!(false), &json!(["key_damaged"])));
    assert_eq!(list["broken"][0]["faults"], json!(["certificate_damaged"]));
    let request = json!({ "target": { "id": row["id"] }, "password": desk.ticket(PASSWORD) });
    assert_eq!(desk.refusal("certificate.sign_test", request), "certificate.unusable");
}

#[test]
fn everything_a_certificate_says_is_shown_and_nothing_is_trusted_for_being_found() {
    let desk = Desk::with_company();
    let folder = put(&desk, "home", &[Product::Business]).remove(0);
    let row = desk.certificate("general_business");
    for target in [
        json!({ "id": row["id"] }),
        json!({ "path": folder }),
        json!({ "path": folder.join("signCert.der") }),
        json!({ "path": folder.join("signPri.key") }),
        json!({ "path": folder.join("signCert.der"), "key_path": folder.join("signPri.key") }),
    ] {
        let view = desk.call("certificate.show", json!({ "target": target }));
        assert_eq!(view["row"]["id"], row["id"], "{target}");
        assert_eq!(
            view["chain"]["trust"],
            json!(if target.get("key_path").is_some() { "issuer_missing" } else { "unknown_root" })
        );
        assert_eq!(
            (&view["chain"]["good"], &view["chain"]["revocation"]),
            (&json!(false), &json!("not_checked"))
        );
    }
    let view = desk.call("certificate.show", json!({ "target": { "id": row["id"] } }));
    assert_eq!(texts(&view["key_usage"]), ["digital_signature", "non_repudiation"]);
    assert_eq!(texts(&view["km"]["key_usage"]), ["key_encipherment"]);
    assert_eq!((&view["key_algorithm"], &view["key_bits"]), (&json!("RSA"), &json!(2048)));
    assert_eq!(view["signature_algorithm"], json!("RSA SHA-256"));
    assert_eq!(view["policies"], json!([{ "oid": "1.2.410.200005.1.1.5", "kind": "general_business" }]));
    assert_eq!(view["vid"]["digest"], json!("SHA-256"));
    assert_eq!(view["chain"]["steps"].as_array().unwrap().len(), 3);
}

#[test]
fn a_root_that_is_given_is_trusted_and_a_list_that_is_given_is_asked() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let (row, authority) = (desk.certificate("general_business"), authority(&desk));
    let root = desk.file("root.der", authority.root().der());
    let show = |more: Value| {
        let mut request = json!({ "target": { "id": row["id"] }, "roots": [root] });
        request["revocation_lists"] = more;
        desk.call("certificate.show", request)["chain"].clone()
    };
    let chain = show(json!([]));
    assert_eq!((&chain["trust"], &chain["good"]), (&json!("trusted"), &json!(true)));
    assert_eq!((&chain["revocation"], &chain["not_checked"]), (&json!("not_checked"), &json!("no_list")));
    let certificate = crate::npki::issue(&desk, Product::Business).certificate;
    let list = desk.file("list.crl", &authority.issue_revocation_list(&[(&certificate, 6)]).unwrap());
    let chain = show(json!([list]));
    assert_eq!((&chain["revocation"], &chain["good"]), (&json!("on_hold"), &json!(false)));
    let nonsense = desk.file("none.crl", b"nothing");
    let request = json!({ "target": { "id": row["id"] }, "revocation_lists": [nonsense] });
    assert_eq!(desk.refusal("certificate.show", request), "certificate.damaged");
}

#[test]
fn importing_copies_byte_for_byte_and_never_overwrites() {
    let desk = Desk::with_company();
    let folder = put(&desk, "away", &[Product::Business]).remove(0);
    let import = || desk.call("certificate.import", json!({ "inputs": [{ "path": folder }] }));
    let first = import();
    assert_eq!(first["imported"].as_array().unwrap().len(), 1);
    let own = files(&desk.dir.path().join("certificates"));
    let contents = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        let mut contents: Vec<_> =
            files.iter().map(|(path, bytes)| (path.file_name().unwrap().to_owned(), bytes.clone())).collect();
        contents.sort();
        contents
    };
    assert_eq!(contents(&own), contents(&files(&folder)));
    let second = import();
    assert_eq!(
        (second["imported"].as_array().unwrap().len(), &second["already"][0]),
        (0, &first["imported"][0]["id"])
    );
    assert_eq!(files(&desk.dir.path().join("certificates")), own, "nothing was written again");
    assert_eq!(first["imported"][0]["copies"][0]["place"], json!("own"));
}

#[test]
fn a_pair_of_uploads_is_imported_and_a_certificate_alone_is_not() {
    let desk = Desk::with_company();
    let folder = put(&desk, "away", &[Product::TaxInvoice]).remove(0);
    let upload = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        json!({ "upload": desk.app.stage_upload(name, &bytes).unwrap() })
    };
    let alone = json!({ "inputs": [upload("signCert.der")] });
    assert_eq!(desk.refusal("certificate.import", alone), "certificate.unusable");
    let pair = json!({ "inputs": [upload("signCert.der"), upload("signPri.key")] });
    let imported = desk.call("certificate.import", pair);
    assert_eq!(imported["imported"][0]["kind"], json!("tax_invoice"), "{imported}");
    assert_eq!(imported["imported"][0]["usable"], json!(true));
}

#[test]
fn an_export_is_read_back_with_both_pairs_and_refuses_to_overwrite() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let to = desk.dir.path().join("내보냄.pfx");
    for strong in [false, true] {
        let _ = std::fs::remove_file(&to);
        let mut request = desk.with_password(&row, json!({ "to": to, "strong": strong }));
        request["pfx_password"] = desk.ticket("Pfx-other-9!");
        desk.call("certificate.export_pfx", request);
        let again = desk.with_password(&row, json!({ "to": to }));
        assert_eq!(desk.refusal("certificate.export_pfx", again), "file.exists");

        let target = json!({ "path": to });
        assert_eq!(
            desk.refusal("certificate.show", json!({ "target": target })),
            "certificate.password_needed"
        );
        let wrong = json!({ "target": target, "password": desk.ticket(PASSWORD) });
        assert_eq!(desk.refusal("certificate.show", wrong), "certificate.wrong_password");
        let view = desk
            .call("certificate.show", json!({ "target": target, "password": desk.ticket("Pfx-other-9!") }));
        assert_eq!(view["row"]["id"], row["id"]);
        assert_eq!((&view["has_random_number"], &view["km"].is_object()), (&json!(true), &true));
        let scheme = view["row"]["copies"][0]["scheme"].as_str().unwrap();
        assert!(scheme.contains(if strong { "AES-256" } else { "3DES" }), "{scheme}");
    }
}

#[test]
fn a_pfx_is_imported_under_its_password_with_everything_in_it() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let to = desk.dir.path().join("내보냄.pfx");
    desk.call("certificate.export_pfx", desk.with_password(&row, json!({ "to": to })));
    desk.call("certificate.delete", json!({ "target": { "id": row["id"] }, "confirm": true }));
    assert_eq!(desk.certificates()["certificates"], json!([]));
    let import = |password: &str| json!({ "inputs": [{ "path": to }], "password": desk.ticket(password) });
    assert_eq!(desk.refusal("certificate.import", import(NEXT)), "certificate.wrong_password");
    let imported = desk.call("certificate.import", import(PASSWORD));
    assert_eq!(imported["imported"][0]["id"], row["id"]);
    let copy = &imported["imported"][0]["copies"][0];
    assert_eq!((&copy["has_km"], &copy["iterations"]), (&json!(true), &json!(600_000)));
    let owner = desk.with_password(&row, json!({}));
    assert_eq!(desk.call("certificate.check_owner", owner)["matches"], json!(true), "R came along");
}

#[test]
fn a_copy_goes_into_the_tree_that_banks_look_for() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let usb = desk.dir.path().join("usb");
    std::fs::create_dir(&usb).unwrap();
    let request = json!({ "target": { "id": row["id"] }, "to": usb });
    let copied = desk.call("certificate.copy", request.clone());
    assert_eq!(copied["copy"]["place"], json!("drive"));
    let folder = Path::new(copied["copy"]["folder"].as_str().unwrap()).to_owned();
    assert!(folder.starts_with(usb.join("NPKI").join("JangbuTest").join("USER")), "{folder:?}");
    assert_eq!(desk.refusal("certificate.copy", request), "file.exists");
    assert_eq!(desk.certificate("general_business")["copies"].as_array().unwrap().len(), 2);
}

#[test]
fn a_changed_password_opens_that_copy_only_and_can_be_taken_back() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    put(&desk, "usb", &[Product::Business]);
    let row = desk.certificate("general_business");
    let change = |path: &Value| {
        json!({
            "target": { "id": row["id"], "path": path },
            "password": desk.ticket(PASSWORD), "new_password": desk.ticket(NEXT),
        })
    };
    assert_eq!(desk.refusal("certificate.change_password", change(&Value::Null)), "certificate.choose_copy");
    let path = row["copies"][0]["path"].clone();
    let changed = desk.call("certificate.change_password", change(&path));
    assert_eq!(
        (changed["previous"].as_array().unwrap().len(), changed["others"].as_array().unwrap().len()),
        (2, 1)
    );
    let test = |path: &Value, password: &str| json!({ "target": { "id": row["id"], "path": path }, "password": desk.ticket(password) });
    assert_eq!(desk.call("certificate.sign_test", test(&path, NEXT))["valid"], json!(true));
    assert_eq!(desk.refusal("certificate.sign_test", test(&path, PASSWORD)), "certificate.wrong_password");
    let other = &changed["others"][0]["path"];
    assert_eq!(desk.call("certificate.sign_test", test(other, PASSWORD))["valid"], json!(true));

    let target = json!({ "target": { "id": row["id"], "path": path } });
    desk.call("certificate.revert", target.clone());
    assert_eq!(desk.call("certificate.sign_test", test(&path, PASSWORD))["valid"], json!(true));
    assert_eq!(desk.refusal("certificate.revert", target), "certificate.no_previous");
}

#[test]
fn a_wrong_password_changes_nothing() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let before = files(&desk.dir.path().join("home"));
    let row = desk.certificate("general_business");
    let request = json!({
        "target": { "id": row["id"] }, "password": desk.ticket(NEXT), "new_password": desk.ticket("x-Y-1"),
    });
    assert_eq!(desk.refusal("certificate.change_password", request), "certificate.wrong_password");
    let request = json!({
        "target": { "id": row["id"] }, "password": desk.ticket(PASSWORD), "new_password": desk.ticket(""),
    });
    assert_eq!(desk.refusal("certificate.change_password", request), "certificate.password_refused");
    assert_eq!(files(&desk.dir.path().join("home")), before);
}

#[test]
fn a_copy_of_a_bank_is_made_stronger_only_with_the_clerks_word() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let row = desk.certificate("general_business");
    let request = || desk.with_password(&row, json!({ "scheme": "aria256" }));
    assert_eq!(desk.refusal("certificate.reencrypt", request()), "certificate.plugin_risk");
    assert_eq!(desk.certificate("general_business")["copies"][0]["customary"], json!(true));
    let mut agreed = request();
    agreed["accept_plugin_risk"] = json!(true);
    let changed = desk.call("certificate.reencrypt", agreed);
    assert_eq!(changed["copy"]["scheme"], json!("PBES2 HMAC-SHA256 ARIA-256"), "{changed}");
    assert_eq!(
        (&changed["copy"]["iterations"], &changed["copy"]["can_revert"]),
        (&json!(600_000), &json!(true))
    );
    let test = desk.with_password(&row, json!({}));
    assert_eq!(desk.call("certificate.sign_test", test)["has_random_number"], json!(true), "R is kept");
    desk.call("certificate.revert", json!({ "target": { "id": row["id"] } }));
    assert_eq!(desk.certificate("general_business")["copies"][0]["customary"], json!(true));
}

#[test]
fn of_several_copies_one_must_be_named_before_a_key_is_written_anew() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    put(&desk, "usb", &[Product::Business]);
    let row = desk.certificate("general_business");
    for scheme in ["customary", "aes256"] {
        let request = desk.with_password(&row, json!({ "scheme": scheme }));
        assert_eq!(desk.refusal("certificate.reencrypt", request), "certificate.choose_copy");
    }
    assert_eq!(desk.certificate("general_business")["copies"], row["copies"]);
    // With one of its own, that one is meant.
    desk.call("certificate.import", json!({ "inputs": [{ "path": desk.dir.path().join("usb") }] }));
    let changed = desk.call("certificate.reencrypt", desk.with_password(&row, json!({ "scheme": "aes256" })));
    assert_eq!(changed["copy"]["place"], json!("own"));
    assert_eq!(changed["others"].as_array().unwrap().len(), 2);
}

#[test]
fn the_programs_own_copy_is_made_stronger_without_asking_and_old_keys_go_when_told() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let changed = desk.call("certificate.reencrypt", desk.with_password(&row, json!({ "scheme": "aes256" })));
    assert_eq!(changed["copy"]["scheme"], json!("PBES2 HMAC-SHA256 AES-256"));
    let old = changed["previous"][0].as_str().unwrap().to_owned();
    assert!(Path::new(&old).exists());
    let target = json!({ "target": { "id": row["id"] } });
    let kept = desk.call("certificate.discard_previous", target);
    assert_eq!(kept["copy"]["can_revert"], json!(false));
    assert!(!Path::new(&old).exists());
}

#[test]
fn deleting_asks_first_and_tells_the_other_copies() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business, Product::TaxInvoice]);
    put(&desk, "usb", &[Product::Business]);
    let row = desk.certificate("general_business");
    let path = row["copies"].as_array().unwrap().iter().find(|copy| copy["place"] == json!("drive")).unwrap();
    let request =
        |confirm: bool| json!({ "target": { "id": row["id"], "path": path["path"] }, "confirm": confirm });
    let before = files(desk.dir.path().join("usb").as_path());
    let asked = desk.call("certificate.delete", request(false));
    assert_eq!((&asked["deleted"], asked["files"].as_array().unwrap().len()), (&json!(false), 5));
    assert_eq!((&asked["last_copy"], asked["others"].as_array().unwrap().len()), (&json!(false), 1));
    assert_eq!(files(desk.dir.path().join("usb").as_path()), before);
    let done = desk.call("certificate.delete", request(true));
    assert_eq!(done["deleted"], json!(true));
    assert!(files(desk.dir.path().join("usb").as_path()).is_empty());
    assert_eq!(desk.certificates()["certificates"].as_array().unwrap().len(), 2);
    let last = desk.call("certificate.delete", json!({ "target": { "id": row["id"] } }));
    assert_eq!(last["last_copy"], json!(true));
}

#[test]
fn a_default_belongs_to_a_company_and_is_missed_when_it_is_gone() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    assert_eq!(desk.refusal("certificate.set_default", json!({ "id": "00" })), "certificate.not_found");
    desk.call("certificate.set_default", json!({ "id": row["id"] }));
    assert_eq!(desk.certificate("general_business")["is_default"], json!(true));
    let test = json!({ "target": {}, "password": desk.ticket(PASSWORD) });
    assert_eq!(desk.call("certificate.sign_test", test)["owner"], row["owner"], "the default is meant");
    std::fs::remove_dir_all(desk.dir.path().join("certificates")).unwrap();
    let list = desk.certificates();
    assert_eq!((&list["default_id"], &list["default_missing"]), (&row["id"], &json!(true)));
    desk.create("다른 회사", crate::desk::THEIRS);
    assert_eq!(desk.certificates()["default_id"], Value::Null);
}

#[test]
fn a_certificate_stands_for_its_number_and_for_no_other() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business, Product::Person]);
    let (business, person) = (desk.certificate("general_business"), desk.certificate("bank_person"));
    let check =
        |row: &Value, more: Value| desk.call("certificate.check_owner", desk.with_password(row, more));
    let answer = check(&business, json!({}));
    assert_eq!((&answer["matches"], &answer["business_number"]), (&json!(true), &json!(OURS)));
    assert_eq!(check(&business, json!({ "business_number": "999-88-00014" }))["matches"], json!(false));
    let answer = check(&person, json!({ "resident_number": desk.ticket(NOBODY) }));
    assert_eq!((&answer["matches"], &answer["business_number"]), (&json!(true), &Value::Null));
    let wrong = desk.with_password(&business, json!({ "business_number": "123-45-67890" }));
    assert_eq!(desk.refusal("certificate.check_owner", wrong), "id.business_number_check_digit");
    let short = desk.with_password(&person, json!({ "resident_number": desk.ticket("99133200000") }));
    assert_eq!(desk.refusal("certificate.check_owner", short), "id.identity_number");
}

#[test]
fn a_password_is_kept_for_its_time_and_not_a_second_longer() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let row = desk.certificate("general_business");
    let bare = json!({ "target": { "id": row["id"] } });
    assert_eq!(desk.refusal("certificate.sign_test", bare.clone()), "certificate.password_needed");
    desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": "hours_1" })));
    let kept = desk.certificate("general_business")["copies"][0]["password"].clone();
    assert_eq!(kept, json!({ "until": "2025-03-05T11:00:00+09:00", "kept_in": "keyring" }));
    assert_eq!(desk.call("certificate.sign_test", bare.clone())["valid"], json!(true));
    // Another program of the same user finds it in the keyring.
    assert_eq!(desk.another().call("certificate.sign_test", bare.clone())["valid"], json!(true));
    desk.clock.set("2025-03-05T02:00:00Z".parse().unwrap());
    assert_eq!(desk.refusal("certificate.sign_test", bare), "certificate.password_needed");
    assert!(!lies_in_keyring(&desk), "and the keyring has forgotten it");
}

/// Whether an entry is listed, or the keyring holds what a list named.
fn lies_in_keyring(desk: &Desk) -> bool {
    let settings = desk.call("settings.read", json!({}));
    settings["values"].get("certificates.kept").is_some()
}

#[test]
fn a_wrong_password_is_never_kept() {
    let desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let row = desk.certificate("general_business");
    let request = json!({
        "target": { "id": row["id"] }, "password": desk.ticket(NEXT), "keep_password": "hours_8",
    });
    assert_eq!(desk.refusal("certificate.sign_test", request), "certificate.wrong_password");
    assert_eq!(desk.certificate("general_business")["copies"][0]["password"], Value::Null);
}

#[test]
fn locking_closing_and_forgetting_wipe_kept_passwords() {
    for end in ["company.lock", "company.close", "certificate.forget_password"] {
        for keep in ["hours_8", "until_close"] {
            let desk = Desk::with_company();
            put(&desk, "home", &[Product::Business]);
            let row = desk.certificate("general_business");
            desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": keep })));
            let kept = desk.certificate("general_business")["copies"][0]["password"]["kept_in"].clone();
            assert_eq!(kept, json!(if keep == "hours_8" { "keyring" } else { "memory" }));
            desk.call(end, json!({}));
            let bare = json!({ "target": { "id": row["id"] } });
            assert_eq!(
                desk.refusal("certificate.sign_test", bare),
                "certificate.password_needed",
                "{end} {keep}"
            );
            assert!(!lies_in_keyring(&desk), "{end} {keep}");
        }
    }
}

#[test]
fn a_password_for_runs_by_themselves_stays_when_the_company_is_left_until_its_month_is_over() {
    for end in ["company.lock", "company.close"] {
        let mut desk = Desk::with_company();
        put(&desk, "home", &[Product::Business]);
        let row = desk.certificate("general_business");
        desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": "days_30" })));
        let kept = desk.certificate("general_business")["copies"][0]["password"].clone();
        assert_eq!(kept, json!({ "until": "2025-04-04T10:00:00+09:00", "kept_in": "keyring" }));
        desk.call(end, json!({}));
        desk.restart();
        let bare = json!({ "target": { "id": row["id"] } });
        assert_eq!(desk.call("certificate.sign_test", bare.clone())["valid"], json!(true), "{end}");
        // A later program forgets it by its certificate, though another one kept it.
        desk.call("certificate.forget_password", json!({ "id": row["id"] }));
        assert_eq!(desk.refusal("certificate.sign_test", bare.clone()), "certificate.password_needed");
        assert!(!lies_in_keyring(&desk), "{end}");

        desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": "days_30" })));
        desk.restart();
        desk.clock.set("2025-04-04T01:00:00Z".parse().unwrap());
        assert_eq!(desk.refusal("certificate.sign_test", bare), "certificate.password_needed");
        assert!(!lies_in_keyring(&desk), "{end}");
    }
}

#[test]
fn what_a_program_left_in_the_keyring_does_not_outlive_its_time() {
    let mut desk = Desk::with_company();
    put(&desk, "home", &[Product::Business]);
    let row = desk.certificate("general_business");
    desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": "hours_8" })));
    let settings = desk.call("settings.read", json!({}));
    let name = settings["values"]["certificates.kept"].as_object().unwrap().keys().next().unwrap().clone();
    let entry = format!("certificate/{name}");
    assert!(desk.keyring.read(&entry).unwrap().is_some());
    // The program is gone without closing anything.
    desk.restart();
    desk.clock.set("2025-03-05T09:00:01Z".parse().unwrap());
    desk.certificates();
    assert!(desk.keyring.read(&entry).unwrap().is_none());
    assert!(!lies_in_keyring(&desk));
}

#[test]
fn changing_the_password_forgets_the_kept_one() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    desk.call("certificate.sign_test", desk.with_password(&row, json!({ "keep_password": "hours_8" })));
    let change = json!({ "target": { "id": row["id"] }, "new_password": desk.ticket(NEXT) });
    desk.call("certificate.change_password", change);
    let bare = json!({ "target": { "id": row["id"] } });
    assert_eq!(desk.refusal("certificate.sign_test", bare), "certificate.password_needed");
}

#[test]
fn today_and_the_status_bar_tell_what_expires() {
    let desk = Desk::with_company();
    let row = desk.import_business();
    let told = |desk: &Desk| {
        let today = desk.call("today.overview", json!({}));
        let todos = today["todos"].as_array().unwrap().clone();
        let of = |todo: &&Value| todo["code"].as_str().unwrap().starts_with("certificate");
        let codes: Vec<String> =
            todos.iter().filter(of).map(|todo| todo["code"].as_str().unwrap().to_owned()).collect();
        (codes, desk.call("app.status", json!({}))["certificate"].clone())
    };
    assert_eq!(told(&desk), (Vec::new(), Value::Null));
    // Good until 2026-02-03.
    for (now, code, notice) in [
        ("2026-01-04T03:00:00Z", "certificate_expires", json!(30)),
        ("2026-01-20T03:00:00Z", "certificate_expires", json!(14)),
        ("2026-02-02T03:00:00Z", "certificate_expires", json!(1)),
        ("2026-02-03T03:00:00Z", "certificate_expires_today", json!(1)),
    ] {
        desk.clock.set(now.parse().unwrap());
        let (codes, status) = told(&desk);
        assert_eq!(codes, [code], "{now}");
        assert_eq!((&status["notice"], &status["id"]), (&notice, &row["id"]), "{now}");
    }
    desk.clock.set("2026-02-04T03:00:00Z".parse().unwrap());
    assert_eq!(told(&desk), (Vec::new(), Value::Null), "one that is no default is not missed");
    desk.call("certificate.set_default", json!({ "id": row["id"] }));
    let (codes, status) = told(&desk);
    assert_eq!((codes, &status["state"]), (vec!["certificate_expired".to_owned()], &json!("expired")));
}
