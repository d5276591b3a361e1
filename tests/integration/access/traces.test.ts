/** What people leave behind without meaning to: marks sent with everything, looked for wherever anything is kept. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { Client } from "pg";
import { io } from "socket.io-client";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { readConfig } from "../../../core/config.ts";
import { openContext, openLog } from "../../../core/context.ts";
import { anOpenCampaign, aVote } from "../../support/campaigns.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { aDatabase } from "../../support/postgres.ts";
import { startAftermap, type RunningProcess } from "../../support/processes.ts";
import { aRedis } from "../../support/redis.ts";
import { findFreePort } from "../../support/redis-server.ts";
import { bearer, JSON_TYPE, send } from "../../support/requests.ts";
import { aCaller } from "../../support/world.ts";

/** A forged record, colours for a terminal, and every sign that ends a line somewhere. */
const HOSTILE = 'x\r\n{"level":50,"time":1,"msg":"forged"}\u001b[31m\u0085\u2028\u2029\u0007';
const ADDRESS = "203.0.113.77";
const MARKS = {
  "x-forwarded-for": ADDRESS,
  "x-real-ip": ADDRESS,
  "user-agent": "MarkedAgent/9.9",
  "accept-language": "x-marked",
  referer: "https://marked.example/from",
  from: "marked@example.org",
};
const LOOKED_FOR = [
  ADDRESS,
  "MarkedAgent",
  "x-marked",
  "marked.example",
  "marked@example.org",
  createHash("sha256").update(ADDRESS).digest("hex"),
  createHash("sha256").update(ADDRESS).digest("base64url"),
];

let databaseUrl: string;
let redisUrl: string | undefined;
let folder: string;
let api: RunningProcess;
let worker: RunningProcess;
const secrets: string[] = [];
beforeAll(async () => {
  ({ url: databaseUrl } = await aDatabase());
  redisUrl = (await aRedis())?.url;
  folder = await mkdtemp(join(tmpdir(), "aftermap-traces-"));
  closeAtEnd(() => rm(folder, { recursive: true, force: true }));
  const importFolder = join(folder, "import");
  await mkdir(importFolder);
  const port = await findFreePort();
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: folder,
    IMPORT_ROOTS: importFolder,
    PORT: String(port),
    TRUSTED_PROXIES: "1",
    LOG_LEVEL: "trace",
    NODE_ENV: undefined,
  };
  api = startAftermap(["serve"], environment);
  worker = startAftermap(["worker"], environment);
  await api.line(/Aftermap is ready/, 60_000);
  await worker.line(/worker is ready/, 60_000);
  const config = readConfig({ ...environment, LOG_LEVEL: "fatal" });
  const ctx = await openContext(config, openLog(config));
  closeAtEnd(() => ctx.close());
  const url = `http://127.0.0.1:${port}`;
  const staff = await addStaff(ctx, { role: "admin", name: "An admin", linkUses: 1 });
  const analyst = await addStaff(ctx, { role: "analyst", name: "An analyst", linkUses: 1 });
  secrets.push(staff.token, staff.linkSecret, analyst.token);
  const admin = aCaller(url, staff.account.id, staff.token);
  const slug = await anOpenCampaign({ admin, importFolder }, 2, { title: HOSTILE, text: HOSTILE });

  const call = (method: string, path: string, token: string | null, body?: unknown) =>
    send(url, method, `/api/v1${path}`, {
      headers: { ...MARKS, ...JSON_TYPE, ...(token === null ? {} : bearer(token)) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const begun = JSON.parse((await call("POST", "/sessions", null, { transport: "bearer" })).text);
  secrets.push(begun.token);
  const leased = JSON.parse(
    (await call("POST", `/campaigns/${slug}/assignments`, begun.token, { count: 1 })).text,
  );
  const [{ id, task }] = leased.assignments;
  const vote = aVote(task.buildings[0].id, { comment: `planted ${HOSTILE}` });
  const voted = await call("PUT", `/assignments/${id}/votes`, begun.token, { votes: [vote] });
  if (voted.status !== 200) throw new Error(voted.text);
  await call("POST", `/assignments/${id}/questions`, begun.token, {
    building: task.buildings[0].id,
    scene: null,
    kind: "question",
    text: HOSTILE,
  });
  await call("GET", `/campaigns/${encodeURIComponent(HOSTILE)}`, null);
  await call("GET", "/staff", analyst.token);
  await call("GET", "/me", "wrong-token-of-nobody-at-all");
  await call("POST", "/sign-in/link", null, { secret: `wrong ${HOSTILE}` });
  await call("POST", "/sign-in/link", null, { secret: staff.linkSecret });
  await call("POST", `/campaigns/${slug}/batches`, staff.token, {
    kind: "scenes",
    source: { path: join(importFolder, HOSTILE) },
  });
  const socket = io(url, { transports: ["websocket"], auth: { token: begun.token }, extraHeaders: MARKS });
  await socket.timeout(10_000).emitWithAck("watch", { campaign: slug });
  socket.disconnect();
  // Counted, so that the vote's way through the queue is behind us too.
  await vi.waitFor(
    async () => {
      const { body } = await admin.get(`/campaigns/${slug}/consensus`);
      const counted = body.features.filter(({ properties }: any) => properties.votes === 1);
      if (counted.length !== 1) throw new Error("The vote is not counted yet");
    },
    { timeout: 40_000, interval: 250 },
  );
}, 180_000);

/** Every row of every table, the queue's too. */
async function dumpDatabase(): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      select format('%I.%I', schemaname, tablename) as name
        from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
    `);
    const parts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select row(t.*)::text as text from ${name} t`);
      parts.push(name, ...rows.map(({ text }) => text));
    }
    return parts.join("\n");
  } finally {
    await client.end();
  }
}

