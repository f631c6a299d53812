//! The list, and everything about one certificate.

use super::{absolute, default_id, target, with_password};
use crate::Outcome;
use crate::args::{CertArg, PasswordArgs, TrustArgs};
use crate::command::Session;
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    CertificateCopy, CertificateKindView, CertificateList, CertificatePlace, CertificateRow, CertificateShow,
    CertificateStateView, CertificateView, ChainView, Empty, ErrorView, KeptIn, KeyUsageView, RevocationView,
    TrustView,
};
use serde::Serialize;

pub(super) fn list(session: &Session) -> Result<Outcome, ErrorView> {
    let mut list: CertificateList = session.call("certificate.list", &Empty {})?;
    mark_default(session, &mut list);
    let output = session.output;
    output.answer(&list, || {
        let mut lines =
            if list.certificates.is_empty() { nothing(output, &list) } else { rows(output, &list) };
        let broken = output.text("쓸 수 없음", "broken");
        lines.extend(
            list.broken.iter().map(|pair| format!("! {broken}  {}  ({})", pair.folder, words(&pair.faults))),
        );
        lines.extend(list.archives.iter().map(|archive| format!("PFX  {}", archive.path)));
        let silent = output.text("응답이 없어 찾아보지 못함", "did not answer, not searched");
        lines.extend(list.silent.iter().map(|path| format!("! {silent}  {path}")));
        if list.limit.is_some() {
            lines.push(
                output.text("! 모두 찾아보지는 못했습니다", "! not everything was searched").to_owned(),
            );
        }
        lines
    });
    Ok(Outcome::Done)
}

/// The terminal opens no company for a list; whose default is meant is known all the same.
fn mark_default(session: &Session, list: &mut CertificateList) {
    list.default_id = list.default_id.take().or_else(|| default_id(session));
    let Some(id) = &list.default_id else { return };
    for row in &mut list.certificates {
        row.is_default = row.id == *id;
    }
    list.default_missing = !list.certificates.iter().any(|row| row.is_default);
}

fn nothing(output: Output, list: &CertificateList) -> Vec<String> {
    let none =
        output.text("인증서가 없습니다. 찾아본 곳:", "No certificate was found. These places were searched:");
    let mut lines = vec![none.to_owned()];
    let answered = list.searched.iter().filter(|place| !list.silent.contains(&place.path));
    lines.extend(answered.map(|place| format!("  {}", place.path)));
    lines
}

fn rows(output: Output, list: &CertificateList) -> Vec<String> {
    let columns = [
        ("id", Align::Left),
        (output.text("소유자", "Owner"), Align::Left),
        (output.text("용도", "Kind"), Align::Left),
        (output.text("발급", "Issuer"), Align::Left),
        (output.text("만료일", "Expires"), Align::Left),
        (output.text("남은 날", "Days"), Align::Right),
        (output.text("사본", "Copies"), Align::Right),
        (output.text("상태", "State"), Align::Left),
    ];
    let row = |row: &CertificateRow| {
        vec![
            row.id.get(..12).unwrap_or_default().to_owned(),
            row.owner.clone(),
            kind(output, row.kind).to_owned(),
            row.issuer.clone(),
            row.valid_until.clone(),
            row.days_left.to_string(),
            row.copies.len().to_string(),
            marks(output, row),
        ]
    };
    table(&columns, &list.certificates.iter().map(row).collect::<Vec<_>>())
}

/// State, notice, default, and what is wrong, in words.
fn marks(output: Output, row: &CertificateRow) -> String {
    let mut marks = vec![match row.state {
        CertificateStateView::NotYet => output.text("아직 아님", "not yet valid"),
        CertificateStateView::Valid if row.notice.is_some() => output.text("곧 끝남", "expires soon"),
        CertificateStateView::Valid => output.text("유효", "valid"),
        CertificateStateView::Expired => output.text("만료", "expired"),
    }];
    if row.is_default {
        marks.push(output.text("기본", "default"));
    }
    if row.simulated {
        marks.push(output.text("모의", "simulated"));
    }
    if !row.usable {
        marks.push(output.text("쓸 수 없음", "unusable"));
    }
    marks.join(" · ")
}

