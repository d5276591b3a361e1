import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  copyFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../shared/errors.ts";
import type { ObjectStore } from "../storage.ts";
import { checkKey } from "./keys.ts";

/**
 * Objects as files below one folder. A write goes to a temporary name, is flushed to the disk, and is renamed:
 * after a power cut an object is there whole or not at all.
 */
export async function openFolderStore(root: string): Promise<ObjectStore> {
  await mkdir(root, { recursive: true });
  const pathOf = (key: string) => path.join(root, ...checkKey(key).split("/"));

  const place = async (key: string, write: (temporary: string) => Promise<void>) => {
    const target = pathOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    const temporary = `${target}.${randomUUID()}.part`;
    try {
      await write(temporary);
      await flush(temporary);
      await rename(temporary, target);
      await flush(path.dirname(target));
    } finally {
      await rm(temporary, { force: true });
    }
  };

  return {
    kind: "folder",
    // A copy shares its blocks with the original where the file system can (btrfs, XFS, APFS).
    putFile: (key, filePath) => place(key, (temporary) => copyFile(filePath, temporary, 2)),
    takeFile: (key, filePath) =>
      place(
        key,
        (temporary) => rename(filePath, temporary).catch(() => copyFile(filePath, temporary, 2)), // on another disk perhaps
      ),
    put: (key, bytes) => place(key, (temporary) => writeFile(temporary, bytes)),
    get: async (key) => readFile(pathOf(key)).catch(absent(key)),
    async read(key, offset, length) {
      const file = await open(pathOf(key)).catch(absent(key));
      try {
        return await readFully(file, offset, length);
      } finally {
        await file.close();
      }
    },
    async openReader(key) {
      const file = await open(pathOf(key)).catch(absent(key));
      return { read: (offset, length) => readFully(file, offset, length), close: () => file.close() };
    },
    async stream(key, range) {
      const file = await open(pathOf(key)).catch(absent(key));
      return createReadStream("", {
        fd: file,
        ...(range === undefined ? {} : { start: range.first, end: range.last }),
      });
    },
    async size(key) {
      const found = await stat(pathOf(key)).catch((error: unknown) => {
        if (isAbsence(error)) return null;
        throw error;
      });
      return found?.isFile() === true ? found.size : null;
    },
    delete: async (key) => rm(pathOf(key), { force: true }),
    close: () => Promise.resolve(),
  };
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function flush(fileOrFolder: string): Promise<void> {
  const handle = await open(fileOrFolder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(key: string): (error: unknown) => never {
  return (error) => {
    if (isAbsence(error)) throw new AppError("not_found", `No stored object ${key}`, { cause: error });
    throw error;
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
}
