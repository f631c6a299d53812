//! Files: signed, checked, encrypted, decrypted; e-tax invoices signed and checked.

use super::show::{chain_lines, kind};
use super::{absolute, enter_demo, keep, named, target, with_password};
use crate::Outcome;
use crate::args::{CertArg, CipherArg, SignerArgs, TrustArgs};
use crate::command::Session;
use crate::output::Output;
use jangbu_app::ipc::view::{
    CertificateRow, DecryptFileRequest, DigestFormView, EncryptFileRequest, ErrorView, FileCipher, FileInput,
    FileVerified, InvoiceSignRequest, InvoiceVerified, InvoiceVerifyRequest, SavedFile, SignFileRequest,
    SignerView, VerifyFileRequest,
};
use serde::Serialize;
use std::path::Path;

fn input(path: &Path) -> FileInput {
    FileInput::Path(absolute(path))
}

fn signer_target(
    session: &Session,
    signer: &SignerArgs,
) -> Result<jangbu_app::ipc::view::CertificateTarget, ErrorView> {
    target(session, &CertArg { cert: signer.cert.clone(), copy: None, key: signer.key.clone() })
}

fn saved(output: Output, saved: &SavedFile) -> Outcome {
    output.answer(saved, || vec![saved.path.clone().unwrap_or_default()]);
    Outcome::Done
}

pub(super) fn sign(
    session: &Session,
    file: &Path,
    signer: &SignerArgs,
    (detached, plain): (bool, bool),
) -> Result<Outcome, ErrorView> {
    let target = signer_target(session, signer)?;
    let answer: SavedFile = with_password(session, "certificate.sign_file", &signer.password, |ticket| {
        Ok(SignFileRequest {
            target: target.clone(),
            password: ticket,
            keep_password: keep(&signer.password),
            file: input(file),
            detached,
            plain,
            to: Some(absolute(&signer.to)),
        })
    })?;
    Ok(saved(session.output, &answer))
}

pub(super) fn decrypt(session: &Session, file: &Path, signer: &SignerArgs) -> Result<Outcome, ErrorView> {
    let target = signer_target(session, signer)?;
    let answer: SavedFile = with_password(session, "certificate.decrypt_file", &signer.password, |ticket| {
        Ok(DecryptFileRequest {
            target: target.clone(),
            password: ticket,
            keep_password: keep(&signer.password),
            file: input(file),
            to: Some(absolute(&signer.to)),
        })
    })?;
    Ok(saved(session.output, &answer))
}

pub(super) fn encrypt(
    session: &Session,
    file: &Path,
    recipients: &[String],
    cipher: CipherArg,
    to: &Path,
) -> Result<Outcome, ErrorView> {
    let recipients = recipients.iter().map(|recipient| named(session, Some(recipient)));
    let request = EncryptFileRequest {
        file: input(file),
        recipients: recipients.collect::<Result<Vec<_>, _>>()?,
        cipher: match cipher {
            CipherArg::Seed => FileCipher::Seed,
            CipherArg::Aria128 => FileCipher::Aria128,
            CipherArg::Aria192 => FileCipher::Aria192,
            CipherArg::Aria256 => FileCipher::Aria256,
            CipherArg::Aes128 => FileCipher::Aes128,
            CipherArg::Aes192 => FileCipher::Aes192,
            CipherArg::Aes256 => FileCipher::Aes256,
            CipherArg::TripleDes => FileCipher::TripleDes,
        },
        to: Some(absolute(to)),
    };
    let answer: SavedFile = session.call("certificate.encrypt_file", &request)?;
    Ok(saved(session.output, &answer))
}

fn paths(files: &[std::path::PathBuf]) -> Vec<String> {
    files.iter().map(|path| absolute(path)).collect()
}

