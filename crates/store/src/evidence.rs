//! Purchases that the tax office knows of without a tax invoice (매입 증빙): paid in cash with a
//! receipt, or by the business's card.
//!
//! The office is the source and the book keeps what it said. A row is known by its kind, its moment,
//! its number and its amount; the same row read again is the same row. What the office says otherwise
//! later (공제 여부, mostly) is a change of the chain; that it was seen again is none.

use crate::errand::check_name;
use crate::table::change::{Act, Entity, Operation, kind};
use crate::table::evidence;
use crate::{Book, Reader, StoreError};
use core::fmt;
use core::str::FromStr;
use jangbu_domain::{BusinessNumber, Date, DateTime, Krw, mask_resident_numbers};
use jiff::Timestamp;

/// Most rows of one list that is kept in one transaction.
pub const EVIDENCE_MAX: usize = 60_000;
/// Most rows of one page.
pub const EVIDENCE_PAGE_MAX: u32 = 1_000;
/// Characters of a text that are kept.
const TEXT_CHARS_MAX: usize = 200;

/// How a purchase was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceKind {
    /// 현금영수증 매입.
    CashReceipt,
    /// 사업용 신용카드 매입.
    CardPurchase,
}

/// A purchase as the office lists it; a cancelled one is negative. Texts may be blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How it was paid.
    pub kind: EvidenceKind,
    /// 거래일시; midnight where only the day is known.
    pub at: DateTime,
    /// 승인번호 of a receipt, the office's number of a purchase by card.
    pub approval: String,
    /// The card as the office shows it, masked.
    pub card: String,
    /// 카드사.
    pub issuer: String,
    /// 사업자등록번호 of the seller, if it holds.
    pub seller_number: Option<BusinessNumber>,
    /// 상호 of the seller.
    pub seller_name: String,
    /// 공급가액.
    pub supply: Krw,
    /// 부가가치세.
    pub tax: Krw,
    /// 봉사료.
    pub tip: Krw,
    /// 합계.
    pub total: Krw,
    /// Whether the office lets the tax be deducted (공제); none where it does not say.
    pub is_deductible: Option<bool>,
    /// 거래구분 as the office writes it.
    pub dealing: String,
}

/// A purchase in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its number in the book.
    pub id: i64,
    /// What the office says.
    pub evidence: Evidence,
    /// Who said so first.
    pub provider: String,
    /// When it was first found.
    pub found_at: Timestamp,
    /// When it was last found.
    pub seen_at: Timestamp,
}

/// Which purchases; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// One kind.
    pub kind: Option<EvidenceKind>,
    /// First day.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub to: Option<Date>,
}

/// Where a page ended: moment and number of its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceCursor {
    /// Moment.
    pub at: DateTime,
    /// Number.
    pub id: i64,
}

impl fmt::Display for EvidenceCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.at, self.id)
    }
}

impl FromStr for EvidenceCursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let (at, id) = text.split_once('~').ok_or(StoreError::BadCursor)?;
        let at = at.parse().map_err(|_| StoreError::BadCursor)?;
        Ok(Self { at, id: id.parse().map_err(|_| StoreError::BadCursor)? })
    }
}

/// Count and sums, in won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvidenceSums {
    /// Purchases.
    pub count: u64,
    /// 공급가액.
    pub supply_krw: i64,
    /// 부가가치세.
    pub tax_krw: i64,
    /// 합계, with tips.
    pub total_krw: i64,
    /// 부가가치세 of those that the office lets deduct.
    pub deductible_tax_krw: i64,
}

/// What a list brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvidenceCounts {
    /// Not known before.
    pub new: u32,
    /// Known, and said otherwise now.
    pub changed: u32,
    /// Known and the same.
    pub same: u32,
    /// In the book for these days and not in the list. They stay.
    pub gone: u32,
}

