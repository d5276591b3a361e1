/** Ports for servers that are killed and must get the same port again. */
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what Linux gives to outgoing connections: one of those, a client's own retry even, could take a dead server's. */
const [LOWEST, HIGHEST] = [10_000, 32_000];
const given = new Set<number>();

export async function findSteadyPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const failed = once(server, "error").then(() => false);
  server.listen(port, "127.0.0.1");
  const isOurs = await Promise.race([failed, once(server, "listening").then(() => true)]);
  if (isOurs) {
    server.close();
    await once(server, "close");
  }
  return isOurs;
}
