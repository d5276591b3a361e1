/** Analysts see it, doubt it and decide it: the map, a building, time, filters and the review queue in real Chromium. */
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anAnalyst, pickOnMap, signIn, widthOf, type Analyst } from "../support/analysts.ts";
import { findBarriers } from "../support/barriers.ts";
import { aVote, lease } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { allFindings } from "../support/crowds.ts";
import { aDisputedStreet, DATES, HOUSES, placeOfHouse, type Street } from "../support/disputed-street.ts";
import { untilFitted } from "../support/quiet.ts";
import { aWorld, type World } from "../support/world.ts";

const PHONE = { width: 390, height: 844 };
const PATIENCE = 60_000;
const POLL = { timeout: PATIENCE };

let world: World;
let browser: Browser;
let street: Street;
let first: Analyst;
let second: Analyst;
let voter: Analyst;
const faults: string[] = [];

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  first = await anAnalyst(world, "first");
  second = await anAnalyst(world, "second");
  voter = await anAnalyst(world, "voting");
  street = await aDisputedStreet(world, voter.caller);
});
afterAll(() => browser.close());

/** The map as an analyst sees it once everything on it is drawn. */
async function openMap(who: Analyst, query = "", options: BrowserContextOptions = {}): Promise<Page> {
  const page = await signIn(browser, who, faults, options);
  await page.goto(`${world.url}/campaigns/${street.slug}/map${query}`);
  await page.locator(".map-target[data-drawn]").waitFor();
  return page;
}

const counted = (page: Page, count: number) =>
  page.getByText(`${count} of ${HOUSES} buildings`, { exact: true }).waitFor();
const inAddress = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const detailOf = async (house: number) =>
  (await first.caller.get(`/campaigns/${street.slug}/buildings/${street.houses[house]}`)).body;

it("opens the building that is clicked on the map, with all that is known of it, at an address of its own", async () => {
  const page = await openMap(first);
  await counted(page, HOUSES);
  // The map may still be bringing the street into view: whoever misses clicks again.
  await pickFirstHouse(page);

  await page.getByRole("heading", { name: "When: probability per interval" }).waitFor();
  await page.getByRole("heading", { name: "Class: probabilities" }).waitFor();
  await expect
    .poll(() => page.getByLabel("The building on every date").getByRole("button").count(), POLL)
    .toBe(DATES.length);
  const { votesList } = await detailOf(0);
  const votes = page.locator(".table-scroll table");
  for (const { pseudonym } of votesList) await votes.getByText(pseudonym).waitFor();
  await expect.poll(() => votes.locator(".vote-weight").allTextContents(), POLL).toHaveLength(4);
  await page.getByText("Damaged between 1 May and 5 June 2017").first().waitFor();
  expect(await findBarriers(page)).toEqual([]);

  const sheet = await page.getByRole("link", { name: "Printable sheet (PDF)" }).getAttribute("href");
  const printed = await page.request.get(`${world.url}${sheet}`);
  expect([printed.status(), printed.headers()["content-type"]]).toEqual([200, "application/pdf"]);

  await page.getByLabel("Cleared", { exact: true }).check();
  await page.getByRole("button", { name: "Save marks" }).click();
  await page.getByText("Marks saved.").waitFor();
  await expect
    .poll(async () => (await detailOf(0)).properties.marks, POLL)
    .toMatchObject([{ kind: "cleared" }]);
  await page.reload();
  await page.getByLabel("Cleared", { exact: true }).waitFor();
  await expect.poll(() => page.getByLabel("Cleared", { exact: true }).isChecked(), POLL).toBe(true);
  await page.context().close();
});

