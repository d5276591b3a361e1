import pg from "pg";
import type { Logger } from "pino";
import type { Carrier, Receiver } from "../events.ts";

const CHANNEL = "aftermap";
const RECONNECT_MS = 500;

/**
 * Hints by LISTEN and NOTIFY, on two sessions of their own: NOTIFY takes a lock that all commits share, so it must
 * not ride in the transaction of a vote. The listener goes past a pooler: LISTEN belongs to a session.
 */
export async function openPostgresHints(
  { url, directUrl }: { url: string; directUrl: string },
  receiver: Receiver,
  log: Logger,
): Promise<Carrier> {
  const sender = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 15_000 });
  sender.on("error", (error) => log.warn({ error: error.message }, "hint session lost"));
  let isClosed = false;
  let listening: pg.Client | null = null;

  const listen = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: directUrl,
      keepAlive: true,
      connectionTimeoutMillis: 15_000,
    });
    client.on("notification", ({ payload }) => receiver.onMessage(payload ?? ""));
    let isLost = false;
    const handleLoss = () => {
      if (isLost || isClosed) return;
      isLost = true;
      log.warn("hints interrupted");
      setTimeout(() => void relisten(), RECONNECT_MS);
    };
    client.on("error", handleLoss);
    client.on("end", handleLoss);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      // Whoever called tries again. Would the events of this client do so too, each failure doubled the sessions.
      isLost = true;
      void client.end().catch(() => {});
      throw error;
    }
    listening = client;
  };
  const relisten = async (): Promise<void> => {
    if (isClosed) return;
    try {
      await listen();
      receiver.onResumed();
    } catch {
      setTimeout(() => void relisten(), RECONNECT_MS);
    }
  };

  await listen();
  return {
    async send(messages) {
      await sender.query("select pg_notify($1, message) from unnest($2::text[]) as message", [
        CHANNEL,
        messages,
      ]);
    },
    async close() {
      isClosed = true;
      await Promise.allSettled([listening?.end(), sender.end()]);
    },
  };
}
