//! The sandbox's world as the demo company's books.

use jangbu_app::Date;
use jangbu_app::{DemoBooks, DemoCompany};
use jangbu_sandbox::world::World;

/// One seed, so that every demo shows the same invented company.
const DEMO_SEED: u64 = 20_260_101;

/// The fictive world seen as documents a clerk would have downloaded.
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
