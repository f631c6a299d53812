//! Bringing documents in: the dry run, the clerk's word, the commit.

use crate::desk::{Desk, approvals, count};
use crate::papers::{draft, fixture, fixtures_in, invoice_of, list, plain, xml};
use jangbu_app::ipc::view::Event;
use jangbu_domain::{Direction, Krw};
use serde_json::{Value, json};
use std::sync::Arc;

const FIRST: &str = "20250131-99990000-00000001";
const SALES_LIST: &str = "hometax/매출전자세금계산서목록(1~4).xls";
const EXEMPT_LIST: &str = "hometax/매출전자계산서목록(1~1).xls";

#[test]
fn every_kind_of_e_tax_document_comes_in_and_is_shown_whole() {
    let desk = Desk::with_company();
    let outcome = desk.import(&fixtures_in("unsigned", "xml"));
    assert_eq!((count(&outcome, "rejected"), count(&outcome, "foreign")), (0, 0));
    let rows = desk.rows();
    // Three files are one invoice: as written, with CRLF, and compact.
    assert_eq!(rows.len(), fixtures_in("unsigned", "xml").len() - 2);
    assert_eq!(count(&outcome, "added"), rows.len() as u64);
    let kinds: std::collections::BTreeSet<String> = rows
        .iter()
        .map(|row| format!("{} {}", row["kind"].as_str().unwrap(), row["variety"].as_str().unwrap()))
        .collect();
    let expected = [
        "amended_exempt general",
        "amended_tax general",
        "exempt general",
        "tax consigned",
        "tax general",
        "tax import",
        "tax zero_rated",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for row in &rows {
        let view = desk.call("invoice.show", json!({ "id": row["id"] }));
        assert_eq!(&view["row"], row);
        assert_eq!(row["full"], json!(true));
        assert!(!view["sources"].as_array().unwrap().is_empty(), "{row}");
        assert_eq!(view["row"]["variety"] == "consigned", !view["broker"].is_null(), "{row}");
        assert_eq!(view["row"]["variety"] == "import", !view["import_declaration"].is_null(), "{row}");
    }
}

#[test]
fn a_signed_document_and_its_unsigned_twin_are_one_invoice_with_two_sources() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0102.xml")]);
    let again = desk.import(&[fixture("signed/0102.xml")]);
    assert_eq!((count(&again, "added"), count(&again, "unchanged")), (0, 1));
    let view = desk.show("20250131-99990000-00000002");
    assert_eq!(view["sources"].as_array().unwrap().len(), 2);
    desk.import(&fixtures_in("signed", "xml"));
    assert_eq!(desk.rows().len(), 6);
}

#[test]
fn a_source_document_leaves_byte_for_byte_as_it_came() {
    use base64::Engine as _;
    let desk = Desk::with_company();
    for name in ["signed/0101-crlf.xml", "unsigned/0101-person.xml", SALES_LIST] {
        let outcome = desk.import(&[fixture(name)]);
        assert!(!outcome["import_id"].is_null(), "{name}");
    }
    let mut kept = std::collections::BTreeMap::new();
    for row in desk.rows() {
        let view = desk.call("invoice.show", json!({ "id": row["id"] }));
        for source in view["sources"].as_array().unwrap() {
            let saved = desk.call("source.export", json!({ "id": source["id"], "to": null }));
            let bytes = base64::engine::general_purpose::STANDARD.decode(saved["base64"].as_str().unwrap());
            kept.insert(source["file_name"].as_str().unwrap().to_owned(), bytes.unwrap());
        }
    }
    assert_eq!(kept.len(), 3);
    for (name, bytes) in kept {
        let folder = if name.ends_with("xls") {
            "hometax"
        } else if name.contains("crlf") {
            "signed"
        } else {
            "unsigned"
        };
        assert_eq!(bytes, std::fs::read(fixture(&format!("{folder}/{name}"))).unwrap(), "{name}");
    }
}

#[test]
fn list_workbooks_of_taxable_and_exempt_sales_come_in_with_their_totals_agreeing() {
    let desk = Desk::with_company();
    let preview = desk.preview(&[fixture(SALES_LIST), fixture(EXEMPT_LIST)]);
    let files = preview["files"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!((&file["reconciled"], &file["format"]), (&json!(true), &json!("hometax_xls")));
    }
    assert_eq!(count(&preview, "new"), 5);
    assert!(desk.rows().is_empty(), "a dry run writes nothing");
    let outcome = desk.call("import.commit", desk.word(&preview));
    assert_eq!(count(&outcome, "added"), 5);
    assert_eq!(outcome["totals"], preview["totals"]);
    assert_eq!(desk.totals(&json!({})), preview["totals"]);
    assert_eq!(preview["totals"]["sales"]["total_krw"], json!(2_140_001 + 30_000));
}

