//! Importing, importing again, and undoing.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;
use proptest::prelude::*;
use std::ops::ControlFlow;

fn some(count: u32) -> Vec<Spec> {
    (1..=count).map(|serial| Spec { serial, supply: i64::from(serial) * 1_000, ..Spec::default() }).collect()
}

fn items(specs: &[Spec]) -> Vec<ImportItem> {
    specs.iter().map(Spec::item).collect()
}

fn stored(book: &Book, spec: &Spec) -> Option<StoredInvoice> {
    book.read(|r| {
        let id = r.invoice_by_approval(spec.invoice().approval())?;
        id.map_or(Ok(None), |id| r.invoice(id))
    })
    .unwrap()
}

/// Everything a book says, for comparing before and after.
fn picture(book: &Book) -> (Vec<StoredInvoice>, Totals, Vec<PartnerRow>) {
    book.read(|r| {
        let rows = r.invoice_page(&Filter::default(), &[], None, 1_000)?.rows;
        let invoices =
            rows.iter().map(|row| Ok(r.invoice(row.id)?.unwrap())).collect::<Result<_, StoreError>>()?;
        let partners = r.partner_page(None, None, 1_000)?.partners;
        Ok((invoices, r.invoice_totals(&Filter::default(), None)?, partners))
    })
    .unwrap()
}

#[test]
fn importing_the_same_file_twice_adds_nothing() {
    let (_fixture, book) = book();
    let specs = some(10);
    let first = import(&book, 1, vec![file("a.xlsx", b"one")], from_file(items(&specs)));
    assert_eq!((first.added, first.unchanged), (10, 0));
    let before = picture(&book);
    let head = book.read(Reader::chain_head).unwrap();
    let second = import(&book, 2, vec![file("copy.xlsx", b"one")], from_file(items(&specs)));
    assert_eq!(second, ImportCounts { unchanged: 10, ..ImportCounts::default() });
    assert_eq!(picture(&book), before);
    assert_eq!(book.read(Reader::chain_head).unwrap(), head, "not even a change is recorded");
    assert_eq!(book.read(Reader::imports).unwrap().len(), 1);
}

#[test]
fn a_source_is_kept_byte_for_byte_and_says_where_its_invoices_stand() {
    let (_fixture, book) = book();
    let counts = import(&book, 1, vec![file("a.xlsx", b"\x00\xffone")], from_file(items(&some(2))));
    let invoice = stored(&book, &some(2)[1]).unwrap();
    let [link] = invoice.sources.as_slice() else { panic!("one source") };
    assert_eq!(link.locator, Some(Locator { sheet: "세금계산서".into(), first_row: 8, last_row: 8 }));
    assert_eq!(
        (link.source.file_name.as_str(), link.source.size_bytes, link.source.sealed),
        ("a.xlsx", 5, false)
    );
    assert_eq!(Some(link.source.import_id), counts.import_id);
    assert_eq!(book.read(|r| r.source_bytes(link.source.id)).unwrap().as_slice(), b"\x00\xffone");
    let found = book.read(|r| r.source_summary(link.source.id)).unwrap().unwrap();
    assert_eq!(found, link.source);
}

