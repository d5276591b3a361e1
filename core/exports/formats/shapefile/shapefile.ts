import { columnsOf, type Column } from "../../columns.ts";
import { shapefileFormat } from "./profile.ts";

/** Aftermap's own attributes under short names. */
export const SHAPEFILE = shapefileFormat({
  columns: (snapshot) => columnsOf(snapshot).map((column) => ({ ...column, width: widthOf(column) })),
  mainKind: "polygon",
  layerName: ({ campaign }, kind) => (kind === "point" ? `${campaign}-points` : campaign),
  place: ({ geometry }) => geometry,
  writeMore: () => Promise.resolve([]),
});

/** Ids are 36 bytes, times 24; a reason is cut at what a DBF can hold. */
const TEXT_WIDTHS: Record<string, number> = {
  building: 36,
  last_intact: 36,
  first_damaged: 36,
  final_last_intact: 36,
  final_first_damaged: 36,
  status: 10,
  class: 64,
  final_class: 64,
  method: 40,
  external_id: 100,
  review_reason: 254,
};
const OTHER_TEXT_WIDTH = 100;
const WIDTHS = { integer: 10, real: 18, time: 24 } as const;

function widthOf({ name, type }: Column): number {
  return type === "text" ? (TEXT_WIDTHS[name] ?? OTHER_TEXT_WIDTH) : WIDTHS[type];
}
