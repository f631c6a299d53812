//! `jangbu company …`

use super::Session;
use crate::Outcome;
use crate::args::CompanyCommand;
use crate::output::{Align, table};
use jangbu_app::ipc::view::{
    CompanyCreate, CompanyCreated, CompanyList, CompanySummary, Empty, ErrorView, Protection,
};

pub(crate) fn run(session: &Session, command: CompanyCommand) -> Result<Outcome, ErrorView> {
    match command {
        CompanyCommand::List => list(session)?,
        CompanyCommand::Create { name, number, representative } => {
            create(session, name, number, representative)?;
        }
        CompanyCommand::Demo => demo(session)?,
    }
    Ok(Outcome::Done)
}

fn list(session: &Session) -> Result<(), ErrorView> {
    let output = session.output;
    let list: CompanyList = session.call("company.list", &Empty {})?;
    output.answer(&list, || {
        if list.companies.is_empty() {
            let none = "회사가 없습니다. `jangbu company create` 또는 `jangbu company demo`로 만듭니다.";
            return vec![
                output
                    .text(none, "No company yet: `jangbu company create` or `jangbu company demo`.")
                    .to_owned(),
            ];
        }
        let columns = [
            (output.text("사업자번호", "Number"), Align::Left),
            (output.text("상호", "Name"), Align::Left),
            (output.text("보호", "Protection"), Align::Left),
            ("id", Align::Left),
        ];
        let rows: Vec<_> = list
            .companies
            .iter()
            .map(|company| {
                let protection =
                    output.text(protection_ko(company.protection), protection_en(company.protection));
                vec![
                    company.business_number.clone(),
                    company.name.clone(),
                    protection.to_owned(),
                    company.id.clone(),
                ]
            })
            .collect();
        table(&columns, &rows)
    });
    Ok(())
}

const fn protection_ko(protection: Protection) -> &'static str {
    match protection {
        Protection::Keyring => "키링",
        Protection::Passphrase => "암호",
        Protection::Throwaway => "데모(버리는 키)",
    }
}

const fn protection_en(protection: Protection) -> &'static str {
    match protection {
        Protection::Keyring => "keyring",
        Protection::Passphrase => "passphrase",
        Protection::Throwaway => "demo (throw-away key)",
    }
}

/// A passphrase given by descriptor decides for passphrase mode; otherwise the keyring.
fn create(
    session: &Session,
    name: String,
    number: String,
    representative: Option<String>,
) -> Result<(), ErrorView> {
    let passphrase = session.passphrase()?;
    let protection = if passphrase.is_some() { Protection::Passphrase } else { Protection::Keyring };
    let request = CompanyCreate { name, business_number: number, representative, protection, passphrase };
    let created: CompanyCreated = session.call("company.create", &request)?;
    let output = session.output;
    output.answer(&created, || {
        vec![
            format!("{} {}", created.company.name, created.company.business_number),
            output
                .text(
                    "복구 키입니다. 지금 한 번만 보입니다. 적어서 이 PC와 떨어진 곳에 두십시오.",
                    "Recovery key, shown this once: write it down and keep it away from this machine.",
                )
                .to_owned(),
            created.recovery_key.clone(),
        ]
    });
    Ok(())
}

fn demo(session: &Session) -> Result<(), ErrorView> {
    let company: CompanySummary = session.call("company.demo", &Empty {})?;
    session.output.answer(&company, || {
        let what = session
            .output
            .text("지어낸 장부이며 버리는 키로 열립니다", "invented books under a throw-away key");
        vec![format!("{} {} · {what}", company.name, company.business_number)]
    });
    Ok(())
}
