//! What is sold and bought.

/// Something that has a price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Good {
    pub(super) item: &'static str,
    pub(super) specification: &'static str,
    /// Unit price in won, in tens so that the tax of any whole quantity is whole.
    pub(super) price_won: i64,
    /// Usual and largest quantity of one line.
    pub(super) quantity_max: i64,
}

const fn good(item: &'static str, specification: &'static str, price_won: i64, quantity_max: i64) -> Good {
    Good { item, specification, price_won, quantity_max }
}

/// Sold to customers.
pub(super) const SOLD: [Good; 22] = [
    good("복사용지 A4", "75g 2,500매", 24_500, 80),
    good("종이컵", "6.5온스 1,000개", 15_800, 60),
    good("택배상자", "3호 340×250×210", 620, 1_500),
    good("택배상자", "5호 480×380×340", 1_150, 900),
    good("OPP 테이프", "48mm×50m 50개", 38_000, 30),
    good("에어캡", "50cm×50m", 12_900, 60),
    good("스트레치 필름", "500mm×300m", 8_700, 120),
    good("라벨지", "A4 24칸 100매", 11_200, 40),
    good("레이저 토너", "검정 6,000매", 68_000, 12),
    good("볼펜", "0.7mm 검정 12자루", 4_800, 100),
    good("바인더", "A4 3공 5cm", 3_900, 120),
    good("물티슈", "100매 20팩", 17_600, 40),
    good("핸드타월", "200매 24팩", 29_000, 40),
    good("니트릴 장갑", "M 100매", 9_400, 100),
    good("포장용 완충재", "종이 30kg", 41_000, 15),
    good("지퍼백", "20×28cm 500매", 13_300, 50),
    good("사무용 의자", "메쉬 팔걸이", 89_000, 12),
    good("책상", "1,400×700", 146_000, 8),
    good("서류함", "4단", 58_000, 10),
    good("화이트보드", "1,200×900", 72_000, 6),
    good("멀티탭", "6구 3m", 16_500, 40),
    good("건전지", "AA 40개", 18_900, 40),
];

/// Bought to be sold again.
pub(super) const BOUGHT: [Good; 12] = [
    good("복사용지 A4", "75g 2,500매 파레트", 19_800, 240),
    good("종이컵 원지", "롤", 310_000, 12),
    good("골판지 상자", "3호 무지", 430, 6_000),
    good("골판지 상자", "5호 무지", 820, 4_000),
    good("점착 테이프 원단", "1,280mm", 540_000, 6),
    good("에어캡 원단", "1m×100m", 21_500, 80),
    good("스트레치 필름", "500mm 파레트", 6_600, 400),
    good("토너 카트리지", "검정 호환", 41_000, 60),
    good("필기구 모음", "12종 혼합", 2_950, 800),
    good("위생용품 모음", "물티슈·타월", 13_700, 200),
    good("장갑", "니트릴 10박스", 71_000, 30),
    good("사무가구 부품", "의자·책상", 52_000, 60),
];

/// Rent, carriage and other running costs, bought monthly.
pub(super) const RUNNING: [Good; 8] = [
    good("창고 임차료", "월", 2_800_000, 1),
    good("사무실 임차료", "월", 1_650_000, 1),
    good("택배 운임", "건", 2_800, 900),
    good("화물 운송료", "1톤", 85_000, 14),
    good("인터넷·전화 요금", "월", 132_000, 1),
    good("전기 요금", "월", 486_000, 1),
    good("기장 대리 수수료", "월", 165_000, 1),
    good("차량 유류대", "월", 390_000, 2),
];

/// Exempt from VAT: books, and farm produce for gifts.
pub(super) const EXEMPT: [Good; 4] = [
    good("업무 도서", "권", 18_000, 12),
    good("쌀", "20kg", 62_000, 10),
    good("사과 선물세트", "5kg", 45_000, 20),
    good("생화 화환", "개", 79_000, 4),
];
