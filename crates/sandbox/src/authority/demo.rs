//! What the demo company's NPKI folder holds: certificates in every state that a clerk meets.

use super::template::CertificateTemplate;
use super::{
    Authority, AuthorityError, DEMO_PASSWORD, Issued, KeySlot, NAME, Product, Usage, span, template,
};
use jangbu_npki::vid::{IdentityNumber, Vid, VidHash};
use jangbu_npki::{EncryptedKey, Password, Protection};
use std::path::{Path, PathBuf};

/// First and last day of the certificate that expires soon, from today.
const SOON_DAYS: (i64, i64) = (-353, 12);
/// First and last day of the one that has expired.
const EXPIRED_DAYS: (i64, i64) = (-400, -36);
/// A resident number with a thirteenth month: nobody's.
const NOBODY: &str = "9913320000000";
/// Added to every name, so that nobody takes one for real.
const INVENTED: &str = "모의";
/// The authority's folder.
const AUTHORITY: &str = "JangbuTest";

/// Files of an NPKI folder, each by its path inside: a business's certificate, one for tax invoices,
/// a person's that expires in twelve days, one that has expired, and a pair whose key was cut short.
/// All keys are under [`DEMO_PASSWORD`], as banks write them.
///
/// # Errors
/// [`AuthorityError`].
pub fn demo_folder(
    authority: &Authority,
    company: &str,
    business_number: &str,
    representative: &str,
) -> Result<Vec<(PathBuf, Vec<u8>)>, AuthorityError> {
    let number = IdentityNumber::parse(business_number).map_err(|_| AuthorityError::Unwritable)?;
    let nobody = IdentityNumber::parse(NOBODY).map_err(|_| AuthorityError::Unwritable)?;
    let company = format!("{company} {INVENTED}");
    let person = format!("{representative} {INVENTED}");
    let mut files = Folder { authority, files: Vec::new() };
    files.put(&authority.issue(Product::Business, &company, &number)?)?;
    files.put(&authority.issue(Product::TaxInvoice, &format!("{company} 세금"), &number)?)?;
    files.put_alone(&Single {
        product: Product::Person,
        real_name: &person,
        number: &nobody,
        days: SOON_DAYS,
        serial: 12,
    })?;
    files.put_alone(&Single {
        product: Product::Business,
        real_name: &format!("{company} 지난해"),
        number: &number,
        days: EXPIRED_DAYS,
        serial: 36,
    })?;
    files.put_broken(&authority.issue(Product::Person, &format!("{person} 손상"), &nobody)?)?;
    Ok(files.files)
}

/// A certificate for signing without one for encryption beside it, as banks issue them.
struct Single<'s> {
    product: Product,
    real_name: &'s str,
    number: &'s IdentityNumber,
    days: (i64, i64),
    /// Tells it from the others of its key.
    serial: u64,
}

struct Folder<'a> {
    authority: &'a Authority,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Folder<'_> {
    fn put(&mut self, issued: &Issued) -> Result<(), AuthorityError> {
        let user = user_folder(&issued.certificate.subject().folder_name());
        self.file(&user, "signCert.der", issued.certificate.der().to_vec());
        self.file(&user, "signPri.key", sealed(&issued.key)?);
        self.file(&user, "kmCert.der", issued.km_certificate.der().to_vec());
        self.file(&user, "kmPri.key", sealed(&issued.km_key)?);
        self.authorities(&user);
        Ok(())
    }

    fn put_alone(&mut self, single: &Single<'_>) -> Result<(), AuthorityError> {
        let (slot, _) = single.product.slots();
        let r = self.authority.derive_r(single.product);
        let serial = self.authority.derive_serial(slot) ^ (single.serial << 1);
        let name = format!("{}()0004049{}", single.real_name, serial % 1_000_000_000);
        let subject = [
            ("2.5.4.6", "kr"),
            ("2.5.4.10", AUTHORITY),
            ("2.5.4.11", single.product.unit()),
            ("2.5.4.11", "TESTBANK"),
            ("2.5.4.3", name.as_str()),
        ];
        let days = span(self.authority.now, single.days)?;
        let certificate = CertificateTemplate {
            policy: Some(single.product.policy()),
            identity: Some((single.real_name, Vid::derive(VidHash::Sha256, single.number, &r))),
            usage: Usage::Signing,
            serial,
            ..template(&subject, NAME, slot, KeySlot::Authority, days)
        };
        let certificate = certificate.issue()?;
        let user = user_folder(&certificate.subject().folder_name());
        self.file(&user, "signCert.der", certificate.der().to_vec());
        self.file(&user, "signPri.key", sealed(&slot.key(Some(&r))?)?);
        self.authorities(&user);
        Ok(())
    }

    /// The key's file ends in the middle, as after a drive was pulled out.
    fn put_broken(&mut self, issued: &Issued) -> Result<(), AuthorityError> {
        let user = user_folder(&issued.certificate.subject().folder_name());
        self.file(&user, "signCert.der", issued.certificate.der().to_vec());
        let mut key = sealed(&issued.key)?;
        key.truncate(key.len() / 2);
        self.file(&user, "signPri.key", key);
        Ok(())
    }

    fn authorities(&mut self, user: &Path) {
        let both = [self.authority.certificate().der(), self.authority.root().der()].concat();
        self.file(user, "CaPubs", both);
    }

    fn file(&mut self, user: &Path, name: &str, bytes: Vec<u8>) {
        self.files.push((user.join(name), bytes));
    }
}

fn user_folder(name: &str) -> PathBuf {
    Path::new(AUTHORITY).join("USER").join(name)
}

fn sealed(key: &jangbu_npki::PrivateKey) -> Result<Vec<u8>, AuthorityError> {
    let password = Password::parse(DEMO_PASSWORD)?;
    Ok(EncryptedKey::make(key, &password, Protection::CUSTOMARY)?.as_bytes().to_vec())
}
