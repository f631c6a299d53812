//! The window's page and its parts.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// Built by `npm run build` in ui; read from disk in development builds, inside the program in
/// release builds.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Page;

/// Only its own scripts and styles, its own host, no frames.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>장부</title><p>화면이 아직 빌드되지 않았습니다. \
    <code>npm --prefix ui ci &amp;&amp; npm --prefix ui run build</code>";

/// A part of the page; any other path is the page itself, whose router takes it from there.
pub(super) async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(part) = Page::get(path).filter(|_| !path.is_empty()) {
        let media_type = part.metadata.mimetype().to_owned();
        let cache =
            if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(StatusCode::OK, &media_type, cache, part.data.into_owned());
    }
    let is_part = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_part {
        return answer(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "no-cache", b"not found".to_vec());
    }
    let index =
        Page::get("index.html").map_or_else(|| NOT_BUILT.as_bytes().to_vec(), |page| page.data.into_owned());
    answer(StatusCode::OK, "text/html; charset=utf-8", "no-cache", index)
}

fn answer(status: StatusCode, media_type: &str, cache: &str, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, cache),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, body).into_response()
}
