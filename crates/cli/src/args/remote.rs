//! Words of `jangbu partner`, `jangbu remote` and `jangbu sandbox`.

use clap::{Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerCommand {
    /// By name, with how they stand with the tax office.
    List {
        /// Part of a name, first consonants, or the start of a number.
        #[arg(long)]
        text: Option<String>,
        /// Most rows, 1 to 1000.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// Go on after this place (`next` of the page before).
        #[arg(long, value_name = "PLACE")]
        after: Option<String>,
    },
    /// One partner and how it has stood.
    Show {
        /// Number from the list.
        id: i64,
    },
    /// Ask the tax office how partners stand: 3 when some are not open, or not all were answered.
    Check {
        /// Business numbers; all partners by default.
        numbers: Vec<String>,
        /// Whether a remote that costs may be asked where the free one does not answer.
        #[arg(long, value_enum, default_value_t = PaidArg::Ask)]
        paid: PaidArg,
    },
    /// Ask the tax office whether a business is registered so (진위확인): 3 when it is not.
    Validate {
        /// Business number.
        number: String,
        /// 개업일자, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        opened_on: String,
        /// 대표자성명.
        #[arg(long)]
        representative: String,
        /// 상호; not compared unless given.
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ServiceArg {
    /// Hometax (홈택스).
    Hometax,
    /// The tax office's register of businesses (국세청 사업자등록정보).
    Nts,
    /// Popbill (팝빌), which is paid.
    Popbill,
}

/// Whether something may be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PaidArg {
    /// Within a standing consent only.
    Ask,
    /// Yes, this once.
    Once,
    /// Not even within a standing consent.
    Never,
}

/// Where notices of incidents go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChannelArg {
    Slack,
    Email,
    Sms,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AlertCommand {
    /// Incidents, newest first: 3 when one is open.
    List {
        /// Most rows, 1 to 200.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Only incidents before this one (`next` of the page before).
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
    },
    /// Close an incident that has been looked at.
    Close {
        /// Number from the list.
        id: i64,
    },
    /// Send one notice that says it is a trial: 3 when it did not go.
    Test {
        #[arg(value_enum)]
        channel: ChannelArg,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RemoteCommand {
    /// How the remote systems do.
    Status,
    /// Try one: it only reads, and costs nothing.
    Test {
        #[arg(value_enum)]
        service: ServiceArg,
    },
    /// Call one again that was left alone because it failed.
    Reset {
        #[arg(value_enum)]
        service: ServiceArg,
    },
    /// Keep a key, sealed in the book; or forget it.
    Key {
        #[arg(value_enum)]
        service: ServiceArg,
        /// Which of its keys, where it has more than one: `link_id` or `secret_key` of Popbill.
        #[arg(long)]
        name: Option<String>,
        /// Read the key from this file descriptor (one line).
        #[arg(long, value_name = "N", required_unless_present = "forget")]
        key_fd: Option<i32>,
        /// Forget the key that is kept.
        #[arg(long, conflicts_with = "key_fd")]
        forget: bool,
    },
    /// Call it at another address: https, or http on this machine for a stand-in.
    Place {
        #[arg(value_enum)]
        service: ServiceArg,
        /// The address; the usual one by default.
        address: Option<String>,
        /// `auth` for the host that gives tokens, where a remote has one.
        #[arg(long)]
        part: Option<String>,
    },
    /// Agree to pay it so much in a month without being asked; or take that back.
    Cap {
        #[arg(value_enum)]
        service: ServiceArg,
        /// Whole won in a month.
        #[arg(required_unless_present = "forget", value_parser = clap::value_parser!(i64).range(1..))]
        won: Option<i64>,
        /// Take the consent back.
        #[arg(long, conflicts_with = "won")]
        forget: bool,
    },
    /// Write the log of calls as OpenTelemetry traces (OTLP JSON), for the report of a difference.
    Traces {
        /// The file; one that is there is not overwritten.
        file: std::path::PathBuf,
        /// Overwrite it.
        #[arg(long)]
        force: bool,
    },
    /// What was said to remote systems, newest first.
    Attempts {
        /// Most rows, 1 to 500.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
        /// Only calls before this one (`next` of the page before).
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve stand-ins of the remote systems on this machine until ended; first prints one line of
    /// JSON with their addresses, keys and certificates. Everything in them is invented.
    Serve {
        /// A service's port; the others take free ones. May be repeated.
        #[arg(long, value_name = "SERVICE=N", value_parser = port)]
        port: Vec<(String, u16)>,
        /// Write the demo certificates below this folder, as an NPKI folder.
        #[arg(long, value_name = "DIR")]
        certificates: Option<std::path::PathBuf>,
    },
}

fn port(text: &str) -> Result<(String, u16), String> {
    let (name, port) = text.split_once('=').ok_or("write SERVICE=N, for instance nts=8101")?;
    let port = port.parse().map_err(|_| format!("{port} is no port"))?;
    Ok((name.to_owned(), port))
}
