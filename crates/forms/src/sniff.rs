//! What a file is, by its bytes; its name decides nothing.

use crate::finding::{Finding, codes, expected};
use crate::{archive, compound, hometax};

/// Largest file that is read: a list of 100,000 rows takes about 15 MB as `.xlsx`.
pub const FILE_BYTES_MAX: u64 = 96 * 1024 * 1024;

/// How much of the beginning is looked at for text formats.
const HEAD_BYTES: usize = 2048;

/// The kinds of file that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One e-tax XML document.
    EtaxXml,
    /// A list workbook in the old binary format (BIFF8).
    HometaxXls,
    /// A list workbook in the zipped XML format.
    HometaxXlsx,
    /// A list as text, its columns parted by tabs.
    HometaxText,
    /// A page of a list that Popbill hands on.
    PopbillJson,
    /// A zip archive of e-tax XML documents.
    EtaxZip,
    /// Nothing that is read here; the code of the finding that says why.
    Unknown(&'static str),
}

impl Format {
    /// Stable name; blank when unknown.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EtaxXml => "etax_xml",
            Self::HometaxXls => "hometax_xls",
            Self::HometaxXlsx => "hometax_xlsx",
            Self::HometaxText => "hometax_text",
            Self::PopbillJson => "popbill_json",
            Self::EtaxZip => "etax_zip",
            Self::Unknown(_) => "",
        }
    }
}

/// Refuses a file by its length alone, before anything of it is read.
///
/// # Errors
/// A finding that names the length and the limit ([`FILE_BYTES_MAX`]).
pub fn check_length(bytes: u64) -> Result<(), Finding> {
    if bytes == 0 {
        return Err(Finding::error(codes::FILE_EMPTY).expecting(expected::ETAX_OR_LIST));
    }
    if bytes > FILE_BYTES_MAX {
        return Err(Finding::error(codes::FILE_TOO_LARGE).sized(bytes, FILE_BYTES_MAX));
    }
    Ok(())
}

/// Tells what a file is. Whether it then reads as that is another question.
pub fn sniff(bytes: &[u8]) -> Format {
    const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if bytes.is_empty() {
        Format::Unknown(codes::FILE_EMPTY)
    } else if bytes.starts_with(COMPOUND_FILE) {
        compound::sniff(bytes)
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        archive::sniff(bytes)
    } else if bytes.starts_with(b"%PDF") {
        Format::Unknown(codes::FORMAT_PDF)
    } else {
        sniff_text(bytes)
    }
}

fn sniff_text(bytes: &[u8]) -> Format {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    // UTF-16 text keeps its ASCII letters apart by zeros; nothing here needs more than the letters.
    let text: String = String::from_utf8_lossy(head).chars().filter(|c| *c != '\0').collect();
    let lower = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FFFD}').to_ascii_lowercase();
    let markup = lower.starts_with('<') || lower.starts_with("mime-version");
    if !markup && hometax::is_text_list(head) {
        return Format::HometaxText;
    }
    if !markup && hometax::is_popbill_list(head) {
        return Format::PopbillJson;
    }
    if !markup {
        let tabular = text.lines().take(10).any(|line| line.matches(['\t', ',']).count() >= 3);
        return Format::Unknown(if tabular { codes::FORMAT_TEXT_LIST } else { codes::FORMAT_UNKNOWN });
    }
    let html = ["<html", "<!doctype html", "<table", "<head", "<meta", "<style", "<div", "mime-version"];
    if lower.contains("schemas-microsoft-com:office:spreadsheet") && !lower.contains("<html") {
        Format::Unknown(codes::FORMAT_SPREADSHEET_XML)
    } else if html.iter().any(|tag| lower.starts_with(tag)) || lower.contains("<html") {
        Format::Unknown(codes::FORMAT_HTML)
    } else {
        Format::EtaxXml
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_page_named_xls_is_told_from_a_workbook() {
        for page in [
            "<html><body><table>",
            "\u{feff}  <!DOCTYPE html><html>",
            "<table border=1>",
            "<meta charset=utf-8>",
            "MIME-Version: 1.0\r\nContent-Type: multipart/related",
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
        ] {
            assert_eq!(sniff(page.as_bytes()), Format::Unknown(codes::FORMAT_HTML), "{page}");
        }
        let old_excel =
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(sniff(old_excel.as_bytes()), Format::Unknown(codes::FORMAT_SPREADSHEET_XML));
    }

    #[test]
    fn the_reason_for_refusing_is_as_exact_as_the_bytes_allow() {
        assert_eq!(sniff(b""), Format::Unknown(codes::FILE_EMPTY));
        assert_eq!(sniff(b"%PDF-1.7"), Format::Unknown(codes::FORMAT_PDF));
        assert_eq!(
            sniff("작성일자,승인번호,발급일자,전송일자\n".as_bytes()),
            Format::Unknown(codes::FORMAT_TEXT_LIST)
        );
        assert_eq!(
            sniff("날짜\t번호\t발급일자\t전송일자\n".as_bytes()),
            Format::Unknown(codes::FORMAT_TEXT_LIST)
        );
        assert_eq!(sniff(b"hello"), Format::Unknown(codes::FORMAT_UNKNOWN));
        assert_eq!(
            sniff(b"\xFF\xFE<\0?\0x\0m\0l\0"),
            Format::EtaxXml,
            "its encoding is refused by name later"
        );
        assert_eq!(sniff(b"<?xml version=\"1.0\"?><TaxInvoice/>"), Format::EtaxXml);
    }

    #[test]
    fn a_file_of_200_megabytes_is_refused_by_its_length() {
        let refused = check_length(200 * 1024 * 1024).unwrap_err();
        assert_eq!(refused.code, codes::FILE_TOO_LARGE);
        assert_eq!(refused.params.get("size").map(String::as_str), Some("200 MB"));
        assert_eq!(check_length(0).unwrap_err().code, codes::FILE_EMPTY);
        assert!(check_length(FILE_BYTES_MAX).is_ok());
    }
}
