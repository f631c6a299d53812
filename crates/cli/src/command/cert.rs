//! `jangbu cert …`, and the signatures of `jangbu invoice …`.

mod act;
mod file;
mod show;

pub(crate) use file::{sign_invoice, verify_invoice};

use super::{Access, Session, failure};
use crate::args::{CertArg, CertCommand, KeepArg, PasswordArgs, SchemeArg};
use crate::{Outcome, secret};
use jangbu_app::ipc::view::{
    CertificateList, CertificateTarget, Empty, ErrorView, KeepPassword, KeyScheme, SecretPut, SecretTicket,
    Settings,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::OnceCell;
use std::io::IsTerminal as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Fewest characters of an id's beginning.
const ID_CHARS_MIN: usize = 6;

pub(crate) fn run(session: &Session, command: CertCommand) -> Result<Outcome, ErrorView> {
    enter_demo(session)?;
    match command {
        CertCommand::List => show::list(session),
        CertCommand::Show { cert, password, trust } => show::show(session, &cert, &password, &trust),
        CertCommand::Default { cert, .. } => act::default(session, cert.as_deref()),
        CertCommand::Import { paths, password } => act::import(session, &paths, &password),
        CertCommand::Export { cert, to, strong, new_password_fd, password } => {
            act::export(session, &cert, &act::Export { to: &to, strong, new_password_fd }, &password)
        }
        CertCommand::Copy { cert, to, scheme, password } => act::copy(session, &cert, &to, scheme, &password),
        CertCommand::Passwd { cert, new_password_fd, password } => {
            act::passwd(session, &cert, new_password_fd, &password)
        }
        CertCommand::Protect { cert, scheme, accept_plugin_risk, password } => {
            act::protect(session, &cert, (scheme, accept_plugin_risk), &password)
        }
        CertCommand::Revert { cert, discard } => act::revert(session, &cert, discard),
        CertCommand::Delete { cert, yes } => act::delete(session, &cert, yes),
        CertCommand::CheckOwner { cert, number, resident_fd, password } => {
            act::check_owner(session, &cert, (number, resident_fd), &password)
        }
        CertCommand::Test { cert, password } => act::test(session, &cert, &password),
        CertCommand::Forget { cert } => act::forget(session, cert.as_deref()),
        CertCommand::Sign { file, signer, detached, plain } => {
            file::sign(session, &file, &signer, (detached, plain))
        }
        CertCommand::Verify { file, content, content_to, trust } => {
            file::verify(session, &file, (content.as_deref(), content_to.as_deref()), &trust)
        }
        CertCommand::Encrypt { file, recipients, cipher, to } => {
            file::encrypt(session, &file, &recipients, cipher, &to)
        }
        CertCommand::Decrypt { file, signer } => file::decrypt(session, &file, &signer),
    }
}

/// The demo company's certificates lie in its own folder and are seen while it is open; its key is no
/// secret. Other companies' books stay closed.
fn enter_demo(session: &Session) -> Result<(), ErrorView> {
    match session.wanted_company() {
        Ok(company) if company.demo => session.open_company(Access::Read).map(drop),
        _ => Ok(()),
    }
}

/// The request's target for what was written on the command line.
fn target(session: &Session, cert: &CertArg) -> Result<CertificateTarget, ErrorView> {
    let mut target = named(session, cert.cert.as_deref())?;
    if let Some(copy) = &cert.copy {
        target.path = Some(absolute(copy));
    }
    target.key_path = cert.key.as_deref().map(absolute);
    Ok(target)
}

/// A path if there is such a file; else an id or its beginning; else the company's default.
fn named(session: &Session, cert: Option<&str>) -> Result<CertificateTarget, ErrorView> {
    let Some(cert) = cert else {
        let id = default_id(session);
        let none = || failure("certificate.not_found", "name a certificate: the company has no default");
        return Ok(by_id(id.ok_or_else(none)?));
    };
    if Path::new(cert).exists() {
        return Ok(CertificateTarget {
            path: Some(absolute(Path::new(cert))),
            ..CertificateTarget::default()
        });
    }
    id_of(session, cert).map(by_id)
}

fn by_id(id: String) -> CertificateTarget {
    CertificateTarget { id: Some(id), ..CertificateTarget::default() }
}

/// The one certificate whose id begins so.
fn id_of(session: &Session, beginning: &str) -> Result<String, ErrorView> {
    let wanted = beginning.to_lowercase();
    let is_id = wanted.len() >= ID_CHARS_MIN && wanted.bytes().all(|digit| digit.is_ascii_hexdigit());
    let list: CertificateList = session.call("certificate.list", &Empty {})?;
    let mut fitting = list.certificates.into_iter().filter(|row| is_id && row.id.starts_with(&wanted));
    match (fitting.next(), fitting.count()) {
        (Some(row), 0) => Ok(row.id),
        (Some(_), more) => {
            let mut error = failure("certificate.choose_copy", "several ids begin so");
            error.params.insert("count".to_owned(), (more + 1).to_string());
            Err(error)
        }
        (None, _) => Err(failure("certificate.not_found", "no such file, and no id that begins so")),
    }
}

/// The default of the company that is meant. Its book is not opened for that.
fn default_id(session: &Session) -> Option<String> {
    let company = session.wanted_company().ok()?.id;
    let settings: Settings = session.call("settings.read", &Empty {}).ok()?;
    let defaults = settings.values.get("certificates.default")?;
    defaults.get(&company)?.as_str().map(str::to_owned)
}

/// Runs a command that needs a certificate's password: by descriptor if one was given, else with the
/// kept one, else with what is typed on the terminal.
fn with_password<Q: Serialize, R: DeserializeOwned>(
    session: &Session,
    command: &str,
    password: &PasswordArgs,
    request: impl Fn(Option<u64>) -> Result<Q, ErrorView>,
) -> Result<R, ErrorView> {
    let given = password.password_fd.map(|number| session.ticket_of(number)).transpose()?;
    match session.call(command, &request(given)?) {
        Err(error) if error.code == "certificate.password_needed" && given.is_none() => {
            let question = session.output.text("인증서 암호: ", "Certificate password: ");
            let typed = typed(question).ok_or(error)?;
            session.call(command, &request(Some(ticket(session, typed)?))?)
        }
        answer => answer,
    }
}

/// A secret by descriptor, which can be read once but may be asked for again.
struct OnceRead {
    descriptor: Option<i32>,
    read: OnceCell<Zeroizing<String>>,
}

impl OnceRead {
    const fn new(descriptor: Option<i32>) -> Self {
        Self { descriptor, read: OnceCell::new() }
    }

    /// A new ticket; none where no descriptor was given.
    fn ticket(&self, session: &Session) -> Result<Option<u64>, ErrorView> {
        let Some(number) = self.descriptor else { return Ok(None) };
        if self.read.get().is_none() {
            // Nobody else sets it: commands run on one thread.
            let _ = self.read.set(Zeroizing::new(secret::read_from_fd(number)?));
        }
        let value = self.read.get().map(|value| value.to_string()).unwrap_or_default();
        ticket(session, value).map(Some)
    }
}

/// A new password: by descriptor, else typed twice on the terminal.
fn new_password(session: &Session, descriptor: Option<i32>) -> Result<u64, ErrorView> {
    if let Some(number) = descriptor {
        return session.ticket_of(number);
    }
    let output = session.output;
    let needed = || failure("certificate.password_needed", "say the new one by --new-password-fd");
    let first = typed(output.text("새 암호: ", "New password: ")).ok_or_else(needed)?;
    let second = typed(output.text("한 번 더: ", "Once more: ")).ok_or_else(needed)?;
    if first != second {
        return Err(failure("certificate.password_refused", "the two are not the same"));
    }
    ticket(session, first)
}

/// Nobody is asked where standard input is no terminal.
fn typed(question: &str) -> Option<String> {
    std::io::stdin().is_terminal().then(|| secret::ask(question)).flatten()
}

fn ticket(session: &Session, value: String) -> Result<u64, ErrorView> {
    let ticket: SecretTicket = session.call("secret.put", &SecretPut { value })?;
    Ok(ticket.ticket)
}

/// For how long the keyring keeps the password.
pub(super) const fn keep(password: &PasswordArgs) -> KeepPassword {
    match password.keep {
        KeepArg::None => KeepPassword::None,
        KeepArg::Hours1 => KeepPassword::Hours1,
        KeepArg::Hours8 => KeepPassword::Hours8,
        KeepArg::Days30 => KeepPassword::Days30,
    }
}

const fn scheme(scheme: SchemeArg) -> KeyScheme {
    match scheme {
        SchemeArg::Customary => KeyScheme::Customary,
        SchemeArg::Aes256 => KeyScheme::Aes256,
        SchemeArg::Aria256 => KeyScheme::Aria256,
    }
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}
