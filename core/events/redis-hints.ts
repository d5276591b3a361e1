import { Redis } from "ioredis";
import type { Logger } from "pino";
import type { Carrier, Receiver } from "../events.ts";

const CHANNEL = "aftermap:hints";

/** Hints by Redis publish and subscribe. Redis may be away: then hints are dropped and the next connection says so. */
export async function openRedisHints(redisUrl: string, receiver: Receiver, log: Logger): Promise<Carrier> {
  const options = {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    lazyConnect: true,
    retryStrategy: () => 500,
  };
  const sender = new Redis(redisUrl, options);
  const listener = new Redis(redisUrl, { ...options, autoResubscribe: false });
  let hasListened = false;

  for (const client of [sender, listener]) {
    client.on("error", (error: Error) => log.debug({ error: error.message }, "Redis not reached"));
  }
  listener.on("close", () => {
    if (hasListened) log.warn("hints interrupted");
  });
  listener.on("message", (_channel: string, message: string) => receiver.onMessage(message));
  listener.on("ready", () => {
    void listener.subscribe(CHANNEL).then(
      () => {
        if (hasListened) receiver.onResumed();
        hasListened = true;
      },
      // The connection was lost again: `ready` comes once more.
      () => {},
    );
  });
  // Starting without Redis is allowed: both keep trying, and nothing but liveliness is missing meanwhile.
  await Promise.allSettled([sender.connect(), listener.connect()]);

  return {
    async send(messages) {
      await Promise.all(messages.map((message) => sender.publish(CHANNEL, message)));
    },
    async close() {
      sender.disconnect();
      listener.disconnect();
    },
  };
}
