/**
 * ZIP archives as people send them: with junk in front (a web page of 154 bytes in real Copernicus products), folders,
 * ZIP64. Entries are read as streams and never written by their own names, so no name leads anywhere.
 *
 * @see APPNOTE.TXT 6.3.10
 */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { readAt } from "./file-bytes.ts";
import type { Bytes } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const END = 0x0605_4b50;
const END_64_LOCATOR = 0x0706_4b50;
const END_64 = 0x0606_4b50;
const CENTRAL = 0x0201_4b50;
const LOCAL = 0x0403_4b50;
const MOST_ENTRIES = 10_000;
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;
/** An entry that grows to more is no set of footprints: a million of them are half a gigabyte. */
const LARGEST_ENTRY = 8 * 1024 ** 3;
/** Attribute tables of blanks shrink two hundred times; DEFLATE cannot do more than 1,032, and bombs live there. */
const GREATEST_RATIO = 600;
const SUSPICIOUS_BYTES = 64 * 1024 * 1024;

/** An entry of an archive; `name` as it stands there, and only ever compared or shown. */
export type ZipEntry = Bytes & { compressedSize: number };

/**
 * Lists the files of an archive. Folders, links and entries that lead out of it are left out and told in `notes`.
 *
 * @throws FileRefusal when it is broken, encrypted as a whole, or a bomb
 */
export async function openZip(bytes: Bytes): Promise<{ entries: ZipEntry[]; notes: string[] }> {
  if (bytes.path === null) throw new FileRefusal(sayRefusal("file.zip-nested"));
  const file = bytes.path;
  const { directory, count, shift } = await readDirectory(file, bytes.size);
  const entries: ZipEntry[] = [];
  const notes: string[] = [];
  const ranges: { from: number; to: number }[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL)
      throw broken("its directory is damaged");
    const entry = readCentral(directory, at);
    at = entry.next;
    const from = entry.offset + shift;
    ranges.push({ from, to: from + 30 + entry.compressedSize });
    if (entry.name.endsWith("/")) continue;
    if (entry.isLink) notes.push(`Left out ${quote(entry.name)}: it is a link.`);
    else if (leadsOut(entry.name))
      notes.push(`Left out ${quote(entry.name)}: its name leads out of the archive.`);
    else entries.push(toBytes(file, entry, from));
  }
  refuseOverlap(ranges);
  return { entries, notes };
}

type Central = {
  name: string;
  method: number;
  isEncrypted: boolean;
  isLink: boolean;
  compressedSize: number;
  size: number;
  offset: number;
  next: number;
};

