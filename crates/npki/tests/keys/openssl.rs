//! OpenSSL on the other side: it reads what is written here, and the reverse.

use crate::fixture::{business, bytes, password, path};
use jangbu_npki::hazmat::{BlockCipher, Prf, unpadded};
use jangbu_npki::{
    EncryptedKey, KeyPair, MacDigest, Pfx, PfxProtection, PrivateKey, Protection, RandomNumber, Scheme,
};
use proptest::prelude::*;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// SEED and RC2 are in its provider of old ciphers.
const PROVIDERS: [&str; 4] = ["-provider", "default", "-provider", "legacy"];

/// Each case starts a program or two.
const CASES_SHARE: u32 = 8;

fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: (config.cases / CASES_SHARE).max(1), ..config }
}

/// Runs `openssl` on an input and returns its output.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    command
        .args(arguments)
        .args(PROVIDERS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!("openssl cannot be started ({error}); `cargo xtask setup` installs it")
    });
    // A program that has ended early says why on its error output.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A folder with the password in a file, so that any letter can be in it.
struct Desk(TempDir);

impl Desk {
    fn new(password: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("password"), password).unwrap();
        Self(folder)
    }

    fn password(&self) -> String {
        format!("file:{}", self.0.path().join("password").display())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        text(&path)
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A few keys, made once: short, usual, long, and one of OpenSSL's own making.
fn keys() -> &'static [PrivateKey] {
    static KEYS: OnceLock<Vec<PrivateKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut keys: Vec<PrivateKey> =
            [1024, 2048, 3072].map(|bits| PrivateKey::make(bits, None).unwrap()).into();
        let made = openssl(
            &["genpkey", "-algorithm", "RSA", "-outform", "DER", "-pkeyopt", "rsa_keygen_bits:2048"],
            b"",
        );
        let pkcs8 = openssl(&["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER"], &made);
        keys.push(PrivateKey::parse(&pkcs8).unwrap());
        keys
    })
}

fn name(cipher: BlockCipher) -> &'static str {
    match cipher {
        BlockCipher::Seed => "seed-cbc",
        BlockCipher::Aria128 => "aria-128-cbc",
        BlockCipher::Aria192 => "aria-192-cbc",
        BlockCipher::Aria256 => "aria-256-cbc",
        BlockCipher::Aes128 => "aes-128-cbc",
        BlockCipher::Aes192 => "aes-192-cbc",
        BlockCipher::Aes256 => "aes-256-cbc",
        BlockCipher::TripleDes => "des-ede3-cbc",
        other => panic!("{other:?} has no name here"),
    }
}

fn prf_name(prf: Prf) -> String {
    prf.name().replace("HMAC-SHA", "hmacWithSHA")
}

fn any_cipher() -> impl Strategy<Value = BlockCipher> {
    prop::sample::select(BlockCipher::IDENTIFIED.to_vec())
}

fn any_prf() -> impl Strategy<Value = Prf> {
    prop::sample::select(Prf::ALL.to_vec())
}

