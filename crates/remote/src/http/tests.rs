use super::*;
use crate::Effect;
use crate::policy::PoolRule;
use crate::port::{BaseAddress, Nature};
use crate::secret::Secret;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io::{Read, Write};
use std::net::TcpListener;

#[expect(clippy::unnecessary_wraps, reason = "a judge may refuse")]
fn accept(_: &Call, _: &Answer, _: jiff::Timestamp) -> Result<(), RemoteError> {
    Ok(())
}

fn call(base: &str, realm: Realm) -> Call {
    Call {
        provider: "test",
        operation: "act",
        nature: Nature::Effect,
        method: Method::Post,
        base: BaseAddress::parse(base, realm).unwrap(),
        path: "/act".to_owned(),
        query: Some(Secret::new("key=top-secret".to_owned())),
        headers: vec![("x-token", Secret::new("top-secret".to_owned()))],
        secrets: vec![Secret::new("top-secret".to_owned())],
        content_type: Some("application/json"),
        body: b"{}".to_vec(),
        answer_bytes_max: 1_000,
        judge: accept,
    }
}

/// Takes one connection, reads the head of the request and does `then` with it.
fn one_connection(then: impl FnOnce(&mut std::net::TcpStream, &str) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        let mut byte = [0_u8; 1];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            head.push(byte[0]);
        }
        then(&mut stream, &String::from_utf8(head).unwrap());
    });
    base
}

/// Debug of the error and of every cause beneath.
fn everything_said(error: &RemoteError) -> String {
    let mut said = vec![format!("{error} {error:?}")];
    let mut cause = std::error::Error::source(error);
    while let Some(current) = cause {
        said.push(format!("{current} {current:?}"));
        cause = current.source();
    }
    said.join(" ")
}

async fn failure(base: &str) -> RemoteError {
    let wire = Http::new(Realm::Sandbox, PoolRule::default()).unwrap();
    let error = wire.send(&call(base, Realm::Sandbox)).await.unwrap_err();
    assert!(!everything_said(&error).contains("top-secret"), "{}", everything_said(&error));
    error
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = failure(&base).await;
    assert_eq!((error.kind, error.effect), (Kind::Connect, Effect::NotSent));
}

#[tokio::test]
async fn a_connection_that_ends_before_the_answer_leaves_the_effect_unknown() {
    let error = failure(&one_connection(|_, _| ())).await;
    assert_eq!((error.kind, error.effect), (Kind::Dropped, Effect::Unknown));
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    let error = failure(&one_connection(move |stream, _| stream.write_all(cut.as_bytes()).unwrap())).await;
    assert_eq!((error.kind, error.effect), (Kind::Dropped, Effect::Unknown));
}

#[tokio::test]
async fn an_answer_beyond_its_bound_is_not_read_on() {
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n{}", "0".repeat(1_001));
    let error = failure(&one_connection(move |stream, _| stream.write_all(long.as_bytes()).unwrap())).await;
    assert_eq!((error.kind, error.effect, error.status), (Kind::TooLarge, Effect::Unknown, Some(200)));
}

#[tokio::test]
async fn what_is_sent_is_the_call_and_a_redirect_is_brought_back_not_followed() {
    let moved = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
    let (heads, head) = std::sync::mpsc::channel();
    let base = one_connection(move |stream, head| {
        heads.send(head.to_owned()).unwrap();
        stream.write_all(moved.as_bytes()).unwrap();
    });
    let wire = Http::new(Realm::Sandbox, PoolRule::default()).unwrap();
    let answer = wire.send(&call(&base, Realm::Sandbox)).await.unwrap();
    assert_eq!(answer.status, 302);
    let head = head.recv().unwrap().to_lowercase();
    assert!(head.starts_with("post /act?key=top-secret http/1.1\r\n"), "{head}");
    for line in ["x-token: top-secret", "content-type: application/json", "accept-encoding: gzip"] {
        assert!(head.contains(line), "{line} in {head}");
    }
}

#[tokio::test]
async fn a_wire_to_the_sandbox_carries_nothing_to_the_real_remote() {
    let wire = Http::new(Realm::Sandbox, PoolRule::default()).unwrap();
    let error = wire.send(&call("https://127.0.0.1:9", Realm::Live)).await.unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::BadRequest, Effect::NotSent));
}

#[tokio::test]
async fn a_stand_in_that_cannot_prove_who_it_is_gets_nothing() {
    // Answers the greeting with what is not TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut start = [0_u8; 64];
        let _ = stream.read(&mut start);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let error = failure(&base).await;
    assert_eq!((error.kind, error.effect), (Kind::Tls, Effect::NotSent));
    assert!(!error.may_resend());
}

struct Never;

impl Resolve for Never {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending::<Result<Addrs, Box<dyn std::error::Error + Send + Sync>>>())
    }
}

#[tokio::test(start_paused = true)]
async fn connecting_is_given_up_after_five_seconds() {
    let builder = Http::builder(Realm::Sandbox, PoolRule::default()).unwrap().dns_resolver(Arc::new(Never));
    let wire = Http::from_builder(builder, Realm::Sandbox).unwrap();
    let clock = crate::port::TokioClock::new(|| jiff::Timestamp::UNIX_EPOCH);
    let error = wire.send(&call("http://localhost:9", Realm::Sandbox)).await.unwrap_err();
    let lasted = crate::port::Clock::elapsed(&clock);
    assert_eq!((error.kind, error.effect), (Kind::Connect, Effect::NotSent));
    assert_eq!(lasted.as_secs(), 5);
}
