//! Any bytes as a list workbook: as a file, or as the sheet inside a well-made zipped workbook, so
//! that the checksums of the archive do not stop every change.
#![no_main]

use core::ops::ControlFlow;
use jangbu_domain::Krw;
use jangbu_forms::hometax::{Workbook, read_workbook};
use jangbu_forms::{FormError, Severity};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

fuzz_target!(
    init: {
        // The workbook reader is known to panic on hostile files; jangbu-forms turns that into a
        // finding, and the fuzzer's own hook would abort before it can.
        // The reader's own panics pass in silence: a trace of each fills the log, and reading the
        // symbols for it takes the memory and the time of the inputs.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location();
            if place.is_none_or(|place| !place.file().contains("calamine")) {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            }
        }));
    },
    |bytes: &[u8]| {
        let is_file = bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
        let read = if is_file { read(bytes) } else { read(&wrapped(bytes)) };
        match read {
            Ok(workbook) => check(&workbook),
            Err(error) => assert!(error.first().is_some(), "a refusal has its reason"),
        }
    }
);

fn read(bytes: &[u8]) -> Result<Workbook, FormError> {
    read_workbook(bytes, &mut |_, _| ControlFlow::Continue(()))
}

fn wrapped(sheet: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts = PARTS.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, content) in parts.chain([("xl/worksheets/sheet1.xml", sheet)]) {
        zip.start_file(name, options).expect("a part");
        zip.write_all(content).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

fn check(workbook: &Workbook) {
    for listed in &workbook.listed {
        assert!(listed.first_row >= 1 && listed.first_row <= listed.last_row);
        let tax = listed.invoice.tax().unwrap_or_default();
        assert_eq!(listed.invoice.supply().checked_add(tax), Ok(listed.invoice.total()));
    }
    if workbook.rejected > 0 {
        assert!(workbook.findings.iter().any(|finding| finding.severity == Severity::Error));
    }
    if workbook.reconciled == Some(true) {
        let total = workbook.declared_totals.and_then(|declared| declared.total);
        let read = Krw::total(workbook.listed.iter().map(|listed| listed.invoice.total()));
        assert!(total.is_none_or(|total| read == Ok(total)));
    }
}
