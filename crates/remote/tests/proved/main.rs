//! Who a real remote is: proved, or refused before anything is sent.

#[cfg(test)]
mod proof;
