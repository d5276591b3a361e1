/** A whole Aftermap in this process, for tests: real database, real queue, real HTTP, on a port of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog, type OpenContext } from "../../core/context.ts";
import { startServer } from "../../server/start.ts";
import { startWorkers } from "../../workers/start.ts";
import { closeAtEnd } from "./closing.ts";
import { aDatabase } from "./postgres.ts";
import { testData } from "./test-data.ts";

export type Reply<Body = any> = { status: number; body: Body; headers: Headers };

/** Somebody who calls the API. */
export type Caller = {
  id: string;
  token: string | null;
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  put(path: string, body?: unknown): Promise<Reply>;
  patch(path: string, body?: unknown): Promise<Reply>;
  delete(path: string, body?: unknown): Promise<Reply>;
};

export type World = {
  ctx: OpenContext;
  url: string;
  /** A folder inside IMPORT_ROOTS. */
  importFolder: string;
  anyone: Caller;
  admin: Caller;
  analyst: Caller;
  volunteer(): Promise<Caller>;
  /** Starts one more server on the same database and folder, and gives its address. */
  anotherServer(): Promise<string>;
  startWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
};

/**
 * Starts a world. Files may be imported from its folder and from the real data.
 *
 * @param options.redisUrl the queue's backend; PostgreSQL when undefined
 * @param options.withWorkers false leaves everything that workers do undone
 * @param options.importHosts internal hosts that imagery may be fetched from
 * @param options.pooler what stands between us and the database
 * @param options.settings further environment variables
 * @param options.random chance, where a test wants to choose it
 */
export async function aWorld(
  options: {
    redisUrl?: string | undefined;
    withWorkers?: boolean;
    random?: () => number;
    importHosts?: string;
    settings?: Record<string, string>;
    pooler?: (databaseUrl: string) => Promise<{ url: string }>;
  } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "aftermap-world-"));
  const importFolder = join(folder, "import");
  const { url: databaseUrl } = await aDatabase();
  const pooled = await options.pooler?.(databaseUrl);
  const config = readConfig({
    DATABASE_URL: pooled?.url ?? databaseUrl,
    DATABASE_DIRECT_URL: pooled === undefined ? undefined : databaseUrl,
    REDIS_URL: options.redisUrl,
    DATA_DIR: folder,
    IMPORT_ROOTS: `${importFolder}:${testData()}`,
    IMPORT_HOSTS: options.importHosts,
    PORT: "0",
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "fatal",
    ...options.settings,
  });
  const opened = await openContext(config, openLog(config));
  const ctx = { ...opened, random: options.random ?? opened.random };
  const server = await startServer(ctx);
  let workers = options.withWorkers === false ? null : await startWorkers(ctx);
  closeAtEnd(async () => {
    await workers?.close();
    await server.close();
    await ctx.close();
    await rm(folder, { recursive: true, force: true });
  });

  const url = server.origin;
  const staff = async (role: "admin" | "analyst") => {
    const { account, token } = await addStaff(ctx, { role, name: `a test's ${role}`, linkUses: 1 });
    return aCaller(url, account.id, token);
  };
  return {
    ctx,
    url,
    importFolder,
    anyone: aCaller(url, "", null),
    admin: await staff("admin"),
    analyst: await staff("analyst"),
    async volunteer() {
      const { body } = await aCaller(url, "", null).post("/sessions", { transport: "bearer" });
      return aCaller(url, body.volunteer.id, body.token);
    },
    async anotherServer() {
      const other = await startServer(ctx);
      closeAtEnd(() => other.close());
      return other.origin;
    },
    async startWorkers() {
      workers ??= await startWorkers(ctx);
    },
    async stopWorkers() {
      await workers?.close();
      workers = null;
    },
  };
}

/** Somebody with this token, or nobody. */
export function aCaller(url: string, id: string, token: string | null): Caller {
  const call = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(path.startsWith("/tiles") ? `${url}${path}` : `${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const answer = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
    return { status: response.status, body: answer, headers: response.headers };
  };
  return {
    id,
    token,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
    patch: (path, body) => call("PATCH", path, body),
    delete: (path, body) => call("DELETE", path, body),
  };
}
