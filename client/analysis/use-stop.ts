import { useEffect, useState } from "react";
import type { Timeline } from "./moments.ts";
import type { ChangeView, View } from "./use-view.ts";
import { stopAt, type Stop } from "./weeks.ts";

/** How long the slider must rest before the address names where it stands, milliseconds. */
const REST_MS = 350;
/** Playing shows each stop this long at most and at least, and all of them in about `WHOLE_MS`. */
const [LONGEST_MS, SHORTEST_MS, WHOLE_MS] = [900, 150, 40_000];
/** A stop that is not drawn yet is looked at again after this, milliseconds. */
const AGAIN_MS = 40;

export type StopControl = {
  /** The index of the stop. */
  at: number;
  show: (stop: number) => void;
  isPlaying: boolean;
  setPlaying: (wish: boolean) => void;
};

type StopParts = {
  stops: readonly Stop[];
  timeline: Timeline;
  view: View;
  onChange: ChangeView;
  /** Whether picture and findings on the map are those that were asked for last: playing waits for them. */
  isDrawn: () => boolean;
};

/**
 * Where the time slider stands, and its playing. While it moves, only map and slider follow: the address, and with it
 * everything else on the screen, learns of it once it rests.
 */
export function useStop({ stops, timeline, view, onChange, isDrawn }: StopParts): StopControl {
  const { week, scene } = view;
  const address = `${week}|${scene}`;
  const [moved, setMoved] = useState({ address: "", at: 0 });
  const [isPlaying, setIsPlaying] = useState(false);
  const named = stopAt(stops, { week, scene: timeline.indexOf.get(scene ?? "") ?? null });
  // Whoever changed the address since has the word.
  const at = Math.min(moved.address === address ? moved.at : named, stops.length - 1);
  const show = (stop: number) => setMoved({ address, at: stop });

  useEffect(() => {
    if (isPlaying || at === named) return undefined;
    const timer = setTimeout(() => onChange(addressOf(stops, at, timeline)), REST_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, named, stops, timeline, onChange]);
  useEffect(() => {
    if (!isPlaying) return undefined;
    let timer = setTimeout(step, Math.min(LONGEST_MS, Math.max(SHORTEST_MS, WHOLE_MS / stops.length)));
    function step() {
      if (!isDrawn()) timer = setTimeout(step, AGAIN_MS);
      else if (at + 1 < stops.length) setMoved({ address, at: at + 1 });
      else setIsPlaying(false);
    }
    return () => clearTimeout(timer);
  }, [isPlaying, at, address, stops, isDrawn]);

  const setPlaying = (wish: boolean) => {
    if (wish && at === stops.length - 1) show(0);
    setIsPlaying(wish);
  };
  return { at, show, isPlaying, setPlaying };
}

/** The end needs no name: it is what everybody sees first. */
function addressOf(stops: readonly Stop[], at: number, { scenes }: Timeline): Pick<View, "week" | "scene"> {
  const stop = stops[at];
  if (stop === undefined || at === stops.length - 1) return { week: null, scene: null };
  return stop.isWeek
    ? { week: stop.week, scene: null }
    : { week: null, scene: scenes[stop.scene]?.id ?? null };
}