#[test]
fn the_form_for_issuing_many_is_refused_with_its_reason() {
    let desk = Desk::with_company();
    let preview = desk.preview(&fixtures_in("hometax", "xlsx"));
    assert_eq!(count(&preview, "new"), 0);
    assert_eq!(preview["findings"][0]["severity"], json!("error"), "{}", preview["findings"]);
    assert_eq!(desk.refusal("import.commit", desk.word(&preview)), "import.none_readable");
}

#[test]
fn the_same_files_a_second_time_add_nothing() {
    let desk = Desk::with_company();
    let mut files = fixtures_in("unsigned", "xml");
    files.extend([fixture(EXEMPT_LIST)]);
    desk.import(&files);
    let before = desk.dump();
    let preview = desk.preview(&files);
    for file in preview["files"].as_array().unwrap() {
        assert_eq!(file["already_imported"], json!(true), "{file}");
        assert_eq!(count(file, "new") + count(file, "enriching") + count(file, "conflicts"), 0, "{file}");
    }
    let outcome = desk.call("import.commit", desk.word(&preview));
    assert_eq!(outcome["import_id"], Value::Null);
    assert_eq!((count(&outcome, "added"), count(&outcome, "enriched")), (0, 0));
    assert_eq!(desk.dump(), before);
    assert_eq!(desk.call("import.list", json!({}))["imports"].as_array().unwrap().len(), 1);
}

#[test]
fn a_list_row_is_completed_by_the_document_of_the_same_number() {
    let desk = Desk::with_company();
    let document = invoice_of("unsigned/0101.xml");
    let workbook = desk.file("매출.xlsx", &list(Direction::Sale, std::slice::from_ref(&document)));
    desk.import(std::slice::from_ref(&workbook));
    let listed = desk.show(FIRST);
    assert_eq!(listed["row"]["full"], json!(false));
    let preview = desk.preview(&[fixture("unsigned/0101.xml")]);
    assert_eq!((count(&preview, "enriching"), count(&preview, "new")), (1, 0));
    let outcome = desk.call("import.commit", desk.word(&preview));
    assert_eq!(count(&outcome, "enriched"), 1);
    let whole = desk.show(FIRST);
    assert_eq!(whole["row"]["full"], json!(true));
    assert_eq!(whole["row"]["id"], listed["row"]["id"], "it is still the same document");
    assert_eq!(whole["sources"].as_array().unwrap().len(), 2);
    assert_eq!(whole["lines"].as_array().unwrap().len(), document.lines().len());
    // The list after the document says nothing new.
    let again = desk.preview(&[workbook]);
    assert_eq!((count(&again, "enriching"), count(&again, "same")), (0, 1));
}

/// A book with the document and a file that says otherwise: another supply.
fn conflicting(desk: &Desk) -> Value {
    desk.import(&[desk.file("a.xml", &xml(&plain(1, 31, 1_000, Direction::Sale)))]);
    let mut other = draft(1, 31, 2_000, Direction::Sale);
    other.notes = vec!["다시 받은 파일".to_owned()];
    desk.preview(&[desk.file("b.xml", &xml(&other.check().unwrap()))])
}

#[test]
fn a_conflict_shows_both_versions_and_the_books_stays_by_choice() {
    let desk = Desk::with_company();
    let preview = conflicting(&desk);
    assert_eq!(count(&preview, "conflicts_total"), 1);
    let conflict = &preview["conflicts"][0];
    assert_eq!(conflict["ours"]["supply_krw"], json!(1_000));
    assert_eq!(conflict["theirs"]["supply_krw"], json!(2_000));
    let fields: Vec<&str> =
        conflict["fields"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap()).collect();
    assert!(fields.contains(&"supply") && fields.contains(&"total"), "{fields:?}");
    let before = desk.dump();
    let outcome = desk.call("import.commit", desk.word(&preview));
    assert_eq!((count(&outcome, "kept_ours"), count(&outcome, "replaced")), (1, 0));
    assert_eq!(desk.dump()["rows"], before["rows"]);
    assert_eq!(desk.dump()["totals"], before["totals"]);
}

