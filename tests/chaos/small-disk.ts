/** A memory disk of its own for files that Aftermap writes, so that a full disk harms nobody else's. */
import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";

export type SmallDisk = {
  /** Takes what is left of it. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Whether another file of a hundred kilobytes would fit. */
  hasRoom(): Promise<boolean>;
  /** It is gone for everybody at once, and for whoever has files open on it when those are closed. */
  unmount(): void;
};

export type Owner = { uid: number; gid: number } | null;

/** Left by the large file, bytes, and then taken by a small one: `fallocate` gives whole blocks alone. */
const REST = 2_000_000;

/**
 * Puts a folder and what is in it on a disk of so many megabytes.
 *
 * @returns null where that is not allowed: it takes root on Linux
 */
export async function aSmallDisk(folder: string, megabytes: number, owner: Owner): Promise<SmallDisk | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const made = `${folder}.made`;
  await rename(folder, made);
  await mkdir(folder, { mode: 0o700 });
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  if (status !== 0) {
    await rm(folder, { recursive: true });
    await rename(made, folder);
    return null;
  }
  await chmod(folder, 0o700);
  if (owner !== null) await chown(folder, owner.uid, owner.gid);
  spawnSync("cp", ["-a", `${made}/.`, folder]);
  await rm(made, { recursive: true });
  const ballast = path.join(folder, "ballast");
  return {
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      const bytes = bavail * bsize - REST;
      if (bytes > 0) spawnSync("fallocate", ["-l", String(bytes), ballast]);
      await writeFile(`${ballast}.rest`, Buffer.alloc(REST)).catch(() => {});
    },
    async free() {
      await rm(ballast, { force: true });
      await rm(`${ballast}.rest`, { force: true });
    },
    async hasRoom() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize > 100_000;
    },
    unmount() {
      spawnSync("umount", ["--lazy", folder]);
    },
  };
}
