/** Markup in every text that anybody can write, and every page that shows it: none of it may run, or be markup at all. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { aCampaign, aFootprintFile, anImport, aVote, lease, openCampaign } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { untilFitted } from "../support/quiet.ts";
import { aGeoTiff } from "../support/scene-files.ts";
import { aCaller, aWorld, type Caller, type Reply, type World } from "../support/world.ts";

/** Runs in a page that takes it for markup, each part in its own way. `@` tells the fields apart. */
const markup = (field: string) =>
  `@${field}<img src=x onerror="globalThis.__ran='${field}'"><svg onload="globalThis.__ran='${field}'"></svg>` +
  `<script>globalThis.__ran='${field}'</script><iframe srcdoc="<script>parent.__ran=1</script>"></iframe>` +
  `<a href="javascript:globalThis.__ran=1">@</a>{{constructor}}`;
/** For names of forty characters and of files. */
const SHORT = "<img src=x onerror=__ran=1>";
const PATIENCE = 60_000;

let world: World;
let browser: Browser;
let slug: string;
let scene: string;
let building: string;
let volunteer: { context: BrowserContext; caller: Caller };
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await aCampaign(world, {
    title: markup("title").slice(0, 200),
    text: markup("text"),
    contentNotice: markup("notice"),
    scale: {
      name: SHORT,
      classes: [
        { code: "gone", label: markup("label-1").slice(0, 200), damaged: true },
        { code: "stands", label: markup("label-2").slice(0, 200), damaged: false },
      ],
    },
    asks: { class: true, window: false },
    redundancy: { min: 1, cap: 1, certainty: 0.9 },
  });
  const images = join(world.importFolder, "images");
  const footprints = await markedFootprints();
  await writeImage(images);
  await anImport(world, slug, "scenes", images, {
    sensor: markup("sensor").slice(0, 200),
    attribution: markup("attribution").slice(0, 500),
  });
  await anImport(world, slug, "buildings", footprints);
  await openCampaign(world, slug);
  scene = (await world.admin.get(`/campaigns/${slug}`)).body.scenes[0].id;
  await fillEveryField();
}, 240_000);
afterAll(() => browser.close());

async function writeImage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${SHORT}-2017-01-01.tif`), aGeoTiff([38, 35.0006], 1));
}

/** Houses whose names are markup too. */
async function markedFootprints(): Promise<string> {
  const file = await aFootprintFile(world, 3);
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replaceAll(/"b(\d)"/g, (_, n: string) => JSON.stringify(`${SHORT}${n}`)),
  );
  return file;
}

const well = ({ status, body }: Reply) => expect(status, JSON.stringify(body)).toBeLessThan(300);

async function fillEveryField(): Promise<void> {
  volunteer = await aVolunteerInABrowser();
  const { caller } = volunteer;
  const [{ id, task }] = await lease(caller, slug);
  building = task.buildings[0].id;
  const asked = { building, scene, kind: "problem", text: markup("question") };
  const question = await caller.post(`/assignments/${id}/questions`, asked);
  well(question);
  well(
    await caller.put(`/assignments/${id}/votes`, {
      votes: [aVote(building, { class: "gone", comment: markup("comment") })],
    }),
  );
  well(await caller.patch("/me", { boardName: SHORT }));
  well(
    await world.admin.put(`/questions/${question.body.id}`, { answer: markup("answer"), isClosed: false }),
  );
  well(
    await world.admin.put(`/campaigns/${slug}/guide`, {
      entries: [
        {
          kind: "other",
          title: markup("guide-title").slice(0, 120),
          text: markup("guide-text"),
          pictures: [
            { scene, bounds: [38, 34.9999, 38.0002, 35.0002], caption: markup("caption").slice(0, 300) },
          ],
        },
      ],
    }),
  );
  const other = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features.find(
    (feature: any) => feature.id !== building,
  ).id;
  const known = { class: "stands", lastIntact: null, firstDamaged: null };
  well(
    await world.admin.put(`/campaigns/${slug}/buildings/${other}/gold`, {
      ...known,
      explanation: markup("explanation"),
    }),
  );
  well(
    await world.analyst.put(`/campaigns/${slug}/buildings/${building}/marks`, {
      marks: [],
      note: markup("note"),
    }),
  );
  const decision = { class: "stands", lastIntact: null, firstDamaged: null, reason: markup("reason") };
  well(await world.analyst.put(`/campaigns/${slug}/buildings/${building}/review`, decision));
  well(await world.admin.post("/invitations", { role: "analyst", name: markup("invited").slice(0, 200) }));
  const sly = await world.volunteer();
  well(
    await world.admin.put(`/volunteers/${sly.id}/exclusion`, { excluded: true, reason: markup("excluded") }),
  );
  await untilFitted(world);
}

const open = async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en" });
  context.setDefaultTimeout(PATIENCE);
  return context;
};

async function aVolunteerInABrowser(): Promise<typeof volunteer> {
  const context = await open();
  const { body } = await world.anyone.post("/sessions", { transport: "bearer" });
  // The bearer's session and the cookie's are two of one volunteer: their key joins them.
  const caller = aCaller(world.url, body.volunteer.id, body.token);
  const { key } = (await caller.post("/me/key", {})).body;
  const begun = await context.request.post(`${world.url}/api/v1/sessions`, {
    data: { key },
    headers: { origin: world.url },
  });
  expect(begun.status()).toBe(201);
  return { context, caller };
}

async function anAdminInABrowser(): Promise<BrowserContext> {
  const context = await open();
  const name = markup("staff").slice(0, 200);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name, linkUses: 1 });
  await (await context.newPage()).goto(`${world.url}/sign-in/${linkSecret}?to=/me`);
  return context;
}

/** What was asked of another host than ours, and what ran. */
const foreign: string[] = [];
const ran: string[] = [];

/** Opens a page as somebody, and judges it. */
async function look(context: BrowserContext, path: string, shows: readonly string[]): Promise<Page> {
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && url.host !== new URL(world.url).host)
      foreign.push(`${path}: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    ran.push(`${path}: a dialog`);
    void dialog.dismiss();
  });
  await page.goto(`${world.url}${path}`);
  await judge(page, path, shows);
  return page;
}

