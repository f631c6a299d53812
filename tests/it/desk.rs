//! A program started for one test, and the clerk's usual calls.

use jangbu_app::{App, AppConfig, CertificatePlaces, Drives, FixedClock, Host, Keyring, MemoryKeyring};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// Business number of the company that the fixtures are about.
pub(crate) const OURS: &str = "123-45-67891";
/// Another company of theirs.
pub(crate) const THEIRS: &str = "999-88-00014";

pub(crate) struct Desk {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) dir: Arc<TempDir>,
    jobs: AtomicU64,
}

impl Desk {
    /// A program on an empty data folder.
    pub(crate) fn bare() -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(FixedClock::at("2025-03-05T01:00:00Z".parse().unwrap()));
        let keyring = Arc::new(MemoryKeyring::default());
        let app = start(dir.path(), &clock, Arc::clone(&keyring) as Arc<dyn Keyring>);
        Self { app, clock, keyring, dir, jobs: AtomicU64::new(0) }
    }

    /// A program with the fixtures' company open, its key in the keyring.
    pub(crate) fn with_company() -> Self {
        let desk = Self::bare();
        desk.create("가상상사 주식회사", OURS);
        desk
    }

    /// A second program on the same folder, as another window or a terminal would be.
    pub(crate) fn another(&self) -> Self {
        let (clock, keyring) = (Arc::clone(&self.clock), Arc::clone(&self.keyring));
        let app = start(self.dir.path(), &clock, Arc::clone(&keyring) as Arc<dyn Keyring>);
        Self { app, clock, keyring, dir: Arc::clone(&self.dir), jobs: AtomicU64::new(0) }
    }

    /// Ends the program and starts another on the same folder and keyring.
    pub(crate) fn restart(&mut self) {
        self.app = start(self.dir.path(), &self.clock, Arc::clone(&self.keyring) as Arc<dyn Keyring>);
    }

    pub(crate) fn create(&self, name: &str, number: &str) -> Value {
        let company = json!({ "name": name, "business_number": number, "protection": "keyring" });
        self.call("company.create", company)
    }

    #[track_caller]
    pub(crate) fn call(&self, command: &str, payload: Value) -> Value {
        match self.app.dispatch(command, payload) {
            Ok(answer) => answer,
            Err(error) => panic!("{command}: {} {:?} {}", error.code, error.params, error.message),
        }
    }

    /// The code of a refusal.
    #[track_caller]
    pub(crate) fn refusal(&self, command: &str, payload: Value) -> String {
        match self.app.dispatch(command, payload) {
            Ok(answer) => panic!("{command} answered {answer}"),
            Err(error) => {
                assert!(
                    jangbu_app::ERROR_CODES.contains(&error.code.as_str()),
                    "{} has no texts",
                    error.code
                );
                error.code
            }
        }
    }

    /// A refusal whole, as the page gets it.
    #[track_caller]
    pub(crate) fn refused(&self, command: &str, payload: Value) -> Value {
        match self.app.dispatch(command, payload) {
            Ok(answer) => panic!("{command} answered {answer}"),
            Err(error) => serde_json::to_value(error).unwrap(),
        }
    }

    pub(crate) fn job(&self) -> String {
        format!("job-{}", self.jobs.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn preview(&self, paths: &[PathBuf]) -> Value {
        let inputs: Vec<_> = paths.iter().map(|path| json!({ "path": path })).collect();
        self.call("import.preview", json!({ "inputs": inputs, "job": self.job() }))
    }

    /// The request that commits a dry run whole, keeping the book's version of conflicts.
    pub(crate) fn word(&self, preview: &Value) -> Value {
        json!({
            "preview": preview["preview"], "job": self.job(), "decisions": [],
            "otherwise": "keep_ours", "accept_partial": false,
        })
    }

    /// Imports files without rejected rows.
    pub(crate) fn import(&self, paths: &[PathBuf]) -> Value {
        let preview = self.preview(paths);
        self.call("import.commit", self.word(&preview))
    }

    pub(crate) fn undo(&self, import: &Value) -> Value {
        self.call("import.undo", json!({ "id": import, "job": self.job() }))
    }

    /// Writes a file into the test's folder.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let folder = self.dir.path().join("downloads");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// All rows of a filter in an order, page by page.
    pub(crate) fn rows_of(&self, filter: &Value, sort: &Value, limit: u32) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut after = Value::Null;
        loop {
            let request = json!({ "filter": filter, "sort": sort, "after": after, "limit": limit });
            let page = self.call("invoice.page", request);
            rows.extend(page["rows"].as_array().unwrap().iter().cloned());
            after = page["next"].clone();
            if after.is_null() {
                return rows;
            }
        }
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        self.rows_of(&json!({}), &json!([]), 1_000)
    }

    pub(crate) fn totals(&self, filter: &Value) -> Value {
        self.call("invoice.totals", json!({ "filter": filter, "ids": null }))
    }

    pub(crate) fn show(&self, approval: &str) -> Value {
        self.call("invoice.show", json!({ "approval_number": approval }))
    }

    /// Everything the screens show of the documents, without the history that only grows.
    pub(crate) fn dump(&self) -> Value {
        let rows = self.rows();
        let mut sources = std::collections::BTreeMap::new();
        let invoices: Vec<Value> = rows
            .iter()
            .map(|row| {
                let mut view = self.call("invoice.show", json!({ "id": row["id"] }));
                view.as_object_mut().unwrap().remove("history");
                for source in view["sources"].as_array().unwrap() {
                    let id = source["id"].as_i64().unwrap();
                    sources.insert(id, self.call("source.export", json!({ "id": id, "to": null })));
                }
                view
            })
            .collect();
        let partners = self.call("partner.page", json!({ "text": null, "after": null, "limit": 1_000 }));
        let mut today = self.call("today.overview", json!({}));
        today.as_object_mut().unwrap().remove("last_import");
        json!({
            "rows": rows, "invoices": invoices, "partners": partners, "today": today,
            "totals": self.totals(&json!({})), "sources": sources.into_values().collect::<Vec<_>>(),
        })
    }
}

fn start(data_dir: &Path, clock: &Arc<FixedClock>, keyring: Arc<dyn Keyring>) -> Arc<App> {
    let config = AppConfig {
        data_dir: data_dir.to_path_buf(),
        host: Host::Window,
        clock: Arc::clone(clock) as Arc<dyn jangbu_app::Clock>,
        keyring,
        seat: jangbu_app::Seat::default(),
        certificates: places(data_dir),
        demo: None,
    };
    App::start(config).unwrap()
}

/// A home and a drive inside the data folder; neither stands until a test makes it.
fn places(data_dir: &Path) -> CertificatePlaces {
    CertificatePlaces {
        home: Some(data_dir.join("home")),
        program_folders: Vec::new(),
        drives: Drives::Listed(vec![data_dir.join("usb")]),
    }
}

/// The approval numbers of rows, in their order.
pub(crate) fn approvals(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["approval_number"].as_str().unwrap()).collect()
}

/// A count of a view.
#[track_caller]
pub(crate) fn count(view: &Value, field: &str) -> u64 {
    view[field].as_u64().unwrap_or_else(|| panic!("{field} in {view}"))
}