#[test]
fn a_conflict_decided_for_the_file_replaces_the_version_and_tells_its_history() {
    let desk = Desk::with_company();
    let preview = conflicting(&desk);
    let mut word = desk.word(&preview);
    word["decisions"] = json!([{ "approval_number": FIRST, "choice": "take_theirs" }]);
    let outcome = desk.call("import.commit", word);
    assert_eq!((count(&outcome, "kept_ours"), count(&outcome, "replaced")), (0, 1));
    let view = desk.show(FIRST);
    assert_eq!(view["row"]["supply_krw"], json!(2_000));
    assert_eq!(view["notes"], json!(["다시 받은 파일"]));
    let last = view["history"].as_array().unwrap().last().unwrap().clone();
    let supply = last["fields"].as_array().unwrap().iter().find(|f| f["field"] == "supply").unwrap().clone();
    assert_eq!((&supply["before"], &supply["after"]), (&json!("1,000"), &json!("2,000")), "{last}");
    assert_eq!(desk.totals(&json!({}))["sales"]["total_krw"], json!(2_200));
}

#[test]
fn a_choice_for_all_other_conflicts_reaches_every_one() {
    let desk = Desk::with_company();
    let preview = conflicting(&desk);
    let mut word = desk.word(&preview);
    word["otherwise"] = json!("take_theirs");
    assert_eq!(count(&desk.call("import.commit", word), "replaced"), 1);
    assert_eq!(desk.show(FIRST)["row"]["supply_krw"], json!(2_000));
}

#[test]
fn good_rows_beside_bad_ones_come_in_only_on_the_clerks_word() {
    let desk = Desk::with_company();
    let good = desk.file("good.xml", &xml(&plain(1, 31, 1_000, Direction::Sale)));
    let cut = std::fs::read(fixture("unsigned/0102.xml")).unwrap();
    let bad = desk.file("cut.xml", &cut[..cut.len() / 2]);
    let preview = desk.preview(&[good, bad]);
    assert_eq!((count(&preview, "new"), count(&preview, "rejected")), (1, 1));
    let finding = &preview["findings"][0];
    assert_eq!((&finding["severity"], &finding["file"]), (&json!("error"), &json!("cut.xml")));
    assert_eq!(desk.refusal("import.commit", desk.word(&preview)), "import.partial_needs_word");
    assert!(desk.rows().is_empty(), "nothing is half imported");
    let mut word = desk.word(&preview);
    word["accept_partial"] = json!(true);
    assert_eq!(count(&desk.call("import.commit", word), "added"), 1);
    assert_eq!(approvals(&desk.rows()), [FIRST]);
}

#[test]
fn a_file_changed_after_the_dry_run_is_not_taken() {
    let desk = Desk::with_company();
    let path = desk.file("a.xml", &xml(&plain(1, 31, 1_000, Direction::Sale)));
    let preview = desk.preview(std::slice::from_ref(&path));
    std::fs::write(&path, xml(&plain(1, 31, 9_000, Direction::Sale))).unwrap();
    assert_eq!(desk.refusal("import.commit", desk.word(&preview)), "import.stale");
    assert!(desk.rows().is_empty());
}

#[test]
fn a_dry_run_is_committed_once_and_a_discarded_one_never() {
    let desk = Desk::with_company();
    let path = desk.file("a.xml", &xml(&plain(1, 31, 1_000, Direction::Sale)));
    let preview = desk.preview(std::slice::from_ref(&path));
    desk.call("import.commit", desk.word(&preview));
    assert_eq!(desk.refusal("import.commit", desk.word(&preview)), "import.preview_gone");
    let other = desk.preview(&[path]);
    desk.call("import.discard", json!({ "preview": other["preview"] }));
    assert_eq!(desk.refusal("import.commit", desk.word(&other)), "import.preview_gone");
}

#[test]
fn two_files_that_contradict_each_other_are_a_finding_and_not_a_guess() {
    let desk = Desk::with_company();
    let one = desk.file("one.xml", &xml(&plain(1, 31, 1_000, Direction::Sale)));
    let two = desk.file("two.xml", &xml(&plain(1, 31, 2_000, Direction::Sale)));
    let preview = desk.preview(&[one, two]);
    assert_eq!((count(&preview, "new"), count(&preview, "rejected")), (1, 1));
    assert_eq!(preview["findings"][0]["code"], json!("files_differ"));
}