/** Every key and value, as Redis itself would write it to disk. */
async function dumpRedis(url: string): Promise<string> {
  const client = new Redis(url);
  const keys = await client.keys("*");
  const values = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
  client.disconnect();
  return [...keys, ...values.map((value) => (value ?? Buffer.alloc(0)).toString("latin1"))].join("\n");
}

async function dumpFiles(): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

const records = (of: RunningProcess) =>
  of
    .output()
    .split("\n")
    .filter((line) => line !== "" && !/Aftermap is ready|worker is ready/.test(line));

describe("no address, browser, language or e-mail of whoever votes", () => {
  it("is anywhere in the database, though what they wrote is", async () => {
    const dump = await dumpDatabase();
    expect(dump).toContain("planted");
    for (const mark of LOOKED_FOR) expect(dump).not.toContain(mark);
  });

  it("is anywhere in Redis, though their call was counted there", async ({ skip }) => {
    skip(redisUrl === undefined, "no redis-server, no valkey-server, no TEST_REDIS_URL");
    const dump = await dumpRedis(redisUrl ?? "");
    expect(dump).toContain("aftermap:limit:");
    for (const mark of LOOKED_FOR) expect(dump).not.toContain(mark);
  });

  it("is anywhere in the logs, at the most talkative level, nor in any file", async () => {
    const written = `${api.output()}${worker.output()}${await dumpFiles()}`;
    expect(written).toContain("server started");
    for (const mark of LOOKED_FOR) expect(written).not.toContain(mark);
  });
});

describe("a log", () => {
  it("is one JSON record a line, whatever people write: nobody forges a record, nothing moves a terminal", () => {
    for (const line of [...records(api), ...records(worker)]) {
      const record: unknown = JSON.parse(line);
      expect(record, line).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
      expect(record).not.toMatchObject({ msg: "forged" });
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }
  });

  it("tells who was let in and who was not, and no secret", () => {
    const told = records(api).map((line) => JSON.parse(line).msg);
    expect(told).toContain("sign-in link opened");
    expect(told).toContain("sign-in link refused");
    expect(told).toContain("call refused");
    expect(told).toContain("unknown token refused");
    const written = `${api.output()}${worker.output()}`;
    for (const secret of [...secrets, "wrong-token-of-nobody-at-all"]) expect(written).not.toContain(secret);
  });
});
