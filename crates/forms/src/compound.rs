//! Compound files (OLE2), the container of `.xls` workbooks: read within bounds, and written anew.
//!
//! The workbook reader follows the allocation chains of a file as they stand; a damaged or
//! hostile one can make it loop or reserve without end. So the one stream that matters is read
//! here, checked, and put into a fresh container.
//!
//! Source: MS-CFB, sections 2.2 (header), 2.3 (FAT), 2.6 (directory).

use crate::finding::codes;
use crate::sniff::Format;

const SECTOR: usize = 512;
const MINI_SECTOR: usize = 64;
const MINI_CUTOFF: usize = 4096;
const ENTRY: usize = 128;
const HEADER_FAT_ENTRIES: usize = 109;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
const LAST_SECTOR_ID: u32 = 0xFFFF_FFFA;
/// Most directory entries that are looked at.
const ENTRIES_MAX: usize = 4_096;

/// What a compound file holds, by the names in its directory.
pub(crate) fn sniff(bytes: &[u8]) -> Format {
    let Some(file) = CompoundFile::open(bytes) else {
        return Format::Unknown(codes::WORKBOOK_DAMAGED);
    };
    if file.has("EncryptedPackage") {
        Format::Unknown(codes::WORKBOOK_PASSWORD)
    } else if file.has("Workbook") || file.has("Book") {
        Format::HometaxXls
    } else {
        Format::Unknown(codes::FORMAT_UNKNOWN)
    }
}

/// A compound file within its own bounds: no chain is longer than the file.
pub(crate) struct CompoundFile<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'b> CompoundFile<'b> {
    /// Reads the tables. `None` when they do not hold together.
    pub(crate) fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = match shift {
            9 => SECTOR,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        for id in file.fat_sectors()? {
            file.fat.extend(words(file.sector_bytes(id)?));
        }
        let directory = file.chain(u32_at(bytes, 48)?, ENTRIES_MAX * ENTRY)?;
        file.entries =
            directory.as_chunks::<ENTRY>().0.iter().filter_map(|raw| Entry::parse(raw, sector)).collect();
        let mini_start = u32_at(bytes, 60)?;
        if mini_start <= LAST_SECTOR_ID {
            let mini_fat = file.chain(mini_start, bytes.len())?;
            file.mini_fat = words(&mini_fat).collect();
            let (start, size) = file.entries.first().map(|root| (root.start, root.size))?;
            file.mini_stream = file.chain(start, size)?;
        }
        Some(file)
    }

    /// The sectors of the allocation table: 109 in the header, more in a chain of their own.
    fn fat_sectors(&self) -> Option<Vec<u32>> {
        let header = self.bytes.get(76..76 + HEADER_FAT_ENTRIES * 4)?;
        let mut ids: Vec<u32> = words(header).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut left = self.sectors();
        while next <= LAST_SECTOR_ID {
            left = left.checked_sub(1)?;
            let mut more: Vec<u32> = words(self.sector_bytes(next)?).collect();
            next = more.pop()?;
            ids.extend(more);
        }
        ids.retain(|id| *id <= LAST_SECTOR_ID);
        (ids.len() <= self.sectors()).then_some(ids)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    /// One sector; the last of a file may be cut short.
    fn sector_bytes(&self, id: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(id).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// The content of a chain, at most `size` bytes of it.
    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut id = start;
        let mut left = self.sectors();
        while id != END_OF_CHAIN && content.len() < size {
            left = left.checked_sub(1)?;
            content.extend_from_slice(self.sector_bytes(id)?);
            id = *self.fat.get(usize::try_from(id).ok()?)?;
        }
        content.truncate(size);
        Some(content)
    }

    fn mini_chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut id = start;
        let mut left = self.mini_stream.len() / MINI_SECTOR + 1;
        while id != END_OF_CHAIN && content.len() < size {
            left = left.checked_sub(1)?;
            let at = usize::try_from(id).ok()?;
            let from = at.checked_mul(MINI_SECTOR)?;
            let to = from.checked_add(MINI_SECTOR)?.min(self.mini_stream.len());
            content.extend_from_slice(self.mini_stream.get(from..to)?);
            id = *self.mini_fat.get(at)?;
        }
        content.truncate(size);
        Some(content)
    }

    fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let content = if entry.size < MINI_CUTOFF {
            self.mini_chain(entry.start, entry.size)
        } else {
            self.chain(entry.start, entry.size)
        };
        content.filter(|content| content.len() == entry.size)
    }
}

impl Entry {
    fn parse(raw: &[u8; ENTRY], sector: usize) -> Option<Self> {
        let units: Vec<u16> = raw
            .as_chunks::<2>()
            .0
            .iter()
            .take(32)
            .map(|unit| u16::from_le_bytes(*unit))
            .take_while(|u| *u != 0)
            .collect();
        let size = if sector == SECTOR {
            u64::from(u32_at(raw, 120)?)
        } else {
            u64::from(u32_at(raw, 120)?) | (u64::from(u32_at(raw, 124)?) << 32)
        };
        Some(Self {
            name: String::from_utf16_lossy(&units),
            start: u32_at(raw, 116)?,
            size: usize::try_from(size).ok()?,
        })
    }
}

