/** `npm run security-pages`: writes docs/asvs.md and docs/security-lists.md anew. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { countStates, PROJECT, writeAsvs, writeLists } from "./lists.ts";

for (const [name, text] of [
  ["asvs.md", writeAsvs()],
  ["security-lists.md", writeLists()],
] as const)
  await writeFile(join(PROJECT, "docs", name), await format(text, { parser: "markdown", printWidth: 120 }));
console.log(JSON.stringify(countStates()));
