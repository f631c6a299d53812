//! Linux tells a program before the machine sleeps, and waits a few seconds for it (systemd-logind).
//! Books that are to be locked in sleep are closed in that time and not on waking, when somebody
//! else may sit there.

use std::sync::Weak;
use std::time::Duration;

use jangbu_app::App;
use zbus::blocking::Connection;
use zbus::zvariant::OwnedFd;

/// Time until the system's bus is asked again after it was lost.
const RETRY_AFTER: Duration = Duration::from_mins(1);

#[zbus::proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
trait Login {
    /// Holds sleep up for as long as the answer is kept open, within the system's bound.
    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::Result<OwnedFd>;

    /// With true before the machine sleeps, with false when it is awake again.
    #[zbus(signal)]
    fn prepare_for_sleep(&self, start: bool) -> zbus::Result<()>;
}

/// Starts a thread that locks the books before sleep. Where nobody tells of sleep, the keeper's own
/// look at the clocks remains.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing tells when the system's bus is back; nobody waits for this thread"
)]
pub(crate) fn watch(app: Weak<App>) {
    std::thread::spawn(move || {
        while app.strong_count() > 0 {
            if let Err(error) = follow(&app) {
                tracing::debug!(%error, "the system does not tell of sleep");
            }
            std::thread::sleep(RETRY_AFTER);
        }
    });
}

/// Follows the system's word until its bus is lost or the program ends.
fn follow(app: &Weak<App>) -> zbus::Result<()> {
    let connection = Connection::system()?;
    let login = LoginProxyBlocking::new(&connection)?;
    // Listening comes first: a sleep between the two would be missed otherwise.
    let words = login.receive_prepare_for_sleep()?;
    let mut hold = Some(hold(&login)?);
    for word in words {
        let Some(app) = app.upgrade() else { return Ok(()) };
        if word.args()?.start {
            app.before_sleep();
            // Let go: the machine may sleep now.
            hold = None;
        } else if hold.is_none() {
            hold = Some(self::hold(&login)?);
        }
    }
    Ok(())
}

fn hold(login: &LoginProxyBlocking<'_>) -> zbus::Result<OwnedFd> {
    login.inhibit("sleep", "Jangbu (장부)", "closes the books", "delay")
}
