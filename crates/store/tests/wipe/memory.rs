//! The whole memory of the process is searched for the keys of a book that was closed.

use jangbu_domain::BusinessNumber;
use jangbu_store::{
    BackupOrder, BackupReason, Book, Books, Company, Keyring, KeyringError, NewCompany, Protection,
    READERS_MAX, Unlock,
};
use jiff::Timestamp;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use zeroize::{Zeroize as _, Zeroizing};

/// Keys are only kept and looked for under this mask, so that the search does not find itself.
const MASK: u8 = 0xa5;
/// Bytes that are searched at once.
const CHUNK_BYTES: usize = 1 << 20;

/// Keeps its one secret masked.
#[derive(Default)]
struct MaskedKeyring(Mutex<Vec<u8>>);

impl Keyring for MaskedKeyring {
    fn is_available(&self) -> bool {
        true
    }

    fn read(&self, _user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let masked = self.0.lock().unwrap();
        let mut secret = Zeroizing::new(Vec::with_capacity(masked.len()));
        secret.extend(masked.iter().map(|byte| byte ^ MASK));
        Ok(Some(secret))
    }

    fn write(&self, _user: &str, secret: &[u8]) -> Result<(), KeyringError> {
        *self.0.lock().unwrap() = secret.iter().map(|byte| byte ^ MASK).collect();
        Ok(())
    }

    fn delete(&self, _user: &str) -> Result<(), KeyringError> {
        self.0.lock().unwrap().clear();
        Ok(())
    }
}

/// What must not be found, masked: the key of the file as bytes and as the text that SQLCipher
/// takes, and both keys for sealing.
fn needles(keyring: &MaskedKeyring) -> Vec<(&'static str, Vec<u8>)> {
    let masked = keyring.0.lock().unwrap().clone();
    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)] ^ MASK;
    let hex =
        masked[..32].iter().map(|byte| byte ^ MASK).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    vec![
        ("file key", masked[..32].to_vec()),
        ("file key as text", hex.collect()),
        ("sealing key", masked[32..64].to_vec()),
        ("authenticating key", masked[64..96].to_vec()),
    ]
}

/// How often each needle is found in the memory that this process may write to.
fn search(needles: &[(&'static str, Vec<u8>)]) -> Vec<(&'static str, usize)> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut found: Vec<_> = needles.iter().map(|(name, _)| (*name, 0)).collect();
    let overlap = needles.iter().map(|(_, needle)| needle.len()).max().unwrap();
    let mut firsts = [false; 256];
    for (_, needle) in needles {
        firsts[usize::from(needle[0])] = true;
    }
    let mut chunk = vec![0; CHUNK_BYTES + overlap];
    let mut searched = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut at = from;
        while at < to {
            let wanted = usize::try_from(to - at).unwrap().min(CHUNK_BYTES + overlap);
            memory.seek(SeekFrom::Start(at)).unwrap();
            // What was searched before must not be found in this very buffer.
            chunk.as_mut_slice().zeroize();
            // A page that was given back meanwhile cannot be read and holds nothing.
            let read = memory.read(&mut chunk[..wanted]).unwrap_or(0);
            chunk[..read].iter_mut().for_each(|byte| *byte ^= MASK);
            searched += read;
            for start in 0..read.min(CHUNK_BYTES) {
                // One look at each byte; few are the first of a needle.
                if !firsts[usize::from(chunk[start])] {
                    continue;
                }
                for ((_, needle), (_, count)) in needles.iter().zip(&mut found) {
                    *count += usize::from(chunk[start..read].starts_with(needle));
                }
            }
            at += CHUNK_BYTES as u64;
        }
    }
    chunk.zeroize();
    assert!(searched > 1 << 20, "{searched} bytes are not the memory of a process");
    found
}

/// Opens every reader, writes, backs up, and seals.
fn use_it(books: &Books, book: &Book) {
    let barrier = std::sync::Barrier::new(READERS_MAX);
    std::thread::scope(|scope| {
        for _ in 0..READERS_MAX {
            scope.spawn(|| {
                let head = book.read(|reader| {
                    barrier.wait();
                    reader.chain_head()
                });
                assert!(head.unwrap().seq > 0);
            });
        }
    });
    let (place, reason, at) = (books.backup_place(), BackupReason::Manual, moment());
    let order = BackupOrder { place, second: None, reason, at };
    book.back_up(&order, &mut |_, _| ControlFlow::Continue(())).unwrap();
}

fn moment() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

#[test]
fn closing_a_book_wipes_its_keys_from_memory() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MaskedKeyring::default());
    let books = Books::new(folder.path(), keyring.clone());
    let company = Company {
        name: "가상상사".into(),
        business_number: BusinessNumber::parse("123-45-67891").unwrap(),
        representative: None,
    };
    let new = NewCompany { company, demo: false, at: moment(), passphrase: None };
    let created = books.create_as("one", &new, Protection::Keyring).unwrap();
    let needles = needles(&keyring);
    use_it(&books, &created.book);
    let open = search(&needles);
    for (name, count) in &open {
        assert!(
            *count > 0 || *name == "file key as text",
            "an open book needs its {name}, so the search is blind"
        );
    }
    created.book.close().unwrap();
    for (name, count) in search(&needles) {
        assert_eq!(count, 0, "{name} after closing a new book; open: {open:?}");
    }

    let book = books.open("one", &Unlock::Keyring).unwrap();
    use_it(&books, &book);
    drop(book);
    for (name, count) in search(&needles) {
        assert_eq!(count, 0, "{name} after dropping an opened book");
    }

    // Forgotten copies are found: what came before was no blindness.
    let forgotten = keyring.read("one").unwrap().unwrap();
    let mut text = String::with_capacity(64);
    forgotten[..32].iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
    let found = search(&needles);
    assert!(found.iter().all(|(_, count)| *count > 0), "{found:?}");
    assert_eq!((forgotten.len(), text.len()), (96, 64));
}
