import type { Coordinate } from "ol/coordinate.js";
import { fromLonLat } from "ol/proj.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Bbox } from "../../shared/geo.ts";
import { boxOf } from "./building-box.ts";

const CIRCLE_CORNERS = 48;

const SVG = "http://www.w3.org/2000/svg";

/** The outlines over the picture. `draw` follows the map, frame by frame. */
export type Outline = {
  remove: () => void;
  setVisible: (isVisible: boolean) => void;
  /** `toPixel` says where in the picture a position in EPSG:3857 lies. */
  draw: (toPixel: (position: Coordinate) => Coordinate | null) => void;
};

/**
 * The outline of the building in question, and of the task's others, thin and dashed. Each is drawn twice, light
 * on dark: one of the two stands out on any picture. Nothing is filled: the roof is the evidence. As SVG, since
 * the map engine's own vector layers would cost every volunteer 30 kB more before the first picture.
 */
export function createOutline(
  target: HTMLElement,
  building: TaskBuilding,
  others: readonly TaskBuilding[],
): Outline {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "outline");
  svg.setAttribute("aria-hidden", "true");
  target.append(svg);
  const shapes = [...others.map((other) => shapeOf(other, "other")), shapeOf(building, "asked")];
  for (const { lines } of shapes) svg.append(...lines);
  return {
    remove: () => svg.remove(),
    setVisible: (isVisible) => {
      svg.toggleAttribute("hidden", !isVisible);
    },
    draw: (toPixel) => {
      for (const { rings, lines } of shapes) {
        const path = rings
          .map((ring) => `M${ring.map((at) => (toPixel(at) ?? [0, 0]).join(" ")).join("L")}Z`)
          .join("");
        for (const line of lines) line.setAttribute("d", path);
      }
    },
  };
}

function shapeOf(building: TaskBuilding, kind: "asked" | "other") {
  const lines = ["dark", "light"].map((tone) => {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("class", `outline-${kind} outline-${tone}`);
    return line;
  });
  return { rings: ringsOf(building), lines };
}

/** The rings of a building's outline, EPSG:3857. */
function ringsOf(building: TaskBuilding): Coordinate[][] {
  const { geometry } = building;
  if (geometry.type === "Point") return [circleIn(boxOf(building))];
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  return rings.map((ring) => ring.map((position) => fromLonLat(position)));
}

/** A circle that touches the sides of a box: in Web Mercator a small circle stays one. */
function circleIn([west, south, east, north]: Bbox): Coordinate[] {
  return Array.from({ length: CIRCLE_CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / CIRCLE_CORNERS;
    const lon = (west + east) / 2 + ((east - west) / 2) * Math.cos(angle);
    return fromLonLat([lon, (south + north) / 2 + ((north - south) / 2) * Math.sin(angle)]);
  });
}
