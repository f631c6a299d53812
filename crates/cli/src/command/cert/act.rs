//! What is done to certificates.

use super::{OnceRead, absolute, id_of, keep, new_password, scheme, target, with_password};
use crate::Outcome;
use crate::args::{CertArg, PasswordArgs, SchemeArg};
use crate::command::Session;
use crate::output::Output;
use jangbu_app::ipc::view::{
    CertificateChangePassword, CertificateChanged, CertificateCheckOwner, CertificateCopied, CertificateCopy,
    CertificateCopyRef, CertificateCopyTo, CertificateDelete, CertificateDeletion, CertificateExportPfx,
    CertificateForgetPassword, CertificateImport, CertificateImported, CertificateReencrypt,
    CertificateSetDefault, CertificateSignTest, Empty, ErrorView, FileInput, OwnerChecked, SavedFile,
    TestSigned,
};
use std::path::{Path, PathBuf};

pub(super) fn default(session: &Session, cert: Option<&str>) -> Result<Outcome, ErrorView> {
    let company = session.wanted_company()?;
    let id = cert.map(|cert| id_of(session, cert)).transpose()?;
    let request = CertificateSetDefault { company: Some(company.id), id: id.clone() };
    let _: Empty = session.call("certificate.set_default", &request)?;
    session.output.answer(&request, || {
        vec![format!(
            "{}  {}",
            company.name,
            id.as_deref().unwrap_or_else(|| session.output.text("없음", "none"))
        )]
    });
    Ok(Outcome::Done)
}

pub(super) fn import(
    session: &Session,
    paths: &[PathBuf],
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let inputs: Vec<FileInput> = paths.iter().map(|path| FileInput::Path(absolute(path))).collect();
    let answer: CertificateImported = with_password(session, "certificate.import", password, |ticket| {
        Ok(CertificateImport { inputs: inputs.clone(), password: ticket, keep_password: keep(password) })
    })?;
    let output = session.output;
    output.answer(&answer, || {
        let mut lines: Vec<String> = Vec::new();
        let imported = output.text("가져옴", "imported");
        lines.extend(answer.imported.iter().map(|row| format!("{imported}  {}  {}", row.owner, row.id)));
        let already = output.text("이미 있음", "already there");
        lines.extend(answer.already.iter().map(|id| format!("{already}  {id}")));
        lines.extend(answer.refused.iter().map(|file| format!("! {}  ({})", file.path, file.code)));
        lines
    });
    Ok(if answer.refused.is_empty() { Outcome::Done } else { Outcome::NeedsALook })
}

/// The new file of an export.
pub(super) struct Export<'e> {
    pub(super) to: &'e Path,
    pub(super) strong: bool,
    pub(super) new_password_fd: Option<i32>,
}

pub(super) fn export(
    session: &Session,
    cert: &CertArg,
    export: &Export<'_>,
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let next = OnceRead::new(export.new_password_fd);
    let saved: SavedFile = with_password(session, "certificate.export_pfx", password, |ticket| {
        Ok(CertificateExportPfx {
            target: target.clone(),
            password: ticket,
            keep_password: keep(password),
            pfx_password: next.ticket(session)?,
            strong: export.strong,
            to: Some(absolute(export.to)),
        })
    })?;
    session.output.answer(&saved, || vec![saved.path.clone().unwrap_or_default()]);
    Ok(Outcome::Done)
}

pub(super) fn copy(
    session: &Session,
    cert: &CertArg,
    to: &Path,
    scheme: Option<SchemeArg>,
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let copied: CertificateCopied = with_password(session, "certificate.copy", password, |ticket| {
        Ok(CertificateCopyTo {
            target: target.clone(),
            to: absolute(to),
            scheme: scheme.map(super::scheme),
            password: ticket,
            keep_password: keep(password),
        })
    })?;
    session.output.answer(&copied, || vec![copied.copy.folder.clone()]);
    Ok(Outcome::Done)
}

pub(super) fn passwd(
    session: &Session,
    cert: &CertArg,
    new_password_fd: Option<i32>,
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let next = OnceRead::new(new_password_fd);
    let changed: CertificateChanged =
        with_password(session, "certificate.change_password", password, |ticket| {
            let new_password = match next.ticket(session)? {
                Some(ticket) => ticket,
                None => new_password(session, None)?,
            };
            Ok(CertificateChangePassword {
                target: target.clone(),
                password: ticket,
                new_password,
                keep_password: keep(password),
            })
        })?;
    tell(session.output, &changed);
    Ok(Outcome::Done)
}

pub(super) fn protect(
    session: &Session,
    cert: &CertArg,
    (to, accept_plugin_risk): (SchemeArg, bool),
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let changed: CertificateChanged = with_password(session, "certificate.reencrypt", password, |ticket| {
        Ok(CertificateReencrypt {
            target: target.clone(),
            password: ticket,
            keep_password: keep(password),
            scheme: scheme(to),
            accept_plugin_risk,
        })
    })?;
    tell(session.output, &changed);
    Ok(Outcome::Done)
}

