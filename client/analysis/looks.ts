import type { Asks, Campaign } from "../../shared/campaigns.ts";
import type { ConsensusFeature, ConsensusStatus } from "../../shared/consensus.ts";
import { classLooks, UNKNOWN_LOOK, type ClassLook } from "../ui/class-looks.ts";
import { certaintyOf, matchesFilter, shownClass, type Filter } from "./filter.ts";
import { damagedFrom, type Timeline } from "./moments.ts";
import { certaintyStep } from "./statistics.ts";

/** What the colour of a building on the map says. */
export const COLOUR_MODES = ["class", "window", "certainty"] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** How the map draws one building: never by colour alone. */
export type BuildingLook = {
  colour: string;
  /** A shape or a few characters written on the building when it is large enough on screen. */
  sign: ClassLook["shape"] | { text: string };
  status: ConsensusStatus;
  /** Drawn as an outline alone: not damaged (yet) at the date shown. */
  isHollow: boolean;
};

/** What decides how buildings look. `until`: the index of the scene whose date is shown, or null for the end. */
export type MapView = { colour: ColourMode; filter: Filter; until: number | null };

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

/** Makes the function that tells how a building looks; null when the filter leaves it out. */
export function looksOf(
  campaign: Pick<Campaign, "scale" | "asks">,
  timeline: Timeline,
  view: MapView,
): (building: ConsensusFeature) => BuildingLook | null {
  const byClass = classLooks(campaign.scale.classes);
  const intact = new Set(campaign.scale.classes.filter(({ damaged }) => !damaged).map(({ code }) => code));
  const draw = DRAW[view.colour];
  return (building) => {
    if (!matchesFilter(building, view.filter, campaign.asks)) return null;
    const { properties } = building;
    const code = shownClass(properties);
    const interval = damagedFrom(properties, timeline);
    const look = draw({
      code,
      classLook: (code === null ? undefined : byClass.get(code)) ?? UNKNOWN_LOOK,
      interval,
      scenes: timeline.scenes.length,
      certainty: certaintyOf(properties, campaign.asks),
    });
    const isLater = view.until !== null && interval !== null && interval > view.until;
    const isHollow = isLater || (code !== null && intact.has(code)) || interval === timeline.scenes.length;
    const notYet = isLater && view.colour !== "certainty" ? { colour: INTACT_COLOUR, sign: RING } : {};
    return { ...look, ...notYet, status: properties.status, isHollow };
  };
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