#[test]
fn invoices_between_others_are_told_and_left_out() {
    let desk = Desk::bare();
    desk.create("모의유통", "999-77-00037");
    let preview = desk.preview(&[fixture("unsigned/0101.xml")]);
    assert_eq!((count(&preview, "foreign"), count(&preview, "new")), (1, 0));
    assert_eq!(preview["findings"][0]["code"], json!("other_company"));
    let outcome = desk.call("import.commit", desk.word(&preview));
    assert_eq!((count(&outcome, "added"), &outcome["import_id"]), (0, &Value::Null));
}

#[test]
fn a_path_that_is_not_there_is_a_refusal_and_a_foreign_file_a_finding() {
    let desk = Desk::with_company();
    let request = json!({ "inputs": [{ "path": desk.dir.path().join("none.xml") }], "job": "j" });
    assert_eq!(desk.refusal("import.preview", request), "file.unreadable");
    let preview = desk.preview(&[desk.file("메모.txt", "오늘 할 일".as_bytes())]);
    assert_eq!(count(&preview, "rejected"), 1);
    assert_eq!(preview["findings"][0]["severity"], json!("error"));
}

#[test]
fn an_uploaded_file_comes_in_like_one_from_the_disk() {
    let desk = Desk::with_company();
    let bytes = std::fs::read(fixture("unsigned/0101.xml")).unwrap();
    let token = desk.app.stage_upload("0101.xml", &bytes).unwrap();
    let preview = desk.call("import.preview", json!({ "inputs": [{ "upload": token }], "job": "j" }));
    desk.call("import.commit", desk.word(&preview));
    assert_eq!(desk.show(FIRST)["sources"][0]["file_name"], json!("0101.xml"));
}

#[test]
fn offered_files_wait_until_a_dry_run_has_looked_at_them() {
    let desk = Desk::with_company();
    let heard = desk.app.subscribe();
    let path = fixture("unsigned/0101.xml");
    desk.app.offer_files(vec![path.clone()]);
    assert!(heard.try_iter().any(|event| matches!(event, Event::FilesOffered { .. })));
    assert_eq!(desk.call("app.status", json!({}))["pending_files"], json!([path]));
    desk.preview(&[path]);
    assert_eq!(desk.call("app.status", json!({}))["pending_files"], json!([]));
}

#[test]
fn a_commit_stopped_half_way_leaves_nothing() {
    let desk = Desk::with_company();
    let invoices: Vec<_> = (1..=4_000)
        .map(|serial| plain(serial, serial % 28 + 1, i64::from(serial) * 100, Direction::Sale))
        .collect();
    let preview = desk.preview(&[desk.file("many.xlsx", &list(Direction::Sale, &invoices))]);
    assert_eq!(count(&preview, "new"), 4_000);
    let before = desk.dump();
    let word = desk.word(&preview);
    let job = word["job"].clone();
    let heard = desk.app.subscribe();
    let app = Arc::clone(&desk.app);
    let stopper = std::thread::spawn(move || {
        let begun = |event: &Event| matches!(event, Event::Progress(p) if p.stage == "write" && p.done > 0);
        assert!(heard.iter().any(|event| begun(&event)), "writing is reported");
        app.dispatch("job.cancel", json!({ "job": job })).unwrap();
    });
    assert_eq!(desk.refusal("import.commit", word), "job.cancelled");
    stopper.join().unwrap();
    assert_eq!(desk.dump(), before);
    assert!(desk.call("import.list", json!({}))["imports"].as_array().unwrap().is_empty());
    // The dry run is still held: the clerk may think again.
    assert_eq!(count(&desk.call("import.commit", desk.word(&preview)), "added"), 4_000);
}

#[test]
fn sums_of_a_large_list_are_exact_to_the_won() {
    let desk = Desk::with_company();
    let big = Krw::MAX_ABS / 4_000;
    let invoices: Vec<_> =
        (1..=300).map(|serial| plain(serial, 31, big - i64::from(serial), Direction::Purchase)).collect();
    desk.import(&[desk.file("매입.xlsx", &list(Direction::Purchase, &invoices))]);
    let sum: i64 = invoices.iter().map(|invoice| invoice.total().won()).sum();
    assert_eq!(desk.totals(&json!({}))["purchases"]["total_krw"], json!(sum));
}
