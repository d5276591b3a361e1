import { FileRefusal } from "./refusal.ts";

/** Reads a stream of bytes in pieces of known length, holding no more than the piece and one chunk. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Bytes handed out so far. */
  position = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, or null when the stream ends before. Valid until the next call. */
  async take(length: number): Promise<Buffer | null> {
    const ready = this.takeReady(length);
    return ready ?? this.#gather(length);
  }

  /** As `take` where the bytes are at hand already, so that most records cost no promise; else null. */
  takeReady(length: number): Buffer | null {
    if (this.#chunk.length - this.#at < length) return null;
    const piece = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += length;
    this.position += length;
    return piece;
  }

  async skip(length: number): Promise<boolean> {
    let left = length;
    while (left > 0) {
      const here = Math.min(left, this.#chunk.length - this.#at);
      this.#at += here;
      this.position += here;
      left -= here;
      if (left > 0 && !(await this.#next())) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #gather(length: number): Promise<Buffer | null> {
    if (length > 256 * 1024 * 1024)
      throw new FileRefusal("A record of the file claims to be larger than 256 MB");
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const here = this.#chunk.subarray(this.#at, this.#at + missing);
      this.#at += here.length;
      missing -= here.length;
      if (here.length > 0) parts.push(here);
      if (missing > 0 && !(await this.#next())) return null;
    }
    this.position += length;
    return Buffer.concat(parts, length);
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#chunk = next.value;
    this.#at = 0;
    return true;
  }
}
