//! A machine that tells of its sleep, as systemd-logind does, and the books that are locked before it.

use std::io::{PipeReader, Read as _};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use thirtyfour::prelude::*;
use zbus::Connection;
use zbus::object_server::SignalEmitter;

use crate::books::Document;
use crate::hold::open_with_a_sale;
use crate::page::{PASSPHRASE, Page};
use crate::place::Place;
use crate::wait::until;

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";

/// The other ends of what holds sleep up: one closes when its holder lets go.
type Holds = Arc<Mutex<Vec<PipeReader>>>;

/// The part of systemd-logind that a program which asks for time before sleep talks to.
struct Login(Holds);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(
        &self,
        what: &str,
        who: &str,
        why: &str,
        mode: &str,
    ) -> zbus::fdo::Result<zbus::zvariant::OwnedFd> {
        assert_eq!((what, mode), ("sleep", "delay"));
        assert!(!who.is_empty() && !why.is_empty(), "the system shows both");
        let (ours, theirs) = std::io::pipe().map_err(|error| zbus::fdo::Error::Failed(error.to_string()))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(ours);
        Ok(OwnedFd::from(theirs).into())
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

async fn login(place: &Place) -> (Connection, Holds) {
    let holds = Holds::default();
    let connection = zbus::connection::Builder::address(place.bus_address())
        .and_then(|builder| builder.name(NAME))
        .and_then(|builder| builder.serve_at(PATH, Login(Arc::clone(&holds))))
        .expect("an address, a name, a path");
    (connection.build().await.expect("the bus of this test"), holds)
}

async fn tell(connection: &Connection, start: bool) {
    let emitter = SignalEmitter::new(connection, PATH).expect("a path");
    Login::prepare_for_sleep(&emitter, start).await.expect("the word goes out");
}

async fn next_hold(holds: &Holds) -> PipeReader {
    until("sleep is held up", || {
        std::future::ready(holds.lock().unwrap_or_else(PoisonError::into_inner).pop())
    })
    .await
}

#[tokio::test]
async fn books_are_locked_before_the_machine_sleeps_and_only_then_may_it() {
    let place = Place::new();
    let (connection, holds) = login(&place).await;
    let document = Document::fixture("0101.xml");
    let seat = open_with_a_sale(&place, &document).await;
    let page = Page(&seat.page);

    let mut hold = next_hold(&holds).await;
    tell(&connection, true).await;
    let let_go = tokio::task::spawn_blocking(move || hold.read(&mut [0]).expect("the other end closes"));
    assert_eq!(let_go.await.expect("waited"), 0, "the hold is given back");
    page.see("the door", By::Testid("locked-door")).await;

    tell(&connection, false).await;
    let _next = next_hold(&holds).await;
    let field = By::Css("[data-testid=locked-door] input[type=password]");
    page.type_into("the passphrase", field.clone(), PASSPHRASE).await;
    page.type_into("the passphrase", field, Key::Enter).await;
    page.see("the rail", By::Css("nav")).await;
    seat.close(&place).await;
}
