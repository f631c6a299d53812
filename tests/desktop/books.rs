//! What the fixtures say of themselves, read here without the code under test.

use std::ops::Add;
use std::path::{Path, PathBuf};

/// Sums of one direction, in won.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) count: i64,
    pub(crate) supply: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
}

impl Add for Figures {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            supply: self.supply + other.supply,
            tax: self.tax + other.tax,
            total: self.total + other.total,
        }
    }
}

/// An e-tax invoice as a file on this machine.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    text: String,
}

impl Document {
    /// The fixture of this name, where it lies.
    pub(crate) fn fixture(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/etax").join(name);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    /// The same document in `folder` under another file name.
    pub(crate) fn copied_to(self, folder: &Path, name: &str) -> Self {
        let path = folder.join(name);
        std::fs::write(&path, &self.text).expect("a file can be written there");
        Self { path, ..self }
    }

    /// Approval number, 8-8-8 as the screens show it.
    pub(crate) fn approval(&self) -> String {
        let number = self.element("IssueID");
        [&number[..8], &number[8..16], &number[16..]].join("-")
    }

    /// The first item's name.
    pub(crate) fn item(&self) -> String {
        let lines = self.text.split_once("<TaxInvoiceTradeLineItem>").expect("an invoice has lines").1;
        element_of(lines, "NameText").to_owned()
    }

    pub(crate) fn figures(&self) -> Figures {
        let won = |name| self.element(name).parse().expect("a whole amount");
        Figures {
            count: 1,
            supply: won("ChargeTotalAmount"),
            tax: won("TaxTotalAmount"),
            total: won("GrandTotalAmount"),
        }
    }

    fn element(&self, name: &str) -> &str {
        element_of(&self.text, name)
    }
}

/// Text of the first element of this name.
fn element_of<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, after) =
        text.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no <{name}> in the fixture"));
    after.split_once('<').expect("the element ends").0
}

/// What several documents add up to.
pub(crate) fn sum(documents: &[&Document]) -> Figures {
    documents.iter().map(|document| document.figures()).fold(Figures::default(), Add::add)
}

/// `1,234,567`, as the screens show an amount.
pub(crate) fn won(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut shown = String::from(if amount < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
