//! What a search finds, put together: one certificate with all its copies.

use super::kept::KeptPasswords;
use super::places::{Root, place_of, roots};
use crate::app::App;
use crate::ipc::view::{CertificateCopy, CertificatePlace, KeptPassword, PairFaultView};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::discovery::{Discovery, FoundPair, PairFault, discover};
use jangbu_npki::{KeyFile, Protection, Replacement, Scheme};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A certificate and every place where it was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: String,
    pub(super) certificate: Certificate,
    pub(super) copies: Vec<Copy>,
}

/// One place.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) pair: FoundPair,
    pub(super) place: CertificatePlace,
}

/// Everything that was found.
#[derive(Debug)]
pub(super) struct Searched {
    pub(super) found: Vec<Found>,
    /// Pairs without a readable certificate.
    pub(super) broken: Vec<Copy>,
    pub(super) archives: Vec<(PathBuf, CertificatePlace)>,
    pub(super) roots: Vec<Root>,
    /// Roots on drives that did not answer; they were not searched.
    pub(super) silent: Vec<PathBuf>,
    pub(super) discovery: Discovery,
}

/// Searches every place, and keeps in mind what the status bar needs.
pub(super) fn search(app: &App) -> Searched {
    let roots = roots(app);
    let searched = search_in(app, roots);
    app.certificates.remember(app.clock.now(), &searched);
    searched
}

/// Searches some folders.
pub(super) fn search_in(app: &App, mut roots: Vec<Root>) -> Searched {
    let on_drives = roots.iter().filter(|root| root.place == CertificatePlace::Drive);
    let reached = app.drive_reach.ask(&on_drives.map(|root| root.path.clone()).collect::<Vec<_>>());
    roots.retain(|root| !reached.absent.contains(&root.path));
    let answering = roots.iter().filter(|root| !reached.silent.contains(&root.path));
    let paths: Vec<PathBuf> = answering.map(|root| root.path.clone()).collect();
    let discovery = discover(&paths, app.clock.now(), &mut |_| ControlFlow::Continue(()));
    Searched { silent: reached.silent, ..put_together(discovery, roots) }
}

/// Gives copies of a folder that was named the places that they have among all.
pub(super) fn place_anew(app: &App, searched: &mut Searched) {
    let roots = roots(app);
    for copy in searched.found.iter_mut().flat_map(|found| &mut found.copies) {
        copy.place = place_of(&roots, &copy.pair.folder);
    }
}

/// What lies in one folder, and not below it.
pub(super) fn search_folder(app: &App, folder: &Path) -> Searched {
    // The first folder that is visited is the root; its files are read before the second is announced.
    let only_first =
        |visited: usize| if visited > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let discovery = discover(&[folder.to_path_buf()], app.clock.now(), &mut { only_first });
    put_together(discovery, roots(app))
}

fn put_together(mut discovery: Discovery, roots: Vec<Root>) -> Searched {
    let (mut found, mut broken): (Vec<Found>, Vec<Copy>) = (Vec::new(), Vec::new());
    let mut places: HashMap<String, usize> = HashMap::new();
    for pair in std::mem::take(&mut discovery.pairs) {
        let copy = Copy { place: place_of(&roots, &pair.folder), pair };
        let Some(certificate) = copy.pair.certificate.clone() else {
            broken.push(copy);
            continue;
        };
        let id = id_of(&certificate);
        if let Some(known) = places.get(&id).and_then(|place| found.get_mut(*place)) {
            known.copies.push(copy);
        } else {
            places.insert(id.clone(), found.len());
            found.push(Found { id, certificate, copies: vec![copy] });
        }
    }
    found.sort_by(|one, other| {
        other.certificate.validity().not_after.cmp(&one.certificate.validity().not_after)
    });
    let archives = std::mem::take(&mut discovery.archives).into_iter();
    let archives = archives.map(|archive| (archive.path.clone(), place_of(&roots, &archive.path))).collect();
    Searched { found, broken, archives, roots, silent: Vec::new(), discovery }
}

