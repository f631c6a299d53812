//! The test authority: what it issues is read, trusted, refused and revoked as real ones would be.

#[cfg(test)]
mod authority {
    use core::ops::ControlFlow;
    use jangbu_npki::certificate::{CertificateKind, KeyError, ValidityAt};
    use jangbu_npki::chain::{ChainProblem, NotChecked, RevocationStatus, Trust, TrustStore, read_bundle};
    use jangbu_npki::crl::{RevocationList, RevocationReason};
    use jangbu_npki::discovery::discover;
    use jangbu_npki::hazmat::{BlockCipher, Prf};
    use jangbu_npki::vid::IdentityNumber;
    use jangbu_npki::{EncryptedKey, Password, Protection, Scheme};
    use jangbu_sandbox::authority::{
        Authority, CertificateTemplate, DEMO_PASSWORD, Issued, KeySlot, Product, Usage, write_npki,
    };
    use jiff::Timestamp;
    use std::process::Command;

    fn now() -> Timestamp {
        "2026-11-25T03:00:00Z".parse().unwrap()
    }

    fn made() -> Authority {
        Authority::new(now(), 7).unwrap()
    }

    fn number() -> IdentityNumber {
        IdentityNumber::parse("123-45-67891").unwrap()
    }

    fn business(authority: &Authority) -> Issued {
        authority.issue(Product::Business, "가상상사", &number()).unwrap()
    }

    fn trusting(authority: &Authority) -> TrustStore {
        let mut store = TrustStore::new();
        store.trust(authority.root().clone()).know(authority.certificate().clone());
        store
    }

