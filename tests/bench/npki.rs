//! Certificates against OpenSSL in the same process: block ciphers over a long message, opening keys,
//! RSA.
//!
//! Both sides are handed the same buffers, made beforehand, and are asked in turn; the best time of each counts. SEED is in
//! OpenSSL's provider of old ciphers, which is loaded first. A ratio above one means that this program is the faster one.

use crate::measure::{Times, ms, print, ratio};
use crate::{Outcome, Size};
use cipher::block_padding::NoPadding;
use cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt as _, BlockModeEncrypt as _, InnerIvInit as _,
    KeyInit,
};
use jangbu_npki::hazmat::{BlockCipher, Prf, Seed, derive_pbkdf2};
use jangbu_npki::{EncryptedKey, Password, PrivateKey, Protection, Scheme};
use openssl::cipher::Cipher;
use openssl::cipher_ctx::CipherCtx;
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::pkey::{PKey, Private};
use openssl::provider::Provider;
use openssl::sign::Signer;
use std::hint::black_box;
use std::time::Duration;

/// Goals: how many times OpenSSL's speed, encrypting and decrypting; ARIA is as its crate gives it.
const GOALS: [(&str, Option<[f64; 2]>); 3] =
    [("SEED", Some([1.0, 1.0])), ("ARIA-256", None), ("AES-256", Some([0.8, 0.6]))];

const KEY: [u8; 32] = *b"Jangbu measures with this key...";
const PASSWORD: &str = "Jangbu measures, 2026!";
const IV: [u8; 16] = *b"and this vector.";

/// All tables.
pub(crate) fn bench(size: Size) -> Outcome {
    let _default = Provider::load(None, "default")?;
    let _legacy = Provider::load(None, "legacy")?;
    ciphers(size)?;
    keys(size)
}

fn ciphers(size: Size) -> Outcome {
    let mut rows = Vec::new();
    for (name, goals) in GOALS {
        let times = match name {
            "SEED" => side_by_side::<Seed>("SEED-CBC", &KEY[..16], size)?,
            "ARIA-256" => side_by_side::<aria::Aria256>("ARIA-256-CBC", &KEY, size)?,
            _ => side_by_side::<aes::Aes256>("AES-256-CBC", &KEY, size)?,
        };
        for (at, (what, [ours, theirs])) in ["encrypts", "decrypts"].into_iter().zip(times).enumerate() {
            let ratio = ratio(theirs.best(), ours.best());
            let verdict = goals.map_or("", |goals| if ratio < goals[at] { "missed" } else { "kept" });
            let goal = goals.map_or_else(String::new, |goals| format!("{:.1}", goals[at]));
            rows.push(vec![
                format!("{name}-CBC {what}"),
                rate(size, theirs.best()),
                rate(size, ours.best()),
                format!("{ratio:.2}"),
                goal,
                verdict.to_owned(),
            ]);
        }
    }
    let title = format!("Ciphers over {} KiB, MB/s", size.cipher_bytes >> 10);
    print(&title, &["what", "OpenSSL", "Jangbu", "ratio", "goal", ""], &rows);
    Ok(())
}

/// Encrypting and decrypting, ours and theirs.
fn side_by_side<C>(name: &str, key: &[u8], size: Size) -> Outcome<[[Times; 2]; 2]>
where
    C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt,
{
    let plain: Vec<u8> = (0..=u8::MAX).cycle().take(size.cipher_bytes).collect();
    let cipher = Cipher::fetch(None, name, None)?;
    let mut sealed = vec![0; plain.len()];
    // OpenSSL asks for a block of room behind.
    let mut theirs = vec![0; plain.len() + IV.len()];
    let encrypt = Times::in_turn(
        size.repeat_cipher,
        || {
            let mode = cbc::Encryptor::inner_iv_slice_init(C::new_from_slice(key)?, &IV)?;
            mode.encrypt_padded_b2b::<NoPadding>(&plain, &mut sealed)?;
            Ok(())
        },
        || {
            let mut context = CipherCtx::new()?;
            context.encrypt_init(Some(&cipher), Some(key), Some(&IV))?;
            context.set_padding(false);
            context.cipher_update(&plain, Some(&mut theirs))?;
            Ok(())
        },
    )?;
    if theirs[..plain.len()] != sealed {
        return Err(format!("{name} is not what OpenSSL makes").into());
    }
    let mut back = vec![0; plain.len()];
    let decrypt = Times::in_turn(
        size.repeat_cipher,
        || {
            let mode = cbc::Decryptor::inner_iv_slice_init(C::new_from_slice(key)?, &IV)?;
            mode.decrypt_padded_b2b::<NoPadding>(&sealed, &mut back)?;
            Ok(())
        },
        || {
            let mut context = CipherCtx::new()?;
            context.decrypt_init(Some(&cipher), Some(key), Some(&IV))?;
            context.set_padding(false);
            context.cipher_update(&sealed, Some(&mut theirs))?;
            Ok(())
        },
    )?;
    if back != plain {
        return Err(format!("{name} does not come back").into());
    }
    Ok([encrypt, decrypt])
}

