//! Carrying a certificate elsewhere, and taking a copy away.

use super::folder::{PairFiles, unwritable, users_folder};
use super::protect::protection_of;
use super::search::{Copy, Found, id_of, search, search_folder};
use super::target::{Need, choose_pair};
use super::unlock::{Ask, forget, open, open_copy};
use super::watch::{default_id, set_default};
use crate::app::App;
use crate::export::save;
use crate::file::Existing;
use crate::ipc::view::{
    CertificateCopied, CertificateCopyTo, CertificateDelete, CertificateDeletion, CertificateExportPfx,
    SavedFile,
};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::{EncryptedKey, KeyPair, Password, Pfx, PfxProtection, Replacement, write_new};
use std::fs;
use std::path::{Path, PathBuf};

/// The tree that banks' programs look for at the top of a drive.
const TREE: &str = "NPKI";
/// Earlier versions of one key that are deleted with it.
const PREVIOUS_MAX: usize = 100;

pub(crate) fn certificate_export_pfx(
    app: &App,
    request: CertificateExportPfx,
) -> Result<SavedFile, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let next = request.pfx_password.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let opened = open(app, &request.target, &ask, true)?;
    let name = format!("{}.pfx", file_name(&opened.certificate));
    let password = Password::parse(next.as_ref().unwrap_or(&opened.password))?;
    let pair = |certificate: &Certificate, key| KeyPair {
        key,
        certificate: Some(certificate.der().to_vec()),
        name: Some(certificate.owner()),
        protection: None,
    };
    let mut pairs = vec![pair(&opened.certificate, opened.key)];
    pairs.extend(opened.km.map(|(certificate, key)| pair(&certificate, key)));
    let certificates = opened.authorities.iter().map(|certificate| certificate.der().to_vec()).collect();
    let protection = if request.strong { PfxProtection::STRONG } else { PfxProtection::CUSTOMARY };
    let bytes = Pfx { pairs, certificates }.to_bytes(&password, protection)?;
    let to = request.to.map(PathBuf::from);
    if let Some(path) = &to {
        // Only its owner may read it, as with any file that holds a key.
        write_new(path, &bytes)?;
    }
    let mut saved = save(name, "application/x-pkcs12", &bytes, None, Existing::Keep)?;
    if let Some(path) = to {
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        saved.file_name = file_name.unwrap_or(saved.file_name);
        saved.path = Some(path.display().to_string());
        saved.base64 = None;
    }
    Ok(saved)
}

/// A name for a file about a certificate: its owner and its last day.
fn file_name(certificate: &Certificate) -> String {
    let owner: String = certificate
        .owner()
        .chars()
        .map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c })
        .take(40)
        .collect();
    format!("{}_{}", owner.trim_matches(['.', ' ']), certificate.validity().last_day())
}

pub(crate) fn certificate_copy(app: &App, request: CertificateCopyTo) -> Result<CertificateCopied, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let found = choose_pair(app, &request.target, Need::AnyCopy)?;
    let copy = found.copies.first().ok_or_else(not_found)?;
    let files = match request.scheme {
        None => PairFiles::read(&found.certificate, copy)?,
        Some(scheme) => {
            let opened = open_copy(app, &found.certificate, copy, &ask, true)?;
            let password = Password::parse(&opened.password)?;
            let seal = |key| {
                EncryptedKey::make(key, &password, protection_of(scheme)).map(|key| key.as_bytes().to_vec())
            };
            let mut files = PairFiles::new(found.certificate.clone(), seal(&opened.key)?);
            if let Some((certificate, key)) = &opened.km {
                files = files.with_km(certificate, seal(key)?);
            }
            let authorities = opened.authorities.iter().flat_map(|one| one.der().to_vec()).collect();
            files.with_authorities(authorities)
        }
    };
    let folder =
        files.write_below(app, &users_folder(&top_of(Path::new(&request.to)), &found.certificate))?;
    let mut written = search_folder(app, &folder).found;
    let copy = written.pop().and_then(|mut found| found.copies.pop()).ok_or_else(not_found)?;
    Ok(CertificateCopied { copy: copy.view(app) })
}

fn not_found() -> AppError {
    AppError::new(ErrorCode::CertificateNotFound, "no such certificate")
}

