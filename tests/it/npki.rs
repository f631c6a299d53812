//! Certificates of the invented authority in a desk's home and drive, and the usual requests.

use crate::desk::{Desk, OURS};
use jangbu_npki::vid::IdentityNumber;
use jangbu_npki::{Password, Protection};
use jangbu_sandbox::authority::{Authority, Issued, Product, write_npki};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The password of everything here. It must be found nowhere else.
pub(crate) const PASSWORD: &str = "Cert-비밀번호-7!";
/// One that it is changed to.
pub(crate) const NEXT: &str = "Cert-다음번호-8!";
/// The tax office's reading of a person who is nobody: a thirteenth month.
pub(crate) const NOBODY: &str = "9913320000000";

/// The authority as it stands on the desk's clock.
pub(crate) fn authority(desk: &Desk) -> Authority {
    Authority::new(jangbu_app::Clock::now(desk.clock.as_ref()), 7).unwrap()
}

pub(crate) fn issue(desk: &Desk, product: Product) -> Issued {
    let number = if product == Product::Person { NOBODY } else { OURS };
    authority(desk).issue(product, "가상상사 모의", &IdentityNumber::parse(number).unwrap()).unwrap()
}

/// Puts pairs into `<below>/NPKI` as a bank's program does, and gives their folders.
pub(crate) fn put(desk: &Desk, below: &str, products: &[Product]) -> Vec<PathBuf> {
    let issued: Vec<Issued> = products.iter().map(|product| issue(desk, *product)).collect();
    let issued: Vec<&Issued> = issued.iter().collect();
    let folder = desk.dir.path().join(below);
    std::fs::create_dir_all(&folder).unwrap();
    let password = Password::parse(PASSWORD).unwrap();
    write_npki(&folder, &authority(desk), &issued, &password, Protection::CUSTOMARY).unwrap()
}

impl Desk {
    /// A ticket for a secret.
    pub(crate) fn ticket(&self, secret: &str) -> Value {
        self.call("secret.put", json!({ "value": secret }))["ticket"].clone()
    }

    pub(crate) fn certificates(&self) -> Value {
        self.call("certificate.list", json!({}))
    }

    /// The one row of a kind.
    #[track_caller]
    pub(crate) fn certificate(&self, kind: &str) -> Value {
        let list = self.certificates();
        let rows = list["certificates"].as_array().unwrap();
        let mut fitting = rows.iter().filter(|row| row["kind"] == json!(kind));
        let row = fitting.next().unwrap_or_else(|| panic!("no {kind} in {list}")).clone();
        assert!(fitting.next().is_none(), "several {kind}");
        row
    }

    /// The business's certificate, imported into the program's own folder.
    pub(crate) fn import_business(&self) -> Value {
        let folder = put(self, "away", &[Product::Business]).remove(0);
        self.call("certificate.import", json!({ "inputs": [{ "path": folder }] }))["imported"][0].clone()
    }

    /// A request about a certificate with its password.
    pub(crate) fn with_password(&self, row: &Value, mut more: Value) -> Value {
        more["target"] = json!({ "id": row["id"] });
        more["password"] = self.ticket(PASSWORD);
        more
    }
}

/// Every file below a folder with its bytes.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}
