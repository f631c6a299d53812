//! Paths over the made authorities.

use crate::fixture::{BUSINESS, EXPIRED, bytes, certificate, user};
use jangbu_npki::chain::{ChainProblem, NotChecked, RevocationStatus, Trust, TrustStore, read_bundle};
use jiff::Timestamp;

fn moment() -> Timestamp {
    "2026-11-25T00:00:00Z".parse().unwrap()
}

fn store() -> TrustStore {
    let mut store = TrustStore::new();
    store.trust(certificate("synthetic/root.der")).know(certificate("synthetic/inter.der"));
    store
}

#[test]
fn a_user_is_trusted_over_the_authority_up_to_the_root() {
    let report = store().check(&user(BUSINESS, "signCert.der"), &[], moment());
    assert!(report.is_good(), "{report:?}");
    assert_eq!(report.path.len(), 3);
    assert!(!report.uses_sha1);
    assert_eq!(report.revocation_status(), RevocationStatus::NotChecked(NotChecked::NoList));
}

#[test]
fn without_the_root_or_the_authority_it_is_said_what_is_missing() {
    let leaf = user(BUSINESS, "signCert.der");
    let alone = TrustStore::new().check(&leaf, &[], moment());
    assert_eq!(alone.trust, Trust::IssuerMissing(leaf.issuer().clone()));
    assert_eq!(alone.revocation, [RevocationStatus::NotChecked(NotChecked::NoIssuer)]);
    let mut store = TrustStore::new();
    store.know(certificate("synthetic/root.der")).know(certificate("synthetic/inter.der"));
    let untrusted = store.check(&leaf, &[], moment());
    assert_eq!((untrusted.trust.clone(), untrusted.path.len()), (Trust::UnknownRoot, 3));
    assert!(!untrusted.is_good() && untrusted.problems.is_empty());
}

#[test]
fn an_authority_may_itself_be_trusted() {
    let mut store = TrustStore::new();
    store.trust(certificate("synthetic/inter.der"));
    let report = store.check(&user(BUSINESS, "signCert.der"), &[], moment());
    assert!(report.is_good());
    assert_eq!(report.path.len(), 2);
}

#[test]
fn expired_and_not_yet_valid_certificates_are_named_by_their_place() {
    let report = store().check(&user(EXPIRED, "signCert.der"), &[], moment());
    assert_eq!(
        (report.trust.clone(), &report.problems[..]),
        (Trust::Trusted, &[ChainProblem::Expired { at: 0 }][..])
    );
    assert!(!report.is_good());
    let early = "2020-01-01T00:00:00Z".parse().unwrap();
    let report = store().check(&user(BUSINESS, "signCert.der"), &[], early);
    let expected: Vec<_> = (0..3).map(|at| ChainProblem::NotYetValid { at }).collect();
    assert_eq!(report.problems, expected);
}

#[test]
fn another_authority_of_the_same_name_does_not_help() {
    // The user's own certificate cannot have issued anything, whatever it is taken for.
    let leaf = user(BUSINESS, "signCert.der");
    let mut store = TrustStore::new();
    store.trust(leaf.clone());
    assert!(store.check(&leaf, &[], moment()).is_good(), "trusted by itself");
    let other = user(EXPIRED, "signCert.der");
    assert_eq!(store.check(&other, &[], moment()).trust, Trust::IssuerMissing(other.issuer().clone()));
}

#[test]
fn authorities_are_read_from_a_file_in_any_of_its_forms() {
    let (root, inter) = (bytes("synthetic/root.der"), bytes("synthetic/inter.der"));
    let both = [certificate("synthetic/root.der"), certificate("synthetic/inter.der")];
    assert_eq!(read_bundle(&[&root[..], &inter[..]].concat()).unwrap(), both);
    let length = u16::try_from(root.len() + inter.len()).unwrap().to_be_bytes();
    let sequence = [&[0x30, 0x82, length[0], length[1]], &root[..], &inter[..]].concat();
    assert_eq!(read_bundle(&sequence).unwrap(), both);
    assert_eq!(read_bundle(&bytes("openssl/c.pem")).unwrap().len(), 1);
    assert!(!read_bundle(&bytes("synthetic/cms/signed-attached.der")).unwrap().is_empty());
    assert!(read_bundle(b"nothing").is_err());
    assert!(read_bundle(&[]).is_err());
}
