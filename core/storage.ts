import path from "node:path";
import type { Readable } from "node:stream";
import { openFolderStore } from "./storage/folder-store.ts";

/** Bytes `first` to `last`, both included, as in an HTTP Range. */
export type ByteRange = { first: number; last: number };

/** Reads ranges of one object until closed. Fewer bytes than asked for only at the end of the object. */
export type ObjectReader = { read(offset: number, length: number): Promise<Buffer>; close(): Promise<void> };

/**
 * Where files live: originals as they were received, working copies, exports. Keys are slash-separated and
 * the caller's: name things by their content and a second write changes nothing.
 */
export type ObjectStore = {
  /** `folder` objects are read with cheap positional reads, `s3` objects with one request per read. */
  kind: "folder" | "s3";
  /** Stores a local file under `key`. All or nothing: no reader ever sees half an object. */
  putFile(key: string, filePath: string, contentType: string): Promise<void>;
  /** As `putFile`, for a file that nobody needs where it is: a folder moves it where it can. */
  takeFile(key: string, filePath: string, contentType: string): Promise<void>;
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** @throws AppError `not_found` */
  get(key: string): Promise<Buffer>;
  /** `length` bytes from `offset`; fewer only at the end of the object. @throws AppError `not_found` */
  read(key: string, offset: number, length: number): Promise<Buffer>;
  /** For many reads of one object: a folder keeps the file open. @throws AppError `not_found` */
  openReader(key: string): Promise<ObjectReader>;
  /** @throws AppError `not_found` */
  stream(key: string, range?: ByteRange): Promise<Readable>;
  /** Bytes, or null when there is no such object. */
  size(key: string): Promise<number | null>;
  /** Deleting what is absent is done already. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the store that `OBJECT_STORE` names: unset is `<dataDir>/objects`, `s3://bucket/prefix?endpoint=…&region=…`
 * is an S3-compatible service (its credentials come from the usual AWS variables), anything else is a folder.
 *
 * @throws AppError `invalid_input` when the setting cannot be understood
 */
export async function openObjectStore(setting: string | undefined, dataDir: string): Promise<ObjectStore> {
  if (setting === undefined || setting === "") return openFolderStore(path.join(dataDir, "objects"));
  if (setting.startsWith("s3://")) {
    // The AWS client takes a fifth of a second to load: only who uses it waits.
    const { openS3Store } = await import("./storage/s3-store.ts");
    return openS3Store(setting);
  }
  return openFolderStore(path.resolve(setting));
}
