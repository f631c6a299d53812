//! Fixtures, and small workbooks made on the spot.

use core::ops::ControlFlow;
use jangbu_forms::{ReadOutcome, read_document};
use jangbu_npki::PrivateKey;
use jangbu_npki::certificate::Certificate;
use rust_xlsxwriter::Workbook;
use std::path::PathBuf;

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/etax").join(name)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> ReadOutcome {
    read_document("file", bytes, &mut |_, _| ControlFlow::Continue(()))
}

const USERS: &str = "../npki/synthetic/NPKI/yessign/USER";

/// The invented supplier's certificate for tax invoices, and its key.
pub(crate) fn signer() -> (PrivateKey, Certificate) {
    let folder = "cn=가상상사()0004049202501019999999,ou=TESTBANK,ou=etax,o=yessign,c=kr";
    let certificate = Certificate::parse_der(&bytes(&format!("{USERS}/{folder}/signCert.der"))).unwrap();
    (PrivateKey::parse(&bytes("../npki/synthetic/plain/etax.p8.der")).unwrap(), certificate)
}

/// Code, row and column of every finding.
pub(crate) fn places(outcome: &ReadOutcome) -> Vec<(&str, Option<u32>, &str)> {
    let place = |f: &'_ jangbu_forms::Finding| (f.code, f.row);
    outcome
        .findings
        .iter()
        .map(|f| {
            let (code, row) = place(f);
            (code, row, f.column.as_deref().unwrap_or_default())
        })
        .collect()
}

/// The headings of the 33 columns.
pub(crate) const HEADINGS: [&str; 33] = [
    "작성일자",
    "승인번호",
    "발급일자",
    "전송일자",
    "공급자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "주소",
    "공급받는자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "주소",
    "합계금액",
    "공급가액",
    "세액",
    "전자세금계산서분류",
    "전자세금계산서종류",
    "발급유형",
    "비고",
    "영수/청구 구분",
    "공급자 이메일",
    "공급받는자 이메일1",
    "공급받는자 이메일2",
    "품목일자",
    "품목명",
    "품목규격",
    "품목수량",
    "품목단가",
    "품목공급가액",
    "품목세액",
    "품목비고",
];

/// A cell of a made workbook.
#[derive(Clone, Debug)]
pub(crate) enum Put {
    Text(String),
    Number(f64),
    /// A number shown as a date.
    Serial(f64),
}

impl From<&str> for Put {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A list workbook under construction: rows of cells at their columns.
pub(crate) struct Sheet {
    pub(crate) name: &'static str,
    pub(crate) headings: Vec<String>,
    pub(crate) preamble: Vec<(u32, Vec<&'static str>)>,
    pub(crate) rows: Vec<Vec<(usize, Put)>>,
}

impl Sheet {
    pub(crate) fn new() -> Self {
        Self {
            name: "세금계산서",
            headings: HEADINGS.map(str::to_owned).to_vec(),
            preamble: vec![
                (1, vec!["사업자등록번호", "123-45-67891", "상호", "가상상사", "대표자명", "홍길동"]),
                (5, vec!["매출 전자(수정) 세금계산서 목록조회"]),
            ],
            rows: Vec::new(),
        }
    }

    /// Adds a good row with the serial number `n`: 1,000 + 100 won.
    pub(crate) fn good(&mut self, n: u32) -> &mut Self {
        self.row(n, &[])
    }

    /// Adds a good row with some cells replaced, by the heading's place.
    pub(crate) fn row(&mut self, n: u32, replaced: &[(usize, Put)]) -> &mut Self {
        let number = format!("20250131-99990000-{n:08}");
        let usual = [
            (0, "2025-01-31"),
            (1, number.as_str()),
            (2, "2025-02-01"),
            (3, "2025-02-02"),
            (4, "123-45-67891"),
            (6, "가상상사"),
            (7, "홍길동"),
            (8, "서울특별시 가상구 시험로 1"),
            (9, "999-88-00014"),
            (11, "시험무역"),
            (12, "김시험"),
            (14, "1,100"),
            (15, "1,000"),
            (16, "100"),
            (17, "세금계산서"),
            (18, "일반"),
            (19, "인터넷발급"),
            (21, "청구"),
            (25, "2025-01-31"),
            (26, "종이컵"),
            (28, "10"),
            (29, "100"),
            (30, "1,000"),
            (31, "100"),
        ];
        let mut cells: Vec<(usize, Put)> = usual
            .into_iter()
            .filter(|(at, _)| replaced.iter().all(|(other, _)| other != at))
            .map(|(at, text)| (at, text.into()))
            .collect();
        cells.extend(replaced.iter().cloned());
        self.rows.push(cells);
        self
    }

    pub(crate) fn bare_row(&mut self, cells: &[(usize, Put)]) -> &mut Self {
        self.rows.push(cells.to_vec());
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        self.write_into(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    pub(crate) fn write_into(&self, workbook: &mut Workbook) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.name).unwrap();
        for (row, cells) in &self.preamble {
            for (text, column) in cells.iter().zip(0u16..) {
                sheet.write_string(row - 1, column, *text).unwrap();
            }
        }
        for (heading, column) in self.headings.iter().zip(0u16..) {
            sheet.write_string(5, column, heading).unwrap();
        }
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        for (cells, row) in self.rows.iter().zip(6u32..) {
            for (at, put) in cells {
                let column = u16::try_from(*at).unwrap();
                match put {
                    Put::Text(text) => sheet.write_string(row, column, text).unwrap(),
                    Put::Number(number) => sheet.write_number(row, column, *number).unwrap(),
                    Put::Serial(number) => {
                        sheet.write_number_with_format(row, column, *number, &date).unwrap()
                    }
                };
            }
        }
    }
}
