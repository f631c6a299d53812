//! All stand-ins at once: started by one call, on one clock, each on a port of its own.

use super::clock::SandboxClock;
use super::front::{Front, Simulated};
use super::hometax::{Books, Hometax, System};
use super::host::{Serving, serve};
use super::nhn_sms::{self, NhnSms};
use super::nts::{DEMO_KEY, Nts};
use super::popbill::{DEMO_LINK_ID, DEMO_SECRET_KEY, Popbill};
use super::slack::{DEMO_PATH, Slack};
use super::smtp::{DEMO_LOGIN, MailSink};
use crate::authority::{Authority, AuthorityError};
use crate::world::World;
use crate::world::register::Register;
use jangbu_npki::certificate::kst;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Services at most: a plan that has more is wrong.
pub const SERVICES_MAX: usize = 32;
/// Partners that the tax office knows, as many as any list of the world has.
const PARTNERS: u32 = 10_000;
/// Calls a day that the data portal gives away, as it is said to.
const NTS_DAILY_MAX: u64 = 1_000_000;

/// The mail server among the ports; it comes after all others.
const MAIL: &str = "smtp";

/// Which ports the services take, all on loopback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ports {
    /// Free ones.
    #[default]
    Free,
    /// This one and those after it, in the order of the services.
    From(u16),
    /// By name; services that are not named take free ones.
    Named(BTreeMap<String, u16>),
}

impl Ports {
    fn of(&self, name: &str, place: usize) -> Option<u16> {
        match self {
            Self::Free => Some(0),
            Self::From(first) => first.checked_add(u16::try_from(place).ok()?),
            Self::Named(ports) => Some(ports.get(name).copied().unwrap_or(0)),
        }
    }
}

/// What is to be started.
#[derive(Debug)]
pub struct Plan {
    /// The world's seed; the same as that of the demo company's books, or their numbers differ.
    pub seed: u64,
    /// The clock of all.
    pub clock: Arc<SandboxClock>,
    /// Where they listen.
    pub ports: Ports,
}

/// One service and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `nts`, `hometax`, …
    pub name: &'static str,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

/// Why the services were not started; none of them stays.
#[derive(Debug, thiserror::Error)]
pub enum ServicesError {
    /// A port is taken or beyond the last one.
    #[error("the port of {name} cannot be listened on")]
    Port {
        /// Which service.
        name: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The clock is too far from our time for certificates.
    #[error("no certificates at this moment")]
    Authority(#[from] AuthorityError),
    /// More than [`SERVICES_MAX`].
    #[error("more than {SERVICES_MAX} services")]
    TooMany,
}

struct Running {
    front: Arc<Front>,
    serving: Serving,
}

/// The stand-ins as they are served; they end when this is dropped.
pub struct Services {
    clock: Arc<SandboxClock>,
    hometax: Hometax,
    running: Vec<Running>,
    mail: MailSink,
}

impl Services {
    /// Starts every stand-in that there is, and `more`.
    ///
    /// # Errors
    /// [`ServicesError`]; those that were started until then end.
    pub async fn start(plan: &Plan, more: Vec<Box<dyn Simulated>>) -> Result<Self, ServicesError> {
        Self::start_with(plan, hometax(plan)?, more).await
    }

    /// As [`Services::start`], with a tax office that holds other invoices than the world's.
    ///
    /// # Errors
    /// [`ServicesError`]; those that were started until then end.
    pub async fn start_with(
        plan: &Plan,
        hometax: Hometax,
        more: Vec<Box<dyn Simulated>>,
    ) -> Result<Self, ServicesError> {
        let mut all: Vec<Box<dyn Simulated>> =
            vec![Box::new(Nts::new(Register::of(PARTNERS), NTS_DAILY_MAX))];
        all.extend(System::ALL.map(|system| hometax.host(system)));
        let popbill = Popbill::new(hometax.clone(), Register::of(PARTNERS), plan.seed);
        all.extend([popbill.auth(), popbill.api(), Box::new(Slack::default()) as Box<dyn Simulated>]);
        all.push(Box::new(NhnSms::default()));
        all.extend(more);
        if all.len() > SERVICES_MAX {
            return Err(ServicesError::TooMany);
        }
        let mut running = Vec::with_capacity(all.len());
        for (place, simulated) in all.into_iter().enumerate() {
            let name = simulated.name();
            let refused = |source| ServicesError::Port { name, source };
            let port = plan.ports.of(name, place);
            let port = port.ok_or_else(|| refused(std::io::ErrorKind::AddrNotAvailable.into()))?;
            let front = Arc::new(Front::sharing(simulated, Arc::clone(&plan.clock)));
            let serving = serve(Arc::clone(&front), port).await.map_err(refused)?;
            running.push(Running { front, serving });
        }
        let refused = |source| ServicesError::Port { name: MAIL, source };
        let port = plan.ports.of(MAIL, running.len());
        let port = port.ok_or_else(|| refused(std::io::ErrorKind::AddrNotAvailable.into()))?;
        let mail = MailSink::serve(port).await.map_err(refused)?;
        Ok(Self { clock: Arc::clone(&plan.clock), hometax, running, mail })
    }

    /// Names and addresses, in the order of the services.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let endpoint =
            |service: &Running| Endpoint { name: service.front.name(), base: service.serving.base() };
        self.running.iter().map(endpoint).collect()
    }

    /// The address of one; the mail server's is `smtp://127.0.0.1:port`.
    pub fn base(&self, name: &str) -> Option<String> {
        if name == MAIL {
            return Some(format!("smtp://127.0.0.1:{}", self.mail.port()));
        }
        self.find(name).map(|service| service.serving.base())
    }

    /// A key that one of them takes, by its name; it opens nothing anywhere else.
    pub fn secret(&self, service: &str, name: &str) -> Option<&'static str> {
        match (service, name) {
            ("nts", "service_key") => Some(DEMO_KEY),
            ("slack", "webhook_path") => Some(DEMO_PATH),
            ("nhn-sms", "app_key") => Some(nhn_sms::DEMO_APP_KEY),
            ("nhn-sms", "secret_key") => Some(nhn_sms::DEMO_SECRET_KEY),
            ("nhn-sms", "number") => Some(nhn_sms::DEMO_NUMBER),
            ("smtp", "user") => Some(DEMO_LOGIN.0),
            ("smtp", "password") => Some(DEMO_LOGIN.1),
            ("popbill", "link_id") => Some(DEMO_LINK_ID),
            ("popbill", "secret_key") => Some(DEMO_SECRET_KEY),
            _ => None,
        }
    }

