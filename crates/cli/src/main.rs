//! `jangbu`: every use case from a terminal, and the loopback host for a browser.

mod args;
mod command;
mod output;
mod sandbox;
mod secret;
mod serve;

use args::{Cli, Command};
use clap::Parser as _;
use command::Session;
use jangbu_app::Host;
use output::Output;
use std::process::ExitCode;

/// Wipes whatever is freed: passwords of certificates pass through buffers that are not ours to wipe
/// (docs/decisions/0019).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.common.json, cli.common.lang);
    if let Command::Sandbox(command) = cli.command {
        return ended(output, sandbox::run(command));
    }
    let host = if matches!(cli.command, Command::Serve(_)) { Host::Browser } else { Host::Terminal };
    let ran = Session::start(cli.common, output, host).and_then(|session| {
        let done = run(&session, cli.command);
        session.close();
        done
    });
    ended(output, ran)
}

fn ended(output: Output, ran: Result<Outcome, jangbu_app::ipc::view::ErrorView>) -> ExitCode {
    match ran {
        Ok(done) => done.into(),
        Err(error) => {
            output.error(&error);
            Outcome::Failed.into()
        }
    }
}

/// How a command ended; the numbers are promised in docs/CLI.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Failed,
    NeedsALook,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Failed => 1,
            Outcome::NeedsALook => 3,
        })
    }
}

fn run(session: &Session, command: Command) -> Result<Outcome, jangbu_app::ipc::view::ErrorView> {
    match command {
        Command::Import(args) => command::import::run(session, &args),
        Command::Invoice(command) => command::invoice::run(session, command),
        Command::Cert(command) => command::cert::run(session, command),
        Command::Partner(command) => command::partner::run(session, command),
        Command::Remote(command) => command::remote::run(session, command),
        Command::Alert(command) => command::alert::run(session, &command),
        Command::Sandbox(command) => sandbox::run(command),
        Command::Collect(args) => command::collect::run(session, args),
        Command::Evidence(command) => command::evidence::run(session, command),
        Command::Imports(command) => command::imports::run(session, &command),
        Command::Audit(command) => command::audit::run(session, &command),
        Command::Undo { act } => command::audit::undo(session, act),
        Command::Backup(command) => command::backup::run(session, &command),
        Command::Key(command) => command::key::run(session, &command),
        Command::Company(command) => command::company::run(session, command),
        Command::Serve(args) => command::serve(session, &args),
    }
}