pub(super) fn revert(session: &Session, cert: &CertArg, discard: bool) -> Result<Outcome, ErrorView> {
    let request = CertificateCopyRef { target: target(session, cert)? };
    let command = if discard { "certificate.discard_previous" } else { "certificate.revert" };
    let changed: CertificateChanged = session.call(command, &request)?;
    tell(session.output, &changed);
    Ok(Outcome::Done)
}

/// What became of a copy, where its old keys lie, and which copies stayed as they were.
fn tell(output: Output, changed: &CertificateChanged) {
    output.answer(changed, || {
        let mut lines = vec![copy_line(&changed.copy)];
        let previous = output.text("이전 개인키", "earlier key");
        lines.extend(changed.previous.iter().map(|path| format!("{previous}  {path}")));
        let others = output.text("그대로인 사본", "unchanged copy");
        lines.extend(changed.others.iter().map(|copy| format!("{others}  {}", copy_line(copy))));
        lines
    });
}

/// A copy in one line: where it lies, and how its key is written.
fn copy_line(copy: &CertificateCopy) -> String {
    let protection = match (&copy.scheme, copy.iterations) {
        (Some(scheme), Some(iterations)) => format!("  {scheme}, {iterations}"),
        _ => String::new(),
    };
    format!("{}{protection}", copy.path)
}

pub(super) fn delete(session: &Session, cert: &CertArg, yes: bool) -> Result<Outcome, ErrorView> {
    let request = CertificateDelete { target: target(session, cert)?, confirm: yes };
    let deletion: CertificateDeletion = session.call("certificate.delete", &request)?;
    let output = session.output;
    output.answer(&deletion, || {
        let did = if deletion.deleted {
            output.text("지웠습니다", "deleted")
        } else {
            output.text("--yes를 붙이면 지웁니다", "--yes deletes")
        };
        let mut lines = vec![format!("{}  {did}", deletion.owner)];
        lines.extend(deletion.files.iter().map(|file| format!("  {file}")));
        let other = output.text("남는 사본", "copy that stays");
        lines.extend(deletion.others.iter().map(|copy| format!("{other}  {}", copy_line(copy))));
        if deletion.last_copy {
            lines.push(
                output
                    .text(
                        "! 다른 사본을 찾지 못했습니다. 지우면 다시 발급받아야 합니다.",
                        "! no other copy was found: it must be issued anew after this.",
                    )
                    .to_owned(),
            );
        }
        lines
    });
    Ok(Outcome::Done)
}

pub(super) fn check_owner(
    session: &Session,
    cert: &CertArg,
    (number, resident_fd): (Option<String>, Option<i32>),
    password: &PasswordArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let number = match (number, resident_fd) {
        (None, None) => Some(session.wanted_company()?.business_number),
        (number, _) => number,
    };
    let resident = OnceRead::new(resident_fd);
    let checked: OwnerChecked = with_password(session, "certificate.check_owner", password, |ticket| {
        Ok(CertificateCheckOwner {
            target: target.clone(),
            password: ticket,
            keep_password: keep(password),
            business_number: number.clone(),
            resident_number: resident.ticket(session)?,
        })
    })?;
    let output = session.output;
    output.answer(&checked, || {
        let number = checked.business_number.clone();
        let number = number.unwrap_or_else(|| output.text("주민등록번호", "resident number").to_owned());
        let verdict = if checked.matches {
            output.text("이 인증서의 소유자입니다", "owns this certificate")
        } else {
            output.text("! 이 인증서의 소유자가 아닙니다", "! does not own this certificate")
        };
        vec![format!("{}  {number}  {verdict}", checked.owner)]
    });
    Ok(if checked.matches { Outcome::Done } else { Outcome::NeedsALook })
}

pub(super) fn test(session: &Session, cert: &CertArg, password: &PasswordArgs) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let signed: TestSigned = with_password(session, "certificate.sign_test", password, |ticket| {
        Ok(CertificateSignTest { target: target.clone(), password: ticket, keep_password: keep(password) })
    })?;
    let output = session.output;
    output.answer(&signed, || {
        let verdict = if signed.valid {
            output.text("서명하고 확인했습니다", "signed and checked")
        } else {
            output.text("! 서명이 맞지 않습니다", "! the signature does not hold")
        };
        let mut lines =
            vec![format!("{}  {verdict}  {} {}", signed.owner, signed.algorithm, signed.key_bits)];
        if !signed.in_validity {
            let told = output.text("! 유효기간이 아닙니다", "! not within its validity");
            lines.push(told.to_owned());
        }
        lines
    });
    Ok(if signed.valid && signed.in_validity { Outcome::Done } else { Outcome::NeedsALook })
}

pub(super) fn forget(session: &Session, cert: Option<&str>) -> Result<Outcome, ErrorView> {
    let id = cert.map(|cert| id_of(session, cert)).transpose()?;
    let answer: Empty = session.call("certificate.forget_password", &CertificateForgetPassword { id })?;
    let output = session.output;
    output.answer(&answer, || vec![output.text("잊었습니다", "forgotten").to_owned()]);
    Ok(Outcome::Done)
}
