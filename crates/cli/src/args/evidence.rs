//! Words of `jangbu evidence`.

use super::PasswordArgs;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// Ask Hometax for the purchases of some days: 3 when not all of them came.
    Collect(EvidenceCollectArgs),
    /// Purchases, newest first, with their sums.
    List {
        #[command(flatten)]
        filter: EvidenceFilterArgs,
        /// Most rows, 1 to 1,000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// Go on after a page (`next` of the page before).
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Write the purchases to a file.
    Export {
        #[command(flatten)]
        filter: EvidenceFilterArgs,
        /// Target; its ending (.csv, .xlsx) decides the format.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Replace the file if it exists.
        #[arg(long)]
        overwrite: bool,
    },
}

/// What is asked for.
#[derive(Debug, Args)]
pub(crate) struct EvidenceCollectArgs {
    /// First day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: String,
    /// Last day, inclusive.
    #[arg(long, value_name = "DATE")]
    pub(crate) to: String,
    /// Cash receipts or card purchases only.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<EvidenceKindArg>,
    /// Certificate by id; the company's default without one.
    #[arg(long, value_name = "CERT")]
    pub(crate) cert: Option<String>,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
}

/// Which purchases.
#[derive(Debug, Args)]
pub(crate) struct EvidenceFilterArgs {
    /// First day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Last day, inclusive.
    #[arg(long, value_name = "DATE")]
    pub(crate) to_date: Option<String>,
    /// Cash receipts or card purchases only.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<EvidenceKindArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvidenceKindArg {
    /// 현금영수증 매입
    Cash,
    /// 사업용 신용카드 매입
    Card,
}
