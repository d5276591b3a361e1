import { beforeAll, expect, it } from "vitest";
import { revokeStaff } from "../../../core/accounts/accounts.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aBrowser } from "../../support/cookie-browser.ts";
import { aWatcher } from "../../support/sockets.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  slug = await aCampaign(world);
});

/** Promised: five seconds. */
const SOON = { timeout: 5_000, interval: 100 };

it("cuts the socket of an analyst who is shut out within five seconds, and of nobody else", async () => {
  const shutOut = await aWatcher(world.url, { token: world.analyst.token });
  const stays = await aWatcher(world.url, { token: world.admin.token });
  const nobody = await aWatcher(world.url);
  for (const watcher of [shutOut, stays, nobody]) await watcher.watch(slug);

  await revokeStaff(world.ctx, world.analyst.id);
  await expect.poll(() => shutOut.socket.connected, SOON).toBe(false);
  expect(stays.socket.connected).toBe(true);
  expect(nobody.socket.connected).toBe(true);
});

it("cuts the socket of a volunteer who ended their session", async () => {
  const browser = aBrowser(world.url);
  await browser.send("POST", "/sessions", {});
  const watcher = await aWatcher(world.url, { headers: { cookie: browser.cookies() } });
  await watcher.watch(slug);
  expect((await browser.send("DELETE", "/sessions")).status).toBe(204);
  await expect.poll(() => watcher.socket.connected, SOON).toBe(false);
});
