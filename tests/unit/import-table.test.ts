/**
 * Holds the import table of ARCHITECTURE.md: who may import whom, which packages are closed to whom, who may touch
 * SQL, and the order of core's nouns. A new folder, or a new rule, is one line here.
 */
import { readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";

type Rule = {
  /** Our folders that may be imported. */
  ours: readonly string[];
  /** Packages that may not; a pattern tests the whole specifier. */
  never: readonly RegExp[];
};

const NODE = new RegExp(`^(node:.*|${builtinModules.join("|")})$`);
const SQL_FILE = /\.sql\.ts$/;

const TABLE: Record<string, Rule> = {
  // Of packages only zod: it runs anywhere.
  shared: { ours: [], never: [/^(?!zod(\/|$))/] },
  core: { ours: ["shared"], never: [/^express$/, /^socket\.io(-|$)/, /^bullmq$/, /^react(-|$)/] },
  server: { ours: ["core", "shared"], never: [/^pg$/, /^bullmq$/] },
  workers: { ours: ["core", "shared"], never: [/^pg$/, /^express$/] },
  client: { ours: ["shared"], never: [NODE] },
  cli: { ours: ["core", "shared", "server", "workers"], never: [] },
  // Node alone: they run before anything is installed.
  scripts: { ours: [], never: [/^(?!node:)/] },
};

/** Only these may import `*.sql.ts`: statements are core's own affair. */
const MAY_IMPORT_SQL = ["core", "tests"];

/** Each may import only those to its left, and asks for a job when something must happen on its right. */
const NOUNS = [
  "evidence",
  "accounts",
  "campaigns",
  "imagery",
  "buildings",
  "tasks",
  "assignments",
  "votes",
  "consensus",
  "reviews",
  "incidents",
  "exports",
];

type Import = { file: string; specifier: string };

const PROJECT = join(import.meta.dirname, "../..");
const IMPORT =
  /^\s*(?:import|export)\s[^;"']*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** All imports of a folder's files, paths from the project's folder with `/`. */
function importsOf(folder: string): Import[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    .flatMap((file) =>
      importsIn(readFileSync(join(PROJECT, file), "utf8")).map((specifier) => ({ file, specifier })),
    );
}

function importsIn(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** The imported file's path from the project's folder, or null when a package is imported. */
function target({ file, specifier }: Import): string | null {
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : null;
}

/** What is wrong with one import, or null. */
function breach(imported: Import, rule: Rule): string | null {
  const folder = imported.file.split("/")[0] ?? "";
  const path = target(imported);
  if (path === null) {
    const forbidden = rule.never.some((pattern) => pattern.test(imported.specifier));
    return forbidden ? `${folder} may not import the package ${imported.specifier}` : null;
  }
  const other = path.split("/")[0] ?? "";
  if (other !== folder && !rule.ours.includes(other)) return `${folder} may not import ${other} (${path})`;
  if (SQL_FILE.test(path) && !MAY_IMPORT_SQL.includes(folder))
    return `${folder} may not import SQL (${path})`;
  return core(imported, path);
}

/** The order of core's nouns. */
function core({ file }: Import, path: string): string | null {
  const from = nounOf(file);
  const to = nounOf(path);
  if (from === null || to === null || NOUNS.indexOf(to) <= NOUNS.indexOf(from)) return null;
  return `${from} may not import ${to}, which stands to its right: ask for a job instead (${path})`;
}

function nounOf(path: string): string | null {
  const [folder, noun] = path.split("/");
  return folder === "core" && noun !== undefined && NOUNS.includes(noun) ? noun : null;
}

describe("the import table", () => {
  it.each(Object.keys(TABLE))("%s imports only what it may", (folder) => {
    const rule = TABLE[folder] ?? { ours: [], never: [] };
    const breaches = importsOf(folder).flatMap((imported) => {
      const wrong = breach(imported, rule);
      return wrong === null ? [] : [`${imported.file}: ${wrong}`];
    });
    expect(breaches).toEqual([]);
  });

  it("has a rule for every folder with code in it", () => {
    const folders = readdirSync(PROJECT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
    const known = [
      ...Object.keys(TABLE),
      "bin",
      "deploy",
      "dist",
      "docs",
      "migrations",
      "node_modules",
      "tests",
    ];
    expect(folders.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each([
    ["shared/votes.ts", "node:fs", "may not import the package"],
    ["shared/votes.ts", "../core/db.ts", "may not import core"],
    ["core/votes/votes.ts", "bullmq", "may not import the package"],
    ["core/votes/votes.ts", "../consensus/consensus.ts", "stands to its right"],
    ["core/votes/votes.sql.ts", "../exports/exports.sql.ts", "stands to its right"],
    ["server/routes/votes.ts", "../../core/votes/votes.sql.ts", "may not import SQL"],
    ["workers/main.ts", "../server/main.ts", "may not import server"],
    ["client/tagging/task.tsx", "node:path", "may not import the package"],
    ["scripts/demo.mjs", "pino", "may not import the package"],
  ])("would find %s importing %s", (file, specifier, message) => {
    expect(breach({ file, specifier }, TABLE[file.split("/")[0] ?? ""] ?? { ours: [], never: [] })).toContain(
      message,
    );
  });

  it.each([
    ["core/consensus/consensus.ts", "../votes/votes.sql.ts"],
    ["core/votes/votes.ts", "../db.ts"],
    ["cli/main.ts", "../server/main.ts"],
    ["shared/votes.ts", "zod"],
    ["client/app.tsx", "react"],
  ])("lets %s import %s", (file, specifier) => {
    expect(
      breach({ file, specifier }, TABLE[file.split("/")[0] ?? ""] ?? { ours: [], never: [] }),
    ).toBeNull();
  });

  it("reads every way of writing an import", () => {
    const source = `
      import { a, type B } from "one";
      import type {
        C,
      } from "two";
      import "three";
      export { d } from "four";
      const e = await import("five");
    `;
    expect(importsIn(source)).toEqual(["one", "two", "three", "four", "five"]);
  });
});
