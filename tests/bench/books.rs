//! Books to measure on: new ones, and the large one that is built once.

use crate::{Outcome, Size};
use jangbu_app::{App, AppConfig, FixedClock, Host};
use jangbu_domain::{Direction, TaxInvoice, direction_for};
use jangbu_sandbox::world::{World, million};
use jangbu_store::{
    Book, Books, Company, ImportAct, ImportBatch, ImportItem, MemoryKeyring, NewCompany, Protection, Unlock,
};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Seed of all invoices.
pub(crate) const SEED: u64 = 20_261_121;
/// The file beside a book with the ways into it.
const KEY_FILE: &str = "book.keys";
/// The database's part of a book's keys, in hexadecimal digits.
const DATABASE_KEY_HEX: usize = 64;
/// Invoices of one import while the large book is built.
const BATCH: usize = 50_000;
/// The moment at which everything happens.
const NOW: i64 = 1_795_230_000;

/// A data folder with one company.
pub(crate) struct Place {
    pub(crate) data_dir: PathBuf,
    pub(crate) id: String,
    pub(crate) book_file: PathBuf,
}

/// Never asked: the books open by a throw-away key, so that the real window opens them too.
fn keyring() -> Arc<MemoryKeyring> {
    Arc::new(MemoryKeyring::default())
}

pub(crate) fn now() -> Outcome<Timestamp> {
    Ok(Timestamp::from_second(NOW)?)
}

impl Place {
    /// Makes the world's company in an empty folder; the book is open.
    pub(crate) fn create(data_dir: &Path) -> Outcome<(Self, Book)> {
        let company = World::company();
        let company = Company {
            name: company.name.to_owned(),
            business_number: company.number,
            representative: Some(company.representative.to_owned()),
        };
        let new = NewCompany { company, demo: true, at: now()?, passphrase: None };
        let created = Books::new(data_dir, keyring()).create(&new, Protection::Throwaway)?;
        Ok((Self::at(data_dir, created.id), created.book))
    }

    fn at(data_dir: &Path, id: String) -> Self {
        let book_file = data_dir.join("companies").join(&id).join("book.db");
        Self { data_dir: data_dir.to_owned(), id, book_file }
    }

    pub(crate) fn books(&self) -> Books {
        Books::new(&self.data_dir, keyring())
    }

    pub(crate) fn open(&self) -> Outcome<Book> {
        Ok(self.books().open(&self.id, &Unlock::Throwaway)?)
    }

    /// Beside the process that holds the book.
    pub(crate) fn open_to_read(&self) -> Outcome<Book> {
        Ok(self.books().open_to_read(&self.id, &Unlock::Throwaway)?)
    }

    /// The same closed book in another data folder.
    pub(crate) fn copy_to(&self, data_dir: &Path) -> Outcome<Self> {
        let copy = Self::at(data_dir, self.id.clone());
        let to = copy.book_file.with_file_name("");
        std::fs::create_dir_all(&to)?;
        for file in std::fs::read_dir(self.book_file.with_file_name(""))? {
            let file = file?;
            std::fs::copy(file.path(), to.join(file.file_name()))?;
        }
        Ok(copy)
    }

    /// The whole program with the company open.
    pub(crate) fn app(&self) -> Outcome<Arc<App>> {
        let app = App::start(AppConfig {
            data_dir: self.data_dir.clone(),
            host: Host::Window,
            clock: Arc::new(FixedClock::at(now()?)),
            keyring: keyring(),
            seat: jangbu_app::Seat::default(),
            certificates: jangbu_app::CertificatePlaces::default(),
            demo: None,
        })?;
        call(&app, "company.open", json!({ "id": self.id }))?;
        Ok(app)
    }

