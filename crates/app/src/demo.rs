//! The demo company: invented books, handed in by the host, opened by a throw-away key.

use crate::clock::Clock;
use crate::remote::{StandIns, StandInsError};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the invented books come from. The desktop and the terminal give the sandbox's world;
/// this crate does not know it.
pub trait DemoBooks: Send + Sync {
    /// Trade name, business number and representative of the invented company.
    fn company(&self) -> DemoCompany;

    /// Its documents up to `today`: file name and bytes, as a clerk would have downloaded them.
    fn documents(&self, today: Date) -> Vec<(String, Vec<u8>)>;

    /// Its certificates as they stand at `now`: paths inside an NPKI folder and bytes. Worth nothing.
    fn certificates(&self, now: Timestamp) -> Vec<(PathBuf, Vec<u8>)>;

    /// The password of all of them, which protects nothing.
    fn password(&self) -> &'static str;

    /// Starts the stand-ins of the remote systems on this machine's loopback, driven by `runtime` and
    /// showing the time of `clock`.
    ///
    /// # Errors
    /// [`StandInsError`]; the demo company is shown without them then.
    fn stand_ins(
        &self,
        runtime: &tokio::runtime::Handle,
        clock: &Arc<dyn Clock>,
    ) -> Result<Box<dyn StandIns>, StandInsError>;
}

/// Who the demo company is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoCompany {
    /// 상호
    pub name: String,
    /// Ten digits with a fitting check digit.
    pub business_number: String,
    /// 대표자
    pub representative: String,
}
