//! Serves a stand-in on this machine's loopback.

use super::front::{Ending, Front};
use super::message::{Reply, Request};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Bytes of a request at most: above any real request of the systems simulated.
const REQUEST_BYTES_MAX: usize = 8 << 20;
/// Connections served at once; more wait.
const CONNECTIONS_MAX: usize = 256;

/// A stand-in that listens; ends when dropped.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Serving {
    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `http://127.0.0.1:port`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens on 127.0.0.1; port 0 takes a free one.
///
/// # Errors
/// The port is taken.
pub async fn serve(front: Arc<Front>, port: u16) -> std::io::Result<Serving> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, front));
    Ok(Serving { address, task })
}

async fn accept(listener: TcpListener, front: Arc<Front>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    // Connections end with the listener.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else { continue };
        let front = Arc::clone(&front);
        connections.spawn(async move {
            connection(stream, front).await;
            drop(place);
        });
    }
}

/// A dropped call is an error of the connection: hyper closes it without a word.
async fn connection(stream: TcpStream, front: Arc<Front>) {
    let answer = service_fn(move |request| {
        let front = Arc::clone(&front);
        async move { respond(&front, request).await }
    });
    let served = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    // Whatever ends a connection, the next one is served.
    let _ended = served.await;
}

/// The connection is to end without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct DroppedOnPurpose;

async fn respond(
    front: &Front,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, DroppedOnPurpose> {
    let Some(request) = whole(request).await else {
        return Ok(response(Reply::new(413, "text/plain", "")));
    };
    match front.handle(&request) {
        Ending::Dropped => Err(DroppedOnPurpose),
        Ending::Answered { reply, delay } => {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            Ok(response(reply))
        }
    }
}

async fn whole(request: hyper::Request<Incoming>) -> Option<Request> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, REQUEST_BYTES_MAX).collect().await.ok()?.to_bytes().to_vec();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Some(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers,
        body,
    })
}

fn response(reply: Reply) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::from(reply.body));
    if let Ok(status) = hyper::StatusCode::from_u16(reply.status) {
        *response.status_mut() = status;
    }
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            // Several cookies are several headers of one name.
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}
