/** A line between two of our own servers that can be cut, at any moment and for a while. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type Proxy = {
  port: number;
  /** How many were asked for so far, those that were broken at once included. */
  connections(): number;
  /** Breaks every connection, as a network that fails does: both sides hear a reset. Gives how many there were. */
  cut(): number;
  /** Cuts; new connections are broken at once, until `mend`. */
  block(): number;
  mend(): void;
  close(): Promise<void>;
};

/** @param target where the line leads to, asked anew for each connection: a server may come back on another port */
export async function aProxy(target: () => number): Promise<Proxy> {
  const open = new Set<Socket>();
  let isBlocked = false;
  let asked = 0;
  const server = createServer((near) => {
    asked += 1;
    if (isBlocked) {
      near.on("error", () => {});
      near.resetAndDestroy();
      return;
    }
    const far = connect(target(), "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on("error", () => other.resetAndDestroy());
      one.once("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A listening server has a port");
  const cut = () => {
    const ends = [...open];
    for (const socket of ends) socket.resetAndDestroy();
    return ends.length / 2;
  };
  return {
    port: address.port,
    connections: () => asked,
    cut,
    block() {
      isBlocked = true;
      return cut();
    },
    mend() {
      isBlocked = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