#[test]
fn a_cancelled_import_writes_nothing() {
    let (_fixture, book) = book();
    let before = book.read(Reader::chain_head).unwrap();
    let batch = ImportBatch { at: at(1), files: vec![file("a.xlsx", b"one")], items_total: 600 };
    let mut stop = |done: u64, total: u64| {
        assert_eq!(total, 600);
        if done >= 500 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let cancelled = book.import(&batch, from_file(items(&some(600))), &mut stop);
    assert!(matches!(cancelled, Err(StoreError::Cancelled)));
    assert_eq!(picture(&book).0, []);
    assert_eq!(book.read(Reader::chain_head).unwrap(), before);
    assert!(book.read(Reader::imports).unwrap().is_empty());
}

#[test]
fn another_content_under_a_known_number_is_stale_unless_a_person_replaces_it() {
    let (_fixture, book) = book();
    let ours = Spec::default();
    import_specs(&book, std::slice::from_ref(&ours));
    let theirs = Spec { supply: 2_000_000, ..Spec::default() };
    let fresh = Spec { serial: 2, ..Spec::default() };
    let refused = try_import(&book, 2, Vec::new(), vec![fresh.item(), theirs.item()]);
    assert!(matches!(refused, Err(StoreError::Stale { .. })));
    assert!(stored(&book, &fresh).is_none(), "the good one of the same import was not written either");
    let missing = item(fresh.invoice(), Direction::Sale, ImportAct::Replace);
    assert!(matches!(try_import(&book, 2, Vec::new(), vec![missing]), Err(StoreError::Stale { .. })));

    let version = book.read(|r| r.existing(&[ours.invoice().approval().clone()])).unwrap();
    let version = &version[ours.invoice().approval()];
    assert_eq!(version.agreement_with(&ours.invoice()), Agreement::Same);
    assert!(matches!(version.agreement_with(&theirs.invoice()), Agreement::Conflict(_)));

    let replaced =
        import(&book, 3, Vec::new(), vec![item(theirs.invoice(), Direction::Sale, ImportAct::Replace)]);
    assert_eq!((replaced.added, replaced.replaced), (0, 1));
    assert_eq!(stored(&book, &ours).unwrap().invoice, theirs.invoice());
    let history = book.read(|r| r.history(Entity::Invoice, version.id)).unwrap();
    let told: Vec<_> = history.iter().map(|h| (h.act.as_str(), h.operation)).collect();
    assert_eq!(told, [("import", Operation::Add), ("import", Operation::Replace)]);
    let supply = history[1].fields.iter().find(|f| f.field == "supply").unwrap();
    assert_eq!((supply.book.as_deref(), supply.file.as_deref()), (Some("1,000,000"), Some("2,000,000")));
}

#[test]
fn the_document_after_the_list_enriches_and_an_undo_takes_only_that_back() {
    let (_fixture, book) = book();
    let spec = Spec::default();
    let mut listed = spec.draft();
    listed.detail = Detail::Listing;
    listed.lines.clear();
    listed.payment = PaymentSplit::default();
    listed.transmitted_on = Some(Date::constant(2026, 3, 3));
    let listed = listed.check().unwrap();
    let row = item(listed.clone(), Direction::Sale, ImportAct::Add);
    import(&book, 1, vec![file("list.xlsx", b"list")], from_file(vec![row]));
    let before = picture(&book);
    let document = import(&book, 2, vec![file("one.xml", b"xml")], from_file(vec![spec.item()]));
    assert_eq!((document.added, document.enriched), (0, 1), "an Add that says more enriches");
    let now = stored(&book, &spec).unwrap();
    assert_eq!((now.row.detail, now.sources.len()), (Detail::Document, 2));
    assert_eq!(now.invoice.transmitted_on(), listed.transmitted_on());

    let undone = book.undo_import(document.import_id.unwrap(), at(3), &mut go_on).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept.len()), (0, 1, 0));
    assert_eq!(picture(&book), before);
    let again = book.undo_import(document.import_id.unwrap(), at(4), &mut go_on);
    assert!(matches!(again, Err(StoreError::AlreadyUndone { .. })));
    assert!(matches!(book.undo_import(99, at(4), &mut go_on), Err(StoreError::NotFound { .. })));
    assert!(book.read(Reader::imports).unwrap()[0].undone_at == Some(at(3)));
}

