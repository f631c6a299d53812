//! The window of Jangbu (장부). It opens the page, hands its requests to the core and shows the
//! system's own dialogs. It knows no invoice: everything about the books is in `jangbu-app`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod failure;
mod menu;
#[cfg(target_os = "linux")]
mod notice;
#[cfg(target_os = "linux")]
mod painting;
mod paths;
mod rpc;
#[cfg(target_os = "linux")]
mod sleep;
mod window;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use jangbu_app::{App, AppConfig, DemoBooks, Host, Log, SystemClock};
use serde_json::json;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, RunEvent, Wry};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::paths::StartArguments;
use crate::window::PlacementFile;

/// Wipes whatever is freed: passwords of certificates pass through buffers that are not ours to wipe
/// (docs/decisions/0019).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    painting::suit_machine();
    let arguments = StartArguments::parse();
    let data_dir = arguments.data_dir.clone().or_else(jangbu_app::paths::default_data_dir);
    begin_log(data_dir.as_deref());
    if let Some(text) = arguments.failure_notice {
        return ended(failure::show_notice(text));
    }
    failure::install_panic_hook();
    ended(run(arguments).inspect_err(|error| {
        failure::announce(&format!(
            "장부를 열 준비를 하지 못했습니다.\n저장된 장부는 그대로입니다.\n\n{error}"
        ));
    }))
}

/// Everything that is traced goes to standard error, and redacted to the log inside the data folder.
fn begin_log(data_dir: Option<&Path>) {
    let file = data_dir.map(|folder| Log::new(folder, Host::Window, Arc::new(SystemClock)));
    let seen = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(file).with(seen).init();
}

/// Runs the window until it is closed. Tauri then ends the process, so little comes back from here.
fn run(arguments: StartArguments) -> tauri::Result<()> {
    tauri::Builder::default()
        // First of all: a second start must be found before anything else is set up.
        .plugin(single_instance(arguments.data_dir.as_deref()))
        .plugin(tauri_plugin_dialog::init())
        .enable_macos_default_menu(false)
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .on_window_event(window::on_event)
        .setup(move |app| {
            let handle = app.handle();
            if let Err(error) = start(handle, &arguments) {
                tracing::error!(error, "start failed");
                failure::announce(&format!(
                    "장부를 열 준비를 하지 못했습니다.\n저장된 장부는 그대로입니다.\n\n{error}"
                ));
                handle.exit(1);
            }
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                close_books(app);
            }
        });
    Ok(())
}

/// A second start hands its files to the first and ends; on another data folder it is not second.
fn single_instance(data_dir: Option<&Path>) -> TauriPlugin<Wry> {
    let plugin = tauri_plugin_single_instance::Builder::new().callback(|app, arguments, folder| {
        window::bring_forward(app);
        let handed_over = StartArguments::parse_handed_over(&arguments, Path::new(&folder));
        if let (Some(start), Some(core)) = (handed_over, app.try_state::<Arc<App>>())
            && !start.files.is_empty()
        {
            core.offer_files(start.files);
        }
    });
    match data_dir {
        Some(folder) => plugin.dbus_id(paths::instance_name(folder)).build(),
        None => plugin.build(),
    }
}

/// Starts the core, then opens the window: a page never meets a core that is not there.
fn start(app: &AppHandle, arguments: &StartArguments) -> Result<(), String> {
    let data_dir = arguments.data_dir.clone().or_else(jangbu_app::paths::default_data_dir);
    let data_dir = data_dir.ok_or("no home folder: say --data-dir")?;
    #[cfg(feature = "demo")]
    let invented: Option<Box<dyn DemoBooks>> = Some(Box::new(jangbu_demo::WorldBooks));
    #[cfg(not(feature = "demo"))]
    let invented: Option<Box<dyn DemoBooks>> = None;
    let core = App::start(AppConfig {
        data_dir: data_dir.clone(),
        host: Host::Window,
        clock: Arc::new(SystemClock),
        keyring: Arc::new(jangbu_app::SystemKeyring),
        seat: jangbu_app::paths::seat(Host::Window),
        certificates: jangbu_app::paths::certificate_places(),
        demo: invented,
    })
    .map_err(|error| error.to_string())?;
    if arguments.demo {
        core.dispatch("company.demo", json!({})).map_err(|error| error.message)?;
    }
    core.keep();
    #[cfg(target_os = "linux")]
    {
        sleep::watch(Arc::downgrade(&core));
        notice::watch(&Arc::downgrade(&core));
    }
    rpc::forward_events(app, &core);
    if !arguments.files.is_empty() {
        let folder = std::env::current_dir().unwrap_or_default();
        core.offer_files(paths::absolute(&arguments.files, &folder));
    }
    app.manage(core);
    app.manage(PlacementFile::new(&data_dir));
    show(app).map_err(|error| error.to_string())
}

fn show(app: &AppHandle) -> tauri::Result<()> {
    if cfg!(target_os = "macos") {
        app.set_menu(menu::build(app)?)?;
    }
    window::open(app)
}

/// Closes the book in order, so that a backup stands if something changed, its lock is gone and
/// its journal folded in. The backup never keeps the window from ending for long.
fn close_books(app: &AppHandle) {
    if let Some(core) = app.try_state::<Arc<App>>()
        && let Err(error) = core.dispatch("company.close", json!({}))
    {
        tracing::debug!(code = error.code, "no book was closed");
    }
}

fn ended(result: tauri::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the program ends");
            ExitCode::FAILURE
        }
    }
}
