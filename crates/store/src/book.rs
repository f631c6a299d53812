//! One open book: a pool of readers and one writer.

use crate::connection::{self, Use};
use crate::keys::KeyBundle;
use crate::lock::{BookLock, LockOwner};
use crate::reader::Reader;
use crate::seal::SealKey;
use crate::table::change::{Act, Entity, Operation, kind};
use crate::{Company, StoreError, failpoint, migration, table};
use jangbu_domain::TaxInvoice;
use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

/// Most connections that read at once; further readers wait for one.
pub const READERS_MAX: usize = 4;

/// An open book. Share it in an `Arc`; reading and writing go on side by side.
pub struct Book {
    path: PathBuf,
    version: String,
    company: Company,
    keys: KeyBundle,
    seal: SealKey,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
    returned: Condvar,
    /// The right to write, or none for a book that is only read. Given back last.
    lock: Option<BookLock>,
}

/// Readers that are not in use, and how many exist.
#[derive(Default)]
struct Readers {
    idle: Vec<Reader>,
    open: usize,
}

impl Book {
    /// Opens the database of an existing book and brings its schema up to date.
    pub(crate) fn open(
        path: &Path,
        keys: KeyBundle,
        version: String,
        mut lock: BookLock,
        me: &LockOwner,
    ) -> Result<Self, StoreError> {
        let mut writer = connection::open(path, &keys, Use::Write)?;
        migration::migrate(&mut writer)?;
        if let Some(folder) = path.parent() {
            lock.name_holder(folder, me);
        }
        Self::around(path, keys, version, writer, Some(lock))
    }

    /// Opens the database of an existing book beside whoever writes it.
    pub(crate) fn open_to_read(path: &Path, keys: KeyBundle, version: String) -> Result<Self, StoreError> {
        let connection = connection::open(path, &keys, Use::Read)?;
        crate::books::expect_newest(migration::schema_of(&connection)?)?;
        Self::around(path, keys, version, connection, None)
    }

    fn around(
        path: &Path,
        keys: KeyBundle,
        version: String,
        writer: Connection,
        lock: Option<BookLock>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            path: path.to_owned(),
            version,
            company: table::company::read(&writer)?,
            seal: keys.seal_key()?,
            keys,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            returned: Condvar::new(),
            lock,
        })
    }

    /// Makes the database of a new book; nothing may be at `path`.
    pub(crate) fn create(
        path: &Path,
        keys: &KeyBundle,
        company: &Company,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut connection = connection::open(path, keys, Use::Create)?;
        migration::migrate(&mut connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let seal = keys.seal_key()?;
        let mut act = Act::begin(&transaction, &seal, kind::CREATE, at)?;
        table::company::insert(&mut act, company)?;
        act.finish()?;
        transaction.commit()?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// The company whose book it is.
    pub fn company(&self) -> &Company {
        &self.company
    }

    /// The holder of the lock that ended without giving the book back, and was taken over from.
    pub fn took_over(&self) -> Option<&LockOwner> {
        self.lock.as_ref()?.took_over()
    }

    /// Whether the book was opened by [`crate::Books::open_to_read`].
    pub fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// The company's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    pub(crate) fn keys(&self) -> &KeyBundle {
        &self.keys
    }

    /// Of the program that opened the book.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Answers questions from one consistent view; at most [`READERS_MAX`] at once, further
    /// callers wait.
    ///
    /// # Errors
    /// Those of `ask`, and errors of the database.
    pub fn read<T>(&self, ask: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut lease = self.lease()?;
        let answer = lease.ask(ask);
        // A connection that has met a damaged page refuses every later question too.
        if matches!(answer, Err(StoreError::Damaged { .. } | StoreError::Io { .. })) {
            lease.reader = None;
        }
        answer
    }

    /// A connection beside the pool, for looking at the file itself.
    pub(crate) fn connect_to_read(&self) -> Result<Connection, StoreError> {
        connection::open(&self.path, &self.keys, Use::Read)
    }

    /// One transaction of the writer; rolled back on error, or when `work` returns false.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Connection, &SealKey) -> Result<(T, bool), StoreError>,
    ) -> Result<T, StoreError> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction, &self.seal);
        connection::confirm_sound(&transaction)?;
        let (result, keep) = done?;
        if keep {
            failpoint::reach("book.before_commit")?;
            transaction.commit()?;
            failpoint::pass("book.committed");
        } else {
            transaction.rollback()?;
        }
        Ok(result)
    }

    /// Gives back the page cache that a large act has filled.
    pub(crate) fn release_memory(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Memory that cannot be given back now is given back when the book is closed.
        let _ = writer.release_memory();
    }

    /// The invoice with its numbers whole, for an official form or a person who may see them.
    /// The look is recorded in the change chain.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Seal`].
    pub fn unmask(&self, id: i64, at: Timestamp) -> Result<TaxInvoice, StoreError> {
        self.write(|tx, seal| {
            let image = table::invoice::image(tx, id)?.ok_or(StoreError::NotFound { what: "invoice", id })?;
            let whole = image.to_invoice(crate::image::Form::Whole(seal))?;
            let mut act = Act::begin(tx, seal, kind::UNMASK, at)?;
            act.record(Entity::Invoice, id, Operation::Unmask, None, None)?;
            act.finish()?;
            Ok((whole, true))
        })
    }

    /// Closes the book: waits for the writer and folds the write-ahead log into the file.
    ///
    /// # Errors
    /// Errors of the database; the book is closed all the same.
    pub fn close(self) -> Result<(), StoreError> {
        let Self { writer, readers, lock, .. } = self;
        drop(readers);
        let writer = writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        let closed = writer.close().map_err(|(_, error)| StoreError::from(error));
        drop(lock);
        closed
    }

    fn lease(&self) -> Result<Lease<'_>, StoreError> {
        let readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let none_free = |readers: &mut Readers| readers.idle.is_empty() && readers.open >= READERS_MAX;
        let mut readers =
            self.returned.wait_while(readers, none_free).unwrap_or_else(PoisonError::into_inner);
        if let Some(reader) = readers.idle.pop() {
            return Ok(Lease { book: self, reader: Some(reader) });
        }
        readers.open += 1;
        drop(readers);
        // The lease exists before the connection, so that a failure gives the place back.
        let mut lease = Lease { book: self, reader: None };
        let connection = connection::open(&self.path, &self.keys, Use::Read)?;
        lease.reader = Some(Reader { connection, seal: self.seal.clone() });
        Ok(lease)
    }
}

