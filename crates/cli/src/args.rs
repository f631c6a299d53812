//! What may be said on the command line.

mod cert;
mod collect;
mod evidence;
mod remote;

pub(crate) use cert::{
    CertArg, CertCommand, CipherArg, KeepArg, PasswordArgs, SchemeArg, SignerArgs, TrustArgs,
};
pub(crate) use collect::{ByArg, CollectArgs, CollectCommand, CollectRunArgs, PlanArgs, VersionArg};
pub(crate) use evidence::{EvidenceCollectArgs, EvidenceCommand, EvidenceFilterArgs, EvidenceKindArg};

pub(crate) use remote::{
    AlertCommand, ChannelArg, PaidArg, PartnerCommand, RemoteCommand, SandboxCommand, ServiceArg,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Jangbu (장부): the books of a small company, from a terminal.
///
/// Exit codes: 0 done · 1 refused or failed · 2 wrong usage · 3 done, but something needs a look
/// (rejected rows, undecided conflicts).
#[derive(Debug, Parser)]
#[command(name = "jangbu", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Folder of the companies; the same as the window's by default.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Company by id or business number; the last opened by default.
    #[arg(long, global = true, value_name = "ID|NUMBER")]
    pub(crate) company: Option<String>,
    /// One JSON document on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of texts and headings.
    #[arg(long, global = true, value_enum, default_value_t = Language::Ko)]
    pub(crate) lang: Language,
    /// Read the book's passphrase from this file descriptor (one line).
    #[arg(long, global = true, value_name = "N")]
    pub(crate) passphrase_fd: Option<i32>,
    /// Read the recovery key from this file descriptor (one line).
    #[arg(long, global = true, value_name = "N", conflicts_with = "passphrase_fd")]
    pub(crate) recovery_fd: Option<i32>,
    /// Take over a lock that another machine left behind; only when nobody works there any more.
    #[arg(long, global = true)]
    pub(crate) take_over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Ko,
    En,
}

impl Language {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import e-tax invoice XML and Hometax list workbooks (files or folders).
    Import(ImportArgs),
    /// List, show and export tax invoices.
    #[command(subcommand)]
    Invoice(InvoiceCommand),
    /// Joint certificates (공동인증서): found, shown, carried, protected, used.
    #[command(subcommand)]
    Cert(CertCommand),
    /// Partners (거래처), and how they stand with the tax office.
    #[command(subcommand)]
    Partner(PartnerCommand),
    /// Remote systems: how they do, their keys, a test.
    #[command(subcommand)]
    Remote(RemoteCommand),
    /// Incidents of remote work: what is open, what was, whom they are told to.
    #[command(subcommand)]
    Alert(AlertCommand),
    /// Stand-ins of the remote systems, for trying and testing; nothing in them is real.
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Collect tax invoices from the tax office; runs, conflicts, the plan.
    Collect(CollectArgs),
    /// Purchases without a tax invoice: cash receipts, the business's card.
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Past imports: list them, undo one.
    #[command(subcommand)]
    Imports(ImportsCommand),
    /// What was done to the books, and whether the chain of changes holds.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Take one act back, as a new act.
    Undo {
        /// Number from `audit log`.
        act: i64,
    },
    /// Backups: make, list, check, bring back.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Ways into the book: passphrase, recovery key, keyring.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Companies on this machine.
    #[command(subcommand)]
    Company(CompanyCommand),
    /// Serve the window to a browser on this machine.
    Serve(ServeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files or folders.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Show what would happen and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Take the good rows even when others are rejected.
    #[arg(long)]
    pub(crate) accept_partial: bool,
    /// Which version to keep where the book and a file differ.
    #[arg(long, value_enum, default_value_t = OnConflict::Book)]
    pub(crate) on_conflict: OnConflict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnConflict {
    /// Keep the book's version and say so.
    Book,
    /// Take the file's version.
    File,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InvoiceCommand {
    /// List invoices with their sums.
    List(ListArgs),
    /// Show one invoice.
    Show {
        /// Approval number (hyphens optional) or id.
        invoice: String,
    },
    /// Write what the list shows to a file.
    Export {
        #[command(flatten)]
        filter: FilterArgs,
        /// Target; its ending (.csv, .xlsx) decides the format.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Replace the file if it exists.
        #[arg(long)]
        overwrite: bool,
    },
    /// Sign an e-tax invoice's XML; needs no company.
    Sign {
        /// The XML.
        file: PathBuf,
        #[command(flatten)]
        signer: SignerArgs,
    },
    /// Check an e-tax invoice's signature: 0 when it holds, 3 when it does not; needs no company.
    Verify {
        /// The XML.
        file: PathBuf,
        #[command(flatten)]
        trust: TrustArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    /// Most rows, 1 to 1000.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,
    /// Go on after this cursor (`next` of the page before).
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    /// First 작성일자, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Last 작성일자, inclusive.
    #[arg(long, value_name = "DATE")]
    pub(crate) to_date: Option<String>,
    /// Sales or purchases only.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<DirectionArg>,
    /// Text in partner, items or remarks, or the start of a number.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// Smallest total in won.
    #[arg(long, value_name = "WON", allow_hyphen_values = true)]
    pub(crate) min: Option<i64>,
    /// Largest total in won.
    #[arg(long, value_name = "WON", allow_hyphen_values = true)]
    pub(crate) max: Option<i64>,
    /// Only those that carry warnings.
    #[arg(long)]
    pub(crate) warnings: bool,
    /// Sort key: `written_on`, `issued_on`, partner, supply, tax, total, kind, direction, approval or
    /// item, with a leading - for descending; may be repeated.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(crate) sort: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DirectionArg {
    /// 매출
    Sale,
    /// 매입
    Purchase,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportsCommand {
    /// Newest first.
    List,
    /// Take a whole import back, as new changes.
    Undo {
        /// Number from the list.
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// The acts, newest first.
    Log {
        /// Most acts, 1 to 500.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
        /// Only acts before this one (`next_before` of the page before).
        #[arg(long, value_name = "ACT")]
        before: Option<i64>,
    },
    /// Check the whole chain, and against the heads that the backups hold.
    Verify,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a backup and verify it.
    Create,
    /// Newest first.
    List,
    /// Open a backup and compare it with its own list.
    Verify {
        /// Folder of the backup.
        path: PathBuf,
    },
    /// Compare a backup with the book on this machine; with --yes it takes the book's place, which
    /// is kept beside it.
    Restore {
        /// Folder of the backup.
        path: PathBuf,
        /// Let it take over.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Change the passphrase.
    Passphrase {
        /// Read the new passphrase from this file descriptor (one line).
        #[arg(long, value_name = "N")]
        new_fd: i32,
    },
    /// Make a new recovery key and print it once; the old one opens nothing from then on.
    Recovery,
    /// Keep the key another way.
    Protection {
        /// Where the key goes.
        #[arg(value_enum)]
        to: ProtectionArg,
        /// Read the new passphrase from this file descriptor (one line).
        #[arg(long, value_name = "N", required_if_eq("to", "passphrase"))]
        new_fd: Option<i32>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProtectionArg {
    /// The operating system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CompanyCommand {
    /// All companies, the last opened first.
    List,
    /// Create a company with its own encrypted book; prints the recovery key once.
    Create {
        /// Trade name (상호).
        #[arg(long)]
        name: String,
        /// Business number, ten digits.
        #[arg(long)]
        number: String,
        /// Representative (대표자).
        #[arg(long)]
        representative: Option<String>,
    },
    /// Create or open the demo company: invented books under a throw-away key.
    Demo,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Open the demo company.
    #[arg(long)]
    pub(crate) demo: bool,
}
