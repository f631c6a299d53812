//! What writes.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "use cases share one signature"
)]

pub(crate) mod act;
pub(crate) mod company;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod machine;
