//! Zip archives from outside: workbooks in the zipped format, and archives of XML documents.
//!
//! The zip crate never inflates an entry beyond the size it declares, so bounding the declared
//! sizes bounds the work.

use crate::etax::XML_BYTES_MAX;
use crate::finding::{Finding, codes, expected};
use crate::sniff::Format;
use core::ops::ControlFlow;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// Most entries of an archive.
pub(crate) const ENTRIES_MAX: usize = 10_000;
/// Largest part of a workbook when inflated; 100,000 full rows take about 100 MiB.
pub(crate) const PART_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Largest table of shared strings when inflated; it is held in memory.
pub(crate) const STRINGS_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Largest sum of everything inflated.
pub(crate) const INFLATED_BYTES_MAX: u64 = 512 * 1024 * 1024;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// What a zip archive holds, by the names of its entries.
pub(crate) fn sniff(bytes: &[u8]) -> Format {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Format::Unknown(codes::ARCHIVE_DAMAGED);
    };
    let names = || archive.file_names().take(ENTRIES_MAX).filter_map(Result::ok);
    let holds = |wanted: &str| names().any(|name| name.eq_ignore_ascii_case(wanted));
    if holds("xl/workbook.xml") {
        Format::HometaxXlsx
    } else if holds("xl/workbook.bin") {
        Format::Unknown(codes::FORMAT_XLSB)
    } else if holds("content.xml") && holds("mimetype") {
        Format::Unknown(codes::FORMAT_ODS)
    } else if names().any(|name| is_xml_name(&name)) {
        Format::EtaxZip
    } else {
        Format::Unknown(codes::ARCHIVE_NO_XML)
    }
}

fn is_xml_name(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    !hidden && extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
}

/// Opens an archive whose declared sizes are within bounds.
fn open(bytes: &[u8]) -> Result<Archive<'_>, Finding> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| Finding::error(codes::ARCHIVE_DAMAGED))?;
    if archive.len() > ENTRIES_MAX {
        return Err(Finding::error(codes::ARCHIVE_BOMB)
            .with("entries", archive.len())
            .with("max", ENTRIES_MAX));
    }
    let mut inflated: u64 = 0;
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(index) else {
            return Err(Finding::error(codes::ARCHIVE_DAMAGED));
        };
        inflated = inflated.saturating_add(entry.size());
    }
    if inflated > INFLATED_BYTES_MAX {
        return Err(Finding::error(codes::ARCHIVE_BOMB).sized(inflated, INFLATED_BYTES_MAX));
    }
    Ok(archive)
}

/// Whether a zipped workbook may be handed to the workbook reader, which trusts its declarations.
pub(crate) fn check_workbook(bytes: &[u8]) -> Result<(), Finding> {
    let mut archive = open(bytes)?;
    for index in 0..archive.len() {
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(_)) => return Err(Finding::error(codes::WORKBOOK_PASSWORD)),
            Err(_) => return Err(Finding::error(codes::ARCHIVE_DAMAGED)),
        };
        let name = entry.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let strings = name.ends_with("sharedstrings.xml");
        let max = if strings { STRINGS_BYTES_MAX } else { PART_BYTES_MAX };
        let size = entry.size();
        if size > max {
            return Err(Finding::error(codes::ARCHIVE_BOMB).found(&name).sized(size, max));
        }
        if strings {
            check_string_count(BufReader::new(entry), size)?;
        }
    }
    Ok(())
}

/// The workbook reader reserves room for as many strings as the table claims to hold.
fn check_string_count(table: impl std::io::BufRead, size: u64) -> Result<(), Finding> {
    /// `<si/>`: no string takes less.
    const STRING_BYTES_MIN: u64 = 5;
    let mut reader = Reader::from_reader(table);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) if start.local_name().as_ref() == "sst" => {
                let mut counts = start.attributes();
                let excessive = counts
                    .with_checks(false)
                    .flatten()
                    .filter(|attribute| attribute.key.local_name().as_ref() == "uniqueCount")
                    .any(|attribute| {
                        attribute.value.trim().parse::<u64>().is_ok_and(|n| n > size / STRING_BYTES_MIN + 1)
                    });
                return if excessive {
                    Err(Finding::error(codes::WORKBOOK_DAMAGED).found("uniqueCount"))
                } else {
                    Ok(())
                };
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Takes an entry's name and its bytes, or why it was left out.
pub(crate) type EntrySink<'s> = dyn FnMut(&str, Result<&[u8], Finding>) + 's;

/// Calls `each` with every XML entry of an archive: its bytes, or why it was left out.
///
/// # Errors
/// The archive itself is damaged, a bomb, or holds no XML.
pub(crate) fn for_each_xml(
    bytes: &[u8],
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    each: &mut EntrySink<'_>,
) -> Result<ControlFlow<()>, Finding> {
    let mut archive = open(bytes)?;
    let total = u64::try_from(archive.len()).unwrap_or(u64::MAX);
    let mut content = Vec::new();
    let mut seen = 0;
    for (index, done) in (0..archive.len()).zip(0..) {
        if progress(done, total).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let name = entry_name(&archive, index);
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                each(&name, Err(unreadable(&error)));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        if !is_xml_name(&name) {
            each(&name, Err(Finding::info(codes::ARCHIVE_ENTRY_SKIPPED)));
            continue;
        }
        seen += 1;
        content.clear();
        let limit = u64::try_from(XML_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
        match entry.by_ref().take(limit).read_to_end(&mut content) {
            Ok(_) => each(&name, Ok(&content)),
            Err(_) => each(&name, Err(Finding::error(codes::ARCHIVE_DAMAGED))),
        }
    }
    if seen == 0 {
        return Err(Finding::error(codes::ARCHIVE_NO_XML).expecting(expected::ETAX_OR_LIST));
    }
    Ok(ControlFlow::Continue(()))
}

fn unreadable(error: &ZipError) -> Finding {
    match error {
        ZipError::UnsupportedArchive(_) => Finding::error(codes::ARCHIVE_ENTRY_ENCRYPTED),
        _ => Finding::error(codes::ARCHIVE_DAMAGED),
    }
}

fn entry_name(archive: &Archive<'_>, index: usize) -> String {
    archive.name_for_index(index).and_then(Result::ok).map(Cow::into_owned).unwrap_or_default()
}