/// A fresh container around one workbook stream: 512-byte sectors, one directory sector, and as
/// many allocation sectors as it needs, those beyond the header's 109 indexed by their own.
pub(crate) fn wrap_workbook(stream: &[u8]) -> Vec<u8> {
    const WORDS_PER_SECTOR: usize = SECTOR / 4;
    let size = stream.len().max(MINI_CUTOFF);
    let data = size.div_ceil(SECTOR);
    // Directory sector first, then the stream, then the allocation table, then its own index.
    let (mut fat, mut difat) = (0, 0);
    loop {
        let all = 1 + data + fat + difat;
        let wanted = all.div_ceil(WORDS_PER_SECTOR);
        let indexed = wanted.saturating_sub(HEADER_FAT_ENTRIES).div_ceil(WORDS_PER_SECTOR - 1);
        if (wanted, indexed) == (fat, difat) {
            break;
        }
        (fat, difat) = (wanted, indexed);
    }
    let (fat_start, difat_start) = (1 + data, 1 + data + fat);
    let mut out = Vec::with_capacity((1 + difat_start + difat) * SECTOR);
    header(&mut out, fat, fat_start, difat, difat_start);
    directory(&mut out, size);
    out.extend_from_slice(stream);
    out.resize((2 + data) * SECTOR, 0);
    allocation(&mut out, data, fat, difat);
    for block in 0..difat {
        for slot in 0..WORDS_PER_SECTOR - 1 {
            let index = HEADER_FAT_ENTRIES + block * (WORDS_PER_SECTOR - 1) + slot;
            push(&mut out, if index < fat { word(fat_start + index) } else { FREE });
        }
        push(&mut out, if block + 1 < difat { word(difat_start + block + 1) } else { END_OF_CHAIN });
    }
    out
}

fn header(out: &mut Vec<u8>, fat: usize, fat_start: usize, difat: usize, difat_start: usize) {
    out.extend_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    out.extend_from_slice(&[0; 16]);
    // Minor and major version, byte order, sector shifts, six reserved bytes.
    for half in [0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        out.extend_from_slice(&half.to_le_bytes());
    }
    push(out, 0);
    push(out, word(fat));
    push(out, 0); // the directory is the first sector
    push(out, 0);
    push(out, word(MINI_CUTOFF));
    push(out, END_OF_CHAIN);
    push(out, 0);
    push(out, if difat > 0 { word(difat_start) } else { END_OF_CHAIN });
    push(out, word(difat));
    for index in 0..HEADER_FAT_ENTRIES {
        push(out, if index < fat { word(fat_start + index) } else { FREE });
    }
}

fn directory(out: &mut Vec<u8>, size: usize) {
    let mut entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
        let mut raw: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let name_bytes = if name.is_empty() { 0 } else { raw.len() + 2 };
        raw.resize(64, 0);
        raw.extend_from_slice(&u16::try_from(name_bytes).unwrap_or_default().to_le_bytes());
        raw.extend_from_slice(&[kind, 1]);
        for link in [FREE, FREE, child] {
            push(&mut raw, link);
        }
        raw.resize(116, 0);
        push(&mut raw, start);
        push(&mut raw, word(size));
        push(&mut raw, 0);
        out.extend_from_slice(&raw);
    };
    entry("Root Entry", 5, 1, END_OF_CHAIN, 0);
    entry("Workbook", 2, FREE, 1, size);
    entry("", 0, FREE, 0, 0);
    entry("", 0, FREE, 0, 0);
}

/// The table itself: the directory, the stream's chain, then the sectors that hold the table.
fn allocation(out: &mut Vec<u8>, data: usize, fat: usize, difat: usize) {
    const DIFAT_SECTOR: u32 = 0xFFFF_FFFC;
    let end = out.len() + fat * SECTOR;
    push(out, END_OF_CHAIN);
    for sector in 1..=data {
        push(out, if sector == data { END_OF_CHAIN } else { word(sector + 1) });
    }
    for _ in 0..fat {
        push(out, FAT_SECTOR);
    }
    for _ in 0..difat {
        push(out, DIFAT_SECTOR);
    }
    out.resize(end, 0xFF);
}

fn push(out: &mut Vec<u8>, word: u32) {
    out.extend_from_slice(&word.to_le_bytes());
}

fn word(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(FREE)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word))
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk::<2>().map(|half| u16::from_le_bytes(*half))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|word| u32::from_le_bytes(*word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wrapped_stream_reads_back(length in 0usize..40_000, seed in any::<u8>()) {
            let stream: Vec<u8> = (0..=255u8).cycle().map(|i| i.wrapping_mul(31).wrapping_add(seed)).take(length).collect();
            let wrapped = wrap_workbook(&stream);
            let read = CompoundFile::open(&wrapped).unwrap().stream("Workbook").unwrap();
            prop_assert_eq!(read.get(..length), Some(&stream[..]));
            prop_assert!(read.iter().skip(length).all(|byte| *byte == 0));
        }

        #[test]
        fn any_bytes_after_the_signature_end(bytes in proptest::collection::vec(any::<u8>(), 0..4_000)) {
            let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
            file.extend(bytes);
            let _ = sniff(&file);
        }
    }

    #[test]
    fn a_stream_beyond_the_headers_own_index_reads_back() {
        let stream: Vec<u8> = (0..=250u8).cycle().take(9_000_000).collect();
        let wrapped = wrap_workbook(&stream);
        assert_eq!(CompoundFile::open(&wrapped).unwrap().stream("workbook").unwrap(), stream);
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let mut file = wrap_workbook(&vec![7; 100_000]);
        let fat = (2 + 100_000usize.div_ceil(SECTOR)) * SECTOR;
        file[fat + 4 * 50..fat + 4 * 51].copy_from_slice(&3u32.to_le_bytes());
        // And the directory claims more than the file holds.
        file[SECTOR + ENTRY + 120..SECTOR + ENTRY + 124].copy_from_slice(&10_000_000u32.to_le_bytes());
        let open = CompoundFile::open(&file).unwrap();
        assert!(open.has("Workbook") && open.stream("Workbook").is_none());
    }
}
