import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";

/** The key under which addresses are hashed before anything is counted by them: `SECRET`, else one made once and kept. */
export async function readSecret(config: Config): Promise<string> {
  if (config.secret !== null) return config.secret;
  const file = path.join(config.dataDir, "secret");
  await mkdir(config.dataDir, { recursive: true });
  // `wx` lets one of several processes that start together write it; the others read what it wrote.
  await writeFile(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" }).catch(
    (error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    },
  );
  return (await readFile(file, "utf8")).trim();
}
