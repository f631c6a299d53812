// Reads an .xlsx back without the code that wrote it: a ZIP of XML, first sheet only.
import { inflateRawSync } from "node:zlib";

/** The parts of a ZIP by name. */
function partsOf(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const parts = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameLength] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + size);
    parts.set(name, (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

const plain = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** Rows of the first sheet as texts; a number stands as the workbook holds it. */
export function rowsOfWorkbook(zip) {
  const parts = partsOf(zip);
  const shared = [...(parts.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
    plain([...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text).join("")),
  );
  const sheet = parts.get("xl/worksheets/sheet1.xml");
  return [...sheet.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, cells = ""]) => {
    const row = [];
    for (const [, column, rest, body = ""] of cells.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      row[indexOf(column)] = textOf(rest, body, shared);
    }
    return Array.from(row, (text) => text ?? "");
  });
}

const indexOf = (column) => [...column].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function textOf(attributes, body, shared) {
  const value = /<v>(.*?)<\/v>/s.exec(body)?.[1];
  if (attributes.includes('t="s"')) return shared[Number(value)];
  if (attributes.includes('t="inlineStr"')) return plain(/<t[^>]*>(.*?)<\/t>/s.exec(body)?.[1] ?? "");
  return value === undefined ? "" : plain(value);
}

/** Rows of a CSV: quotes as RFC 4180 has them, with or without a mark of its encoding. */
export function rowsOfCsv(bytes) {
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const rows = [[]];
  for (const [, quoted, bare, ending] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (ending === "") break;
    if (ending !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}
