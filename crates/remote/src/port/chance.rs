//! The little chance that spreads retries.

/// Gives numbers that nobody foresees; the host brings it, a test holds it still.
pub trait Chance: Send + Sync {
    /// A number from 0 up to and with `most`.
    fn up_to(&self, most: u64) -> u64;
}

/// Always the middle: no jitter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Middle;

impl Chance for Middle {
    fn up_to(&self, most: u64) -> u64 {
        most / 2
    }
}