/** Waits until the page shows what was written, and keeps what of it ran or became elements. */
async function judge(page: Page, path: string, shows: readonly string[]): Promise<void> {
  for (const text of shows) {
    await page
      .getByText(text)
      .first()
      .waitFor()
      .catch(async () => {
        throw new Error(`${path} does not show ${text}, but: ${await page.locator("body").innerText()}`);
      });
  }
  const found = await page.evaluate(() => ({
    ran: Reflect.get(globalThis, "__ran") ?? null,
    elements: document.querySelectorAll(
      'img[src="x"], svg[onload], iframe, [onerror], a[href^="javascript:"], #root script',
    ).length,
  }));
  if (found.ran !== null) ran.push(`${path}: ${found.ran}`);
  if (found.elements > 0) ran.push(`${path}: ${found.elements} elements made of somebody's text`);
}

it("is shown as it was typed on every page, runs on none, and no page asks any other host for anything", async () => {
  const campaign = `/campaigns/${slug}`;
  await look(volunteer.context, "/", ["@title<img"]);
  await look(volunteer.context, campaign, ["@title<img", "@text<img"]);
  await look(volunteer.context, `${campaign}/practice`, ["@title<img"]);
  const tagging = await look(volunteer.context, `${campaign}/tag`, ["@notice<img"]);
  await tagging.getByRole("button", { name: "Show the images" }).click();
  await judge(tagging, `${campaign}/tag`, ["@label-1<img"]);
  await look(volunteer.context, "/me", ["@question<img", "@answer<img"]);

  const staff = await anAdminInABrowser();
  await look(staff, `${campaign}/map`, ["@label-1<img"]);
  await look(staff, `${campaign}/map?building=${building}`, ["@label-2<img", "@reason<img", "@comment<img"]);
  await look(staff, `${campaign}/map/quality`, ["Quality"]);
  await look(staff, "/admin", ["@title<img"]);
  await look(staff, `/admin${campaign}`, ["@title<img", SHORT]);
  await look(staff, `/admin${campaign}/guide`, []);
  await look(staff, `/admin${campaign}/volunteers`, ["@title<img"]);
  await look(staff, "/admin/team", ["@staff<img", "@invited<img"]);
  await look(staff, `/admin${campaign}/scenes/${scene}/registration`, []);
  expect(ran).toEqual([]);
  expect(foreign).toEqual([]);
});

it("would be noticed if it ran: the same look finds what a page does run", async () => {
  const context = await open();
  await context.addInitScript(() => {
    Reflect.set(globalThis, "__ran", "a script of the test's own");
  });
  await look(context, "/", []);
  expect(ran.splice(0)).toEqual(["/: a script of the test's own"]);
});

it("is stopped by the content policy where it is put into a page by force", async () => {
  const context = await open();
  const page = await look(context, "/", []);
  const outcome = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
    const place = document.createElement("div");
    document.body.append(place);
    place.innerHTML = `<img src="data:," onerror="globalThis.__forced=1"><a href="javascript:globalThis.__forced=1">x</a>`;
    place.querySelector("a")?.click();
    const script = document.createElement("script");
    script.textContent = "globalThis.__forced=1";
    place.append(script);
    const away = document.createElement("script");
    away.src = "https://evil.example/x.js";
    place.append(away);
    await new Promise((resolve) => {
      const wait = () => (blocked.length >= 4 ? resolve(null) : setTimeout(wait, 20));
      wait();
    });
    return { blocked, forced: Reflect.get(globalThis, "__forced") ?? null };
  });
  expect(outcome.forced).toBeNull();
  // Chromium's versions name the directive of an address differently.
  for (const directive of outcome.blocked) expect(directive).toMatch(/^script-src(?:-attr|-elem)?$/);
  expect(outcome.blocked).toEqual(expect.arrayContaining(["script-src-attr", "script-src-elem"]));
});
