import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { FoundDatabase } from "./find-database.ts";
import { openPostgresHints } from "./events/postgres-hints.ts";
import { openRedisHints } from "./events/redis-hints.ts";
import { parseHint, type Hint } from "./events/hints.ts";

/** How a hint travels between processes: at most once, to whoever listens now. */
export type Carrier = {
  send(messages: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

/** What a carrier calls: a message came, or the line was cut and is back, so that hints may have been missed. */
export type Receiver = { onMessage(message: string): void; onResumed(): void };

/** Hints between processes. They carry ids only and may be lost: whoever needs to be right asks the database. */
export type Events = {
  publish(hint: Hint): void;
  subscribe(listener: (hint: Hint) => void): () => void;
  close(): Promise<void>;
};

/** Equal hints within this time are sent once; a person does not notice it. */
const COALESCE_MS = 25;

/** Opens the hints: on Redis where there is one, else by PostgreSQL's NOTIFY. */
export async function openEvents(
  config: Config,
  database: Pick<FoundDatabase, "url" | "directUrl">,
  log: Logger,
): Promise<Events> {
  const listeners = new Set<(hint: Hint) => void>();
  const deliver = (hint: Hint) => listeners.forEach((listener) => listener(hint));
  const receiver: Receiver = {
    onMessage(message) {
      const hint = parseHint(message);
      if (hint !== null) deliver(hint);
    },
    onResumed: () => deliver({ name: "hints:resumed" }),
  };
  const carrier =
    config.redisUrl === null
      ? await openPostgresHints(database, receiver, log)
      : await openRedisHints(config.redisUrl, receiver, log);

  const waiting = new Map<string, string>();
  let timer: NodeJS.Timeout | null = null;
  const flush = async () => {
    timer = null;
    const messages = [...waiting.values()];
    waiting.clear();
    // A lost hint is repaired by the sweep and by whoever refetches, so a failure must not reach the publisher.
    await carrier
      .send(messages)
      .catch((error: unknown) => log.warn({ error: String(error) }, "hints not sent"));
  };
  return {
    publish(hint) {
      waiting.set(coalescingKey(hint), JSON.stringify(hint));
      timer ??= setTimeout(() => void flush(), COALESCE_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (timer !== null) {
        clearTimeout(timer);
        await flush();
      }
      await carrier.close();
    },
  };
}

/** Of hints that differ in their number only, the last one says it all. */
function coalescingKey(hint: Hint): string {
  const { name, ...subject } = hint;
  const { seq: _, ...rest } = { seq: 0, ...subject };
  return `${name} ${JSON.stringify(rest)}`;
}
