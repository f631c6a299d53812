//! Packages for the tax office.

use crate::fixture::{bytes, signer};
use jangbu_forms::etax::{
    PACKAGE_INVOICES_MAX, PackageError, PackedInvoice, open_package, read_package, seal_package,
    write_package,
};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::{PrivateKey, RandomNumber};
use proptest::prelude::*;

fn office() -> (PrivateKey, Certificate) {
    let certificate = Certificate::parse_der(&bytes("package/nts-km.der")).unwrap();
    (PrivateKey::parse(&bytes("package/nts-km.p8.der")).unwrap(), certificate)
}

fn invoice(r: u8, xml: &[u8]) -> PackedInvoice {
    PackedInvoice { random_number: RandomNumber::new(&[r; 20]), xml: xml.to_vec() }
}

#[test]
fn a_package_made_elsewhere_reads_and_is_written_the_same() {
    let package = bytes("package/one.package.der");
    let read = read_package(&package).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].random_number.reveal(), signer().0.random_number().unwrap().reveal());
    assert_eq!(read[0].xml, bytes("signed/0101.xml"));
    assert_eq!(**write_package(&read).unwrap(), package);
}

#[test]
fn an_envelope_made_elsewhere_opens_for_the_office_alone() {
    let (key, certificate) = office();
    let sealed = bytes("package/one.env.der");
    let read = open_package(&sealed, &key, &certificate).unwrap();
    assert_eq!(read[0].xml, bytes("signed/0101.xml"));
    let (other_key, other) = signer();
    assert!(matches!(open_package(&sealed, &other_key, &other), Err(PackageError::Envelope(_))));
}

#[test]
fn a_hundred_invoices_go_into_one_envelope_and_come_out() {
    let (key, certificate) = office();
    let invoices: Vec<PackedInvoice> = (0..100).map(|n| invoice(n, &vec![n; usize::from(n) * 10])).collect();
    let sealed = seal_package(&write_package(&invoices).unwrap(), &certificate).unwrap();
    let mut opened = open_package(&sealed, &key, &certificate).unwrap();
    opened.sort_by_key(|invoice| *invoice.random_number.reveal());
    assert_eq!(opened.len(), 100);
    for (one, other) in opened.iter().zip(&invoices) {
        assert_eq!(one.xml, other.xml);
        assert_eq!(one.random_number.reveal(), other.random_number.reveal());
    }
}

#[test]
fn no_invoice_and_too_many_are_refused_both_ways() {
    assert!(matches!(write_package(&[]), Err(PackageError::Count(0))));
    let many: Vec<_> = (0..=PACKAGE_INVOICES_MAX).map(|_| invoice(1, b"x")).collect();
    assert!(matches!(write_package(&many), Err(PackageError::Count(101))));
    assert!(matches!(read_package(&[0x30, 5, 2, 1, 101, 0x31, 0]), Err(PackageError::Count(101))));
    assert!(matches!(read_package(&[0x30, 5, 2, 1, 2, 0x31, 0]), Err(PackageError::Malformed)));
    let large = invoice(1, &vec![0; 5 << 20]);
    assert!(matches!(write_package(&[large]), Err(PackageError::TooLarge)));
}

#[test]
fn a_cut_or_changed_package_is_refused() {
    let package = bytes("package/one.package.der");
    for end in [0, 1, 10, package.len() / 2, package.len() - 1] {
        assert!(read_package(&package[..end]).is_err());
    }
    let mut counted = package.clone();
    let count = counted.windows(3).position(|at| at == [2, 1, 1]).unwrap();
    counted[count + 2] = 2;
    assert!(matches!(read_package(&counted), Err(PackageError::Malformed)));
}

proptest! {
    #[test]
    fn any_bytes_are_a_package_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(invoices) = read_package(&bytes) {
            prop_assert!(write_package(&invoices).is_ok());
        }
    }
}
