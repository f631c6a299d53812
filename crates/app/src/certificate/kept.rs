//! Passwords that the clerk chose not to be asked for again: in the system's keyring for hours or, for
//! runs that begin by themselves, for a month; in memory where there is none, or until the company is
//! closed.
//!
//! A password is kept for the bytes of the one file that it opens: another password or another
//! protection makes another file, for which nothing is kept. What lies in the keyring bears the moment
//! of its end, and the preferences hold a list of what lies there, so that a program that ended
//! without forgetting leaves nothing that outlives its time.

use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{KeepPassword, KeptIn, KeptPassword};
use jangbu_npki::certificate::Certificate;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// A working day.
const HOURS_OF_DAY: i64 = 8;
/// A month. Longest time that a password is kept; an end further away was written by a clock that was wrong.
const HOURS_MAX: i64 = 30 * 24;
/// Most passwords kept at a time; the one that ends first goes.
const KEPT_MAX: usize = 64;
/// The preference that lists what lies in the keyring: name and end in Unix seconds.
const SETTING: &str = "certificates.kept";
/// Beginning of the names of keyring entries.
const ENTRY: &str = "certificate/";

/// The passwords that this process keeps, or put into the keyring.
#[derive(Default)]
pub(crate) struct KeptPasswords(Mutex<HashMap<String, Kept>>);

struct Kept {
    /// None until the company is closed.
    until: Option<Timestamp>,
    /// None where it lies in the keyring.
    password: Option<Zeroizing<String>>,
    /// The certificate it belongs to.
    certificate: String,
    /// It outlives the company's closing, if it lies in the keyring.
    lasts: bool,
}

impl KeptPasswords {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a file's password is kept under: the beginning of its digest.
    pub(super) fn name_of(file: &[u8]) -> String {
        super::search::hex(Sha256::digest(file).get(..16).unwrap_or_default())
    }

    /// Keeps a password that has just opened a file.
    pub(super) fn keep(
        &self,
        app: &App,
        file: &[u8],
        certificate: &Certificate,
        password: &Zeroizing<String>,
        keep: KeepPassword,
    ) {
        let name = Self::name_of(file);
        let certificate = super::search::id_of(certificate);
        let hours = match keep {
            KeepPassword::None => return,
            KeepPassword::Hours1 => Some(1),
            KeepPassword::Hours8 => Some(HOURS_OF_DAY),
            KeepPassword::Days30 => Some(HOURS_MAX),
            KeepPassword::UntilClose => None,
        };
        let until =
            hours.and_then(|hours| app.clock.now().checked_add(SignedDuration::from_hours(hours)).ok());
        let in_keyring = until.is_some_and(|until| write_entry(app, &name, until, password));
        let lasts = in_keyring && keep == KeepPassword::Days30;
        let kept = Kept { until, password: (!in_keyring).then(|| copied(password)), certificate, lasts };
        let mut all = self.lock();
        if all.len() >= KEPT_MAX && !all.contains_key(&name) {
            let first = all.iter().min_by_key(|(_, kept)| kept.until).map(|(name, _)| name.clone());
            if let Some((name, kept)) = first.and_then(|name| all.remove_entry(&name)) {
                forget_entry(app, &name, &kept);
            }
        }
        all.insert(name, kept);
    }

    /// The password of a file, if one is kept and its time has not passed.
    pub(super) fn read(&self, app: &App, file: &[u8]) -> Option<Zeroizing<String>> {
        self.sweep(app);
        let name = Self::name_of(file);
        if let Some(password) = self.lock().get(&name).and_then(|kept| kept.password.as_ref()) {
            return Some(copied(password));
        }
        listed(app).contains_key(&name).then(|| read_entry(app, &name)).flatten()
    }

    /// Whether and until when a file's password is kept.
    pub(super) fn state(&self, app: &App, name: &str) -> Option<KeptPassword> {
        let now = app.clock.now();
        if let Some(kept) = self.lock().get(name).filter(|kept| kept.password.is_some()) {
            if kept.until.is_some_and(|until| until <= now) {
                return None;
            }
            return Some(KeptPassword { until: kept.until.map(korean_rfc3339), kept_in: KeptIn::Memory });
        }
        let until = listed(app).get(name).and_then(|second| Timestamp::from_second(*second).ok())?;
        is_running(until, now)
            .then(|| KeptPassword { until: Some(korean_rfc3339(until)), kept_in: KeptIn::Keyring })
    }

    /// Forgets what a file's password was.
    pub(super) fn forget_file(&self, app: &App, file: &[u8]) {
        let name = Self::name_of(file);
        self.lock().remove(&name);
        if listed(app).contains_key(&name) {
            delete_entries(app, &[name]);
        }
    }

