//! Key files and PKCS#12 files: fixtures of other programs, everything that can be wrong with them,
//! round trips, and OpenSSL on the other side.

#[cfg(test)]
mod damaged;
#[cfg(test)]
mod files;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod openssl;
#[cfg(test)]
mod pfx;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod using;
#[cfg(test)]
mod writing;
