//! One start of the program, driven through `WebKitWebDriver`, which starts it with automation on.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::place::{Family, Place, program};
use crate::wait::{PATIENCE, until};
use crate::x11;

/// Notes what the content security policy refuses: a page that needs it would be broken somewhere.
const WATCH_REFUSALS: &str = r#"
    window.refused = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        window.refused.push([violatedDirective, blockedURI, sample].join(" ")));"#;

/// The window, open on its page. Ends with everything it started when it goes out of use.
pub(crate) struct Seat {
    // First of the fields: the picture is taken while the window still stands.
    _evidence: Evidence,
    // Ends the driver, and with it the window. Before the page's connection: that waits for an
    // answer of the driver, which has none when a test has failed in the middle of a question.
    driver: Family,
    pub(crate) page: WebDriver,
}

impl Seat {
    /// Starts the program on `place`'s books with `files` as its arguments.
    pub(crate) async fn open(place: &Place, files: &[&Path]) -> Self {
        let port = free_port();
        let driver = Family::start(
            place
                .command("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .arg("--host=127.0.0.1")
                // Without it the window never answers the driver.
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .stdout(Stdio::null()),
        );
        until("WebKitWebDriver listens", || async { TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok() })
            .await;
        // The second test of this process finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let session = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities(place, files));
        let page = tokio::time::timeout(PATIENCE, session)
            .await
            .expect("the window answers its driver in time")
            .expect("the driver starts the window");
        page.execute(WATCH_REFUSALS, []).await.expect("the page answers");
        Self { _evidence: Evidence::of(place), driver, page }
    }

    /// Closes the window as a person does, by its frame, and waits until the program has ended.
    pub(crate) async fn close(self, place: &Place) {
        let refused: Vec<String> =
            self.page.execute("return window.refused", []).await.expect("answered").convert().expect("texts");
        assert_eq!(refused, Vec::<String>::new(), "the page asked for what its rules forbid");
        let shown = until("the window stands on the display", || async { x11::jangbu_window(place) }).await;
        x11::ask_to_close(place, shown);
        until("the program has ended", || async { (!shown.runs()).then_some(()) }).await;
        // The session went with the window; asking the driver to end it again could only fail.
        let _ = self.page.leak();
        drop(self.driver);
    }

    /// Ends the program as a crash or a power cut does, and waits until it is gone.
    pub(crate) async fn kill(self, place: &Place) {
        let shown = until("the window stands on the display", || async { x11::jangbu_window(place) }).await;
        shown.kill();
        until("the program is gone", || async { (!shown.runs()).then_some(()) }).await;
        let _ = self.page.leak();
        drop(self.driver);
    }
}

/// When a test fails, what the display showed, as a picture beside the other build results.
struct Evidence(Command);

impl Evidence {
    fn of(place: &Place) -> Self {
        let test = std::thread::current().name().unwrap_or("desktop").replace("::", "-");
        let picture = program().with_file_name(format!("desktop-{test}.png"));
        let mut command = place.command("import");
        command.args(["-window", "root"]).arg(picture);
        Self(command)
    }
}

impl Drop for Evidence {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Only a help: without ImageMagick the words of the failure stand alone.
            let _ = self.0.status();
        }
    }
}

/// A port nobody listens on now.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn capabilities(place: &Place, files: &[&Path]) -> Capabilities {
    let mut arguments = vec!["--data-dir".to_owned(), place.data_dir().display().to_string()];
    arguments.extend(files.iter().map(|file| file.display().to_string()));
    let mut capabilities = Capabilities::new();
    let options = json!({ "binary": program(), "args": arguments });
    capabilities.set("webkitgtk:browserOptions", options).expect("plain JSON");
    capabilities
}

/// A start of the program beside the driven one, as from the file manager.
pub(crate) fn start_beside(place: &Place, files: &[&Path]) -> Command {
    let mut command = place.command(program());
    command.arg("--data-dir").arg(place.data_dir()).args(files);
    command
}
