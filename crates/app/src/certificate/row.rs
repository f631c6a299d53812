//! A certificate as the list shows it.

use super::search::{Copy, Found, id_of};
use super::watch::notice_of;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{CertificateKindView, CertificateRow, CertificateStateView};
use jangbu_domain::BusinessNumber;
use jangbu_npki::certificate::{Certificate, CertificateKind, DistinguishedName, ValidityAt};

/// Organization of the invented authority (`jangbu-sandbox`).
const INVENTED: &str = "JangbuTest";

/// What clerks call the authorities, by the organization in their names, in lower case.
const AUTHORITIES: &[(&str, &str)] = &[
    ("yessign", "금융결제원"),
    ("signkorea", "코스콤"),
    ("kica", "한국정보인증"),
    ("signgate", "한국정보인증"),
    ("crosscert", "한국전자인증"),
    ("tradesign", "한국무역정보통신"),
    ("inipass", "이니텍"),
    ("ncasign", "한국전산원"),
    ("jangbutest", "모의 인증기관"),
];

/// The row of a certificate with its copies.
pub(super) fn row_of(app: &App, found: &Found) -> CertificateRow {
    row(app, &found.certificate, &found.copies)
}

/// The row of any certificate.
pub(super) fn row(app: &App, certificate: &Certificate, copies: &[Copy]) -> CertificateRow {
    let now = app.clock.now();
    let (validity, kind, id) = (certificate.validity(), certificate.kind(), id_of(certificate));
    CertificateRow {
        owner: certificate.owner(),
        real_name: certificate.identity().map(|identity| identity.real_name.trim().to_owned()),
        common_name: certificate.subject().common_name().map(str::to_owned),
        kind: kind_view(kind),
        policy: certificate.policies().first().map(ToString::to_string),
        issuer: authority(certificate.issuer()),
        issuer_name: issuer_name(certificate.issuer()),
        serial: certificate.serial().to_string(),
        valid_from: validity.first_day().to_string(),
        valid_until: validity.last_day().to_string(),
        expires_at: korean_rfc3339(validity.not_after),
        days_left: validity.days_left(now),
        state: state_view(validity.at(now)),
        notice: notice_of(validity, now),
        is_default: super::watch::default_id(app).as_deref() == Some(id.as_str()),
        suits_tax_invoices: kind.suits_tax_invoices(),
        simulated: is_invented(certificate),
        business_number: business_number(certificate.subject()),
        usable: copies.iter().any(Copy::is_usable),
        copies: copies.iter().map(|copy| copy.view(app)).collect(),
        id,
    }
}

/// Whether the invented authority issued it.
pub(super) fn is_invented(certificate: &Certificate) -> bool {
    certificate.issuer().organization() == Some(INVENTED)
}

/// The authority as clerks call it; others by their own name.
fn authority(issuer: &DistinguishedName) -> String {
    let folded = |text: &str| text.to_lowercase().replace(' ', "");
    let organization = issuer.organization().map(folded).unwrap_or_default();
    let name = issuer.common_name().map(folded).unwrap_or_default();
    let known = AUTHORITIES.iter().find(|(known, _)| organization == *known);
    let known = known.or_else(|| AUTHORITIES.iter().find(|(known, _)| name.starts_with(known)));
    known.map_or_else(|| issuer_name(issuer), |(_, shown)| (*shown).to_owned())
}

fn issuer_name(issuer: &DistinguishedName) -> String {
    issuer.common_name().map_or_else(|| issuer.to_string(), str::to_owned)
}

/// A business number that stands alone in a unit of the subject or in its serial number. Digits inside
/// the common name are the authority's own and not looked at.
fn business_number(subject: &DistinguishedName) -> Option<String> {
    let whole = subject.to_string();
    let numbers = whole.split(',').filter_map(|part| part.trim().strip_prefix("serialNumber="));
    let mut texts = subject.units().chain(numbers);
    texts.find_map(|text| {
        let digits = text.chars().filter(|c| *c != '-').collect::<String>();
        let alone = digits.len() == 10 && digits.bytes().all(|digit| digit.is_ascii_digit());
        alone.then(|| BusinessNumber::parse(&digits).ok()).flatten().map(|number| number.to_string())
    })
}

pub(super) const fn state_view(state: ValidityAt) -> CertificateStateView {
    match state {
        ValidityAt::NotYet => CertificateStateView::NotYet,
        ValidityAt::Valid => CertificateStateView::Valid,
        ValidityAt::Expired => CertificateStateView::Expired,
    }
}

pub(super) const fn kind_view(kind: CertificateKind) -> CertificateKindView {
    match kind {
        CertificateKind::GeneralPerson => CertificateKindView::GeneralPerson,
        CertificateKind::GeneralBusiness => CertificateKindView::GeneralBusiness,
        CertificateKind::BankPerson => CertificateKindView::BankPerson,
        CertificateKind::BankBusiness => CertificateKindView::BankBusiness,
        CertificateKind::Securities => CertificateKindView::Securities,
        CertificateKind::Card => CertificateKindView::Card,
        CertificateKind::CivilService => CertificateKindView::CivilService,
        CertificateKind::TaxInvoice => CertificateKindView::TaxInvoice,
        CertificateKind::Server => CertificateKindView::Server,
        CertificateKind::Government => CertificateKindView::Government,
        CertificateKind::Other => CertificateKindView::Other,
    }
}
