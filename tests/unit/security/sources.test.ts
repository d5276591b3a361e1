import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT, readSources } from "../../security/lists.ts";

const sources = readSources();
const found = (pattern: RegExp, except: readonly string[] = []) =>
  sources.filter(({ file, text }) => pattern.test(text) && !except.includes(file)).map(({ file }) => file);

it("runs no text as code, builds no SQL from text, and starts programs without a shell", () => {
  expect(
    found(
      /\beval\(|new Function\b(?!`)|dangerouslySetInnerHTML|\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write/,
      ["client/start.tsx"],
    ),
  ).toEqual([]);
  expect(found(/shell:\s*true|(?<!\.)\bexec(?:Sync)?\(\s*["'`]/)).toEqual([]);
  // Names of tables, roles and channels of ours cannot be parameters; nothing that anybody sends is among them.
  expect(found(/\.query\(\s*`[^`]*\$\{/)).toEqual([
    "core/backup/backup.ts",
    "core/backup/catalogue.sql.ts",
    "core/backup/restore.ts",
    "core/embedded-postgres.ts",
    "core/events/postgres-hints.ts",
    "core/migrate.ts",
  ]);
  // Messages come from our own threads, channels and worker alone: no page listens to other windows.
  expect(found(/\b(?:window|globalThis)\.addEventListener\(\s*"message"|\.onmessage\s*=/)).toEqual([]);
  expect(found(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([]);
  expect(found(/new RegExp\([^)]*(?:req\.|query|input)/)).toEqual([]);
});

/** What node:crypto is asked for, and by whom; docs/security.md says what for. */
it("uses only the cryptography that docs/security.md lists, from Node itself and otpauth", () => {
  const page = readFileSync(join(PROJECT, "docs/security.md"), "utf8");
  const users = sources.filter(({ text }) => /from "node:crypto"|from "otpauth"/.test(text));
  expect(users.length).toBeGreaterThan(5);
  for (const { file } of users) expect(page, file).toContain(`\`${file}\``);
  const algorithms = sources.flatMap(({ text }) =>
    [...text.matchAll(/(?:createHash|createHmac|hkdfSync|createCipheriv)\(\s*"([^"]+)"/g)].map(
      ([, name]) => name,
    ),
  );
  expect(new Set(algorithms)).toEqual(new Set(["sha256", "sha1"]));
  expect(found(/createHash\("sha1"\)/)).toEqual(["core/consensus/map-tiles.ts"]);
  expect(found(/"(?:aes-\d+-(?!gcm)[^"]*|des-[^"]*|rc4|md5)"/i)).toEqual([]);
  expect(
    found(/Math\.random\(\)/, ["core/context.ts"]).filter((file) => file.startsWith("core/accounts")),
  ).toEqual([]);
});

it("keeps nothing secret in a browser's storage", () => {
  const writers = found(/(?:local|session)Storage\.setItem|indexedDB\.open/);
  expect(writers.length).toBeGreaterThan(0);
  for (const file of writers) {
    const text = readFileSync(join(PROJECT, file), "utf8");
    expect(text, file).not.toMatch(/setItem\([^)]*(?:token|secret|password|code)/i);
  }
});