pub(super) const fn kind(output: Output, kind: CertificateKindView) -> &'static str {
    match kind {
        CertificateKindView::GeneralPerson => output.text("범용개인", "person, general"),
        CertificateKindView::GeneralBusiness => output.text("범용사업자", "business, general"),
        CertificateKindView::BankPerson => output.text("은행·보험 개인", "person, banks"),
        CertificateKindView::BankBusiness => output.text("은행·보험 사업자", "business, banks"),
        CertificateKindView::Securities => output.text("증권", "securities"),
        CertificateKindView::Card => output.text("신용카드", "cards"),
        CertificateKindView::CivilService => output.text("전자민원", "civil service"),
        CertificateKindView::TaxInvoice => output.text("전자세금계산서", "tax invoices"),
        CertificateKindView::Server => output.text("서버", "server"),
        CertificateKindView::Government => output.text("행정전자서명", "government"),
        CertificateKindView::Other => output.text("기타", "other"),
    }
}

/// Codes as the documents of `--json` write them.
fn words(codes: &[impl Serialize]) -> String {
    let word = |code| serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned));
    codes.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}

pub(super) fn show(
    session: &Session,
    cert: &CertArg,
    password: &PasswordArgs,
    trust: &TrustArgs,
) -> Result<Outcome, ErrorView> {
    let target = target(session, cert)?;
    let view: CertificateView = with_password(session, "certificate.show", password, |ticket| {
        Ok(CertificateShow {
            target: target.clone(),
            password: ticket,
            roots: trust.root.iter().map(|path| absolute(path)).collect(),
            revocation_lists: trust.crl.iter().map(|path| absolute(path)).collect(),
        })
    })?;
    session.output.answer(&view, || lines(session.output, &view));
    Ok(Outcome::Done)
}

fn lines(output: Output, view: &CertificateView) -> Vec<String> {
    let row = &view.row;
    let line = |ko, en, value: &str| format!("{}  {value}", output.text(ko, en));
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let bits = view.key_bits.map(|bits| format!(" {bits}")).unwrap_or_default();
    let policies: Vec<String> = view
        .policies
        .iter()
        .map(|policy| format!("{} ({})", policy.oid, kind(output, policy.kind)))
        .collect();
    let mut lines = vec![
        line("소유자", "Owner", &row.owner),
        line("실명", "Real name", &or_none(&row.real_name)),
        line("사업자번호", "Business number", &or_none(&row.business_number)),
        line("용도", "Kind", kind(output, row.kind)),
        line("상태", "State", &marks(output, row)),
        line("발급", "Issuer", &format!("{} ({})", row.issuer, row.issuer_name)),
        line("일련번호", "Serial", &format!("{} (0x{})", row.serial, view.serial_hex)),
        line("유효기간", "Valid", &format!("{} ~ {} (KST)", row.valid_from, row.valid_until)),
        line("남은 날", "Days left", &row.days_left.to_string()),
        line("주체", "Subject", &view.subject),
        line("발급자", "Issuer name", &view.issuer),
        line("정책", "Policies", &policies.join(", ")),
        line("키", "Key", &format!("{}{bits}", view.key_algorithm)),
        line("키 용도", "Key usage", &usages(output, &view.key_usage)),
        line("서명 알고리즘", "Signed with", &view.signature_algorithm),
        line("SHA-256", "SHA-256", &row.id),
        line("SHA-1", "SHA-1", &view.sha1),
    ];
    if let Some(vid) = &view.vid {
        lines.push(line("VID", "VID", &format!("{} {}", vid.digest, vid.value)));
    }
    if let Some(has) = view.has_random_number {
        let told = if has { output.text("있음", "present") } else { output.text("없음", "absent") };
        lines.push(line("본인확인 값(R)", "R value", told));
    }
    lines.extend(
        view.unknown_critical
            .iter()
            .map(|oid| line("! 모르는 필수 확장", "! unknown critical extension", oid)),
    );
    lines.extend(view.revocation_addresses.iter().map(|at| line("폐지목록 주소", "Revocation lists at", at)));
    lines.extend(chain_lines(output, &view.chain));
    if let Some(km) = &view.km {
        let told = format!(
            "{}  {} ~ {}  {}",
            km.serial,
            km.valid_from,
            km.valid_until,
            usages(output, &km.key_usage)
        );
        lines.push(line("암호용", "For encryption", &told));
    }
    lines.extend(row.copies.iter().flat_map(|copy| copy_lines(output, copy)));
    lines
}

