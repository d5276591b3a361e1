import { io } from "socket.io-client";
import { expect, it } from "vitest";
import { anOpenCampaign } from "../../support/campaigns.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { aWatcher } from "../../support/sockets.ts";
import { aWorld } from "../../support/world.ts";
import { aProxy, type Proxy } from "../../chaos/proxy.ts";

it("lets watchers come again by themselves, and hear, after the database was away when they came", async () => {
  let line: Proxy | undefined;
  const world = await aWorld({
    pooler: async (databaseUrl) => {
      const address = new URL(databaseUrl);
      const port = Number(address.port);
      line = await aProxy(() => port);
      closeAtEnd(() => line?.close());
      address.port = String(line.port);
      return { url: address.href };
    },
  });
  const slug = await anOpenCampaign(world, 1);
  await world.stopWorkers();
  // As browsers do: by themselves, asking for what they watch whenever they are connected.
  const socket = io(world.url, {
    transports: ["websocket"],
    forceNew: true,
    autoConnect: false,
    auth: { token: world.analyst.token },
    reconnectionDelay: 200,
    reconnectionDelayMax: 500,
  });
  closeAtEnd(() => socket.disconnect());
  const watched: { ok: boolean }[] = [];
  socket.on("connect", () => {
    socket.emit("watch", { campaign: slug }, (answer: { ok: boolean }) => watched.push(answer));
  });
  let broken = 0;
  socket.io.on("close", () => (broken += 1));
  socket.io.on("reconnect_attempt", () => (broken += 1));

  // Somebody who was there asks for another campaign just then: they come again too.
  const early = await aWatcher(world.url, { token: world.analyst.token });
  line?.block();
  socket.connect();
  const cut = new Promise((resolve) => early.socket.once("disconnect", resolve));
  early.socket.emit("watch", { campaign: slug });
  await cut;
  await expect.poll(() => broken, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(watched.filter(({ ok }) => ok)).toEqual([]);
  line?.mend();
  await expect.poll(() => watched.at(-1), { timeout: 30_000 }).toEqual({ ok: true });
});
