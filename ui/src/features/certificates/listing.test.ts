import { describe, expect, it } from "vitest";
import type {
  CertificateCopy,
  CertificateList,
  CertificatePlace,
  CertificateRow,
} from "../../api/generated.ts";
import { readCertificatesAddress } from "./address.ts";
import {
  copiesOf,
  countsOf,
  faultOf,
  groupOf,
  type Item,
  itemsOf,
  narrow,
  numberOf,
  ordered,
} from "./listing.ts";

const copy = (place: CertificatePlace, part: Partial<CertificateCopy> = {}): CertificateCopy => ({
  path: `/${place}/signPri.key`,
  folder: `/${place}`,
  place,
  certificate_path: `/${place}/signCert.der`,
  key_path: `/${place}/signPri.key`,
  scheme: "PBES1 SHA1 SEED",
  iterations: 2048,
  customary: true,
  has_km: false,
  km_faults: [],
  faults: [],
  can_revert: false,
  password: null,
  ...part,
});

const row = (id: string, part: Partial<CertificateRow> = {}): CertificateRow => ({
  id: id.repeat(64).slice(0, 64),
  owner: "가상상사(주)",
  real_name: "가상상사(주)",
  common_name: null,
  kind: "tax_invoice",
  policy: null,
  issuer: "금융결제원",
  issuer_name: "yessignCA",
  serial: "1234",
  valid_from: "2026-01-01",
  valid_until: "2026-12-31",
  expires_at: "2026-12-31T23:59:59+09:00",
  days_left: 60,
  state: "valid",
  notice: null,
  is_default: false,
  suits_tax_invoices: true,
  simulated: false,
  business_number: "123-45-67891",
  usable: true,
  copies: [copy("npki")],
  ...part,
});

const rows = {
  fine: row("a"),
  soon: row("b", { owner: "홍길동", notice: 14, days_left: 12, kind: "bank_person" }),
  expired: row("c", { state: "expired", days_left: -3, valid_until: "2026-10-01" }),
  broken: row("d", { usable: false, copies: [copy("drive", { faults: ["key_missing"] })] }),
  later: row("e", { state: "not_yet" }),
  signing: row("f", { is_default: true, issuer: "한국정보인증", copies: [copy("own")] }),
};

const list: CertificateList = {
  certificates: Object.values(rows),
  broken: [
    {
      folder: "/media/usb/NPKI/x",
      place: "drive",
      certificate_path: null,
      key_path: "/media/usb/NPKI/x/signPri.key",
      faults: ["certificate_missing"],
    },
  ],
  archives: [{ path: "/media/usb/한국.pfx", place: "drive" }],
  searched: [],
  unreadable: [],
  silent: [],
  limit: null,
  default_id: null,
  default_missing: false,
  keyring_available: false,
  own_folder: "/own",
  demo_password: null,
};
const items = itemsOf(list);
const keysOf = (found: readonly Item[]) => found.map(({ key }) => key.slice(0, 1));
const keptBy = (raw: Record<string, unknown>) =>
  keysOf(narrow(items, readCertificatesAddress(raw)));

describe("the list of certificates", () => {
  it("holds what is broken and what is closed beside the certificates", () => {
    expect(items.map(groupOf)).toEqual([
      "usable",
      "soon",
      "expired",
      "unusable",
      "unusable",
      "usable",
      "unusable",
      "archive",
    ]);
    expect(countsOf(items)).toEqual({ usable: 2, soon: 1, expired: 1, unusable: 3, archive: 1 });
  });

  it("says why a line cannot be used", () => {
    expect(items.map(faultOf)).toEqual([
      null,
      null,
      null,
      "key_missing",
      null,
      null,
      "certificate_missing",
      null,
    ]);
  });

  it("is narrowed by each chip", () => {
    expect(keptBy({ group: "soon" })).toEqual(["b"]);
    expect(keptBy({ kind: "bank_person" })).toEqual(["b"]);
    expect(keptBy({ place: "own" })).toEqual(["f"]);
    expect(keptBy({ place: "drive" })).toHaveLength(3);
    expect(keptBy({ group: "nonsense", kind: 7 })).toHaveLength(items.length);
  });

  it("is searched by name, first consonants, authority, number and path", () => {
    expect(keptBy({ q: "ㅎㄱㄷ" })).toEqual(["b"]);
    expect(keptBy({ q: "정보인증" })).toEqual(["f"]);
    expect(keptBy({ q: "한국.pfx" })).toHaveLength(1);
    expect(keptBy({ q: "1234567891" })).toHaveLength(6);
    expect(keptBy({ q: "9999" })).toEqual([]);
  });

  it("puts the one that signs first, then those due, and the unusable last", () => {
    expect(keysOf(ordered(items, [])).slice(0, 4)).toEqual(["f", "b", "a", "c"]);
    expect(ordered(items, []).at(-1)?.type).toBe("archive");
  });

  it("sorts by a column either way, with lines that have nothing there last", () => {
    const by = (descending: boolean) => ordered(items, [{ column: "until", descending }]);
    expect(keysOf(by(false))[0]).toBe("c");
    expect(keysOf(by(true))[5]).toBe("c");
    for (const sorted of [by(false), by(true)]) {
      expect(sorted.slice(-2).map(({ type }) => type)).toEqual(["broken", "archive"]);
    }
  });

  it("knows its lines again by numbers of their own", () => {
    const numbers = items.map(numberOf);
    expect(new Set(numbers).size).toBe(items.length);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
    expect(itemsOf(list).map(numberOf)).toEqual(numbers);
  });
});

describe("the copies of a certificate", () => {
  it("come in the order in which they serve, broken ones last", () => {
    const copies = [copy("drive"), copy("npki", { faults: ["key_damaged"] }), copy("own")];
    expect(copiesOf(row("a", { copies })).map(({ place }) => place)).toEqual([
      "own",
      "drive",
      "npki",
    ]);
  });
});

describe("the address", () => {
  it("keeps an id that happens to be digits", () =>
    expect(readCertificatesAddress({ cert: 123 })).toEqual({ cert: "123" }));

  it("leaves out what is not understood", () =>
    expect(readCertificatesAddress({ sort: "price", place: "moon", bring: "yes" })).toEqual({}));
});
