//! The whole behind the edge: every command through [`jangbu_app::App`], on an encrypted book in a
//! folder of its own, with a clock that stands still and a keyring in memory.

#[cfg(test)]
mod acting;
#[cfg(test)]
mod alerting;
#[cfg(test)]
mod backing;
#[cfg(test)]
mod benches;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod collecting;
#[cfg(test)]
mod companies;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod exporting;
#[cfg(test)]
mod history;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod locking;
#[cfg(test)]
mod npki;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod paying;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod remotes;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod undoing;
#[cfg(test)]
mod ways_in;
