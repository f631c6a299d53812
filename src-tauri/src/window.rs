//! The one window: where it stood last, what is dropped on it, and how it comes to the front.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jangbu_app::App;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tauri::webview::{Color, NewWindowResponse};
use tauri::{
    AppHandle, DragDropEvent, Manager, PhysicalPosition, PhysicalSize, Theme, Url, WebviewWindow,
    WebviewWindowBuilder, Window, WindowEvent,
};

use crate::rpc;

/// The window's label in `tauri.conf.json` and in the capability.
pub(crate) const LABEL: &str = "main";

/// Where the window stood last; a small file of its own beside the books.
const PLACEMENT_FILE: &str = "window.json";

/// So much of the window's head must lie on a monitor, in pixels, or it could not be dragged back.
const GRIP_PX: i32 = 80;

/// The file that remembers the window, managed by Tauri for the close handler.
#[derive(Debug)]
pub(crate) struct PlacementFile(PathBuf);

impl PlacementFile {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self(data_dir.join(PLACEMENT_FILE))
    }

    /// Reads the last placement. An unreadable one is as good as none: the window opens where
    /// the system puts it.
    fn read(&self) -> Option<Placement> {
        serde_json::from_slice(&fs::read(&self.0).ok()?).ok()
    }

    fn write(&self, placement: &Placement) -> std::io::Result<()> {
        fs::write(&self.0, serde_json::to_vec(placement)?)
    }
}

/// Size and position in physical pixels, as they were when the window was not maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Placement {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

impl Placement {
    /// Whether the window's head would lie within the monitor at `position` of `size`.
    fn reachable_on(&self, position: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> bool {
        let right = position.x.saturating_add_unsigned(size.width);
        let bottom = position.y.saturating_add_unsigned(size.height);
        self.x.saturating_add_unsigned(self.width) >= position.x.saturating_add(GRIP_PX)
            && self.x <= right.saturating_sub(GRIP_PX)
            && self.y >= position.y
            && self.y <= bottom.saturating_sub(GRIP_PX)
    }
}

/// Opens the window as it stood last, on the ground of the chosen theme, so that nothing flashes
/// or jumps before the page is drawn.
///
/// # Errors
/// Tauri's, when the window or its page cannot be made.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let config =
        app.config().app.windows.iter().find(|window| window.label == LABEL).cloned().unwrap_or_default();
    let window = WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    window.set_background_color(Some(ground(app, &window)))?;
    if let Some(placement) = app.state::<PlacementFile>().read() {
        place(&window, placement)?;
    }
    window.show()
}

/// The page never leaves the program, whatever a link or a dropped file says.
fn is_own_page(address: &Url) -> bool {
    let packed = address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost");
    let in_development = !cfg!(feature = "custom-protocol") && address.host_str() == Some("127.0.0.1");
    packed || in_development || address.as_str() == "about:blank"
}

/// The page's ground colour (`--ground` of its tokens) in the kept theme, else in the system's.
fn ground(app: &AppHandle, window: &WebviewWindow) -> Color {
    let kept = app.state::<Arc<App>>().dispatch("settings.read", json!({})).unwrap_or_default();
    let dark = match kept.pointer("/values/appearance.theme").and_then(|theme| theme.as_str()) {
        Some("dark") => true,
        Some("light") => false,
        _ => matches!(window.theme(), Ok(Theme::Dark)),
    };
    if dark { Color(0x17, 0x18, 0x1a, 0xff) } else { Color(0xf7, 0xf7, 0xf5, 0xff) }
}

/// Puts the window back, unless that monitor is gone.
fn place(window: &WebviewWindow, placement: Placement) -> tauri::Result<()> {
    window.set_size(PhysicalSize::new(placement.width, placement.height))?;
    let monitors = window.available_monitors()?;
    if monitors.iter().any(|monitor| placement.reachable_on(*monitor.position(), *monitor.size())) {
        window.set_position(PhysicalPosition::new(placement.x, placement.y))?;
    }
    if placement.maximized {
        window.maximize()?;
    }
    Ok(())
}

/// Brings the window before the others, for instance when the program was started again.
pub(crate) fn bring_forward(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window did not come forward");
    }
}

/// What happens to the window: drops go to the core, its place is remembered when it closes.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::DragDrop(drag) => on_drag(window.app_handle(), drag),
        WindowEvent::CloseRequested { .. } => remember(window),
        _ => {}
    }
}

fn on_drag(app: &AppHandle, drag: &DragDropEvent) {
    match drag {
        DragDropEvent::Enter { .. } => rpc::emit(app, &json!({ "type": "drag", "over": true })),
        DragDropEvent::Leave => rpc::emit(app, &json!({ "type": "drag", "over": false })),
        DragDropEvent::Drop { paths, .. } => {
            rpc::emit(app, &json!({ "type": "drag", "over": false }));
            app.state::<Arc<App>>().offer_files(paths.clone());
        }
        _ => {}
    }
}

/// Keeps the window's place. A maximised window keeps the size it had before, so that making it
/// smaller again does not fill the screen.
fn remember(window: &Window) {
    let file = window.state::<PlacementFile>();
    let kept = placement_of(window, file.read()).map(|placement| file.write(&placement));
    match kept {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the window's place was not kept"),
        Err(error) => tracing::warn!(%error, "the window's place is unknown"),
    }
}

fn placement_of(window: &Window, before: Option<Placement>) -> tauri::Result<Placement> {
    if let (true, Some(before)) = (window.is_maximized()?, before) {
        return Ok(Placement { maximized: true, ..before });
    }
    let (position, size) = (window.outer_position()?, window.inner_size()?);
    Ok(Placement {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximized: window.is_maximized()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_never_leaves_the_program() {
        let goes = |address: &str| is_own_page(&address.parse().expect("an address"));
        assert!(goes("tauri://localhost/index.html#/invoices"));
        assert!(goes("https://tauri.localhost/"));
        for foreign in
            ["https://example.test/", "file:///home/clerk/1.xml", "http://tauri.localhost.example.test/"]
        {
            assert!(!goes(foreign), "{foreign}");
        }
    }

    const PLACEMENT: Placement = Placement { x: 1900, y: 40, width: 1280, height: 800, maximized: false };

    #[test]
    fn a_window_left_on_a_monitor_that_is_gone_is_not_put_back_there() {
        let laptop = (PhysicalPosition::new(0, 0), PhysicalSize::new(1920, 1080));
        let beside = (PhysicalPosition::new(1920, 0), PhysicalSize::new(1920, 1080));
        assert!(!PLACEMENT.reachable_on(laptop.0, laptop.1), "only 20 px of the head would show");
        assert!(PLACEMENT.reachable_on(beside.0, beside.1), "almost all of the head shows there");
    }

    #[test]
    fn a_window_whose_head_is_above_the_screen_cannot_be_reached() {
        let above = Placement { x: 0, y: -30, ..PLACEMENT };
        assert!(!above.reachable_on(PhysicalPosition::new(0, 0), PhysicalSize::new(1920, 1080)));
    }

    #[test]
    fn a_damaged_placement_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = PlacementFile::new(folder.path());
        assert_eq!(file.read(), None, "there is no file yet");
        file.write(&PLACEMENT).expect("writes");
        assert_eq!(file.read(), Some(PLACEMENT));
        fs::write(folder.path().join(PLACEMENT_FILE), b"{\"x\": 3").expect("writes");
        assert_eq!(file.read(), None, "half a file is no placement");
    }
}
