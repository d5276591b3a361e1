import path from "node:path";
import { openFolderStore } from "../storage/folder-store.ts";
import type { ObjectStore } from "../storage.ts";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { AppError } from "../../shared/errors.ts";
import { digestOf, openDigest, type Digest } from "./digest.ts";
import type { BackedUpObject } from "./manifest.ts";
import type { NamedObject } from "./objects.sql.ts";

/** Lists objects with their lengths; only those are read whose SHA-256 is not recorded. */
export async function listObjects(
  store: ObjectStore,
  named: readonly NamedObject[],
): Promise<BackedUpObject[]> {
  const found: BackedUpObject[] = [];
  for (const { key, sha256 } of named) {
    const bytes = await store.size(key);
    if (bytes === null) found.push({ key, bytes: null, sha256: null });
    else found.push({ key, bytes, sha256: sha256 ?? (await digestOf(await store.stream(key))).sha256 });
  }
  return found;
}

/**
 * Copies objects into a folder, which several backups may share: what lies there already is read and not copied again.
 *
 * @throws AppError `conflict` when an object is not what the database recorded of it
 */
export async function copyObjectsOut(
  store: ObjectStore,
  folder: string,
  named: readonly NamedObject[],
): Promise<BackedUpObject[]> {
  const target = await openFolderStore(folder);
  const found: BackedUpObject[] = [];
  for (const { key, sha256 } of named) {
    if ((await store.size(key)) === null) {
      found.push({ key, bytes: null, sha256: null });
      continue;
    }
    const kept = await digestIn(target, key);
    const digest =
      kept !== null && kept.sha256 === sha256 ? kept : await copyObject(store, target, key, folder);
    if (sha256 !== null && digest.sha256 !== sha256)
      throw new AppError("conflict", `The object ${key} is damaged: its SHA-256 is not the recorded one`);
    found.push({ key, ...digest });
  }
  return found;
}

/**
 * Puts copied objects back where they are missing, and holds every one against the list.
 *
 * @param folder where copies lie; `null` when they were left in the store
 * @returns how many were put back
 * @throws AppError `conflict` that names the first object that is neither in the store nor in the folder as listed
 */
export async function putObjectsBack(
  store: ObjectStore,
  folder: string | null,
  items: readonly BackedUpObject[],
): Promise<number> {
  const source = folder === null ? null : await openFolderStore(folder);
  let restored = 0;
  for (const item of items) {
    if (item.bytes === null) continue; // it was missing already when the backup was made
    if (isAsListed(await digestIn(store, item.key), item)) continue;
    if (source === null || !isAsListed(await digestIn(source, item.key), item))
      throw new AppError(
        "conflict",
        `The object ${item.key} is not there as the backup lists it. ${
          source === null ? "OBJECT_STORE must hold it first" : `Look into ${folder}`
        }`,
      );
    await copyObject(source, store, item.key, path.dirname(folder ?? "."));
    restored += 1;
  }
  return restored;
}

const isAsListed = (digest: Digest | null, { bytes, sha256 }: BackedUpObject) =>
  digest !== null && digest.bytes === bytes && digest.sha256 === sha256;

async function digestIn(store: ObjectStore, key: string): Promise<Digest | null> {
  if ((await store.size(key)) === null) return null;
  return digestOf(await store.stream(key));
}

/** By way of a file: a store takes whole files, so that nobody ever sees half an object. */
async function copyObject(from: ObjectStore, to: ObjectStore, key: string, near: string): Promise<Digest> {
  const scratch = await mkdtemp(path.join(near, ".copying-"));
  try {
    const file = path.join(scratch, "object");
    const digest = openDigest();
    await pipeline(await from.stream(key), digest.through, createWriteStream(file));
    await to.takeFile(key, file, contentTypeOf(key));
    return digest.end();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Objects are served by our own calls, which say themselves what they are; this is for whoever looks into a bucket. */
const contentTypeOf = (key: string) => (key.endsWith(".tif") ? "image/tiff" : "application/octet-stream");
