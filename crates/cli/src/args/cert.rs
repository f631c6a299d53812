//! `jangbu cert …` on the command line.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum CertCommand {
    /// Every certificate found on this machine and its drives.
    List,
    /// Everything that a certificate says, its copies, and what is known of its issuer.
    Show {
        #[command(flatten)]
        cert: CertArg,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// The certificate that a company signs with on this machine.
    Default {
        /// Id or its beginning; none any more with --clear.
        #[arg(value_name = "CERT", required_unless_present = "clear")]
        cert: Option<String>,
        /// Choose none.
        #[arg(long, conflicts_with = "cert")]
        clear: bool,
    },
    /// Bring certificates into this program's own folder: folders, pairs of files, PKCS#12 files.
    Import {
        /// Folders or files.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Write a certificate and its keys to a new PKCS#12 file.
    Export {
        #[command(flatten)]
        cert: CertArg,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// AES-256 instead of what Korean sites take.
        #[arg(long)]
        strong: bool,
        /// Read the new file's password from this file descriptor; the certificate's own by default.
        #[arg(long, value_name = "N")]
        new_password_fd: Option<i32>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Copy to another folder or drive, as NPKI/<authority>/USER/<subject>/.
    Copy {
        #[command(flatten)]
        cert: CertArg,
        /// The folder, or the top of the drive.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        /// Write the keys anew; as they are by default.
        #[arg(long, value_enum)]
        scheme: Option<SchemeArg>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Change the password of one copy.
    Passwd {
        #[command(flatten)]
        cert: CertArg,
        /// Read the new password from this file descriptor; asked for by default.
        #[arg(long, value_name = "N")]
        new_password_fd: Option<i32>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Write the keys of one copy in another scheme, under the same password.
    Protect {
        #[command(flatten)]
        cert: CertArg,
        /// The scheme.
        #[arg(long, value_enum)]
        scheme: SchemeArg,
        /// Do it outside this program's own folder too, where programs of banks may no longer read the copy.
        #[arg(long)]
        accept_plugin_risk: bool,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Go back to the keys as they were before the last change of one copy.
    Revert {
        #[command(flatten)]
        cert: CertArg,
        /// Take the earlier keys away for good instead.
        #[arg(long)]
        discard: bool,
    },
    /// Delete one copy; without --yes only says what would be deleted, and which copies are left.
    Delete {
        #[command(flatten)]
        cert: CertArg,
        /// Delete it.
        #[arg(long)]
        yes: bool,
    },
    /// Check whose number a certificate stands for; the company's by default.
    CheckOwner {
        #[command(flatten)]
        cert: CertArg,
        /// Business number, ten digits.
        #[arg(long, value_name = "NUMBER")]
        number: Option<String>,
        /// Read a resident number from this file descriptor.
        #[arg(long, value_name = "N", conflicts_with = "number")]
        resident_fd: Option<i32>,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Sign a test message and check the signature.
    Test {
        #[command(flatten)]
        cert: CertArg,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Forget passwords that are kept; of all certificates by default.
    Forget {
        /// Id or its beginning.
        #[arg(value_name = "CERT")]
        cert: Option<String>,
    },
    /// Sign a file (CMS).
    Sign {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        signer: SignerArgs,
        /// Leave the content outside the message.
        #[arg(long)]
        detached: bool,
        /// Sign the content itself, without attributes and time.
        #[arg(long)]
        plain: bool,
    },
    /// Check a signed file: 0 when every signature holds, 3 when one does not.
    Verify {
        /// The message.
        file: PathBuf,
        /// The content, where it is not inside.
        #[arg(long, value_name = "FILE")]
        content: Option<PathBuf>,
        /// Write the content that was inside to this new file.
        #[arg(long, value_name = "FILE")]
        content_to: Option<PathBuf>,
        #[command(flatten)]
        trust: TrustArgs,
    },
    /// Encrypt a file to certificates.
    Encrypt {
        /// The file.
        file: PathBuf,
        /// Who may decrypt it: id, its beginning, or a path; may be repeated.
        #[arg(long = "for", value_name = "CERT", required = true)]
        recipients: Vec<String>,
        /// The cipher.
        #[arg(long, value_enum, default_value_t = CipherArg::Aes256)]
        cipher: CipherArg,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Decrypt a file.
    Decrypt {
        /// The message.
        file: PathBuf,
        #[command(flatten)]
        signer: SignerArgs,
    },
}

/// Which certificate.
#[derive(Debug, Args)]
pub(crate) struct CertArg {
    /// Id, its beginning, or a path (folder, certificate, key, .pfx, .p12); the company's default
    /// without one.
    #[arg(value_name = "CERT")]
    pub(crate) cert: Option<String>,
    /// Which copy, where there are several: its folder or its key's file.
    #[arg(long, value_name = "PATH")]
    pub(crate) copy: Option<PathBuf>,
    /// The key's file, where it does not lie beside the certificate.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

/// Whose key, and where the result goes.
#[derive(Debug, Args)]
pub(crate) struct SignerArgs {
    /// Id, its beginning, or a path; the company's default without one.
    #[arg(long, value_name = "CERT")]
    pub(crate) cert: Option<String>,
    /// The key's file, where it does not lie beside the certificate.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
}

/// How the password comes: by descriptor, from the keyring, or asked for on the terminal.
#[derive(Debug, Args)]
pub(crate) struct PasswordArgs {
    /// Read the certificate's password from this file descriptor (one line).
    #[arg(long, value_name = "N")]
    pub(crate) password_fd: Option<i32>,
    /// Keep the password in the keyring for this long.
    #[arg(long, value_enum, default_value_t = KeepArg::None)]
    pub(crate) keep: KeepArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepArg {
    /// Ask each time.
    None,
    /// One hour.
    #[value(name = "1h")]
    Hours1,
    /// Eight hours.
    #[value(name = "8h")]
    Hours8,
    /// Thirty days, for runs that begin by themselves.
    #[value(name = "30d")]
    Days30,
}

/// What a chain is judged by.
#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// A file with a root certificate to trust; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) root: Vec<PathBuf>,
    /// A file with a revocation list; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemeArg {
    /// What every Korean program reads.
    Customary,
    /// AES-256, 600,000 iterations.
    Aes256,
    /// ARIA-256, 600,000 iterations.
    Aria256,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CipherArg {
    Seed,
    Aria128,
    Aria192,
    Aria256,
    Aes128,
    Aes192,
    Aes256,
    #[value(name = "3des")]
    TripleDes,
}
