/** What a peer publishes to npm, as its users' browsers would receive it: brotli, as far as it goes. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";

const run = promisify(execFile);

/**
 * The largest script that a package publishes, compressed, kB; or why it could not be had. Fetched with the ordinary
 * client, unpacked, never run.
 */
export async function publishedBundle(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-peer-"));
  try {
    const { stdout } = await run("npm", ["pack", name, "--silent", "--ignore-scripts"], {
      cwd: folder,
      timeout: 120_000,
    });
    await run("tar", ["-xzf", stdout.trim(), "-C", folder]);
    const files = await readdir(path.join(folder, "package"), { recursive: true, withFileTypes: true });
    const scripts = files.filter((file) => file.isFile() && /\.m?js$/.test(file.name));
    const sizes = await Promise.all(
      scripts.map(
        async (file) => brotliCompressSync(await readFile(path.join(file.parentPath, file.name))).length,
      ),
    );
    return sizes.length === 0 ? "no scripts" : `${Math.round(Math.max(...sizes) / 100) / 10} kB`;
  } catch (fault) {
    return `could not be had: ${String(fault).includes("E404") ? `npm has no ${name}` : "no answer from npm"}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
