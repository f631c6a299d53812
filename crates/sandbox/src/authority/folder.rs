//! An NPKI folder as a bank's program leaves it.

use super::{Authority, AuthorityError, Issued};
use jangbu_npki::{EncryptedKey, Password, Protection};
use std::fs;
use std::path::{Path, PathBuf};

/// The password of everything that the demo issues. It protects nothing.
pub const DEMO_PASSWORD: &str = "jangbu-demo!";

/// Writes `NPKI/<authority>/USER/<subject>/` with both pairs and `CaPubs` into a folder, and gives
/// the path of each pair. Takes any scheme for the keys; [`Protection::CUSTOMARY`] is what banks write.
///
/// # Errors
/// [`AuthorityError`]; what was written until then stays.
pub fn write_npki(
    folder: &Path,
    authority: &Authority,
    issued: &[&Issued],
    password: &Password,
    protection: Protection,
) -> Result<Vec<PathBuf>, AuthorityError> {
    let name = authority.certificate().subject().organization().unwrap_or("JangbuTest");
    let users = folder.join("NPKI").join(name).join("USER");
    let authorities = [authority.certificate().der(), authority.root().der()].concat();
    let mut written = Vec::with_capacity(issued.len());
    for pair in issued {
        let user = users.join(pair.certificate.subject().folder_name());
        fs::create_dir_all(&user)?;
        fs::write(user.join("signCert.der"), pair.certificate.der())?;
        let key = EncryptedKey::make(&pair.key, password, protection)?;
        fs::write(user.join("signPri.key"), key.as_bytes())?;
        fs::write(user.join("kmCert.der"), pair.km_certificate.der())?;
        let key = EncryptedKey::make(&pair.km_key, password, protection)?;
        fs::write(user.join("kmPri.key"), key.as_bytes())?;
        fs::write(user.join("CaPubs"), &authorities)?;
        written.push(user);
    }
    Ok(written)
}
