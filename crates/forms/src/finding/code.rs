//! Every code a finding can carry, and every expectation it can name. The window's texts are
//! keyed by these; a test compares both lists with the text files.

/// Declares constants and the table of their values.
macro_rules! keys {
    ($(#[$about:meta])* $table:ident in $module:ident { $($name:ident = $key:literal),+; $($more:literal),* $(,)? }) => {
        pub(crate) mod $module {
            $(pub(crate) const $name: &str = $key;)+
        }
        $(#[$about])*
        pub const $table: &[&str] = &[$($key,)+ $($more),*];
    };
}

keys! {
    /// All codes of findings, keys into the `findings` texts.
    CODES in codes {
        // the file as a whole
        FILE_EMPTY = "file_empty",
        FILE_TOO_LARGE = "file_too_large",
        FORMAT_UNKNOWN = "format_unknown",
        FORMAT_HTML = "format_html",
        FORMAT_SPREADSHEET_XML = "format_spreadsheet_xml",
        FORMAT_XLSB = "format_xlsb",
        FORMAT_ODS = "format_ods",
        FORMAT_PDF = "format_pdf",
        FORMAT_TEXT_LIST = "format_text_list",
        READING_CANCELLED = "reading_cancelled",
        FINDINGS_LEFT_OUT = "findings_left_out",
        // archives
        ARCHIVE_DAMAGED = "archive_damaged",
        ARCHIVE_BOMB = "archive_bomb",
        ARCHIVE_NO_XML = "archive_no_xml",
        ARCHIVE_ENTRY_SKIPPED = "archive_entry_skipped",
        ARCHIVE_ENTRY_ENCRYPTED = "archive_entry_encrypted",
        // XML as such
        XML_DOCTYPE = "xml_doctype",
        XML_ENTITY = "xml_entity",
        XML_ENCODING = "xml_encoding",
        XML_NOT_DECODABLE = "xml_not_decodable",
        XML_MALFORMED = "xml_malformed",
        XML_TRUNCATED = "xml_truncated",
        XML_TOO_DEEP = "xml_too_deep",
        XML_TOO_MANY_ELEMENTS = "xml_too_many_elements",
        XML_ROOT = "xml_root",
        XML_NAMESPACE = "xml_namespace",
        XML_AFTER_ROOT = "xml_after_root",
        // e-tax elements
        ELEMENT_MISSING = "element_missing",
        ELEMENT_DUPLICATE = "element_duplicate",
        ELEMENT_TOO_MANY = "element_too_many",
        ELEMENT_UNKNOWN = "element_unknown",
        TEXT_OUT_OF_PLACE = "text_out_of_place",
        BUYER_TYPE_INFERRED = "buyer_type_inferred",
        ISSUE_TIME_UNREAD = "issue_time_unread",
        // values, XML and lists alike
        VALUE_MISSING = "value_missing",
        VALUE_BAD = "value_bad",
        VALUE_IGNORED = "value_ignored",
        // workbooks
        WORKBOOK_DAMAGED = "workbook_damaged",
        WORKBOOK_PASSWORD = "workbook_password",
        WORKBOOK_TOO_LARGE = "workbook_too_large",
        BULK_FORM = "bulk_form",
        NO_HEADING_ROW = "no_heading_row",
        HEADING_MISSING = "heading_missing",
        HEADING_DUPLICATE = "heading_duplicate",
        COLUMN_UNKNOWN = "column_unknown",
        NO_ROWS = "no_rows",
        KIND_UNKNOWN = "kind_unknown",
        VARIETY_UNKNOWN = "variety_unknown",
        ROWS_DISAGREE = "rows_disagree",
        ROW_WITHOUT_INVOICE = "row_without_invoice",
        TITLE_DIRECTION_DISAGREES = "title_direction_disagrees",
        TOTALS_MISMATCH = "totals_mismatch",
        TOTALS_UNREADABLE = "totals_unreadable",
        // what keeps the values of one invoice from being one: `InvoiceFault::code` gives the rest
        LINE_COUNT = "line_count";
        "approval_date", "total_sum", "tax_missing", "tax_on_exempt", "amendment_missing",
        "amendment_unexpected", "broker_missing", "broker_unexpected", "name_missing", "note_count",
    }
}

keys! {
    /// All expectations of findings, keys into the `expected` texts.
    EXPECTED in expected {
        APPROVAL_NUMBER = "approval_number",
        BUSINESS_NUMBER = "business_number",
        BUYER_NUMBER = "buyer_number",
        RESIDENT_NUMBER = "resident_number",
        FOREIGNER_NUMBER = "foreigner_number",
        BUYER_TYPE = "buyer_type",
        TYPE_CODE = "type_code",
        KIND_TEXT = "kind_text",
        VARIETY_TEXT = "variety_text",
        PURPOSE = "purpose",
        PURPOSE_TEXT = "purpose_text",
        AMENDMENT_REASON = "amendment_reason",
        PAYMENT_CODE = "payment_code",
        DATE_COMPACT = "date_compact",
        DATE_TEXT = "date_text",
        MOMENT = "moment",
        AMOUNT = "amount",
        DECIMAL = "decimal",
        COUNT = "count",
        TEXT = "text",
        ETAX_ROOT = "etax_root",
        ETAX_NAMESPACE = "etax_namespace",
        ENCODING = "encoding",
        ETAX_OR_LIST = "etax_or_list",
        LIST_HEADINGS = "list_headings",
        LIST_WORKBOOK = "list_workbook",
        SIZE = "size",
        ONE_ELEMENT = "one_element",
        SAME_AS_FIRST_ROW = "same_as_first_row";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jangbu_domain::{ApprovalNumber, InvoiceWarning, Krw};
    use std::collections::BTreeSet;

    fn texts(language: &str, area: &str) -> BTreeSet<String> {
        let path = format!("{}/../../ui/src/locales/{language}/{area}.json", env!("CARGO_MANIFEST_DIR"));
        let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let table = json.as_object().unwrap();
        assert!(table.values().all(|text| text.as_str().is_some_and(|t| !t.trim().is_empty())));
        table.keys().cloned().collect()
    }

    fn keys(table: &[&str]) -> BTreeSet<String> {
        let set: BTreeSet<String> = table.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(set.len(), table.len(), "a key stands twice");
        set
    }

    #[test]
    fn every_code_and_expectation_has_its_text_in_both_languages() {
        for (area, table) in [("findings", CODES), ("expected", EXPECTED)] {
            let korean = texts("ko", area);
            assert_eq!(korean, texts("en", area), "both languages say the same");
            // Whoever imports finds more than whoever reads: the texts may hold further keys.
            let silent: Vec<String> = keys(table).difference(&korean).cloned().collect();
            assert!(silent.is_empty(), "{area} without a text: {silent:?}");
        }
    }

    #[test]
    fn every_fault_of_an_invoice_is_a_code() {
        use jangbu_domain::InvoiceFault as Fault;
        let number = ApprovalNumber::parse("202501319999000000000001").unwrap();
        let (day, won) = (number.written_on(), Krw::ZERO);
        let faults = [
            Fault::ApprovalDate { approval: day, written: day },
            Fault::TotalSum { supply: won, tax: won, total: won },
            Fault::TaxMissing,
            Fault::TaxOnExempt { tax: won },
            Fault::AmendmentMissing,
            Fault::AmendmentUnexpected,
            Fault::BrokerMissing,
            Fault::BrokerUnexpected,
            Fault::NameMissing { side: "buyer" },
            Fault::LineCount { found: 0 },
            Fault::NoteCount { found: 4 },
        ];
        for fault in faults {
            assert!(CODES.contains(&fault.code()), "{fault:?}");
        }
    }

    #[test]
    fn every_warning_of_an_invoice_has_its_text_in_both_languages() {
        let won = Krw::ZERO;
        let reason = jangbu_domain::AmendmentReason::Return;
        let warnings = [
            InvoiceWarning::LineSupplySum { lines: won, header: won },
            InvoiceWarning::LineTaxSum { lines: won, header: won },
            InvoiceWarning::TaxOffRate { expected: won, written: won },
            InvoiceWarning::ZeroRatedWithTax { tax: won },
            InvoiceWarning::PaymentSum { parts: won, total: won },
            InvoiceWarning::OppositeSigns,
            InvoiceWarning::PositiveReversal { reason },
            InvoiceWarning::OriginalMissing,
            InvoiceWarning::PurposeMissing,
            InvoiceWarning::RepresentativeMissing { side: "buyer" },
            InvoiceWarning::BirthDateUnreal,
            InvoiceWarning::ForeignerNumberMissing,
            InvoiceWarning::IssuedBeforeWritten,
            InvoiceWarning::LongDecimal { line: 1 },
            InvoiceWarning::TextTooLong { field: "note", max: 150 },
        ];
        for language in ["ko", "en"] {
            let path =
                format!("{}/../../ui/src/locales/{language}/warnings.json", env!("CARGO_MANIFEST_DIR"));
            let json: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            for warning in &warnings {
                let text = json.get(warning.code()).and_then(serde_json::Value::as_str).unwrap_or_default();
                assert!(!text.is_empty(), "{language} {}", warning.code());
                for name in warning.params().keys() {
                    assert!(text.contains(&format!("{{{name}")), "{language} {} {name}", warning.code());
                }
            }
        }
    }
}
