//! What must not be readable: everything on disk, and resident numbers even inside.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;
use std::path::Path;

const RESIDENT: &str = "850301-1730592";
const DIGITS: &str = "8503011730592";

/// Invoices that carry a resident number in every place that may hold one.
fn sensitive() -> Vec<ImportItem> {
    let mut person = Spec { serial: 1, partner_name: "홍길동비밀".into(), ..Spec::default() }.draft();
    person.buyer.identity = BuyerIdentity::Resident(ResidentNumber::parse(RESIDENT).unwrap());
    person.lines[0].note = Some(format!("수령 {DIGITS}"));
    person.lines[0].item = Some(format!("위임 {RESIDENT}"));
    person.buyer.address = Some(format!("가상로 {RESIDENT}"));
    let mut foreigner = Spec { serial: 2, ..Spec::default() }.draft();
    foreigner.buyer.identity = BuyerIdentity::Foreigner;
    foreigner.notes = vec![format!("외국인 {RESIDENT}")];
    [person, foreigner].map(|draft| item(draft.check().unwrap(), Direction::Sale, ImportAct::Add)).into()
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

fn every_file(folder: &Path, see: &mut dyn FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, see);
        } else {
            see(&path, &std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn no_file_of_the_folder_shows_a_name_a_number_or_a_key() {
    let (fixture, book) = book();
    let source = SourceFile { carries_resident: true, ..file("주민.xml", b"<x>850301-1730592 plain</x>") };
    import(&book, 1, vec![source], from_file(sensitive()));
    let secret = fixture.keyring.read("company").unwrap().unwrap();
    let key = hex(&secret[..32]);
    let mut texts: Vec<Vec<u8>> = [
        "홍길동비밀",
        "복사용지",
        RESIDENT,
        DIGITS,
        "20260302999900",
        "1000000",
        "CREATE TABLE",
        "plain",
        &key,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    texts.push(secret[..32].to_vec());
    texts.push(secret[32..].to_vec());
    let check = |when: &str| {
        let mut seen = 0;
        every_file(fixture.folder.path(), &mut |path, bytes| {
            seen += 1;
            for text in &texts {
                assert!(
                    !contains(bytes, text),
                    "{when}: {} shows {}",
                    path.display(),
                    String::from_utf8_lossy(text)
                );
            }
        });
        assert!(seen >= 3, "{when}: {seen} files");
    };
    check("with its write-ahead log");
    book.close().unwrap();
    check("closed");
}

/// Every value of every table, as someone with the database key alone would see it.
#[test]
fn a_resident_number_lies_sealed_even_inside_the_database() {
    let (fixture, book) = book();
    let source = SourceFile { carries_resident: true, ..file("주민.xml", b"<x>850301-1730592</x>") };
    let counts = import(&book, 1, vec![source], from_file(sensitive()));
    let replaced = sensitive().remove(1);
    let replaced = ImportItem { act: ImportAct::Replace, ..replaced };
    import(&book, 2, Vec::new(), vec![replaced]);
    let id = book.read(|r| r.source_by_hash(&digest(b"<x>850301-1730592</x>"))).unwrap().unwrap().id;
    assert_eq!(book.read(|r| r.source_bytes(id)).unwrap().as_slice(), b"<x>850301-1730592</x>");
    assert!(book.undo_import(counts.import_id.unwrap(), at(3), &mut go_on).is_ok());
    import(&book, 4, Vec::new(), sensitive());
    book.close().unwrap();

    let secret = fixture.keyring.read("company").unwrap().unwrap();
    let key = hex(&secret[..32]);
    let connection = rusqlite::Connection::open(fixture.company_folder("company").join("book.db")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut values = 0;
    for table in &tables {
        if table == "invoice_text" {
            continue; // holds no content of its own; its parts are tables of their own
        }
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value = row.get_ref(column).unwrap();
                let bytes = value.as_bytes().unwrap_or_default();
                values += 1;
                for text in [RESIDENT, DIGITS, "1730592", "730592"] {
                    assert!(!contains(bytes, text.as_bytes()), "{table} column {column} shows {text}");
                }
            }
        }
    }
    assert!(values > 200 && tables.len() > 12, "{values} values of {tables:?}");
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[test]
fn what_the_book_gives_out_is_masked_unless_it_is_unmasked() {
    let (_fixture, book) = book();
    import(&book, 1, Vec::new(), sensitive());
    for row in all_pages(&book, &Filter::default(), &[], 10) {
        let shown = book.read(|r| r.invoice(row.id)).unwrap().unwrap();
        assert!(shown.sealed);
        let versions = book.read(|r| r.existing(std::slice::from_ref(&row.approval))).unwrap();
        let text = format!("{row:?} {shown:?} {versions:?}");
        assert!(!text.contains("730592"), "{text}");
        let whole = book.unmask(row.id, at(2)).unwrap();
        assert!(whole.carries_resident_number());
    }
    let filter = Filter { text: Some("730592".into()), ..Filter::default() };
    assert!(all_pages(&book, &filter, &[], 10).is_empty(), "not even a search finds the hidden digits");
    let filter = Filter { text: Some("850301".into()), ..Filter::default() };
    assert_eq!(all_pages(&book, &filter, &[], 10).len(), 2, "the shown part is searchable");
}

#[test]
fn errors_and_debug_forms_name_no_secret() {
    let fixture = Fixture::new();
    let created = fixture.create("company");
    let shown = created.recovery_key.shown();
    let wrong = Unlock::Recovery(zeroize::Zeroizing::new(format!("{}X", shown.as_str())));
    let error = fixture.books.open("company", &wrong).unwrap_err();
    let text = format!("{error} {error:?} {:?}", created.book);
    let (group, _) = shown.split_once('-').unwrap();
    assert!(!text.contains(group), "{text}");
}
