//! Prepares what the window is compiled with: capabilities, icons and the page in `ui/dist`.
//!
//! `tauri.conf.json` can hold no remarks, so here is the one it needs: the hash in its `style-src`
//! is that of the single style element the page's input library adds for itself (touch gestures
//! on what can be pressed). The window's tests fail when another one appears.

use std::fs;
use std::path::Path;

/// Shown when the program was built before the page: says what is missing and what to do.
const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\">\
<title>장부</title></head><body><p>화면이 아직 만들어지지 않았습니다. \
<code>cargo xtask run</code>으로 화면을 만든 뒤 다시 시작합니다.</p></body></html>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The whole folder is watched: a file that is only added to it would otherwise not be embedded.
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    place_page(Path::new("ui/dist/index.html"))?;
    tauri_build::try_build(
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"),
    )?;
    Ok(())
}

/// Writes the placeholder unless a page is there, so that a plain `cargo build` and clippy work.
fn place_page(page: &Path) -> std::io::Result<()> {
    if page.exists() {
        return Ok(());
    }
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(page, PLACEHOLDER)
}
