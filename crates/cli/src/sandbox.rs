//! `jangbu sandbox serve`: the stand-ins of the remote systems for anybody's client.

use crate::args::SandboxCommand;
use crate::command::failure;
use crate::output::Output;
use crate::{Outcome, serve};
use jangbu_app::ipc::view::ErrorView;
use jangbu_app::{Clock as _, DemoBooks as _, SystemClock};
use jangbu_demo::{DEMO_SEED, WorldBooks};
use jangbu_sandbox::remote::{Plan, Ports, SandboxClock, Services};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Serves until ended; needs no company and no data folder.
pub(crate) fn run(command: SandboxCommand) -> Result<Outcome, ErrorView> {
    let SandboxCommand::Serve { port, certificates } = command;
    let folder = certificates.as_deref().map(write_certificates).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| failure("internal", &error.to_string()))?;
    runtime.block_on(async {
        let clock = Arc::new(SandboxClock::following(|| SystemClock.now()));
        let plan = Plan { seed: DEMO_SEED, clock, ports: Ports::Named(port.into_iter().collect()) };
        let services = Services::start(&plan, Vec::new())
            .await
            .map_err(|error| failure("host.port", &error.to_string()))?;
        let mut addresses: serde_json::Map<String, serde_json::Value> =
            services.endpoints().into_iter().map(|one| (one.name.to_owned(), one.base.into())).collect();
        addresses.extend(services.base("smtp").map(|base| ("smtp".to_owned(), base.into())));
        let line = json!({
            "sandbox": addresses,
            "keys": {
                "nts": { "service_key": services.secret("nts", "service_key") },
                "popbill": {
                    "link_id": services.secret("popbill", "link_id"),
                    "secret_key": services.secret("popbill", "secret_key"),
                },
                "slack": { "webhook_path": services.secret("slack", "webhook_path") },
                "nhn-sms": {
                    "app_key": services.secret("nhn-sms", "app_key"),
                    "secret_key": services.secret("nhn-sms", "secret_key"),
                    "number": services.secret("nhn-sms", "number"),
                },
                "smtp": {
                    "user": services.secret("smtp", "user"),
                    "password": services.secret("smtp", "password"),
                },
            },
            "certificates": folder,
            "certificate_password": WorldBooks.password(),
        });
        Output::line(&line.to_string());
        serve::until_ended().await;
        Ok(Outcome::Done)
    })
}

/// The demo company's certificates as an NPKI folder; files that are there stay as they are.
fn write_certificates(below: &Path) -> Result<String, ErrorView> {
    let refused = |error: std::io::Error| failure("file.unwritable", &error.to_string());
    for (path, bytes) in WorldBooks.certificates(SystemClock.now()) {
        let path = below.join("NPKI").join(path);
        if path.exists() {
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(refused)?;
        }
        std::fs::write(&path, bytes).map_err(refused)?;
    }
    Ok(below.join("NPKI").display().to_string())
}
