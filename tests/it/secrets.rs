//! What must never leave: passphrases, recovery keys, whole resident numbers.

use crate::desk::{Desk, OURS};
use crate::npki::{NEXT, PASSWORD, put};
use crate::papers::{fixture, fixtures_in};
use jangbu_sandbox::authority::Product;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// The resident number of the fixture to a person, and its parts that say more than a birthday.
const RESIDENT: [&str; 3] = ["9913320000000", "991332-0000000", "991332 0000000"];
const PASSPHRASE: &str = "열려라 참깨 일곱 번";

/// Everything logged, whatever its level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self::Writer {
        self.clone()
    }
}

/// Does what a clerk does, and keeps every answer and every refusal.
struct Talk<'d> {
    desk: &'d Desk,
    said: Vec<String>,
}

impl Talk<'_> {
    fn call(&mut self, command: &str, payload: Value) -> Value {
        match self.desk.app.dispatch(command, payload) {
            Ok(answer) => {
                // These two give out what is asked for: the new key, the document as it came.
                if !matches!(command, "company.create" | "source.export") {
                    self.said.push(answer.to_string());
                }
                answer
            }
            Err(error) => {
                self.said.push(serde_json::to_string(&error).unwrap());
                Value::Null
            }
        }
    }
}

/// Everything a clerk can do; the answers, and the recovery key.
fn everything(desk: &Desk) -> (Vec<String>, String) {
    let mut talk = Talk { desk, said: Vec::new() };
    let key = keys(&mut talk);
    import(&mut talk);
    certificates(&mut talk);
    look_around(&mut talk);
    (talk.said, key)
}

/// Makes a company and tries all sorts of keys on it.
fn keys(talk: &mut Talk<'_>) -> String {
    let ticket = talk.call("secret.put", json!({ "value": PASSPHRASE }))["ticket"].clone();
    let company = json!({
        "name": "비밀상사", "business_number": OURS, "protection": "passphrase", "passphrase": ticket,
    });
    let created = talk.call("company.create", company);
    let key = created["recovery_key"].as_str().unwrap().to_owned();
    talk.call("company.close", json!({}));
    for secret in [PASSPHRASE, "틀린 암호", &key] {
        for field in ["passphrase", "recovery_key"] {
            let ticket = talk.call("secret.put", json!({ "value": secret }))["ticket"].clone();
            talk.call("company.open", json!({ "id": created["company"]["id"], field: ticket }));
            talk.call("company.close", json!({}));
        }
        // A secret in the wrong place must not be quoted either.
        talk.call("company.open", json!({ "id": { "value": secret }, "passphrase": secret }));
        talk.call("secret.put", json!({ "value": [secret] }));
    }
    let ticket = talk.call("secret.put", json!({ "value": PASSPHRASE }))["ticket"].clone();
    talk.call("company.open", json!({ "id": created["company"]["id"], "passphrase": ticket }));
    key
}

/// Imports good documents, and one damaged in ways that quote what stood there.
fn import(talk: &mut Talk<'_>) {
    let mut paths = fixtures_in("unsigned", "xml");
    paths.extend(fixtures_in("signed", "xml"));
    paths.extend(fixtures_in("hometax", "xls"));
    // The same document damaged in ways that quote what stood there.
    let text = std::fs::read_to_string(fixture("unsigned/0101-person.xml")).unwrap();
    for (name, from, to) in [
        ("long.xml", "<ID>9913320000000</ID>", "<ID>99133200000001</ID>"),
        ("amount.xml", "<GrandTotalAmount>1100000<", "<GrandTotalAmount>9913320000000x<"),
        ("note.xml", "<TypeCode>0101</TypeCode>", "<TypeCode>9913320000000</TypeCode>"),
        ("name.xml", "시험무역", "시험무역 991332-0000000"),
        (
            "date.xml",
            "<IssueDateTime>20250131</IssueDateTime>",
            "<IssueDateTime>9913320000000</IssueDateTime>",
        ),
    ] {
        assert!(text.contains(from), "{name}: {from}");
        paths.push(talk.desk.file(name, text.replace(from, to).as_bytes()));
    }
    let inputs: Vec<Value> = paths.iter().map(|path| json!({ "path": path })).collect();
    let preview = talk.call("import.preview", json!({ "inputs": inputs, "job": "read" }));
    let mut word = talk.desk.word(&preview);
    word["accept_partial"] = json!(true);
    word["otherwise"] = json!("take_theirs");
    talk.call("import.commit", word);
}