    /// The front of one: faults, switches, what happened.
    pub fn front(&self, name: &str) -> Option<&Arc<Front>> {
        self.find(name).map(|service| &service.front)
    }

    /// The tax office's state: certificates, keys, calls.
    pub fn hometax(&self) -> &Hometax {
        &self.hometax
    }

    /// The mail server, which speaks no HTTP.
    pub fn mail(&self) -> &MailSink {
        &self.mail
    }

    /// The sandbox's moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Sets the clock of all.
    pub fn set_clock(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// Forgets faults and what happened everywhere; the clock is as it began.
    pub fn reset(&self) {
        self.clock.reset();
        for service in &self.running {
            service.front.reset();
        }
    }

    fn find(&self, name: &str) -> Option<&Running> {
        self.running.iter().find(|service| service.front.name() == name)
    }
}

impl core::fmt::Debug for Services {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Services").field("endpoints", &self.endpoints()).finish_non_exhaustive()
    }
}

/// The office holds the world's invoices up to the day on the clock.
fn hometax(plan: &Plan) -> Result<Hometax, AuthorityError> {
    let now = plan.clock.now();
    let authority = Authority::new(now, plan.seed)?;
    let books = Books::of(&World::new(plan.seed, kst(now).date()));
    Hometax::new(&authority, books, plan.seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(ports: Ports) -> Plan {
        let start = "2026-11-26T00:00:00Z".parse().unwrap();
        Plan { seed: 7, clock: Arc::new(SandboxClock::standing_at(start)), ports }
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(future)
    }

    #[test]
    fn every_service_has_a_port_of_its_own_and_all_share_the_clock() {
        run(async {
            let services = Services::start(&plan(Ports::Free), Vec::new()).await.unwrap();
            let mut bases: Vec<String> = services.endpoints().into_iter().map(|one| one.base).collect();
            let count = bases.len();
            bases.sort();
            bases.dedup();
            assert_eq!(bases.len(), count);
            let names: Vec<&str> = services.endpoints().into_iter().map(|one| one.name).collect();
            let hometax = ["hometax", "hometax-teet", "hometax-tecr", "hometax-teht"];
            let all = [&["nts"][..], &hometax, &["popbill-auth", "popbill", "slack", "nhn-sms"]].concat();
            assert_eq!(names, all);
            let later: Timestamp = "2026-11-27T00:00:00Z".parse().unwrap();
            services.set_clock(later);
            for endpoint in services.endpoints() {
                let told = services.front(endpoint.name).unwrap().inspect();
                assert_eq!(told["clock"], later.to_string(), "{}", endpoint.name);
            }
            services.reset();
            assert_eq!(services.now().to_string(), "2026-11-26T00:00:00Z");
        });
    }

    #[test]
    fn a_taken_port_is_told_with_the_name_of_the_service() {
        run(async {
            let first = Services::start(&plan(Ports::Free), Vec::new()).await.unwrap();
            let port = first.find("nts").unwrap().serving.port();
            let named = Ports::Named(BTreeMap::from([("nts".to_owned(), port)]));
            let error = Services::start(&plan(named), Vec::new()).await.unwrap_err();
            assert!(matches!(error, ServicesError::Port { name: "nts", .. }), "{error:?}");
            let beyond = Services::start(&plan(Ports::From(u16::MAX)), vec![Box::new(spare())]).await;
            assert!(beyond.is_err());
        });
    }

    #[test]
    fn every_cookie_of_an_answer_reaches_the_socket() {
        use std::io::{Read as _, Write as _};
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let services = runtime.block_on(Services::start(&plan(Ports::Free), Vec::new())).unwrap();
        let base = services.base("hometax-teet").unwrap();
        let mut stream = std::net::TcpStream::connect(base.trim_start_matches("http://")).unwrap();
        let asked = "GET / HTTP/1.1\r\nHost: teet.hometax.go.kr\r\nConnection: close\r\n\r\n";
        stream.write_all(asked.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let cookies: Vec<&str> = answer.lines().filter(|line| line.starts_with("set-cookie: ")).collect();
        assert_eq!(cookies.len(), 2, "{answer}");
        assert!(cookies.iter().any(|cookie| cookie.starts_with("set-cookie: TEETsessionID=")));
        assert_eq!(services.hometax().calls().len(), 1);
    }

    fn spare() -> Nts {
        Nts::new(Register::of(1), 1)
    }
}