function readCentral(directory: Buffer, at: number): Central {
  const flags = directory.readUInt16LE(at + 8);
  const nameLength = directory.readUInt16LE(at + 28);
  const extraLength = directory.readUInt16LE(at + 30);
  const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw broken("its directory is cut off");
  const name = new TextDecoder("utf-8").decode(directory.subarray(at + 46, at + 46 + nameLength));
  const entry = {
    name: name.replaceAll("\\", "/"),
    method: directory.readUInt16LE(at + 10),
    isEncrypted: (flags & 1) === 1,
    isLink: ((directory.readUInt32LE(at + 38) >>> 16) & 0o170_000) === 0o120_000,
    compressedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
    next,
  };
  return widen(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
}

/** ZIP64: what did not fit into 32 bits stands in an extra field, in this order. */
function widen(entry: Central, extra: Buffer): Central {
  for (let at = 0; at + 4 <= extra.length;) {
    const id = extra.readUInt16LE(at);
    const length = extra.readUInt16LE(at + 2);
    if (id === 1) {
      let field = at + 4;
      const take = (short: number) => {
        if (short !== 0xffff_ffff || field + 8 > Math.min(at + 4 + length, extra.length)) return short;
        field += 8;
        return Number(extra.readBigUInt64LE(field - 8));
      };
      const size = take(entry.size);
      const compressedSize = take(entry.compressedSize);
      return { ...entry, size, compressedSize, offset: take(entry.offset) };
    }
    at += 4 + length;
  }
  return entry;
}

/** Finds the directory from the end. `shift` is how much junk stands in front of the archive. */
async function readDirectory(file: string, size: number) {
  const tail = await readAt(file, Math.max(0, size - 66_000), Math.min(size, 66_000));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw broken("it ends before its directory");
  let count = tail.readUInt16LE(end + 10);
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  let directoryEnd = size - tail.length + end;
  if (end >= 20 && tail.readUInt32LE(end - 20) === END_64_LOCATOR) {
    const wide = await readAt(file, Math.max(0, directoryEnd - 20 - 56), 56);
    if (wide.length === 56 && wide.readUInt32LE(0) === END_64) {
      count = Number(wide.readBigUInt64LE(32));
      length = Number(wide.readBigUInt64LE(40));
      offset = Number(wide.readBigUInt64LE(48));
      directoryEnd -= 20 + 56;
    }
  }
  if (count > MOST_ENTRIES)
    throw new FileRefusal(`The archive holds ${count} files: give one with the footprints alone`);
  if (length > MOST_DIRECTORY_BYTES || length > directoryEnd) throw broken("its directory is damaged");
  const directory = await readAt(file, directoryEnd - length, length);
  return { directory, count, shift: directoryEnd - length - offset };
}

function toBytes(file: string, entry: Central, from: number): ZipEntry {
  const { name, size, compressedSize } = entry;
  return { name, size, compressedSize, path: null, open: () => unpack(file, entry, from) };
}

async function* unpack(file: string, entry: Central, from: number): AsyncGenerator<Buffer> {
  if (entry.isEncrypted) throw new FileRefusal(sayRefusal("file.zip-encrypted", { name: quote(entry.name) }));
  if (entry.method !== 0 && entry.method !== 8) {
    throw new FileRefusal(
      `${quote(entry.name)} is packed in a way (${entry.method}) that few programs read: zip it again`,
    );
  }
  if (entry.size > LARGEST_ENTRY) throw tooLarge(entry.name);
  const local = await readAt(file, Math.max(0, from), 30);
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL)
    throw broken(`${quote(entry.name)} is not where it should be`);
  const start = from + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (entry.compressedSize === 0) return;
  const packed = createReadStream(file, {
    start,
    end: start + entry.compressedSize - 1,
    highWaterMark: 262_144,
  });
  // Errors reach the loop below through the last stream of the pipeline.
  const plain =
    entry.method === 0 ? packed : pipeline(packed, createInflateRaw({ chunkSize: 262_144 }), () => {});
  let grown = 0;
  try {
    for await (const chunk of plain) {
      if (!Buffer.isBuffer(chunk)) continue;
      grown += chunk.length;
      if (grown > entry.size) throw broken(`${quote(entry.name)} is longer than the archive says`);
      if (grown > SUSPICIOUS_BYTES && grown > entry.compressedSize * GREATEST_RATIO)
        throw tooLarge(entry.name);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    throw broken(`${quote(entry.name)} cannot be unpacked`);
  }
  if (grown < entry.size) throw broken(`${quote(entry.name)} is cut off`);
}

const leadsOut = (name: string) =>
  name.startsWith("/") || /^[A-Za-z]:/.test(name) || name.split("/").includes("..");

/** Entries that share their bytes make petabytes of a few megabytes. @see https://www.bamsoftware.com/hacks/zipbomb/ */
function refuseOverlap(ranges: { from: number; to: number }[]): void {
  let reached = 0;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from < reached)
      throw new FileRefusal("The archive is a bomb: its files share their bytes. It was not unpacked");
    reached = to;
  }
}

const tooLarge = (name: string) => new FileRefusal(sayRefusal("file.zip-bomb", { name: quote(name) }));

const broken = (why: string) => new FileRefusal(sayRefusal("file.zip-damaged", { why }));
