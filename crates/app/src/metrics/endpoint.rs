//! The text for Prometheus, on loopback alone and only where a port was set.

use crate::app::App;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// The preference: a port of this machine; none, which is usual, for no endpoint.
const PORT_SETTING: &str = "metrics.port";

/// Readers at a time: one Prometheus, and somebody who looks.
const CONNECTIONS_MAX: usize = 4;
/// A reader is let go after this.
const CONNECTION_TIME: Duration = Duration::from_secs(10);

/// What is served, if anything is.
#[derive(Default)]
pub(crate) struct Endpoint(Mutex<Option<Served>>);

struct Served {
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves as the preference says. A port that cannot be had is a line in the log, tried again at the
/// next call.
pub(crate) fn serve_as_set(app: &Arc<App>) {
    let wanted = app.settings.values().get(PORT_SETTING).and_then(serde_json::Value::as_u64);
    let wanted = wanted.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let mut served = app.endpoint.0.lock().unwrap_or_else(PoisonError::into_inner);
    if served.as_ref().map(|served| served.port) == wanted {
        return;
    }
    *served = None;
    let Some(port) = wanted else { return };
    let Ok(runtime) = app.remotes.runtime() else { return };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match std::net::TcpListener::bind(address) {
        Ok(listener) => {
            let task = runtime.spawn(serve(listener, Arc::downgrade(app)));
            *served = Some(Served { port, task });
            tracing::info!(port, "metrics are served");
        }
        Err(error) => tracing::warn!(port, %error, "metrics cannot be served"),
    }
}

async fn serve(listener: std::net::TcpListener, app: Weak<App>) {
    if listener.set_nonblocking(true).is_err() {
        return;
    }
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else { continue };
        let app = app.clone();
        tokio::spawn(async move {
            let _ = tokio::time::timeout(CONNECTION_TIME, answer_all(stream, app)).await;
            drop(seat);
        });
    }
}

async fn answer_all(stream: TcpStream, app: Weak<App>) {
    let answer = service_fn(move |request: Request<_>| {
        let answer = answer(&request, &app);
        async move { Ok::<_, Infallible>(answer) }
    });
    // A reader that goes away, or speaks something else, is its own affair.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}

fn answer(request: &Request<hyper::body::Incoming>, app: &Weak<App>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    let Some(app) = app.upgrade() else {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return response;
    };
    if request.uri().path() != "/metrics" {
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    if request.method() != Method::GET {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return response;
    }
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(form));
    *response.body_mut() = Full::from(app.metrics.text());
    response
}
