//! What a failure of the HTTP client says: what went wrong, and whether bytes had left.

use crate::error::{Effect, Kind, RemoteError};
use crate::port::Call;
use std::error::Error;

/// Causes below a failure that are looked through.
const CAUSES_MAX: usize = 16;

/// The failure in our terms. The address, which may hold a key, stays out.
pub(super) fn of(call: &Call, error: reqwest::Error) -> RemoteError {
    let error = error.without_url();
    let (kind, effect) = if error.is_builder() {
        (Kind::BadRequest, Effect::NotSent)
    } else if error.is_connect() {
        (if is_tls(&error) { Kind::Tls } else { Kind::Connect }, Effect::NotSent)
    } else if error.is_timeout() {
        (Kind::Timeout, call.effect_once_sent())
    } else {
        (Kind::Dropped, call.effect_once_sent())
    };
    let failure = call.error(kind, effect).with_source(Box::new(error));
    // A certificate does not become good by asking again, nor a wrong request right.
    if matches!(kind, Kind::Tls | Kind::BadRequest) { failure } else { failure.temporary(None) }
}

/// Whether TLS is among the causes. rustls is carried inside an I/O error, whose `source` passes it by.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    for _ in 0..CAUSES_MAX {
        let Some(current) = cause else { return false };
        if current.is::<rustls::Error>() {
            return true;
        }
        let carried = current.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if carried.and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some() {
            return true;
        }
        cause = carried.map(|inner| inner as &(dyn Error + 'static)).or_else(|| current.source());
    }
    false
}
