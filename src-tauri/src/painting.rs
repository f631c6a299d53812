//! Linux: who paints the page. Without a graphics device the processor does in any case; a
//! compositor in software, its shader compiler and the buffers between them would come on top and
//! cost a quarter of the window's memory (docs/BENCHMARKS.md).

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Where the system lists devices that can draw.
const DEVICES: &str = "/dev/dri";
/// How the name of a device begins that a program may draw with.
const DRAWS: &str = "renderD";
/// Keeps the page's engine from its compositor. Only the environment says it early enough: the
/// setting of a page that stands already ends its process.
const PLAIN: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Where there is nothing to paint with, starts the program anew in its own place, so that the page
/// is painted plainly. Comes back where that is not needed, was done, or was decided by whoever
/// started the program.
#[expect(clippy::disallowed_methods, reason = "asked once, at the head of the host's main")]
pub(crate) fn suit_machine() {
    if std::env::var_os(PLAIN).is_some() || has_graphics() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Comes back only on failure; the window is then merely larger in memory.
        let _ = Command::new(program).args(std::env::args_os().skip(1)).env(PLAIN, "1").exec();
    }
}

fn has_graphics() -> bool {
    let devices = fs::read_dir(DEVICES).into_iter().flatten().flatten();
    devices.into_iter().any(|device| device.file_name().to_string_lossy().starts_with(DRAWS))
}
