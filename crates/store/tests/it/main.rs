//! The book as its callers see it.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod backups;
#[cfg(test)]
mod books;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod errand_model;
#[cfg(test)]
mod errands;
#[cfg(test)]
mod evidences;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod locks;
#[cfg(test)]
mod notes;
#[cfg(test)]
#[cfg(feature = "failpoints")]
mod points;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod remote_secrets;
#[cfg(test)]
mod restores;
#[cfg(test)]
mod search;
#[cfg(test)]
mod specimen;
#[cfg(test)]
mod spendings;
#[cfg(test)]
mod standings;
#[cfg(test)]
mod upgrades;
