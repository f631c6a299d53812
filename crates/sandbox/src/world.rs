//! One invented company and a year of its tax invoices.
//!
//! Nothing here stands for anybody. Business numbers of partners begin with 999-8 (999 is
//! no tax office's code as far as is known), their check digits fit; approval numbers carry the invented registration
//! `99990000`; addresses lie in districts that do not exist, mail ends in `.example`; the one resident
//! number has a thirteenth month. A name that some real firm also bears is chance.

mod event;
mod goods;
mod million;
mod partner;
mod prng;
pub mod receipt;
pub mod register;
mod trade;

pub use million::{Many, million};

use jangbu_domain::{BusinessNumber, Date, Direction, TaxInvoice, direction_for};
use jangbu_forms::etax::{EtaxWriteError, write_invoice};
use jangbu_forms::hometax::{ItemRows, ListHead, ListWriteError, write_list};
use prng::Prng;
use std::path::{Path, PathBuf};

/// Documents of invoices written in the last so many days are given as XML too.
const XML_DAYS: i32 = 62;

/// A company of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// 사업자등록번호.
    pub number: BusinessNumber,
    /// 상호.
    pub name: &'static str,
    /// 대표자.
    pub representative: &'static str,
    /// 주소.
    pub address: &'static str,
    /// 업태.
    pub business_type: &'static str,
    /// 종목.
    pub business_item: &'static str,
    /// 이메일.
    pub email: &'static str,
}

/// The company, its partners and its books up to a day.
#[derive(Clone, Debug)]
pub struct World {
    today: Date,
    invoices: Vec<TaxInvoice>,
}

/// Why the files of the world could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WorldFilesError {
    /// The folder or a file in it.
    #[error("cannot write {path}")]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A list.
    #[error(transparent)]
    List(#[from] ListWriteError),
    /// A document.
    #[error(transparent)]
    Document(#[from] EtaxWriteError),
}

impl World {
    /// The company whose books these are: a wholesaler of office and packing goods.
    pub fn company() -> Company {
        Company {
            number: partner::own_number(),
            name: "예시상사(주)",
            representative: "김가상",
            address: "서울특별시 가상구 예시로 12, 3층",
            business_type: "도매업",
            business_item: "사무·포장용품",
            email: "tax@yesi-sangsa.example",
        }
    }

    /// The world of `seed` as it stands on `today`: from the first day of the year before, so that
    /// each month of this year has last year's beside it; up to some 2,000 invoices.
    pub fn new(seed: u64, today: Date) -> Self {
        let from = today.first_of_year();
        let from = from.checked_sub(jiff::Span::new().years(1)).unwrap_or(from);
        let mut invoices = trade::every_day(&mut Prng::new(seed), from, today);
        event::add_all(&mut invoices, from, today);
        invoices.sort_by(|a, b| (a.written_on(), a.approval()).cmp(&(b.written_on(), b.approval())));
        Self { today, invoices }
    }

    /// All invoices, whole, by day.
    pub fn invoices(&self) -> &[TaxInvoice] {
        &self.invoices
    }

    /// What a clerk would have downloaded: lists of sales and purchases, taxable and exempt, each of
    /// three months and overlapping by one, and the XML of the last two months. File name and bytes.
    ///
    /// A list that could not be written is left out; none ever is ([`World::files`] would say).
    pub fn documents(&self) -> Vec<(String, Vec<u8>)> {
        self.lists().into_iter().chain(self.xml_documents()).filter_map(Result::ok).collect()
    }

    /// Writes [`World::documents`] into a folder, which is made when missing; says which files.
    ///
    /// # Errors
    /// [`WorldFilesError`].
    pub fn files(&self, folder: &Path) -> Result<Vec<PathBuf>, WorldFilesError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| WorldFilesError::Io { path, source }
        };
        std::fs::create_dir_all(folder).map_err(at(folder))?;
        let documents = self.lists().into_iter().chain(self.xml_documents());
        documents
            .map(|document| {
                let (name, bytes) = document?;
                let path = folder.join(name);
                std::fs::write(&path, bytes).map_err(at(&path))?;
                Ok(path)
            })
            .collect()
    }

    fn lists(&self) -> Vec<Result<(String, Vec<u8>), WorldFilesError>> {
        let mut lists = Vec::new();
        for (from, to) in self.periods() {
            for direction in [Direction::Sale, Direction::Purchase] {
                for exempt in [false, true] {
                    lists.extend(self.list(from, to, direction, exempt));
                }
            }
        }
        lists
    }

    /// Three months each, the next beginning in the last of the one before.
    fn periods(&self) -> Vec<(Date, Date)> {
        const STEP_MONTHS: i32 = 2;
        const SPAN_MONTHS: i32 = 3;
        let mut periods = Vec::new();
        let Some(mut from) = self.invoices.first().map(|invoice| invoice.written_on().first_of_month())
        else {
            return periods;
        };
        while from <= self.today {
            let Some(to) = months_after(from, SPAN_MONTHS).and_then(|day| day.yesterday().ok()) else {
                break;
            };
            periods.push((from, to.min(self.today)));
            let Some(next) = months_after(from, STEP_MONTHS) else { break };
            from = next;
        }
        periods
    }

    /// One list; none when it would be empty.
    fn list(
        &self,
        from: Date,
        to: Date,
        direction: Direction,
        exempt: bool,
    ) -> Option<Result<(String, Vec<u8>), WorldFilesError>> {
        let company = Self::company();
        let listed: Vec<&TaxInvoice> = self
            .invoices
            .iter()
            .filter(|invoice| (from..=to).contains(&invoice.written_on()))
            .filter(|invoice| direction_for(invoice, company.number) == Some(direction))
            .filter(|invoice| invoice.type_code().kind.is_exempt() == exempt)
            .collect();
        let count = listed.len();
        if count == 0 {
            return None;
        }
        let side = if direction == Direction::Sale { "매출" } else { "매입" };
        let kind = if exempt { "계산서" } else { "세금계산서" };
        let period = format!("{}-{}", from.strftime("%Y%m"), to.strftime("%Y%m"));
        let name = format!("{side}전자{kind}목록 {period}(1~{count}).xlsx");
        let head = ListHead {
            company: company.number,
            name: company.name.to_owned(),
            representative: company.representative.to_owned(),
            direction,
            exempt,
        };
        let bytes = write_list(&head, listed, ItemRows::First);
        Some(bytes.map(|bytes| (name, bytes)).map_err(WorldFilesError::from))
    }

    fn xml_documents(&self) -> Vec<Result<(String, Vec<u8>), WorldFilesError>> {
        let since = self.today.checked_sub(jiff::Span::new().days(XML_DAYS)).unwrap_or(self.today);
        let recent = self.invoices.iter().filter(|invoice| {
            invoice.written_on() >= since || invoice.amendment().is_some() || invoice.broker().is_some()
        });
        recent
            .map(|invoice| {
                let name = format!("전자세금계산서 {}.xml", invoice.approval());
                Ok((name, write_invoice(invoice)?))
            })
            .collect()
    }
}

/// The same day some months later.
fn months_after(day: Date, months: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().months(months)).ok()
}
