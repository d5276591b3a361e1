/** Keeps what drills measured: `docs/drills.json` holds the last run of each form, `docs/drills.md` shows it to people. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { format } from "prettier";
import { z } from "zod";

const Kept = z.record(
  z.string(),
  z.object({ date: z.string(), machine: z.string(), report: z.record(z.string(), z.unknown()) }),
);

const DOCS = path.join(import.meta.dirname, "../../docs");
const KEPT = path.join(DOCS, "drills.json");
const PAGE = path.join(DOCS, "drills.md");

/** @param command what was run, such as `restore --votes 1000000`: a later run of the same replaces it */
export async function record(command: string, report: object): Promise<void> {
  const kept = Kept.parse(JSON.parse(await readFile(KEPT, "utf8").catch(() => "{}")));
  const [core] = cpus();
  const machine = `${cpus().length} × ${core?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  kept[command] = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    report: Kept.valueType.shape.report.parse({ ...report }),
  };
  await writeFile(KEPT, await format(JSON.stringify(kept), { parser: "json" }));
  await writeFile(PAGE, await format(pageOf(kept), { parser: "markdown" }));
}

function pageOf(kept: z.infer<typeof Kept>): string {
  const parts = [
    "# Drills",
    "Written by `npm run drill -- <name> … --record`: what an operator must be able to rely on, done on a stack of the drill's own. Zeros are promises; times depend on the machine and on how busy it was (`load`).",
  ];
  for (const command of Object.keys(kept).sort()) {
    const run = kept[command];
    if (run === undefined) continue;
    const rows = Object.entries(run.report)
      .filter(([name]) => name !== "complaints")
      .map(([name, value]) => `| ${inWords(name)} | ${show(value)} |`);
    const broken = z.array(z.string()).parse(run.report["complaints"] ?? []);
    parts.push(
      `## \`${command}\``,
      `${run.date}, ${run.machine}. ${broken.length === 0 ? "Every promise held." : `**Broken:** ${broken.join("; ")}`}`,
      ["| figure | value |", "| --- | --- |", ...rows].join("\n"),
    );
  }
  return `${parts.join("\n\n")}\n`;
}

/** `rtoSeconds` → `rto seconds` */
const inWords = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A figure for people; what is made of several, one after the other. */
export function show(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (value === null) return "not in time";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  const parts = Object.entries(value).map(([name, part]) => `${name} ${String(part)}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}
