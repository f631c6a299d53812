//! The invented world: deterministic, varied, and readable again from its own files.

#[cfg(test)]
mod world {
    use core::ops::ControlFlow;
    use jangbu_domain::*;
    use jangbu_forms::{Format, ReadOutcome, read_document};
    use jangbu_sandbox::world::{World, million};
    use std::collections::{BTreeMap, BTreeSet};

    const TODAY: Date = Date::constant(2026, 11, 21);

    fn world() -> World {
        World::new(20_260_101, TODAY)
    }

    fn read(bytes: &[u8]) -> ReadOutcome {
        read_document("x", bytes, &mut |_, _| ControlFlow::Continue(()))
    }

    #[test]
    fn the_same_seed_and_day_give_the_same_books_and_another_seed_others() {
        assert_eq!(world().invoices(), world().invoices());
        assert_eq!(world().documents(), world().documents());
        assert_ne!(world().invoices(), World::new(1, TODAY).invoices());
    }

    #[test]
    fn the_books_of_two_years_have_both_directions_every_month_and_nothing_after_today() {
        let world = world();
        let own = World::company().number;
        assert_eq!(own.to_string(), "123-45-67891");
        assert!((1_200..2_500).contains(&world.invoices().len()), "{}", world.invoices().len());
        let mut months: BTreeMap<(i16, i8), BTreeSet<Direction>> = BTreeMap::new();
        let mut numbers = BTreeSet::new();
        for invoice in world.invoices() {
            let direction = direction_for(invoice, own).expect("between the company and a partner");
            months
                .entry((invoice.written_on().year(), invoice.written_on().month()))
                .or_default()
                .insert(direction);
            assert!(numbers.insert(invoice.approval().clone()), "a number given twice");
            assert!(invoice.approval().as_str().get(8..16) == Some("99990000"));
            let issued = invoice.issued_at().expect("issued").date();
            assert!(
                invoice.written_on() <= issued && issued <= TODAY && invoice.transmitted_on() <= Some(TODAY)
            );
        }
        assert_eq!(months.len(), 12 + usize::from(TODAY.month().unsigned_abs()));
        let last = months.keys().last().copied();
        assert!(months.iter().all(|(month, seen)| seen.len() == 2 || Some(*month) == last), "{months:?}");
        let partners: BTreeSet<String> = world
            .invoices()
            .iter()
            .flat_map(|i| [i.supplier().identity.to_string(), i.buyer().identity.shown()])
            .filter(|number| !number.is_empty() && *number != own.to_string())
            .collect();
        assert!((38..=48).contains(&partners.len()), "{}", partners.len());
        assert!(partners.iter().all(|number| number.starts_with("999-8")
            || number.starts_with("999-9")
            || number.starts_with("991332")));
    }

    #[test]
    fn the_next_day_has_the_same_invoices_with_nothing_changed_but_what_was_open() {
        let (before, after) =
            (world(), World::new(20_260_101, TODAY.checked_add(jiff::Span::new().days(4)).unwrap()));
        let later: BTreeMap<&ApprovalNumber, &TaxInvoice> =
            after.invoices().iter().map(|invoice| (invoice.approval(), invoice)).collect();
        let mut enriched = 0;
        for invoice in before.invoices() {
            match invoice.agreement_with(later[invoice.approval()]) {
                Agreement::Same => {}
                Agreement::Enriches(_) => enriched += 1,
                Agreement::Conflict(differences) => panic!("{}: {differences:?}", invoice.approval()),
            }
        }
        assert!(enriched > 0, "something was not transmitted yet");
        assert!(after.invoices().len() > before.invoices().len());
    }

    #[test]
    fn every_kind_of_case_occurs() {
        let world = world();
        let codes: BTreeSet<String> = world.invoices().iter().map(|i| i.type_code().to_string()).collect();
        for code in ["0101", "0102", "0103", "0104", "0201", "0301"] {
            assert!(codes.contains(code), "{code} in {codes:?}");
        }
        let reasons: BTreeSet<AmendmentReason> =
            world.invoices().iter().filter_map(|i| i.amendment()?.reason).collect();
        assert!(reasons.len() >= 5, "{reasons:?}");
        let by_number: BTreeSet<&ApprovalNumber> =
            world.invoices().iter().map(TaxInvoice::approval).collect();
        let originals = world.invoices().iter().filter_map(|i| i.amendment()?.original.as_ref());
        assert!(originals.clone().count() >= 6 && originals.clone().all(|number| by_number.contains(number)));
        let warnings: BTreeSet<&str> =
            world.invoices().iter().flat_map(|i| i.warnings().iter().map(InvoiceWarning::code)).collect();
        for code in ["tax_off_rate", "payment_sum", "purpose_missing", "line_supply_sum", "birth_date_unreal"]
        {
            assert!(warnings.contains(code), "{code} in {warnings:?}");
        }
        let odd = world.invoices().iter().filter(|i| !i.warnings().is_empty()).count();
        assert!(odd < 12, "{odd} invoices with warnings are no longer a few");
        let whom: BTreeSet<&str> = world.invoices().iter().map(|i| i.buyer().identity.code()).collect();
        assert_eq!(whom.into_iter().collect::<Vec<_>>(), ["01", "02", "03"]);
    }

