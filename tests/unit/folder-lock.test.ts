import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withFolderLock } from "../../core/postgres/folder-lock.ts";

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-lock-"));
  lock = join(folder, "lock");
});

afterEach(() => rm(folder, { recursive: true }));

it("lets one in at a time, and leaves nothing behind", async () => {
  let inside = 0;
  let most = 0;
  const visit = () =>
    withFolderLock(lock, 10_000, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await readdir(folder);
      inside -= 1;
    });
  await Promise.all([visit(), visit(), visit(), visit(), visit()]);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it("is not held by a process that was killed", async () => {
  await mkdir(lock);
  await writeFile(join(lock, "holder"), "4194304@1 token");
  expect(await withFolderLock(lock, 1000, () => Promise.resolve("in"))).toBe("in");
});

it("gives up, with the lock's name, on a holder that lives on", async () => {
  const waiting = withFolderLock(lock, 10_000, () => withFolderLock(lock, 200, () => Promise.resolve()));
  await expect(waiting).rejects.toThrow(lock);
});

it("is free again after work that failed", async () => {
  const failing = withFolderLock(lock, 1000, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withFolderLock(lock, 1000, () => Promise.resolve("in"))).toBe("in");
});
