use super::*;
use jangbu_domain::{ApprovalNumber, Date, Direction, PartyIdentity as _, TaxInvoice, direction_for};
use jangbu_forms::etax::{read_invoice, verify_invoice};
use std::collections::BTreeSet;

fn world() -> World {
    World::new(SEED, kst(start()).date())
}

fn sold(from: Date, to: Date) -> Vec<TaxInvoice> {
    let is_listed = |one: &&TaxInvoice| {
        (from..=to).contains(&one.written_on())
            && direction_for(one, World::company().number) == Some(Direction::Sale)
            && !one.type_code().kind.is_exempt()
    };
    world().invoices().iter().filter(is_listed).cloned().collect()
}

fn numbers(answer: &Value) -> Vec<String> {
    let rows = answer["etxivIsnBrkdTermDVOList"].as_array().unwrap();
    rows.iter().map(|row| row["etan"].as_str().unwrap().replace('-', "")).collect()
}

#[test]
fn pages_together_are_the_list_each_row_once_in_order() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let wanted = sold(Date::constant(2026, 8, 1), Date::constant(2026, 10, 31));
    let mut all = Vec::new();
    let mut page = 1;
    loop {
        let body = asked(|body| body["pageInfoVO"] = json!({"pageNum": page, "pageSize": 30}));
        let answer = browser.action(System::Invoices, "ATEETBDA001R01", &body);
        assert_eq!(
            answer["pageInfoVO"],
            json!({"pageNum": page, "pageSize": 30, "totalCount": wanted.len()})
        );
        assert_eq!(answer["etxivIsnBrkdTermDVOPrmt"], body["etxivIsnBrkdTermDVOPrmt"]);
        let supply: i64 = wanted.iter().map(|one| one.supply().won()).sum();
        assert_eq!(answer["etxivIsnBrkdTermDVO"]["wSumSplCft"], supply.to_string());
        let rows = numbers(&answer);
        if rows.is_empty() {
            break;
        }
        all.extend(rows);
        page += 1;
    }
    let wanted: Vec<String> = wanted.iter().map(|one| one.approval().as_str().to_owned()).collect();
    assert_eq!(all, wanted);
    let newest = asked(|body| body["srtOpt"] = json!("02"));
    let answer = browser.action(System::Invoices, "ATEETBDA001R01", &newest);
    assert_eq!(numbers(&answer).first(), wanted.last());
    assert_eq!(bench.observed()["list_pages"], page + 1);
}

#[test]
fn a_row_has_both_parties_amounts_and_the_first_item() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let answer = browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    let row = &answer["etxivIsnBrkdTermDVOList"][0];
    let invoice = &sold(Date::constant(2026, 8, 1), Date::constant(2026, 10, 31))[0];
    assert_eq!(row["etan"], invoice.approval().to_string());
    assert_eq!(row["wrtDt"], invoice.written_on().to_string());
    assert_eq!(row["splrTxprDscmNo"], "123-45-67891");
    assert_eq!(row["tnmNmB"], invoice.buyer().name);
    assert_eq!(row["totaAmt"], invoice.total().won().to_string());
    assert!(row["lsatNm"].as_str().unwrap().starts_with(invoice.lines()[0].item.as_deref().unwrap()));
}

#[test]
fn page_sizes_are_those_that_the_page_offers() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    for (size, rows) in [("10", 10), ("20", 20), ("30", 30), ("50", 50), ("1000", 10), ("0", 10), ("", 10)] {
        let body = asked(|body| body["pageInfoVO"]["pageSize"] = json!(size));
        assert_eq!(numbers(&browser.action(System::Invoices, "ATEETBDA001R01", &body)).len(), rows, "{size}");
    }
}

#[test]
fn every_direction_kind_and_day_lists_what_the_world_has() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let mut count = |prh: &str, kind: &str, by: &str| {
        let body = asked(|body| {
            let asked = &mut body["etxivIsnBrkdTermDVOPrmt"];
            (asked["prhSlsClCd"], asked["etxivClCd"], asked["dtCl"]) = (json!(prh), json!(kind), json!(by));
            asked["dmnrTin"] = json!(TIN);
        });
        browser.action(System::Invoices, "ATEETBDA001R01", &body)["pageInfoVO"]["totalCount"]
            .as_u64()
            .unwrap()
    };
    let world = world();
    for (prh, direction) in [("01", Direction::Sale), ("02", Direction::Purchase)] {
        for (kind, exempt) in [("01", false), ("03", true)] {
            for by in ["01", "02", "03"] {
                let day = |one: &TaxInvoice| match by {
                    "01" => Some(one.written_on()),
                    "02" => one.issued_at().map(jangbu_domain::DateTime::date),
                    _ => one.transmitted_on(),
                };
                let wanted = world.invoices().iter().filter(|one| {
                    direction_for(one, World::company().number) == Some(direction)
                        && one.type_code().kind.is_exempt() == exempt
                        && day(one).is_some_and(|day| {
                            (Date::constant(2026, 8, 1)..=Date::constant(2026, 10, 31)).contains(&day)
                        })
                });
                let wanted = u64::try_from(wanted.count()).unwrap();
                assert_eq!(count(prh, kind, by), wanted, "{prh} {kind} {by}");
                assert!(wanted > 0);
            }
        }
    }
    assert_eq!(count("02", "02", "01"), 0, "the company is nobody's agent");
}

