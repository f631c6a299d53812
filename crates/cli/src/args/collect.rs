//! Words of `jangbu collect`.

use super::{DirectionArg, PaidArg, PasswordArgs};
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct CollectArgs {
    #[command(subcommand)]
    pub(crate) command: Option<CollectCommand>,
    #[command(flatten)]
    pub(crate) run: CollectRunArgs,
}

/// What is collected.
#[derive(Debug, Args)]
pub(crate) struct CollectRunArgs {
    /// First day, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", required_unless_present = "resume", requires = "to")]
    pub(crate) from: Option<String>,
    /// Last day, inclusive.
    #[arg(long, value_name = "DATE", requires = "from")]
    pub(crate) to: Option<String>,
    /// Sales or purchases only.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<DirectionArg>,
    /// Exempt invoices (계산서) too.
    #[arg(long)]
    pub(crate) exempt: bool,
    /// Which of an invoice's days the period means.
    #[arg(long, value_enum, default_value_t = ByArg::Written)]
    pub(crate) by: ByArg,
    /// Fetch the signed documents of what is new.
    #[arg(long)]
    pub(crate) documents: bool,
    /// Go on with a run, by its number.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["from", "direction", "exempt", "documents"])]
    pub(crate) resume: Option<i64>,
    /// Certificate by id; the company's default without one.
    #[arg(long, value_name = "CERT")]
    pub(crate) cert: Option<String>,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    /// Whether a remote that costs may be asked where the free one does not answer.
    #[arg(long, value_enum, default_value_t = PaidArg::Ask)]
    pub(crate) paid: PaidArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    /// 작성일자
    Written,
    /// 발급일자
    Issued,
    /// 전송일자
    Sent,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CollectCommand {
    /// Runs, newest first.
    Runs {
        /// Most runs, 1 to 100.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
        /// Only runs before this one (`next` of the page before).
        #[arg(long, value_name = "RUN")]
        before: Option<i64>,
    },
    /// One run with its lists: 3 when something of it is left, or in conflict.
    Show {
        /// Number from the list.
        run: i64,
    },
    /// Where the tax office says otherwise than the books: 3 when a run has any.
    Conflicts {
        /// The run; the newest by default.
        run: Option<i64>,
    },
    /// Decide one conflict.
    Decide {
        /// Number from `collect conflicts`.
        conflict: i64,
        /// Whose version stands.
        #[arg(value_enum)]
        version: VersionArg,
    },
    /// Show what is collected by itself, or change it.
    Plan(PlanArgs),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VersionArg {
    /// The book's.
    Book,
    /// The tax office's.
    Theirs,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Collect by itself while the program runs.
    #[arg(long, conflicts_with = "off")]
    pub(crate) on: bool,
    /// Only by hand.
    #[arg(long)]
    pub(crate) off: bool,
    /// Every day at this time in Korea, HH:MM.
    #[arg(long, value_name = "TIME")]
    pub(crate) daily_at: Option<String>,
    /// Months looked back, the current one included.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=24))]
    pub(crate) months_back: Option<u8>,
}
