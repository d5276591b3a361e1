import type { Coordinate } from "ol/coordinate.js";
import { getCenter, getHeight, getWidth, type Extent } from "ol/extent.js";
import type OlMap from "ol/Map.js";

/** CSS pixels: top, right, bottom, left. */
export type Room = [number, number, number, number];

/**
 * What a map shows by itself. It is shown anew whenever there is more or less room for it, until somebody has moved the map:
 * then what they look at is theirs. Extents are in EPSG:3857.
 */
export type Framing = {
  /** Whether the map was told what to show. */
  hasSubject: () => boolean;
  /** All of it fills what can be seen. */
  showWhole: (extent: Extent) => void;
  /** A building with its surroundings. Where it is well seen already, nothing moves. */
  showBuilding: (extent: Extent) => void;
  /** What panels over the map take of it; the picture itself stays where it is. */
  setRoom: (taken: Room) => void;
};

type Place = { center: Coordinate; resolution: number };
type Subject = { extent: Extent; isWhole: boolean };

/** Left free around what is shown as a whole, CSS pixels. */
const MARGIN_PX = 24;
/** However little room there is, what is shown is not made smaller than this, CSS pixels. */
const LEAST_PX = 40;
/** A building is shown with so much of its surroundings across the shorter side, metres, or so many times its size. */
const SURROUNDINGS_METRES = 120;
const TIMES_ITS_SIZE = 3;
/** Nearer than its surroundings ask for is fine, up to this many times its size. */
const LEAST_TIMES_ITS_SIZE = 1.6;
const MOVE_MS = 180;
const EARTH_RADIUS = 6_378_137;

/** Of the map, what this needs. */
type Frame = Pick<OlMap, "getView" | "getSize"> & {
  on: (type: "change:size", listener: () => void) => unknown;
};

export function createFraming(map: Frame): Framing {
  const view = map.getView();
  let subject: Subject | null = null;
  let framed: Place | null = null;
  let isMoving = false;

  function isUntouched(): boolean {
    if (framed === null || isMoving) return true;
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const [framedX = 0, framedY = 0] = framed.center;
    const isThere = Math.hypot(x - framedX, y - framedY) < framed.resolution;
    return isThere && Math.abs((view.getResolution() ?? 0) / framed.resolution - 1) < 0.01;
  }

  function frame(isCalm: boolean): void {
    const [width, height] = roomIn(map);
    if (subject === null || width === 0 || height === 0) return;
    const now = { center: view.getCenter() ?? [0, 0], resolution: view.getResolution() ?? 1 };
    const room = [Math.max(LEAST_PX, width), Math.max(LEAST_PX, height)] as const;
    const wish = subject.isWhole ? wholeIn(subject.extent, room) : buildingIn(subject.extent, room, now);
    framed = { ...wish, resolution: view.getConstrainedResolution(wish.resolution) ?? wish.resolution };
    if (wish === now) return;
    view.cancelAnimations();
    if (isCalm) {
      isMoving = true;
      view.animate({ ...framed, duration: MOVE_MS }, () => (isMoving = false));
      return;
    }
    view.setResolution(framed.resolution);
    view.setCenter(framed.center);
  }

  map.on("change:size", () => {
    if (isUntouched()) frame(false);
  });
  const show = (next: Subject, isCalm: boolean) => {
    const isFirst = framed === null;
    subject = next;
    frame(isCalm && !isFirst);
  };
  return {
    hasSubject: () => subject !== null,
    showWhole: (extent) => show({ extent, isWhole: true }, false),
    showBuilding: (extent) => show({ extent, isWhole: false }, true),
    setRoom(taken) {
      if ((view.padding ?? []).join() === taken.join()) return;
      const isOurs = isUntouched();
      view.padding = taken;
      if (isOurs) frame(false);
    },
  };
}

/** What is free of panels, CSS pixels; [0, 0] before the map has a size. */
function roomIn(map: Frame): [number, number] {
  const [width = 0, height = 0] = map.getSize() ?? [];
  if (width === 0 || height === 0) return [0, 0];
  const [top = 0, right = 0, bottom = 0, left = 0] = map.getView().padding ?? [];
  return [Math.max(1, width - left - right), Math.max(1, height - top - bottom)];
}

function wholeIn(extent: Extent, [width, height]: readonly [number, number]): Place {
  const [across, up] = [width, height].map((side) => Math.max(LEAST_PX, side - 2 * MARGIN_PX));
  const resolution = Math.max(getWidth(extent) / (across ?? 1), getHeight(extent) / (up ?? 1));
  return { center: getCenter(extent), resolution };
}

function buildingIn(extent: Extent, [width, height]: readonly [number, number], now: Place): Place {
  const center = getCenter(extent);
  const side = Math.min(width, height);
  const size = Math.max(getWidth(extent), getHeight(extent));
  const wish = Math.max(SURROUNDINGS_METRES * stretchAt(center), TIMES_ITS_SIZE * size) / side;
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const [x = 0, y = 0] = now.center;
  const [across, up] = [(width / 2) * now.resolution, (height / 2) * now.resolution];
  const isInside = west > x - across && east < x + across && south > y - up && north < y + up;
  if (isInside && now.resolution <= 2 * wish) return now;
  return {
    center,
    resolution: Math.max(Math.min(now.resolution, wish), (LEAST_TIMES_ITS_SIZE * size) / side),
  };
}

/** How many metres of Web Mercator one on the ground is. */
const stretchAt = ([, y = 0]: Coordinate) => Math.cosh(y / EARTH_RADIUS);
