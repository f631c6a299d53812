//! What was found, and everything that one certificate says.

use super::places::own_folder;
use super::row::{is_invented, kind_view, row, row_of};
use super::search::{Copy, Found, faults, hex, search};
use super::target::{Chosen, Need, choose, read_archive};
use super::trust::{Given, chain_of, known_beside, known_from};
use super::unlock::{Ask, kept_for, open_pfx};
use super::watch::{default_id, set_default};
use crate::app::App;
use crate::ipc::view::{
    BrokenPair, CertificateCopy, CertificateList, CertificatePlace, CertificateSetDefault, CertificateShow,
    CertificateView, Empty, FoundPfx, KeepPassword, KeyUsageView, KmView, PolicyView, SearchLimit,
    SearchedPlace, VidView,
};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::{Certificate, CertificateKind, KeyUsage, SignatureAlgorithm};
use jangbu_npki::discovery::Limit;
use jangbu_npki::vid::VidHash;
use sha1::{Digest as _, Sha1};
use std::path::Path;

pub(crate) fn certificate_list(app: &App, _: Empty) -> Result<CertificateList, AppError> {
    app.kept_passwords.sweep(app);
    let searched = search(app);
    let default_id = default_id(app);
    let is_found = |id: &String| searched.found.iter().any(|found| found.id == *id);
    let shown = |path: &Path| path.display().to_string();
    let invented = searched.found.iter().any(|found| is_invented(&found.certificate));
    Ok(CertificateList {
        certificates: searched.found.iter().map(|found| row_of(app, found)).collect(),
        broken: searched.broken.iter().map(broken).collect(),
        archives: searched
            .archives
            .iter()
            .map(|(path, place)| FoundPfx { path: shown(path), place: *place })
            .collect(),
        searched: searched
            .roots
            .iter()
            .map(|root| SearchedPlace {
                path: shown(&root.path),
                place: root.place,
                exists: !searched.silent.contains(&root.path) && root.path.is_dir(),
            })
            .collect(),
        unreadable: searched.discovery.unreadable.iter().map(|(path, _)| shown(path)).collect(),
        silent: searched.silent.iter().map(|path| shown(path)).collect(),
        limit: searched.discovery.limit.map(|limit| match limit {
            Limit::Depth => SearchLimit::Depth,
            Limit::Entries => SearchLimit::Entries,
            Limit::Found => SearchLimit::Found,
        }),
        default_missing: default_id.as_ref().is_some_and(|id| !is_found(id)),
        default_id,
        keyring_available: app.keyring.is_available(),
        own_folder: shown(&own_folder(app)),
        demo_password: app.demo.as_ref().filter(|_| invented).map(|demo| demo.password().to_owned()),
    })
}

fn broken(copy: &Copy) -> BrokenPair {
    let shown = |path: &Path| path.display().to_string();
    BrokenPair {
        folder: shown(&copy.pair.folder),
        place: copy.place,
        certificate_path: copy.pair.certificate_path.as_deref().map(shown),
        key_path: copy.pair.key_path.as_deref().map(shown),
        faults: faults(&copy.pair.faults),
    }
}

pub(crate) fn certificate_show(app: &App, request: CertificateShow) -> Result<CertificateView, AppError> {
    let ask = Ask::take(app, request.password, KeepPassword::None)?;
    let given = Given::read(&request.roots, &request.revocation_lists)?;
    match choose(app, &request.target, Need::AnyCopy)? {
        Chosen::Pair(found) => Ok(pair_view(app, &found, &given)),
        Chosen::Archive(path) => archive_view(app, &path, &ask, &given),
        Chosen::Bare(certificate) => {
            let known = known_from(&search(app));
            let chain = chain_of(app, &certificate, &known, &given);
            let shown = Shown { row: row(app, &certificate, &[]), chain, km: None, has_random_number: None };
            Ok(view(&certificate, shown))
        }
    }
}

/// What is known beside the certificate itself.
struct Shown {
    row: crate::ipc::view::CertificateRow,
    chain: crate::ipc::view::ChainView,
    km: Option<KmView>,
    has_random_number: Option<bool>,
}

fn pair_view(app: &App, found: &Found, given: &Given) -> CertificateView {
    let known = known_beside(found.copies.iter());
    let chain = chain_of(app, &found.certificate, &known, given);
    let mut kms =
        found.copies.iter().filter_map(|copy| copy.pair.key_management.as_ref()?.certificate.as_ref());
    let km = kms.next().map(km_view);
    view(&found.certificate, Shown { row: row_of(app, found), chain, km, has_random_number: None })
}

