import type { Asks } from "../../shared/campaigns.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import { certaintyStep } from "./certainty-step.ts";
import { classLooks, UNKNOWN_LOOK, type ClassLook } from "../ui/class-looks.ts";

/** What the colour of a building on the map says. */
export const COLOUR_MODES = ["class", "window", "certainty"] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** How the map draws one building: never by colour alone. */
export type BuildingLook = {
  colour: string;
  /** A shape or a few characters written on the building when it is large enough on screen. */
  sign: ClassLook["shape"] | { text: string };
  status: string;
  /** Drawn as an outline alone: not damaged (yet) at the date shown. */
  isHollow: boolean;
  /** The date shown lies inside its window, of which this share has passed: in quarters, 0–0.75. Else null. */
  passed: number | null;
};

/** What of a building decides how it looks. */
export type Seen = {
  class: string | null;
  status: string;
  /** 0–1. */
  certainty: number;
  /** When the last intact and the first damaged scene of its window were taken, Unix seconds; null: an open end. */
  from: number | null;
  to: number | null;
};

/** What the map shows of the campaign. Plain data: it crosses into the thread that draws. */
export type MapTheme = {
  classes: readonly DamageClass[];
  /** When the campaign's scenes were taken, Unix seconds, rising. */
  times: readonly number[];
  colour: ColourMode;
  /** The moment shown, Unix seconds, or null for the end. */
  until: number | null;
};

/**
 * Early to late: from yellow through green to violet, each darker than the one before, so that the order
 * can be seen without telling colours apart (the bright part of matplotlib's viridis).
 */
const WINDOW_RAMP = ["#fde725", "#a5db36", "#4ac16d", "#1fa187", "#2e8fa8", "#5a7fc2", "#8d6cc4", "#b06ad0"];

/** Unsure to certain: dark to light. */
export const CERTAINTY_COLOURS = ["#6a4a9c", "#5a74c4", "#4fa0c8", "#7fd0c4", "#e2f7ea"] as const;

export const INTACT_COLOUR = "#8db8dd";

/** The colour of interval `index` of `count`, before the first scene up to before the last one; each its own. */
export function windowColour(index: number, count: number): string {
  const place = count <= 1 ? 0 : (Math.min(index, count - 1) * (WINDOW_RAMP.length - 1)) / (count - 1);
  const [from, to] = [WINDOW_RAMP[Math.floor(place)], WINDOW_RAMP[Math.ceil(place)]];
  return from === undefined || to === undefined ? INTACT_COLOUR : mix(from, to, place % 1);
}

/** A colour `share` (0–1) of the way from one `#rrggbb` to another. */
function mix(from: string, to: string, share: number): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(part(from, at) * (1 - share) + part(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Makes the function that tells how a building looks. */
export function looksOf(theme: MapTheme): (building: Seen) => BuildingLook {
  const { classes, times, colour, until } = theme;
  const byClass = classLooks(classes);
  const intact = new Set(classes.filter(({ damaged }) => !damaged).map(({ code }) => code));
  const places = new Map(times.map((time, index) => [time, index]));
  const draw = DRAW[colour];
  return ({ class: code, status, certainty, from, to }) => {
    const classLook = (code === null ? undefined : byClass.get(code)) ?? UNKNOWN_LOOK;
    const scenes = times.length;
    const interval = to === null ? (from === null ? null : scenes) : (places.get(to) ?? null);
    const look = draw({ code, classLook, interval, scenes, certainty });
    const isLater = until !== null && interval !== null && (to === null || to > until);
    const passed = isLater ? quartersPassed(from, to, until) : null;
    const isHollow =
      (isLater && passed === null) || (code !== null && intact.has(code)) || interval === scenes;
    const notYet = isHollow && isLater && colour !== "certainty" ? { colour: INTACT_COLOUR, sign: RING } : {};
    const perhaps = passed !== null && colour === "class" ? { sign: UNKNOWN_LOOK.shape } : {};
    return { ...look, ...perhaps, ...notYet, status, isHollow, passed };
  };
}

/** How much of a window lies before an instant, in quarters, so that few looks have to be drawn; null outside of it. */
function quartersPassed(from: number | null, to: number | null, until: number): number | null {
  if (from === null || to === null || until <= from || until >= to) return null;
  return Math.floor(((until - from) / (to - from)) * 4) / 4;
}

type Drawn = {
  code: string | null;
  classLook: ClassLook;
  interval: number | null;
  scenes: number;
  certainty: number;
};

const RING = "ring" as const;

const DRAW: Record<ColourMode, (drawn: Drawn) => Pick<BuildingLook, "colour" | "sign">> = {
  class: ({ classLook }) => ({ colour: classLook.colour, sign: classLook.shape }),
  window: ({ interval, scenes }) => {
    if (interval === null) return { colour: UNKNOWN_LOOK.colour, sign: UNKNOWN_LOOK.shape };
    if (interval === scenes) return { colour: INTACT_COLOUR, sign: RING };
    return { colour: windowColour(interval, scenes), sign: { text: String(interval + 1) } };
  },
  certainty: ({ certainty }) => ({
    colour: CERTAINTY_COLOURS[certaintyStep(certainty)] ?? UNKNOWN_LOOK.colour,
    sign: { text: String(Math.floor(certainty * 100)) },
  }),
};

/** Modes that mean something for what the campaign asks. */
export function colourModes(asks: Asks): ColourMode[] {
  return COLOUR_MODES.filter((mode) =>
    mode === "class" ? asks.class : mode === "window" ? asks.window : true,
  );
}
