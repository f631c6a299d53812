//! Who a real remote is, proved or refused: a real handshake, by way of a proxy as firms have them.
//!
//! What is trusted and which proxy is taken stand in the environment, so each question is asked by
//! a process of its own: this test, started anew.

use jangbu_remote::http::Http;
use jangbu_remote::policy::PoolRule;
use jangbu_remote::port::{Answer, BaseAddress, Call, Method, Nature, Realm, Transport};
use jangbu_remote::{RemoteError, secret::Secret};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// A name that no resolver knows: only a proxy can reach it.
const NAME: &str = "remote.invalid";

struct Proxy {
    address: String,
    /// First lines that it was asked.
    asked: Receiver<String>,
    trusted: tempfile::NamedTempFile,
}

/// A proxy behind which a server shows a certificate for `shown`.
fn proxy(shown: &str) -> Proxy {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![shown.to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    let mut trusted = tempfile::NamedTempFile::new().unwrap();
    trusted.write_all(root.pem().as_bytes()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (said, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            said.send(connect_line(&stream)).unwrap();
            serve(stream, Arc::new(config.clone()));
        }
    });
    Proxy { address, asked, trusted }
}

/// Reads the head of a request to the proxy and grants it.
fn connect_line(mut stream: &TcpStream) -> String {
    let mut head = BufReader::with_capacity(1, stream).lines().map(|line| line.unwrap());
    let first = head.next().unwrap_or_default();
    while head.next().is_some_and(|line| !line.is_empty()) {}
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
    first
}

/// Answers one request over TLS; a client that refuses the certificate ends it.
fn serve(mut stream: TcpStream, config: Arc<rustls::ServerConfig>) {
    let mut tls = rustls::ServerConnection::new(config).unwrap();
    let mut tls = rustls::Stream::new(&mut tls, &mut stream);
    let mut byte = [0_u8; 1];
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match tls.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nproved").unwrap();
}

/// What a fresh process gets that trusts `trusted` alone and has a proxy.
fn ask(proxy: &Proxy, trusted: &std::path::Path) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "proof::asked_in_a_process_of_its_own", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", trusted)
        .env_remove("SSL_CERT_DIR")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("HTTPS_PROXY", &proxy.address)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().find_map(|line| line.split_once("got: ").map(|(_, said)| said.to_owned()));
    said.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)))
}

#[expect(clippy::unnecessary_wraps, reason = "a judge may refuse")]
fn accept(_: &Call, _: &Answer, _: jiff::Timestamp) -> Result<(), RemoteError> {
    Ok(())
}

#[tokio::test]
#[ignore = "the other tests start it, with an environment of its own"]
async fn asked_in_a_process_of_its_own() {
    let wire = Http::new(Realm::Live, PoolRule::default()).unwrap();
    let call = Call {
        provider: "test",
        operation: "ask",
        nature: Nature::Effect,
        method: Method::Get,
        base: BaseAddress::parse(&format!("https://{NAME}"), Realm::Live).unwrap(),
        path: "/".to_owned(),
        query: Some(Secret::new("key=top-secret".to_owned())),
        headers: Vec::new(),
        secrets: Vec::new(),
        content_type: None,
        body: Vec::new(),
        answer_bytes_max: 100,
        judge: accept,
    };
    match wire.send(&call).await {
        Ok(answer) => println!("got: {} {}", answer.status, String::from_utf8_lossy(&answer.body)),
        Err(error) => println!("got: {:?} {:?} {}", error.kind, error.effect, error.may_resend()),
    }
}

#[test]
fn a_remote_is_reached_by_the_systems_proxy_and_proved_by_the_systems_roots() {
    let proxy = proxy(NAME);
    assert_eq!(ask(&proxy, proxy.trusted.path()), "200 proved");
    // The proxy learns the name and nothing else: no path, no key.
    assert_eq!(proxy.asked.recv().unwrap(), format!("CONNECT {NAME}:443 HTTP/1.1"));
}

#[test]
fn a_certificate_for_another_name_is_refused_before_anything_is_sent() {
    let proxy = proxy("other.invalid");
    assert_eq!(ask(&proxy, proxy.trusted.path()), "Tls NotSent false");
}

#[test]
fn a_certificate_by_an_authority_that_the_system_does_not_trust_is_refused() {
    let (mine, another) = (proxy(NAME), proxy(NAME));
    assert_eq!(ask(&mine, another.trusted.path()), "Tls NotSent false");
}