/// Megabytes in a second.
fn rate(size: Size, time: Duration) -> String {
    format!("{:.0}", size.cipher_bytes as f64 / 1e6 / time.as_secs_f64().max(1e-9))
}

/// A row of the second table: a name, theirs if they have it, ours.
type Row = (&'static str, Option<Times>, Times);

fn keys(size: Size) -> Outcome {
    let password = Password::parse(PASSWORD)?;
    let key = PrivateKey::make(2048, None)?;
    let theirs: PKey<Private> = PKey::private_key_from_pkcs8(key.reveal_pkcs8())?;
    let mut rows: Vec<Row> = Vec::new();
    let seed = Scheme::Pbes2 { prf: Prf::HmacSha1, cipher: BlockCipher::Seed };
    for (name, protection) in [
        ("opens a key, PBES1 SEED, 2,048 iterations", Protection::CUSTOMARY),
        ("opens a key, PBES2 SEED, 2,048 iterations", Protection { scheme: seed, iterations: 2048 }),
        ("opens a key, PBES2 AES-256, 600,000 iterations", Protection::STRONG),
    ] {
        let file = EncryptedKey::make(&key, &password, protection)?;
        let repeat = if protection.iterations > 10_000 { size.repeat_cipher } else { size.repeat };
        let open = || Ok(black_box(file.open(&password)).map(drop)?);
        let their_open = || {
            let opened = PKey::private_key_from_pkcs8_passphrase(file.as_bytes(), PASSWORD.as_bytes())?;
            black_box(opened);
            Ok(())
        };
        // OpenSSL knows PBES2 only.
        rows.push(match protection.scheme {
            Scheme::Pbes2 { .. } => {
                let [ours, theirs] = Times::in_turn(repeat, open, their_open)?;
                (name, Some(theirs), ours)
            }
            _ => (name, None, Times::of(repeat, |_| open())?),
        });
    }
    rows.push(derivation(size)?);
    let [sign, their_sign] = Times::in_turn(
        size.repeat,
        || Ok(black_box(key.sign(b"message")).map(drop)?),
        || {
            let mut signer = Signer::new(MessageDigest::sha256(), &theirs)?;
            signer.update(b"message")?;
            black_box(signer.sign_to_vec()?);
            Ok(())
        },
    )?;
    rows.push(("signs, RSA-2048", Some(their_sign), sign));
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(name, theirs, ours)| {
            let (their, ratio) = theirs.map_or_else(
                || ("-".to_owned(), "-".to_owned()),
                |theirs| (ms(theirs.best()), format!("{:.2}", ratio(theirs.best(), ours.best()))),
            );
            vec![name.to_owned(), their, ms(ours.best()), ratio]
        })
        .collect();
    print("Keys, ms", &["what", "OpenSSL", "Jangbu", "ratio"], &rows);
    Ok(())
}

/// PBKDF2 alone.
fn derivation(size: Size) -> Outcome<Row> {
    const ITERATIONS: u32 = 100_000;
    let [ours, theirs] = Times::in_turn(
        size.repeat_cipher,
        || {
            black_box(derive_pbkdf2(Prf::HmacSha256, &KEY, &IV, ITERATIONS, 32));
            Ok(())
        },
        || {
            let mut derived = [0; 32];
            pbkdf2_hmac(&KEY, &IV, ITERATIONS as usize, MessageDigest::sha256(), &mut derived)?;
            black_box(derived);
            Ok(())
        },
    )?;
    Ok(("derives, PBKDF2 HMAC-SHA256, 100,000 iterations", Some(theirs), ours))
}
