/**
 * Tells the browser that a finger's drag on this element is ours alone; to be given as a `ref`. `touch-action: none`
 * keeps it from scrolling, but not from seeing a fling in how the finger left: Chromium then takes a tap soon
 * afterwards for one that stops the fling, and no click comes of it. React listens passively; hence our own listener.
 */
export function ownDrag(element: HTMLElement | null): (() => void) | undefined {
  const handleMove = (event: TouchEvent) => {
    if (event.cancelable) event.preventDefault();
  };
  element?.addEventListener("touchmove", handleMove, { passive: false });
  return () => element?.removeEventListener("touchmove", handleMove);
}
