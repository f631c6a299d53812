//! Notices of incidents by the desktop's own way (org.freedesktop.Notifications), wherever the window
//! is. Where the desktop has none, the window's own list remains.

use std::collections::HashMap;
use std::sync::Weak;

use jangbu_app::App;
use jangbu_app::ipc::view::Event;
use zbus::blocking::Connection;
use zbus::zvariant::Value;

/// Milliseconds; the desktop decides.
const STAYS_MS: i32 = -1;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    /// Shows a notice and answers its number.
    #[expect(clippy::too_many_arguments, reason = "the interface has eight")]
    fn notify(
        &self,
        app_name: &str,
        replaces: u32,
        icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        stays_ms: i32,
    ) -> zbus::Result<u32>;
}

/// Starts a thread that shows what the core wants told.
pub(crate) fn watch(app: &Weak<App>) {
    let Some(events) = app.upgrade().map(|app| app.subscribe()) else { return };
    std::thread::spawn(move || {
        for event in events {
            let Event::Notice { title, text } = event else { continue };
            if let Err(error) = show(&title, &text) {
                tracing::debug!(%error, "the desktop shows no notices");
            }
        }
    });
}

fn show(title: &str, text: &str) -> zbus::Result<u32> {
    let connection = Connection::session()?;
    let desktop = NotificationsProxyBlocking::new(&connection)?;
    desktop.notify("Jangbu", 0, "", title, &escaped(text), &[], HashMap::new(), STAYS_MS)
}

/// A body may hold markup; ours is text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_notice_is_text() {
        assert_eq!(escaped("<b>장부 & 은행"), "&lt;b&gt;장부 &amp; 은행");
    }
}
