//! The old binary format, made safe for the workbook reader.
//!
//! Source: MS-XLS 2.3 (records), 2.4.28 `BoundSheet8`, 2.4.90 Dimensions, 2.4.117 `FilePass`.

use crate::compound::{CompoundFile, u16_at, u32_at, wrap_workbook};
use crate::finding::{Finding, codes, expected};
use crate::hometax::SHEETS_MAX;

/// Most cells of all sheets together, blanks between them included: a full sheet of 65,536 rows
/// with 64 columns. The workbook reader holds the whole rectangle.
pub const CELLS_MAX: usize = 65_536 * 64;

const NAME: u16 = 0x0018;
const EXTERN_SHEET: u16 = 0x0017;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const MERGED_CELLS: u16 = 0x00E5;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const MUL_RK: u16 = 0x00BD;
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// A type no record has: readers pass over it.
const NOTHING: u16 = 0xFFFF;

/// Records whose first two numbers are row and column.
const CELLS: [u16; 8] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, MUL_RK, FORMULA];

/// The workbook in a fresh container, its bounds checked and the records that are not needed
/// blanked: names, references and formulas (their results stay).
///
/// # Errors
/// Damaged, protected by a password, or larger than [`CELLS_MAX`].
pub(super) fn prepare(bytes: &[u8]) -> Result<Vec<u8>, Finding> {
    let damaged = || Finding::error(codes::WORKBOOK_DAMAGED).expecting(expected::LIST_WORKBOOK);
    let file = CompoundFile::open(bytes).ok_or_else(damaged)?;
    let mut stream = file.stream("Workbook").or_else(|| file.stream("Book")).ok_or_else(damaged)?;
    let sheets = prepare_globals(&mut stream)?.ok_or_else(damaged)?;
    let mut cells: usize = 0;
    for start in sheets {
        let extent = prepare_sheet(&mut stream, start).ok_or_else(damaged)?;
        cells = cells.saturating_add(extent);
        if cells > CELLS_MAX {
            return Err(Finding::error(codes::WORKBOOK_TOO_LARGE)
                .with("cells", cells)
                .with("max", CELLS_MAX));
        }
    }
    Ok(wrap_workbook(&stream))
}

/// One record: its type, and where its content lies.
struct Record {
    kind: u16,
    at: usize,
    from: usize,
    to: usize,
}

fn record_at(stream: &[u8], at: usize) -> Option<Record> {
    let kind = u16_at(stream, at)?;
    let from = at.checked_add(4)?;
    let to = from.checked_add(usize::from(u16_at(stream, at + 2)?))?;
    (to <= stream.len()).then_some(Record { kind, at, from, to })
}

fn blank(stream: &mut [u8], record: &Record) {
    if let Some(kind) = stream.get_mut(record.at..record.at + 2) {
        kind.copy_from_slice(&NOTHING.to_le_bytes());
    }
}

/// Where the sheets start. `Ok(None)` when the records do not hold together.
fn prepare_globals(stream: &mut [u8]) -> Result<Option<Vec<usize>>, Finding> {
    let mut sheets = Vec::new();
    let mut at = 0;
    while let Some(record) = record_at(stream, at) {
        match record.kind {
            FILE_PASS => return Err(Finding::error(codes::WORKBOOK_PASSWORD)),
            NAME | EXTERN_SHEET => blank(stream, &record),
            BOUND_SHEET => {
                let start = u32_at(stream, record.from).and_then(|start| usize::try_from(start).ok());
                match start.filter(|start| *start < stream.len() && sheets.len() < SHEETS_MAX) {
                    Some(start) => sheets.push(start),
                    None => return Ok(None),
                }
            }
            EOF => return Ok(Some(sheets)),
            _ => {}
        }
        at = record.to;
    }
    Ok(None)
}

/// How many cells the rectangle of a sheet takes.
fn prepare_sheet(stream: &mut [u8], start: usize) -> Option<usize> {
    const COLUMNS: u16 = 256;
    let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
    let mut depth = 0usize;
    let mut at = start;
    while at < stream.len() {
        let record = record_at(stream, at)?;
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS | MERGED_CELLS => blank(stream, &record),
            kind if CELLS.contains(&kind) => {
                let row = u16_at(stream, record.from)?;
                let first = u16_at(stream, record.from + 2)?;
                let last = if kind == MUL_RK { u16_at(stream, record.to.checked_sub(2)?)? } else { first };
                if first > last || last >= COLUMNS {
                    return None;
                }
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(first), columns.1.max(last));
                if kind == FORMULA {
                    drop_formula(stream, &record)?;
                }
            }
            _ => {}
        }
        at = record.to;
    }
    if rows.0 > rows.1 {
        return Some(0);
    }
    Some((usize::from(rows.1 - rows.0) + 1) * (usize::from(columns.1 - columns.0) + 1))
}

/// Leaves the result of a formula and empties its expression, which nothing needs.
fn drop_formula(stream: &mut [u8], record: &Record) -> Option<()> {
    const EXPRESSION_LENGTH: usize = 20;
    let from = record.from + EXPRESSION_LENGTH;
    if from + 2 > record.to {
        return None;
    }
    stream.get_mut(from..from + 2)?.fill(0);
    Some(())
}
