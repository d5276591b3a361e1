import { columnsOf } from "../columns.ts";
import type { TextFormat, Snapshot } from "../format.ts";
import { openGrowingFile } from "./growing-file.ts";

/**
 * GeoJSON (RFC 7946), WGS 84, a feature a line, with the properties of `GET …/consensus`. What they mean stands in the
 * foreign member `aftermap`, before the features.
 */
export const GEOJSON: TextFormat = {
  rows: "features",
  contentType: "application/geo+json",
  extension: "geojson",
  async open({ file }, snapshot) {
    const out = openGrowingFile(file);
    let isFirst = true;
    await out.write(
      `{"type":"FeatureCollection","aftermap":${JSON.stringify(aboutOf(snapshot))},"features":[`,
    );
    return {
      async write(features) {
        await out.write((isFirst ? "\n" : ",\n") + features.join(",\n"));
        isFirst = false;
      },
      async close() {
        await out.write("\n]}\n");
        await out.close();
      },
      drop: () => out.close(),
    };
  },
};

/** The same features, one a line and nothing around them (newline-delimited GeoJSON), for tools that read streams. */
export const GEOJSON_LINES: TextFormat = {
  rows: "features",
  contentType: "application/x-ndjson",
  extension: "geojsonl",
  async open({ file }) {
    const out = openGrowingFile(file);
    return {
      write: (features) => out.write(`${features.join("\n")}\n`),
      close: () => out.close(),
      drop: () => out.close(),
    };
  },
};

/** What a file is a picture of, and the data dictionary: for formats that have room for words. */
export function aboutOf(snapshot: Snapshot): Record<string, unknown> {
  return {
    campaign: snapshot.campaign,
    title: snapshot.title,
    scale: snapshot.scale,
    classes: snapshot.classes,
    changedAt: snapshot.changedAt,
    scenes: snapshot.scenes,
    dictionary: columnsOf(snapshot).map(({ name, type, meaning }) => ({ name, type, meaning })),
  };
}
