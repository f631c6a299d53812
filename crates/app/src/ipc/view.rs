//! What crosses the edge: requests and views, in the shapes the window, the browser and
//! `jangbu --json` share. TypeScript twins are generated from these declarations.
//!
//! Amounts are whole won as JSON numbers; no amount in a book exceeds 2^53 − 1 won
//! (`jangbu_domain::Krw::MAX_ABS`), so none is rounded by JavaScript. Dates are `YYYY-MM-DD`,
//! moments RFC 3339 in Korean time. Resident numbers are masked everywhere in this module.

#![expect(
    missing_docs,
    reason = "a field's name is its wire name with its unit; the unusual ones are documented"
)]

/// Declares view types: the derives and naming rule are the same for all of them.
macro_rules! views {
    ($($(#[$meta:meta])* $vis:vis $kind:ident $name:ident $body:tt)*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
            #[serde(rename_all = "snake_case")]
            $(#[$meta])*
            $vis $kind $name $body
        )*
        /// Every view's TypeScript declaration, in the order written here.
        pub(super) fn declarations(config: &ts_rs::Config) -> Vec<String> {
            vec![$(format!("export {}", $name::decl(config))),*]
        }
    };
}

mod alert;
mod audit;
mod backup;
mod certificate;
mod certificate_act;
mod collect;
mod company;
mod evidence;
mod file;
mod import;
mod invoice;
mod key;
mod machine;
mod partner;
mod problem;
mod remote;
mod signing;
mod today;

pub use alert::*;
pub use audit::*;
pub use backup::*;
pub use certificate::*;
pub use certificate_act::*;
pub use collect::*;
pub use company::*;
pub use evidence::*;
pub use file::*;
pub use import::*;
pub use invoice::*;
pub use key::*;
pub use machine::*;
pub use partner::*;
pub use problem::*;
pub use remote::*;
pub use signing::*;
pub use today::*;

/// Every view's TypeScript declaration, area by area.
pub fn declarations(config: &ts_rs::Config) -> Vec<String> {
    [
        machine::declarations(config),
        company::declarations(config),
        invoice::declarations(config),
        file::declarations(config),
        partner::declarations(config),
        import::declarations(config),
        today::declarations(config),
        alert::declarations(config),
        audit::declarations(config),
        backup::declarations(config),
        key::declarations(config),
        certificate::declarations(config),
        certificate_act::declarations(config),
        signing::declarations(config),
        remote::declarations(config),
        collect::declarations(config),
        evidence::declarations(config),
        problem::declarations(config),
    ]
    .concat()
}
