// A small trade, written out so that every test can count it by hand: sales and purchases of two
// months, each kind, repeated words for the search and ties for the sorts.
import { businessNumber, makeInvoice, printing, trading, us } from "./invoice.mjs";

const paper = { number: businessNumber("112233445"), name: "한빛제지", person: "이한빛" };

const sale = (parts) => makeInvoice({ supplier: us, ...parts });
const purchase = (parts) => makeInvoice({ supplier: paper, buyer: us, ...parts });

/** The invoices of the books most list tests look at. */
export function makeTrade() {
  return [
    sale({ writtenOn: "2026-10-02", buyer: trading, lines: [{ item: "전력 계측기", supply: 1_250_000 }] }),
    sale({ writtenOn: "2026-10-05", buyer: printing, lines: [{ item: "유지보수 용역", supply: 880_000 }], note: "10월분" }),
    sale({ writtenOn: "2026-10-05", buyer: trading, kind: "03", lines: [{ item: "면세 도서", supply: 30_000 }] }),
    sale({ writtenOn: "2026-10-12", buyer: trading, variety: "02", lines: [{ item: "수출 계측기", supply: 5_400_000 }] }),
    sale({
      writtenOn: "2026-10-20",
      buyer: printing,
      lines: [
        { item: "전력 설비 점검", supply: 700_001 },
        { item: "소모품", supply: 99_999 },
      ],
    }),
    sale({ writtenOn: "2026-10-31", buyer: trading, lines: [{ item: "서버 임대", supply: 1_100_000 }] }),
    sale({ writtenOn: "2026-11-03", buyer: trading, lines: [{ item: "서버 임대", supply: 1_100_000 }], note: "11월분" }),
    sale({ writtenOn: "2026-11-10", buyer: printing, lines: [{ item: "현장 교육", supply: 450_000 }] }),
    purchase({ writtenOn: "2026-10-08", lines: [{ item: "복사용지", supply: 240_000 }] }),
    purchase({ writtenOn: "2026-10-21", lines: [{ item: "감열지 롤", supply: 66_000 }] }),
    purchase({ writtenOn: "2026-11-04", lines: [{ item: "복사용지", supply: 310_000 }] }),
    purchase({ writtenOn: "2026-11-11", lines: [{ item: "봉투 인쇄", supply: 1_250_000 }] }),
  ];
}

export const isSale = (invoice) => invoice.supplier === us;
export const partnerOf = (invoice) => (isSale(invoice) ? invoice.buyer : invoice.supplier);
export const inMonth = (month) => (invoice) => invoice.writtenOn.startsWith(month);
