//! Running it: what goes where, and how it ends.

use crate::terminal::{Terminal, WRONG};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

#[test]
fn an_import_is_one_document_on_standard_output_and_progress_on_standard_error() {
    let terminal = Terminal::with_company();
    let ran = terminal
        .jangbu("--json --passphrase-fd 3 import downloads/0101.xml downloads/0102.xml 3< passphrase.txt");
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let answer = ran.document();
    assert_eq!(answer["outcome"]["added"], json!(2));
    assert!(ran.errors.lines().any(|line| line.contains('%')), "progress: {:?}", ran.errors);
    assert!(!ran.output.contains('%'), "{}", ran.output);
}

#[test]
fn codes_tell_done_refused_misused_and_needing_a_look_apart() {
    let terminal = Terminal::with_company();
    let code = |words: &str| terminal.jangbu(&format!("--passphrase-fd 3 {words} 3< passphrase.txt")).code;
    assert_eq!(code("import downloads/0101.xml"), 0);
    assert_eq!(code("import downloads/0101.xml"), 0, "the same file again is fine");
    assert_eq!(code("import downloads/none.xml"), 1);
    assert_eq!(code("import downloads/cut.xml downloads/0102.xml"), 1, "rejected rows need a word");
    assert_eq!(code("import --accept-partial downloads/cut.xml downloads/0102.xml"), 3);
    assert_eq!(code("import --dry-run downloads/cut.xml"), 3);
    assert_eq!(code("import downloads/conflict.xml"), 3, "the book's version was kept");
    assert_eq!(code("import --on-conflict file downloads/conflict.xml"), 0);
    assert_eq!(code("imports undo 1"), 3, "a later import stands on it");
    assert_eq!(code("imports undo 99"), 1);
    assert_eq!(code("invoice show 1"), 1);
    assert_eq!(code("invoice list --limit 0"), 2);
    assert_eq!(code("invoice"), 2);
    assert_eq!(code("--nonsense"), 2);
    assert_eq!(terminal.jangbu("--help").code, 0);
    assert_eq!(terminal.jangbu("--version").code, 0);
}

#[test]
fn what_was_rejected_is_named_before_the_refusal() {
    let terminal = Terminal::with_company();
    let ran =
        terminal.jangbu("--passphrase-fd 3 import downloads/cut.xml downloads/0102.xml 3< passphrase.txt");
    assert_eq!((ran.code, ran.output.as_str()), (1, ""));
    assert!(ran.errors.contains("cut.xml:"), "file and line: {}", ran.errors);
    assert!(ran.errors.contains("(import.partial_needs_word)"), "{}", ran.errors);
}

#[test]
fn a_failure_with_json_is_a_document_with_its_code() {
    let terminal = Terminal::with_company();
    let ran =
        terminal.jangbu("--json --passphrase-fd 3 invoice show 20990101-99990000-00000001 3< passphrase.txt");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.document()["error"]["code"], json!("invoice.not_found"));
}

#[test]
fn a_wrong_passphrase_a_missing_one_and_a_closed_descriptor_are_told_apart() {
    let terminal = Terminal::with_company();
    let code_of = |words: &str| -> Value { terminal.jangbu(words).document()["error"]["code"].clone() };
    assert_eq!(code_of("--json --passphrase-fd 3 invoice list 3< wrong.txt"), json!("book.wrong_key"));
    assert_eq!(code_of("--json invoice list"), json!("book.wrong_key"));
    assert_eq!(code_of("--json --passphrase-fd 9 invoice list"), json!("file.unreadable"));
    let ran = terminal.jangbu("--json --passphrase-fd 3 invoice list 3< wrong.txt");
    for said in [&ran.output, &ran.errors] {
        assert!(!said.contains(WRONG), "the passphrase is never repeated: {said}");
    }
}

#[test]
fn the_recovery_key_opens_the_book_by_its_own_descriptor() {
    let terminal = Terminal::with_company();
    let ran = terminal.jangbu("--json --recovery-fd 3 invoice list 3< recovery.txt");
    assert_eq!(ran.code, 0, "{}", ran.output);
    let both =
        terminal.jangbu("--recovery-fd 3 --passphrase-fd 4 invoice list 3< recovery.txt 4< passphrase.txt");
    assert_eq!(both.code, 2);
}

#[test]
fn a_company_is_chosen_by_number_and_an_unknown_one_is_refused() {
    let terminal = Terminal::with_company();
    let by_number =
        terminal.jangbu("--json --company 1234567891 --passphrase-fd 3 invoice list 3< passphrase.txt");
    assert_eq!(by_number.code, 0);
    let unknown =
        terminal.jangbu("--json --company 999-88-00014 --passphrase-fd 3 invoice list 3< passphrase.txt");
    assert_eq!(unknown.document()["error"]["code"], json!("book.not_found"));
}

#[test]
fn a_page_goes_on_where_the_one_before_ended() {
    let terminal = Terminal::with_company();
    terminal.jangbu("--passphrase-fd 3 import downloads/0101.xml downloads/0102.xml 3< passphrase.txt");
    let list = |more: &str| {
        let words =
            format!("--json --passphrase-fd 3 invoice list --limit 1 --sort=-total {more} 3< passphrase.txt");
        terminal.jangbu(&words).document()
    };
    let first = list("");
    let second = list(&format!("--after {}", first["next"].as_str().unwrap()));
    assert_eq!(first["rows"][0]["total_krw"], json!(1_210_001));
    assert_eq!((&second["rows"][0]["total_krw"], &second["next"]), (&json!(50_000), &Value::Null));
    assert_eq!(second["totals"], first["totals"], "sums are of the whole list");
}

#[test]
fn english_is_spoken_on_request() {
    let terminal = Terminal::with_company();
    let ran = terminal.jangbu("--lang en --passphrase-fd 3 import downloads/0101.xml 3< passphrase.txt");
    assert!(ran.output.contains("Imported: 1 added"), "{}", ran.output);
    let korean = terminal.jangbu("--passphrase-fd 3 invoice list 3< passphrase.txt");
    assert!(korean.output.contains("작성일자") && korean.output.contains("1,210,001"), "{}", korean.output);
}

#[test]
fn serve_prints_one_line_with_an_address_on_loopback_and_ends_when_told() {
    let terminal = Terminal::bare();
    let mut command = terminal.command("exec jangbu serve");
    let mut serving = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told = serde_json::from_str::<Value>(&line);
    serving.kill().unwrap();
    serving.wait().unwrap();
    let url = told.unwrap()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:") && url.contains("/?token="), "{url}");
}
