//! What a key and a password were is nowhere in the process once they are dropped.
//!
//! Looks through all memory that this process may write to. What is looked for lies there upside
//! down, so that the test does not find itself.

use jangbu_npki::{EncryptedKey, KeyPair, Password, Pfx, PfxProtection, PrivateKey, Protection};
use std::fs::{self, File};
use std::hint::black_box;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes that are enough to recognise a secret by.
const NEEDLE_BYTES: usize = 12;

/// How much is read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// `Npki-test-2025!`, every bit turned.
const PASSWORD: [u8; 15] =
    [0xb1, 0x8f, 0x94, 0x96, 0xd2, 0x8b, 0x9a, 0x8c, 0x8b, 0xd2, 0xcd, 0xcf, 0xcd, 0xca, 0xde];

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/npki").join(name)
}

/// The password as it is typed.
fn typed() -> Zeroizing<String> {
    let bytes = Zeroizing::new(PASSWORD.map(|byte| !byte));
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    text.push_str(std::str::from_utf8(&*bytes).unwrap());
    text
}

/// What must not be found, every bit turned.
struct Needles(Vec<(&'static str, [u8; NEEDLE_BYTES])>);

impl Needles {
    fn gather() -> Self {
        let mut found = vec![("the password", first(&PASSWORD))];
        let mut plain = Zeroizing::new(fs::read(fixture("synthetic/plain/biz.p8.der")).unwrap());
        for byte in plain.iter_mut() {
            *byte = !*byte;
        }
        // Numbers of the private key by where they are in it: the private exponent, both primes and R.
        let private = [(330, "the private exponent"), (580, "the first prime"), (712, "the second prime")];
        for (at, name) in private {
            let bytes = &plain[at..at + 64];
            found.push((name, first(bytes)));
            // Long numbers lie with the lowest byte first while they are worked with. Whole words of 64 bits
            // are found at any of their bytes.
            let mut turned: Vec<u8> = bytes.to_vec();
            turned.reverse();
            found.push((name, first(&turned)));
            turned.zeroize();
        }
        found.push(("R", first(&plain[plain.len() - 20..])));
        Self(found)
    }

    /// Names of those that are found in memory, each once.
    fn found(&self) -> Vec<&'static str> {
        let memory = File::open("/proc/self/mem").unwrap();
        let mut chunk = vec![0; CHUNK_BYTES + NEEDLE_BYTES];
        let own = chunk.as_ptr().addr()..chunk.as_ptr().addr() + chunk.len();
        let mut names = Vec::new();
        for (start, end) in writable() {
            let mut at = start;
            while at < end {
                let length = chunk.len().min(end - at);
                // A mapping may have gone since the list was made.
                let Ok(read) = memory.read_at(&mut chunk[..length], at as u64) else { break };
                if read == 0 {
                    break;
                }
                self.look(&chunk[..read], at, &own, &mut names);
                at += read.min(CHUNK_BYTES);
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    fn look(&self, chunk: &[u8], start: usize, own: &std::ops::Range<usize>, names: &mut Vec<&'static str>) {
        for (name, needle) in &self.0 {
            let first = !needle[0];
            let mut at = 0;
            while let Some(next) = chunk[at..].iter().position(|byte| *byte == first) {
                at += next;
                let is_it = chunk[at..].len() >= NEEDLE_BYTES
                    && chunk[at..].iter().zip(needle).all(|(byte, turned)| *byte == !turned);
                if is_it && !own.contains(&(start + at)) {
                    names.push(name);
                }
                at += 1;
            }
        }
    }
}

fn first(bytes: &[u8]) -> [u8; NEEDLE_BYTES] {
    bytes[..NEEDLE_BYTES].try_into().unwrap()
}

/// Mappings that may be written to: all else was there before any secret.
fn writable() -> Vec<(usize, usize)> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mappings = maps.lines().filter_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let address = |text| usize::from_str_radix(text, 16).ok();
        rest.starts_with("rw").then_some(())?;
        Some((address(start)?, address(end)?))
    });
    mappings.collect()
}

fn open(name: &str) -> PrivateKey {
    let file = EncryptedKey::parse(&fs::read(fixture(name)).unwrap()).unwrap();
    file.open(&Password::parse(&typed()).unwrap()).unwrap()
}

/// One test, so that nothing else runs beside it.
#[test]
fn neither_key_nor_password_is_in_memory_once_dropped_and_both_are_before() {
    let needles = Needles::gather();
    assert_eq!(needles.found(), Vec::<&str>::new(), "before anything was opened");

    let password = Password::parse(&typed()).unwrap();
    let key = open("made/pbes1-1024.key");
    let alive = ["R", "the first prime", "the password", "the private exponent", "the second prime"];
    assert_eq!(needles.found(), alive, "while both are held");
    black_box((&password, &key));
    drop((password, key));
    assert_eq!(needles.found(), Vec::<&str>::new(), "after opening by PBKDF1");

    drop(open("synthetic/p8/pbes2-aria256-sha256.key"));
    assert_eq!(needles.found(), Vec::<&str>::new(), "after opening by PBKDF2");

    let key = open("made/pbes1-1024.key");
    black_box(key.sign(b"message").unwrap());
    black_box(key.decrypt(&[1; 256]).unwrap());
    drop(key);
    assert_eq!(needles.found(), Vec::<&str>::new(), "after signing and decrypting");

    convert();
    assert_eq!(needles.found(), Vec::<&str>::new(), "after converting");
}

/// Through PKCS#12 and back into a key file.
fn convert() {
    let password = Password::parse(&typed()).unwrap();
    let pair = KeyPair { key: open("made/old-pbkdf2.key"), certificate: None, name: None, protection: None };
    let pfx = Pfx { pairs: vec![pair], certificates: vec![] };
    let bytes = pfx.to_bytes(&password, PfxProtection::CUSTOMARY).unwrap();
    let back = Pfx::open(&bytes, &password).unwrap();
    black_box(EncryptedKey::make(&back.pairs[0].key, &password, Protection::CUSTOMARY).unwrap());
}
