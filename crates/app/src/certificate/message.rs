//! Files that are signed, checked, encrypted and decrypted (CMS).

use super::import::path_of;
use super::row::row;
use super::search::search;
use super::target::{Chosen, Need, choose, read_archive};
use super::trust::{Given, chain_at, known_from};
use super::unlock::{Ask, open, open_pfx};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::export::save;
use crate::file::{Existing, read_bounded, write_atomically};
use crate::ipc::view::{
    DecryptFileRequest, EncryptFileRequest, FileCipher, FileInput, FileVerified, KeepPassword, SavedFile,
    SignFileRequest, SignatureFaultView, SignerView, VerifyFileRequest,
};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::{Certificate, KeyError};
use jangbu_npki::cms::{
    Attributes, Carriage, EnvelopedMessage, MessageDigest, SignOptions, SignatureFault, SignedMessage,
    SignerReport, encrypt, sign,
};
use jangbu_npki::hazmat::BlockCipher;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Most recipients of one request.
const RECIPIENTS_MAX: usize = 64;

/// The file of a request: its name and content.
///
/// # Errors
/// `file.unreadable`, `file.too_large`.
pub(super) fn content_of(app: &App, input: &FileInput) -> Result<(String, Vec<u8>), AppError> {
    let path = path_of(app, input)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, read_bounded(&path)?))
}

/// Writes a new file, or returns its bytes where the host saves them itself.
///
/// # Errors
/// `file.exists`, `file.unwritable`.
pub(super) fn save_new(
    name: String,
    media_type: &str,
    bytes: &[u8],
    to: Option<String>,
) -> Result<SavedFile, AppError> {
    save(name, media_type, bytes, to.map(PathBuf::from).as_deref(), Existing::Keep)
}

pub(crate) fn certificate_sign_file(app: &App, request: SignFileRequest) -> Result<SavedFile, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let (name, content) = content_of(app, &request.file)?;
    let opened = open(app, &request.target, &ask, false)?;
    let attributes = if request.plain {
        Attributes::None
    } else {
        Attributes::Standard { signing_time: Some(app.clock.now()) }
    };
    let options = SignOptions {
        carriage: if request.detached { Carriage::Detached } else { Carriage::Attached },
        attributes,
        more_certificates: &opened.authorities,
    };
    let message = sign(&content, &opened.key, &opened.certificate, &options)?;
    save_new(format!("{name}.p7s"), "application/pkcs7-signature", &message, request.to)
}

pub(crate) fn certificate_verify_file(
    app: &App,
    request: VerifyFileRequest,
) -> Result<FileVerified, AppError> {
    let (_, bytes) = content_of(app, &request.file)?;
    let given = Given::read(&request.roots, &request.revocation_lists)?;
    let message = SignedMessage::parse(&bytes)?;
    let attached = message.content().is_some();
    let detached = match (&request.content, attached) {
        (Some(content), false) => Some(content_of(app, content)?.1),
        _ => None,
    };
    let mut known = known_from(&search(app));
    known.extend(message.certificates().iter().cloned());
    let reports = message.verify(detached.as_deref(), &known);
    let content = message.content().or(detached.as_deref());
    let signers: Vec<SignerView> = reports.iter().map(|report| signer(app, report, &known, &given)).collect();
    let content_path = match (&request.content_to, message.content()) {
        (Some(to), Some(content)) => {
            write_atomically(Path::new(to), content, Existing::Keep)?;
            Some(to.clone())
        }
        _ => None,
    };
    Ok(FileVerified {
        valid: !signers.is_empty() && signers.iter().all(|signer| signer.valid),
        signers,
        attached,
        content_bytes: content.map(|content| content.len() as u64),
        content_path,
    })
}

/// The chain is judged now, not when the signer says that he signed: nobody vouches for that.
fn signer(app: &App, report: &SignerReport, known: &[Certificate], given: &Given) -> SignerView {
    let chain = report.certificate.as_ref().map(|leaf| chain_at(leaf, known, given, app.clock.now()));
    SignerView {
        valid: report.fault.is_none(),
        fault: report.fault.map(fault_view),
        certificate: report.certificate.as_ref().map(|certificate| row(app, certificate, &[])),
        chain,
        digest: report.digest.map(|digest| digest_name(digest).to_owned()),
        has_attributes: report.has_attributes,
        signed_at: report.signing_time.map(korean_rfc3339),
    }
}

