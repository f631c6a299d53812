//! Certificates and messages as they come: the fixtures, what other programs make of ours, and
//! what is wrong with broken ones.

#[cfg(test)]
mod certificates;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod discoveries;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod openssl;
#[cfg(test)]
mod signatures;
