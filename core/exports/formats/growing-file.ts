import { open, type FileHandle } from "node:fs/promises";

/** A file written from front to back; `write` waits while the disk is behind, so that memory stays flat. */
export type GrowingFile = {
  write: (part: string | Uint8Array) => Promise<void>;
  /** Closes it even when it throws. */
  close(): Promise<void>;
  /** Bytes written so far. */
  readonly length: number;
};

/** Parts are gathered to this size before the disk is asked; while it writes one piece, the next is gathered. */
const PIECE_BYTES = 1 << 20;
/** Characters encoded at once: three bytes each at most. */
const TEXT_STEP = 1 << 16;
/** The disk is asked to have what it was given after so many bytes: at the end of gigabytes it would take long. */
const FLUSH_BYTES = 1 << 26;

/** Opens a new file for writing. @throws Error of the file system, from whichever call meets it, or the one after */
export function openGrowingFile(path: string): GrowingFile {
  let handle: FileHandle | null = null;
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let other = Buffer.allocUnsafe(PIECE_BYTES);
  let filled = 0;
  let length = 0;
  let unflushed = 0;
  let writing: Promise<void> = Promise.resolve();
  let flushing: Promise<void> | null = null;

  const put = async (bytes: Uint8Array) => {
    handle ??= await open(path, "w");
    for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    unflushed += bytes.length;
    if (unflushed < FLUSH_BYTES || flushing !== null) return;
    unflushed = 0;
    flushing = handle.datasync().finally(() => (flushing = null));
    flushing.catch(() => {}); // a disk that fails says so again when the file is closed
  };
  const turn = async () => {
    const full = piece.subarray(0, filled);
    await writing;
    [piece, other] = [other, piece];
    filled = 0;
    writing = put(full);
    writing.catch(() => {}); // thrown by the next turn
  };
  const writeBytes = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) {
      if (filled === PIECE_BYTES) await turn();
      const step = Math.min(bytes.length - at, PIECE_BYTES - filled);
      piece.set(bytes.subarray(at, at + step), filled);
      filled += step;
      at += step;
    }
    length += bytes.length;
  };
  const writeText = async (text: string) => {
    for (let at = 0; at < text.length;) {
      if (filled + TEXT_STEP * 3 > PIECE_BYTES) await turn();
      const end = endOfStep(text, at);
      const bytes = piece.write(at === 0 && end === text.length ? text : text.slice(at, end), filled);
      filled += bytes;
      length += bytes;
      at = end;
    }
  };
  return {
    write: (part) => (typeof part === "string" ? writeText(part) : writeBytes(part)),
    async close() {
      try {
        await turn();
        await writing;
        await flushing;
      } finally {
        await writing.catch(() => {});
        await handle?.close();
        handle = null;
      }
    },
    get length() {
      return length;
    },
  };
}

/** Never between the two halves of a character beyond U+FFFF. */
function endOfStep(text: string, at: number): number {
  const end = Math.min(text.length, at + TEXT_STEP);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd8_00 && last <= 0xdb_ff ? end - 1 : end;
}
