const SPACING_PX = 8;

/** Diagonal lines of a colour, for what is disputed: seen without telling colours apart. `ratio`: pixels per CSS pixel. */
export function hatch(colour: string, ratio: number): CanvasPattern | string {
  const size = Math.round(SPACING_PX * ratio);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  if (context === null) return colour;
  context.strokeStyle = colour;
  context.lineWidth = 2.4 * ratio;
  context.beginPath();
  // Three strokes, so that the lines join up where one square meets the next.
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
  }
  context.stroke();
  return context.createPattern(canvas, "repeat") ?? colour;
}
