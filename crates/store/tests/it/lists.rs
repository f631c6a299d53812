//! Pages, anchors and sums against a plain sort of everything.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;
use proptest::prelude::*;
use std::cmp::Ordering;

fn any_spec() -> impl Strategy<Value = Spec> {
    let codes = prop::sample::select(vec!["0101", "0102", "0201", "0301", "0401"]);
    let names = prop::sample::select(vec!["가람", "나래", "(주)가람", "Able"]);
    let items = prop::collection::vec(prop::sample::select(vec!["복사용지", "볼펜", "노트북"]), 1..3);
    (0i8..4, codes, names, 0u32..3, -3i64..3, items, prop::option::of(0i8..3), any::<bool>()).prop_map(
        |(day, type_code, name, partner, amount, items, issued, sale)| Spec {
            day: Date::constant(2026, 3, 1).saturating_add(jiff::Span::new().days(day)),
            type_code,
            partner,
            partner_name: name.into(),
            supply: amount * 1_000,
            items: items.into_iter().map(str::to_owned).collect(),
            issued,
            direction: if sale { Direction::Sale } else { Direction::Purchase },
            ..Spec::default()
        },
    )
}

fn any_specs() -> impl Strategy<Value = Vec<Spec>> {
    prop::collection::vec(any_spec(), 0..60).prop_map(|mut specs| {
        for (serial, spec) in (1u32..).zip(&mut specs) {
            spec.serial = serial;
        }
        specs
    })
}

fn any_sort() -> impl Strategy<Value = Vec<Sort>> {
    let sort = (prop::sample::select(Column::ALL.to_vec()), any::<bool>());
    prop::collection::vec(sort.prop_map(|(column, descending)| Sort { column, descending }), 0..4)
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let day = || {
        prop::option::weighted(
            0.3,
            (1i8..5).prop_map(|d| Date::constant(2026, 3, 1).with().day(d).build().unwrap()),
        )
    };
    let amount = || prop::option::weighted(0.2, (-3i64..3).prop_map(|a| krw(a * 1_100)));
    let texts = vec!["가람", "용지", "용", "노트 가람", "", "9990000", "2026030"];
    (
        (day(), day(), amount(), amount()),
        prop::option::weighted(0.3, prop::sample::select(vec![Direction::Sale, Direction::Purchase])),
        prop::collection::vec(prop::sample::select(InvoiceKind::ALL.to_vec()), 0..2),
        prop::option::weighted(0.3, prop::sample::select(texts)),
        prop::option::weighted(0.2, any::<bool>()),
    )
        .prop_map(|((from, to, total_min, total_max), direction, kinds, text, has_warnings)| Filter {
            from,
            to,
            total_min,
            total_max,
            direction,
            kinds,
            text: text.map(str::to_owned),
            has_warnings,
            ..Filter::default()
        })
}

/// Whether a row belongs to a filter, without its text.
fn matches(row: &InvoiceRow, filter: &Filter) -> bool {
    filter.from.is_none_or(|from| row.written_on >= from)
        && filter.to.is_none_or(|to| row.written_on <= to)
        && filter.direction.is_none_or(|direction| row.direction == direction)
        && (filter.kinds.is_empty() || filter.kinds.contains(&row.type_code.kind))
        && filter.partner.is_none_or(|partner| row.partner_id == partner)
        && filter.total_min.is_none_or(|min| row.total >= min)
        && filter.total_max.is_none_or(|max| row.total <= max)
        && filter.has_warnings.is_none_or(|warned| (row.warnings > 0) == warned)
}

fn compare(a: &InvoiceRow, b: &InvoiceRow, column: Column) -> Ordering {
    let tax = |row: &InvoiceRow| row.tax.unwrap_or_default();
    match column {
        Column::WrittenOn => a.written_on.cmp(&b.written_on),
        Column::IssuedOn => a.issued_at.cmp(&b.issued_at),
        Column::Partner => a.partner_name.cmp(&b.partner_name),
        Column::Supply => a.supply.cmp(&b.supply),
        Column::Tax => tax(a).cmp(&tax(b)),
        Column::Total => a.total.cmp(&b.total),
        Column::Kind => (a.type_code.kind, a.type_code.variety).cmp(&(b.type_code.kind, b.type_code.variety)),
        Column::Direction => a.direction.cmp(&b.direction),
        Column::Approval => a.approval.cmp(&b.approval),
        Column::Item => a.item.cmp(&b.item),
    }
}

fn plain_sort(rows: &mut [InvoiceRow], sort: &[Sort]) {
    let last_descending = sort.last().is_none_or(|sort| sort.descending);
    rows.sort_by(|a, b| {
        let keys = sort.iter().map(|sort| {
            let order = compare(a, b, sort.column);
            if sort.descending { order.reverse() } else { order }
        });
        let ties = if last_descending { b.id.cmp(&a.id) } else { a.id.cmp(&b.id) };
        keys.fold(Ordering::Equal, Ordering::then).then(ties)
    });
}

/// Columns named twice count where they stand first, as the list has it.
fn distinct(sort: Vec<Sort>) -> Vec<Sort> {
    let mut kept: Vec<Sort> = Vec::new();
    for key in sort {
        if !kept.iter().any(|k| k.column == key.column) {
            kept.push(key);
        }
    }
    kept
}