it("keeps filters in the address, follows them with figures, and gets over impossible ones", async () => {
  const page = await openMap(first);
  await counted(page, HOUSES);
  const drawn = await page.getAttribute(".map-target", "data-drawn");
  await page.locator(".filter").getByLabel("No visible damage").click(); // its state comes from the address
  await expect.poll(() => inAddress(page, "finalClass"), POLL).toBe("no_visible_damage");
  await page.getByText(/^[12] of 4 buildings$/).waitFor();
  // The map is drawn anew too.
  await expect.poll(() => page.getAttribute(".map-target", "data-drawn"), POLL).not.toBe(drawn);
  await page.reload();
  await page.getByText(/^[12] of 4 buildings$/).waitFor();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await counted(page, HOUSES);

  // An area drawn around the first house alone.
  await page.getByText("More filters").click();
  await page.getByRole("button", { name: "Draw on the map" }).click();
  await page.getByText("Click each corner on the map").waitFor();
  const { x, y } = await placeOfHouse(page, 0);
  for (const [dx, dy] of [
    [-60, -80],
    [70, -80],
    [70, 80],
  ] as const)
    await page.mouse.click(x + dx, y + dy);
  await page.mouse.dblclick(x - 60, y + 80);
  await expect.poll(() => inAddress(page, "area"), POLL).toMatch(/^38\.\d+,35\.\d+;/);
  await counted(page, 1);
  expect(await findBarriers(page)).toEqual([]);

  // Over the date line there is nothing of this street; that is no fault, and one gets back.
  await page.getByText("Or by its edges, in degrees").click();
  for (const [edge, value] of [
    ["West", "179"],
    ["South", "34"],
    ["East", "-179"],
    ["North", "36"],
  ] as const)
    await page.getByLabel(edge, { exact: true }).fill(value);
  await page.getByRole("button", { name: "Use these edges" }).click();
  await page.getByText("No building matches").waitFor();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await counted(page, HOUSES);

  // Days typed by hand: those that cannot be are said to be so, and change nothing.
  const [from, until] = [
    page.getByLabel("Damage first seen from"),
    page.getByLabel("Damage first seen until"),
  ];
  const typeDay = async (field: Locator, digits: string) => {
    await field.focus();
    await page.keyboard.type(digits);
    await field.blur();
  };
  const faultOf = (field: Locator) => field.locator("xpath=..").getByRole("alert");
  // Clearing the filter has shut them.
  await expect.poll(() => page.locator(".filter-more[open]").count(), POLL).toBe(0);
  await page.getByText("More filters").click();
  await from.waitFor();
  await typeDay(from, "05022017");
  await expect.poll(() => inAddress(page, "damagedFrom"), POLL).toBe("2017-05-02");
  await typeDay(until, "02312017");
  await faultOf(until).getByText("There is no such day").waitFor();
  await typeDay(until, "05012017");
  await faultOf(until).getByText("before the beginning, 2 May 2017").waitFor();
  expect(inAddress(page, "damagedTo")).toBeNull();
  await typeDay(until, "06302017");
  await expect.poll(() => inAddress(page, "damagedTo"), POLL).toBe("2017-06-30");
  await expect.poll(() => faultOf(until).count(), POLL).toBe(0);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await counted(page, HOUSES);

  // What cannot be is no filter, and a building that is gone is said to be gone, with a way back.
  const gone = "0198c5a0-0000-7000-8000-000000000000";
  await page.goto(
    `${world.url}/campaigns/${street.slug}/map?minVotes=3&maxVotes=1&area=here&status=drop&building=${gone}`,
  );
  await page.getByText("This building is not in the campaign").waitFor();
  expect(await page.getByRole("link", { name: "Printable sheet (PDF)" }).count()).toBe(0);
  await page.locator(".notice").getByRole("button", { name: "Back to the overview" }).click();
  await counted(page, HOUSES);
  await page.context().close();
});

it("goes through time week by week, by keys and by playing, and steps for whoever wants no motion", async () => {
  const page = await openMap(first);
  await counted(page, HOUSES);
  const slider = page.getByRole("slider", { name: "Week shown" });
  const date = page.locator(".time-bar-date");
  const shows = (week: string, picture: string) =>
    expect.poll(() => date.textContent(), POLL).toMatch(new RegExp(`^${week}.*of ${picture}`));
  await shows("Week of 10–16 July 2017", "10 July 2017");
  await slider.press("ArrowLeft");
  await expect.poll(() => inAddress(page, "week"), POLL).toBe("2017-07-03");
  // No picture of that week: the one before it stays, and is said to.
  await shows("Week of 3–9 July 2017", "5 June 2017");
  await slider.press("PageDown");
  await expect.poll(() => inAddress(page, "week"), POLL).toBe("2017-05-01");
  await expect.poll(() => slider.getAttribute("aria-valuetext"), POLL).toMatch(/1–7 May 2017/);
  await page.reload();
  await shows("Week of 1–7 May 2017", "1 May 2017");
  await page.getByRole("button", { name: "Play through time" }).click();
  await expect.poll(() => inAddress(page, "week"), { timeout: 60_000 }).toBeNull();
  await shows("Week of 10–16 July 2017", "10 July 2017");
  await page.context().close();

  const still = await openMap(first, "?week=2017-05-01", { reducedMotion: "reduce" });
  await still.getByRole("button", { name: "Next week" }).click();
  await expect.poll(() => inAddress(still, "week"), POLL).toBe("2017-05-08");
  await still.context().close();
});