    /// The file itself, opened with the same key and the same settings as the program opens it.
    pub(crate) fn bare(&self, cache_kib: i64) -> Outcome<Connection> {
        let keys: Value = serde_json::from_slice(&std::fs::read(self.book_file.with_file_name(KEY_FILE))?)?;
        let slots = keys["slots"].as_array().ok_or("a key file without slots")?;
        let open = slots.iter().find_map(|slot| slot["open_key"].as_str()).ok_or("no throw-away key")?;
        let hex = open.get(..DATABASE_KEY_HEX).ok_or("a short key")?;
        let connection = Connection::open(&self.book_file)?;
        connection.execute_batch(&format!(
            "PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{hex}'\"; PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF; PRAGMA cache_size = -{cache_kib};"
        ))?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(connection)
    }
}

/// A command as a host sends it.
pub(crate) fn call(app: &App, command: &str, payload: Value) -> Outcome<Value> {
    let answer = app.dispatch(command, payload);
    answer.map_err(|error| format!("{command}: {} {}", error.code, error.message).into())
}

/// Plain sales of the world's company: `count` of them.
pub(crate) fn sales(count: usize) -> Outcome<Vec<TaxInvoice>> {
    let own = World::company().number;
    let many = u32::try_from(count * 2 + 100)?;
    let sales: Vec<TaxInvoice> = million(SEED, many)
        .filter(|invoice| direction_for(invoice, own) == Some(Direction::Sale))
        .take(count)
        .collect();
    if sales.len() == count { Ok(sales) } else { Err("too few sales were made".into()) }
}

/// Where large books are kept from run to run: `bench` in the target folder.
pub(crate) fn shelf() -> Outcome<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("the program lies in no target folder")?;
    Ok(target.join("bench"))
}

/// The large book as it lies on the shelf.
pub(crate) fn shelved(size: Size) -> Outcome<Place> {
    find(&shelf()?.join(format!("book-{}", size.invoices)))
}

/// The book of `size.invoices`, built by the store's own import when it is not there yet or was
/// built under another schema.
pub(crate) fn large(size: Size) -> Outcome<Place> {
    let shelf = shelf()?;
    let folder = shelf.join(format!("book-{}", size.invoices));
    let schema = current_schema()?;
    // One that does not open was built by another version of this and is built anew.
    if let Ok(place) = find(&folder)
        && place.bare(2_000).and_then(|book| schema_of(&book)).is_ok_and(|found| found == schema)
    {
        return Ok(place);
    }
    let unfinished = shelf.join(format!("unfinished-{}", std::process::id()));
    for stale in [&folder, &unfinished] {
        if stale.exists() {
            std::fs::remove_dir_all(stale)?;
        }
    }
    std::fs::create_dir_all(&unfinished)?;
    println!("building a book of {} invoices in {}", size.invoices, folder.display());
    let ((), took) = crate::measure::once(|| fill(&unfinished, size.invoices))?;
    std::fs::rename(&unfinished, &folder)?;
    println!(
        "built in {} s: {} invoices a second, imports of {BATCH}",
        crate::measure::seconds(took),
        crate::measure::rate(usize::try_from(size.invoices)?, took)
    );
    find(&folder)
}

fn find(folder: &Path) -> Outcome<Place> {
    let mut companies = std::fs::read_dir(folder.join("companies"))?;
    let company = companies.next().ok_or("no company")??;
    Ok(Place::at(folder, company.file_name().to_string_lossy().into_owned()))
}

fn schema_of(connection: &Connection) -> Outcome<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn current_schema() -> Outcome<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let (place, book) = Place::create(folder.path())?;
    book.close()?;
    schema_of(&place.bare(2_000)?)
}

fn fill(folder: &Path, invoices: u32) -> Outcome {
    let (_, book) = Place::create(folder)?;
    let own = World::company().number;
    let mut coming = million(SEED, invoices).peekable();
    while coming.peek().is_some() {
        let items = coming.by_ref().take(BATCH).filter_map(|invoice| {
            let direction = direction_for(&invoice, own)?;
            Some(ImportItem { invoice, direction, act: ImportAct::Add, source: None, locator: None })
        });
        let batch = ImportBatch { at: now()?, files: Vec::new(), items_total: 0 };
        book.import(&batch, items, &mut |_, _| ControlFlow::Continue(()))?;
    }
    book.close()?;
    Ok(())
}