fn sums(rows: &[InvoiceRow], direction: Direction) -> Sums {
    rows.iter().filter(|row| row.direction == direction).fold(Sums::default(), |sums, row| Sums {
        count: sums.count + 1,
        supply_krw: sums.supply_krw + row.supply.won(),
        tax_krw: sums.tax_krw + row.tax.map_or(0, Krw::won),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn pages_anchors_and_totals_agree_with_a_plain_sort_of_everything(
        specs in any_specs(),
        questions in prop::collection::vec((any_filter(), any_sort(), 1u32..9), 12),
    ) {
        let (_fixture, book) = book();
        import_specs(&book, &specs);
        let everything = all_pages(&book, &Filter::default(), &[], 1_000);
        prop_assert_eq!(everything.len(), specs.len());
        for (filter, sort, limit) in questions {
            let sort = distinct(sort);
            let mut expected: Vec<InvoiceRow> = everything.iter().filter(|row| matches(row, &filter)).cloned().collect();
            if filter.text.as_deref().is_some_and(|text| !text.is_empty()) {
                let found = all_pages(&book, &Filter { text: filter.text.clone(), ..Filter::default() }, &[], 1_000);
                expected.retain(|row| found.contains(row));
            }
            plain_sort(&mut expected, &sort);
            let paged = all_pages(&book, &filter, &sort, limit);
            prop_assert_eq!(&paged, &expected, "{:?} {:?}", filter, sort);

            let anchors = book.read(|r| r.invoice_anchors(&filter, &sort, limit)).unwrap();
            prop_assert_eq!(anchors.count, u64::try_from(expected.len()).unwrap());
            let every = usize::try_from(limit).unwrap();
            prop_assert_eq!(anchors.cursors.len(), expected.len() / every);
            for (place, cursor) in (1..).zip(&anchors.cursors) {
                let page = book.read(|r| r.invoice_page(&filter, &sort, Some(cursor), limit)).unwrap();
                let start: Vec<_> = expected.iter().skip(place * every).take(every).cloned().collect();
                prop_assert_eq!(page.rows, start);
            }

            let totals = book.read(|r| r.invoice_totals(&filter, None)).unwrap();
            prop_assert_eq!(totals.sales, sums(&expected, Direction::Sale), "{:?}", filter);
            prop_assert_eq!(totals.purchases, sums(&expected, Direction::Purchase));
            let chosen: Vec<_> = everything.iter().step_by(2).cloned().collect();
            let ids: Vec<i64> = chosen.iter().map(|row| row.id).collect();
            let among: Vec<_> = expected.iter().filter(|row| ids.contains(&row.id)).cloned().collect();
            let totals = book.read(|r| r.invoice_totals(&filter, Some(&ids))).unwrap();
            prop_assert_eq!(totals.sales, sums(&among, Direction::Sale));
        }
    }
}

#[test]
fn a_cursor_of_another_order_or_a_changed_one_is_refused() {
    let (_fixture, book) = book();
    let specs: Vec<Spec> = (1..=5).map(|serial| Spec { serial, ..Spec::default() }).collect();
    import_specs(&book, &specs);
    let sort = [Sort { column: Column::Total, descending: true }];
    let page = book.read(|r| r.invoice_page(&Filter::default(), &sort, None, 2)).unwrap();
    let next = page.next.unwrap();
    let other = [Sort { column: Column::Item, descending: true }];
    for wrong in [&[][..], &other[..]] {
        let refused = book.read(|r| r.invoice_page(&Filter::default(), wrong, Some(&next), 2));
        assert!(matches!(refused, Err(StoreError::BadCursor)));
    }
    let text = next.to_string();
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(matches!(Cursor::parse(&changed), Err(StoreError::BadCursor)), "byte {at}");
    }
    for wrong in ["", "가", "00", "zz"] {
        assert!(matches!(Cursor::parse(wrong), Err(StoreError::BadCursor)), "{wrong:?}");
    }
}

#[test]
fn a_row_that_comes_in_between_two_pages_moves_no_other_row() {
    let (_fixture, book) = book();
    let specs: Vec<Spec> = (1..=6).map(|serial| Spec { serial, ..Spec::default() }).collect();
    import_specs(&book, &specs);
    let first = book.read(|r| r.invoice_page(&Filter::default(), &[], None, 3)).unwrap();
    let newer = Spec { serial: 99, day: Date::constant(2026, 4, 1), ..Spec::default() };
    import(&book, 2, Vec::new(), vec![newer.item()]);
    let second = book.read(|r| r.invoice_page(&Filter::default(), &[], first.next.as_ref(), 3)).unwrap();
    let serials: Vec<String> =
        first.rows.iter().chain(&second.rows).map(|row| serial_of(row).to_string()).collect();
    assert_eq!(serials, ["6", "5", "4", "3", "2", "1"]);
}

#[test]
fn months_are_summed_apart_and_months_without_invoices_are_left_out() {
    let (_fixture, book) = book();
    let months = [(2026, 1), (2026, 1), (2026, 3)];
    let specs: Vec<Spec> = (1u32..)
        .zip(months)
        .map(|(serial, (year, month))| Spec {
            serial,
            day: Date::constant(year, month, 15),
            ..Spec::default()
        })
        .collect();
    import_specs(&book, &specs);
    let (from, to) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
    let sums = book.read(|r| r.month_sums(from, to)).unwrap();
    let told: Vec<_> =
        sums.iter().map(|m| (m.month, m.totals.sales.count, m.totals.sales.supply_krw)).collect();
    assert_eq!(told, [(1, 2, 2_000_000), (3, 1, 1_000_000)]);
    assert_eq!(book.read(Reader::latest_written_on).unwrap(), Some(Date::constant(2026, 3, 15)));
}
