//! What reads.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "use cases share one signature"
)]

pub(crate) mod audit;
pub(crate) mod company;
pub(crate) mod invoice;
pub(crate) mod partner;
pub(crate) mod source;
pub(crate) mod today;
