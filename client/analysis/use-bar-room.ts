import { useLayoutEffect, useState, type RefObject } from "react";

/**
 * How much of the map's lower end the time bar covers, CSS pixels; 0 while it is hidden, as on a phone below an open sheet.
 * A bar that becomes lower because a week's name is shorter leaves the room as it is: the map must not follow each word.
 */
export function useBarRoom(map: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const [frame, bar] = [map.current, map.current?.parentElement?.querySelector(".time-bar")];
    if (frame === null || bar === undefined || bar === null) return undefined;
    let [most, width] = [0, 0];
    const measure = () => {
      const [outer, inner] = [frame.getBoundingClientRect(), bar.getBoundingClientRect()];
      const isShown = inner.height > 0;
      most =
        isShown && inner.width === width
          ? Math.max(most, outer.bottom - inner.top)
          : outer.bottom - inner.top;
      width = inner.width;
      setRoom(isShown ? Math.round(most) : 0);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(bar);
    return () => observer.disconnect();
  }, [map]);
  return room;
}
