/** See `promises.md`, `views`: the landing page and its campaign's answer on a crisis day, beside nginx. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { makeCampaign, makeVolunteers, makeVotes } from "./crowd.ts";
import { startNginx } from "./nginx.ts";
import { CORES, median, needPrograms, processorSeconds, report, timed } from "./peers.ts";
import { loadNow, numberOption, openStand, type Process } from "./stand.ts";

export const work = "landing page and campaign answer (HTML + JSON) over 500 connections, beside nginx";

const SLUG = "strike-tracker";
const BUILDINGS = 11_218;
const VOTES = 100_000;
const CONNECTIONS = 500;
/** A view is the page and the answer that it asks for. */
const REQUESTS_PER_PAGE = 2;

type Round = { pages: number; p99: number; errors: number; micros: number };

/** `--seconds=N` a round, `--rounds=N`. The server has one core, the driver and PostgreSQL the other. */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const seconds = numberOption(options, "seconds", 5);
  const rounds = numberOption(options, "rounds", 3);
  needPrograms(["nginx", "wrk", "taskset"], log);
  const stand = await openStand("views");
  try {
    log(`a campaign with ${VOTES} votes`);
    const campaign = await makeCampaign(stand.pool, SLUG, { buildings: BUILDINGS });
    const volunteers = await makeVolunteers(stand.pool, "viewers", 3_000);
    await makeVotes(stand.pool, campaign, volunteers, VOTES);
    const ours = await stand.start("serve", CORES.subject);
    const paths = ["/", `/api/v1/campaigns/${SLUG}`];
    const root = path.join(stand.folder, "www");
    let bytes = 0;
    for (const one of paths) {
      const reply = await fetch(ours.url + one, { headers: { accept: "*/*" } });
      if (!reply.ok) throw new Error(`${one} answered ${reply.status}: run npm run build`);
      const body = Buffer.from(await reply.arrayBuffer());
      const file = path.join(root, one === "/" ? "index.html" : one);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, body);
      await writeFile(`${file}.gz`, gzipSync(body, { level: 9 }));
      bytes += body.length;
    }
    const nginx = await startNginx(stand.folder, root, "/");
    try {
      const script = path.join(stand.folder, "views.lua");
      await writeFile(
        script,
        `local requests, at = {}, 0
         init = function()
           for _, path in ipairs({ ${paths.map((one) => `"${one}"`).join(", ")} }) do
             requests[#requests + 1] = wrk.format("GET", path, { ["accept"] = "text/html,application/json", ["accept-encoding"] = "gzip" })
           end
         end
         request = function() at = at % #requests + 1; return requests[at] end`,
      );
      const [mine, peer]: [Round[], Round[]] = [[], []];
      for (let round = 0; round <= rounds; round += 1) {
        const [one, other] = [await drive(ours, script, seconds), await drive(nginx, script, seconds)];
        log(`round ${round}: ${describe(one)}; nginx ${describe(other)}`);
        if (round === 0) continue; // warms both
        mine.push(one);
        peer.push(other);
      }
      const of = (list: readonly Round[], name: keyof Round) => median(list.map((one) => one[name]));
      const pages = of(mine, "pages");
      const ratio = median(mine.map((one, at) => one.pages / (peer[at]?.pages ?? Number.NaN)));
      const cost = median(mine.map((one, at) => one.micros / (peer[at]?.micros ?? Number.NaN)));
      const errors = mine.reduce((sum, one) => sum + one.errors, 0);
      report(
        options.includes("--json"),
        {
          "pages/s": Math.round(pages),
          "nginx pages/s": Math.round(of(peer, "pages")),
          "beside nginx": Math.round(ratio * 100) / 100,
          "processor µs a page, nginx": [of(mine, "micros"), of(peer, "micros")].map(Math.round),
          "processor time beside nginx": Math.round(cost * 10) / 10,
          "p99 ms, nginx": [of(mine, "p99"), of(peer, "p99")],
          "page and answer, bytes before compression": bytes,
          errors,
          "load average": loadNow(),
        },
        [
          {
            promise: "pages/s, 500 connections",
            goal: "≥ 3,300",
            measured: String(Math.round(pages)),
            holds: pages >= 3_300,
          },
          { promise: "errors", goal: "0", measured: String(errors), holds: errors === 0 },
        ],
      );
    } finally {
      await nginx.stop();
    }
  } finally {
    await stand.close();
  }
}

async function drive(subject: Process, script: string, seconds: number): Promise<Round> {
  const before = await processorSeconds(subject.pid);
  const args = [
    "-t1",
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    "--timeout",
    "10s",
    "--latency",
    "-s",
    script,
    subject.url,
  ];
  const { stdout } = await timed(CORES.driver, "wrk", args);
  const used = (await processorSeconds(subject.pid)) - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const [, amount = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  return {
    pages: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]) / REQUESTS_PER_PAGE,
    p99: Number(amount) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1),
    errors: bad + broken.slice(1).reduce((sum, count) => sum + Number(count), 0),
    micros: (used * 1e6) / (requests / REQUESTS_PER_PAGE),
  };
}

function describe({ pages, p99, micros }: Round): string {
  return `${Math.round(pages)} pages/s, p99 ${p99} ms, ${Math.round(micros)} µs a page`;
}
