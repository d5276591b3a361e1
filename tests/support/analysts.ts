/** Analysts at their map in a browser, for tests. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { aCaller, type Caller, type World } from "./world.ts";

export type Analyst = { caller: Caller; signInUrl: string };

const DESKTOP = { width: 1440, height: 900 };
const PATIENCE = 60_000;

/** An analyst with a token, and a link that signs a browser in, nine times. */
export async function anAnalyst(world: World, name: string): Promise<Analyst> {
  const { account, token, linkSecret } = await addStaff(world.ctx, { role: "analyst", name, linkUses: 9 });
  return { caller: aCaller(world.url, account.id, token), signInUrl: `${world.url}/sign-in/${linkSecret}` };
}

/** A page of a browser of its own, signed in, that waits a minute for what it is asked. What is thrown there is kept. */
export async function signIn(
  browser: Browser,
  who: Analyst,
  faults: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: "en", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(who.signInUrl);
  await page.locator("h1").first().waitFor();
  return page;
}

/** How far the page and the panel in it reach, CSS pixels. */
export async function widthOf(page: Page): Promise<number> {
  const panel = await page.locator(".panel-body").boundingBox();
  const whole = Number(await page.evaluate("document.documentElement.scrollWidth"));
  return Math.max(whole, panel?.width ?? Infinity);
}

/** Clicks where a building is when what there is fills what can be seen of the map, until the map knows it. */
export async function pickOnMap(
  page: Page,
  place: () => Promise<{ x: number; y: number }>,
  building: string | undefined,
): Promise<void> {
  const picked = () => new URL(page.url()).searchParams.get("building");
  const clickAndLook = async () => {
    const { x, y } = await place();
    if (picked() === null) await page.mouse.click(x, y);
    return picked();
  };
  await expect.poll(clickAndLook, { timeout: PATIENCE, interval: 1_500 }).toBe(building);
}
