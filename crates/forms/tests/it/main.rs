//! Documents as they come: the fixtures, everything that can be wrong with them, and round trips.

#[cfg(test)]
mod etax_bad;
#[cfg(test)]
mod etax_good;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod list_bad;
#[cfg(test)]
mod list_good;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod signatures;
