//! The demo company: the sandbox's invented world, seen as documents a clerk would have downloaded.

use jangbu_app::{Date, DemoBooks, DemoCompany};
use jangbu_sandbox::world::World;

/// One seed, so that every demo shows the same invented company, here and in the terminal.
const DEMO_SEED: u64 = 20_260_101;

/// Hands the invented books to the core, which does not know the sandbox.
pub(crate) struct WorldBooks;

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
}
