import type { Bytes } from "./layer.ts";
import { FileRefusal } from "./refusal.ts";

/** What the first bytes say of the encoding; UTF-8 where they say nothing. */
export function encodingOf(head: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/** The same text as UTF-8 without a byte order mark, whatever the encoding. */
export function asUtf8(bytes: Bytes, encoding: string): Bytes {
  if (encoding === "utf-8") return bytes;
  return { ...bytes, path: null, open: () => transcode(bytes.open(), encoding) };
}

async function* transcode(stream: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of stream) yield Buffer.from(decoder.decode(chunk, { stream: true }), "utf8");
  yield Buffer.from(decoder.decode(), "utf8");
}

/** Whether the whole text is UTF-8; looks at every byte. */
export async function isUtf8(bytes: Bytes): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes.open()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** All of a small text. @throws FileRefusal when it is larger than `mostBytes` */
export async function wholeText(bytes: Bytes, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes.open()) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new FileRefusal(`${bytes.name} is larger than ${Math.round(mostBytes / 1_048_576)} MB: split it`);
    }
    parts.push(chunk);
  }
  return new TextDecoder("utf-8").decode(Buffer.concat(parts));
}
