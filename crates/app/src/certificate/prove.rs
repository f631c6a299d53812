//! What a certificate can show for itself: whose number it stands for, and that it signs.

use super::show::vid_digest;
use super::unlock::{Ask, forget_copies, open};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    CertificateCheckOwner, CertificateForgetPassword, CertificateSignTest, CertificateTarget, Empty,
    OwnerChecked, TestSigned,
};
use crate::{AppError, ErrorCode};
use jangbu_domain::{BusinessNumber, BusinessNumberError};
use jangbu_npki::NpkiError;
use jangbu_npki::certificate::{SignatureAlgorithm, ValidityAt};
use jangbu_npki::vid::IdentityNumber;

/// What a test signs, before the moment.
const TEST_MESSAGE: &str = "Jangbu test message, worth nothing";

pub(crate) fn certificate_check_owner(
    app: &App,
    request: CertificateCheckOwner,
) -> Result<OwnerChecked, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let resident = request.resident_number.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let business = match (&resident, &request.business_number) {
        (Some(_), _) => None,
        (None, Some(number)) => Some(business_number(number)?),
        (None, None) => Some(app.company()?.number()),
    };
    let number = match (&resident, &business) {
        (Some(resident), _) => IdentityNumber::parse(resident),
        (None, business) => IdentityNumber::parse(&business.map(BusinessNumber::digits).unwrap_or_default()),
    };
    let number = number.map_err(|error| AppError::new(ErrorCode::IdentityNumber, error.to_string()))?;
    let opened = open(app, &request.target, &ask, false)?;
    let vid = opened.certificate.vid().ok_or_else(|| {
        AppError::new(ErrorCode::CertificateNoIdentity, "the certificate has no check value of a number")
    })?;
    let r = opened.key.random_number().ok_or(NpkiError::NoRandomNumber)?;
    Ok(OwnerChecked {
        matches: vid.fits(&number, r),
        owner: opened.certificate.owner(),
        business_number: business.map(|number| number.to_string()),
        digest: vid_digest(vid.hash()).to_owned(),
    })
}

fn business_number(text: &str) -> Result<BusinessNumber, AppError> {
    BusinessNumber::parse(text).map_err(|error| {
        let code = match error {
            BusinessNumberError::Length => ErrorCode::BusinessNumberLength,
            BusinessNumberError::CheckDigit => ErrorCode::BusinessNumberCheckDigit,
        };
        AppError::new(code, error.to_string())
    })
}

pub(crate) fn certificate_sign_test(app: &App, request: CertificateSignTest) -> Result<TestSigned, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let opened = open(app, &request.target, &ask, false)?;
    let now = app.clock.now();
    let message = format!("{TEST_MESSAGE} {now}");
    let signature = opened.key.sign(message.as_bytes())?;
    let algorithm = SignatureAlgorithm::RsaSha256;
    let checked = opened.certificate.key().verify(algorithm, message.as_bytes(), &signature);
    Ok(TestSigned {
        valid: checked.is_ok(),
        owner: opened.certificate.owner(),
        signed_at: korean_rfc3339(now),
        algorithm: "RSA SHA-256".to_owned(),
        key_bits: u32::try_from(opened.key.bits()).unwrap_or(u32::MAX),
        has_random_number: opened.key.random_number().is_some(),
        in_validity: opened.certificate.validity().at(now) == ValidityAt::Valid,
    })
}

pub(crate) fn certificate_forget_password(
    app: &App,
    request: CertificateForgetPassword,
) -> Result<Empty, AppError> {
    app.kept_passwords.forget(app, request.id.as_deref());
    if let Some(id) = request.id {
        // What an earlier program kept is known by its file alone.
        forget_copies(app, &CertificateTarget { id: Some(id), ..CertificateTarget::default() });
    }
    Ok(Empty {})
}
