//! The page as a person uses it: by the words that stand on it. A few hooks (`data-testid`) name
//! what has no words of its own.

use thirtyfour::prelude::*;
use thirtyfour::{TypingData, WebDriver, WebElement};

use crate::books::{Figures, won};
use crate::wait::until;

/// Opens the books in every test here.
pub(crate) const PASSPHRASE: &str = "장부를 여는 긴 말 2026";

/// The hands and eyes on one window.
pub(crate) struct Page<'a>(pub(crate) &'a WebDriver);

impl Page<'_> {
    /// First run: the company whose invoices the fixtures are, under a passphrase.
    pub(crate) async fn create_company(&self) {
        self.write("사업자등록번호", "1234567891").await;
        self.write("상호", "가상상사 주식회사").await;
        self.write("암호", PASSPHRASE).await;
        self.write("암호 한 번 더", PASSPHRASE).await;
        self.press("장부 만들기").await;
        self.click(
            "the word that the recovery key is kept",
            By::XPath("//label[contains(., '다른 곳에 보관했습니다')]"),
        )
        .await;
        self.press("장부 열기").await;
        self.see("the rail", By::Css("nav")).await;
    }

    /// Opens the company that is there already, in whatever language the page speaks.
    pub(crate) async fn unlock(&self) {
        self.click("the company", By::XPath("//li[contains(., '가상상사')]//button")).await;
        let passphrase = By::Css("[role=dialog] input[type=password]");
        self.type_into("the passphrase", passphrase.clone(), PASSPHRASE).await;
        self.type_into("the passphrase", passphrase, Key::Enter).await;
        self.see("the rail", By::Css("nav")).await;
    }

    /// Takes over what the dry run shows.
    pub(crate) async fn take_over(&self) {
        self.see("the import page", By::Testid("import-page")).await;
        self.click("the import button", By::Testid("import-commit")).await;
        self.see("the outcome", By::Testid("import-done")).await;
    }

    /// Goes to the list of all invoices by the address, as a kept link does.
    pub(crate) async fn list(&self, query: &str) {
        self.run(&format!("location.hash = '#/invoices?{query}'")).await;
        self.see("the list", By::Testid("invoice-grid")).await;
    }

    /// Waits until the footer says that the list holds exactly `sales`, to the won. The sum of
    /// totals stands in the footer's label, for beside a document its column has no room.
    pub(crate) async fn expect_sales(&self, sales: Figures) {
        let wanted = [sales.count.to_string(), won(sales.supply), won(sales.tax), sales.total.to_string()];
        let seen = r#"
            const line = document.querySelector('[data-testid="invoice-grid"] [data-sum="sales"]');
            const label = line?.querySelector('[data-testid="invoice-footer-sales"]');
            const sum = (column) => line?.querySelector(`[data-column="${column}"]`)?.textContent.trim() ?? "";
            return [label?.textContent.replace(/\D/g, "") ?? "", sum("supply"), sum("tax"), label?.dataset.total ?? ""];"#;
        until(&format!("the footer says {wanted:?}"), || async {
            let texts: Vec<String> = self.0.execute(seen, []).await.ok()?.convert().ok()?;
            (texts == wanted).then_some(())
        })
        .await;
    }

    /// Texts of one column of the loaded rows, from the top.
    pub(crate) async fn column(&self, column: &str) -> Vec<String> {
        let texts = format!(
            r#"const rows = [...document.querySelectorAll('[data-testid="invoice-grid"] [role=row][data-row]')];
            return rows.sort((a, b) => a.dataset.row - b.dataset.row)
                .map((row) => row.querySelector('[data-column="{column}"]')?.textContent.trim() ?? "");"#
        );
        self.0.execute(texts, []).await.expect("the page answers").convert().expect("a list of texts")
    }

    /// Presses the button of this name.
    pub(crate) async fn press(&self, name: &str) {
        self.click(name, By::XPath(format!("//button[normalize-space()='{name}' and not(@disabled)]"))).await;
    }

    /// Writes into the field of this label.
    pub(crate) async fn write(&self, label: &str, text: &str) {
        let field = format!("//input[@id=//label[normalize-space(text()[1])='{label}']/@for]");
        self.type_into(label, By::XPath(field), text).await;
    }

    pub(crate) async fn type_into(&self, what: &str, by: By, keys: impl Into<TypingData>) {
        self.see(what, by).await.send_keys(keys).await.expect("the field takes it");
    }

    /// Opens the first row of the list by the keyboard.
    pub(crate) async fn open_first(&self) {
        let cell = r#"[data-testid="invoice-grid"] [role=row][data-row="0"] [role=gridcell]"#;
        self.click("the first row", By::Css(cell)).await;
        let focused = self.0.active_element().await.expect("a cell has the focus");
        focused.send_keys(Key::Enter).await.expect("the row opens");
    }

    /// `light` or `dark`, as the page is drawn now.
    pub(crate) async fn theme(&self) -> String {
        let ground = "return getComputedStyle(document.body).backgroundColor";
        let ground: String = self.0.execute(ground, []).await.expect("answered").convert().expect("a colour");
        let light =
            ground.split(|part: char| !part.is_ascii_digit()).filter_map(|part| part.parse::<u32>().ok());
        if light.take(3).sum::<u32>() > 3 * 128 { "light".to_owned() } else { "dark".to_owned() }
    }

    /// By the command palette, as the keyboard has it.
    pub(crate) async fn choose_english(&self) {
        let page = self.see("the page", By::Css("body")).await;
        page.send_keys(Key::Control + "k").await.expect("the palette opens");
        self.type_into("the palette's field", By::Css("[data-testid=palette] input"), "English").await;
        self.see("the command", By::XPath("//*[@role='option'][contains(., 'English')]")).await;
        self.type_into("the palette's field", By::Css("[data-testid=palette] input"), Key::Enter).await;
        self.read("Settings").await;
    }

    /// Goes to a screen by its address.
    pub(crate) async fn go(&self, address: &str) {
        self.run(&format!("location.hash = '#{address}'")).await;
        self.see("the screen", By::Css("main")).await;
    }

    /// Presses keys where no field has the focus.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        let page = self.see("the page", By::Css("main")).await;
        page.send_keys(keys).await.expect("the page takes the keys");
    }

    pub(crate) async fn click(&self, what: &str, by: By) {
        until(what, || {
            let by = by.clone();
            async { self.0.find(by).await.ok()?.click().await.ok() }
        })
        .await;
    }

    /// Waits until something stands on the page and can be seen.
    pub(crate) async fn see(&self, what: &str, by: By) -> WebElement {
        until(what, || {
            let by = by.clone();
            async {
                let element = self.0.find(by).await.ok()?;
                element.is_displayed().await.ok()?.then_some(element)
            }
        })
        .await
    }

    /// Waits until this text stands on the page.
    pub(crate) async fn read(&self, text: &str) {
        self.see(text, By::XPath(format!("//*[contains(normalize-space(), '{text}')]"))).await;
    }

    pub(crate) async fn run(&self, script: &str) {
        self.0.execute(script, []).await.expect("the page answers");
    }
}