pub(super) fn verify(
    session: &Session,
    file: &Path,
    (content, content_to): (Option<&Path>, Option<&Path>),
    trust: &TrustArgs,
) -> Result<Outcome, ErrorView> {
    let request = VerifyFileRequest {
        file: input(file),
        content: content.map(input),
        roots: paths(&trust.root),
        revocation_lists: paths(&trust.crl),
        content_to: content_to.map(absolute),
    };
    let found: FileVerified = session.call("certificate.verify_file", &request)?;
    let output = session.output;
    output.answer(&found, || {
        let mut lines: Vec<String> =
            found.signers.iter().flat_map(|signer| signer_lines(output, signer)).collect();
        if found.signers.is_empty() {
            lines.push(output.text("! 서명이 없습니다", "! nobody signed it").to_owned());
        }
        lines.extend(found.content_path.clone());
        lines
    });
    Ok(if found.valid { Outcome::Done } else { Outcome::NeedsALook })
}

fn signer_lines(output: Output, signer: &SignerView) -> Vec<String> {
    let mut lines = vec![verdict(output, signer.valid, signer.fault.as_ref(), None)];
    let digest = signer.digest.as_deref().unwrap_or("-");
    let at = signer.signed_at.as_deref().unwrap_or("-");
    lines.push(format!(
        "{}  {digest}  {}  {at}",
        output.text("다이제스트", "Digest"),
        output.text("서명 시각(서명자의 말)", "Signed at (the signer's word)")
    ));
    lines.extend(signer.certificate.as_ref().map(|row| whose(output, row)));
    lines.extend(signer.chain.iter().flat_map(|chain| chain_lines(output, chain)));
    lines
}

/// Whether a signature holds, and why not.
fn verdict(output: Output, valid: bool, fault: Option<&impl Serialize>, element: Option<&str>) -> String {
    if valid {
        return output.text("서명이 맞습니다", "The signature holds").to_owned();
    }
    let code = fault.and_then(|fault| serde_json::to_value(fault).ok());
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    let element = element.map(|element| format!(", {element}")).unwrap_or_default();
    format!("! {} ({code}{element})", output.text("서명이 맞지 않습니다", "The signature does not hold"))
}

fn whose(output: Output, row: &CertificateRow) -> String {
    format!(
        "{}  {} · {} · {} · {}  {}",
        output.text("인증서", "Certificate"),
        row.owner,
        kind(output, row.kind),
        row.issuer,
        row.valid_until,
        row.id
    )
}

pub(crate) fn sign_invoice(
    session: &Session,
    file: &Path,
    signer: &SignerArgs,
) -> Result<Outcome, ErrorView> {
    enter_demo(session)?;
    let target = signer_target(session, signer)?;
    let answer: SavedFile = with_password(session, "invoice.sign", &signer.password, |ticket| {
        Ok(InvoiceSignRequest {
            target: target.clone(),
            password: ticket,
            keep_password: keep(&signer.password),
            file: input(file),
            to: Some(absolute(&signer.to)),
        })
    })?;
    Ok(saved(session.output, &answer))
}

pub(crate) fn verify_invoice(
    session: &Session,
    file: &Path,
    trust: &TrustArgs,
) -> Result<Outcome, ErrorView> {
    let request = InvoiceVerifyRequest {
        file: input(file),
        roots: paths(&trust.root),
        revocation_lists: paths(&trust.crl),
    };
    let found: InvoiceVerified = session.call("invoice.verify", &request)?;
    let output = session.output;
    output.answer(&found, || {
        let mut lines = vec![verdict(output, found.valid, found.fault.as_ref(), found.element.as_deref())];
        if let Some(form) = found.form {
            let form = match form {
                DigestFormView::Santuario => output
                    .text("국세청이 확인하는 방식(Santuario)", "as the tax office checks it (Santuario)"),
                DigestFormView::Libxml2 => output.text("libxml2 방식", "as libxml2 writes it"),
            };
            let digest = found.digest.as_deref().unwrap_or_default();
            lines.push(format!("{}  {digest}, {form}", output.text("다이제스트", "Digest")));
        }
        lines.extend(found.certificate.as_ref().map(|row| whose(output, row)));
        let party = [&found.supplier_number, &found.supplier_name, &found.approval_number];
        let party: Vec<&str> = party.into_iter().flatten().map(String::as_str).collect();
        lines.push(format!("{}  {}", output.text("공급자", "Supplier"), party.join("  ")));
        lines.extend(found.chain.iter().flat_map(|chain| chain_lines(output, chain)));
        lines
    });
    Ok(if found.valid { Outcome::Done } else { Outcome::NeedsALook })
}
