const SPACING_PX = 8;

/** Diagonal lines of a colour, for what is disputed: seen without telling colours apart. */
export function hatch(colour: string): CanvasPattern | string {
  const canvas = document.createElement("canvas");
  canvas.width = SPACING_PX;
  canvas.height = SPACING_PX;
  const context = canvas.getContext("2d");
  if (context === null) return colour;
  context.strokeStyle = colour;
  context.lineWidth = 2.4;
  context.beginPath();
  // Three strokes, so that the lines join up where one square meets the next.
  for (const shift of [-SPACING_PX, 0, SPACING_PX]) {
    context.moveTo(shift - 1, SPACING_PX + 1);
    context.lineTo(shift + SPACING_PX + 1, -1);
  }
  context.stroke();
  return context.createPattern(canvas, "repeat") ?? colour;
}
