//! Consents and what was spent under them.

use crate::fixture::*;
use jangbu_store::*;

const MONTH: &str = "2026-11";

fn call(krw: i64) -> NewSpending {
    NewSpending {
        provider: "popbill".into(),
        operation: "close_down".into(),
        month: MONTH.into(),
        count: 3,
        krw,
        agreed_once: false,
    }
}

fn done(found: &SetAside) -> i64 {
    match found {
        SetAside::Done(id) => *id,
        refused => panic!("{refused:?}"),
    }
}

#[test]
fn nothing_is_set_aside_without_a_consent_or_beyond_its_cap() {
    let (_fixture, book) = book();
    assert_eq!(book.set_aside(&call(60), at(1)).unwrap(), SetAside::NoConsent { spent_krw: 0 });
    book.keep_consent("popbill", Some(100), at(2)).unwrap();
    done(&book.set_aside(&call(60), at(3)).unwrap());
    let over = SetAside::OverCap { cap_krw: 100, spent_krw: 60 };
    assert_eq!(book.set_aside(&call(41), at(4)).unwrap(), over, "what is only set aside counts");
    done(&book.set_aside(&call(40), at(5)).unwrap());
    let spent = book.read(|r| r.spent("popbill", MONTH)).unwrap();
    assert_eq!(spent, SpentSums { calls: 2, count: 6, krw: 100, open_krw: 100 });
    let next = NewSpending { month: "2026-12".into(), ..call(100) };
    done(&book.set_aside(&next, at(6)).unwrap());
    book.keep_consent("popbill", None, at(7)).unwrap();
    assert_eq!(book.read(|r| r.consent("popbill")).unwrap(), None);
    assert_eq!(book.set_aside(&call(0), at(8)).unwrap(), SetAside::NoConsent { spent_krw: 100 });
}

#[test]
fn a_word_for_one_call_needs_no_consent_and_is_counted() {
    let (_fixture, book) = book();
    let once = NewSpending { agreed_once: true, ..call(500) };
    let id = done(&book.set_aside(&once, at(1)).unwrap());
    book.settle_spending(id, 480, at(2)).unwrap();
    assert!(matches!(book.settle_spending(id, 480, at(3)), Err(StoreError::NotFound { .. })), "once");
    let spent = book.read(|r| r.spent("popbill", MONTH)).unwrap();
    assert_eq!(spent, SpentSums { calls: 1, count: 3, krw: 480, open_krw: 0 });
    book.keep_consent("popbill", Some(500), at(4)).unwrap();
    let over = SetAside::OverCap { cap_krw: 500, spent_krw: 480 };
    assert_eq!(book.set_aside(&call(21), at(5)).unwrap(), over, "the cap counts what was paid before it");
}

#[test]
fn what_was_not_sent_costs_nothing_and_absurd_sums_are_refused() {
    let (_fixture, book) = book();
    book.keep_consent("popbill", Some(100), at(1)).unwrap();
    let id = done(&book.set_aside(&call(100), at(2)).unwrap());
    book.settle_spending(id, 0, at(3)).unwrap();
    done(&book.set_aside(&call(100), at(4)).unwrap());
    for krw in [-1, CAP_KRW_MAX + 1] {
        assert!(matches!(book.set_aside(&call(krw), at(5)), Err(StoreError::TooMany { .. })), "{krw}");
    }
    for cap in [0, -5, CAP_KRW_MAX + 1] {
        let refused = book.keep_consent("popbill", Some(cap), at(6));
        assert!(matches!(refused, Err(StoreError::TooMany { .. })), "{cap}");
    }
    assert_eq!(book.read(|r| r.consent("popbill")).unwrap().unwrap().cap_krw, 100);
}