#[test]
fn an_empty_filter_gives_nothing_and_no_error_and_codes_filter() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let mut list = |field: &str, value: &str| {
        let body = asked(|body| body["etxivIsnBrkdTermDVOPrmt"][field] = json!(value));
        browser.action(System::Invoices, "ATEETBDA001R01", &body)
    };
    for field in ["etxivClsfCd", "etxivKndCd", "isnTypeCd"] {
        let answer = list(field, "");
        assert_eq!(
            (&answer["resultMsg"]["result"], &answer["pageInfoVO"]["totalCount"]),
            (&json!("S"), &json!(0))
        );
    }
    let all = sold(Date::constant(2026, 8, 1), Date::constant(2026, 10, 31));
    let amended = all.iter().filter(|one| one.type_code().kind.is_amended()).count();
    assert!(amended > 0);
    assert_eq!(list("etxivClsfCd", "02")["pageInfoVO"]["totalCount"], amended);
    let partner = all[0].buyer().identity.shown();
    let of_partner = all.iter().filter(|one| one.buyer().identity.shown() == partner).count();
    assert_eq!(list("dmnrTxprDscmNo", &partner)["pageInfoVO"]["totalCount"], of_partner);
}

#[test]
fn a_period_beyond_six_months_a_strange_day_and_another_s_number_are_refused() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let mut code = |field: &str, value: &str| {
        let body = asked(|body| body["etxivIsnBrkdTermDVOPrmt"][field] = json!(value));
        let answer = browser.action(System::Invoices, "ATEETBDA001R01", &body);
        assert_eq!(answer["resultMsg"]["result"], "F");
        answer["resultMsg"]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code("inqrDtStrt", "20260430"), "ETICMZ0008");
    assert_eq!(code("inqrDtStrt", "2026-08-01"), "ETICMZ0001");
    assert_eq!(code("inqrDtEnd", "20260731"), "ETICMZ0001");
    assert_eq!(code("splrTin", "100000000000000000"), "pubcPermission");
    let six = asked(|body| body["etxivIsnBrkdTermDVOPrmt"]["inqrDtStrt"] = json!("20260501"));
    assert_eq!(browser.action(System::Invoices, "ATEETBDA001R01", &six)["resultMsg"]["result"], "S");
}

#[test]
fn of_twenty_thousand_invoices_the_last_page_is_shown_and_the_text_has_a_thousand_rows_a_page() {
    let bench = Bench::with(Books::many(5, 20_000));
    let mut browser = bench.at(System::Invoices);
    let body = |page: u32| {
        asked(move |body| {
            body["fleDwldYn"] = json!("Y");
            body["excelPageInfoVO"] = json!({"pageNum": page.to_string(), "pageSize": "1000"});
            let asked = &mut body["etxivIsnBrkdTermDVOPrmt"];
            (asked["inqrDtStrt"], asked["inqrDtEnd"]) = (json!("20230101"), json!("20230630"));
        })
    };
    let shown = browser.action(System::Invoices, "ATEETBDA001R01", &body(1));
    let total = usize::try_from(shown["pageInfoVO"]["totalCount"].as_u64().unwrap()).unwrap();
    assert!((1_000..2_000).contains(&total), "{total}");
    let last = asked(|own| {
        *own = body(1);
        own["pageInfoVO"]["pageNum"] = json!(total.div_ceil(50));
    });
    let rows = numbers(&browser.action(System::Invoices, "ATEETBDA001R01", &last));
    assert_eq!(rows.len(), total - (total.div_ceil(50) - 1) * 50);
    assert!(rows.iter().all(|number| number.starts_with("202306")));
    let mut seen = BTreeSet::new();
    for (page, rows) in [(1, 1_000), (2, total - 1_000), (3, 0)] {
        let reply = browser.download(System::Invoices, "ATEETBDA005R04", &body(page));
        let text = String::from_utf8(reply.body).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("사업자등록번호\t123-45-67891\t"), "{}", lines[0]);
        assert_eq!(lines[3], "매출 전자(수정) 세금계산서 목록조회");
        let head: Vec<&str> = lines[4].split('\t').collect();
        assert_eq!((head.len(), head[1], head[3]), (33, "승인번호", "전송일자"));
        assert!(lines[5..].iter().all(|line| line.split('\t').count() == 33));
        assert_eq!(lines.len() - 5, rows);
        seen.extend(lines[5..].iter().map(|line| line.split('\t').nth(1).unwrap().to_owned()));
    }
    assert_eq!(seen.len(), total);
    let exempt = browser.download(System::Invoices, "ATEETBDA005R04", &{
        let mut body = body(1);
        body["etxivIsnBrkdTermDVOPrmt"]["etxivClCd"] = json!("03");
        body
    });
    let text = String::from_utf8(exempt.body).unwrap();
    assert_eq!(text.lines().nth(4).unwrap().split('\t').count(), 31);
}