impl Book {
    /// Keeps the whole list of one kind and some days, all of it in one transaction.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] beyond [`EVIDENCE_MAX`], [`StoreError::BadRemoteText`] for a text with
    /// control characters or beyond 200 characters, a row of another kind, or one that comes twice;
    /// nothing is written then.
    pub fn keep_evidence(
        &self,
        of: EvidenceKind,
        (from, to): (Date, Date),
        list: &[Evidence],
        provider: &str,
        at: Timestamp,
    ) -> Result<EvidenceCounts, StoreError> {
        check_list(of, list)?;
        check_name("a provider", provider)?;
        self.write(|tx, seal| {
            let mut counts = EvidenceCounts::default();
            let filter = EvidenceFilter { kind: Some(of), from: Some(from), to: Some(to) };
            // Rows of these days that were there before and have not come.
            let mut left = evidence::count(tx, &filter)?;
            let mut act: Option<Act<'_>> = None;
            for found in list {
                let found = &masked(found);
                let known = evidence::find(tx, found)?;
                if known.is_some() && (from..=to).contains(&found.at.date()) {
                    left = left.saturating_sub(1);
                }
                if let Some(row) = known.as_ref().filter(|row| row.evidence == *found) {
                    evidence::see(tx, row.id, at)?;
                    counts.same += 1;
                    continue;
                }
                let act = match &mut act {
                    Some(act) => act,
                    None => act.insert(Act::begin(tx, seal, kind::EVIDENCE, at)?),
                };
                if let Some(row) = known {
                    change(act, row.id, found, at)?;
                    counts.changed += 1;
                } else {
                    add(act, found, provider, at)?;
                    counts.new += 1;
                }
            }
            if let Some(act) = act {
                act.finish()?;
            }
            counts.gone = u32::try_from(left).unwrap_or(u32::MAX);
            Ok((counts, !list.is_empty()))
        })
    }
}

impl Reader {
    /// Purchases, newest first, at most `limit` ([`EVIDENCE_PAGE_MAX`]); the cursor of the next page.
    ///
    /// # Errors
    /// As every method here.
    pub fn evidence_page(
        &self,
        filter: &EvidenceFilter,
        after: Option<&EvidenceCursor>,
        limit: u32,
    ) -> Result<(Vec<EvidenceRow>, Option<EvidenceCursor>), StoreError> {
        let limit = limit.clamp(1, EVIDENCE_PAGE_MAX);
        let mut rows = evidence::page(&self.connection, filter, after, limit + 1)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next =
            rows.last().filter(|_| more).map(|last| EvidenceCursor { at: last.evidence.at, id: last.id });
        Ok((rows, next))
    }

    /// Count and sums of the purchases.
    ///
    /// # Errors
    /// As every method here.
    pub fn evidence_sums(&self, filter: &EvidenceFilter) -> Result<EvidenceSums, StoreError> {
        evidence::sums(&self.connection, filter)
    }
}

fn add(act: &mut Act<'_>, found: &Evidence, provider: &str, at: Timestamp) -> Result<(), StoreError> {
    let id = evidence::insert(act.tx, found, provider, at)?;
    let image = evidence::image(act.tx, id)?;
    act.record(Entity::Evidence, id, Operation::Add, None, image.as_deref())
}

fn change(act: &mut Act<'_>, id: i64, found: &Evidence, at: Timestamp) -> Result<(), StoreError> {
    let before = evidence::image(act.tx, id)?;
    evidence::update(act.tx, id, found, at)?;
    let after = evidence::image(act.tx, id)?;
    act.record(Entity::Evidence, id, Operation::Update, before.as_deref(), after.as_deref())
}

/// A seller may be a person whose number stands in a name. The numbers of receipts and purchases may
/// look like one by chance; they tell rows apart and stay as they are.
fn masked(evidence: &Evidence) -> Evidence {
    let mask = |text: &String| mask_resident_numbers(text).into_owned();
    Evidence {
        card: mask(&evidence.card),
        issuer: mask(&evidence.issuer),
        seller_name: mask(&evidence.seller_name),
        dealing: mask(&evidence.dealing),
        ..evidence.clone()
    }
}

fn check_list(kind: EvidenceKind, list: &[Evidence]) -> Result<(), StoreError> {
    if list.len() > EVIDENCE_MAX {
        let max = i64::try_from(EVIDENCE_MAX).unwrap_or(i64::MAX);
        return Err(StoreError::TooMany { what: "purchases", max });
    }
    let mut seen = std::collections::HashSet::with_capacity(list.len());
    for found in list {
        if found.kind != kind || !seen.insert((found.at, found.approval.as_str(), found.total)) {
            return Err(StoreError::BadRemoteText {
                what: "a purchase of another list, or one that comes twice",
            });
        }
        let texts = [&found.approval, &found.card, &found.issuer, &found.seller_name, &found.dealing];
        let fits =
            |text: &&String| text.chars().count() <= TEXT_CHARS_MAX && !text.chars().any(char::is_control);
        if !texts.iter().all(fits) {
            return Err(StoreError::BadRemoteText { what: "a text of a purchase" });
        }
    }
    Ok(())
}
