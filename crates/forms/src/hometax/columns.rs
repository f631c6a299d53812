//! Which column is what, by the text of its heading.

use super::cell::Cell;
use crate::finding::{Finding, codes, expected};
use std::borrow::Cow;

/// A text without any white space, line breaks inside included: headings are broken as it fits.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}').collect()
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    WrittenOn,
    Approval,
    IssuedOn,
    TransmittedOn,
    SupplierNumber,
    SupplierBranch,
    SupplierName,
    SupplierRepresentative,
    SupplierAddress,
    BuyerNumber,
    BuyerBranch,
    BuyerName,
    BuyerRepresentative,
    BuyerAddress,
    BrokerNumber,
    BrokerName,
    BrokerRepresentative,
    Total,
    Supply,
    Tax,
    Class,
    Variety,
    Note,
    Purpose,
    SupplierEmail,
    BuyerEmail1,
    BuyerEmail2,
    ItemDate,
    ItemName,
    ItemSpecification,
    ItemQuantity,
    ItemPrice,
    ItemSupply,
    ItemTax,
    ItemNote,
}

const FIELDS: usize = Field::ItemNote as usize + 1;

/// Whose columns stand here: 상호, 대표자명 … occur once per party, after its number.
#[derive(Clone, Copy)]
enum Side {
    Nobody,
    Supplier,
    Buyer,
    Broker,
}

/// The columns of one sheet.
#[derive(Debug)]
pub(super) struct Columns {
    index: [Option<usize>; FIELDS],
    headings: Vec<String>,
}

