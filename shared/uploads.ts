import { z } from "zod";
import { Id } from "./ids.ts";

/** The longest file that can be uploaded, bytes: a large scene of 100,000² pixels with four bands of 16 bit. */
export const MOST_UPLOAD_BYTES = 100_000_000_000;
/** The longest name of a file with its folders, UTF-16 units. */
const LONGEST_NAME = 1_000;
/** The longest part of a name, bytes: what file systems take. */
const LONGEST_PART = 200;
const MOST_PARTS = 16;

/** A file on its way in, or arrived. */
export const Upload = z.object({
  id: Id,
  /** Where it stood in what was dropped: `folder/scene.tif`. */
  name: z.string(),
  bytes: z.int(),
  /** How much has arrived, bytes. */
  received: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** When what is unfinished or unused is removed. */
  expiresAt: z.iso.datetime(),
  /** Of the bytes that arrived, hexadecimal; null until they were read. */
  sha256: z.string().nullable(),
});
export type Upload = z.infer<typeof Upload>;

/**
 * A name from a stranger's disk as it can be used under a folder of ours: its parts joined by slashes, without drive,
 * root, parents and control characters. Null when nothing of it is left.
 */
export function cleanUploadName(given: string): string | null {
  const parts = given
    .normalize("NFC")
    .slice(0, LONGEST_NAME)
    .split(/[/\\]+/)
    .map((part) => cutToBytes(part.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}:*?"<>|]/gu, "").trim()))
    .filter((part) => part !== "" && !/^\.+$/.test(part));
  return parts.length === 0 ? null : parts.slice(-MOST_PARTS).join("/");
}

/** Cut in front of the extension, which tells what a file is. */
function cutToBytes(part: string): string {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const dot = part.lastIndexOf(".");
  const extension = dot > 0 && part.length - dot <= 12 ? part.slice(dot) : "";
  let stem = part.slice(0, part.length - extension.length);
  while (bytes(stem + extension) > LONGEST_PART) stem = Array.from(stem).slice(0, -1).join("");
  return stem + extension;
}
