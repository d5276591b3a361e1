/**
 * Files made to do harm, and the real ones beside the project, measured one by one: how long a verdict takes and how
 * much memory the process that reads the file takes. Longer, from another seed:
 *
 *     HOSTILE_FILES=2000 HOSTILE_SEED=7 npx vitest run --project integration tests/integration/imports/hostile-made.test.ts
 */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFootprintFile } from "../../../core/buildings/read-file.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { hostileFiles } from "../../support/hostile-files.ts";
import { noTestData, testData } from "../../support/test-data.ts";

const SPOILED = Number(process.env["HOSTILE_FILES"] ?? 68);
const SEED = Number(process.env["HOSTILE_SEED"] ?? 1);
const VERDICT_MS = 30_000;
/** Of the process that reads. It starts with some 120 MB, and is killed at 1 GB. */
const MOST_MEGABYTES = 700;
const AT_ONCE = 2;
const WATCH_MS = 40;

let folder: string;
let server: Server;
let connections = 0;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "aftermap-harm-")));
  server = createServer((_req, res) => res.end("taken"));
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

type Verdict = {
  name: string;
  end: "accepted" | "refused" | "failed";
  said: string;
  ms: number;
  megabytes: number;
};

/** The processes that this one started. */
function children(): number[] {
  return readdirSync("/proc/self/task").flatMap((thread) => {
    try {
      return readFileSync(`/proc/self/task/${thread}/children`, "utf8")
        .split(" ")
        .filter(Boolean)
        .map(Number);
    } catch {
      return []; // ended meanwhile
    }
  });
}

/** The most memory that any child ever had, by the kernel's own account, megabytes. */
function watchMemory() {
  let most = 0;
  const look = () => {
    for (const pid of children()) {
      try {
        const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        most = Math.max(most, Number(peak ?? 0) / 1_024);
      } catch {
        // ended meanwhile
      }
    }
  };
  const timer = setInterval(look, WATCH_MS);
  return () => {
    clearInterval(timer);
    return Math.round(most);
  };
}

async function judge(file: string, kind: "scenes" | "buildings"): Promise<Verdict> {
  const name = path.relative(folder, file);
  const started = Date.now();
  const stop = watchMemory();
  const scratch = await mkdtemp(path.join(folder, "work", "scratch-"));
  let found: Pick<Verdict, "end" | "said">;
  try {
    if (kind === "scenes") {
      const copy = await makeWorkingCopy({
        source: file,
        destination: path.join(scratch, `${randomUUID()}.tif`),
      });
      found = { end: "accepted", said: copy.didWhat.join(" ") };
    } else {
      const taker = { rows: async () => {}, refused() {}, progress() {} };
      const order = { file, scratch, options: {}, places: [] };
      const read = await readFootprintFile(order, taker, NEVER_STOPPING);
      const isTaken = "accepted" in read && read.accepted > 0;
      found = { end: isTaken ? "accepted" : "refused", said: JSON.stringify(read) };
    }
  } catch (error) {
    const isRefusal = error instanceof Error && "code" in error && error.code === "invalid_input";
    found = {
      end: isRefusal ? "refused" : "failed",
      said: error instanceof Error ? error.message : String(error),
    };
  }
  await rm(scratch, { recursive: true });
  return { name, ...found, ms: Date.now() - started, megabytes: stop() };
}

/** A few at a time, in turn. */
async function judgeAll(
  files: readonly { file: string; kind: "scenes" | "buildings" }[],
): Promise<Verdict[]> {
  const waiting = [...files];
  const verdicts: Verdict[] = [];
  const one = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      verdicts.push(await judge(next.file, next.kind));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return verdicts;
}

function expectHarmless(verdicts: readonly Verdict[]): void {
  expect(verdicts.filter(({ end }) => end === "failed")).toEqual([]);
  expect(verdicts.filter(({ ms }) => ms > VERDICT_MS)).toEqual([]);
  expect(verdicts.filter(({ megabytes }) => megabytes > MOST_MEGABYTES)).toEqual([]);
  expect(verdicts.filter(({ said }) => said.length < 10 || said.includes("a secret of the server"))).toEqual(
    [],
  );
  expect(connections).toBe(0);
}

