//! A terminal with a home of its own, a folder of downloads and the built program on its path.

use jangbu_app::{Clock as _, SystemClock};
use jangbu_domain::Krw;
use jangbu_sandbox::authority::{Authority, DEMO_PASSWORD, demo_folder};
use serde_json::Value;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const PASSPHRASE: &str = "나무 아래 책상 다섯";
/// One that it can be changed to.
const NEXT: &str = "강가의 의자 열둘";
/// A certificate's password that it can be changed to.
pub(crate) const CERT_NEXT: &str = "Cert-next-5!";
/// One that opens nothing.
pub(crate) const CERT_WRONG: &str = "Cert-wrong-6!";
/// A passphrase that opens nothing.
pub(crate) const WRONG: &str = "나무 위의 책상 여섯";

pub(crate) struct Terminal {
    home: TempDir,
}

/// How a command ended and what it said.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ran {
    /// The one document of standard output.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        let document = serde_json::from_str(&self.output);
        document
            .unwrap_or_else(|error| panic!("not one document ({error}): {}\n{}", self.output, self.errors))
    }
}

/// Folder of the built program: tests lie in `deps` beside it.
fn program_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().to_owned();
    let program = folder.join("jangbu");
    assert!(
        program.is_file(),
        "{} is missing: build it first with `cargo build -p jangbu-cli` (`cargo xtask test` does)",
        program.display()
    );
    folder
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub(crate) fn guide() -> String {
    let path = repository().join("docs/CLI.md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Terminal {
    /// A home with downloads and passphrases in it, and no company.
    pub(crate) fn bare() -> Self {
        let terminal = Self { home: tempfile::tempdir().unwrap() };
        let folder = terminal.home.path().join("downloads");
        std::fs::create_dir(&folder).unwrap();
        let fixtures = repository().join("tests/fixtures/etax");
        for name in ["unsigned/0101.xml", "unsigned/0102.xml", "hometax/매출전자세금계산서목록(1~4).xls"]
        {
            let from = fixtures.join(name);
            std::fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
        }
        std::fs::write(terminal.home.path().join("passphrase.txt"), format!("{PASSPHRASE}\n")).unwrap();
        std::fs::write(terminal.home.path().join("wrong.txt"), format!("{WRONG}\n")).unwrap();
        std::fs::write(terminal.home.path().join("next.txt"), format!("{NEXT}\n")).unwrap();
        put_certificates(terminal.home.path());
        terminal
    }

    /// With a company kept by the passphrase, its recovery key in `recovery.txt`, and two files to
    /// stumble over: one cut short, one that contradicts `0101.xml`.
    pub(crate) fn with_company() -> Self {
        let terminal = Self::bare();
        let words =
            "--json --passphrase-fd 3 company create --name 가상상사 --number 123-45-67891 3< passphrase.txt";
        let created = terminal.jangbu(words);
        assert_eq!(created.code, 0, "{}", created.output);
        let key = created.document()["recovery_key"].as_str().unwrap().to_owned();
        let home = terminal.home.path();
        std::fs::write(home.join("recovery.txt"), format!("{key}\n")).unwrap();
        let whole = std::fs::read(home.join("downloads/0101.xml")).unwrap();
        std::fs::write(home.join("downloads/cut.xml"), &whole[..whole.len() / 2]).unwrap();
        std::fs::write(home.join("downloads/conflict.xml"), with_other_supply(&whole)).unwrap();
        terminal
    }

    /// `sh -c` in the home folder, with nothing of the machine's own home.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut path = OsString::from(program_folder());
        path.push(":/usr/bin:/bin");
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.home.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a line of the shell.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        let output = self.command(line).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            output: text(output.stdout),
            errors: text(output.stderr),
        }
    }

    pub(crate) fn jangbu(&self, words: &str) -> Ran {
        self.shell(&format!("jangbu {words}"))
    }
}

/// The invented authority's certificates where banks' programs put theirs, and passwords for them:
/// `cert.txt` opens all, `cert-wrong.txt` none, and `cert-next.txt` is one to change to.
fn put_certificates(home: &Path) {
    let authority = Authority::new(SystemClock.now(), 7).unwrap();
    let files = demo_folder(&authority, "예시상사(주)", "1234567891", "김가상").unwrap();
    for (path, bytes) in files {
        let path = home.join("NPKI").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::write(home.join("root.der"), authority.root().der()).unwrap();
    for (name, password) in [("cert", DEMO_PASSWORD), ("cert-next", CERT_NEXT), ("cert-wrong", CERT_WRONG)] {
        std::fs::write(home.join(format!("{name}.txt")), format!("{password}\n")).unwrap();
    }
}

/// The same document over ten won more.
fn with_other_supply(document: &[u8]) -> Vec<u8> {
    let mut outcome =
        jangbu_forms::read_document("0101.xml", document, &mut |_, _| ControlFlow::Continue(()));
    let mut draft = outcome.invoices.remove(0).invoice.to_draft();
    let more = Krw::new(10).unwrap();
    draft.supply = draft.supply.checked_add(more).unwrap();
    draft.total = draft.total.checked_add(more).unwrap();
    jangbu_forms::etax::write_invoice(&draft.check().unwrap()).unwrap()
}
