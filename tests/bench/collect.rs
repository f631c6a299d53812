//! Collecting: a hundred thousand invoices of five years from the simulated Hometax into an empty book.
//!
//! The lists come as text, a thousand rows to a page; documents are measured on one month. The time of the
//! client and the stand-in alone is measured beside it, in process and with the pauses on a virtual clock:
//! what is above it are the books and the socket.

use crate::books::{SEED, call};
use crate::measure::{once, print, rate, ratio, seconds};
use crate::memory::peak;
use crate::{Outcome, Size};
use jangbu_app::{App, AppConfig, CertificatePlaces, Drives, FixedClock, Host};
use jangbu_domain::{BusinessNumber, Direction};
use jangbu_npki::vid::IdentityNumber;
use jangbu_remote::policy::{Host as Layers, stack};
use jangbu_remote::port::tax_invoice_collect::{
    DateKind, ListPage, ListQuery, Period, TaxInvoiceCollect, Taxation,
};
use jangbu_remote::port::{
    Answer, BaseAddress, Call, Clock, ForgetfulBreakers, Middle, Realm, Sending, Transport, VirtualClock,
};
use jangbu_remote::provider::hometax::{self, Hometax, HometaxAddresses, Line, OpenedKey, Postfix};
use jangbu_remote::secret::Secret;
use jangbu_remote::{Effect, Kind};
use jangbu_sandbox::authority::{Authority, DEMO_PASSWORD, Product, demo_folder};
use jangbu_sandbox::remote::hometax::{Books, Hometax as Office, System};
use jangbu_sandbox::remote::{Ending, Front, Plan, Ports, Request, SandboxClock, Services};
use jangbu_sandbox::world::World;
use jangbu_store::MemoryKeyring;
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// After the last of the invoices.
const NOW: &str = "2026-01-05T01:00:00Z";
const HOSTS: [&str; 4] = ["hometax", "hometax-teet", "hometax-tecr", "hometax-teht"];

/// Prints the table.
pub(crate) fn bench(size: Size) -> Outcome {
    let (alone_found, alone, told) = listed_alone(size.collected)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let now: Timestamp = NOW.parse()?;
    let plan = Plan { seed: SEED, clock: Arc::new(SandboxClock::standing_at(now)), ports: Ports::Free };
    let office = Office::new(&Authority::new(now, SEED)?, Books::many(SEED, size.collected), SEED)?;
    let services = runtime.block_on(Services::start_with(&plan, office, Vec::new()))?;
    let folder = tempfile::tempdir()?;
    let app = program(folder.path(), now, &services)?;
    let ((report, lists), memory_kib) = peak(|| once(|| collect(&app, "2021-01-01", "2025-12-31", false)))?;
    let found = report["run"]["counts"]["new"].as_u64().unwrap_or_default();
    if found != alone_found || found == 0 {
        return Err(format!("{found} came, {alone_found} are there: {report}").into());
    }
    let (again, unchanged) = once(|| collect(&app, "2021-01-01", "2025-12-31", false))?;
    if again["run"]["counts"]["new"] != 0 {
        return Err(format!("a second time: {again}").into());
    }
    let fresh = tempfile::tempdir()?;
    let other = program(fresh.path(), now, &services)?;
    let (month, documents) = once(|| collect(&other, "2025-12-01", "2025-12-31", true))?;
    let fetched = month["run"]["counts"]["documents"].as_u64().unwrap_or_default();
    let (found, fetched) = (usize::try_from(found)?, usize::try_from(fetched)?);
    let row = |what: &str, count: usize, time: Duration, base: Option<Duration>| {
        let relative = base.map(|base| format!("{:.2}", ratio(time, base))).unwrap_or_default();
        vec![what.to_owned(), count.to_string(), seconds(time), rate(count, time), relative]
    };
    print(
        "collecting from the simulated Hometax",
        &["", "invoices", "seconds", "a second", "ratio"],
        &[
            row("client and stand-in alone, pauses virtual", found, alone, None),
            row("lists into an empty book, over sockets", found, lists, Some(alone)),
            row("the same lists again: nothing is new", found, unchanged, Some(alone)),
            row("signed documents of a month, verified", fetched, documents, None),
        ],
    );
    let share = 100.0 * (lists.saturating_sub(alone)).as_secs_f64() / lists.as_secs_f64();
    println!("outside client and stand-in: {share:.0} % of the time; peak PSS {} MiB", memory_kib / 1024);
    println!("with the polite pauses the lists take {} more", seconds(told));
    Ok(())
}

