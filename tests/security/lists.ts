/** What docs/asvs.md and docs/security-lists.md say, made from the code itself. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ENDPOINTS } from "../support/requests.ts";
import { EVIDENCE } from "./asvs-evidence.ts";
import { INPUT } from "./asvs-input.ts";
import type { Judgement } from "./asvs-judgement.ts";
import { REQUIREMENTS } from "./asvs-levels.ts";
import { PEOPLE } from "./asvs-people.ts";
import { RUNNING } from "./asvs-running.ts";

export const PROJECT = join(import.meta.dirname, "../..");
/** How each requirement stands, by its number. */
export const JUDGEMENTS: Readonly<Record<string, Judgement>> = { ...INPUT, ...PEOPLE, ...RUNNING };

const CODE = ["cli", "client", "core", "server", "shared", "workers"];

/** Our own source files that run in production: path from the project's folder, and text. */
export function readSources(): { file: string; text: string }[] {
  return CODE.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name))
      .toSorted()
      .map((file) => ({ file, text: readFileSync(join(PROJECT, file), "utf8") })),
  );
}

/** The share of what applies that tests show. */
export function countStates(): Record<Judgement["state"], number> & { applicable: number } {
  const count = { tested: 0, met: 0, "not met": 0, "not applicable": 0 };
  for (const { id } of REQUIREMENTS) {
    const state = JUDGEMENTS[id]?.state;
    if (state !== undefined) count[state] += 1;
  }
  return { ...count, applicable: REQUIREMENTS.length - count["not applicable"] };
}

/** What a page says, without how its tables are laid out: that costs seconds to do anew. */
export const withoutLayout = (text: string): string =>
  text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").replaceAll(/\n+/g, "\n").trim();

/** docs/asvs.md. */
export function writeAsvs(): string {
  const count = countStates();
  const rows = REQUIREMENTS.map(({ id, level }) => {
    const { asks, state, why, evidence } = JUDGEMENTS[id] ?? { asks: "", state: "?", why: "", evidence: [] };
    const shown = evidence.map((name) => `[${name}](#${name.toLowerCase()})`).join(", ");
    return `| ${id} | ${level} | ${asks} | ${state} | ${shown}${why} |`;
  });
  const used = new Set(REQUIREMENTS.flatMap(({ id }) => JUDGEMENTS[id]?.evidence ?? []));
  const tests = Object.entries(EVIDENCE)
    .filter(([name]) => [...used].some((one) => one === name))
    .map(
      ([name, [file, test]]) =>
        `### ${name}\n\n\`${file}\`: ${test.replaceAll("$", "").replaceAll("|", "\\|")}\n`,
    );
  return `# OWASP ASVS 5.0, levels 1 and 2

Made by \`npm run security-pages\` from \`tests/security\`; a test holds that every requirement stands here and that every test
named exists. The numbers are those of the [standard](https://github.com/OWASP/ASVS/tree/v5.0.0) (CC BY-SA 4.0); what each
asks is said in our own few words: read the standard beside it.

${REQUIREMENTS.length} requirements; ${count["not applicable"]} do not apply. Of the ${count.applicable} that do, tests show ${count.tested} (${((100 * count.tested) / count.applicable).toFixed(0)} %), ${count.met} are met and
shown by reading, ${count["not met"]} are not met.

| number | level | asks for | state | shown by, or why |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

## The tests

${tests.join("\n")}`;
}

/** docs/security-lists.md. */
export function writeLists(): string {
  const calls = ENDPOINTS.map(([, { method, path, who }]) => `| \`${method} ${path}\` | ${who} |`);
  const messages = readSources().flatMap(({ file, text }) =>
    [
      ...text.matchAll(
        /\blog\s*\.(trace|debug|info|warn|error|fatal)\(\s*(?:\{(?:[^{}]|\{[^}]*\})*\},\s*)?"([^"]+)"/g,
      ),
    ].map(([, level, message]) => `| ${message} | ${level} | \`${file}\` |`),
  );
  return `# Security: who may call what, and what is logged

Made by \`npm run security-pages\` from the code.

## Calls

\`readers\` are analysts, and anyone once a campaign is published.

| call | who |
| --- | --- |
${calls.join("\n")}

## Messages of logs

Each is one JSON line on standard error, with \`level\`, \`time\` (milliseconds, UTC) and ids.

| message | level | from |
| --- | --- | --- |
${[...new Set(messages)].toSorted().join("\n")}
`;
}
