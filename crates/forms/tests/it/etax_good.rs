//! Every kind of document reads.

use crate::fixture;
use jangbu_domain::*;
use jangbu_forms::etax::{read_invoice, write_invoice};
use jangbu_forms::{Format, Locator, Severity};

const UNSIGNED: [&str; 12] = [
    "0101",
    "0101-crlf",
    "0101-compact",
    "0101-person",
    "0101-foreigner",
    "0102",
    "0103",
    "0104",
    "0201-02",
    "0201-06",
    "0301",
    "0401",
];
const SIGNED: [&str; 8] =
    ["0101", "0101-crlf", "0101-compact", "0101-foreigner", "0102", "0104", "0201-02", "0401"];

fn invoice(name: &str) -> TaxInvoice {
    let document = read_invoice(&fixture::bytes(name)).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    assert!(document.findings.is_empty(), "{name}: {:?}", document.findings);
    document.invoice
}

#[test]
fn every_kind_reads_without_a_finding_and_has_its_type_code() {
    for name in UNSIGNED {
        let read = invoice(&format!("unsigned/{name}.xml"));
        assert!(name.starts_with(&read.type_code().to_string()), "{name}");
        assert_eq!(read.detail(), Detail::Document);
    }
}

#[test]
fn a_signature_changes_nothing_that_is_read() {
    for name in SIGNED {
        let (signed, unsigned) =
            (invoice(&format!("signed/{name}.xml")), invoice(&format!("unsigned/{name}.xml")));
        assert_eq!(signed, unsigned, "{name}");
    }
}

#[test]
fn line_ends_and_white_space_between_elements_do_not_matter() {
    let plain = invoice("unsigned/0101.xml").to_draft();
    for other in ["unsigned/0101-crlf.xml", "unsigned/0101-compact.xml"] {
        let mut other = invoice(other).to_draft();
        other.approval = plain.approval.clone();
        assert_eq!(other, plain);
    }
}

#[test]
fn every_field_of_the_plain_invoice_is_read() {
    let read = invoice("unsigned/0101.xml");
    assert_eq!(read.approval().to_string(), "20250131-99990000-00000001");
    assert_eq!(read.written_on(), Date::constant(2025, 1, 31));
    assert_eq!(read.issued_at().unwrap().to_string(), "2025-01-31T09:00:00");
    assert_eq!(read.purpose(), Some(Purpose::Claim));
    assert_eq!(read.notes(), ["1월분"]);
    let supplier = read.supplier();
    assert_eq!(supplier.identity.to_string(), "123-45-67891");
    assert_eq!(supplier.name, "가상상사 주식회사");
    assert_eq!(supplier.representative, "홍길동");
    assert_eq!(supplier.address.as_deref(), Some("서울특별시 가상구 시험로 1 <1층>"));
    assert_eq!(supplier.business_item.as_deref(), Some("소프트웨어 개발 & 공급"));
    assert_eq!(supplier.contacts[0].phone.as_deref(), Some("02-000-0000"));
    assert_eq!(read.buyer().identity.shown(), "999-88-00014");
    assert_eq!(read.buyer().email(), Some("buy@example.test"));
    assert_eq!(read.supply().won(), 1_100_001);
    assert_eq!(read.tax().map(Krw::won), Some(110_000));
    assert_eq!(read.total().won(), 1_210_001);
    assert_eq!(read.payment().credit.map(Krw::won), Some(1_210_001));
    assert_eq!(read.payment().cash, Some(Krw::ZERO), "a written zero is not nothing");
    assert_eq!(read.lines().len(), 2);
    let second = &read.lines()[1];
    assert_eq!(second.item.as_deref(), Some("서버 임대"));
    assert_eq!(second.quantity.map(Decimal::to_plain).as_deref(), Some("2.5"));
    assert_eq!(second.unit_price.map(Decimal::to_plain).as_deref(), Some("40000.5"));
    assert_eq!(second.supply.map(Krw::won), Some(100_001));
    assert_eq!(second.supplied_on, Some(Date::constant(2025, 1, 31)));
    assert!(read.warnings().is_empty(), "{:?}", read.warnings());
}

#[test]
fn buyers_brokers_imports_and_amendments_are_read() {
    let person = invoice("unsigned/0101-person.xml");
    let BuyerIdentity::Resident(number) = &person.buyer().identity else { panic!("a person") };
    assert!(!format!("{person:?}").contains(number.reveal().as_str()), "never printed whole");
    assert!(person.carries_resident_number());
    assert_eq!(invoice("unsigned/0101-foreigner.xml").buyer().identity, BuyerIdentity::Foreigner);

    let consigned = invoice("unsigned/0103.xml");
    assert_eq!(consigned.broker().unwrap().name, "대리상사");
    assert_eq!(consigned.supplier().branch.as_deref(), Some("0001"));

    let import = invoice("unsigned/0104.xml");
    let declaration = import.import_declaration().unwrap();
    assert_eq!(declaration.number.as_deref(), Some("12345250000001M"));
    assert_eq!((declaration.item_count, declaration.from), (Some(3), Some(Date::constant(2025, 1, 31))));
    assert_eq!(import.purpose(), None);

    let amended = invoice("unsigned/0201-02.xml");
    let amendment = amended.amendment().unwrap();
    assert_eq!(amendment.reason, Some(AmendmentReason::PriceChange));
    assert_eq!(amendment.original.as_ref().unwrap().as_str(), "202501319999000000000001");

    assert_eq!(invoice("unsigned/0301.xml").tax(), None);
    assert_eq!(invoice("unsigned/0401.xml").amendment().unwrap().reason, Some(AmendmentReason::Return));
}