/// A reader that goes back to the pool.
struct Lease<'b> {
    book: &'b Book,
    reader: Option<Reader>,
}

impl Lease<'_> {
    fn ask<T>(&self, ask: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let reader = self.reader.as_ref().ok_or(StoreError::Busy)?;
        let view = reader.connection.unchecked_transaction()?;
        let answer = ask(reader);
        // Damage before anything else: it explains whatever went wrong, and what went well is not true.
        connection::confirm_sound(&reader.connection)?;
        let answer = answer?;
        view.finish()?;
        Ok(answer)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut readers = self.book.readers.lock().unwrap_or_else(PoisonError::into_inner);
        match self.reader.take() {
            Some(reader) if reader.connection.is_autocommit() => readers.idle.push(reader),
            _ => readers.open = readers.open.saturating_sub(1),
        }
        self.book.returned.notify_one();
    }
}

impl core::fmt::Debug for Book {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Book").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Books, ImportAct, ImportBatch, ImportItem, MemoryKeyring, NewCompany, Protection, SourceFile,
    };
    use jangbu_domain::{
        ApprovalNumber, BusinessNumber, BuyerIdentity, Direction, InvoiceDraft, InvoiceTypeCode, Krw, Line,
        Party,
    };
    use rusqlite::hooks::Action;
    use std::ops::ControlFlow;
    use std::sync::Arc;

    fn at() -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }

    fn item(serial: u32, supply: i64, act: ImportAct) -> ImportItem {
        let number = |text| BusinessNumber::parse(text).unwrap();
        let supplier = Party::named(number("123-45-67891"), "가상상사", "김가상");
        let name = format!("시험무역 {supply}");
        let buyer = Party::named(BuyerIdentity::Business(number("999-88-00014")), name, "이대표");
        let approval = ApprovalNumber::parse(&format!("2026030299990000{serial:08}")).unwrap();
        let code = InvoiceTypeCode::from_code("0301").unwrap();
        let mut draft = InvoiceDraft::new(approval, code, supplier, buyer);
        draft.supply = Krw::new(supply).unwrap();
        draft.total = draft.supply;
        draft.lines = vec![Line::default()];
        let invoice = draft.check().unwrap();
        ImportItem { invoice, direction: Direction::Sale, act, source: Some(0), locator: None }
    }

    fn import(book: &Book, bytes: &[u8], items: Vec<ImportItem>) -> i64 {
        let (file_name, format) = ("a.xml".to_owned(), "etax_xml".to_owned());
        let files = vec![SourceFile { file_name, format, bytes, carries_resident: false }];
        let batch = ImportBatch { at: at(), files, items_total: 0 };
        book.import(&batch, items, &mut |_, _| ControlFlow::Continue(())).unwrap().import_id.unwrap()
    }

    /// Rows of documents written since the last call, each as `(table, id)`.
    type Seen = Arc<Mutex<Vec<(String, i64)>>>;

    fn watch(book: &Book) -> Seen {
        let seen = Seen::default();
        let sink = Arc::clone(&seen);
        let note = move |_: Action, _: &str, table: &str, id: i64| {
            sink.lock().unwrap().push((table.to_owned(), id));
        };
        book.writer.lock().unwrap().update_hook(Some(note)).unwrap();
        seen
    }

    /// Every document row written since `before` has a change row of the same act.
    fn assert_recorded(book: &Book, seen: &Seen, before: i64, what: &str) {
        let documents = [
            ("company", Entity::Company),
            ("partner", Entity::Partner),
            ("invoice", Entity::Invoice),
            ("source", Entity::Source),
            ("import", Entity::Import),
        ];
        let written = std::mem::take(&mut *seen.lock().unwrap());
        let writer = book.writer.lock().unwrap();
        let mut checked = 0;
        for (table, id) in written {
            let Some((_, entity)) = documents.iter().find(|(name, _)| *name == table) else { continue };
            let recorded: bool = writer
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM change WHERE seq > ?1 AND entity = ?2 AND entity_id = ?3
                       AND act_id = (SELECT max(id) FROM act))",
                    (before, entity.number(), id),
                    |row| row.get(0),
                )
                .unwrap();
            assert!(recorded, "{what}: {table} {id} changed without a change row");
            checked += 1;
        }
        assert!(checked > 0, "{what} wrote nothing");
    }

    #[test]
    fn no_document_changes_without_a_row_in_the_change_chain() {
        let folder = tempfile::tempdir().unwrap();
        let books = Books::new(folder.path(), Arc::new(MemoryKeyring::default()));
        let company = Company {
            name: "가상상사".into(),
            business_number: BusinessNumber::parse("123-45-67891").unwrap(),
            representative: None,
        };
        let new = NewCompany { company, demo: false, at: at(), passphrase: None };
        let book = books.create(&new, Protection::Keyring).unwrap().book;
        let seen = watch(&book);
        let head = || book.read(|r| Ok(r.chain_head()?.seq)).unwrap();
        let go_on = &mut |_, _| ControlFlow::Continue(());

        let mut before = head();
        let first = import(&book, b"one", vec![item(1, 100, ImportAct::Add), item(2, 100, ImportAct::Add)]);
        assert_recorded(&book, &seen, before, "import");
        before = head();
        let replaced = vec![item(1, 200, ImportAct::Replace), item(2, 300, ImportAct::Enrich)];
        let second = import(&book, b"two", replaced);
        assert_recorded(&book, &seen, before, "replace and enrich");
        before = head();
        book.undo_import(first, at(), go_on).unwrap();
        assert_recorded(&book, &seen, before, "undo that keeps");
        before = head();
        book.undo_import(second, at(), go_on).unwrap();
        assert_recorded(&book, &seen, before, "undo that removes");
        before = head();
        let third = import(&book, b"three", vec![item(1, 100, ImportAct::Add)]);
        assert_recorded(&book, &seen, before, "import again");
        before = head();
        let fourth = import(&book, b"four", vec![item(1, 900, ImportAct::Replace)]);
        assert_recorded(&book, &seen, before, "replace");
        before = head();
        book.undo_import(fourth, at(), go_on).unwrap();
        assert_recorded(&book, &seen, before, "undo that restores");
        before = head();
        book.undo_import(third, at(), go_on).unwrap();
        assert_recorded(&book, &seen, before, "last undo");
    }
}
