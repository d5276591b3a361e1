import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Length and SHA-256 of what flowed through. */
export type Digest = { bytes: number; sha256: string };

/** Lets everything through and knows, once it has ended, what it was. */
export function openDigest(): { through: Transform; end(): Digest } {
  const hash = createHash("sha256");
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, end: () => ({ bytes, sha256: hash.digest("hex") }) };
}

/** Reads a stream to its end for what it is. */
export async function digestOf(stream: AsyncIterable<Buffer>): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
