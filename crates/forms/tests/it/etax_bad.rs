//! Everything that can be wrong with a document, and where it is said to be.

use crate::fixture;
use jangbu_forms::etax::{DEPTH_MAX, ELEMENTS_MAX, XML_BYTES_MAX, read_invoice};
use jangbu_forms::{Finding, Format, Severity};

/// The plain invoice with one text replaced by another.
fn changed(from: &str, to: &str) -> String {
    changed_in("unsigned/0101.xml", from, to)
}

fn changed_in(fixture: &str, from: &str, to: &str) -> String {
    let text = fixture::text(fixture);
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// The line of the plain invoice on which a text first stands.
fn line_of(text: &str) -> u32 {
    let whole = fixture::text("unsigned/0101.xml");
    let (before, _) = whole.split_once(text).unwrap();
    u32::try_from(before.matches('\n').count() + 1).unwrap()
}

fn refused(text: &str) -> Vec<Finding> {
    let error = read_invoice(text.as_bytes()).expect_err("refused");
    assert!(error.findings.iter().any(|finding| finding.severity == Severity::Error));
    error.findings
}

/// Code, line, path, expectation and excerpt of the only finding.
fn only(text: &str) -> (&'static str, Option<u32>, String, Option<&'static str>, String) {
    let findings = refused(text);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = &findings[0];
    let owned = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    (finding.code, finding.row, owned(&finding.column), finding.expected, owned(&finding.found))
}

/// What is replaced, by what, the path told, the expectation told, and the excerpt told.
const BAD_VALUES: [[&str; 5]; 12] = [
    [
        "<ChargeTotalAmount>1100001",
        "<ChargeTotalAmount>110만원",
        "TaxInvoiceTradeSettlement/SpecifiedMonetarySummation/ChargeTotalAmount",
        "amount",
        "110만원",
    ],
    [
        "<GrandTotalAmount>1210001",
        "<GrandTotalAmount>9007199254740993",
        "TaxInvoiceTradeSettlement/SpecifiedMonetarySummation/GrandTotalAmount",
        "amount",
        "9007199254740993",
    ],
    [
        "<IssueID>202501319999000000000001",
        "<IssueID>2025",
        "TaxInvoiceDocument/IssueID",
        "approval_number",
        "2025",
    ],
    ["<TypeCode>0101", "<TypeCode>0107", "TaxInvoiceDocument/TypeCode", "type_code", "0107"],
    [
        "<IssueDateTime>20250131</",
        "<IssueDateTime>20250231</",
        "TaxInvoiceDocument/IssueDateTime",
        "date_compact",
        "20250231",
    ],
    ["<PurposeCode>02", "<PurposeCode>03", "TaxInvoiceDocument/PurposeCode", "purpose", "03"],
    [
        "<ID>1234567891",
        "<ID>1234567890",
        "TaxInvoiceTradeSettlement/InvoicerParty/ID",
        "business_number",
        "1234567890",
    ],
    [
        "<BusinessTypeCode>01",
        "<BusinessTypeCode>1",
        "TaxInvoiceTradeSettlement/InvoiceeParty/SpecifiedOrganization/BusinessTypeCode",
        "buyer_type",
        "1",
    ],
    [
        "<TypeCode>20",
        "<TypeCode>21",
        "TaxInvoiceTradeSettlement/SpecifiedPaymentMeans/TypeCode",
        "payment_code",
        "21",
    ],
    [
        "<ChargeableUnitQuantity>2.5",
        "<ChargeableUnitQuantity>두 대",
        "TaxInvoiceTradeLineItem[2]/ChargeableUnitQuantity",
        "decimal",
        "두 대",
    ],
    [
        "<CalculatedAmount>10000<",
        "<CalculatedAmount>1e4<",
        "TaxInvoiceTradeLineItem[2]/TotalTax/CalculatedAmount",
        "amount",
        "1e4",
    ],
    [
        "<UnitAmount>40000.50",
        "<UnitAmount>--",
        "TaxInvoiceTradeLineItem[2]/UnitPrice/UnitAmount",
        "decimal",
        "--",
    ],
];

#[test]
fn a_bad_value_is_told_with_its_line_path_and_what_was_expected() {
    for [from, to, path, expected, found] in BAD_VALUES {
        let line = line_of(from);
        let got = refused(&changed(from, to));
        let told = &got[0];
        assert_eq!(told.code, "value_bad", "{to}");
        assert_eq!(told.column.as_deref(), Some(path), "{to}");
        assert_eq!(
            (told.row, told.expected, told.found.as_deref()),
            (Some(line), Some(expected), Some(found)),
            "{to}"
        );
    }
}

#[test]
fn missing_blank_and_doubled_elements_are_told() {
    let name = "TaxInvoiceTradeSettlement/InvoiceeParty/NameText";
    assert_eq!(only(&changed("<NameText>시험무역</NameText>", "")).0, "value_missing");
    let blank = only(&changed("<NameText>시험무역</NameText>", "<NameText>  </NameText>"));
    assert_eq!(
        (blank.0, blank.1, blank.2.as_str()),
        ("value_missing", Some(line_of("<InvoiceeParty>")), name)
    );
    let twice = only(&changed(
        "<NameText>시험무역</NameText>",
        "<NameText>시험무역</NameText><NameText>x</NameText>",
    ));
    assert_eq!((twice.0, twice.1, twice.2.as_str()), ("element_duplicate", Some(line_of("시험무역")), name));
    let text = fixture::text("unsigned/0101.xml");
    let settlement =
        text.find("<TaxInvoiceTradeSettlement>").unwrap()..text.find("<TaxInvoiceTradeLineItem>").unwrap();
    let mut without = text.clone();
    without.replace_range(settlement, "");
    let missing = only(&without);
    assert_eq!((missing.0, missing.2.as_str()), ("element_missing", "TaxInvoiceTradeSettlement"));
    let two_documents =
        text.replace("<TaxInvoiceTradeSettlement>", "<TaxInvoiceDocument/>\n<TaxInvoiceTradeSettlement>");
    assert_eq!(only(&two_documents).0, "element_duplicate");
}

#[test]
fn all_that_is_wrong_with_one_document_is_told_at_once() {
    let text = changed("<TypeCode>0101", "<TypeCode>9999")
        .replace("<ID>1234567891", "<ID>12345")
        .replace("<PaidAmount>1210001", "<PaidAmount>많음")
        .replace("<InvoiceAmount>100001", "<InvoiceAmount>1,0")
        .replace("<UnitAmount>1000000", "<UnitAmount>x");
    let findings = refused(&text);
    let lines: Vec<Option<u32>> = findings.iter().map(|finding| finding.row).collect();
    assert_eq!(findings.len(), 5, "{findings:?}");
    let places = [
        "<TypeCode>0101",
        "<ID>1234567891",
        "<PaidAmount>1210001",
        "<InvoiceAmount>100001",
        "<UnitAmount>1000000",
    ];
    for line in places.map(line_of) {
        assert!(lines.contains(&Some(line)), "{line} in {lines:?}");
    }
}

#[test]
fn values_that_do_not_hold_together_are_told_at_the_element_they_are_about() {
    let date = only(&changed("<IssueDateTime>20250131</", "<IssueDateTime>20250130</"));
    assert_eq!((date.0, date.1, date.2.as_str()), ("approval_date", Some(8), "TaxInvoiceDocument/IssueID"));
    let sum = only(&changed("<GrandTotalAmount>1210001", "<GrandTotalAmount>1210000"));
    assert_eq!((sum.0, sum.1), ("total_sum", Some(line_of("<SpecifiedMonetarySummation>"))));
    let broker = only(&changed("<TypeCode>0101", "<TypeCode>0103"));
    assert_eq!((broker.0, broker.2.as_str()), ("broker_missing", "TaxInvoiceTradeSettlement/BrokerParty"));
    let reason = only(&changed("<TypeCode>0101", "<TypeCode>0201"));
    assert_eq!((reason.0, reason.1), ("amendment_missing", Some(7)));
    let mut lines = fixture::text("unsigned/0101.xml");
    let item = "<TaxInvoiceTradeLineItem><NameText>x</NameText></TaxInvoiceTradeLineItem>";
    lines = lines.replace("</TaxInvoice>", &format!("{}</TaxInvoice>", item.repeat(98)));
    let many = refused(&lines);
    assert!(many.iter().any(|finding| finding.code == "line_count"), "{many:?}");
}

#[test]
fn a_broken_time_of_issue_is_a_warning_since_the_signature_does_not_cover_it() {
    let document = read_invoice(changed("20250131090000", "어제").as_bytes()).unwrap();
    assert_eq!(document.invoice.issued_at(), None);
    let finding = &document.findings[0];
    assert_eq!(
        (finding.severity, finding.code, finding.row),
        (Severity::Warning, "issue_time_unread", Some(5))
    );
}

#[test]
fn a_buyer_without_its_type_is_told_by_the_number() {
    let text = changed("<BusinessTypeCode>01</BusinessTypeCode>", "");
    let document = read_invoice(text.as_bytes()).unwrap();
    assert_eq!(document.findings[0].code, "buyer_type_inferred");
    assert_eq!(document.findings[0].severity, Severity::Warning);
}

#[test]
fn what_breaks_the_xml_is_told_with_its_line() {
    let text = fixture::text("unsigned/0101.xml");
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let bomb = text.replace(
        declaration,
        &format!("{declaration}<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"),
    );
    assert_eq!((only(&bomb).0, only(&bomb).1), ("xml_doctype", Some(2)));
    let entity = only(&changed("시험무역", "&lol;"));
    assert_eq!((entity.0, entity.1, entity.4.as_str()), ("xml_entity", Some(line_of("시험무역")), "&lol;"));
    let forbidden = only(&changed("시험무역", "&#0;"));
    assert_eq!(forbidden.0, "xml_entity");
    let root =
        only(&text.replace("TaxInvoice xmlns", "Invoice xmlns").replace("</TaxInvoice>", "</Invoice>"));
    assert_eq!(
        (root.0, root.1, root.3, root.4.as_str()),
        ("xml_root", Some(2), Some("etax_root"), "Invoice")
    );
    let namespace = only(&text.replace(":1:0\" xmlns:xsi", ":2:0\" xmlns:xsi"));
    assert_eq!((namespace.0, namespace.1), ("xml_namespace", Some(2)));
    let crossed = only(&changed("</PurposeCode>", "</Purpose>"));
    assert_eq!((crossed.0, crossed.1), ("xml_malformed", Some(12)));
    let after = only(&format!("{text}<More/>"));
    assert_eq!(after.0, "xml_after_root");
    let utf16 = only(&text.replace("UTF-8", "utf-16"));
    assert_eq!((utf16.0, utf16.1, utf16.4.as_str()), ("xml_encoding", Some(1), "utf-16"));
    assert_eq!(read_invoice(b"\xFF\xFE<\0").unwrap_err().findings[0].code, "xml_encoding");
    let mut bytes = text.clone().into_bytes();
    let at = text.find("시험무역").unwrap();
    bytes[at] = 0xFF;
    let undecodable = read_invoice(&bytes).unwrap_err();
    assert_eq!(
        (undecodable.findings[0].code, undecodable.findings[0].row),
        ("xml_not_decodable", Some(line_of("시험무역")))
    );
}

#[test]
fn depth_number_and_size_are_bounded_by_name() {
    let open = "<TaxInvoice xmlns=\"urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0\">";
    let deep = format!("{open}{}", "<a>".repeat(DEPTH_MAX + 1));
    assert_eq!(only(&deep).0, "xml_too_deep");
    let signature = format!(
        "{open}<s:Signature xmlns:s=\"http://www.w3.org/2000/09/xmldsig#\">{}",
        "<a>".repeat(100_000)
    );
    assert_eq!(only(&signature).0, "xml_too_deep");
    let many = format!("{open}{}", "<a/>".repeat(ELEMENTS_MAX + 1));
    assert_eq!(only(&many).0, "xml_too_many_elements");
    let large = format!("{open}{}", " ".repeat(XML_BYTES_MAX));
    assert_eq!(only(&large).0, "file_too_large");
}

#[test]
fn a_document_cut_at_any_byte_is_refused_with_a_line_and_never_panics() {
    for name in ["unsigned/0101.xml", "unsigned/0101-compact.xml", "signed/0101-crlf.xml"] {
        let whole = fixture::bytes(name);
        let end = whole.len() - whole.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
        for cut in 0..end {
            let error = read_invoice(&whole[..cut]).expect_err("cut");
            let finding = error.first().expect("an error");
            let known =
                ["xml_truncated", "xml_malformed", "xml_not_decodable", "xml_namespace", "xml_encoding"];
            assert!(known.contains(&finding.code), "{name} cut at {cut}: {finding:?}");
            assert!(finding.row.is_some(), "{name} cut at {cut}: {finding:?}");
        }
    }
}

#[test]
fn no_byte_changed_makes_reading_panic() {
    let whole = fixture::bytes("unsigned/0101-compact.xml");
    for at in 0..whole.len() {
        for byte in [0, b'<', b'>', b'&', b'"', b'/', 0xFF] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let _ = read_invoice(&changed);
        }
    }
}

#[test]
fn a_personal_number_never_stands_whole_in_a_finding() {
    let wrong = changed_in(
        "unsigned/0101-person.xml",
        "</ID>\n\t\t\t<TypeCode>서비스</TypeCode>\n\t\t\t<NameText>시험무역",
        "12</ID>\n<NameText>시험무역",
    );
    let findings = refused(&wrong);
    assert!(format!("{findings:?}").contains("resident_number"));
    let company = changed("<ID>9998800014", "<ID>8503011234567");
    let findings = refused(&company);
    assert_eq!(findings[0].found.as_deref(), Some("850301-1******"));
    assert!(!format!("{findings:?} {}", read_invoice(company.as_bytes()).unwrap_err()).contains("1234567"));
}

#[test]
fn other_well_formed_xml_is_of_an_unknown_format() {
    let outcome = fixture::read(b"<?xml version=\"1.0\"?><catalogue/>");
    assert_eq!(outcome.format, Format::Unknown("xml_root"));
    assert_eq!(outcome.findings[0].found.as_deref(), Some("catalogue"));
    assert_eq!(outcome.rejected, 1);
}
