import Fill from "ol/style/Fill.js";
import RegularShape from "ol/style/RegularShape.js";
import CircleStyle from "ol/style/Circle.js";
import type ImageStyle from "ol/style/Image.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import type { BuildingLook } from "../analysis/looks.ts";
import type { ClassShape } from "../ui/class-looks.ts";
import { centrePoint } from "./centre-point.ts";

const INK = "#ffffff";
const HALO = "rgb(6 9 11 / 85%)";

const fill = new Fill({ color: INK });
const stroke = new Stroke({ color: HALO, width: 1.5 });
const line = new Stroke({ color: INK, width: 2 });

/** The shapes of `ClassSign`, as the map engine draws them. */
const SHAPES: Record<Exclude<ClassShape, "question">, () => ImageStyle> = {
  cross: () => new RegularShape({ points: 4, radius: 6, radius2: 0, angle: Math.PI / 4, stroke: line }),
  diamond: () => new RegularShape({ points: 4, radius: 6, fill, stroke }),
  triangle: () => new RegularShape({ points: 3, radius: 6, fill, stroke }),
  square: () => new RegularShape({ points: 4, radius: 6, angle: Math.PI / 4, fill, stroke }),
  bar: () => new RegularShape({ points: 4, radius: 7, angle: Math.PI / 4, scale: [1, 0.4], fill, stroke }),
  ring: () => new CircleStyle({ radius: 4, stroke: line }),
};

const made = new Map<string, Style>();

/** The mark on a building that says what its colour says; the status stays in the outline. */
export function signStyle({ sign }: BuildingLook): Style {
  const key = typeof sign === "string" ? sign : `=${sign.text}`;
  const known = made.get(key) ?? makeSign(sign);
  made.set(key, known);
  return known;
}

function makeSign(sign: BuildingLook["sign"]): Style {
  if (sign !== "question" && typeof sign === "string") {
    // An image is drawn for points only.
    return new Style({ image: SHAPES[sign](), geometry: centrePoint, zIndex: 1 });
  }
  const text = typeof sign === "string" ? "?" : sign.text;
  return new Style({
    text: new Text({
      text,
      font: "600 11px 'Inter Variable', system-ui, sans-serif",
      fill,
      stroke: new Stroke({ color: HALO, width: 3 }),
      overflow: true,
    }),
    zIndex: 1,
  });
}
