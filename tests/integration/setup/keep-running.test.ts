import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identifyProcess } from "../../../core/postgres/process-identity.ts";
import { startProcess, type RunningProcess } from "../../support/processes.ts";

const KEEP_RUNNING = pathToFileURL(join(import.meta.dirname, "../../../scripts/keep-running.mjs")).href;

/** Says its number, writes down each signal it hears, and ends a moment after the first. */
const PROGRAM = `
  import { appendFileSync } from "node:fs";
  const [heard] = process.argv.slice(2);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
    appendFileSync(heard, signal + "\\n");
    setTimeout(() => process.exit(0), 300);
  });
  setInterval(() => {}, 1000);
  console.log(heard.at(-1) + " runs as " + process.pid);
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-keep-"));
  await writeFile(join(folder, "program.mjs"), PROGRAM);
  const programs = ["a", "b"].map((name) => [join(folder, "program.mjs"), join(folder, name)]);
  const script = `import { keepRunning } from ${JSON.stringify(KEEP_RUNNING)};\nawait keepRunning(${JSON.stringify(programs)});`;
  await writeFile(join(folder, "script.mjs"), script);
});

afterEach(() => rm(folder, { recursive: true }));

async function start(): Promise<RunningProcess & { children: number[] }> {
  const script = startProcess(process.execPath, [join(folder, "script.mjs")]);
  const lines = [await script.line(/^a runs as (\d+)/), await script.line(/^b runs as (\d+)/)];
  return { ...script, children: lines.map(([, pid]) => Number(pid)) };
}

const heard = (name: string) => readFile(join(folder, name), "utf8");
const areGone = (pids: readonly number[]) =>
  expect.poll(() => pids.map(identifyProcess), { timeout: 10_000 }).toEqual(pids.map(() => null));

/** The process group, as Linux tells it. */
function group(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2];
}

describe("programs kept running by a script", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "each hear %s once, are waited for, and end well",
    async (signal) => {
      const script = await start();
      process.kill(script.pid, signal);
      process.kill(script.pid, signal);
      expect(await script.exited).toBe(0);
      expect([await heard("a"), await heard("b")]).toEqual([`${signal}\n`, `${signal}\n`]);
      await areGone(script.children);
    },
  );

  it("end with the first of them that ends, which gives the exit code", async () => {
    const script = await start();
    process.kill(script.children[0] ?? 0, "SIGKILL");
    expect(await script.exited).toBe(1);
    expect(await heard("b")).toBe("SIGTERM\n");
    await areGone(script.children);
  });

  it("do not outlive a script that was killed outright", async () => {
    const script = await start();
    await script.end("SIGKILL");
    await areGone(script.children);
    expect(await heard("a")).toBe("SIGTERM\n");
  });

  it.runIf(process.platform === "linux")("do not hear the terminal's Ctrl-C a second time", async () => {
    const script = await start();
    expect(script.children.map(group)).not.toContain(group(script.pid));
    await script.end("SIGTERM");
  });
});
