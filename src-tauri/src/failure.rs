//! When the program cannot go on: a native message that says so, never a blank window.

use std::process::Command;

use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Title of the message.
const TITLE: &str = "장부를 계속할 수 없습니다";

/// From now on a panic is logged by its place alone, and one on the main thread, which ends the
/// program, is also shown. Its text is left out of both: it could hold what stands in the books.
pub(crate) fn install_panic_hook() {
    let main_thread = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panic");
        if std::thread::current().id() == main_thread {
            announce(&format!(
                "프로그램 안에서 오류가 났습니다.\n장부에 이미 저장된 내용은 그대로입니다.\n\n위치: {place}"
            ));
        }
    }));
}

/// Has a fresh process show `text`: this one may be unable to open a window any more.
///
/// Without a display nobody would see it; the log on standard error then stands alone.
pub(crate) fn announce(text: &str) {
    let shown = std::env::current_exe()
        .and_then(|program| Command::new(program).arg(format!("--failure-notice={text}")).spawn());
    if let Err(error) = shown {
        tracing::error!(%error, "the failure could not be shown");
    }
}

/// The process that shows the message: no window, no books, ends when it is read.
///
/// # Errors
/// Tauri's, when there is no display to show it on.
pub(crate) fn show_notice(text: String) -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| {
            let handle = app.handle().clone();
            app.dialog()
                .message(text)
                .title(TITLE)
                .kind(MessageDialogKind::Error)
                .show(move |_| handle.exit(1));
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|_, _| {});
    Ok(())
}
