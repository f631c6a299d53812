//! The page's one way in: the command `rpc {cmd, payload}`, and the one way back, the event
//! `jangbu`. What the shell itself answers (`host.*`) needs the system's own dialogs; all else
//! goes to the core as it came.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jangbu_app::App;
use jangbu_app::ipc::view::ErrorView;
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};

/// Name of the event that carries everything the core and the shell announce.
pub(crate) const EVENT: &str = "jangbu";

/// Which files the open dialog offers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PickFilesRequest {
    multiple: bool,
    folder: bool,
    kind: FileKind,
}

/// Which files are shown before all others.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FileKind {
    #[default]
    Invoices,
    Certificates,
}

/// What the save dialog proposes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PickSaveRequest {
    suggested: String,
}

/// Runs one command of the core, or of the shell when its name begins with `host.`.
///
/// Both may take long, so neither runs on the thread that draws the window.
#[tauri::command]
pub(crate) async fn rpc(
    app: AppHandle,
    core: State<'_, Arc<App>>,
    cmd: String,
    payload: Value,
) -> Result<Value, ErrorView> {
    let core = Arc::clone(&core);
    tauri::async_runtime::spawn_blocking(move || match cmd.strip_prefix("host.") {
        Some(command) => answer_host(&app, command, payload),
        None => core.dispatch(&cmd, payload),
    })
    .await
    .unwrap_or_else(|_| Err(error("internal", "the command broke off")))
}

/// Passes what the core announces on to the page until the core is gone.
pub(crate) fn forward_events(app: &AppHandle, core: &App) {
    let events = core.subscribe();
    let app = app.clone();
    std::thread::spawn(move || {
        for event in events {
            emit(&app, &event);
        }
    });
}

/// Sends `event` to the page. A page that is not there yet asks `app.status` when it starts, so
/// nothing it must know is lost with an event.
pub(crate) fn emit<E: serde::Serialize + Clone>(app: &AppHandle, event: &E) {
    if let Err(error) = app.emit(EVENT, event) {
        tracing::warn!(%error, "an event did not reach the page");
    }
}

fn answer_host(app: &AppHandle, command: &str, payload: Value) -> Result<Value, ErrorView> {
    match command {
        "pick_files" => Ok(json!({ "paths": pick_files(app, &parse(payload)?) })),
        "pick_save" => Ok(json!({ "path": pick_save(app, &parse(payload)?) })),
        _ => Err(error("request.unknown_command", &format!("the shell has no command host.{command}"))),
    }
}

/// The chosen files or folders; empty when the dialog was closed.
fn pick_files(app: &AppHandle, request: &PickFilesRequest) -> Vec<PathBuf> {
    let dialog = dialog(app);
    let chosen = match (request.folder, request.multiple) {
        (true, true) => dialog.blocking_pick_folders(),
        (true, false) => dialog.blocking_pick_folder().map(|folder| vec![folder]),
        (false, true) => with_kind(dialog, request.kind).blocking_pick_files(),
        (false, false) => with_kind(dialog, request.kind).blocking_pick_file().map(|file| vec![file]),
    };
    chosen.unwrap_or_default().into_iter().filter_map(path_of).collect()
}

/// Where to save; `None` when the dialog was closed.
fn pick_save(app: &AppHandle, request: &PickSaveRequest) -> Option<PathBuf> {
    dialog(app).set_file_name(&request.suggested).blocking_save_file().and_then(path_of)
}

fn dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(crate::window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn with_kind(dialog: FileDialogBuilder<tauri::Wry>, kind: FileKind) -> FileDialogBuilder<tauri::Wry> {
    let (name, endings): (_, &[&str]) = match kind {
        FileKind::Invoices => ("전자세금계산서·홈택스 목록", &["xml", "xls", "xlsx", "XML", "XLS", "XLSX"]),
        FileKind::Certificates => {
            ("인증서", &["pfx", "p12", "der", "key", "cer", "PFX", "P12", "DER", "KEY"])
        }
    };
    dialog.add_filter(name, endings).add_filter("모든 파일", &["*"])
}

/// Desktop dialogs give paths; an address of another kind names nothing the core can open.
fn path_of(file: FilePath) -> Option<PathBuf> {
    file.into_path().ok()
}

fn parse<R: serde::de::DeserializeOwned>(payload: Value) -> Result<R, ErrorView> {
    serde_json::from_value(payload).map_err(|cause| error("request.malformed", &cause.to_string()))
}

fn error(code: &str, message: &str) -> ErrorView {
    ErrorView { code: code.to_owned(), params: BTreeMap::new(), message: message.to_owned() }
}
