//! PKCS#12: what other programs wrote, what is written here, and what is wrong with either.

use crate::fixture::{KOREAN, OPENSSL, PYPINKSIGN, SYNTHETIC, business, bytes, names, password};
use jangbu_npki::hazmat::{BlockCipher, Prf};
use jangbu_npki::{
    KeyPair, MacDigest, NpkiError, PFX_BYTES_MAX, Pfx, PfxProtection, PrivateKey, Protection, Scheme,
    Structure,
};
use proptest::prelude::*;

const OWNER: &str = "synthetic/NPKI/yessign/USER/cn=가상상사()0004049202501011234567,ou=TESTBANK,ou=corporation4EC,o=yessign,c=kr";

fn open(name: &str, text: &str) -> Result<Pfx, NpkiError> {
    Pfx::open(&bytes(name), &password(text))
}

/// Signing and encryption keys of the business, each with its certificate, and two authorities.
fn business_file() -> Pfx {
    let pair = |key: &str, certificate: &str, name: Option<&str>| KeyPair {
        key: PrivateKey::parse(&bytes(&format!("synthetic/plain/{key}.p8.der"))).unwrap(),
        certificate: Some(bytes(&format!("{OWNER}/{certificate}.der"))),
        name: name.map(str::to_owned),
        protection: None,
    };
    Pfx {
        pairs: vec![pair("biz", "signCert", Some("가상상사 서명용")), pair("biz-km", "kmCert", None)],
        certificates: vec![bytes("synthetic/inter.der"), bytes("synthetic/root.der")],
    }
}

fn protections() -> Vec<PfxProtection> {
    let schemes = [
        Scheme::Pkcs12 { cipher: BlockCipher::TripleDes },
        Scheme::Pkcs12 { cipher: BlockCipher::Rc2Bits40 },
        Scheme::Pbes2 { prf: Prf::HmacSha1, cipher: BlockCipher::Seed },
        Scheme::Pbes2 { prf: Prf::HmacSha256, cipher: BlockCipher::Aria256 },
        Scheme::Pbes2 { prf: Prf::HmacSha512, cipher: BlockCipher::Aes256 },
    ];
    let both = [MacDigest::Sha1, MacDigest::Sha256];
    let mut protections = Vec::new();
    for (at, scheme) in schemes.into_iter().enumerate() {
        let keys = Protection { scheme, iterations: 5 };
        for certificates in
            [None, Some(Protection { scheme: schemes[(at + 1) % schemes.len()], iterations: 7 })]
        {
            protections.extend(both.map(|mac| PfxProtection { keys, certificates, mac, mac_iterations: 3 }));
        }
    }
    protections
}

fn assert_same(read: &Pfx, written: &Pfx, about: &str) {
    assert_eq!(read.certificates, written.certificates, "{about}");
    assert_eq!(read.pairs.len(), written.pairs.len(), "{about}");
    for (read, written) in read.pairs.iter().zip(&written.pairs) {
        assert!(read.key.is_same_as(&written.key), "{about}");
        assert_eq!(read.certificate, written.certificate, "{about}");
        assert_eq!(read.name, written.name, "{about}");
    }
}

#[test]
fn the_published_file_holds_the_key_with_its_r_and_its_certificate() {
    let pfx = open("pypinksign/hkd.pfx", PYPINKSIGN).unwrap();
    assert_eq!(pfx.pairs.len(), 1);
    let pair = &pfx.pairs[0];
    assert_eq!(pair.key.reveal_pkcs8(), bytes("pypinksign/plain-signPri-withR.p8.der"));
    assert_eq!(pair.key.random_number().unwrap().reveal()[..], bytes("pypinksign/R.bin"));
    assert_eq!(pair.certificate.as_ref().unwrap(), &bytes("pypinksign/signCert.der"));
}

#[test]
fn what_openssl_wrote_opens_under_every_cipher() {
    for name in names("synthetic/pfx", ".pfx") {
        let pfx = open(&name, SYNTHETIC).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(pfx.pairs.len(), 1, "{name}");
        let shown = pfx.pairs[0].protection.map(|protection| protection.scheme.to_string()).unwrap();
        let cipher = name.rsplit(['-', '/']).next().unwrap().trim_end_matches(".pfx");
        assert!(shown.to_lowercase().replace('-', "").contains(cipher), "{name}: {shown}");
        assert_eq!(pfx.pairs[0].key.modulus(), business().modulus(), "{name}");
        assert_eq!(pfx.pairs[0].certificate, Some(bytes(&format!("{OWNER}/signCert.der"))), "{name}");
        assert!(matches!(open(&name, "wrong"), Err(NpkiError::WrongPassword)), "{name}");
    }
    let others = names("openssl", ".pfx").into_iter().chain(names("made", ".pfx"));
    let moduli: Vec<Vec<u8>> = others
        .map(|name| {
            let pfx = open(&name, OPENSSL).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(pfx.pairs[0].certificate.is_some(), "{name}");
            assert!(matches!(open(&name, "wrong"), Err(NpkiError::WrongPassword)), "{name}");
            pfx.pairs[0].key.modulus().to_vec()
        })
        .collect();
    assert_eq!(moduli.len(), 6);
    assert!(moduli.iter().all(|modulus| *modulus == moduli[0]));
}

