//! Joint certificates (공동인증서): found, shown, carried, protected and used.
//!
//! Keys are opened inside one use case and wiped at its end; passwords come in by ticket and are
//! kept only where the clerk says so. Nothing secret crosses the edge.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "use cases share one signature"
)]

mod carry;
mod demo;
mod failure;
mod folder;
mod import;
mod invoice;
mod kept;
mod message;
mod places;
mod protect;
mod prove;
mod reach;
mod row;
mod search;
mod show;
mod target;
mod trust;
mod unlock;
mod watch;

pub(crate) use carry::{certificate_copy, certificate_delete, certificate_export_pfx};
pub(crate) use demo::issue_demo;
pub(crate) use import::certificate_import;
pub(crate) use invoice::{fault_name, invoice_sign, invoice_verify};
pub(crate) use kept::KeptPasswords;
pub(crate) use message::{
    certificate_decrypt_file, certificate_encrypt_file, certificate_sign_file, certificate_verify_file,
};
pub use places::{CertificatePlaces, Drives};
pub(crate) use protect::{
    certificate_change_password, certificate_discard_previous, certificate_reencrypt, certificate_revert,
};
pub(crate) use prove::{certificate_check_owner, certificate_forget_password, certificate_sign_test};
pub(crate) use reach::DriveReach;
pub(crate) use show::{certificate_list, certificate_set_default, certificate_show};
pub(crate) use unlock::{OpenedKey, key_obstacle, open_key};
pub(crate) use watch::{CertificateWatch, status, todos};