fn of_number(number: &str) -> Value {
    json!({
        "fileDwnYn": "Y", "etan": number,
        "etxivIsnBrkdTermDVOPrmt": {
            "etan": number, "screenId": "UTEETBDA01", "pageNum": "1", "slsPrhClCd": "01", "etxivTin": TIN,
            "etxivClCd": "01", "etxivClsfCd": "", "etxivMpbNo": "0"
        }
    })
}

#[test]
fn the_document_is_signed_reads_back_as_the_invoice_and_is_the_same_each_time() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let world = world();
    for direction in [Direction::Sale, Direction::Purchase] {
        let of_direction = |one: &&TaxInvoice| direction_for(one, World::company().number) == Some(direction);
        let invoice = world.invoices().iter().find(of_direction).unwrap();
        let body = of_number(invoice.approval().as_str());
        let reply = browser.download(System::Invoices, "ATEETBDA001R02", &body);
        let verdict = verify_invoice(&reply.body).unwrap();
        assert!(verdict.is_valid(), "{:?}", verdict.fault);
        let owner = verdict.certificate.unwrap().owner();
        assert_eq!(owner == World::company().name, direction == Direction::Sale, "{owner}");
        let read = read_invoice(&reply.body).unwrap().invoice;
        assert_eq!((read.approval(), read.lines()), (invoice.approval(), invoice.lines()));
        assert_eq!(browser.download(System::Invoices, "ATEETBDA001R02", &body).body, reply.body);
    }
    assert_eq!(bench.observed()["xml_downloads"], 4);
}

#[test]
fn the_detail_has_all_lines_and_a_shown_number_is_not_found() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let all = sold(Date::constant(2026, 8, 1), Date::constant(2026, 10, 31));
    let invoice = all.iter().max_by_key(|one| one.lines().len()).unwrap();
    let detail = browser.action(System::Invoices, "ATEETBDA001R02", &of_number(invoice.approval().as_str()));
    assert_eq!(detail["lsatInfrBizSVOList"].as_array().unwrap().len(), invoice.lines().len());
    assert!(invoice.lines().len() > 1);
    assert_eq!(detail["etxivIsnBrkdTermDVO"]["totaAmt"], invoice.total().won().to_string());
    let shown = ApprovalNumber::parse(invoice.approval().as_str()).unwrap().to_string();
    let missing = browser.action(System::Invoices, "ATEETBDA001R02", &of_number(&shown));
    assert_eq!(missing["resultMsg"]["result"], "F");
}

#[test]
fn receipts_and_card_slips_are_listed_and_kept_as_text() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Receipts);
    let body = json!({
        "tin": TIN, "txprDscmNo": "1234567891", "trsDtRngStrt": "20260801", "trsDtRngEnd": "20261031",
        "pubcUserNo": "all", "spjbTrsYn": "all", "spstCnfrId": "all", "prhTxamtDdcYn": "all",
        "pageInfoVO": {"pageNum": "1", "pageSize": "10"}
    });
    for (action, list) in
        [("ATECRCBA001R02", "cshptTrsBrkdInqrDVOList"), ("ATECRCCA001R06", "busnCrdcTrsBrkdAdmDVOList")]
    {
        let answer = browser.action(System::Receipts, action, &body);
        let rows = answer[list].as_array().unwrap();
        assert_eq!(rows.len(), 10, "{action}");
        let won = |row: &Value, field: &str| row[field].as_str().unwrap().parse::<i64>().unwrap();
        assert!(
            rows.iter()
                .all(|row| won(row, "splCft") + won(row, "vaTxamt") + won(row, "tip")
                    == won(row, "totaTrsAmt"))
        );
        assert!(answer["pageInfoVO"]["totalCount"].as_u64().unwrap() > 60);
    }
    let sums = browser.action(System::Receipts, "ATECRCBA001R03", &body);
    let text = browser.download(System::Receipts, "ATECRCBA001R03", &body);
    let text = String::from_utf8(text.body).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(2).map(|line| line.split('\t').collect()).collect();
    assert_eq!(sums["pageInfoVO"]["totalCount"], rows.len());
    let total: i64 = rows.iter().map(|row| row[5].parse::<i64>().unwrap()).sum();
    assert_eq!(sums["sumTotaTrsAmt"], total.to_string());
    assert!(text.lines().nth(1).unwrap().starts_with("매출일시\t비고\t공급가액"));
    let bought = browser.download(System::Receipts, "ATECRCBA001R02", &body);
    assert_eq!(String::from_utf8(bought.body).unwrap().lines().nth(1).unwrap().split('\t').count(), 14);
}
