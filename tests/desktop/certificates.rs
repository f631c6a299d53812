//! Certificates through the window: a folder that is dropped comes in by its path, and its key signs
//! by a password that is typed into the window.

use std::path::Path;

use thirtyfour::prelude::*;

use crate::drag::DragSource;
use crate::page::Page;
use crate::place::Place;
use crate::seat::Seat;
use crate::wait::until;
use crate::x11;

/// The folder of invented certificates, of four owners.
const NPKI: &str = "fixtures/npki/synthetic/NPKI";
/// Opens all of their keys; see the folder's PROVENANCE.md.
const PASSWORD: &str = "Npki-test-2025!";

#[tokio::test]
async fn a_dropped_folder_of_certificates_is_imported_and_one_of_them_signs() {
    let place = Place::new();
    let seat = Seat::open(&place, &[]).await;
    let page = Page(&seat.page);
    page.create_company().await;
    page.go("/certificates").await;
    page.read("인증서를 찾지 못했습니다").await;

    let shown = until("the window stands on the display", || async { x11::jangbu_window(&place) }).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(NPKI);
    DragSource::show(&place, &[folder]).drop_on(&place, x11::middle_of(&place, shown));
    let chosen = By::XPath("//*[@data-testid='chosen-inputs'][contains(., 'NPKI')]");
    page.see("the folder that was dropped", chosen).await;
    let act = By::XPath("//*[@role='dialog']//footer//button[contains(., '가져오기')]");
    page.click("the import", act).await;
    page.read("인증서 4개를 가져왔습니다").await;
    let rows =
        "return document.querySelectorAll('[data-testid=certificate-grid] [role=row][data-row]').length";
    until("four lines stand in the list", || async {
        let count = seat.page.execute(rows, []).await.ok()?.convert::<u32>().ok()?;
        (count == 4).then_some(())
    })
    .await;
    let own = place.data_dir().join("certificates");
    assert!(own.is_dir(), "the copies lie in the program's own folder");

    page.press("시험 서명").await;
    let field = By::Css("[role=dialog] input[type=password]");
    page.type_into("the password", field.clone(), PASSWORD).await;
    page.type_into("the password", field, Key::Enter).await;
    page.see("the outcome", By::Testid("test-signed")).await;
    page.read("서명했고, 확인도 맞습니다").await;
    seat.close(&place).await;
}