#[test]
fn another_prefix_a_byte_order_mark_and_a_korean_code_page_are_read() {
    let plain = invoice("unsigned/0101.xml");
    let text = fixture::text("unsigned/0101.xml");

    let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(read_invoice(&with_mark).unwrap().invoice, plain);

    let prefixed = text
        .replace("</", "</t:")
        .replace('<', "<t:")
        .replace("<t:/t:", "</t:")
        .replace("<t:?", "<?")
        .replace("xmlns=\"", "xmlns:t=\"");
    assert_eq!(read_invoice(prefixed.as_bytes()).unwrap().invoice, plain);

    for label in ["euc-kr", "EUC-KR", "ks_c_5601-1987"] {
        let declared = text.replace("UTF-8", label);
        let (encoded, _, lossy) = encoding_rs::EUC_KR.encode(&declared);
        assert!(!lossy);
        assert_eq!(read_invoice(&encoded).unwrap().invoice, plain, "{label}");
    }
    let undeclared = text.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    assert_eq!(read_invoice(undeclared.as_bytes()).unwrap().invoice, plain);
}

#[test]
fn comments_instructions_and_character_data_sections_are_read_through() {
    let text = fixture::text("unsigned/0101.xml")
        .replace(
            "<NameText>시험무역</NameText>",
            "<NameText><!-- x -->시험<![CDATA[무역]]><?y z?></NameText>",
        )
        .replace("소프트웨어 개발 &amp; 공급", "소프트웨어 개발 &#38; 공&#xAE09;");
    let read = read_invoice(text.as_bytes()).unwrap().invoice;
    assert_eq!(read, invoice("unsigned/0101.xml"));
}

#[test]
fn unknown_elements_and_other_namespaces_are_remarked_and_passed_over() {
    let text = fixture::text("unsigned/0101.xml")
        .replace("<PurposeCode>", "<Later>x</Later>\n<PurposeCode>")
        .replace("<SpecifiedPerson>", "<o:Own xmlns:o=\"urn:other\"><o:ID>1</o:ID></o:Own><SpecifiedPerson>");
    let document = read_invoice(text.as_bytes()).unwrap();
    assert_eq!(document.invoice, invoice("unsigned/0101.xml"));
    let told: Vec<_> = document
        .findings
        .iter()
        .map(|f| (f.severity, f.code, f.row, f.column.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            (Severity::Info, "element_unknown", Some(12), "TaxInvoiceDocument/Later"),
            (Severity::Info, "element_unknown", Some(21), "TaxInvoiceTradeSettlement/InvoicerParty/Own"),
            (Severity::Info, "element_unknown", Some(41), "TaxInvoiceTradeSettlement/InvoiceeParty/Own"),
        ]
    );
}

#[test]
fn what_was_read_is_written_and_read_again_the_same() {
    for name in UNSIGNED {
        let read = invoice(&format!("unsigned/{name}.xml"));
        let written = write_invoice(&read).unwrap();
        assert_eq!(read_invoice(&written).unwrap().invoice, read, "{name}");
    }
}

#[test]
fn the_fixtures_are_written_byte_for_byte_but_for_the_forms_of_numbers() {
    let squeezed = |text: &str| text.replace("40000.50", "40000.5");
    // The exempt fixtures write a tax of zero, which an exempt invoice does not have.
    let elsewhere = ["crlf", "compact", "0301", "0401"];
    for name in UNSIGNED.iter().filter(|name| elsewhere.iter().all(|other| !name.contains(other))) {
        let text = fixture::text(&format!("unsigned/{name}.xml"));
        let read = read_invoice(text.as_bytes()).unwrap().invoice;
        let written = String::from_utf8(write_invoice(&read).unwrap()).unwrap();
        assert_eq!(written.trim_end(), squeezed(&text).trim_end(), "{name}");
    }
}

#[test]
fn the_facade_tells_documents_by_their_bytes_and_archives_by_their_entries() {
    let outcome = fixture::read(&fixture::bytes("signed/0101.xml"));
    assert_eq!(outcome.format, Format::EtaxXml);
    assert_eq!(outcome.invoices.len(), 1);
    assert_eq!(outcome.invoices[0].locator, Locator::Whole);
    assert!(!outcome.carries_resident());

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["0101.xml", "0101-person.xml", "0301.xml"] {
        zip.start_file(format!("2025/{name}"), options).unwrap();
        std::io::Write::write_all(&mut zip, &fixture::bytes(&format!("unsigned/{name}"))).unwrap();
    }
    zip.start_file("2025/readme.txt", options).unwrap();
    zip.start_file("2025/bad.XML", options).unwrap();
    std::io::Write::write_all(&mut zip, b"<TaxInvoice/>").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let outcome = fixture::read(&bytes);
    assert_eq!(outcome.format, Format::EtaxZip);
    assert_eq!((outcome.invoices.len(), outcome.rejected), (3, 1));
    assert_eq!(outcome.invoices[1].locator.to_string(), "2025/0101-person.xml");
    assert!(outcome.carries_resident());
    let told: Vec<_> = outcome.findings.iter().map(|f| (f.code, f.sheet.as_deref().unwrap())).collect();
    assert_eq!(told, [("archive_entry_skipped", "2025/readme.txt"), ("xml_namespace", "2025/bad.XML")]);
}
