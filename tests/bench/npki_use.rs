//! Certificates in use: a hundred invoices signed and packed, certificates found among many folders.

use crate::measure::{Times, ms, print, ratio};
use crate::{Outcome, Size};
use core::ops::ControlFlow;
use jangbu_forms::etax::{PackedInvoice, seal_package, sign_invoice, verify_invoice, write_package};
use jangbu_npki::discovery::discover;
use jangbu_npki::vid::IdentityNumber;
use jangbu_npki::{Password, Protection, RandomNumber};
use jangbu_sandbox::authority::{Authority, DEMO_PASSWORD, Product, write_npki};
use std::fs;
use std::path::Path;

/// Invoices of one package, as many as one may have.
const INVOICES: usize = 100;
const INVOICE: &[u8] = include_bytes!("../fixtures/etax/unsigned/0101.xml");

/// Prints both tables.
pub(crate) fn bench(size: Size) -> Outcome {
    let now: jiff::Timestamp = "2026-11-25T00:00:00Z".parse()?;
    let authority = Authority::new(now, 1)?;
    package(size, &authority)?;
    search(size, &authority, now)
}

fn package(size: Size, authority: &Authority) -> Outcome {
    let number = IdentityNumber::parse("1234567891")?;
    let issued = authority.issue(Product::TaxInvoice, "가상상사", &number)?;
    let (office, _) = authority.issue_office()?;
    let r = issued.key.random_number().ok_or("the key has no R")?;
    let digest = [7; 32];
    let bare = Times::of(size.repeat_long, |_| {
        for _ in 0..INVOICES {
            issued.key.sign_digest(&digest)?;
        }
        Ok(())
    })?;
    let signed = sign_invoice(INVOICE, &issued.key, &issued.certificate)?;
    let whole = Times::of(size.repeat_long, |_| {
        let mut packed = Vec::with_capacity(INVOICES);
        for _ in 0..INVOICES {
            let xml = sign_invoice(INVOICE, &issued.key, &issued.certificate)?;
            packed.push(PackedInvoice { random_number: RandomNumber::new(r.reveal()), xml });
        }
        seal_package(&write_package(&packed)?, &office)?;
        Ok(())
    })?;
    let checked = Times::of(size.repeat_long, |_| {
        for _ in 0..INVOICES {
            if !verify_invoice(&signed)?.is_valid() {
                return Err("our own signature does not hold".into());
            }
        }
        Ok(())
    })?;
    let row = |name: &str, times: &Times| {
        let relative = format!("{:.2}", ratio(times.median(), bare.median()));
        vec![name.to_owned(), ms(times.median()), ms(times.p95()), relative]
    };
    print(
        &format!("{INVOICES} invoices signed and packed, against their RSA operations alone"),
        &["work", "median ms", "p95 ms", "ratio"],
        &[row("RSA-2048 alone", &bare), row("signed, packed, sealed", &whole), row("checked", &checked)],
    );
    Ok(())
}

fn search(size: Size, authority: &Authority, now: jiff::Timestamp) -> Outcome {
    let place = tempfile::tempdir()?;
    let number = IdentityNumber::parse("1234567891")?;
    let issued = authority.issue(Product::Business, "가상상사", &number)?;
    write_npki(place.path(), authority, &[&issued], &Password::parse(DEMO_PASSWORD)?, Protection::CUSTOMARY)?;
    let root = place.path().join("NPKI");
    for folder in 0..size.folders {
        let folder = root.join(format!("{}/{folder}", folder % 100));
        fs::create_dir_all(&folder)?;
        for file in 0..3 {
            fs::write(folder.join(format!("{file}.txt")), "unrelated")?;
        }
    }
    let roots = [root.clone()];
    let bare = Times::of(size.repeat_long, |_| walk(&root).map(drop))?;
    let found = Times::of(size.repeat_long, |_| {
        let found = discover(&roots, now, &mut |_| ControlFlow::Continue(()));
        if found.pairs.len() == 1 { Ok(()) } else { Err("the pair was not found".into()) }
    })?;
    let row = |name: &str, times: &Times| {
        let relative = format!("{:.2}", ratio(times.median(), bare.median()));
        vec![name.to_owned(), ms(times.median()), ms(times.p95()), relative]
    };
    print(
        &format!("certificates found among {} folders, against listing them alone", size.folders),
        &["work", "median ms", "p95 ms", "ratio"],
        &[row("listed alone", &bare), row("searched", &found)],
    );
    Ok(())
}

/// Lists everything below a folder and counts it.
fn walk(folder: &Path) -> Outcome<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        count += 1;
        if entry.file_type()?.is_dir() {
            count += walk(&entry.path())?;
        }
    }
    Ok(count)
}
