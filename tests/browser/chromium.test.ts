import { expect, it } from "vitest";
import { openBrowser } from "../support/chromium.ts";

it.each([
  ["the Chromium that npm brings", "npm"],
  ["the Chromium of this machine, if it has one", undefined],
])("%s draws a page and runs its script", async (_, path) => {
  const before = process.env["CHROMIUM_PATH"];
  if (path !== undefined) process.env["CHROMIUM_PATH"] = path;
  try {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent("<h1>مرحبا</h1><script>document.title = String(6 * 7)</script>");
      expect(await page.title()).toBe("42");
      expect((await page.screenshot()).byteLength).toBeGreaterThan(1000);
    } finally {
      await browser.close();
    }
  } finally {
    if (before === undefined) delete process.env["CHROMIUM_PATH"];
    else process.env["CHROMIUM_PATH"] = before;
  }
});
