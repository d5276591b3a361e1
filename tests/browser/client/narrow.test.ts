/** The narrowest phone in each language: what is written fits, whatever its length. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { damageScale } from "../../../shared/damage-scales.ts";
import { LANGUAGES } from "../../../shared/text.ts";
import { openBrowser } from "../../support/chromium.ts";
import { findCutText } from "../../support/cut-text.ts";
import { aPaperCampaign, layPaper, ORIGIN } from "./paper-server.ts";

const NARROW = { width: 360, height: 740 };
const BUILDINGS = 40;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: NARROW, hasTouch: true, isMobile: true });
  context.setDefaultTimeout(60_000);
  await context.addInitScript("delete Navigator.prototype.serviceWorker");
  page = await context.newPage();
  const paper = await layPaper(page, BUILDINGS);
  const contentNotice = "You will see destroyed homes from above.";
  paper.campaign = { scale: damageScale("unosat"), contentNotice, practice: 5 };
  const you = { name: "Hubert Wolfeschlegelsteinhausenbergerdorf", answers: 4_210, isYou: true };
  const answers: Record<string, object> = {
    "/campaigns": { items: [{ ...aPaperCampaign(BUILDINGS), ...paper.campaign }], next: null },
    "/campaigns/paper/board": { items: [you] },
    "/campaigns/paper/guide": { entries: [] },
    "/me/campaigns": { items: [] },
    "/me/questions": { items: [], next: null },
  };
  await page.route(`${ORIGIN}/api/v1/**`, (route) => {
    const json = answers[new URL(route.request().url()).pathname.replace("/api/v1", "")];
    return json === undefined ? route.fallback() : route.fulfill({ json });
  });
});
afterAll(() => browser.close());

/** Switches the page as it stands to each language in turn. */
async function inEachLanguage(see: (language: string) => Promise<void>): Promise<void> {
  for (const language of LANGUAGES) {
    // One after the other: it is one page. The tagging screen has no room for the choice, but the page around it does.
    // oxlint-disable-next-line no-await-in-loop
    await page.locator(".language select").first().selectOption(language, { force: true });
    // oxlint-disable-next-line no-await-in-loop
    await page.locator(`html[lang=${language}]`).waitFor();
    // oxlint-disable-next-line no-await-in-loop
    await see(language);
  }
}

it("no page scrolls sideways and no button's text is cut, in any language", async () => {
  const found: string[] = [];
  const look = async (state: string) => {
    for (const one of await findCutText(page)) found.push(`${state}: ${one}`);
  };
  const unit = page.locator(".unit[data-on-screen=true]");
  const dialog = page.getByRole("dialog");
  const openAndLook = async (state: string, button: string) => {
    await page.locator(button).click();
    await dialog.waitFor();
    await look(state);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };

  await page.goto(`${ORIGIN}/`);
  await page.locator(".campaign-card").waitFor();
  await inEachLanguage((language) => look(`the list, ${language}`));

  await page.goto(`${ORIGIN}/campaigns/paper`);
  await page.locator(".board").waitFor();
  await inEachLanguage((language) => look(`the campaign, ${language}`));

  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.locator("main .button-primary").waitFor();
  await inEachLanguage((language) => look(`the notice, ${language}`));
  await page.locator("main .button-primary").click();
  await unit.locator("[data-shown-scene]").waitFor();
  await page.locator(".tip").waitFor();
  await unit.locator(".submit-button").click();
  await inEachLanguage(async (language) => {
    await look(`a building, ${language}`);
    await openAndLook(`the report, ${language}`, ".unit[data-on-screen=true] [aria-keyshortcuts=r]");
    await openAndLook(`the device, ${language}`, ".tagging-help [aria-haspopup=dialog]");
  });
  await unit.locator("[aria-keyshortcuts='0']").click();
  await inEachLanguage((language) => look(`why one cannot tell, ${language}`));

  await page.goto(`${ORIGIN}/me`);
  await page.locator(".board-name").waitFor();
  await inEachLanguage((language) => look(`the own page, ${language}`));
  expect(found).toEqual([]);
});
