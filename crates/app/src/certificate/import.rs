//! Bringing certificates into this program's own folder. Nothing there is ever overwritten.

use super::folder::{PairFiles, users_folder};
use super::places::{Root, own_folder, place_of, roots};
use super::row::row_of;
use super::search::{Copy, Found, id_of, search, search_in, unusable};
use super::target::read_archive;
use super::unlock::{Ask, Opened, open_pfx};
use crate::app::App;
use crate::ipc::view::{
    CertificateImport, CertificateImported, CertificatePlace, CertificateTarget, FileInput, NotImported,
};
use crate::{AppError, ErrorCode};
use jangbu_npki::{EncryptedKey, Password, Protection};
use std::path::{Path, PathBuf};

/// Most files and folders of one request.
const INPUTS_MAX: usize = 256;

/// What a request brought in so far.
#[derive(Default)]
struct Outcome {
    /// Ids, in their order.
    imported: Vec<String>,
    already: Vec<String>,
    refused: Vec<(PathBuf, AppError)>,
}

pub(crate) fn certificate_import(
    app: &App,
    request: CertificateImport,
) -> Result<CertificateImported, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    if request.inputs.len() > INPUTS_MAX {
        return Err(AppError::new(ErrorCode::RequestMalformed, "too many files"));
    }
    let paths = request.inputs.iter().map(|input| path_of(app, input));
    let mut outcome = Outcome::default();
    for (path, partner) in in_pairs(paths.collect::<Result<Vec<_>, _>>()?) {
        if let Err(error) = bring(app, &path, partner.as_deref(), &ask, &mut outcome) {
            outcome.refused.push((path, error));
        }
    }
    if outcome.imported.is_empty() && outcome.already.is_empty() && outcome.refused.len() == 1 {
        // A request of one thing that came to nothing is that thing's failure.
        return Err(outcome.refused.swap_remove(0).1);
    }
    let found = search(app).found;
    let of = |id: &String| found.iter().find(|found| found.id == *id);
    let refused = outcome.refused.iter().map(|(path, error)| NotImported {
        path: path.display().to_string(),
        code: error.code().as_str().to_owned(),
        params: error.params().clone(),
    });
    Ok(CertificateImported {
        imported: outcome.imported.iter().filter_map(of).map(|found| row_of(app, found)).collect(),
        refused: refused.collect(),
        already: outcome.already,
    })
}

/// The path that an input means.
///
/// # Errors
/// `file.unreadable` for an upload that is gone.
pub(super) fn path_of(app: &App, input: &FileInput) -> Result<PathBuf, AppError> {
    match input {
        FileInput::Path(path) => Ok(PathBuf::from(path)),
        FileInput::Upload(token) => app.uploads.find(token),
    }
}

/// Loose files that belong together: each upload lies in a folder of its own, so a certificate takes
/// the key of its kind that was given with it.
fn in_pairs(paths: Vec<PathBuf>) -> Vec<(PathBuf, Option<PathBuf>)> {
    let ending =
        |path: &Path| path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name =
        |path: &Path| path.file_name().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_key = |path: &Path| !path.is_dir() && ending(path) == "key";
    let (keys, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_key(path));
    let certificates = others.iter().filter(|path| matches!(ending(path).as_str(), "der" | "cer" | "crt"));
    let only = keys.len() == 1 && certificates.clone().count() == 1;
    let mut used = vec![false; keys.len()];
    let mut pairs: Vec<(PathBuf, Option<PathBuf>)> = Vec::new();
    for path in &others {
        let stem = |text: &str, end: &str| {
            let stem = text.rsplit_once('.').map_or(text, |(stem, _)| stem);
            stem.strip_suffix(end).unwrap_or(stem).to_owned()
        };
        let fits = |key: &PathBuf| only || stem(&name(key), "pri") == stem(&name(path), "cert");
        let is_certificate = matches!(ending(path).as_str(), "der" | "cer" | "crt");
        let place = keys.iter().position(fits).filter(|_| is_certificate);
        let partner = place.and_then(|place| {
            if let Some(used) = used.get_mut(place) {
                *used = true;
            }
            keys.get(place).cloned()
        });
        pairs.push((path.clone(), partner));
    }
    let alone = keys.into_iter().zip(used).filter(|(_, used)| !used).map(|(key, _)| (key, None));
    pairs.extend(alone);
    // The pair for encryption comes along with the one for signing.
    let has_signing = pairs.iter().any(|(path, _)| name(path).starts_with("signcert"));
    pairs.retain(|(path, _)| !(has_signing && name(path).starts_with("kmcert")));
    pairs
}

