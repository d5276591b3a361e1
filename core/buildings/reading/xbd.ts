import { z } from "zod";
import type { Bytes, Layer, RawFeature } from "./layer.ts";
import { FileRefusal } from "./refusal.ts";
import { wholeText } from "./text.ts";
import { parseWkt } from "./wkt.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const LARGEST_BYTES = 64 * 1024 * 1024;
const Label = z.object({ properties: z.record(z.string(), z.unknown()), wkt: z.string() });
const Labels = z.object({
  features: z.object({ lng_lat: z.array(z.unknown()).optional(), xy: z.array(z.unknown()).optional() }),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Reads a label file of the xBD data set. What its metadata say (sensor, date, angles) goes with each building.
 *
 * @see https://xview2.org/dataset
 */
export async function xbdLayer(bytes: Bytes): Promise<Layer> {
  const text = await wholeText(bytes, LARGEST_BYTES);
  const labels = Labels.safeParse(parse(text));
  const placed = labels.data?.features.lng_lat;
  if (!labels.success || (placed === undefined && labels.data.features.xy === undefined)) {
    throw new FileRefusal("The file is JSON but neither GeoJSON nor a label file of xBD");
  }
  if (placed === undefined || placed.length === 0) {
    throw new FileRefusal(
      "The label file has no buildings with coordinates (features.lng_lat), only pixels: give the georeferenced labels",
    );
  }
  const metadata = labels.data.metadata ?? {};
  return {
    format: "xBD labels",
    crs: null,
    notes: [],
    profile: "xbd",
    features: () => each(placed, metadata),
  };
}

async function* each(
  labels: readonly unknown[],
  metadata: Record<string, unknown>,
): AsyncGenerator<RawFeature[]> {
  yield labels.map((value, index) => {
    const row = index + 1;
    const label = Label.safeParse(value);
    if (!label.success)
      return { row, id: null, properties: {}, geometry: null, fault: "it has no properties and wkt" };
    const { uid } = label.data.properties;
    const geometry = parseWkt(label.data.wkt);
    const feature = {
      row,
      id: typeof uid === "string" ? uid : null,
      properties: { ...metadata, ...label.data.properties },
      geometry,
    };
    return geometry === null ? { ...feature, fault: sayRefusal("row.bad-wkt", { column: "wkt" }) } : feature;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileRefusal("The file is not valid JSON", { cause: error });
  }
}
