/** What tiles of findings are drawn with, beside the page. */
export type Pen = OffscreenCanvasRenderingContext2D;

export function addDisc(path: Path2D, x: number, y: number, radius: number): void {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * One disc of the fill set before. Thousands of one colour cost half of what one path around all of them does, and a third
 * where they overlap: a path is looked at as a whole, row by row.
 */
export function fillDisc(pen: Pen, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

/** @param hex `#rrggbb` */
export function withOpacity(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