fn archive_view(app: &App, path: &Path, ask: &Ask, given: &Given) -> Result<CertificateView, AppError> {
    let bytes = read_archive(path)?;
    let password = ask.password(app, &bytes)?;
    let mut opened = open_pfx(&bytes, &password)?;
    if opened.is_empty() {
        return Err(AppError::new(
            ErrorCode::CertificateNotFound,
            "no certificate with its key is in the file",
        )
        .with("file", path.display()));
    }
    let first = opened.swap_remove(0);
    let shown = path.display().to_string();
    let mut row = row(app, &first.certificate, &[]);
    row.usable = true;
    row.copies = vec![CertificateCopy {
        path: shown.clone(),
        folder: path.parent().unwrap_or(Path::new(".")).display().to_string(),
        place: CertificatePlace::Elsewhere,
        certificate_path: Some(shown.clone()),
        key_path: Some(shown),
        scheme: first.protection.map(|protection| protection.scheme.to_string()),
        iterations: first.protection.map(|protection| protection.iterations),
        customary: false,
        has_km: first.km.is_some(),
        km_faults: Vec::new(),
        faults: Vec::new(),
        can_revert: false,
        password: kept_for(app, &bytes),
    }];
    let chain = chain_of(app, &first.certificate, &first.authorities, given);
    let km = first.km.as_ref().map(|(certificate, _)| km_view(certificate));
    let has_random_number = Some(first.key.random_number().is_some());
    Ok(view(&first.certificate, Shown { row, chain, km, has_random_number }))
}

fn km_view(certificate: &Certificate) -> KmView {
    KmView {
        serial: certificate.serial().to_string(),
        valid_from: certificate.validity().first_day().to_string(),
        valid_until: certificate.validity().last_day().to_string(),
        key_bits: bits(certificate),
        key_usage: usages(certificate.key_usage()),
    }
}

fn view(certificate: &Certificate, shown: Shown) -> CertificateView {
    let Shown { row, chain, km, has_random_number } = shown;
    CertificateView {
        row,
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial_hex: certificate.serial().to_hex(),
        sha1: hex(&Sha1::digest(certificate.der())),
        key_algorithm: key_algorithm(certificate),
        key_bits: bits(certificate),
        signature_algorithm: algorithm(certificate.signature_algorithm()),
        key_usage: usages(certificate.key_usage()),
        policies: certificate
            .policies()
            .iter()
            .map(|policy| PolicyView {
                oid: policy.to_string(),
                kind: kind_view(CertificateKind::from_policy(policy)),
            })
            .collect(),
        vid: certificate
            .vid()
            .map(|vid| VidView { digest: vid_digest(vid.hash()).to_owned(), value: hex(vid.value()) }),
        has_random_number,
        unknown_critical: certificate.unknown_critical_extensions().iter().map(ToString::to_string).collect(),
        revocation_addresses: certificate.revocation_list_addresses().to_vec(),
        chain,
        km,
    }
}

pub(super) const fn vid_digest(hash: VidHash) -> &'static str {
    match hash {
        VidHash::Sha1 => "SHA-1",
        VidHash::Sha256 => "SHA-256",
    }
}

fn bits(certificate: &Certificate) -> Option<u32> {
    certificate.key().modulus_bits().and_then(|bits| u32::try_from(bits).ok())
}

fn key_algorithm(certificate: &Certificate) -> String {
    let other = certificate.key().other_algorithm();
    other.map_or_else(|| "RSA".to_owned(), |oid| oid.to_string())
}

fn algorithm(algorithm: SignatureAlgorithm) -> String {
    match algorithm {
        SignatureAlgorithm::RsaSha1 => "RSA SHA-1".to_owned(),
        SignatureAlgorithm::RsaSha256 => "RSA SHA-256".to_owned(),
        SignatureAlgorithm::RsaSha384 => "RSA SHA-384".to_owned(),
        SignatureAlgorithm::RsaSha512 => "RSA SHA-512".to_owned(),
        SignatureAlgorithm::Other(oid) => oid.to_string(),
    }
}

fn usages(usage: Option<KeyUsage>) -> Vec<KeyUsageView> {
    let Some(usage) = usage else { return Vec::new() };
    let all = [
        (usage.digital_signature(), KeyUsageView::DigitalSignature),
        (usage.non_repudiation(), KeyUsageView::NonRepudiation),
        (usage.key_encipherment(), KeyUsageView::KeyEncipherment),
        (usage.certificate_signing(), KeyUsageView::CertificateSigning),
        (usage.list_signing(), KeyUsageView::ListSigning),
    ];
    all.into_iter().filter_map(|(has, view)| has.then_some(view)).collect()
}

pub(crate) fn certificate_set_default(app: &App, request: CertificateSetDefault) -> Result<Empty, AppError> {
    let company = match request.company {
        Some(company) => app.books.find(&company)?.id,
        None => app.company()?.id.clone(),
    };
    if let Some(id) = &request.id {
        let known = search(app).found.into_iter().any(|found| found.id == *id);
        if !known {
            return Err(AppError::new(ErrorCode::CertificateNotFound, "no such certificate"));
        }
    }
    set_default(app, &company, request.id)?;
    Ok(Empty {})
}
