//! Searching folders as people have them.

use crate::fixture::{BUSINESS, EXPIRED, bytes, path, user};
use core::ops::ControlFlow;
use jangbu_npki::certificate::ValidityAt;
use jangbu_npki::discovery::{DEPTH_MAX, Discovery, Limit, PairFault, discover, is_same_name};
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};

fn search(roots: &[PathBuf]) -> Discovery {
    let now: Timestamp = "2026-11-25T00:00:00Z".parse().unwrap();
    discover(roots, now, &mut |_| ControlFlow::Continue(()))
}

fn put(folder: &Path, names: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    for (name, from) in names {
        fs::write(folder.join(name), bytes(from)).unwrap();
    }
}

fn sign(file: &str) -> String {
    format!("synthetic/NPKI/{BUSINESS}/{file}")
}

#[test]
fn the_made_folder_shows_its_four_users_and_who_has_expired() {
    let found = search(&[path("synthetic/NPKI")]);
    assert_eq!(found.pairs.len(), 4);
    assert!(found.pairs.iter().all(|pair| pair.is_whole() && pair.authorities_path.is_none()));
    for pair in &found.pairs {
        let km = pair.key_management.as_ref().unwrap();
        assert!(km.faults.is_empty());
        assert!(km.certificate.as_ref().unwrap().key_usage().unwrap().key_encipherment());
    }
    let expired = user(EXPIRED, "signCert.der");
    let states: Vec<_> = found.copies_of(&expired).map(|pair| pair.validity).collect();
    assert_eq!(states, [Some(ValidityAt::Expired)]);
    assert_eq!((found.limit, found.unreadable.len()), (None, 0));
}

#[test]
fn letter_case_and_composition_do_not_matter() {
    let place = tempfile::tempdir().unwrap();
    let decomposed = "cn=\u{1112}\u{1169}\u{11BC}길동";
    put(
        &place.path().join("npki/YESSIGN/User").join(decomposed),
        &[
            ("SIGNCERT.DER", &sign("signCert.der")),
            ("signpri.KEY", &sign("signPri.key")),
            ("CAPUBS", "synthetic/inter.der"),
        ],
    );
    let found = search(&[place.path().join("NPKI")]);
    assert_eq!(found.pairs.len(), 1);
    assert!(found.pairs[0].is_whole() && found.pairs[0].authorities_path.is_some());
    assert!(is_same_name("홍", "\u{1112}\u{1169}\u{11BC}") && is_same_name("NPKI", "npki"));
    assert!(!is_same_name("NPKI", "NPK1"));
}

#[test]
fn any_folder_with_a_pair_is_found_and_so_are_loose_pairs_and_archives() {
    let place = tempfile::tempdir().unwrap();
    let (certificate, key) = (sign("signCert.der"), sign("signPri.key"));
    put(&place.path().join("usb/백업"), &[("signCert.der", &certificate), ("signPri.key", &key)]);
    put(
        &place.path().join("loose"),
        &[("회사.cer", &certificate), ("회사.key", &key), ("other.der", &certificate)],
    );
    put(&place.path().join("single"), &[("a.crt", &certificate), ("b.key", &key)]);
    put(
        &place.path().join("pfx"),
        &[("내보내기.PFX", "pypinksign/hkd.pfx"), ("b.p12", "pypinksign/hkd.pfx")],
    );
    put(&place.path().join("roots"), &[("a.der", "synthetic/root.der"), ("b.der", "synthetic/inter.der")]);
    let found = search(&[place.path().to_path_buf()]);
    assert_eq!(found.pairs.len(), 3, "{:?}", found.pairs);
    assert!(found.pairs.iter().all(jangbu_npki::discovery::FoundPair::is_whole));
    assert_eq!(found.archives.len(), 2);
    assert_eq!(found.copies_of(&user(BUSINESS, "signCert.der")).count(), 3);
}