fn bring(
    app: &App,
    path: &Path,
    partner: Option<&Path>,
    ask: &Ask,
    outcome: &mut Outcome,
) -> Result<(), AppError> {
    if path.is_dir() {
        return bring_folder(app, path, ask, outcome);
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if matches!(ending.as_str(), "pfx" | "p12") {
        return bring_archive(app, path, ask, outcome);
    }
    let together = partner.is_some_and(|partner| partner.parent() == path.parent());
    let target = CertificateTarget {
        id: None,
        path: Some(path.display().to_string()),
        key_path: partner.filter(|_| !together).map(|path| path.display().to_string()),
    };
    let found = super::target::choose_pair(app, &target, super::target::Need::AnyCopy)?;
    let copy = found.copies.first().ok_or_else(none_there)?;
    bring_copy(app, &found, copy, ask, outcome)
}

fn none_there() -> AppError {
    AppError::new(ErrorCode::CertificateNotFound, "no certificate with its key is there")
}

/// Every whole pair below a folder; broken ones are told.
fn bring_folder(app: &App, path: &Path, ask: &Ask, outcome: &mut Outcome) -> Result<(), AppError> {
    let root = Root { path: path.to_path_buf(), place: CertificatePlace::Elsewhere };
    let searched = search_in(app, vec![root]);
    if searched.found.is_empty() && searched.broken.is_empty() && searched.archives.is_empty() {
        return Err(none_there().with("file", path.display()));
    }
    for found in &searched.found {
        let Some(copy) = found.copies.iter().find(|copy| copy.is_usable()).or(found.copies.first()) else {
            continue;
        };
        if let Err(error) = bring_copy(app, found, copy, ask, outcome) {
            outcome.refused.push((copy.path().to_path_buf(), error));
        }
    }
    for broken in &searched.broken {
        outcome.refused.push((broken.path().to_path_buf(), unusable(broken)));
    }
    for (archive, _) in &searched.archives {
        if let Err(error) = bring_archive(app, archive, ask, outcome) {
            outcome.refused.push((archive.clone(), error));
        }
    }
    Ok(())
}

/// Byte for byte: the key stays as it is protected.
fn bring_copy(
    app: &App,
    found: &Found,
    copy: &Copy,
    ask: &Ask,
    outcome: &mut Outcome,
) -> Result<(), AppError> {
    if !copy.is_usable() {
        return Err(unusable(copy));
    }
    if place_of(&roots(app), &copy.pair.folder) == CertificatePlace::Own {
        outcome.already.push(found.id.clone());
        return Ok(());
    }
    let files = PairFiles::read(&found.certificate, copy)?;
    if ask.is_given() {
        // A password that was given is to open what is brought in.
        super::unlock::open_copy(app, &found.certificate, copy, ask, true)?;
    }
    outcome
        .take(found.id.clone(), files.write_below(app, &users_folder(&own_folder(app), &found.certificate)))
}

/// The keys are written anew under the same password, in the strong protection.
fn bring_archive(app: &App, path: &Path, ask: &Ask, outcome: &mut Outcome) -> Result<(), AppError> {
    let bytes = read_archive(path)?;
    let typed = ask.password(app, &bytes)?;
    let pairs = open_pfx(&bytes, &typed)?;
    if pairs.is_empty() {
        return Err(none_there().with("file", path.display()));
    }
    let password = Password::parse(&typed)?;
    for opened in &pairs {
        let (files, key) = sealed(opened, &password)?;
        let users = users_folder(&own_folder(app), &opened.certificate);
        let written = files.write_below(app, &users);
        if written.is_ok() {
            ask.keep(app, &key, &opened.certificate, &typed);
        }
        outcome.take(id_of(&opened.certificate), written)?;
    }
    Ok(())
}

/// The files of an opened pair for this program's own folder, and the key's file again.
fn sealed(opened: &Opened, password: &Password) -> Result<(PairFiles, Vec<u8>), AppError> {
    let seal = |key| EncryptedKey::make(key, password, Protection::STRONG).map(|key| key.as_bytes().to_vec());
    let key = seal(&opened.key)?;
    let mut files = PairFiles::new(opened.certificate.clone(), key.clone());
    if let Some((certificate, km)) = &opened.km {
        files = files.with_km(certificate, seal(km)?);
    }
    let authorities = opened.authorities.iter().flat_map(|certificate| certificate.der().to_vec()).collect();
    Ok((files.with_authorities(authorities), key))
}

impl Outcome {
    /// Sorts the result of one writing.
    fn take(&mut self, id: String, written: Result<PathBuf, AppError>) -> Result<(), AppError> {
        match written {
            Ok(_) => self.imported.push(id),
            Err(error) if error.code() == ErrorCode::FileExists => self.already.push(id),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
