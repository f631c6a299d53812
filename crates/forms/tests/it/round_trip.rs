//! Any valid invoice is written and read again the same.

use jangbu_domain::*;
use jangbu_forms::etax::{read_invoice, write_invoice};
use jangbu_forms::hometax::{ItemRows, ListHead, read_workbook, write_list};
use proptest::prelude::*;

/// A text as documents hold it: any characters of XML, no white space at its ends, not blank.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => proptest::char::range('가', '힣'),
        2 => proptest::char::range(' ', '~'),
        1 => prop_oneof![Just('&'), Just('<'), Just('>'), Just('"'), Just('\''), Just('\n'), Just('\r'), Just('\t')],
        1 => any::<char>().prop_map(|c| if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') { '?' } else { c }),
    ];
    proptest::collection::vec(character, 1..40)
        .prop_map(|chars| chars.into_iter().collect::<String>().trim().to_owned())
        .prop_filter("not blank", |text| !text.is_empty())
}

fn maybe_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn business() -> impl Strategy<Value = BusinessNumber> {
    "[0-9]{9}".prop_map(|stem| BusinessNumber::from_stem(&stem).unwrap())
}

fn buyer_identity() -> impl Strategy<Value = BuyerIdentity> {
    prop_oneof![
        4 => business().prop_map(BuyerIdentity::Business),
        1 => "[0-9]{12}[0-8]".prop_map(|digits| BuyerIdentity::Resident(ResidentNumber::from_document(&digits).unwrap())),
        1 => Just(BuyerIdentity::Foreigner),
    ]
}

fn contact() -> impl Strategy<Value = Contact> {
    (maybe_text(), maybe_text(), maybe_text(), text()).prop_map(|(department, person, phone, email)| {
        Contact { department, person, phone, email: Some(email) }
    })
}

fn party<I: core::fmt::Debug>(
    identity: impl Strategy<Value = I>,
    contacts: usize,
) -> impl Strategy<Value = Party<I>> {
    let names = (text(), prop_oneof![Just(String::new()), text()]);
    let rest = (maybe_text(), maybe_text(), maybe_text(), maybe_text());
    (identity, names, rest, proptest::collection::vec(contact(), 0..=contacts)).prop_map(
        |(identity, (name, representative), (branch, address, business_type, business_item), contacts)| {
            Party { identity, branch, name, representative, address, business_type, business_item, contacts }
        },
    )
}

