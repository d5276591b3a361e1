/**
 * `npm run drill -- restore [--votes N] [--json]` · `upgrade [--seconds N] [--volunteers N] [--json]`: exit 0 when every
 * promise held, 1 when one was broken, 2 for wrong usage.
 */
import { parseArgs } from "node:util";
import { runRestoreDrill } from "./restore.ts";

const usage = (why: string): never => {
  console.error(
    `${why}\nDrills: restore [--votes N], upgrade [--seconds N] [--volunteers N]; each with --json`,
  );
  process.exit(2);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    votes: { type: "string", default: "20000" },
    json: { type: "boolean", default: false },
  },
});
const whole = (name: string, text: string): number =>
  /^\d{1,9}$/.test(text) ? Number(text) : usage(`--${name} takes a whole number, not "${text}"`);
const say = (line: string) => console.error(line);

const DRILLS: Record<string, () => Promise<{ complaints: string[] }>> = {
  restore: () => runRestoreDrill({ votes: whole("votes", values.votes), say }),
};
const drill = DRILLS[positionals[0] ?? ""] ?? usage("Which drill?");
const report = await drill();
if (values.json) console.log(JSON.stringify(report));
else {
  for (const [name, value] of Object.entries(report))
    if (name !== "complaints")
      console.log(
        `${name.padEnd(20)} ${typeof value === "number" ? Math.round(value * 10) / 10 : String(value)}`,
      );
  for (const complaint of report.complaints) console.log(`BROKEN  ${complaint}`);
  if (report.complaints.length === 0) console.log("every promise held");
}
process.exit(report.complaints.length > 0 ? 1 : 0);
