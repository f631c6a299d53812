//! What holds the books, through the window: the lock and its door, a backup and its way back,
//! undo and the history, and a window that ended without closing its book.

use thirtyfour::prelude::*;

use crate::books::{Document, Figures, sum};
use crate::page::{PASSPHRASE, Page};
use crate::place::{Family, Place};
use crate::seat::{Seat, start_beside};
use crate::wait::until;

const SALE: &str = "0101.xml";
const ZERO_RATED: &str = "0102.xml";

/// A window on books that hold one imported sale.
pub(crate) async fn open_with_a_sale(place: &Place, document: &Document) -> Seat {
    let seat = Seat::open(place, &[&document.path]).await;
    let page = Page(&seat.page);
    page.create_company().await;
    page.take_over().await;
    expect_list(&page, document.figures()).await;
    seat
}

async fn expect_list(page: &Page<'_>, sales: Figures) {
    page.list("period=all").await;
    page.expect_sales(sales).await;
}

/// Adds another document as the file manager does: by a start beside, which hands it over.
async fn add_beside(place: &Place, page: &Page<'_>, document: &Document) {
    let mut second = Family::start(&mut start_beside(place, &[&document.path]));
    until("the second start ends", || std::future::ready(second.ended())).await;
    page.take_over().await;
}

/// Opens the book again if the exchange of its file has closed it.
async fn unlock_if_asked(page: &Page<'_>) {
    let asked = "return !!document.querySelector('input[type=password]')";
    let open = "return !!document.querySelector('nav')";
    until("the book is open, or asks for its passphrase", || async {
        let says = |script| async move { page.0.execute(script, []).await.ok()?.convert::<bool>().ok() };
        if says(open).await? {
            return Some(());
        }
        says(asked).await?.then_some(())
    })
    .await;
    let field = By::Css("input[type=password]");
    if page.0.find(field.clone()).await.is_ok() {
        page.type_into("the passphrase", field.clone(), PASSPHRASE).await;
        page.type_into("the passphrase", field, Key::Enter).await;
        page.see("the rail", By::Css("nav")).await;
    }
}

#[tokio::test]
async fn a_locked_window_shows_nothing_of_its_book_and_opens_by_the_passphrase() {
    let place = Place::new();
    let document = Document::fixture(SALE);
    let seat = open_with_a_sale(&place, &document).await;
    let page = Page(&seat.page);
    page.keys(Key::Control + "l").await;
    page.see("the door", By::Testid("locked-door")).await;
    let left: bool = seat
        .page
        .execute("return !!document.querySelector('[data-testid=invoice-grid], nav')", [])
        .await
        .expect("answered")
        .convert()
        .expect("a truth");
    assert!(!left, "nothing of the book is left on the page");

    let field = By::Css("[data-testid=locked-door] input[type=password]");
    page.type_into("the passphrase", field.clone(), PASSPHRASE).await;
    page.type_into("the passphrase", field, Key::Enter).await;
    page.see("the rail", By::Css("nav")).await;
    expect_list(&page, document.figures()).await;
    seat.close(&place).await;
}

#[tokio::test]
async fn a_backup_is_compared_and_restored_and_the_book_before_it_comes_back() {
    let place = Place::new();
    let documents = [SALE, ZERO_RATED].map(Document::fixture);
    let seat = open_with_a_sale(&place, &documents[0]).await;
    let page = Page(&seat.page);
    page.go("/settings/backup").await;
    page.press("지금 백업").await;
    page.see("the backup", By::Css("[data-testid=backups] tr[data-reason=manual]")).await;
    add_beside(&place, &page, &documents[1]).await;
    let both = sum(&documents.iter().collect::<Vec<_>>());
    expect_list(&page, both).await;

    page.go("/settings/backup").await;
    page.click("the restore", By::Css("tr[data-reason=manual] a[href*='restore']")).await;
    page.see("the comparison", By::Testid("comparison")).await;
    page.read("세금계산서는 1건 줄어듭니다").await;
    page.press("이 백업으로 바꾸기").await;
    page.read("백업에서 복원했습니다").await;
    unlock_if_asked(&page).await;
    expect_list(&page, documents[0].figures()).await;

    page.go("/settings/backup").await;
    page.click("the way back", By::Css("[data-testid=kept-books] button")).await;
    page.click("the word", By::XPath("//*[@role='alertdialog']//button[contains(., '돌아가기')]")).await;
    page.read("복원 전 장부로 돌아왔습니다").await;
    unlock_if_asked(&page).await;
    expect_list(&page, both).await;
    seat.close(&place).await;
}

#[tokio::test]
async fn an_import_undone_by_the_keyboard_is_done_again_and_both_stand_in_the_history() {
    let place = Place::new();
    let document = Document::fixture(SALE);
    let seat = open_with_a_sale(&place, &document).await;
    let page = Page(&seat.page);
    page.keys(Key::Control + "z").await;
    page.read("파일 가져오기를 되돌렸습니다").await;
    page.read("아직 세금계산서가 없습니다").await;
    page.press("다시 하기").await;
    page.read("파일 가져오기를 다시 했습니다").await;
    expect_list(&page, document.figures()).await;

    page.go("/history").await;
    page.see("the acts", By::Testid("acts")).await;
    let kinds =
        "return [...document.querySelectorAll('[data-testid=acts] tbody tr')].map((row) => row.dataset.kind)";
    let kinds: Vec<String> =
        seat.page.execute(kinds, []).await.expect("answered").convert().expect("a list of texts");
    assert_eq!(kinds, ["redo", "undo", "import", "create"], "the newest first");
    page.press("이력 검사").await;
    page.read("빠짐없이 이어져 있습니다").await;
    seat.close(&place).await;
}

#[tokio::test]
async fn closing_the_window_after_a_change_leaves_a_backup() {
    let place = Place::new();
    let document = Document::fixture(SALE);
    let seat = open_with_a_sale(&place, &document).await;
    seat.close(&place).await;

    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.unlock().await;
    page.go("/settings/backup").await;
    page.see(
        "the backup of the closing",
        By::Css("[data-testid=backups] tr[data-reason=close][data-state=verified]"),
    )
    .await;
    seat.close(&place).await;
}

#[tokio::test]
async fn a_window_that_was_killed_leaves_a_lock_that_the_next_one_clears() {
    let place = Place::new();
    let document = Document::fixture(SALE);
    let seat = open_with_a_sale(&place, &document).await;
    seat.kill(&place).await;

    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.unlock().await;
    page.read("닫지 못하고 끝난 프로그램").await;
    expect_list(&page, document.figures()).await;
    seat.close(&place).await;
}
