//! `jangbu key …`: ways into the book.

use super::{Access, Session, failure};
use crate::Outcome;
use crate::args::{KeyCommand, ProtectionArg};
use crate::output::Output;
use jangbu_app::ipc::view::{
    ErrorView, KeyChangePassphrase, KeyChangeProtection, KeyRenewRecovery, KeyState, Protection,
    RecoveryKeyShown,
};

pub(crate) fn run(session: &Session, command: &KeyCommand) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    match command {
        KeyCommand::Passphrase { new_fd } => passphrase(session, *new_fd),
        KeyCommand::Recovery => recovery(session),
        KeyCommand::Protection { to, new_fd } => protection(session, *to, *new_fd),
    }?;
    Ok(Outcome::Done)
}

fn passphrase(session: &Session, new_fd: i32) -> Result<(), ErrorView> {
    let current = session.passphrase()?;
    let current =
        current.ok_or_else(|| failure("book.wrong_key", "say the present one by --passphrase-fd"))?;
    let next = session.ticket_of(new_fd)?;
    let state: KeyState = session.call("key.change_passphrase", &KeyChangePassphrase { current, next })?;
    tell(session.output, state);
    Ok(())
}

fn recovery(session: &Session) -> Result<(), ErrorView> {
    let current = session.passphrase()?;
    let shown: RecoveryKeyShown = session.call("key.renew_recovery", &KeyRenewRecovery { current })?;
    let output = session.output;
    output.answer(&shown, || {
        let told = output.text(
            "새 복구 키입니다. 지금 한 번만 보입니다. 앞의 것은 이제 이 장부를 열지 못합니다.",
            "New recovery key, shown this once; the old one does not open this book any more.",
        );
        vec![told.to_owned(), shown.recovery_key.clone()]
    });
    Ok(())
}

fn protection(session: &Session, to: ProtectionArg, new_fd: Option<i32>) -> Result<(), ErrorView> {
    let request = match to {
        ProtectionArg::Keyring => {
            KeyChangeProtection { to: Protection::Keyring, passphrase: session.passphrase()? }
        }
        ProtectionArg::Passphrase => {
            let passphrase = new_fd.map(|number| session.ticket_of(number)).transpose()?;
            KeyChangeProtection { to: Protection::Passphrase, passphrase }
        }
    };
    let state: KeyState = session.call("key.change_protection", &request)?;
    tell(session.output, state);
    Ok(())
}

fn tell(output: Output, state: KeyState) {
    output.answer(&state, || {
        let told = match state.protection {
            Protection::Keyring => output.text("키는 키링에 있습니다.", "The key is in the keyring."),
            Protection::Passphrase => {
                output.text("키는 암호로 지킵니다.", "The key is kept by the passphrase.")
            }
            Protection::Throwaway => output.text("버리는 키입니다.", "A throw-away key."),
        };
        vec![told.to_owned()]
    });
}