/// A program with the world's company, its certificates, and Hometax at the stand-ins.
fn program(folder: &Path, now: Timestamp, services: &Services) -> Outcome<Arc<App>> {
    let company = World::company();
    let authority = Authority::new(now, SEED)?;
    for (path, bytes) in
        demo_folder(&authority, company.name, &company.number.digits(), company.representative)?
    {
        let path = folder.join("usb/NPKI").join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    let certificates = CertificatePlaces {
        home: Some(folder.join("home")),
        program_folders: Vec::new(),
        drives: Drives::Listed(vec![folder.join("usb")]),
    };
    let app = App::start(AppConfig {
        data_dir: folder.to_owned(),
        host: Host::Window,
        clock: Arc::new(FixedClock::at(now)),
        keyring: Arc::new(MemoryKeyring::default()),
        seat: jangbu_app::Seat::default(),
        certificates,
        demo: None,
    })?;
    let new = json!({ "name": company.name, "business_number": company.number.to_string(), "protection": "keyring" });
    call(&app, "company.create", new)?;
    for host in HOSTS {
        let place = json!({ "key": format!("remote.{host}.address"), "value": services.base(host) });
        call(&app, "settings.write", place)?;
    }
    Ok(app)
}

fn collect(app: &App, from: &str, to: &str, with_documents: bool) -> Outcome<Value> {
    let list = call(app, "certificate.list", json!({}))?;
    let rows = list["certificates"].as_array().ok_or("no certificates")?;
    let fits = |row: &&Value| row["state"] == "valid" && row["kind"] == "general_business";
    let id = rows.iter().find(fits).ok_or("no certificate of the company")?["id"].clone();
    let ticket = call(app, "secret.put", json!({ "value": DEMO_PASSWORD }))?["ticket"].clone();
    let report = call(
        app,
        "collect.start",
        json!({
            "from": from, "to": to, "directions": ["sale", "purchase"], "taxations": ["taxable"],
            "with_documents": with_documents, "certificate": { "id": id }, "password": ticket, "job": "bench",
        }),
    )?;
    if report["run"]["state"] == "done" { Ok(report) } else { Err(format!("the run ended: {report}").into()) }
}

/// The hosts in process, found by the port of their address.
struct Hosts {
    fronts: Vec<Arc<Front>>,
    clock: VirtualClock,
}

impl Transport for Hosts {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let port = call.base.as_str().rsplit(':').next().and_then(|port| port.parse::<usize>().ok());
            let front = port.and_then(|port| self.fronts.get(port.checked_sub(1)?));
            let Some(front) = front else { return Err(call.error(Kind::Connect, Effect::NotSent)) };
            let header =
                |(name, value): &(&'static str, Secret)| ((*name).to_owned(), value.reveal().to_owned());
            let mut headers: Vec<(String, String)> = call.headers.iter().map(header).collect();
            headers.extend(call.content_type.map(|kind| ("content-type".to_owned(), kind.to_owned())));
            let request = Request {
                method: call.method.as_str().to_owned(),
                path: call.path.clone(),
                query: call.query.as_ref().map(|query| query.reveal().to_owned()),
                headers,
                body: call.body.clone(),
            };
            match front.handle(&request) {
                Ending::Dropped => Err(call.error(Kind::Dropped, Effect::NoEffect)),
                Ending::Answered { reply, delay } => {
                    self.clock.wait(delay).await;
                    let cookies = reply.all_headers("set-cookie").map(|text| Secret::new(text.to_owned()));
                    Ok(Answer {
                        status: reply.status,
                        content_type: reply.header("content-type").map(str::to_owned),
                        retry_after: None,
                        set_cookies: cookies.collect(),
                        body: reply.body.clone(),
                    })
                }
            }
        })
    }
}

/// All lists by the client alone: how many invoices, how long it computes, how long its pauses are.
fn listed_alone(count: u32) -> Outcome<(u64, Duration, Duration)> {
    let now: Timestamp = NOW.parse()?;
    let clock = VirtualClock::at(now);
    let authority = Authority::new(now, SEED)?;
    let office = Office::new(&authority, Books::many(SEED, count), SEED)?;
    let source = clock.clone();
    let shared = Arc::new(SandboxClock::following(move || source.wall()));
    let fronts = System::ALL.map(|system| Arc::new(Front::sharing(office.host(system), Arc::clone(&shared))));
    let wire = Hosts { fronts: fronts.into(), clock: clock.clone() };
    let layers = Layers {
        clock: Arc::new(clock.clone()),
        chance: Arc::new(Middle),
        log: Arc::new(crate::remote::NoLog),
        breakers: Arc::new(ForgetfulBreakers),
    };
    let transport = stack(wire, hometax::PROVIDER, hometax::rules(), &layers);
    let base = |port: u16| BaseAddress::parse(&format!("http://127.0.0.1:{port}"), Realm::Sandbox);
    let addresses = HometaxAddresses { portal: base(1)?, teet: base(2)?, tecr: base(3)?, teht: base(4)? };
    let company = World::company();
    let number = IdentityNumber::parse(&company.number.digits()).map_err(|_| "a number")?;
    let issued = authority.issue(Product::Business, company.name, &number)?;
    let key = jangbu_npki::PrivateKey::parse(issued.key.reveal_pkcs8())?;
    let key = Box::new(OpenedKey::new(issued.certificate.clone(), Arc::new(key)));
    let line = Line { transport, clock: Arc::new(clock.clone()), chance: Arc::new(Middle) };
    let number: BusinessNumber = company.number;
    let client = Hometax::new(line, addresses, key, number, Postfix::default());
    let whole = Period::parse(date(2021, 1, 1), date(2025, 12, 31))?;
    let pieces = whole.pieces(hometax::MONTHS_MAX).ok_or("too many pieces")?;
    let before = clock.elapsed();
    let (found, computing) = once(|| {
        let mut found = 0;
        for direction in [Direction::Sale, Direction::Purchase] {
            for period in &pieces {
                let query = ListQuery {
                    direction,
                    taxation: Taxation::Taxable,
                    by: DateKind::Written,
                    period: *period,
                };
                let mut take = |page: ListPage| {
                    found += page.invoices.len() as u64;
                    ControlFlow::Continue(())
                };
                let listed =
                    clock.run(client.list(&query, &mut take)).ok_or("it waits for what never comes")?;
                listed?;
            }
        }
        Ok(found)
    })?;
    Ok((found, computing, clock.elapsed().saturating_sub(before)))
}
