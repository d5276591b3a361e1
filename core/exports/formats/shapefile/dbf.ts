import { open } from "node:fs/promises";
import type { Cell } from "../../columns.ts";
import { openGrowingFile } from "../growing-file.ts";

/** A field of a dBASE table. `text` is cut to `width` bytes of UTF-8 at a character; numbers are right-aligned. */
export type Field =
  | { name: string; type: "text"; width: number }
  | { name: string; type: "number"; width: number; decimals: number };

export type DbfWriter = {
  add(cells: readonly Cell[]): Promise<void>;
  close(): Promise<void>;
  readonly bytes: number;
};

const HEADER_BYTES = 32;

/**
 * Writes a dBASE III table, UTF-8 (say so in a `.cpg`).
 *
 * ```
 * header  03 | year-1900 month day | records u32 | header size u16 | record size u16 | 20 × 0
 * field   name 11 bytes | type C or N | 4 × 0 | width | decimals | 14 × 0          32 bytes each, then 0D
 * record  20 (not deleted) | cells, fixed widths                                   then 1A after the last
 * ```
 *
 * @param changedAt the date that the header carries, ISO 8601
 */
export async function openDbf(file: string, fields: readonly Field[], changedAt: string): Promise<DbfWriter> {
  const out = openGrowingFile(file);
  const recordBytes = fields.reduce((sum, { width }) => sum + width, 1);
  await out.write(dbfHead(fields, recordBytes, changedAt));
  let count = 0;
  return {
    async add(cells) {
      const record = Buffer.alloc(recordBytes, " ");
      let at = 1;
      fields.forEach((field, i) => {
        writeCell(record, at, field, cells[i] ?? null);
        at += field.width;
      });
      count += 1;
      await out.write(record);
    },
    async close() {
      await out.write(Uint8Array.of(0x1a));
      await out.close();
      const handle = await open(file, "r+");
      try {
        const records = Buffer.alloc(4);
        records.writeUInt32LE(count);
        await handle.write(records, 0, 4, 4);
      } finally {
        await handle.close();
      }
    },
    get bytes() {
      return out.length;
    },
  };
}

function dbfHead(fields: readonly Field[], recordBytes: number, changedAt: string): Buffer {
  const headBytes = HEADER_BYTES * (fields.length + 1) + 1;
  const head = Buffer.alloc(headBytes);
  const date = new Date(changedAt);
  head.set([3, date.getUTCFullYear() - 1900, date.getUTCMonth() + 1, date.getUTCDate()]);
  head.writeUInt16LE(headBytes, 8);
  head.writeUInt16LE(recordBytes, 10);
  fields.forEach((field, i) => {
    const at = HEADER_BYTES * (i + 1);
    head.write(field.name.slice(0, 10), at, "latin1");
    head.write(field.type === "text" ? "C" : "N", at + 11, "latin1");
    head.writeUInt8(field.width, at + 16);
    if (field.type === "number") head.writeUInt8(field.decimals, at + 17);
  });
  head.writeUInt8(0x0d, headBytes - 1);
  return head;
}

function writeCell(record: Buffer, at: number, field: Field, cell: Cell): void {
  if (cell === null) return;
  if (field.type === "number") {
    // A number too long for its field is left empty: cut digits would be another number.
    const digits = Number(cell).toFixed(field.decimals);
    if (digits.length <= field.width) record.write(digits.padStart(field.width), at, "latin1");
    return;
  }
  // Buffer.write never writes half a character: what does not fit whole stays blank.
  record.write(String(cell), at, field.width, "utf8");
}
