import type { BuildingLook } from "../analysis/looks.ts";
import type { ClassShape } from "../ui/class-looks.ts";

const INK = "#ffffff";
const HALO = "rgb(6 9 11 / 85%)";

type Pen = OffscreenCanvasRenderingContext2D;

/** Draws the mark that says what the colour says, around the origin; CSS pixels. The status stays in the outline. */
export function drawSign(pen: Pen, sign: BuildingLook["sign"]): void {
  if (sign !== "question" && typeof sign === "string") {
    SHAPES[sign](pen);
    return;
  }
  pen.font = "600 11px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.strokeStyle = HALO;
  pen.lineWidth = 3;
  pen.fillStyle = INK;
  const text = typeof sign === "string" ? "?" : sign.text;
  pen.strokeText(text, 0, 0.5);
  pen.fillText(text, 0, 0.5);
}

/** The shapes of `ClassSign`. */
const SHAPES: Record<Exclude<ClassShape, "question">, (pen: Pen) => void> = {
  cross: (pen) => {
    const path = new Path2D("M-4.2-4.2 4.2 4.2M4.2-4.2-4.2 4.2");
    line(pen, path);
  },
  diamond: (pen) => solid(pen, new Path2D("M0-6 6 0 0 6-6 0Z")),
  triangle: (pen) => solid(pen, new Path2D("M0-6 5.2 3-5.2 3Z")),
  square: (pen) => solid(pen, new Path2D("M-4.2-4.2H4.2V4.2H-4.2Z")),
  bar: (pen) => solid(pen, new Path2D("M-5-2H5V2H-5Z")),
  ring: (pen) => {
    const path = new Path2D();
    path.arc(0, 0, 4, 0, 2 * Math.PI);
    line(pen, path);
  },
};

function solid(pen: Pen, path: Path2D): void {
  pen.strokeStyle = HALO;
  pen.lineWidth = 1.5;
  pen.fillStyle = INK;
  pen.fill(path);
  pen.stroke(path);
}

function line(pen: Pen, path: Path2D): void {
  pen.strokeStyle = HALO;
  pen.lineWidth = 4;
  pen.stroke(path);
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.stroke(path);
}
