import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import type { Bytes } from "./layer.ts";

const CHUNK_BYTES = 1024 * 1024;

/** A file on disk. */
export async function bytesOfFile(file: string): Promise<Bytes> {
  const { size } = await stat(file);
  return {
    name: path.basename(file),
    size,
    path: file,
    open: () => createReadStream(file, { highWaterMark: CHUNK_BYTES }),
  };
}

/** The first bytes, by which a file's kind is known. */
export async function headOf(bytes: Bytes, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  for await (const chunk of bytes.open()) {
    parts.push(chunk);
    have += chunk.length;
    if (have >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** A part of a file on disk, for those who jump about in it. */
export async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
