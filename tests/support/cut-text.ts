import type { Page } from "playwright-core";

/**
 * What does not fit on the page as it stands: that it scrolls sideways, and each button whose text is wider or higher
 * than the button, or leaves the window. What only screen readers are told is passed over.
 */
export function findCutText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found =
      root.scrollWidth > root.clientWidth
        ? [`scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}`]
        : [];
    const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const isHeard = (element: Element) => element.closest("[inert]") === null;
    for (const button of document.querySelectorAll("button, .button")) {
      if (!isSeen(button) || !isHeard(button)) continue;
      const box = button.getBoundingClientRect();
      const left = Math.max(0, box.left) - 1;
      const right = Math.min(root.clientWidth, box.right) + 1;
      const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement;
        if (parent === null || getComputedStyle(parent).clipPath !== "none") continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const text = range.getBoundingClientRect();
        if (text.width === 0) continue; // not shown here
        const fits =
          text.left >= left &&
          text.right <= right &&
          text.top >= box.top - 1 &&
          text.bottom <= box.bottom + 1;
        if (!fits) found.push(`cut: ${texts.currentNode.textContent} in ${button.className}`);
      }
    }
    return found;
  });
}
