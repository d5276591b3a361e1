import { open, type FileHandle } from "node:fs/promises";

/** A file written from front to back; `write` waits while the disk is behind, so that memory stays flat. */
export type GrowingFile = {
  write: (part: string | Uint8Array) => Promise<void>;
  close(): Promise<void>;
  /** Bytes written so far. */
  readonly length: number;
};

/** Parts are gathered to this size before the disk is asked: a record may be thirty bytes. */
const PIECE_BYTES = 1 << 18;

/** Opens a new file for writing. @throws Error of the file system, from whichever call meets it */
export function openGrowingFile(path: string): GrowingFile {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let handle: FileHandle | null = null;
  let filled = 0;
  let length = 0;
  const flush = async (bytes: Uint8Array) => {
    handle ??= await open(path, "w");
    for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
  };
  const flushPiece = async () => {
    await flush(piece.subarray(0, filled));
    filled = 0;
  };
  return {
    async write(part) {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      length += bytes.length;
      if (filled + bytes.length > PIECE_BYTES) await flushPiece();
      if (bytes.length > PIECE_BYTES) {
        await flush(bytes);
        return;
      }
      piece.set(bytes, filled);
      filled += bytes.length;
    },
    async close() {
      await flushPiece();
      await handle?.close();
    },
    get length() {
      return length;
    },
  };
}
