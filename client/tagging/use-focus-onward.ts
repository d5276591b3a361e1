import { useEffect, useRef } from "react";

/**
 * Takes the keyboard along from one building to the next: whoever tabs to Submit presses it where it goes away with
 * its building, and would begin at the top of the page again. They go on at the next building's timeline.
 *
 * @param unit the key of the building on screen
 * @returns to be called before the building on screen goes
 */
export function useFocusOnward(unit: string | undefined): () => void {
  /** The building that is left with the focus in it. */
  const left = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (left.current === undefined || left.current === unit) return;
    left.current = undefined;
    document.querySelector<HTMLElement>(".unit[data-on-screen=true] .timeline-range")?.focus();
  }, [unit]);
  return () => {
    const hasFocus = document.activeElement?.matches(".unit :focus-visible") ?? false;
    left.current = hasFocus ? unit : undefined;
  };
}