/// The tree below a folder or the top of a drive; a tree that was named is taken as it is.
fn top_of(to: &Path) -> PathBuf {
    let named = to.file_name().is_some_and(|name| name.eq_ignore_ascii_case(TREE));
    if named {
        return to.to_path_buf();
    }
    let entries = fs::read_dir(to).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_tree = |path: &PathBuf| path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(TREE));
    entries.into_iter().find(is_tree).unwrap_or_else(|| to.join(TREE))
}

pub(crate) fn certificate_delete(
    app: &App,
    request: CertificateDelete,
) -> Result<CertificateDeletion, AppError> {
    let found = choose_pair(app, &request.target, Need::ThisCopy)?;
    let copy = found.copies.first().ok_or_else(not_found)?;
    let files = files_of(app, copy);
    // Copies in the usual places count, wherever the request found this one.
    let others: Vec<_> = all_copies(app, &found)
        .iter()
        .filter(|other| other.path() != copy.path())
        .map(|other| other.view(app))
        .collect();
    let is_default = default_id(app).as_deref() == Some(found.id.as_str());
    let answer = CertificateDeletion {
        deleted: request.confirm,
        owner: found.certificate.owner(),
        copy: copy.view(app),
        files: files.iter().map(|path| path.display().to_string()).collect(),
        last_copy: others.is_empty(),
        others,
        is_default,
    };
    if request.confirm {
        if let Some(file) = copy.key_file() {
            forget(app, file.key().as_bytes());
        }
        delete(&copy.pair.folder, &files)?;
        if answer.last_copy
            && is_default
            && let Ok(company) = app.company()
        {
            set_default(app, &company.id, None)?;
        }
        tracing::info!("a copy of a certificate was deleted");
    }
    Ok(answer)
}

/// Every copy of a certificate in the usual places.
pub(super) fn all_copies(app: &App, found: &Found) -> Vec<Copy> {
    let everywhere = search(app).found.into_iter().find(|other| other.id == id_of(&found.certificate));
    everywhere.map(|found| found.copies).unwrap_or_default()
}

/// The files of one copy, earlier versions of its keys among them. What else lies in the folder
/// is not touched; the pair for encryption belongs to the pair with the names of the standard.
fn files_of(app: &App, copy: &Copy) -> Vec<PathBuf> {
    let pair = &copy.pair;
    let mut files: Vec<PathBuf> =
        [&pair.certificate_path, &pair.key_path].into_iter().flatten().cloned().collect();
    let alone = search_folder(app, &pair.folder);
    let pairs = alone.found.iter().flat_map(|found| &found.copies).count() + alone.broken.len();
    if pairs <= 1 {
        let km = pair.key_management.as_ref();
        files.extend(km.and_then(|km| km.certificate_path.clone()));
        files.extend(km.and_then(|km| km.key_path.clone()));
        files.extend(pair.authorities_path.clone());
    }
    let keys: Vec<PathBuf> = files
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("key")))
        .cloned()
        .collect();
    for key in keys {
        files.extend(previous_of(&key));
    }
    files
}

/// Earlier versions of a key that lie beside it.
pub(super) fn previous_of(key: &Path) -> Vec<PathBuf> {
    let Some(latest) = Replacement::latest(key) else { return Vec::new() };
    let (Some(folder), Some(name)) = (key.parent(), key.file_name().and_then(|name| name.to_str())) else {
        return vec![latest.old_path().to_path_buf()];
    };
    let beginning = format!("{name}.old");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_earlier = |path: &PathBuf| {
        let rest = path.file_name().and_then(|it| it.to_str()).and_then(|it| it.strip_prefix(&beginning));
        let numbered = |rest: &str| {
            rest.strip_prefix('-').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
        };
        rest.is_some_and(|rest| rest.is_empty() || numbered(rest))
    };
    entries.filter(is_earlier).take(PREVIOUS_MAX).collect()
}

/// Keys first: what is left after a failure cannot sign. The folder goes when nothing else is in it.
fn delete(folder: &Path, files: &[PathBuf]) -> Result<(), AppError> {
    let is_public = |path: &&PathBuf| {
        path.extension().is_some_and(|it| it.eq_ignore_ascii_case("der") || it.eq_ignore_ascii_case("cer"))
    };
    let (public, secret): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_public);
    for path in secret.into_iter().chain(public) {
        fs::remove_file(path).map_err(|error| unwritable(path, &error))?;
    }
    // One that is not empty stays.
    let _ = fs::remove_dir(folder);
    Ok(())
}
