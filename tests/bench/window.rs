//! Cold start of the window and its memory: the real program under a display of its own, on the
//! large book, watched through `WebKitWebDriver`, whose own share of the time is in the figures.

use crate::books::{Place, large};
use crate::measure::{Times, ms, print};
use crate::{Outcome, Size};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Starts that are measured.
const STARTS: usize = 5;
/// Longest wait for anything; what takes longer is broken.
const PATIENCE: Duration = Duration::from_mins(2);
/// Time between two looks at the page.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Places of the list that are looked at before memory is taken.
const JUMPS: u32 = 40;

/// The rail: the books are open and the first screen stands.
const RAIL: &str = "return !!document.querySelector('nav')";
/// Rows of the list.
const ROWS: &str = r#"return !!document.querySelector('[data-testid="invoice-grid"] [role=row][data-row]')"#;

/// One process and all it has started; they end together.
struct Family(Child);

impl Drop for Family {
    fn drop(&mut self) {
        end(&family_of(self.0.id()));
        // It has ended; what with says nothing.
        let _ = self.0.wait();
    }
}

/// A display and a bus that nobody else uses.
struct Surroundings {
    display: String,
    bus: String,
    home: tempfile::TempDir,
    _families: [Family; 2],
}

/// What one start has shown.
struct Start {
    rail: Duration,
    rows: Duration,
    pss_kib: u64,
}

pub(crate) fn bench(size: Size) -> Outcome {
    let place = large(size)?;
    let program = std::env::current_exe()?.with_file_name("jangbu-desktop");
    if !program.exists() {
        return Err("the window is not built; `cargo xtask bench window` builds it".into());
    }
    let surroundings = Surroundings::new()?;
    // The first one fills the caches of the page's engine; nobody starts a program for the first time twice.
    start(&surroundings, &program, &place)?;
    let starts =
        (0..STARTS).map(|_| start(&surroundings, &program, &place)).collect::<Outcome<Vec<Start>>>()?;
    let times = |of: &dyn Fn(&Start) -> Duration| Times::sorted(starts.iter().map(of).collect());
    let line = |what: &str, times: Times| vec![what.to_owned(), ms(times.median()), ms(times.p95())];
    print(
        &format!("the window on {} invoices, from its start, ms", size.invoices),
        &["what stands", "p50", "p95"],
        &[
            line("the first screen", times(&|start| start.rail)),
            line("rows of the list", times(&|start| start.rows)),
        ],
    );
    let largest = starts.iter().map(|start| start.pss_kib).max().unwrap_or_default();
    let missed = if largest > 300 * 1024 { "300 MB" } else { "" };
    print(
        &format!("memory after {JUMPS} jumps through the list, PSS of all its processes, MiB"),
        &["largest", "missed"],
        &[vec![(largest / 1024).to_string(), missed.to_owned()]],
    );
    Ok(())
}

fn start(surroundings: &Surroundings, program: &Path, place: &Place) -> Outcome<Start> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut driver = surroundings.command("WebKitWebDriver");
    driver.arg(format!("--port={port}")).arg("--host=127.0.0.1").env("TAURI_WEBVIEW_AUTOMATION", "true");
    let _driver = Family(driver.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
    until("the driver listens", || Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()))?;

    let data_dir = place.data_dir.display().to_string();
    let options = json!({ "binary": program, "args": ["--demo", "--data-dir", data_dir] });
    let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
    let begun = Instant::now();
    let session = post(port, "/session", &wanted)?;
    let session = session["sessionId"].as_str().ok_or("the driver started no window")?;
    let ask = |script: &str| {
        let path = format!("/session/{session}/execute/sync");
        post(port, &path, &json!({ "script": script, "args": [] }))
    };
    until("the first screen", || Ok(ask(RAIL)? == json!(true)))?;
    let rail = begun.elapsed();
    ask("location.hash = '#/invoices?period=all'")?;
    until("rows of the list", || Ok(ask(ROWS)? == json!(true)))?;
    let rows = begun.elapsed();
    for jump in 0..JUMPS {
        let to = format!(
            "const list = document.querySelector('[data-testid=\"invoice-grid\"] [data-scroll]') \
             ?? document.querySelector('[data-testid=\"invoice-grid\"]'); \
             const whole = [list, ...list.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 999) ?? list; \
             whole.scrollTop = whole.scrollHeight * {jump} / {JUMPS}; return whole.scrollTop"
        );
        ask(&to)?;
        until("rows after a jump", || Ok(ask(ROWS)? == json!(true)))?;
    }
    let window = pid_of(program)?;
    let family = family_of(window);
    let pss_kib = family.iter().copied().map(pss_of).sum();
    // The driver does not stay its parent. The next start must not find it: it would hand itself over.
    end(&family);
    until("the window ends", || Ok(pid_of(program).is_err()))?;
    // Its lock names this machine, as which the other benchmarks do not come.
    std::fs::remove_file(place.book_file.with_file_name("book.lock"))?;
    Ok(Start { rail, rows, pss_kib })
}

impl Surroundings {
    fn new() -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let mut screen = Command::new("Xvfb");
        screen.args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]);
        let (screen, number) = announced(&mut screen)?;
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]).env("HOME", home.path());
        let (bus, address) = announced(&mut bus)?;
        Ok(Self { display: format!(":{number}"), bus: address, home, _families: [bus, screen] })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus)
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        command
    }
}

/// Starts a program that prints one line when it is ready.
fn announced(command: &mut Command) -> Outcome<(Family, String)> {
    let mut family = Family(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let output = family.0.stdout.take().ok_or("no output to read")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((family, line.trim().to_owned()))
}

fn until(what: &str, done: impl Fn() -> Outcome<bool>) -> Outcome {
    let begun = Instant::now();
    while !done()? {
        if begun.elapsed() > PATIENCE {
            return Err(format!("waited in vain: {what}").into());
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

/// One question to the driver, and the value it answers.
fn post(port: u16, path: &str, body: &Value) -> Outcome<Value> {
    let body = body.to_string();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse()?;
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer)?;
    let mut answer: Value = serde_json::from_slice(&answer)?;
    let value = answer["value"].take();
    match value.get("error") {
        Some(error) => Err(format!("{path}: {error} {}", value["message"]).into()),
        None => Ok(value),
    }
}

/// The numbers of all processes, each with its parent's.
fn processes() -> Vec<(u32, u32)> {
    let stat = |entry: std::fs::DirEntry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
        Some((pid, parent))
    };
    std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(stat).collect()
}

/// A process and all that descend from it.
fn family_of(head: u32) -> Vec<u32> {
    let all = processes();
    let mut family = vec![head];
    let mut at = 0;
    while let Some(&pid) = family.get(at) {
        family.extend(all.iter().filter(|(_, parent)| *parent == pid).map(|(pid, _)| *pid));
        at += 1;
    }
    family
}

/// Ends processes at once, without a word to them.
fn end(family: &[u32]) {
    for pid in family {
        // It may have ended by itself.
        let _ = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
    }
}

/// The process of the program; one that has ended and waits to be collected has no image.
fn pid_of(program: &Path) -> Outcome<u32> {
    let runs = |pid: &u32| {
        std::fs::read_link(PathBuf::from(format!("/proc/{pid}/exe"))).is_ok_and(|image| image == program)
    };
    let found = processes().into_iter().map(|(pid, _)| pid).find(runs);
    found.ok_or_else(|| "the window's process is gone".into())
}

/// Proportional set size in KiB; none of a process that has ended.
fn pss_of(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
}
