import axe from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

/** What axe checks of WCAG 2.2, levels A and AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Waits until nothing fades or slides any more: what does has other colours, and another place, for a moment. */
const AT_REST = `Promise.race([
  new Promise((resolve) => setTimeout(resolve, 5_000)),
  Promise.allSettled(
    document
      .getAnimations()
      .filter(({ effect, playState }) => playState === "running" && effect?.getComputedTiming().endTime < Infinity)
      .map(({ finished }) => finished),
  ),
]).then(() => undefined)`;

/** Every barrier that axe finds on the page once it is at rest: the rule and the first element that breaks it. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(AT_REST);
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`,
  );
  return z.array(z.string()).parse(found);
}
