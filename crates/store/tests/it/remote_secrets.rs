//! Keys of remote systems: sealed inside the encrypted book, replaced, forgotten, never shown.

use crate::fixture::{at, book};
use jangbu_store::*;

#[test]
fn a_secret_is_kept_replaced_and_forgotten_and_its_row_never_shows_it() {
    let (_fixture, book) = book();
    assert_eq!(book.read(|r| r.remote_secret("nts", "service_key")).unwrap(), None);
    book.keep_remote_secret("nts", "service_key", Some("first+key=="), at(0)).unwrap();
    book.keep_remote_secret("nts", "service_key", Some("second+key=="), at(1)).unwrap();
    book.keep_remote_secret("popbill", "link_id", Some("LINK"), at(2)).unwrap();
    let kept = book.read(|r| r.remote_secret("nts", "service_key")).unwrap().unwrap();
    assert_eq!(kept.as_str(), "second+key==");
    let rows = book.read(Reader::remote_secrets).unwrap();
    let shown: Vec<_> =
        rows.iter().map(|row| (row.service.as_str(), row.name.as_str(), row.kept_at)).collect();
    assert_eq!(shown, [("nts", "service_key", at(1)), ("popbill", "link_id", at(2))]);
    assert!(!format!("{rows:?}").contains("key=="));
    book.keep_remote_secret("nts", "service_key", None, at(3)).unwrap();
    assert_eq!(book.read(|r| r.remote_secret("nts", "service_key")).unwrap(), None);
    assert_eq!(book.read(Reader::remote_secrets).unwrap().len(), 1);
}

#[test]
fn a_secret_without_a_proper_name_too_long_or_one_too_many_is_refused_and_the_others_stay() {
    let (_fixture, book) = book();
    let long = "x".repeat(4_097);
    assert!(matches!(
        book.keep_remote_secret("nts", "service_key", Some(&long), at(0)),
        Err(StoreError::TooMany { max: 4_096, .. })
    ));
    assert!(matches!(
        book.keep_remote_secret("국세청", "service_key", Some("x"), at(0)),
        Err(StoreError::BadRemoteText { .. })
    ));
    for number in 0..64 {
        book.keep_remote_secret("nts", &format!("key_{number}"), Some("x"), at(0)).unwrap();
    }
    assert!(matches!(
        book.keep_remote_secret("nts", "key_64", Some("x"), at(0)),
        Err(StoreError::TooMany { max: 64, .. })
    ));
    assert_eq!(book.read(Reader::remote_secrets).unwrap().len(), 64);
    assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None);
}