/// Uses certificates with right and wrong passwords, and keeps some of them.
fn certificates(talk: &mut Talk<'_>) {
    let folders = put(talk.desk, "home", &[Product::Business, Product::Person]);
    let list = talk.call("certificate.list", json!({}));
    for row in list["certificates"].as_array().unwrap() {
        for secret in [PASSWORD, NEXT] {
            for keep in ["hours_1", "until_close"] {
                for (command, mut more) in [
                    ("certificate.sign_test", json!({})),
                    ("certificate.check_owner", json!({ "resident_number": talk.desk.ticket(RESIDENT[0]) })),
                    ("certificate.export_pfx", json!({ "to": null })),
                    ("certificate.reencrypt", json!({ "scheme": "customary" })),
                    ("invoice.sign", json!({ "file": { "path": fixture("unsigned/0101.xml") }, "to": null })),
                ] {
                    more["target"] = json!({ "id": row["id"] });
                    more["password"] = talk.desk.ticket(secret);
                    more["keep_password"] = json!(keep);
                    talk.call(command, more);
                }
                // A password in the wrong place must not be quoted either.
                talk.call("certificate.sign_test", json!({ "target": { "id": secret }, "password": secret }));
            }
        }
        let (now, next) = (talk.desk.ticket(PASSWORD), talk.desk.ticket(NEXT));
        let change = json!({ "target": { "id": row["id"] }, "password": now, "new_password": next });
        talk.call("certificate.change_password", change);
    }
    talk.call("certificate.show", json!({ "target": { "path": folders[0] } }));
    talk.call("certificate.list", json!({}));
}

/// Asks for everything, exports it, takes the import back.
fn look_around(talk: &mut Talk<'_>) {
    let page = talk.call("invoice.page", json!({ "filter": {}, "sort": [], "after": null, "limit": 1_000 }));
    assert!(page["rows"].as_array().unwrap().len() > 8);
    for row in page["rows"].as_array().unwrap() {
        let view = talk.call("invoice.show", json!({ "id": row["id"] }));
        for source in view["sources"].as_array().unwrap() {
            talk.call("source.show", json!({ "id": source["id"] }));
            talk.call("source.export", json!({ "id": source["id"], "to": null }));
        }
    }
    for format in ["csv", "xlsx"] {
        let to = talk.desk.dir.path().join(format!("목록.{format}"));
        let request = json!({
            "filter": {}, "sort": [], "format": format, "to": to, "overwrite": false, "language": "ko",
        });
        talk.call("invoice.export", request);
    }
    for text in ["9913320000000", "991332-0000000", "991332", "김시험"] {
        talk.call("partner.suggest", json!({ "text": text, "limit": 50 }));
        talk.call(
            "invoice.page",
            json!({ "filter": { "text": text }, "sort": [], "after": null, "limit": 10 }),
        );
    }
    talk.call("partner.page", json!({ "text": null, "after": null, "limit": 1_000 }));
    talk.call("today.overview", json!({}));
    talk.call("app.status", json!({}));
    talk.call("company.list", json!({}));
    let imports = talk.call("import.list", json!({}));
    talk.call("import.undo", json!({ "id": imports["imports"][0]["id"], "job": "undo" }));
    talk.call("import.list", json!({}));
    talk.call("settings.read", json!({}));
}

/// Whether a file below `folder` holds `needle` as bytes; documents handed in by the test aside.
fn on_disk(folder: &Path, needle: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("downloads") {
                found.extend(on_disk(&path, needle));
            }
        } else {
            let bytes = std::fs::read(&path).unwrap();
            if memchr::memmem::find(&bytes, needle.as_bytes()).is_some() {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn nothing_sensitive_is_logged_shown_or_lies_on_the_disk() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let desk = Desk::bare();
    // With one subscriber alone, whoever first passes a place that logs decides for all whether it is of
    // interest, and other tests on other threads listen to nobody. With two, everybody is asked.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let (mut said, key) = tracing::subscriber::with_default(subscriber, || everything(&desk));
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("book.wrong_key"), "refusals are logged:\n{logged}");
    let bare_key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let secrets = RESIDENT.into_iter().chain([PASSPHRASE, PASSWORD, NEXT, key.as_str(), bare_key.as_str()]);
    for secret in secrets {
        assert!(!logged.contains(secret), "a log line holds {secret}");
        for answer in &said {
            assert!(!answer.contains(secret), "an answer holds {secret}: {answer}");
        }
        assert_eq!(on_disk(desk.dir.path(), secret), Vec::<std::path::PathBuf>::new(), "{secret}");
    }
    // What may be shown is shown: the test would otherwise look for something that never came in.
    said.retain(|answer| answer.contains("991332-0******"));
    assert!(!said.is_empty());
    assert!(logged.contains("certificate.wrong_password"), "wrong passwords were among it:\n{logged}");
}

#[test]
fn a_searched_resident_number_finds_nothing_by_its_hidden_half() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101-person.xml")]);
    for text in ["9913320000000", "991332-0000000"] {
        assert!(desk.rows_of(&json!({ "text": text }), &json!([]), 10).is_empty(), "{text}");
    }
}

#[test]
fn the_shown_document_masks_what_the_saved_one_keeps() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101-person.xml")]);
    let view = desk.show("20250131-99990000-00000005");
    assert_eq!(view["buyer"]["number"], json!("991332-0******"));
    let source = desk.call("source.show", json!({ "id": view["sources"][0]["id"] }));
    let text = source["text"].as_str().unwrap();
    assert_eq!(source["masked"], json!(true));
    assert!(text.contains("<TaxInvoice") && !text.contains("9913320000000"), "{text}");
}