    #[test]
    fn busy_months_sell_more_than_quiet_ones() {
        let world = world();
        let own = World::company().number;
        let sold = |month: i8| {
            let sales = world.invoices().iter().filter(|i| direction_for(i, own) == Some(Direction::Sale));
            sales.filter(|i| i.written_on().month() == month).count()
        };
        assert!(sold(12) > sold(8) && sold(9) > sold(2));
    }

    #[test]
    fn all_files_read_without_error_and_together_give_the_whole_books_back() {
        let world = world();
        let documents = world.documents();
        let mut books: BTreeMap<ApprovalNumber, TaxInvoice> = BTreeMap::new();
        let mut lists = 0;
        let mut repeated = 0;
        for (name, bytes) in &documents {
            let outcome = read(bytes);
            assert!(!outcome.has_errors(), "{name}: {:?}", outcome.findings);
            if outcome.format == Format::HometaxXlsx {
                lists += 1;
                assert_eq!(outcome.reconciled, Some(true), "{name}");
                assert_eq!(outcome.company, Some(World::company().number));
                assert!(outcome.title_direction.is_some() && outcome.findings.is_empty(), "{name}");
            }
            for read in outcome.invoices {
                let number = read.invoice.approval().clone();
                let merged = match books.get(&number).map(|book| book.agreement_with(&read.invoice)) {
                    None => read.invoice,
                    Some(Agreement::Same) => {
                        repeated += 1;
                        continue;
                    }
                    Some(Agreement::Enriches(merged)) => *merged,
                    Some(Agreement::Conflict(differences)) => panic!("{name} {number}: {differences:?}"),
                };
                books.insert(number, merged);
            }
        }
        assert!(lists >= 20, "{lists}");
        assert!(repeated > 100, "lists overlap: {repeated}");
        assert!(documents.len() - lists > 80, "{} documents", documents.len() - lists);
        let numbers: Vec<&ApprovalNumber> = books.keys().collect();
        let mut all: Vec<&ApprovalNumber> = world.invoices().iter().map(TaxInvoice::approval).collect();
        all.sort();
        assert_eq!(numbers, all);
        for invoice in world.invoices() {
            let book = &books[invoice.approval()];
            assert_eq!(book.total(), invoice.total());
            assert_eq!(book.transmitted_on(), invoice.transmitted_on());
            if book.detail() == Detail::Document {
                assert_eq!(book.lines(), invoice.lines());
            }
        }
    }

    #[test]
    fn files_are_written_into_a_folder_under_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let world = world();
        let written = world.files(&folder.path().join("new")).unwrap();
        let documents = world.documents();
        assert_eq!(written.len(), documents.len());
        for (path, (name, bytes)) in written.iter().zip(&documents) {
            assert_eq!(path.file_name().unwrap().to_str(), Some(name.as_str()));
            assert_eq!(&std::fs::read(path).unwrap(), bytes);
        }
    }

    #[test]
    fn the_many_are_as_many_as_asked_valid_plain_and_repeatable() {
        let own = World::company().number;
        let first: Vec<TaxInvoice> = million(7, 5_000).collect();
        assert_eq!(first.len(), 5_000);
        assert!(first.iter().eq(million(7, 5_000).collect::<Vec<_>>().iter()));
        let numbers: BTreeSet<&ApprovalNumber> = first.iter().map(TaxInvoice::approval).collect();
        assert_eq!(numbers.len(), 5_000);
        assert!(first.iter().all(|invoice| invoice.warnings().is_empty()));
        let sales = first.iter().filter(|i| direction_for(i, own) == Some(Direction::Sale)).count();
        assert!((2_700..3_300).contains(&sales), "{sales}");
        assert!(first.windows(2).all(|pair| pair[0].written_on() <= pair[1].written_on()));
    }
}
