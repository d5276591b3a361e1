import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { id, layPaper, ORIGIN, type Paper } from "./paper-server.ts";

let browser: Browser;
let page: Page;
let paper: Paper;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: "block",
  });
  page = await context.newPage();
  paper = await layPaper(page, 5);
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
});
afterEach(() => page.context().close());

const dialog = () => page.getByRole("dialog");
const send = () => dialog().getByRole("button", { name: "Send to the analysts" }).click();

it("sends a question with the building and the image that was on screen", async () => {
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 2 of 6").first().waitFor();
  await page.keyboard.press("r");
  await dialog().getByText("image of 1 February 2017").waitFor();
  await dialog().getByLabel("I have a question").check();
  await dialog().getByLabel("In your words").fill("Is this a tent?");
  await send();
  await dialog().getByText("An analyst will read it").waitFor();
  expect(paper.questions).toMatchObject([
    { building: id(300), scene: id(1), kind: "question", text: "Is this a tent?" },
  ]);
  await dialog().getByRole("button", { name: "Go on" }).click();
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 3 of 6").first().waitFor();
});

it("keeps a question that could not be sent though the tab is killed, and sends it once when it can", async () => {
  await page.keyboard.press("r");
  await dialog().getByLabel("In your words").fill("The outline is one street off.");
  paper.isReachable = false;
  await send();
  await dialog().getByText("Kept on this device").waitFor();

  const again = await page.context().newPage();
  await page.close();
  page = again;
  paper = await layPaper(page, 5);
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await expect.poll(() => paper.questions.length).toBe(1);
  expect(paper.questions).toMatchObject([{ building: id(300), text: "The outline is one street off." }]);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  await page.keyboard.press("r");
  expect(await dialog().getByLabel("In your words").inputValue()).toBe("");
});

it("keeps words that were begun", async () => {
  await page.keyboard.press("r");
  await dialog().getByLabel("In your words").fill("Is this");
  await page.reload();
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  await page.keyboard.press("r");
  await expect.poll(() => dialog().getByLabel("In your words").inputValue()).toBe("Is this");
});

it("asks for words, but not where a picture is distressing; then one may skip it", async () => {
  await page.keyboard.press("r");
  await send();
  await dialog().getByText("Say in a few words").waitFor();
  await dialog().getByLabel("Others should be warned before they see this").check();
  await send();
  await dialog().getByRole("button", { name: "Skip this building" }).click();
  await expect.poll(() => dialog().count()).toBe(0);
  expect(paper.questions).toMatchObject([{ kind: "distressing", text: "" }]);
  expect(paper.votes).toEqual([]);
});
