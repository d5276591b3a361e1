/** See `promises.md`, `export`: a million buildings to files by the product's own job, beside ogr2ogr from the same database. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";
import { makePeerTable, PEER_FORMATS, peerArguments, type PeerFormat } from "./export-peer.ts";
import { openCity, SLUG } from "./mvt-city.ts";
import { median, needPrograms, processorSeconds as processorSecondsOf, report } from "./peers.ts";

export const work = "10⁶ buildings with consensus to GeoJSON, CSV, GeoPackage, FlatGeobuf, beside ogr2ogr";

const start = promisify(execFile);
const BUILDINGS = 1_000_000;
const REPEATS = 3;
const PEAK_MB = 300;
const FORMATS = z.array(z.enum(["geojson", "csv", "gpkg", "fgb"]));

type Run = { seconds: number; processorSeconds: number; peakMB: number; bytes: number };
type Round = { ours: Run & { sha256: string; file: string }; peer: Run };

/** `--buildings=N` for a smaller city, `--repeats=N`, `--formats=csv,fgb`, `--city=<address>` of one that is there. */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const option = (name: string) =>
    options.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  const buildings = Number(option("buildings") ?? BUILDINGS);
  const repeats = Number(option("repeats") ?? REPEATS);
  const formats = FORMATS.parse(option("formats")?.split(",") ?? Object.keys(PEER_FORMATS));
  needPrograms(["ogr2ogr"], log);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-export-"));
  const server = await openCity(options, buildings, log);
  try {
    const pool = new pg.Pool({ connectionString: server.url, max: 1 });
    await makePeerTable(pool);
    await pool.end();
    const rounds = new Map<PeerFormat, Round[]>(formats.map((format) => [format, []]));
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      for (const format of formats) {
        const peer = await exportByGdal(format, server.url, path.join(folder, `peer.${format}`));
        const ours = await exportByUs(format, server.url, path.join(folder, "ours"));
        rounds.get(format)?.push({ ours, peer });
        log(`${format}, round ${repeat}: ${describe(ours)}; ogr2ogr ${describe(peer)}`);
        if (repeat === 1 && (await countWithGdal(ours.file)) !== buildings)
          throw new Error(`GDAL does not find ${buildings} buildings in ${ours.file}`);
        await rm(path.join(folder, "ours"), { recursive: true, force: true });
      }
    }
    const verdicts = [...rounds].map(([format, all]) => {
      const ratio = median(all.map(({ ours, peer }) => peer.seconds / ours.seconds));
      const promise = `${format}, times as fast as ogr2ogr`;
      return { promise, goal: "≥ 1.0×", measured: `${ratio.toFixed(2)}×`, holds: ratio >= 1 };
    });
    const all = [...rounds.values()].flat();
    const peak = Math.max(...all.map(({ ours }) => ours.peakMB));
    const isSame = [...rounds.values()].every(
      (one) => new Set(one.map(({ ours }) => ours.sha256)).size === 1,
    );
    report(options.includes("--json"), { buildings, repeats, ...figuresOf(rounds) }, [
      ...verdicts,
      {
        promise: "peak memory of the job",
        goal: `≤ ${PEAK_MB} MB`,
        measured: `${Math.round(peak)} MB`,
        holds: peak <= PEAK_MB,
      },
      {
        promise: "same bytes each time",
        goal: "one SHA-256 a format",
        measured: isSame ? "yes" : "no",
        holds: isSame,
      },
    ]);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function figuresOf(rounds: ReadonlyMap<PeerFormat, readonly Round[]>): Record<string, unknown> {
  const figures: Record<string, unknown> = {};
  for (const [format, all] of rounds) {
    for (const who of ["ours", "peer"] as const) {
      const of = (pick: (run: Run) => number) =>
        Math.round(median(all.map((round) => pick(round[who]))) * 10) / 10;
      figures[`${format}, ${who === "ours" ? "ours" : "ogr2ogr"}`] = {
        seconds: of(({ seconds }) => seconds),
        "processor seconds": of(({ processorSeconds }) => processorSeconds),
        "peak MB": of(({ peakMB }) => peakMB),
        MB: of(({ bytes }) => bytes / 1e6),
      };
    }
  }
  return { ...figures, "load average": loadavg()[0]?.toFixed(1) };
}

const Ours = z.object({
  status: z.literal("done"),
  seconds: z.number(),
  processorSeconds: z.number(),
  peakMB: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  file: z.string(),
});

/** The job in a process of its own, as a worker that runs already does it. */
async function exportByUs(format: PeerFormat, url: string, folder: string): Promise<Round["ours"]> {
  const entry = path.join(import.meta.dirname, "export-ours.mjs");
  const { stdout } = await start(process.execPath, [entry, url, folder, SLUG, format]);
  return Ours.parse(JSON.parse(stdout));
}

async function exportByGdal(format: PeerFormat, url: string, file: string): Promise<Run> {
  await rm(file, { force: true });
  const began = performance.now();
  const running = start("ogr2ogr", peerArguments(format, url, file));
  const { pid } = running.child;
  const seen = { processorSeconds: 0, peakMB: 0 };
  const watch = setInterval(() => {
    // Of a process that has just ended there is nothing to read: what was seen before it stands.
    void processorSecondsOf(pid ?? 0).then(
      (used) => (seen.processorSeconds = Math.max(seen.processorSeconds, used)),
    );
    void readFile(`/proc/${pid}/status`, "utf8").then(
      (text) => (seen.peakMB = Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1_024),
      () => {},
    );
  }, 100);
  await running.finally(() => clearInterval(watch));
  const seconds = (performance.now() - began) / 1_000;
  return { ...seen, seconds, bytes: (await stat(file)).size };
}

async function countWithGdal(file: string): Promise<number> {
  const { stdout } = await start("ogrinfo", ["-so", "-al", file]);
  return Number(/^Feature Count: (\d+)$/m.exec(stdout)?.[1]);
}

const describe = ({ seconds, processorSeconds, peakMB }: Run) =>
  `${seconds.toFixed(1)} s (${processorSeconds.toFixed(1)} of a processor), ${Math.round(peakMB)} MB`;
