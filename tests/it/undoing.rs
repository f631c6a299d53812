//! Taking an import back.

use crate::desk::{Desk, count};
use crate::papers::{draft, fixture, fixtures_in, invoice_of, list, plain, xml};
use jangbu_domain::Direction;
use serde_json::json;

#[test]
fn undoing_an_import_that_only_added_gives_back_the_empty_book() {
    let desk = Desk::with_company();
    let before = desk.dump();
    let outcome = desk.import(&fixtures_in("unsigned", "xml"));
    assert_ne!(desk.dump(), before);
    let undone = desk.undo(&outcome["import_id"]);
    assert_eq!(count(&undone, "removed"), count(&outcome, "added"));
    assert_eq!(desk.dump(), before);
    let imports = desk.call("import.list", json!({}));
    assert!(!imports["imports"][0]["undone_at"].is_null());
}

#[test]
fn undoing_an_import_that_completed_and_replaced_restores_what_was_there() {
    let desk = Desk::with_company();
    let document = invoice_of("unsigned/0101.xml");
    let listed = list(Direction::Sale, &[document, plain(40, 7, 500, Direction::Sale)]);
    desk.import(&[desk.file("매출.xlsx", &listed)]);
    desk.import(&[desk.file("a.xml", &xml(&plain(41, 8, 1_000, Direction::Purchase)))]);
    let before = desk.dump();

    let mut other = draft(41, 8, 7_000, Direction::Purchase);
    other.supplier.name = "이름 바꾼 거래처".to_owned();
    let replacing = desk.file("b.xml", &xml(&other.check().unwrap()));
    let preview = desk.preview(&[fixture("unsigned/0101.xml"), fixture("unsigned/0102.xml"), replacing]);
    let mut word = desk.word(&preview);
    word["otherwise"] = json!("take_theirs");
    let outcome = desk.call("import.commit", word);
    let done = ["added", "enriched", "replaced"].map(|field| count(&outcome, field));
    assert_eq!(done, [1, 1, 1]);
    assert_ne!(desk.dump()["partners"], before["partners"]);

    let undone = desk.undo(&outcome["import_id"]);
    assert_eq!((count(&undone, "removed"), count(&undone, "restored")), (1, 2));
    assert_eq!(undone["kept"], json!([]));
    assert_eq!(desk.dump(), before);
}

#[test]
fn what_a_later_import_stands_on_is_kept_with_its_reason() {
    let desk = Desk::with_company();
    let document = invoice_of("unsigned/0101.xml");
    let first = desk.import(&[desk.file("매출.xlsx", &list(Direction::Sale, &[document]))]);
    let second = desk.import(&[fixture("unsigned/0101.xml")]);
    let after = desk.dump();
    let undone = desk.undo(&first["import_id"]);
    assert_eq!(count(&undone, "removed"), 0);
    assert_eq!(undone["kept"][0]["code"], json!("changed_later"));
    assert_eq!(desk.dump()["rows"], after["rows"]);
    // The later one answers for it now and takes it along.
    assert_eq!(count(&desk.undo(&second["import_id"]), "removed"), 1);
    assert!(desk.rows().is_empty());
}

#[test]
fn an_import_is_undone_once_and_an_unknown_one_never() {
    let desk = Desk::with_company();
    let outcome = desk.import(&[fixture("unsigned/0101.xml")]);
    desk.undo(&outcome["import_id"]);
    let again = json!({ "id": outcome["import_id"], "job": "x" });
    assert_eq!(desk.refusal("import.undo", again), "import.undone_already");
    assert_eq!(desk.refusal("import.undo", json!({ "id": 99, "job": "x" })), "import.not_found");
}

#[test]
fn what_was_undone_comes_in_again_as_new() {
    let desk = Desk::with_company();
    let outcome = desk.import(&[fixture("unsigned/0101.xml")]);
    let rows = desk.rows();
    desk.undo(&outcome["import_id"]);
    let preview = desk.preview(&[fixture("unsigned/0101.xml")]);
    assert_eq!(count(&preview, "new"), 1);
    desk.call("import.commit", desk.word(&preview));
    let again = desk.rows();
    assert_eq!(again[0]["approval_number"], rows[0]["approval_number"]);
    assert_ne!(again[0]["id"], rows[0]["id"], "a number once given out is not given again");
}