fn usages(output: Output, usages: &[KeyUsageView]) -> String {
    let word = |usage: &KeyUsageView| match usage {
        KeyUsageView::DigitalSignature => output.text("전자서명", "digital signature"),
        KeyUsageView::NonRepudiation => output.text("부인방지", "non-repudiation"),
        KeyUsageView::KeyEncipherment => output.text("키 암호화", "key encipherment"),
        KeyUsageView::CertificateSigning => output.text("인증서 서명", "certificate signing"),
        KeyUsageView::ListSigning => output.text("폐지목록 서명", "list signing"),
    };
    usages.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// The path and what could not be told, without making it look better than it is.
pub(super) fn chain_lines(output: Output, chain: &ChainView) -> Vec<String> {
    let trust = match chain.trust {
        TrustView::Trusted => output.text("믿는 루트까지 이어짐", "leads to a trusted root"),
        TrustView::UnknownRoot => output.text(
            "확인하지 않음: 믿기로 한 루트가 아님",
            "not checked: nobody said that this root is to be trusted",
        ),
        TrustView::IssuerMissing => output.text(
            "확인하지 않음: 발급 기관 인증서가 없음",
            "not checked: the issuer's certificate is not at hand",
        ),
        TrustView::TooLong => {
            output.text("확인하지 않음: 경로가 너무 김", "not checked: the path is too long")
        }
    };
    let revocation = match chain.revocation {
        RevocationView::NotChecked => output.text("확인하지 않음", "not checked"),
        RevocationView::NotRevoked => output.text("폐지되지 않음", "not revoked"),
        RevocationView::Revoked => output.text("! 폐지됨", "! revoked"),
        RevocationView::OnHold => output.text("! 효력정지", "! suspended"),
    };
    let mut lines = vec![format!("{}  {trust}", output.text("신뢰 경로", "Chain"))];
    lines.extend(chain.steps.iter().map(|step| {
        let problems =
            if step.problems.is_empty() { String::new() } else { format!("  ! {}", words(&step.problems)) };
        format!("  {}  ~ {}{problems}", step.name, step.valid_until)
    }));
    lines.extend(chain.missing_issuer.iter().map(|name| format!("  ? {name}")));
    let at = chain.revocation_at.as_deref().unwrap_or_default();
    lines
        .push(format!("{}  {revocation} {at}", output.text("폐지 여부", "Revocation")).trim_end().to_owned());
    if chain.uses_sha1 {
        lines.push(output.text("! SHA-1 서명이 있음", "! a signature with SHA-1").to_owned());
    }
    lines
}

fn copy_lines(output: Output, copy: &CertificateCopy) -> Vec<String> {
    let place = match copy.place {
        CertificatePlace::Own => output.text("장부", "own"),
        CertificatePlace::Npki => output.text("PC", "NPKI"),
        CertificatePlace::Drive => output.text("드라이브", "drive"),
        CertificatePlace::Elsewhere => output.text("그 밖", "elsewhere"),
    };
    let mut lines = vec![format!("{}  {place}  {}", output.text("사본", "Copy"), copy.path)];
    if let (Some(scheme), Some(iterations)) = (&copy.scheme, copy.iterations) {
        let times = output.text("회", "iterations");
        lines.push(format!("  {scheme}, {iterations} {times}"));
    }
    if copy.has_km {
        lines.push(format!("  + {}", output.text("암호용 인증서와 개인키", "pair for encryption")));
    }
    if !copy.faults.is_empty() || !copy.km_faults.is_empty() {
        lines.push(format!("  ! {} {}", words(&copy.faults), words(&copy.km_faults)));
    }
    if copy.can_revert {
        lines.push(format!("  {}", output.text("이전 개인키가 곁에 있음", "an earlier key lies beside it")));
    }
    if let Some(kept) = &copy.password {
        let place = match kept.kept_in {
            KeptIn::Keyring => output.text("키링", "keyring"),
            KeptIn::Memory => output.text("메모리", "memory"),
        };
        let until = kept.until.as_deref().unwrap_or_default();
        lines.push(format!("  {} {place} ~ {until}", output.text("암호 보관", "password kept in")));
    }
    lines
}