it("decides by keys with a reason, and hides the first decision from the second analyst", async () => {
  const page = await openMap(first, "?panel=review");
  await page.getByRole("button", { name: "Start reviewing" }).click();
  await page.getByRole("heading", { name: "Decide", exact: true }).waitFor();
  await expect.poll(() => inAddress(page, "building"), POLL).not.toBeNull();
  const house = street.houses.indexOf(inAddress(page, "building") ?? "");
  await page.getByText("A decision here stands once a second analyst").waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.getByText("Say why first").waitFor();
  await page.getByLabel("Reason", { exact: true }).fill("The roof lies in the yard");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await detailOf(house)).reviewState, POLL).toMatchObject({ decisions: 1 });
  await expect.poll(() => inAddress(page, "building"), POLL).not.toBe(street.houses[house]);
  await page.context().close();

  const other = await openMap(second, `?building=${street.houses[house]}`);
  await other.getByText("Another analyst decided already").waitFor();
  expect(await other.getByText("The roof lies in the yard").count()).toBe(0);
  expect(await findBarriers(other)).toEqual([]);
  await other.keyboard.press("1");
  await other.getByLabel("Reason", { exact: true }).fill("I see it too");
  await other.keyboard.press("Enter");
  await expect.poll(async () => (await detailOf(house)).properties.status, POLL).toBe("reviewed");
  await other.goto(`${world.url}/campaigns/${street.slug}/map?building=${street.houses[house]}`);
  await other.getByText("The roof lies in the yard").waitFor();
  const { reviews } = await detailOf(house);
  expect(reviews.map((one: any) => [one.version, one.class])).toEqual([
    [1, "destroyed"],
    [2, "destroyed"],
  ]);
  await other.context().close();
});

it("shows others' decisions as they are made, and keeps voters from deciding", async () => {
  const features = await allFindings(world, street.slug);
  const undecided = features.find((one: any) => one.properties.status !== "reviewed").id;
  const page = await openMap(voter);
  const reviewed = page.locator(".legend-statuses button", { hasText: "Reviewed" });
  await expect.poll(() => reviewed.textContent(), POLL).toBe("Reviewed1");
  const drawn = Number(await page.getAttribute(".map-target", "data-drawn"));
  const review = { class: "severe", lastIntact: null, firstDamaged: null, reason: "Seen from the side" };
  for (const { caller } of [first, second]) {
    const path = `/campaigns/${street.slug}/buildings/${undecided}/review`;
    expect((await caller.put(path, review)).status).toBe(200);
  }
  // Nothing was asked for by hand: figures and map follow.
  await expect.poll(() => reviewed.textContent(), POLL).toBe("Reviewed2");
  await expect
    .poll(async () => Number(await page.getAttribute(".map-target", "data-drawn")), POLL)
    .toBeGreaterThan(drawn);
  await page.goto(`${world.url}/campaigns/${street.slug}/map?building=${street.houses[3]}`);
  await page.getByText("Not yours to decide").waitFor();
  expect(await page.getByLabel("Reason", { exact: true }).count()).toBe(0);
  await page.context().close();
});

