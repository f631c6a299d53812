//! The main remote job through the window: three months from the simulated Hometax by a certificate, then
//! Hometax stops, the clerk is asked before Popbill is, and the same invoices come in once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::page::Page;
use crate::place::Place;
use crate::seat::Seat;
use crate::wait::until;

/// Asks the core, as the page does.
async fn ask(page: &Page<'_>, command: &str, payload: Value) -> Value {
    let script = "const [cmd, payload, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('rpc', { cmd, payload }).then(done, (error) => done({ error }));";
    let answer = page.0.execute_async(script, vec![json!(command), payload]).await.expect("answered");
    answer.json().clone()
}

/// Tells a stand-in something by its control interface.
fn tell(base: &str, command: &str, body: &Value) {
    let body = body.to_string();
    let place = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(place).expect("the stand-in listens");
    let head = format!("POST /__sandbox/{command} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("it takes the word");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// The newest run, once it has ended so and there are so many.
async fn run_ended(page: &Page<'_>, count: usize, state: &str) -> Value {
    until("the run has ended", || async {
        let runs = ask(page, "collect.runs", json!({ "limit": 10 })).await;
        let rows = runs["runs"].as_array()?;
        let newest = rows.first()?.clone();
        (rows.len() == count && newest["state"] == state).then_some(newest)
    })
    .await
}

async fn held(page: &Page<'_>) -> u64 {
    let totals = ask(page, "invoice.totals", json!({ "filter": {}, "selection": null })).await;
    let count = |side: &str| totals[side]["count"].as_u64().unwrap_or_default();
    count("sales") + count("purchases")
}

#[tokio::test]
async fn three_months_are_collected_and_when_hometax_stops_popbill_is_asked_by_the_clerks_word() {
    let place = Place::new();
    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.press("데모 회사로 둘러보기").await;
    page.see("the rail", By::Css("nav")).await;
    page.go("/invoices/collect").await;
    page.see("the collect page", By::Testid("collect-page")).await;
    page.click("three months", By::XPath("//label[contains(., '최근 3개월')]")).await;
    page.press("가져오기").await;
    let first = run_ended(&page, 1, "done").await;
    assert_eq!(first["service"], "hometax", "{first}");
    assert!(first["counts"]["found"].as_u64().unwrap_or_default() > 50, "{first}");
    page.see("the report", By::Testid("collect-report")).await;
    let before = held(&page).await;

    let overview = ask(&page, "remote.overview", json!({})).await;
    let portal = overview["services"][0]["address"].as_str().expect("an address").to_owned();
    tell(&portal, "fault", &json!({ "kind": "own", "name": "service_stopped", "times": 1000 }));
    page.press("가져오기").await;
    page.see("the question", By::Testid("consent")).await;
    page.read("팝빌은 유료입니다").await;
    page.press("이번만 사용").await;
    let paid = run_ended(&page, 2, "done").await;
    assert_eq!((&paid["service"], &paid["counts"]["new"]), (&json!("popbill"), &json!(0)), "{paid}");
    assert_eq!(paid["counts"]["conflicts"], 0, "{paid}");
    assert_eq!(held(&page).await, before, "none is doubled");
    seat.close(&place).await;
}