function tellWorst(what: string, verdicts: readonly Verdict[]): void {
  const slowest = verdicts.reduce((a, b) => (b.ms > a.ms ? b : a));
  const largest = verdicts.reduce((a, b) => (b.megabytes > a.megabytes ? b : a));
  const refused = verdicts.filter(({ end }) => end === "refused").length;
  process.stdout.write(
    `${verdicts.length} ${what}: ${refused} refused; slowest ${slowest.ms} ms (${slowest.name}), most memory ${largest.megabytes} MB (${largest.name})\n`,
  );
}

it(`${SPOILED} spoiled files and every known trick end with a reason within 30 s, in little memory, and reach nothing`, async () => {
  const secret = path.join(folder, "secret.txt");
  await writeFile(secret, "a secret of the server");
  await mkdir(path.join(folder, "work", "in"), { recursive: true });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = hostileFiles({ spoiled: SPOILED, seed: SEED }, folder, { address, secret });
  expect(made.length).toBeGreaterThanOrEqual(100);
  const files: { file: string; kind: "scenes" | "buildings" }[] = [];
  for (const { name, kind, bytes } of made) {
    const file = path.join(folder, "work", "in", name);
    await writeFile(file, bytes);
    files.push({ file, kind });
  }
  // A VRT beside a picture, under the name of its mask, and notes that name another file.
  const beside = files.find(({ file }) => file.endsWith(`spoiled-${SEED}-0.tif`))!.file;
  await writeFile(
    `${beside}.msk`,
    `<VRTDataset><SourceFilename>/vsicurl/${address}/m</SourceFilename></VRTDataset>`,
  );
  await writeFile(
    `${beside}.aux.xml`,
    `<!DOCTYPE a [<!ENTITY x SYSTEM "${address}/">]><PAMDataset>&x;</PAMDataset>`,
  );

  const verdicts = await judgeAll(files);
  tellWorst("files made to do harm", verdicts);
  expect(verdicts).toHaveLength(made.length);
  expectHarmless(verdicts);
  // Every known trick is refused, but what is only strange.
  const tricked = verdicts.filter(({ name, end }) => end === "accepted" && !name.includes("spoiled"));
  expect(tricked.map(({ name }) => path.basename(name)).filter((name) => !STRANGE.has(name))).toEqual([]);
  // Nothing was written but where it may be.
  expect((await readdir(folder)).toSorted()).toEqual(["secret.txt", "work"]);
  expect(await readdir(path.join(folder, "work"))).toEqual(["in"]);
  expect((await readdir(tmpdir())).filter((name) => name.includes("escaped"))).toEqual([]);
}, 600_000);

/** Read as what it is: a link in a name is text. */
const STRANGE = new Set(["link.kml"]);

const folders =
  noTestData === null ? readdirSync(testData()).filter((name) => name.startsWith("hostile-")) : [];
/** The short form takes every tenth; `hostile-files.test.ts` imports them all. */
const EVERY = process.env["HOSTILE_FILES"] === undefined ? 10 : 1;

it.skipIf(noTestData !== null)(
  "real hostile files end with a reason within 30 s in little memory, as footprints and as scenes",
  async () => {
    await mkdir(path.join(folder, "work", "in"), { recursive: true });
    const real = folders.flatMap((name) =>
      readdirSync(testData(name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
    const taken = real.filter((file, nth) => nth % EVERY === 0 || /archives|tiff/.test(file));
    const verdicts = await judgeAll(
      taken.flatMap((file) => [
        { file, kind: "scenes" as const },
        { file, kind: "buildings" as const },
      ]),
    );
    tellWorst("readings of real hostile files", verdicts);
    expect(verdicts).toHaveLength(taken.length * 2);
    expectHarmless(verdicts);
  },
  600_000,
);
