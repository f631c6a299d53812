//! The fictive world: an invented company, its partners and its invoices, and an authority that
//! issues certificates to them; stand-ins for the remote systems that know that world. Nobody real is in it.
//!
//! It has no clock and no chance: the same seed and day give the same books.

pub mod authority;
pub mod remote;
pub mod world;