/// What a certificate is known by: the SHA-256 of its bytes.
pub(super) fn id_of(certificate: &Certificate) -> String {
    hex(&Sha256::digest(certificate.der()))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

impl Copy {
    /// What requests call it: the key's file, else the certificate's.
    pub(super) fn path(&self) -> &Path {
        let file = self.pair.key_path.as_deref().or(self.pair.certificate_path.as_deref());
        file.unwrap_or(&self.pair.folder)
    }

    /// Whether a request means this copy.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        [
            self.pair.key_path.as_deref(),
            self.pair.certificate_path.as_deref(),
            Some(self.pair.folder.as_path()),
        ]
        .contains(&Some(path))
    }

    pub(super) fn is_usable(&self) -> bool {
        self.pair.is_whole()
    }

    /// The key's file, if it can be read.
    pub(super) fn key_file(&self) -> Option<KeyFile> {
        KeyFile::read(self.pair.key_path.as_deref()?).ok()
    }

    pub(super) fn view(&self, app: &App) -> CertificateCopy {
        let file = self.key_file();
        let protection = file.as_ref().map(|file| file.key().protection());
        let shown = |path: &Path| path.display().to_string();
        let can_revert = self.pair.key_path.as_deref().is_some_and(|key| Replacement::latest(key).is_some());
        CertificateCopy {
            path: shown(self.path()),
            folder: shown(&self.pair.folder),
            place: self.place,
            certificate_path: self.pair.certificate_path.as_deref().map(shown),
            key_path: self.pair.key_path.as_deref().map(shown),
            scheme: protection.map(|protection| protection.scheme.to_string()),
            iterations: protection.map(|protection| protection.iterations),
            customary: protection.is_some_and(is_customary),
            has_km: self.pair.key_management.is_some(),
            km_faults: self.pair.key_management.as_ref().map(|km| faults(&km.faults)).unwrap_or_default(),
            faults: faults(&self.pair.faults),
            can_revert,
            password: file.and_then(|file| kept(app, file.key().as_bytes())),
        }
    }
}

/// The kept password for a key's file, without the password.
pub(super) fn kept(app: &App, file: &[u8]) -> Option<KeptPassword> {
    app.kept_passwords.state(app, &KeptPasswords::name_of(file))
}

/// What authorities write themselves: every Korean program reads it.
fn is_customary(protection: Protection) -> bool {
    protection.scheme == Scheme::Pbes1Seed
}

pub(super) fn faults(faults: &[PairFault]) -> Vec<PairFaultView> {
    faults.iter().map(|fault| fault_view(*fault)).collect()
}

const fn fault_view(fault: PairFault) -> PairFaultView {
    match fault {
        PairFault::CertificateMissing => PairFaultView::CertificateMissing,
        PairFault::CertificateUnreadable(_) => PairFaultView::CertificateUnreadable,
        PairFault::CertificateTooLarge => PairFaultView::CertificateTooLarge,
        PairFault::CertificateDamaged => PairFaultView::CertificateDamaged,
        PairFault::KeyMissing => PairFaultView::KeyMissing,
        PairFault::KeyUnreadable(_) => PairFaultView::KeyUnreadable,
        PairFault::KeyTooLarge => PairFaultView::KeyTooLarge,
        PairFault::KeyDamaged => PairFaultView::KeyDamaged,
        PairFault::KeyUnsupported => PairFaultView::KeyUnsupported,
    }
}

/// The refusal of a copy that lacks something, with its first fault.
pub(super) fn unusable(copy: &Copy) -> AppError {
    let first = copy.pair.faults.first().map(|fault| fault_view(*fault));
    let code = first.and_then(|fault| serde_json::to_value(fault).ok());
    unusable_for(code.as_ref().and_then(|code| code.as_str()).unwrap_or_default())
}

/// The same for a fault that is known.
pub(super) fn unusable_for(fault: &str) -> AppError {
    AppError::new(ErrorCode::CertificateUnusable, format!("the copy cannot be used: {fault}"))
        .with("fault", fault)
}
