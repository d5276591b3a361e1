/** A page as somebody without a mouse has it: where the focus goes with Tab, and whether it can be seen there. */
import type { Locator, Page } from "playwright-core";
import { z } from "zod";

/** More stops than any page of ours has. */
const MOST_STOPS = 150;

const Stop = z.object({
  name: z.string(),
  isNowhere: z.boolean(),
  /** Whether something around it says that it has the focus. */
  isSeen: z.boolean(),
  /** Whether any of it lies on the screen. */
  isOnScreen: z.boolean(),
});

async function stopHere(page: Page): Promise<z.infer<typeof Stop>> {
  const found = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) {
      return { name: "the page", isNowhere: true, isSeen: true, isOnScreen: true };
    }
    // A ring around the control, or around what stands for a control that is not drawn itself.
    const around: Element[] = [element];
    for (let outer = element.parentElement; outer !== null && around.length < 4; outer = outer.parentElement)
      if (outer.matches(":has(:focus-visible)")) around.push(outer);
    const isRinged = ({ outlineStyle, outlineWidth, opacity }: CSSStyleDeclaration) =>
      outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1 && opacity !== "0";
    const box = element.getBoundingClientRect();
    return {
      name: `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent?.trim() ?? ""}`,
      isNowhere: false,
      isSeen: around.some((one) => [null, "::after"].some((part) => isRinged(getComputedStyle(one, part)))),
      isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  });
  return Stop.parse(found);
}

/** Goes on with Tab until the control has the focus. @throws Error where it cannot be reached, or the focus not be seen */
export async function reach(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) {
      const here = await stopHere(page);
      if (!here.isSeen || !here.isOnScreen) throw new Error(`No focus to be seen on ${here.name}`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(control)} cannot be reached with Tab`);
}

/** Goes there and presses Enter. */
export async function press(page: Page, control: Locator): Promise<void> {
  await reach(page, control);
  await page.keyboard.press("Enter");
}

/** Goes once around the page with Tab and tells each stop where the focus cannot be seen, or that there is no way out. */
export async function focusFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const here = await stopHere(page);
    if (here.isNowhere && seen.size > 0) return faults;
    if (!here.isSeen) faults.push(`no focus to be seen on ${here.name}`);
    if (!here.isOnScreen) faults.push(`off the screen: ${here.name}`);
    const isRound = await page.evaluate((first) => {
      const element = document.activeElement;
      if (first)
        for (const old of document.querySelectorAll("[data-first-stop]"))
          old.removeAttribute("data-first-stop");
      if (first) element?.setAttribute("data-first-stop", "");
      return !first && element?.hasAttribute("data-first-stop") === true;
    }, seen.size === 0);
    if (isRound) return faults;
    seen.add(`${stops} ${here.name}`);
  }
  return [...faults, `no way around the page in ${MOST_STOPS} stops`];
}