fn any_password() -> impl Strategy<Value = String> {
    prop_oneof!["[!-~]{1,30}", "[가-힣a-z0-9!@]{1,12}"]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn openssl_opens_the_keys_that_are_written_here(
        which in 0_usize..4,
        cipher in any_cipher(),
        prf in any_prf(),
        iterations in 1_u32..3000,
        word in any_password(),
    ) {
        let desk = Desk::new(&word);
        let protection = Protection { scheme: Scheme::Pbes2 { prf, cipher }, iterations };
        let made = EncryptedKey::make(&keys()[which], &password(&word), protection).unwrap();
        let arguments =
            ["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER", "-passin", &desk.password()];
        let opened = PrivateKey::parse(&openssl(&arguments, made.as_bytes())).unwrap();
        prop_assert!(opened.is_same_as(&keys()[which]));
    }

    #[test]
    fn the_keys_that_openssl_writes_open_here(
        which in 0_usize..4,
        cipher in any_cipher(),
        prf in any_prf(),
        iterations in 1_u32..3000,
        word in any_password(),
    ) {
        let desk = Desk::new(&word);
        let made = openssl(
            &[
                "pkcs8", "-topk8", "-inform", "DER", "-outform", "DER", "-v2", name(cipher), "-v2prf", &prf_name(prf),
                "-iter", &iterations.to_string(), "-passout", &desk.password(),
            ],
            keys()[which].reveal_pkcs8(),
        );
        let read = EncryptedKey::parse(&made).unwrap();
        prop_assert_eq!(read.protection(), Protection { scheme: Scheme::Pbes2 { prf, cipher }, iterations });
        prop_assert!(read.open(&password(&word)).unwrap().is_same_as(&keys()[which]));
    }

    #[test]
    fn openssl_opens_the_pkcs12_files_that_are_written_here(
        cipher in any_cipher(),
        prf in any_prf(),
        is_old in any::<bool>(),
        are_certificates_encrypted in any::<bool>(),
        mac in prop::sample::select(vec![MacDigest::Sha1, MacDigest::Sha256]),
        iterations in 1_u32..2000,
        word in any_password(),
    ) {
        let scheme = |old| if is_old { Scheme::Pkcs12 { cipher: old } } else { Scheme::Pbes2 { prf, cipher } };
        let certificates = Protection { scheme: scheme(BlockCipher::Rc2Bits40), iterations };
        let protection = PfxProtection {
            keys: Protection { scheme: scheme(BlockCipher::TripleDes), iterations },
            certificates: are_certificates_encrypted.then_some(certificates),
            mac,
            mac_iterations: iterations,
        };
        let certificate = bytes("pypinksign/signCert.der");
        let published = PrivateKey::parse(&bytes("pypinksign/plain-signPri-withR.p8.der")).unwrap();
        let pfx = Pfx {
            pairs: vec![
                KeyPair { key: published, certificate: Some(certificate.clone()), name: Some("홍길동".to_owned()), protection: None },
                KeyPair { key: business(), certificate: None, name: None, protection: None },
            ],
            certificates: vec![bytes("synthetic/root.der")],
        };
        let made = pfx.to_bytes(&password(&word), protection).unwrap();
        let desk = Desk::new(&word);
        let opened = openssl(&["pkcs12", "-nodes", "-passin", &desk.password()], &made);
        // It prints names in an encoding of its own.
        let opened = String::from_utf8_lossy(&opened);
        prop_assert_eq!(opened.matches("BEGIN PRIVATE KEY").count(), 2);
        prop_assert_eq!(opened.matches("BEGIN CERTIFICATE").count(), 2);
    }

    #[test]
    fn the_pkcs12_files_that_openssl_writes_open_here(
        key_cipher in any_cipher(),
        certificate_cipher in any_cipher(),
        is_old in any::<bool>(),
        mac in prop::sample::select(vec!["sha1", "sha256"]),
        iterations in 1_u32..2000,
        word in any_password(),
    ) {
        let desk = Desk::new(&word);
        let (key, certificate) = (text(&path("openssl/k.pem")), text(&path("openssl/c.pem")));
        let (key_cipher, certificate_cipher) =
            if is_old { ("PBE-SHA1-3DES", "PBE-SHA1-RC2-40") } else { (name(key_cipher), name(certificate_cipher)) };
        let made = openssl(
            &[
                "pkcs12", "-export", "-inkey", &key, "-in", &certificate, "-name", "이름", "-keypbe", key_cipher,
                "-certpbe", certificate_cipher, "-macalg", mac, "-iter", &iterations.to_string(), "-passout",
                &desk.password(),
            ],
            b"",
        );
        let read = Pfx::open(&made, &password(&word)).unwrap();
        prop_assert_eq!(read.pairs.len(), 1);
        prop_assert!(read.pairs[0].certificate.is_some());
        prop_assert_eq!(read.pairs[0].name.as_deref(), Some("이름"));
    }

    #[test]
    fn both_sides_encrypt_alike(
        cipher in any_cipher(),
        key in any::<[u8; 32]>(),
        iv in any::<[u8; 16]>(),
        message in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let (key, iv) = (&key[..cipher.key_bytes()], &iv[..cipher.block_bytes()]);
        let (key_text, iv_text) = (crate::fixture::hex(key), crate::fixture::hex(iv));
        let option = format!("-{}", name(cipher));
        let theirs = openssl(&["enc", "-e", &option, "-K", &key_text, "-iv", &iv_text], &message);
        prop_assert_eq!(&cipher.encrypt(key, iv, &message).unwrap(), &theirs);
        let back = cipher.decrypt(key, iv, &theirs).unwrap();
        prop_assert_eq!(unpadded(&back, cipher.block_bytes()), Some(&message[..]));
    }

    #[test]
    fn openssl_takes_the_signatures_and_its_secrets_open_here(
        which in 0_usize..4,
        message in prop::collection::vec(any::<u8>(), 1..100),
    ) {
        let key = &keys()[which];
        let desk = Desk::new("");
        let key_path = desk.put("key.der", key.reveal_pkcs8());
        let theirs = openssl(&["dgst", "-sha256", "-sign", &key_path, "-keyform", "DER"], &message);
        prop_assert_eq!(&key.sign(&message).unwrap(), &theirs);
        let sealed =
            openssl(&["pkeyutl", "-encrypt", "-inkey", &key_path, "-keyform", "DER"], &message);
        prop_assert_eq!(&*key.decrypt(&sealed).unwrap(), &message);
    }
}

#[test]
fn r_outlives_the_way_through_a_pkcs12_file_into_every_other_scheme() {
    let r = RandomNumber::new(&[0x17; 20]);
    let key = PrivateKey::make(1024, Some(&r)).unwrap();
    let word = password("r-1");
    let first =
        EncryptedKey::make(&key, &word, Protection { scheme: Scheme::Pbes1Seed, iterations: 4 }).unwrap();
    let pair = KeyPair { key: first.open(&word).unwrap(), certificate: None, name: None, protection: None };
    let pfx = Pfx { pairs: vec![pair], certificates: vec![] };
    let file = pfx.to_bytes(&word, PfxProtection::CUSTOMARY).unwrap();
    let back = Pfx::open(&file, &word).unwrap();
    for scheme in crate::writing::schemes() {
        let made =
            EncryptedKey::make(&back.pairs[0].key, &word, Protection { scheme, iterations: 2 }).unwrap();
        let opened = made.open(&word).unwrap();
        assert_eq!(opened.random_number().unwrap().reveal(), r.reveal(), "{scheme}");
        assert!(opened.is_same_as(&key), "{scheme}");
    }
}