#[test]
fn several_pairs_with_r_and_names_come_back_under_every_protection() {
    let written = business_file();
    for protection in protections() {
        for text in [SYNTHETIC, KOREAN] {
            let bytes = written.to_bytes(&password(text), protection).unwrap();
            let read = Pfx::open(&bytes, &password(text)).unwrap();
            assert_same(&read, &written, &format!("{protection:?}"));
            assert!(read.pairs[0].key.random_number().is_some());
            let wrong = Pfx::open(&bytes, &password("wrong"));
            assert!(matches!(wrong, Err(NpkiError::WrongPassword)), "{protection:?}");
        }
    }
}

#[test]
fn both_ready_made_protections_come_back() {
    let written = business_file();
    for protection in [PfxProtection::CUSTOMARY, PfxProtection::STRONG] {
        let bytes = written.to_bytes(&password(SYNTHETIC), protection).unwrap();
        assert_same(&Pfx::open(&bytes, &password(SYNTHETIC)).unwrap(), &written, &format!("{protection:?}"));
    }
}

#[test]
fn a_certificate_of_another_key_is_never_paired() {
    let mut file = business_file();
    let other = file.pairs[1].certificate.take();
    file.pairs[0].certificate = other;
    let bytes = file.to_bytes(&password(SYNTHETIC), PfxProtection::CUSTOMARY).unwrap();
    let read = Pfx::open(&bytes, &password(SYNTHETIC)).unwrap();
    // The certificate went in with the wrong key, and is found for the right one.
    assert!(read.pairs[0].certificate.is_none());
    assert_eq!(read.pairs[1].certificate, Some(crate::fixture::bytes(&format!("{OWNER}/kmCert.der"))));
}

#[test]
fn a_changed_file_is_damage_and_no_wrong_password() {
    let whole = business_file().to_bytes(&password(SYNTHETIC), PfxProtection::CUSTOMARY).unwrap();
    let certificate = bytes(&format!("{OWNER}/signCert.der"));
    let at = whole.windows(64).position(|window| window == &certificate[200..264]).unwrap();
    let mut changed = whole.clone();
    changed[at] ^= 1;
    let opened = Pfx::open(&changed, &password(SYNTHETIC));
    assert!(matches!(opened, Err(NpkiError::Damaged { what: Structure::Pfx, .. })), "{opened:?}");
    let opened = Pfx::open(&changed, &password("wrong"));
    assert!(matches!(opened, Err(NpkiError::WrongPassword)), "{opened:?}");
}

#[test]
fn work_is_bounded_over_all_parts_before_it_is_done() {
    let file = business_file();
    let bytes = file.to_bytes(&password(SYNTHETIC), PfxProtection::CUSTOMARY).unwrap();
    // Two keys and the code.
    let needed = 3 * 2048;
    assert!(Pfx::open_within(&bytes, &password(SYNTHETIC), needed).is_ok());
    let refused = Pfx::open_within(&bytes, &password(SYNTHETIC), needed - 1);
    assert!(matches!(refused, Err(NpkiError::TooMuch { unit: "iterations", .. })), "{refused:?}");
    let refused = Pfx::open(&vec![0x30; PFX_BYTES_MAX + 1], &password(SYNTHETIC));
    assert!(matches!(refused, Err(NpkiError::TooMuch { unit: "bytes", .. })));
    let mut many = business_file();
    many.certificates = vec![vec![0x30, 0]; 64];
    let refused = many.to_bytes(&password(SYNTHETIC), PfxProtection::CUSTOMARY);
    assert!(matches!(refused, Err(NpkiError::TooMuch { unit: "bags", .. })));
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = bytes("pypinksign/hkd.pfx");
    for length in 0..whole.len() {
        let refused = Pfx::open(&whole[..length], &password(PYPINKSIGN));
        assert!(
            matches!(refused, Err(NpkiError::Damaged { what: Structure::Pfx, .. })),
            "{length}: {refused:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_changed_byte_never_gives_another_key(at in 0_usize..3022, change in 1_u8..) {
        let mut bytes = bytes("pypinksign/hkd.pfx");
        bytes[at] ^= change;
        if let Ok(pfx) = Pfx::open_within(&bytes, &password(PYPINKSIGN), 100_000) {
            let expected = crate::fixture::bytes("pypinksign/plain-signPri-withR.p8.der");
            prop_assert!(pfx.pairs.iter().all(|pair| pair.key.reveal_pkcs8() == expected));
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Pfx::open_within(&bytes, &password("x"), 1000).is_err());
    }
}