#[test]
fn a_broken_pair_is_listed_with_its_reason() {
    let place = tempfile::tempdir().unwrap();
    let (certificate, key) = (sign("signCert.der"), sign("signPri.key"));
    let at = |name: &str| place.path().join(name);
    put(&at("1"), &[("signCert.der", &certificate)]);
    put(&at("2"), &[("signPri.key", &key)]);
    put(&at("3"), &[("signCert.der", &key), ("signPri.key", &key)]);
    put(&at("4"), &[("signCert.der", &certificate), ("signPri.key", &certificate)]);
    put(&at("5"), &[("signCert.der", &certificate)]);
    fs::write(at("5").join("signPri.key"), vec![0; 70_000]).unwrap();
    put(&at("6"), &[("signPri.key", &key)]);
    fs::write(at("6").join("signCert.der"), vec![0; 70_000]).unwrap();
    put(&at("7"), &[("signCert.der", &certificate), ("signPri.key", &key), ("kmCert.der", &certificate)]);
    let found = search(&[place.path().to_path_buf()]);
    let faults: Vec<_> = found.pairs.iter().map(|pair| pair.faults.clone()).collect();
    let expected = [
        PairFault::KeyMissing,
        PairFault::CertificateMissing,
        PairFault::CertificateDamaged,
        PairFault::KeyDamaged,
        PairFault::KeyTooLarge,
        PairFault::CertificateTooLarge,
    ];
    assert_eq!(faults[..6], expected.map(|fault| vec![fault]));
    assert!(found.pairs[0].certificate.is_some(), "what can be read is read");
    assert!(found.pairs[6].is_whole());
    assert_eq!(found.pairs[6].key_management.as_ref().unwrap().faults, [PairFault::KeyMissing]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let place = tempfile::tempdir().unwrap();
    let real = place.path().join("elsewhere/user");
    put(&real, &[("signCert.der", &sign("signCert.der")), ("signPri.key", &sign("signPri.key"))]);
    let root = place.path().join("NPKI");
    fs::create_dir(&root).unwrap();
    symlink(&real, root.join("a")).unwrap();
    symlink(&real, root.join("b")).unwrap();
    symlink(&root, root.join("circle")).unwrap();
    symlink(place.path().join("nowhere"), root.join("dead")).unwrap();
    let found = search(&[root.clone(), root]);
    assert_eq!((found.pairs.len(), found.folders), (1, 2));
}

#[test]
fn folders_deeper_than_the_bound_are_left_out_and_it_says_so() {
    let place = tempfile::tempdir().unwrap();
    let deep = (0..=DEPTH_MAX).fold(place.path().to_path_buf(), |path, _| path.join("d"));
    put(&deep, &[("signCert.der", &sign("signCert.der")), ("signPri.key", &sign("signPri.key"))]);
    let found = search(&[place.path().to_path_buf()]);
    assert_eq!((found.pairs.len(), found.limit), (0, Some(Limit::Depth)));
    let found = search(&[place.path().join("d")]);
    assert_eq!((found.pairs.len(), found.limit), (1, None));
}

#[test]
fn thousands_of_unrelated_files_are_looked_at_by_name_alone() {
    let place = tempfile::tempdir().unwrap();
    for number in 0..2_000 {
        // If one were opened as a certificate, it would be listed as a broken one.
        fs::write(place.path().join(format!("{number}.txt")), "x").unwrap();
    }
    put(
        &place.path().join("u"),
        &[("signCert.der", &sign("signCert.der")), ("signPri.key", &sign("signPri.key"))],
    );
    let found = search(&[place.path().to_path_buf()]);
    assert_eq!((found.pairs.len(), found.entries), (1, 2_003));
}

#[test]
fn a_search_can_be_ended_and_a_root_that_is_not_there_is_no_matter() {
    let now = Timestamp::UNIX_EPOCH;
    let found = discover(&[path("synthetic/NPKI")], now, &mut |_| ControlFlow::Break(()));
    assert!(found.pairs.is_empty());
    assert_eq!(search(&[path("nowhere/NPKI")]).folders, 0);
}
