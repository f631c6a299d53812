//! Seeded histories of a clerk's imports and undos, against a plain model kept beside: which
//! document of which import stands behind which invoice.

use crate::desk::{Desk, OURS, count};
use crate::papers::{list, plain, xml};
use jangbu_domain::{BusinessNumber, Direction, TaxInvoice, direction_for};
use jangbu_sandbox::world::World;
use jangbu_store::{AlteredDocument, Books, ChainReport, Unlock};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Seeds of the short run; the long one takes many more.
const SEEDS_QUICK: u64 = 4;
const SEEDS_FULL: u64 = 60;
/// Imports and undos of one history.
const STEPS: usize = 30;

/// `SplitMix64`: every history is told by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

/// A file on the clerk's disk and the invoices of the company in it.
struct Document {
    path: PathBuf,
    invoices: Vec<(Direction, TaxInvoice)>,
}

/// What should be in the book.
#[derive(Default)]
struct Model {
    /// The import that brought each invoice from each document (by place).
    brought: BTreeMap<(String, usize), i64>,
    standing: BTreeSet<i64>,
    /// Amounts: direction, supply, tax.
    amounts: BTreeMap<String, (Direction, i64, i64)>,
}

impl Model {
    /// Notes an import; true when it brought something.
    fn import(&mut self, documents: &[Document], chosen: &BTreeSet<usize>) -> Vec<(String, usize)> {
        let mut new = Vec::new();
        for place in chosen {
            for (direction, invoice) in &documents[*place].invoices {
                let pair = (invoice.approval().to_string(), *place);
                let tax = invoice.tax().map_or(0, jangbu_domain::Krw::won);
                self.amounts.insert(pair.0.clone(), (*direction, invoice.supply().won(), tax));
                if self.brought.get(&pair).is_none_or(|import| !self.standing.contains(import)) {
                    new.push(pair);
                }
            }
        }
        new
    }

    fn present(&self) -> BTreeSet<String> {
        let stands = |import: &i64| self.standing.contains(import);
        self.brought
            .iter()
            .filter(|(_, import)| stands(import))
            .map(|((number, _), _)| number.clone())
            .collect()
    }

    fn totals(&self) -> Value {
        let present = self.present();
        let side = |side: Direction| {
            let of = present
                .iter()
                .map(|number| self.amounts[number])
                .filter(|(direction, ..)| *direction == side);
            let (mut count, mut supply, mut tax) = (0, 0, 0);
            for (_, s, t) in of {
                count += 1;
                supply += s;
                tax += t;
            }
            json!({ "count": count, "supply_krw": supply, "tax_krw": tax, "total_krw": supply + tax })
        };
        json!({ "sales": side(Direction::Sale), "purchases": side(Direction::Purchase) })
    }
}

/// Documents and overlapping lists of sixty invoices, the same number never with other content.
fn papers(_: &Desk, dice: &mut Dice) -> Vec<(String, Vec<u8>)> {
    let direction =
        |serial: u32| if serial.is_multiple_of(3) { Direction::Purchase } else { Direction::Sale };
    let all: Vec<TaxInvoice> =
        (1..=60).map(|n| plain(n, n % 28 + 1, i64::from(n) * 1_010, direction(n))).collect();
    let mut papers: Vec<(String, Vec<u8>)> =
        all.iter().take(20).enumerate().map(|(at, invoice)| (format!("{at}.xml"), xml(invoice))).collect();
    for at in 0..10 {
        let side = if at % 2 == 0 { Direction::Sale } else { Direction::Purchase };
        let of_side = (1..).zip(&all).filter(|(serial, _)| direction(*serial) == side);
        let some: Vec<TaxInvoice> =
            of_side.filter(|_| dice.roll(3) == 0).map(|(_, invoice)| invoice.clone()).collect();
        papers.push((format!("목록{at}.xlsx"), list(side, &some)));
    }
    papers
}

fn documents(desk: &Desk, papers: Vec<(String, Vec<u8>)>) -> Vec<Document> {
    let ours = BusinessNumber::parse(OURS).unwrap();
    let read = |(name, bytes): (String, Vec<u8>)| {
        let outcome = jangbu_forms::read_document(&name, &bytes, &mut |_, _| ControlFlow::Continue(()));
        assert!(!outcome.has_errors(), "{name}: {:?}", outcome.findings);
        let invoices = outcome.invoices.into_iter().map(|read| read.invoice);
        let of_ours = invoices.filter_map(|invoice| Some((direction_for(&invoice, ours)?, invoice)));
        Document { invoices: of_ours.collect(), path: desk.file(&name, &bytes) }
    };
    papers.into_iter().map(read).collect()
}

