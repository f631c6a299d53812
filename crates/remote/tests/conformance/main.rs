//! The client against the stand-in, each written from the documents alone: what one promises, the
//! other must keep. In process on a virtual clock, and over a real socket.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod common;
#[cfg(test)]
mod hometax;
#[cfg(test)]
mod hometax_bench;
#[cfg(test)]
mod hometax_faults;
#[cfg(test)]
mod hometax_socket;
#[cfg(test)]
mod nts;
#[cfg(test)]
mod nts_faults;
#[cfg(test)]
mod nts_socket;
#[cfg(test)]
mod popbill;