    /// Forgets all, or those of a certificate.
    pub(super) fn forget(&self, app: &App, certificate: Option<&str>) {
        let is_meant = |kept: &Kept| certificate.is_none_or(|id| kept.certificate == id);
        let mut all = self.lock();
        let names: Vec<String> =
            all.iter().filter(|(_, kept)| is_meant(kept)).map(|(name, _)| name.clone()).collect();
        for name in &names {
            all.remove(name);
        }
        drop(all);
        let listed = listed(app);
        let entries: Vec<String> = match certificate {
            None => listed.into_keys().collect(),
            Some(_) => names.into_iter().filter(|name| listed.contains_key(name)).collect(),
        };
        delete_entries(app, &entries);
    }

    /// The company is left: what this process kept is forgotten, whatever time it had; but for what
    /// the clerk has kept for runs that begin by themselves.
    pub(crate) fn forget_own(&self, app: &App) {
        let own: Vec<(String, Kept)> = self.lock().drain().collect();
        let left = own.into_iter().filter(|(_, kept)| !kept.lasts);
        let names: Vec<String> = left.map(|(name, _)| name).collect();
        let listed = listed(app);
        let entries: Vec<String> = names.into_iter().filter(|name| listed.contains_key(name)).collect();
        delete_entries(app, &entries);
    }

    /// Forgets whatever has outlived its time, entries of programs that ended among them.
    pub(crate) fn sweep(&self, app: &App) {
        let now = app.clock.now();
        self.lock().retain(|_, kept| kept.until.is_none_or(|until| is_running(until, now)));
        let is_over =
            |second: &i64| !Timestamp::from_second(*second).is_ok_and(|until| is_running(until, now));
        let over: Vec<String> =
            listed(app).into_iter().filter(|(_, second)| is_over(second)).map(|(name, _)| name).collect();
        delete_entries(app, &over);
    }
}

fn is_running(until: Timestamp, now: Timestamp) -> bool {
    until > now && until.duration_since(now) <= SignedDuration::from_hours(HOURS_MAX)
}

/// A copy in a buffer of its own that is never grown.
fn copied(password: &Zeroizing<String>) -> Zeroizing<String> {
    let mut copy = Zeroizing::new(String::with_capacity(password.len()));
    copy.push_str(password);
    copy
}

fn listed(app: &App) -> BTreeMap<String, i64> {
    let value = app.settings.values().remove(SETTING).unwrap_or_default();
    serde_json::from_value(value).unwrap_or_default()
}

fn write_list(app: &App, list: &BTreeMap<String, i64>) -> bool {
    let value = if list.is_empty() { serde_json::Value::Null } else { serde_json::json!(list) };
    let written = app.settings.write(SETTING.to_owned(), value);
    if let Err(error) = &written {
        tracing::warn!(%error, "the list of kept passwords was not written");
    }
    written.is_ok()
}

/// Puts a password into the keyring; false where there is none. It is listed first: what is not
/// listed would not be forgotten.
fn write_entry(app: &App, name: &str, until: Timestamp, password: &str) -> bool {
    let mut list = listed(app);
    list.insert(name.to_owned(), until.as_second());
    let mut entry = Zeroizing::new(Vec::with_capacity(8 + password.len()));
    entry.extend_from_slice(&until.as_second().to_be_bytes());
    entry.extend_from_slice(password.as_bytes());
    if !app.keyring.is_available() || !write_list(app, &list) {
        return false;
    }
    match app.keyring.write(&format!("{ENTRY}{name}"), &entry) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the keyring keeps no password; it is kept in memory");
            list.remove(name);
            write_list(app, &list);
            false
        }
    }
}

fn read_entry(app: &App, name: &str) -> Option<Zeroizing<String>> {
    let entry = app.keyring.read(&format!("{ENTRY}{name}")).ok().flatten()?;
    let (until, password) = entry.split_first_chunk::<8>()?;
    let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
    if !is_running(until, app.clock.now()) {
        delete_entries(app, &[name.to_owned()]);
        return None;
    }
    let mut read = Zeroizing::new(String::with_capacity(password.len()));
    read.push_str(std::str::from_utf8(password).ok()?);
    Some(read)
}

fn forget_entry(app: &App, name: &str, kept: &Kept) {
    if kept.password.is_none() {
        delete_entries(app, &[name.to_owned()]);
    }
}

/// Takes entries out of the keyring, and those that it forgot out of the list; the others are tried
/// again at the next sweep.
fn delete_entries(app: &App, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let mut list = listed(app);
    for name in names {
        match app.keyring.delete(&format!("{ENTRY}{name}")) {
            Ok(()) => {
                list.remove(name);
            }
            Err(error) => tracing::warn!(%error, "the keyring did not forget a certificate's password"),
        }
    }
    write_list(app, &list);
}