impl Columns {
    /// Whether a row is the heading row.
    pub(super) fn is_heading_row(cells: &[Cell<'_>]) -> bool {
        let holds = |wanted: &str| cells.iter().any(|cell| heading(cell).is_some_and(|text| text == wanted));
        holds("작성일자") && holds("승인번호")
    }

    /// Whether a row is the heading row of the form for issuing many at once (일괄발급), which lists
    /// nothing.
    pub(super) fn is_bulk_form(cells: &[Cell<'_>]) -> bool {
        let holds = |wanted: &str| {
            cells.iter().any(|cell| heading(cell).is_some_and(|text| text.starts_with(wanted)))
        };
        holds("공급받는자등록번호") && holds("품목1") && holds("일자1")
    }

    /// Reads the heading row; findings are about headings that are missing, doubled or unknown.
    pub(super) fn read(cells: &[Cell<'_>], row: u32) -> (Self, Vec<Finding>) {
        let mut columns = Self { index: [None; FIELDS], headings: Vec::with_capacity(cells.len()) };
        let mut findings = Vec::new();
        let mut side = Side::Nobody;
        for (at, cell) in cells.iter().enumerate() {
            let text = heading(cell).unwrap_or_default();
            let field = known(&text, &mut side);
            let slot = field.and_then(|field| columns.index.get_mut(field as usize));
            match slot {
                Some(slot) if slot.is_none() => *slot = Some(at),
                Some(_) => {
                    findings.push(Finding::warning(codes::HEADING_DUPLICATE).in_column(&text).at_row(row));
                }
                None if text.is_empty() || IGNORED.contains(&text.as_str()) => {}
                None => findings.push(Finding::info(codes::COLUMN_UNKNOWN).in_column(&text).at_row(row)),
            }
            columns.headings.push(text);
        }
        findings.extend(columns.missing(row));
        (columns, findings)
    }

    fn missing(&self, row: u32) -> Vec<Finding> {
        const NEEDED: [(Field, &str); 6] = [
            (Field::WrittenOn, "작성일자"),
            (Field::Approval, "승인번호"),
            (Field::SupplierNumber, "공급자사업자등록번호"),
            (Field::BuyerNumber, "공급받는자사업자등록번호"),
            (Field::Supply, "공급가액"),
            (Field::Class, "전자세금계산서분류"),
        ];
        let missing = |(_, name): (Field, &str)| {
            Finding::error(codes::HEADING_MISSING)
                .expecting(expected::LIST_HEADINGS)
                .in_column(name)
                .at_row(row)
        };
        NEEDED.into_iter().filter(|(field, _)| !self.has(*field)).map(missing).collect()
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }

    fn position(&self, field: Field) -> Option<usize> {
        self.index.get(field as usize).copied().flatten()
    }

    /// The heading of a field as the sheet has it.
    pub(super) fn heading(&self, field: Field) -> &str {
        self.position(field).and_then(|at| self.headings.get(at)).map_or("", String::as_str)
    }

    /// The cell of a field in a row.
    pub(super) fn cell<'r, 'w>(&self, cells: &'r [Cell<'w>], field: Field) -> &'r Cell<'w> {
        self.position(field).and_then(|at| cells.get(at)).unwrap_or(&Cell::Blank)
    }

    /// The text of a field in a row; none when blank.
    pub(super) fn text<'r>(&self, cells: &'r [Cell<'_>], field: Field) -> Option<Cow<'r, str>> {
        self.cell(cells, field).shown()
    }
}

/// Headings that are known and not needed.
const IGNORED: [&str; 2] = ["발급유형", "순번"];

fn heading(cell: &Cell<'_>) -> Option<String> {
    cell.shown().map(|text| squeezed(&text))
}

fn known(text: &str, side: &mut Side) -> Option<Field> {
    if text.ends_with("등록번호") {
        let (next, field) = if text.starts_with("공급받는자") {
            (Side::Buyer, Field::BuyerNumber)
        } else if text.starts_with("공급자") {
            (Side::Supplier, Field::SupplierNumber)
        } else if text.starts_with("수탁") {
            (Side::Broker, Field::BrokerNumber)
        } else {
            return None;
        };
        *side = next;
        return Some(field);
    }
    let own = |supplier: Field, buyer: Field, broker: Option<Field>| match side {
        Side::Supplier => Some(supplier),
        Side::Buyer => Some(buyer),
        Side::Broker => broker,
        Side::Nobody => None,
    };
    match text {
        "작성일자" => Some(Field::WrittenOn),
        "승인번호" => Some(Field::Approval),
        "발급일자" => Some(Field::IssuedOn),
        "전송일자" => Some(Field::TransmittedOn),
        "종사업장번호" | "종사업장" => own(Field::SupplierBranch, Field::BuyerBranch, None),
        "상호" | "상호명" => own(Field::SupplierName, Field::BuyerName, Some(Field::BrokerName)),
        "대표자명" | "성명" | "대표자" => {
            own(Field::SupplierRepresentative, Field::BuyerRepresentative, Some(Field::BrokerRepresentative))
        }
        "주소" | "사업장주소" => own(Field::SupplierAddress, Field::BuyerAddress, None),
        "합계금액" => Some(Field::Total),
        "공급가액" => Some(Field::Supply),
        "세액" => Some(Field::Tax),
        "비고" => Some(Field::Note),
        "영수/청구구분" | "영수/청구" | "영수청구구분" => Some(Field::Purpose),
        "공급자이메일" => Some(Field::SupplierEmail),
        "공급받는자이메일1" | "공급받는자이메일" => Some(Field::BuyerEmail1),
        "공급받는자이메일2" => Some(Field::BuyerEmail2),
        "품목일자" => Some(Field::ItemDate),
        "품목명" | "품목" => Some(Field::ItemName),
        "품목규격" | "규격" => Some(Field::ItemSpecification),
        "품목수량" | "수량" => Some(Field::ItemQuantity),
        "품목단가" | "단가" => Some(Field::ItemPrice),
        "품목공급가액" => Some(Field::ItemSupply),
        "품목세액" => Some(Field::ItemTax),
        "품목비고" => Some(Field::ItemNote),
        _ if text.ends_with("계산서분류") => Some(Field::Class),
        _ if text.ends_with("계산서종류") => Some(Field::Variety),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(texts: &[&'a str]) -> Vec<Cell<'a>> {
        texts.iter().map(|text| Cell::text(text)).collect()
    }

    #[test]
    fn columns_are_found_in_any_order_and_names_belong_to_the_number_before_them() {
        let cells = row(&[
            "승인번호",
            "공급받는자\n사업자등록번호",
            "상호",
            "공급자 등록번호",
            "상호 ",
            "작성 일자",
            "전자계산서분류",
            "공급\n가액",
        ]);
        assert!(Columns::is_heading_row(&cells));
        let (columns, findings) = Columns::read(&cells, 6);
        assert!(findings.is_empty(), "{findings:?}");
        let data = row(&["a", "b", "buyer", "c", "seller"]);
        assert_eq!(columns.text(&data, Field::BuyerName).as_deref(), Some("buyer"));
        assert_eq!(columns.text(&data, Field::SupplierName).as_deref(), Some("seller"));
        assert_eq!(columns.text(&data, Field::WrittenOn), None, "the row is shorter than the headings");
    }

    #[test]
    fn missing_doubled_and_unknown_headings_are_all_told() {
        let cells =
            row(&["작성일자", "승인번호", "공급자사업자등록번호", "작성일자", "새 제목", "공급가액", "세액"]);
        let (_, findings) = Columns::read(&cells, 6);
        let told: Vec<(&str, &str)> =
            findings.iter().map(|f| (f.code, f.column.as_deref().unwrap_or_default())).collect();
        assert_eq!(
            told,
            [
                (codes::HEADING_DUPLICATE, "작성일자"),
                (codes::COLUMN_UNKNOWN, "새제목"),
                (codes::HEADING_MISSING, "공급받는자사업자등록번호"),
                (codes::HEADING_MISSING, "전자세금계산서분류"),
            ]
        );
    }
}
