//! Stand-ins of the remote systems, on this machine, for the demo company; the host brings them.

/// They listen as long as this lives.
pub trait StandIns: Send + Sync {
    /// Where one listens: `http://127.0.0.1:port`, by its name (`nts`, `hometax`, …).
    fn base(&self, service: &str) -> Option<String>;

    /// A key or other secret that one of them takes, by its name; it opens nothing anywhere else.
    fn secret(&self, service: &str, name: &str) -> Option<String>;
}

/// Why there are none.
#[derive(Debug, thiserror::Error)]
#[error("the stand-ins of the remote systems were not started: {0}")]
pub struct StandInsError(pub String);
