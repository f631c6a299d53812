//! The books hold: what is left after the program was ended, the disk was full, a write failed or a
//! byte was flipped. Counts go to docs/RELIABILITY.md.
//!
//! `JANGBU_DEPTH=full` takes the large counts.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod corruption;
#[cfg(test)]
mod failing_disk;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod points;
