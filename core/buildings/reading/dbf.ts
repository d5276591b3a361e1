/**
 * dBASE tables, the attributes of Shapefiles.
 *
 * @see https://www.clicketyclick.dk/databases/xbase/format/dbf.html
 */
import { ByteReader } from "./byte-reader.ts";
import type { Bytes } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

type Field = { name: string; type: string; length: number; from: number };

/** Rows of a table in order; null for one that is marked as deleted. */
export type Table = {
  fields: readonly string[];
  notes: string[];
  count: number;
  next(): Promise<Record<string, unknown> | null | "end">;
  close(): Promise<void>;
};

/** Language drivers (byte 29 of the header) that are met, by what `TextDecoder` calls them. */
const DRIVERS: Record<number, string> = {
  0x03: "windows-1252",
  0x57: "windows-1252",
  0x58: "windows-1252",
  0x59: "windows-1252",
  0xc8: "windows-1250",
  0xc9: "windows-1251",
  0xca: "windows-1254",
  0xcb: "windows-1253",
  0x7e: "windows-1256",
  0x65: "ibm866",
  0x26: "ibm866",
  0x4d: "gbk",
  0x7a: "gbk",
  0x4e: "euc-kr",
  0x79: "euc-kr",
  0x4f: "big5",
  0x78: "big5",
  0x13: "shift_jis",
  0x7b: "shift_jis",
  0x50: "windows-874",
  0x7c: "windows-874",
};

/** @param cpg the text of the .cpg beside it, null without one */
export async function openTable(bytes: Bytes, cpg: string | null): Promise<Table> {
  const reader = new ByteReader(bytes.open());
  const head = await reader.take(32);
  if (head === null) throw damaged();
  const count = head.readUInt32LE(4);
  const headerLength = head.readUInt16LE(8);
  const rowLength = head.readUInt16LE(10);
  const driver = head[29] ?? 0;
  const definitions = headerLength < 33 ? null : await reader.take(headerLength - 32);
  if (definitions === null || rowLength < 1) throw damaged();
  const { encoding, notes } = encodingOf(cpg, driver);
  const fields = readFields(definitions, encoding, notes);
  if ((fields.at(-1)?.from ?? 0) + (fields.at(-1)?.length ?? 0) > rowLength) throw damaged();
  const decode = decoderOf(encoding);
  let row = 0;
  return {
    fields: fields.map(({ name }) => name),
    notes,
    count,
    async next() {
      if (row >= count) return "end";
      const bytesOfRow = reader.takeReady(rowLength) ?? (await reader.take(rowLength));
      if (bytesOfRow === null) return "end";
      row += 1;
      if (bytesOfRow[0] === 0x2a) return null;
      const record: Record<string, unknown> = {};
      for (const field of fields) record[field.name] = readValue(field, bytesOfRow, decode);
      return record;
    },
    close: () => reader.close(),
  };
}

function readFields(definitions: Buffer, encoding: string | null, notes: string[]): Field[] {
  const decode = decoderOf(encoding);
  const fields: Field[] = [];
  const taken = new Set<string>();
  let from = 1;
  for (let at = 0; at + 32 <= definitions.length && definitions[at] !== 0x0d; at += 32) {
    const end = definitions.subarray(at, at + 11).indexOf(0);
    const given = decode(definitions.subarray(at, at + (end === -1 ? 11 : end))).trim();
    const type = String.fromCharCode(definitions[at + 11] ?? 0);
    // A text may be longer than one byte can say: its second length byte is where numbers keep their decimals.
    const length = (definitions[at + 16] ?? 0) + (type === "C" ? (definitions[at + 17] ?? 0) * 256 : 0);
    let name = given === "" ? `column_${fields.length + 1}` : given;
    for (let copy = 2; taken.has(name); copy += 1) name = `${given}_${copy}`;
    if (name !== given) notes.push(`Called the second column ${quote(given)} ${quote(name)}.`);
    taken.add(name);
    fields.push({ name, type, length, from });
    from += length;
  }
  return fields;
}

function readValue({ type, from, length }: Field, row: Buffer, decode: (bytes: Buffer) => string): unknown {
  const raw = row.subarray(from, from + length);
  if (type === "I" && length === 4) return raw.readInt32LE(0);
  if ((type === "O" || type === "B") && length === 8) return raw.readDoubleLE(0);
  const text = decode(raw).replaceAll("\u0000", "").trim();
  if (text === "") return null;
  if (type === "N" || type === "F") {
    const value = Number(text);
    if (/^\*+$/.test(text)) return null;
    return Number.isNaN(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)) ? text : value;
  }
  if (type === "D" && /^\d{8}$/.test(text)) {
    return text === "00000000" ? null : `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  }
  if (type === "L") return /^[YyTt]$/.test(text) ? true : /^[NnFf]$/.test(text) ? false : null;
  return text;
}

/** The .cpg, else the language driver; null when neither says and each value is tried as UTF-8 first. */
function encodingOf(cpg: string | null, driver: number): { encoding: string | null; notes: string[] } {
  const label = cpg?.trim() ?? "";
  if (label !== "") {
    const encoding = knownEncoding(label);
    if (encoding !== null) return { encoding, notes: [] };
    return {
      encoding: null,
      notes: [`Did not know the encoding ${quote(label)} of the .cpg; read texts as UTF-8 or Windows-1252.`],
    };
  }
  return { encoding: DRIVERS[driver] ?? null, notes: [] };
}

/** `UTF-8`, `ISO 88591`, `1252`, `ANSI 1256`, `CP936`: as programs write them. */
function knownEncoding(label: string): string | null {
  const plain = label.toLowerCase().replaceAll(/[\s_]/g, "");
  const number = /(\d{3,5})$/.exec(plain)?.[1];
  const iso = /^(?:iso-?)?8859-?(\d{1,2})$/.exec(plain)?.[1];
  const pages: Record<string, string> = {
    "936": "gbk",
    "949": "euc-kr",
    "950": "big5",
    "932": "shift_jis",
    "866": "ibm866",
    "65001": "utf-8",
  };
  const names = [
    plain,
    iso === undefined ? "" : `iso-8859-${iso}`,
    number === undefined ? "" : (pages[number] ?? `windows-${number}`),
  ];
  for (const name of names.filter((one) => one !== "")) {
    try {
      return new TextDecoder(name).encoding;
    } catch {
      // Not a name of any encoding: the next one.
    }
  }
  return null;
}

function decoderOf(encoding: string | null): (bytes: Buffer) => string {
  const latin = new TextDecoder("windows-1252");
  if (encoding !== null) {
    const decoder = new TextDecoder(encoding);
    return (bytes) => (isAscii(bytes) ? bytes.toString("latin1") : decoder.decode(bytes));
  }
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  return (bytes) => {
    if (isAscii(bytes)) return bytes.toString("latin1");
    try {
      return utf8.decode(bytes);
    } catch {
      return latin.decode(bytes);
    }
  };
}

function isAscii(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 127) return false;
  return true;
}

const damaged = () => new FileRefusal(sayRefusal("file.dbf-damaged"));