/// One history; its invariants hold after every step.
fn live(desk: &Desk, documents: &[Document], dice: &mut Dice, seed: u64) {
    let mut model = Model::default();
    let mut undone = 0;
    for step in 0..STEPS {
        let told = format!("seed {seed}, step {step}");
        let standing: Vec<i64> = model.standing.iter().copied().collect();
        if dice.roll(3) == 0 && !standing.is_empty() {
            let import = standing[dice.roll(standing.len())];
            desk.undo(&json!(import));
            model.standing.remove(&import);
            undone += 1;
        } else {
            let chosen: BTreeSet<usize> = (0..=dice.roll(4)).map(|_| dice.roll(documents.len())).collect();
            let before = model.present().len() as u64;
            let new = model.import(documents, &chosen);
            let paths: Vec<PathBuf> = chosen.iter().map(|place| documents[*place].path.clone()).collect();
            let preview = desk.preview(&paths);
            assert_eq!(
                count(&preview, "conflicts_total") + count(&preview, "rejected"),
                0,
                "{told}: {preview}"
            );
            let outcome = desk.call("import.commit", desk.word(&preview));
            match outcome["import_id"].as_i64() {
                Some(import) => {
                    model.standing.insert(import);
                    model.brought.extend(new.into_iter().map(|pair| (pair, import)));
                }
                None => assert!(new.is_empty(), "{told}: something new was not written: {new:?}"),
            }
            assert_eq!(count(&outcome, "added"), model.present().len() as u64 - before, "{told}");
        }
        assert_eq!(desk.totals(&json!({})), model.totals(), "{told}");
        let rows = desk.rows();
        let found: BTreeSet<String> = crate::desk::approvals(&rows).into_iter().map(str::to_owned).collect();
        assert_eq!(found, model.present(), "{told}");
        assert_eq!(rows.len(), found.len(), "{told}: an invoice twice");
    }
    assert!(undone > 0, "seed {seed} never undid anything");
}

/// The change chain of the closed book, and documents that are not what it says.
fn chain(desk: &Desk, id: &str) -> (ChainReport, Vec<AlteredDocument>) {
    let keyring = Arc::clone(&desk.keyring);
    let book = Books::new(desk.dir.path(), keyring).open(id, &Unlock::Keyring).unwrap();
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let found =
        book.read(|reader| Ok((reader.verify_chain()?, reader.altered_documents(10, go_on)?))).unwrap();
    book.close().unwrap();
    found
}

fn history(seed: u64, papers: impl FnOnce(&Desk, &mut Dice) -> Vec<(String, Vec<u8>)>) {
    let desk = Desk::bare();
    let created = desk.create("가상상사 주식회사", OURS);
    let mut dice = Dice(seed);
    let papers = papers(&desk, &mut dice);
    let documents = documents(&desk, papers);
    live(&desk, &documents, &mut dice, seed);
    desk.call("company.close", json!({}));
    let (report, altered) = chain(&desk, created["company"]["id"].as_str().unwrap());
    assert_eq!(report.fault, None, "seed {seed}");
    assert!(report.rows > 0);
    assert_eq!(altered, [], "seed {seed}");
}

/// Lists and documents of the invented company's year; the first of its documents are enough.
fn world(_: &Desk, _: &mut Dice) -> Vec<(String, Vec<u8>)> {
    let mut documents = World::new(1, jangbu_domain::Date::constant(2025, 3, 5)).documents();
    documents.truncate(60);
    documents
}

#[test]
fn a_history_of_the_invented_company_s_own_files_leaves_what_the_standing_imports_hold() {
    history(7, world);
}

#[test]
fn any_history_of_imports_and_undos_leaves_what_the_standing_imports_hold() {
    #[expect(clippy::disallowed_methods, reason = "the depth of a run comes from the chore that starts it")]
    let full = std::env::var_os("JANGBU_DEPTH").is_some_and(|depth| depth == "full");
    for seed in 1..=if full { SEEDS_FULL } else { SEEDS_QUICK } {
        history(seed, papers);
    }
}
