//! Drives the real window: the program as built, on a display of its own, by `WebDriver` and by the
//! real pointer. What a page alone can show is tested in a browser (tests/ui), which is faster;
//! here stands what only the window can do.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed, and says why"
)]

mod books;
mod certificates;
mod drag;
mod hold;
mod page;
mod place;
mod remotes;
mod seat;
mod sleep;
mod wait;
mod x11;

use std::future::ready;

use thirtyfour::prelude::*;

use crate::books::{Document, sum};
use crate::drag::DragSource;
use crate::page::Page;
use crate::place::{Family, Place};
use crate::seat::{Seat, start_beside};
use crate::wait::until;

const SALE: &str = "0101.xml";
const ZERO_RATED: &str = "0102.xml";
const AMENDED: &str = "0201-02.xml";

#[tokio::test]
async fn files_given_as_arguments_are_shown_first_then_taken_over_and_add_up_to_the_won() {
    let place = Place::new();
    let documents = [SALE, ZERO_RATED, AMENDED].map(Document::fixture);
    let files: Vec<_> = documents.iter().map(|document| document.path.as_path()).collect();
    let seat = Seat::open(&place, &files).await;
    let page = Page(&seat.page);
    page.create_company().await;
    page.take_over().await;

    page.list("period=all").await;
    page.expect_sales(sum(&documents.iter().collect::<Vec<_>>())).await;
    assert_eq!(
        page.column("written_on").await,
        ["2025-02-15", "2025-01-31", "2025-01-31"],
        "the latest first"
    );

    // Narrowed by days: the amendment of February is left out.
    page.list("from=2025-01-01&to=2025-01-31").await;
    page.expect_sales(sum(&[&documents[0], &documents[1]])).await;

    // Narrowed by words, then opened.
    page.type_into("the search", By::Testid("search-field"), &documents[0].item()).await;
    page.expect_sales(documents[0].figures()).await;
    page.open_first().await;
    let form = page.see("the official form", By::Testid("invoice-form")).await;
    let text = form.text().await.expect("its text");
    for written in [documents[0].approval(), books::won(documents[0].figures().total), documents[0].item()] {
        assert!(text.contains(&written), "the form shows {written}: {text}");
    }
    seat.close(&place).await;
}

#[tokio::test]
async fn a_file_dropped_by_the_pointer_is_taken_over() {
    let place = Place::new();
    let document = Document::fixture(SALE).copied_to(place.folder(), "1월 매출 (확정).xml");
    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.create_company().await;
    let shown = until("the window stands on the display", || async { x11::jangbu_window(&place) }).await;
    DragSource::show(&place, std::slice::from_ref(&document.path))
        .drop_on(&place, x11::middle_of(&place, shown));
    page.read("1월 매출 (확정).xml").await;
    page.take_over().await;

    page.list("period=all").await;
    page.expect_sales(document.figures()).await;
    seat.close(&place).await;
}

#[tokio::test]
async fn a_start_beside_hands_its_file_to_the_first_window_and_ends() {
    let place = Place::new();
    let document = Document::fixture(ZERO_RATED);
    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.create_company().await;

    let mut second = Family::start(&mut start_beside(&place, &[&document.path]));
    let status = until("the second start ends", || ready(second.ended())).await;
    assert!(status.success(), "{status}");
    page.take_over().await;
    page.list("period=all").await;
    page.expect_sales(document.figures()).await;
    seat.close(&place).await;
}

#[tokio::test]
async fn the_books_and_the_looks_survive_a_restart() {
    let place = Place::new();
    let document = Document::fixture(SALE);
    let seat = Seat::open(&place, &[&document.path]).await;
    let page = Page(&seat.page);
    page.create_company().await;
    page.take_over().await;
    page.list("period=all").await;
    page.expect_sales(document.figures()).await;
    let before = page.theme().await;
    page.press(if before == "dark" { "밝게 보기" } else { "어둡게 보기" }).await;
    let after =
        until("the theme has changed", || async { Some(page.theme().await).filter(|now| *now != before) })
            .await;
    page.choose_english().await;
    seat.close(&place).await;

    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.unlock().await;
    page.list("period=all").await;
    page.expect_sales(document.figures()).await;
    assert_eq!(page.theme().await, after, "the theme is kept");
    page.read("Settings").await;
    seat.close(&place).await;
}

#[tokio::test]
async fn a_start_that_fails_says_so_in_a_window_of_its_own() {
    let place = Place::new();
    // A file stands where the folder of the books should be.
    std::fs::write(place.data_dir(), "not a folder").expect("a file can be written");
    let mut started = Family::start(&mut start_beside(&place, &[]));
    until("the message stands on the display", || {
        ready(x11::titles(&place).contains(&"장부를 계속할 수 없습니다".to_owned()).then_some(()))
    })
    .await;
    let status = until("the program has ended", || ready(started.ended())).await;
    assert!(!status.success(), "it says to its caller too that it failed");
}