#[test]
fn an_undo_takes_everything_away_that_the_import_brought() {
    let (_fixture, book) = book();
    let first = Spec { partner_name: "옛이름".into(), ..Spec::default() };
    import(&book, 1, vec![file("a", b"a")], from_file(items(&[first])));
    let before = picture(&book);
    let newer = [
        Spec {
            serial: 2, partner_name: "새이름".into(), day: Date::constant(2026, 5, 1), ..Spec::default()
        },
        Spec { serial: 3, partner: 7, partner_name: "처음보는곳".into(), ..Spec::default() },
    ];
    let second = import(&book, 2, vec![file("b", b"b")], from_file(items(&newer)));
    let names: Vec<_> = picture(&book).2.into_iter().map(|p| p.name).collect();
    assert_eq!(names, ["새이름", "처음보는곳"], "a partner is called as on its newest invoice");
    let undone = book.undo_import(second.import_id.unwrap(), at(3), &mut go_on).unwrap();
    assert_eq!((undone.removed, undone.kept.len()), (2, 0));
    assert_eq!(picture(&book), before);
    let filter = Filter { text: Some("처음보는".into()), ..Filter::default() };
    assert!(all_pages(&book, &filter, &[], 10).is_empty(), "the search has forgotten it too");
    let hash = sha256(b"b");
    assert!(book.read(|r| r.source_by_hash(&hash)).unwrap().is_none());

    // Coming in again, it gets a number that was never used.
    let third = import(&book, 4, vec![file("b", b"b")], from_file(items(&newer)));
    assert_eq!(third.added, 2);
    let id = stored(&book, &newer[0]).unwrap().row.id;
    assert_eq!(book.read(|r| r.history(Entity::Invoice, id)).unwrap().len(), 1);
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[test]
fn what_a_later_import_stands_on_is_kept_with_its_reason_until_that_is_undone_too() {
    let (_fixture, book) = book();
    let [shared, changed, alone] = [1, 2, 3].map(|serial| Spec { serial, ..Spec::default() });
    let first =
        import(&book, 1, vec![file("a", b"a")], from_file(items(&[shared.clone(), changed.clone(), alone])));
    let theirs = Spec { supply: 5_000, ..changed.clone() };
    let later = vec![shared.item(), item(theirs.invoice(), Direction::Sale, ImportAct::Replace)];
    let second = import(&book, 2, vec![file("b", b"b")], from_file(later));
    assert_eq!((second.unchanged, second.replaced), (1, 1));
    let undone = book.undo_import(first.import_id.unwrap(), at(3), &mut go_on).unwrap();
    assert_eq!(undone.removed, 1);
    let mut reasons: Vec<_> = undone.kept.iter().map(|k| (k.approval.clone(), k.reason.code())).collect();
    reasons.sort();
    assert_eq!(
        reasons,
        [
            (shared.invoice().approval().clone(), "in_another_import"),
            (changed.invoice().approval().clone(), "changed_later"),
        ]
    );
    assert_eq!(stored(&book, &changed).unwrap().row.supply.won(), 5_000);
    let undone = book.undo_import(second.import_id.unwrap(), at(4), &mut go_on).unwrap();
    assert_eq!((undone.removed, undone.kept.len()), (2, 0));
    assert_eq!(picture(&book).0, []);
    assert_eq!(picture(&book).1, Totals::default());
}

#[test]
fn an_undo_that_is_cancelled_changes_nothing() {
    let (_fixture, book) = book();
    let counts = import(&book, 1, Vec::new(), items(&some(5)));
    let before = picture(&book);
    let mut stop =
        |done: u64, _: u64| if done == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let cancelled = book.undo_import(counts.import_id.unwrap(), at(2), &mut stop);
    assert!(matches!(cancelled, Err(StoreError::Cancelled)));
    assert_eq!(picture(&book), before);
}

#[test]
fn an_amendment_is_found_from_its_original() {
    let (_fixture, book) = book();
    let original = Spec::default();
    let mut amended = Spec { serial: 2, type_code: "0201", supply: -1_000_000, ..Spec::default() }.draft();
    amended.amendment = Some(Amendment {
        reason: Some(AmendmentReason::Cancellation),
        original: Some(original.invoice().approval().clone()),
    });
    let amended = amended.check().unwrap();
    import(
        &book,
        1,
        Vec::new(),
        vec![original.item(), item(amended.clone(), Direction::Sale, ImportAct::Add)],
    );
    let found = book.read(|r| r.amendments_of(original.invoice().approval())).unwrap();
    assert_eq!(found.iter().map(|row| &row.approval).collect::<Vec<_>>(), [amended.approval()]);
}

#[test]
fn an_id_carries_its_day_and_stays_exact_in_json() {
    let (_fixture, book) = book();
    let specs = [
        Spec { day: Date::constant(1999, 12, 31), serial: 1, ..Spec::default() },
        Spec { day: Date::constant(2000, 1, 1), serial: 2, ..Spec::default() },
        Spec { day: Date::constant(7000, 1, 1), serial: 3, ..Spec::default() },
    ];
    import_specs(&book, &specs);
    let rows = all_pages(&book, &Filter::default(), &[], 10);
    let days: Vec<Date> = rows.iter().map(|row| row.written_on).collect();
    assert_eq!(days, [specs[2].day, specs[1].day, specs[0].day]);
    assert!(rows.iter().all(|row| row.id.abs() < 1 << 53));
    let far = Spec { day: Date::constant(9999, 12, 31), serial: 4, ..Spec::default() };
    let refused = try_import(&book, 2, Vec::new(), vec![far.item()]);
    assert!(matches!(refused, Err(StoreError::DateRange { .. })));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[가-힣a-z0-9 &<>\"'\n]{1,12}",
        Just("850301-1234567 님".to_owned()),
        Just("8503015234567".to_owned())
    ]
}

fn any_option() -> impl Strategy<Value = Option<String>> {
    prop::option::of(any_text())
}

fn any_line() -> impl Strategy<Value = Line> {
    (
        any_option(),
        any_option(),
        any_option(),
        prop::option::of(-999_999i64..999_999),
        prop::option::of(0i64..5_000),
    )
        .prop_map(|(item, specification, note, supply, quantity)| Line {
            item,
            specification,
            note,
            supply: supply.map(krw),
            tax: supply.map(|s| krw(s / 10)),
            quantity: quantity.map(|q| Decimal::parse(&format!("{}.{:02}", q / 100, q % 100)).unwrap()),
            unit_price: quantity.map(|q| Decimal::parse(&format!("-{q}.125")).unwrap()),
            supplied_on: quantity.map(|_| Date::constant(2026, 3, 1)),
        })
}

fn any_draft() -> impl Strategy<Value = InvoiceDraft> {
    let codes = prop::sample::select(vec!["0101", "0102", "0103", "0104", "0201", "0203", "0301", "0401"]);
    let reason = prop::option::of(prop::sample::select(AmendmentReason::ALL.to_vec()));
    (
        (codes, -9_000_000i64..9_000_000, 0u8..4, any::<bool>(), reason, any::<bool>()),
        (prop::collection::vec(any_text(), 0..=3), prop::collection::vec(any_line(), 1..5)),
        (any_option(), any_option(), prop::collection::vec((any_option(), any_option()), 0..3)),
    )
        .prop_map(
            |(
                (code, supply, buyer, listed, reason, has_original),
                (notes, lines),
                (address, phone, contacts),
            )| {
                let mut draft = Spec { type_code: code, supply, ..Spec::default() }.draft();
                draft.buyer.identity = match buyer {
                    0 => BuyerIdentity::Resident(ResidentNumber::parse("850301-1234567").unwrap()),
                    1 => {
                        BuyerIdentity::MaskedResident(MaskedResidentNumber::parse("850301-*******").unwrap())
                    }
                    2 => BuyerIdentity::Foreigner,
                    _ => draft.buyer.identity,
                };
                draft.notes = notes;
                draft.lines = lines;
                draft.buyer.address = address;
                draft.supplier.business_item.clone_from(&phone);
                draft.buyer.contacts = contacts
                    .into_iter()
                    .map(|(person, email)| Contact { person, email, phone: phone.clone(), department: None })
                    .collect();
                draft.payment = PaymentSplit {
                    cash: Some(draft.total),
                    note: Some(Krw::ZERO),
                    ..PaymentSplit::default()
                };
                if draft.type_code.variety.is_consigned() {
                    draft.broker = Some(Party::named(number(77), "수탁자", "박수탁"));
                }
                if draft.type_code.variety.is_import() {
                    let from = Some(Date::constant(2026, 1, 1));
                    draft.import_declaration =
                        Some(ImportDeclaration { number: phone, item_count: Some(3), from, to: None });
                }
                if draft.type_code.kind.is_amended() {
                    let original =
                        has_original.then(|| ApprovalNumber::parse("20260101999900000000aBcD").unwrap());
                    draft.amendment =
                        Some(Amendment { reason: reason.or(Some(AmendmentReason::Return)), original });
                }
                draft.detail = if listed { Detail::Listing } else { Detail::Document };
                draft
            },
        )
}

/// An amount may hold the digits of a number by chance.
fn without_amounts(text: &str) -> String {
    text.split("Krw(").map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn an_invoice_comes_out_of_the_book_as_it_went_in(draft in any_draft()) {
        let (_fixture, book) = book();
        let invoice = draft.check().unwrap();
        import(&book, 1, Vec::new(), vec![item(invoice.clone(), Direction::Sale, ImportAct::Add)]);
        let id = book.read(|r| r.invoice_by_approval(invoice.approval())).unwrap().unwrap();
        let shown = book.read(|r| r.invoice(id)).unwrap().unwrap();
        prop_assert!(!without_amounts(&format!("{shown:?}")).contains("234567"), "masked as shown");
        let warned: Vec<_> = invoice.warnings().iter().map(|w| (w.code().to_owned(), w.params())).collect();
        let kept: Vec<_> = shown.warnings.iter().map(|w| (w.code.clone(), w.params.clone())).collect();
        prop_assert_eq!(kept, warned);
        prop_assert_eq!(shown.sealed, book.unmask(id, at(2)).unwrap() != shown.invoice);
        prop_assert_eq!(book.unmask(id, at(2)).unwrap(), invoice.clone());
        let versions = book.read(|r| r.existing(&[invoice.approval().clone()])).unwrap();
        prop_assert_eq!(versions[invoice.approval()].agreement_with(&invoice), Agreement::Same);
        prop_assert_eq!(altered_documents(&book), Vec::<AlteredDocument>::new());
    }
}
