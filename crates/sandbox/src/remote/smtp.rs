//! A mail server (RFC 5321) that keeps what it is given: submission without TLS, on loopback alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Who may log in; the word opens nothing anywhere.
pub const DEMO_LOGIN: (&str, &str) = ("jangbu", "sandbox-mail-for-nobody");
/// Clients at a time.
const CONNECTIONS_MAX: usize = 16;
/// A client is let go after this.
const CONNECTION_TIME: Duration = Duration::from_mins(1);
/// Bytes of a line and of a message.
const LINE_BYTES_MAX: u64 = 2_048;
const MESSAGE_BYTES_MAX: u64 = 1 << 20;
/// Messages that are kept; the first ones are forgotten.
const KEPT_MAX: usize = 200;

/// A message as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// From the envelope.
    pub from: String,
    /// From the envelope.
    pub to: Vec<String>,
    /// Whole.
    pub text: String,
}

/// How a dialogue is spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    /// Nobody may log in.
    Login,
    /// No recipient is known.
    Recipient,
    /// Come back later.
    Later,
    /// The connection ends before the message was taken.
    DropBefore,
    /// The message was taken, and the connection ends without a word.
    DropAfter,
}

#[derive(Default)]
struct Mailbox {
    mails: Vec<Mail>,
    count: u64,
    faults: Vec<MailFault>,
}

/// The server as it runs; it ends when this is dropped.
pub struct MailSink {
    address: SocketAddr,
    kept: Arc<Mutex<Mailbox>>,
    task: JoinHandle<()>,
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn locked(kept: &Mutex<Mailbox>) -> MutexGuard<'_, Mailbox> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MailSink {
    /// Listens on a port of loopback; zero for a free one.
    ///
    /// # Errors
    /// The port cannot be had.
    pub async fn serve(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let kept: Arc<Mutex<Mailbox>> = Arc::default();
        let shared = Arc::clone(&kept);
        let task = tokio::spawn(async move {
            let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
            while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let kept = Arc::clone(&shared);
                tokio::spawn(async move {
                    // Whoever goes away has gone away.
                    let _ = tokio::time::timeout(CONNECTION_TIME, converse(stream, &kept)).await;
                    drop(seat);
                });
            }
        });
        Ok(Self { address, kept, task })
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What came, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        locked(&self.kept).mails.clone()
    }

    /// How many came.
    pub fn count(&self) -> u64 {
        locked(&self.kept).count
    }

    /// Spoils the next dialogue.
    pub fn spoil(&self, fault: MailFault) {
        locked(&self.kept).faults.push(fault);
    }
}

/// The fault of this dialogue, if one waits.
fn next_fault(kept: &Mutex<Mailbox>) -> Option<MailFault> {
    let mut kept = locked(kept);
    (!kept.faults.is_empty()).then(|| kept.faults.remove(0))
}

async fn converse(stream: TcpStream, kept: &Mutex<Mailbox>) -> io::Result<()> {
    let fault = next_fault(kept);
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut mail = Mail { from: String::new(), to: Vec::new(), text: String::new() };
    let mut logged_in = false;
    writer.write_all(b"220 sandbox ESMTP\r\n").await?;
    loop {
        let mut line = String::new();
        if (&mut reader).take(LINE_BYTES_MAX).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sandbox\r\n250-AUTH PLAIN\r\n250 SIZE 1048576\r\n",
            "HELO" => b"250 sandbox\r\n",
            "AUTH" if fault != Some(MailFault::Login) && is_login(line) => {
                logged_in = true;
                b"235 2.7.0 in\r\n"
            }
            "AUTH" => b"535 5.7.8 no such login\r\n",
            "MAIL" | "RCPT" | "DATA" if !logged_in => b"530 5.7.0 log in first\r\n",
            "MAIL" if fault == Some(MailFault::Later) => b"451 4.3.0 later\r\n",
            "MAIL" => {
                mail.from = within_brackets(line);
                b"250 2.1.0 ok\r\n"
            }
            "RCPT" if fault == Some(MailFault::Recipient) => b"550 5.1.1 no such mailbox\r\n",
            "RCPT" => {
                mail.to.push(within_brackets(line));
                b"250 2.1.5 ok\r\n"
            }
            "DATA" if fault == Some(MailFault::DropBefore) => return Ok(()),
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                mail.text = text_of(&mut reader).await?;
                keep(kept, mail.clone());
                if fault == Some(MailFault::DropAfter) {
                    return Ok(());
                }
                b"250 2.0.0 taken\r\n"
            }
            "RSET" | "NOOP" => b"250 2.0.0 ok\r\n",
            "QUIT" => {
                writer.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 5.5.2 unknown\r\n",
        };
        writer.write_all(reply).await?;
    }
}

/// The message up to its dot, without the dots that were doubled.
async fn text_of(reader: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut text = String::new();
    let mut left = MESSAGE_BYTES_MAX;
    loop {
        let mut line = String::new();
        let read = (&mut *reader).take(left).read_line(&mut line).await?;
        left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        if read == 0 || left == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim_end_matches(['\r', '\n']) == "." {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn within_brackets(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(inner, _)| inner.to_owned()).unwrap_or_default()
}

/// `AUTH PLAIN base64(\0user\0password)`.
fn is_login(line: &str) -> bool {
    let Some(given) = line.split(' ').nth(2).and_then(|text| STANDARD.decode(text).ok()) else {
        return false;
    };
    let (user, password) = DEMO_LOGIN;
    given == format!("\0{user}\0{password}").into_bytes()
}

fn keep(kept: &Mutex<Mailbox>, mail: Mail) {
    let mut kept = locked(kept);
    kept.count += 1;
    if kept.mails.len() >= KEPT_MAX {
        kept.mails.remove(0);
    }
    kept.mails.push(mail);
}