const fn digest_name(digest: MessageDigest) -> &'static str {
    match digest {
        MessageDigest::Sha1 => "SHA-1",
        MessageDigest::Sha256 => "SHA-256",
        MessageDigest::Sha384 => "SHA-384",
        MessageDigest::Sha512 => "SHA-512",
    }
}

const fn fault_view(fault: SignatureFault) -> SignatureFaultView {
    match fault {
        SignatureFault::ContentMissing => SignatureFaultView::ContentMissing,
        SignatureFault::ContentChanged => SignatureFaultView::ContentChanged,
        SignatureFault::Attributes => SignatureFaultView::Attributes,
        SignatureFault::CertificateMissing => SignatureFaultView::CertificateMissing,
        SignatureFault::UnknownDigest(_) => SignatureFaultView::UnknownDigest,
        SignatureFault::Signature(KeyError::SignatureInvalid) => SignatureFaultView::Signature,
        SignatureFault::Signature(_) => SignatureFaultView::Unsupported,
    }
}

pub(crate) fn certificate_encrypt_file(
    app: &App,
    request: EncryptFileRequest,
) -> Result<SavedFile, AppError> {
    if request.recipients.is_empty() || request.recipients.len() > RECIPIENTS_MAX {
        return Err(AppError::new(ErrorCode::RequestMalformed, "a message has 1 to 64 recipients"));
    }
    let (name, content) = content_of(app, &request.file)?;
    let content = Zeroizing::new(content);
    let recipients = request.recipients.iter().map(|target| match choose(app, target, Need::AnyCopy)? {
        Chosen::Bare(certificate) => Ok(certificate),
        Chosen::Pair(found) => {
            let km =
                found.copies.iter().find_map(|copy| copy.pair.key_management.as_ref()?.certificate.clone());
            Ok(km.unwrap_or(found.certificate))
        }
        Chosen::Archive(path) => archive_recipient(app, &path),
    });
    let recipients = recipients.collect::<Result<Vec<Certificate>, AppError>>()?;
    let recipients: Vec<&Certificate> = recipients.iter().collect();
    let message = encrypt(&content, &recipients, cipher(request.cipher))?;
    save_new(format!("{name}.p7m"), "application/pkcs7-mime", &message, request.to)
}

/// The certificates of a PKCS#12 file open with a kept password only.
fn archive_recipient(app: &App, path: &Path) -> Result<Certificate, AppError> {
    let bytes = read_archive(path)?;
    let password = Ask::take(app, None, KeepPassword::None)?.password(app, &bytes)?;
    let first = open_pfx(&bytes, &password)?.into_iter().next();
    let first = first
        .ok_or_else(|| AppError::new(ErrorCode::CertificateNotFound, "no certificate is in the file"))?;
    Ok(first.km.map_or(first.certificate, |(certificate, _)| certificate))
}

const fn cipher(cipher: FileCipher) -> BlockCipher {
    match cipher {
        FileCipher::Seed => BlockCipher::Seed,
        FileCipher::Aria128 => BlockCipher::Aria128,
        FileCipher::Aria192 => BlockCipher::Aria192,
        FileCipher::Aria256 => BlockCipher::Aria256,
        FileCipher::Aes128 => BlockCipher::Aes128,
        FileCipher::Aes192 => BlockCipher::Aes192,
        FileCipher::Aes256 => BlockCipher::Aes256,
        FileCipher::TripleDes => BlockCipher::TripleDes,
    }
}

pub(crate) fn certificate_decrypt_file(
    app: &App,
    request: DecryptFileRequest,
) -> Result<SavedFile, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let (name, bytes) = content_of(app, &request.file)?;
    let message = EnvelopedMessage::parse(&bytes)?;
    let opened = open(app, &request.target, &ask, true)?;
    let content = match &opened.km {
        Some((certificate, key)) if message.is_for(certificate) => message.decrypt(key, certificate)?,
        _ => message.decrypt(&opened.key, &opened.certificate)?,
    };
    let name = name.strip_suffix(".p7m").map_or_else(|| format!("{name}.out"), str::to_owned);
    save_new(name, "application/octet-stream", &content, request.to)
}
