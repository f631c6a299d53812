//! The demo company: the sandbox's invented world as books, certificates and stand-ins, for the hosts that
//! show it. Neither the core nor the sandbox knows the other.

use jangbu_app::{Clock, Date, DemoBooks, DemoCompany, RuntimeHandle, StandIns, StandInsError, Timestamp};
use jangbu_sandbox::authority::{Authority, DEMO_PASSWORD, demo_folder};
use jangbu_sandbox::remote::{Plan, Ports, SandboxClock, Services};
use jangbu_sandbox::world::World;
use std::path::PathBuf;
use std::sync::Arc;

/// One seed, so that every demo shows the same invented company.
pub const DEMO_SEED: u64 = 20_260_101;

/// The fictive world seen as documents a clerk would have downloaded.
pub struct WorldBooks;

impl DemoBooks for WorldBooks {
    fn company(&self) -> DemoCompany {
        let company = World::company();
        DemoCompany {
            name: company.name.to_owned(),
            business_number: company.number.digits(),
            representative: company.representative.to_owned(),
        }
    }

    fn documents(&self, today: Date) -> Vec<(String, Vec<u8>)> {
        World::new(DEMO_SEED, today).documents()
    }

    fn certificates(&self, now: Timestamp) -> Vec<(PathBuf, Vec<u8>)> {
        let company = World::company();
        let issued = Authority::new(now, DEMO_SEED).and_then(|authority| {
            demo_folder(&authority, company.name, &company.number.digits(), company.representative)
        });
        // A clock centuries away: the demo is shown without certificates.
        issued.unwrap_or_default()
    }

    fn password(&self) -> &'static str {
        DEMO_PASSWORD
    }

    fn stand_ins(
        &self,
        runtime: &RuntimeHandle,
        clock: &Arc<dyn Clock>,
    ) -> Result<Box<dyn StandIns>, StandInsError> {
        let clock = Arc::clone(clock);
        let clock = Arc::new(SandboxClock::following(move || clock.now()));
        let plan = Plan { seed: DEMO_SEED, clock, ports: Ports::Free };
        let services = runtime.block_on(Services::start(&plan, Vec::new()));
        match services {
            Ok(services) => Ok(Box::new(WorldRemotes(services))),
            Err(error) => Err(StandInsError(error.to_string())),
        }
    }
}

/// The stand-ins of the remote systems, as long as the demo company is open.
struct WorldRemotes(Services);

impl StandIns for WorldRemotes {
    fn base(&self, service: &str) -> Option<String> {
        self.0.base(service)
    }

    fn secret(&self, service: &str, name: &str) -> Option<String> {
        self.0.secret(service, name).map(str::to_owned)
    }
}