    /// An authority or user of the test's own making; names and keys as given.
    fn bent<'t>(
        subject: &'t str,
        issuer: &'t str,
        key: KeySlot,
        signer: KeySlot,
        usage: Usage,
    ) -> CertificateTemplate<'t> {
        CertificateTemplate {
            serial: 5,
            subject: vec![("2.5.4.6", "KR"), ("2.5.4.3", subject)],
            issuer: vec![("2.5.4.6", "kr"), ("2.5.4.3", issuer)],
            not_before: "2026-01-01T00:00:00Z".parse().unwrap(),
            not_after: "2027-01-01T00:00:00Z".parse().unwrap(),
            key,
            signer,
            usage,
            policy: None,
            identity: None,
        }
    }

    const ANY_LENGTH: Usage = Usage::Authority { path_length_max: None };

    #[test]
    fn what_it_issues_names_its_holder_and_proves_his_number() {
        let authority = made();
        for (product, kind) in [
            (Product::Business, CertificateKind::GeneralBusiness),
            (Product::Person, CertificateKind::BankPerson),
            (Product::TaxInvoice, CertificateKind::TaxInvoice),
        ] {
            let issued = authority.issue(product, "가상상사", &number()).unwrap();
            assert_eq!((issued.certificate.kind(), issued.certificate.owner().as_str()), (kind, "가상상사"));
            let r = issued.key.random_number().unwrap();
            assert!(issued.certificate.vid().unwrap().fits(&number(), r));
            assert!(issued.km_certificate.key_usage().unwrap().key_encipherment());
            assert!(issued.km_key.random_number().is_none());
            issued.key.check_modulus(issued.certificate.key().modulus().unwrap()).unwrap();
            issued.km_key.check_modulus(issued.km_certificate.key().modulus().unwrap()).unwrap();
            assert!(trusting(&authority).check(&issued.certificate, &[], now()).is_good());
            assert!(trusting(&authority).check(&issued.km_certificate, &[], now()).is_good());
        }
    }

    #[test]
    fn the_same_seed_and_moment_give_the_same_certificates_and_no_clock_outlives_them() {
        assert_eq!(business(&made()).certificate, business(&made()).certificate);
        assert_ne!(business(&Authority::new(now(), 8).unwrap()).certificate, business(&made()).certificate);
        for moment in ["1999-01-01T00:00:00Z", "2049-12-31T23:59:59Z", "2080-06-01T15:00:00Z"] {
            let moment: Timestamp = moment.parse().unwrap();
            let authority = Authority::new(moment, 7).unwrap();
            let issued = business(&authority);
            assert_eq!(issued.certificate.validity().at(moment), ValidityAt::Valid);
            assert!(trusting(&authority).check(&issued.certificate, &[], moment).is_good());
        }
    }

    #[test]
    fn openssl_verifies_the_chain_and_the_list() {
        let place = tempfile::tempdir().unwrap();
        let authority = made();
        let issued = business(&authority);
        let ask = |words: &[&str]| {
            let output = Command::new("openssl").args(words).current_dir(place.path()).output().unwrap();
            assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        for (name, der) in [
            ("root", authority.root().der()),
            ("ca", authority.certificate().der()),
            ("user", issued.certificate.der()),
        ] {
            std::fs::write(place.path().join("x.der"), der).unwrap();
            ask(&["x509", "-inform", "DER", "-in", "x.der", "-out", &format!("{name}.pem")]);
        }
        let list = authority.issue_revocation_list(&[(&issued.km_certificate, 4)]).unwrap();
        std::fs::write(place.path().join("l.der"), list).unwrap();
        ask(&["crl", "-inform", "DER", "-in", "l.der", "-out", "l.pem"]);
        let at = now().as_second().to_string();
        let words =
            ["verify", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "ca.pem", "-CRLfile", "l.pem"];
        let said = ask(&[&words[..], &["-crl_check", "-ignore_critical", "user.pem"]].concat());
        assert!(said.contains("user.pem: OK"), "{said}");
    }

    #[test]
    fn a_revoked_certificate_is_found_in_the_list_and_another_is_not() {
        let authority = made();
        let issued = business(&authority);
        let list = authority
            .issue_revocation_list(&[(&issued.certificate, 1), (&issued.km_certificate, 6)])
            .unwrap();
        let lists = [RevocationList::parse_der(&list).unwrap()];
        let store = trusting(&authority);
        let report = store.check(&issued.certificate, &lists, now());
        assert!(!report.is_good() && report.trust == Trust::Trusted && report.problems.is_empty());
        match report.revocation_status() {
            RevocationStatus::Revoked(revocation) => {
                assert_eq!(revocation.reason, RevocationReason::KeyCompromise);
            }
            other => panic!("{other:?}"),
        }
        assert!(store.check(&issued.km_certificate, &lists, now()).revocation[0].is_on_hold());
        let person = authority.issue(Product::Person, "홍길동", &number()).unwrap();
        let report = store.check(&person.certificate, &lists, now());
        assert!(report.is_good());
        assert_eq!(report.revocation[0], RevocationStatus::NotRevoked { as_of: now() });
        assert_eq!(
            report.revocation_status(),
            RevocationStatus::NotChecked(NotChecked::NoList),
            "the authority's own"
        );
    }

    #[test]
    fn a_list_that_cannot_be_believed_is_not_checked_and_says_why() {
        let authority = made();
        let issued = business(&authority);
        let store = trusting(&authority);
        let status = |list: &[u8], at: Timestamp| {
            let lists = [RevocationList::parse_der(list).unwrap()];
            store.check(&issued.certificate, &lists, at).revocation[0]
        };
        let list = authority.issue_revocation_list(&[]).unwrap();
        assert_eq!(status(&list, now()), RevocationStatus::NotRevoked { as_of: now() });
        let later = "2026-11-27T00:00:00Z".parse().unwrap();
        assert_eq!(status(&list, later), RevocationStatus::NotChecked(NotChecked::ListOutdated));
        let mut forged = list.clone();
        let end = forged.len() - 1;
        forged[end] ^= 1;
        assert_eq!(status(&forged, now()), RevocationStatus::NotChecked(NotChecked::ListSignature));
        for end in 0..list.len() {
            assert!(RevocationList::parse_der(&list[..end]).is_err());
        }
    }

    #[test]
    fn paths_that_break_a_rule_are_found_and_named() {
        let root = bent("R", "R", KeySlot::Root, KeySlot::Root, ANY_LENGTH).issue().unwrap();
        let leaf =
            |issuer, signer| bent("L", issuer, KeySlot::Person, signer, Usage::Signing).issue().unwrap();
        let problems = |known: &[CertificateTemplate<'_>], leaf| {
            let mut store = TrustStore::new();
            store.trust(root.clone());
            for template in known {
                store.know(template.issue().unwrap());
            }
            let report = store.check(&leaf, &[], now());
            assert_eq!(report.trust, Trust::Trusted);
            report.problems
        };
        let good = bent("A", "R", KeySlot::Authority, KeySlot::Root, ANY_LENGTH);
        assert_eq!(problems(std::slice::from_ref(&good), leaf("A", KeySlot::Authority)), []);
        let why = KeyError::SignatureInvalid;
        assert_eq!(
            problems(std::slice::from_ref(&good), leaf("A", KeySlot::Business)),
            [ChainProblem::Signature { at: 0, why }]
        );
        let user = CertificateTemplate { usage: Usage::Signing, ..good.clone() };
        assert_eq!(
            problems(&[user], leaf("A", KeySlot::Authority)),
            [ChainProblem::NotAnAuthority { at: 1 }, ChainProblem::KeyUsage { at: 1 }]
        );
        let expired =
            CertificateTemplate { not_after: "2026-06-01T00:00:00Z".parse().unwrap(), ..good.clone() };
        assert_eq!(problems(&[expired], leaf("A", KeySlot::Authority)), [ChainProblem::Expired { at: 1 }]);
        let short = CertificateTemplate { usage: Usage::Authority { path_length_max: Some(0) }, ..good };
        let below = bent("B", "A", KeySlot::Business, KeySlot::Authority, ANY_LENGTH);
        assert_eq!(
            problems(&[short, below], leaf("B", KeySlot::Business)),
            [ChainProblem::PathTooLong { at: 2 }]
        );
    }

    #[test]
    fn of_two_authorities_with_one_name_the_right_one_is_taken_and_circles_end() {
        let root = bent("R", "R", KeySlot::Root, KeySlot::Root, ANY_LENGTH).issue().unwrap();
        let old = bent("A", "R", KeySlot::Business, KeySlot::Root, ANY_LENGTH).issue().unwrap();
        let new = bent("A", "R", KeySlot::Authority, KeySlot::Root, ANY_LENGTH).issue().unwrap();
        let leaf = bent("L", "A", KeySlot::Person, KeySlot::Authority, Usage::Signing).issue().unwrap();
        let mut store = TrustStore::new();
        store.trust(root).know(old).know(new.clone());
        let report = store.check(&leaf, &[], now());
        assert!(report.is_good());
        assert_eq!(report.path[1], new);
        let mut circle = TrustStore::new();
        for (subject, issuer) in [("X", "Y"), ("Y", "X")] {
            circle.know(bent(subject, issuer, KeySlot::Root, KeySlot::Root, ANY_LENGTH).issue().unwrap());
        }
        let leaf = bent("L", "X", KeySlot::Person, KeySlot::Root, Usage::Signing).issue().unwrap();
        let report = circle.check(&leaf, &[], now());
        assert!(!report.is_good() && report.path.len() <= 3);
    }

    #[test]
    fn its_folder_is_found_and_its_keys_open_in_either_scheme() {
        let authority = made();
        let issued = [business(&authority), authority.issue(Product::Person, "홍길동", &number()).unwrap()];
        let password = Password::parse(DEMO_PASSWORD).unwrap();
        let pbes2 = Scheme::Pbes2 { prf: Prf::HmacSha256, cipher: BlockCipher::Seed };
        for protection in [Protection::CUSTOMARY, Protection { scheme: pbes2, iterations: 2048 }] {
            let place = tempfile::tempdir().unwrap();
            let pairs: Vec<&Issued> = issued.iter().collect();
            let folders = write_npki(place.path(), &authority, &pairs, &password, protection).unwrap();
            let found = discover(&[place.path().join("NPKI")], now(), &mut |_| ControlFlow::Continue(()));
            assert_eq!((found.pairs.len(), folders.len()), (2, 2));
            for pair in &found.pairs {
                assert!(pair.is_whole() && pair.key_management.as_ref().unwrap().faults.is_empty());
                let bundle =
                    read_bundle(&std::fs::read(pair.authorities_path.as_ref().unwrap()).unwrap()).unwrap();
                assert_eq!(bundle, [authority.certificate().clone(), authority.root().clone()]);
                let key =
                    EncryptedKey::parse(&std::fs::read(pair.key_path.as_ref().unwrap()).unwrap()).unwrap();
                assert_eq!(key.protection(), protection);
                let key = key.open(&password).unwrap();
                let certificate = pair.certificate.as_ref().unwrap();
                key.check_modulus(certificate.key().modulus().unwrap()).unwrap();
                assert!(certificate.vid().unwrap().fits(&number(), key.random_number().unwrap()));
            }
        }
    }
}