fn amount() -> impl Strategy<Value = Krw> {
    (-1_000_000_000_000i64..1_000_000_000_000).prop_map(|won| Krw::new(won).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1990i16..2100, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (-1_000_000_000i64..1_000_000_000, 0u32..100)
        .prop_map(|(whole, part)| Decimal::parse(&format!("{whole}.{part:02}")).unwrap())
}

fn line() -> impl Strategy<Value = Line> {
    let texts = (maybe_text(), maybe_text(), maybe_text());
    let numbers = (
        proptest::option::of(decimal()),
        proptest::option::of(decimal()),
        proptest::option::of(amount()),
        proptest::option::of(amount()),
    );
    (proptest::option::of(day()), texts, numbers).prop_map(
        |(supplied_on, (item, specification, note), (quantity, unit_price, supply, tax))| Line {
            supplied_on,
            item,
            specification,
            quantity,
            unit_price,
            supply,
            tax,
            note,
        },
    )
}

fn invoice() -> impl Strategy<Value = TaxInvoice> {
    let codes = (0usize..4, 0usize..6, 0usize..6, proptest::option::of(0usize..2));
    let parties = (party(business(), 1), party(buyer_identity(), 2), party(business(), 1));
    let money = (amount(), amount(), proptest::array::uniform4(proptest::option::of(amount())));
    let rest = (
        proptest::collection::vec(text(), 0..=3),
        proptest::collection::vec(line(), 1..8),
        proptest::option::of((day(), 0i8..24, 0i8..60, 0i8..60)),
        proptest::option::of("[0-9A-Za-z]{8}"),
        proptest::option::of((
            maybe_text(),
            0u32..999_999,
            proptest::option::of(day()),
            proptest::option::of(day()),
        )),
    );
    (day(), "[0-9A-Za-z]{16}", codes, parties, money, rest).prop_map(build)
}

type Codes = (usize, usize, usize, Option<usize>);
type Parties = (Party<BusinessNumber>, Party<BuyerIdentity>, Party<BusinessNumber>);
type Money = (Krw, Krw, [Option<Krw>; 4]);
type Rest = (
    Vec<String>,
    Vec<Line>,
    Option<(Date, i8, i8, i8)>,
    Option<String>,
    Option<(Option<String>, u32, Option<Date>, Option<Date>)>,
);

fn build(
    (written, serial, codes, (supplier, buyer, broker), (supply, tax, paid), rest): (
        Date,
        String,
        Codes,
        Parties,
        Money,
        Rest,
    ),
) -> TaxInvoice {
    let (kind, variety, reason, purpose) = codes;
    let (notes, lines, issued, original, declaration) = rest;
    let approval =
        |serial: &str| ApprovalNumber::parse(&format!("{}{serial}", written.strftime("%Y%m%d"))).unwrap();
    let type_code = InvoiceTypeCode { kind: InvoiceKind::ALL[kind], variety: Variety::ALL[variety] };
    let mut draft = InvoiceDraft::new(approval(&serial), type_code, supplier, buyer);
    draft.issued_at = issued.map(|(day, hour, minute, second)| day.at(hour, minute, second, 0));
    draft.purpose = purpose.map(|at| [Purpose::Receipt, Purpose::Claim][at]);
    draft.amendment = type_code.kind.is_amended().then(|| Amendment {
        reason: Some(AmendmentReason::ALL[reason]),
        original: original.map(|serial| approval(&format!("99990000{serial}"))),
    });
    draft.broker = type_code.variety.is_consigned().then_some(broker);
    draft.supply = supply;
    draft.tax = (!type_code.kind.is_exempt()).then_some(tax);
    draft.total = supply.checked_add(draft.tax.unwrap_or_default()).unwrap();
    for (code, amount) in ["10", "20", "30", "40"].into_iter().zip(paid) {
        *draft.payment.part_mut(code).unwrap() = amount;
    }
    draft.notes = notes;
    draft.lines = lines;
    draft.import_declaration = declaration.map(|(number, count, from, to)| ImportDeclaration {
        number,
        item_count: Some(count),
        from,
        to,
    });
    draft.check().unwrap()
}

/// What a list keeps of an invoice that was written to one.
fn as_listed(invoice: &TaxInvoice) -> InvoiceDraft {
    let mut draft = invoice.to_draft();
    draft.detail = Detail::Listing;
    draft
}

fn one_line(text: &mut String) {
    *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
}

proptest! {
    #[test]
    fn any_invoice_is_written_to_xml_and_read_again_the_same(invoice in invoice()) {
        let written = write_invoice(&invoice).unwrap();
        let read = read_invoice(&written).unwrap();
        prop_assert_eq!(&read.invoice, &invoice);
        prop_assert!(read.findings.is_empty(), "{:?}", read.findings);
    }
}

/// Each case writes and reads a workbook, which takes its time: an eighth of the usual number.
fn fewer() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: (usual.cases / 8).max(8), ..usual }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn any_invoice_written_to_a_list_reads_as_what_the_list_shows_of_it(invoice in invoice()) {
        let head = ListHead {
            company: invoice.supplier().identity,
            name: "가상상사".into(),
            representative: "홍길동".into(),
            direction: Direction::Sale,
            exempt: invoice.type_code().kind.is_exempt(),
        };
        let bytes = write_list(&head, [&invoice], ItemRows::Every).unwrap();
        let read = read_workbook(&bytes, &mut |_, _| core::ops::ControlFlow::Continue(())).unwrap();
        prop_assert_eq!(read.rejected, 0, "{:?}", read.findings);
        prop_assert_eq!(read.reconciled, Some(true), "{:?}", read.findings);
        let (read, sent) = (read.listed[0].invoice.to_draft(), as_listed(&invoice));
        prop_assert_eq!(read.approval, sent.approval);
        prop_assert_eq!(read.type_code, sent.type_code);
        prop_assert_eq!((read.supply, read.tax, read.total), (sent.supply, sent.tax, sent.total));
        prop_assert!(read.buyer.identity.agrees_with(&sent.buyer.identity));
        prop_assert_eq!(read.amendment.and_then(|a| a.original), sent.amendment.and_then(|a| a.original));
        let (mut read_name, mut sent_name) = (read.supplier.name, sent.supplier.name);
        one_line(&mut read_name);
        one_line(&mut sent_name);
        prop_assert_eq!(read_name, sent_name);
        let amounts = |lines: &[Line]| -> Vec<_> { lines.iter().map(|l| (l.supplied_on, l.quantity, l.supply)).collect() };
        let exempt = sent.type_code.kind.is_exempt();
        let as_shown = |line: Line| if exempt { Line { tax: None, ..line } } else { line };
        let shown: Vec<Line> =
            sent.lines.into_iter().map(as_shown).filter(|line| *line != Line::default()).collect();
        prop_assert_eq!(amounts(&read.lines), amounts(&shown));
    }
}
