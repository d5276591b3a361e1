import { pino, type Logger } from "pino";
import type { Config } from "./config.ts";
import { openDatabase, type Database } from "./db.ts";
import { openEvents, type Events } from "./events.ts";
import { findDatabase } from "./find-database.ts";
import { openTracing, type Tracing } from "./tracing.ts";
import { openObjectStore, type ObjectStore } from "./storage.ts";

/** Everything that the domain needs from outside, made once per process and passed first. */
export type Context = {
  config: Config;
  db: Database;
  objects: ObjectStore;
  events: Events;
  log: Logger;
  /** `null` unless it is switched on. */
  tracing: Tracing | null;
  /** A number in [0, 1): chance where the domain wants it, so that tests can choose it. */
  random: () => number;
};

/** The context of a running process, and how to let go of everything. */
export type OpenContext = Context & {
  /** Where the database is for sessions of one's own: past the pooler, where there is one. */
  databaseUrl: string;
  close(): Promise<void>;
};

/** Sessions for one process: with two API and two worker processes well below PostgreSQL's usual hundred. */
const POOL_SIZE = 16;

/** One JSON line per event on standard error, so that standard output stays for what a command prints. */
export function openLog(config: Config): Logger {
  return pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
}

/** Opens everything; what is already open is closed again when a later part refuses. */
export async function openContext(config: Config, log: Logger): Promise<OpenContext> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const database = await findDatabase(config, log);
    opened.push(() => database.close());
    const tracing = await openTracing(config, log);
    opened.push(async () => tracing?.close());
    const db = openDatabase(database.url, log, {
      poolSize: POOL_SIZE,
      isPooled: config.databaseDirectUrl !== null,
      tracing,
    });
    opened.push(() => db.close());
    const objects = await openObjectStore(config.objectStore ?? undefined, config.dataDir);
    opened.push(async () => objects.close());
    const events = await openEvents(config, database, log);
    opened.push(() => events.close());
    const random = () => Math.random();
    return { config, db, objects, events, log, tracing, random, databaseUrl: database.directUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}
