//! The fictive world: an invented company, its partners and its invoices, and an authority that
//! issues certificates to them. Nobody real is in it.
//!
//! It has no clock and no chance: the same seed and day give the same books.

pub mod authority;
pub mod world;
