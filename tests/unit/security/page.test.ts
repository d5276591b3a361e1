import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ENDPOINTS } from "../../support/requests.ts";
import { PROJECT, withoutLayout, writeLists } from "../../security/lists.ts";

const read = (file: string) => readFileSync(join(PROJECT, file), "utf8");
const page = read("docs/security.md").replaceAll(/\s+/g, " ");
const lists = read("docs/security-lists.md");

/** Where a limit stands in the code, and how docs/security.md says it. */
const LIMITS: [file: string, code: RegExp, said: (n: string) => string][] = [
  ["core/accounts/accounts.ts", /volunteer: (\d+), analyst/, (days) => `${days} days`],
  ["core/accounts/accounts.ts", /analyst: (\d+), admin: \1 /, (days) => `${days} day, used or not`],
  ["core/accounts/accounts.ts", /SIGN_IN_LINK_HOURS = (\d+)/, (hours) => `once, ${hours} hours`],
  [
    "core/accounts/second-factor.ts",
    /MISSES_MINUTES = (\d+)/,
    (minutes) => `Ten wrong codes in ${minutes} minutes`,
  ],
  ["core/accounts/second-factor.ts", /MOST_MISSES = (10);/, () => "Ten wrong codes"],
  ["core/accounts/one-time-codes.ts", /RECOVERY_CODES = (10);/, () => "Ten recovery codes"],
  ["server/limits.ts", /elsewhere: (\d+)/, (times) => `${times} a minute for one address`],
  ["server/limits.ts", /loopback: (1_000)/, () => "1,000 on loopback"],
  ["server/limits.ts", /TOLD_SHARE = 1 \/ (20)/, () => "each twentieth of the limit"],
  ["server/pressure.ts", /PATIENCE_MS = (2)_000/, () => "for two seconds neither sends the rest"],
  ["server/live.ts", /MOST_WATCHES_AT_ONCE = (8)/, () => "A socket may ask eight things at a time"],
  ["server/pressure.ts", /MOST_AT_ONCE = (1_500)/, () => "1,500 requests at a time"],
  ["server/serve.ts", /limit: "(\d+)mb"/, (mb) => `a body has ${mb} MB`],
  ["core/context.ts", /POOL_SIZE = (\d+)/, (sessions) => `${sessions} sessions a process`],
  ["core/buildings/reading/zip.ts", /MOST_ENTRIES = (10_000)/, () => "10,000 entries"],
  [
    "core/imagery/raster/make-working-copy.ts",
    /MEMORY_BYTES = (1_073_741_824)/,
    () => "child process with 1 GB",
  ],
];

it.each(LIMITS)("names every limit with the number that the code has: %s %s", (file, code, said) => {
  const number = code.exec(read(file))?.[1];
  expect(number, `${file} no longer has it`).toBeDefined();
  expect(page).toContain(said(number ?? ""));
});

it("names every call of the API with who may make it", () => {
  for (const [, { method, path, who }] of ENDPOINTS)
    expect(lists).toMatch(new RegExp(`\\| \`${method} ${path.replaceAll(/[.{}]/g, "\\$&")}\` +\\| ${who} `));
  expect(withoutLayout(lists), "npm run security-pages").toBe(withoutLayout(writeLists()));
});

it("names every message that can stand in a log", () => {
  for (const message of ["call refused", "code refused", "sign-in link refused", "request failed"])
    expect(lists).toContain(message);
  expect(lists.match(/^\| [a-z].* \| (?:info|warn|error) /gm)?.length).toBeGreaterThan(30);
});

it("names every outside that a process talks to, and every secret", () => {
  const settings = [...read(".env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name ?? "");
  const outside = settings.filter((name) =>
    /_URL$|OBJECT_STORE|OTLP_ENDPOINT|IMPORT_HOSTS|^SECRET$|SECOND_FACTOR/.test(name),
  );
  expect(outside.length).toBeGreaterThan(4);
  for (const name of outside) if (name !== "PUBLIC_URL") expect(page, name).toContain(`\`${name}`);
});

it("has each part that the standard asks to be written down", () => {
  const parts = [...read("docs/security.md").matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  for (const part of [
    "Ways in",
    "Guessing and flooding",
    "What is checked in what comes in",
    "Files",
    "Who sees which fields",
    "Data, by how much it needs protection",
    "Cryptography",
    "What it talks to",
    "Logs",
    "Components",
  ])
    expect(parts).toContain(part);
});
