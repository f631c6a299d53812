//! The main job by the terminal program: import files, list the invoices, add them up.
//!
//! The program itself does all of it, as a person would type it; nothing here knows an invoice.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::error::{Outcome, at, stop};
use crate::place;
use crate::process;

/// Longest time for one call of the terminal program.
const CALL_MAX: Duration = Duration::from_mins(3);
/// Opens the books made here, which are deleted again before the chore ends.
const PASSPHRASE: &str = "throw-away books of xtask run";
/// The invented company that the files are about.
const COMPANY_NAME: &str = "가상상사 주식회사";
const COMPANY_NUMBER: &str = "123-45-67891";
/// Invented e-tax invoices and a Hometax list workbook.
const FILES: [&str; 2] =
    ["tests/fixtures/etax/unsigned", "tests/fixtures/etax/hometax/매출전자계산서목록(1~1).xls"];
/// Invoices to print of the demo company's year; the totals count all of them.
const ROWS_SHOWN: &str = "12";
/// What the program answers when all went well but something needs a look (docs/CLI.md).
const NEEDS_A_LOOK: i32 = 3;

/// Makes a company in a folder of its own, imports files, lists and adds up; then the same of the
/// demo company that the window shows.
pub(crate) fn main_job() -> Outcome {
    let books = place::target().join("xtask-terminal");
    if books.exists() {
        fs::remove_dir_all(&books).map_err(at(&books))?;
    }
    let done = calls(&books);
    if books.exists() {
        fs::remove_dir_all(&books).map_err(at(&books))?;
    }
    done
}

fn calls(books: &Path) -> Outcome {
    let own = Some(PASSPHRASE);
    jangbu(books, own, &["company", "create", "--name", COMPANY_NAME, "--number", COMPANY_NUMBER])?;
    let [folder, workbook] = FILES;
    jangbu(books, own, &["import", "--accept-partial", folder, workbook])?;
    jangbu(books, own, &["invoice", "list"])?;
    // The demo company opens by its throw-away key.
    jangbu(books, None, &["company", "demo"])?;
    jangbu(books, None, &["invoice", "list", "--limit", ROWS_SHOWN])
}

/// Runs the program on this terminal; a passphrase goes in through its standard input.
fn jangbu(books: &Path, passphrase: Option<&str>, words: &[&str]) -> Outcome {
    println!("\n$ jangbu {}", words.join(" "));
    let mut command = process::program(place::program("jangbu"));
    command.arg("--data-dir").arg(books).args(words).stdin(Stdio::null());
    if passphrase.is_some() {
        command.args(["--passphrase-fd", "0"]).stdin(Stdio::piped());
    }
    let mut call = process::Kept::start(command)?;
    if let (Some(passphrase), Some(mut input)) = (passphrase, call.child().stdin.take()) {
        input.write_all(passphrase.as_bytes()).map_err(at(Path::new("standard input of jangbu")))?;
    }
    match process::wait(call.child(), CALL_MAX)? {
        Some(status) if status.success() || status.code() == Some(NEEDS_A_LOOK) => Ok(()),
        Some(status) => stop(format!("`jangbu {}` failed ({status})", words.join(" "))),
        None => stop(format!("`jangbu {}` did not end", words.join(" "))),
    }
}
