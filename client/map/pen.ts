/** What tiles of findings are drawn with, beside the page. */
export type Pen = OffscreenCanvasRenderingContext2D;

export function addDisc(path: Path2D, x: number, y: number, radius: number): void {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

/** @param hex `#rrggbb` */
export function withOpacity(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
