/**
 * `npm run drill -- restore [--votes N]` · `upgrade [--pause SECONDS] [--volunteers N] [--queue postgres|redis]
 * [--proxy own|nginx]`, each with `--json`, or `--record` for docs/drills.md. Exit 0 when every promise held, 1 when one was broken, 2 for wrong usage.
 */
import { parseArgs } from "node:util";
import { record, show } from "./record.ts";
import { runRestoreDrill } from "./restore.ts";
import { runUpgradeDrill } from "./upgrade.ts";

const usage = (why: string): never => {
  console.error(why);
  console.error("Drills: restore [--votes N]");
  console.error(
    "        upgrade [--pause SECONDS] [--volunteers N] [--queue postgres|redis] [--proxy own|nginx]",
  );
  process.exit(2);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    votes: { type: "string", default: "20000" },
    pause: { type: "string", default: "4" },
    volunteers: { type: "string", default: "16" },
    queue: { type: "string", default: "postgres" },
    proxy: { type: "string", default: "own" },
    record: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const whole = (name: string, text: string): number =>
  /^\d{1,9}$/.test(text) ? Number(text) : usage(`--${name} takes a whole number, not "${text}"`);
function oneOf<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  return choices.find((choice) => choice === text) ?? usage(`--${name} is ${choices.join(" or ")}`);
}
const say = (line: string) => console.error(line);

const DRILLS: Record<string, () => Promise<{ complaints: string[] }>> = {
  restore: () => runRestoreDrill({ votes: whole("votes", values.votes), say }),
  upgrade: () =>
    runUpgradeDrill({
      pauseSeconds: whole("pause", values.pause),
      volunteers: whole("volunteers", values.volunteers),
      queue: oneOf("queue", values.queue, ["postgres", "redis"]),
      proxy: oneOf("proxy", values.proxy, ["own", "nginx"]),
      say,
    }),
};
const drill = DRILLS[positionals[0] ?? ""] ?? usage("Which drill?");
const report = await drill();
if (values.record)
  await record(
    process.argv
      .slice(2)
      .filter((argument) => argument !== "--record" && argument !== "--json")
      .join(" "),
    report,
  );
if (values.json) console.log(JSON.stringify(report));
else {
  for (const [name, value] of Object.entries(report))
    if (name !== "complaints") console.log(`${name.padEnd(20)} ${show(value)}`);
  for (const complaint of report.complaints) console.log(`BROKEN  ${complaint}`);
  if (report.complaints.length === 0) console.log("every promise held");
}
process.exit(report.complaints.length > 0 ? 1 : 0);