it("follows a vote cast elsewhere on map and panel, beside what was asked, what experts state and what was said before", async () => {
  const redundancy = { min: 5, cap: 5, certainty: 0.9 };
  expect((await world.admin.patch(`/campaigns/${street.slug}`, { redundancy })).status).toBe(200);
  await untilFitted(world);
  const volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, street.slug);
  const { id: building } = assignment.task.buildings[0];
  const house = street.houses.indexOf(building);
  const asked = { building, scene: null, kind: "question", text: "Is this the school?" };
  expect((await volunteer.post(`/assignments/${assignment.id}/questions`, asked)).status).toBe(201);
  const gold = { class: "severe", lastIntact: street.scenes[0]?.id, firstDamaged: street.scenes[1]?.id };
  const place = `/campaigns/${street.slug}/buildings/${building}/gold`;
  expect((await world.admin.put(place, { ...gold, explanation: { en: "The roof is gone" } })).status).toBe(
    200,
  );

  const page = await openMap(first, `?building=${building}`);
  const weights = page.locator(".table-scroll table .vote-weight");
  await expect.poll(() => weights.count(), POLL).toBe(4);
  await page.getByText("Is this the school?").waitFor();
  await page.locator(".gold-panel").getByText("The roof is gone").waitFor();
  // Whichever house was leased: one that was reviewed shows its decisions as a list too.
  const history = page.locator(".history > details");
  await history.locator("summary").click();
  const told = history.locator("li");
  await expect.poll(async () => (await told.count()) - (await detailOf(house)).history.length, POLL).toBe(0);
  expect(await findBarriers(page)).toEqual([]);

  const vote = aVote(building, {
    class: "severe",
    lastIntact: gold.lastIntact,
    firstDamaged: gold.firstDamaged,
  });
  expect((await volunteer.put(`/assignments/${assignment.id}/votes`, { votes: [vote] })).status).toBe(200);
  await expect.poll(async () => (await detailOf(house)).properties.votes, POLL).toBe(5);
  const { seq } = (await detailOf(house)).history.at(-1);
  // The map says up to which of the campaign's numbers it is drawn; this one did not exist before the vote.
  await expect
    .poll(async () => Number(await page.getAttribute(".map-target", "data-number")), POLL)
    .toBeGreaterThanOrEqual(seq);
  await expect.poll(() => weights.count(), POLL).toBe(5);
  await page.context().close();
});

const pickFirstHouse = (page: Page) => pickOnMap(page, () => placeOfHouse(page, 0), street.houses[0]);

it("fills what can be seen of the map on a phone, whether a link opened the sheet or somebody closed it", async () => {
  const page = await openMap(first, "?panel=review", { viewport: PHONE });
  await page.getByRole("button", { name: "Close the panel" }).waitFor();
  await pickFirstHouse(page);
  await page.goto(`${world.url}/campaigns/${street.slug}/map?panel=exports`);
  await page.locator(".map-target[data-drawn]").waitFor();
  await page.getByRole("button", { name: "Close the panel" }).click();
  await page.locator(".time-bar").waitFor();
  await pickFirstHouse(page);
  expect(inAddress(page, "panel")).toBe("exports");
  await page.context().close();
});

it("fits a phone from right to left, panel, building and queue, without a barrier", async () => {
  const page = await openMap(first, "", { viewport: PHONE, locale: "ar" });
  const states = ["", "?panel=review", `?building=${street.houses[1]}`];
  for (const state of states) {
    await page.goto(`${world.url}/campaigns/${street.slug}/map${state}`);
    await page.locator(".map-target[data-drawn]").waitFor();
    const panel = page.locator(".panel-body");
    // An address of a building or of a view opens the sheet by itself; the figures are opened by their tab.
    if (state === "") await page.locator(".panel-tabs button").first().click();
    await panel.waitFor();
    await expect.poll(() => panel.locator(".loading").count(), POLL).toBe(0);
    await panel.getByRole("heading").first().waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(PHONE.width);
    // The sheet scrolls, never the page under it: a field in focus would pull the whole screen away.
    expect(await page.locator(".page").evaluate((one) => one.scrollHeight - one.clientHeight)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
  }
  // Longer words: nothing is pushed out of sight where the page itself does not scroll.
  const english = await openMap(first, `?building=${street.houses[1]}`, { viewport: PHONE });
  await english.getByRole("heading", { name: "When: probability per interval" }).waitFor();
  expect(await widthOf(english)).toBeLessThanOrEqual(PHONE.width);
  await english.context().close();
  await page.context().close();
  expect(faults).toEqual([]);
});
