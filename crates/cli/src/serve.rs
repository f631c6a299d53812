//! `jangbu serve`: the same window in a browser, over loopback only.
//!
//! One-time token → cookie; every request's Host must be ours, every change's Origin too. The
//! page, the commands, uploads and the event stream are all there is.

mod gate;
mod page;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use gate::Gate;
use jangbu_app::App;
use jangbu_app::ipc::view::{ErrorView, Event};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Largest upload in bytes, the same bound as for files read from disk.
#[expect(clippy::cast_possible_truncation, reason = "96 MB fit every machine's size type")]
const UPLOAD_BYTES_MAX: usize = jangbu_app::READ_BYTES_MAX as usize;

/// Largest command in bytes.
const COMMAND_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How long a running command may take to finish when the host is told to stop.
const LAST_COMMAND_WAIT: Duration = Duration::from_secs(10);

/// Events that may wait for a slow page.
const EVENTS_WAITING_MAX: usize = 256;

#[derive(Clone)]
pub(crate) struct Served {
    app: Arc<App>,
    gate: Arc<Gate>,
}

/// Serves until the process is told to stop; calls `started` with the address to open.
///
/// # Errors
/// When the port is taken or the system refuses a socket.
pub(crate) fn run(app: Arc<App>, port: u16, started: impl FnOnce(&str)) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(async move {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = listener.local_addr()?.port();
        let gate = Arc::new(Gate::new(port)?);
        started(&format!("http://127.0.0.1:{port}/?token={}", gate.token()));
        // An open page holds its event stream for as long as it lives: the end does not wait for it.
        tokio::select! {
            served = axum::serve(listener, router(Served { app, gate })) => served,
            () = until_ended() => Ok(()),
        }
    });
    // A command that is writing finishes or is rolled back whole.
    runtime.shutdown_timeout(LAST_COMMAND_WAIT);
    outcome
}

/// Ctrl+C, or a polite end from outside.
pub(crate) async fn until_ended() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}

fn router(served: Served) -> Router {
    let commands = Router::new()
        .route("/rpc", post(rpc).layer(DefaultBodyLimit::max(COMMAND_BYTES_MAX)))
        .route("/upload", post(upload).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)))
        .route("/events", get(events))
        .layer(middleware::from_fn_with_state(Arc::clone(&served.gate), gate::require_session));
    Router::new()
        .merge(commands)
        .route("/session", post(session).layer(DefaultBodyLimit::max(1_024)))
        .fallback(get(page::page))
        .layer(middleware::from_fn_with_state(Arc::clone(&served.gate), gate::require_own_host))
        .with_state(served)
}

#[derive(Deserialize)]
struct SessionRequest {
    token: String,
}

/// Changes the one-time token into a session cookie.
async fn session(State(served): State<Served>, Json(request): Json<SessionRequest>) -> Response {
    match served.gate.open_session(&request.token) {
        Some(cookie) => match HeaderValue::from_str(&cookie) {
            Ok(cookie) => ([(header::SET_COOKIE, cookie)], Json(json!({ "ok": {} }))).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        None => gate::refused("the token is wrong or was used"),
    }
}

#[derive(Deserialize)]
struct RpcRequest {
    cmd: String,
    #[serde(default)]
    payload: Value,
}

async fn rpc(State(served): State<Served>, Json(request): Json<RpcRequest>) -> Response {
    let work = tokio::task::spawn_blocking(move || served.app.dispatch(&request.cmd, request.payload));
    match work.await {
        Ok(Ok(answer)) => Json(json!({ "ok": answer })).into_response(),
        Ok(Err(error)) => failed(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn failed(error: &ErrorView) -> Response {
    let status = match error.code.as_str() {
        "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        "request.unknown_command" => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(json!({ "error": error }))).into_response()
}

#[derive(Deserialize)]
struct UploadQuery {
    name: String,
}

async fn upload(State(served): State<Served>, Query(query): Query<UploadQuery>, body: Bytes) -> Response {
    match served.app.stage_upload(&query.name, &body) {
        Ok(token) => Json(json!({ "upload": token })).into_response(),
        Err(error) => failed(&error),
    }
}

/// Bridges the program's events to Server-Sent Events; a page that falls too far behind is cut
/// off and reconnects.
async fn events(State(served): State<Served>) -> impl IntoResponse {
    let heard = served.app.subscribe();
    let (sender, receiver) = tokio::sync::mpsc::channel::<Event>(EVENTS_WAITING_MAX);
    std::thread::spawn(move || {
        for event in heard {
            if sender.blocking_send(event).is_err() {
                break;
            }
        }
    });
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
        let event = receiver.recv().await?;
        let text = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok::<_, Infallible>(axum::response::sse::Event::default().data(text)), receiver))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
