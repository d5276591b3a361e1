import { ByteWriter, ParquetWriter, type ColumnSource } from "hyparquet-writer";
import type { Finding } from "../../consensus/describe.ts";
import type { Bbox } from "../../../shared/geo.ts";
import { boxOf } from "../box.ts";
import { columnsOf, type Column } from "../columns.ts";
import type { FindingsFormat } from "../format.ts";
import { aboutOf } from "./geojson.ts";
import { openGrowingFile } from "./growing-file.ts";
import { toWkb } from "./wkb.ts";

/** Rows in a row group: enough to compress well, few enough that a group with its text is a few megabytes. */
const GROUP_ROWS = 20_000;

/**
 * GeoParquet 1.1: WKB in the column `geometry`, WGS 84 (OGC:CRS84, which is what no `crs` means), the box of all.
 *
 * @see https://geoparquet.org/releases/v1.1.0/
 */
export const GEOPARQUET: FindingsFormat = {
  rows: "findings",
  contentType: "application/vnd.apache.parquet",
  extension: "parquet",
  async open({ file }, snapshot) {
    const columns = columnsOf(snapshot);
    const out = openGrowingFile(file);
    const writer = new ByteWriter();
    const parquet = new ParquetWriter({
      writer,
      schema: [
        { name: "schema", num_children: columns.length + 1 },
        ...columns.map(({ name, type }) => ({
          name,
          repetition_type: "OPTIONAL" as const,
          ...PARQUET_TYPES[type],
        })),
        { name: "geometry", repetition_type: "REQUIRED" as const, type: "BYTE_ARRAY" as const },
      ],
      createdBy: "Aftermap",
      kvMetadata: [],
    });
    const types = new Set<string>();
    let box: Bbox | null = null;
    let waiting: Finding[] = [];

    /** Hands the bytes made so far to the disk; positions in the file go on counting in `writer.offset`. */
    const flush = async () => {
      await out.write(new Uint8Array(writer.buffer.slice(0, writer.index)));
      writer.index = 0;
    };
    const writeGroup = async () => {
      if (waiting.length === 0) return;
      const data: ColumnSource[] = columns.map((column) => ({
        name: column.name,
        data: waiting.map((feature) => valueOf(column, feature)),
      }));
      data.push({
        name: "geometry",
        data: waiting.map(({ geometry }) => toWkb(geometry)),
        statistics: false,
      });
      for (const { geometry } of waiting) {
        types.add(geometry.type);
        box = union(box, boxOf(geometry));
      }
      await parquet.write({ columnData: data, rowGroupSize: GROUP_ROWS });
      waiting = [];
      await flush();
    };
    return {
      async write(features) {
        waiting.push(...features);
        if (waiting.length >= GROUP_ROWS) await writeGroup();
      },
      async close() {
        await writeGroup();
        const geo = {
          version: "1.1.0",
          primary_column: "geometry",
          columns: {
            geometry: {
              encoding: "WKB",
              geometry_types: [...types].toSorted((a, b) => a.localeCompare(b, "en")),
              ...(box === null ? {} : { bbox: box }),
            },
          },
        };
        parquet.kvMetadata = [
          { key: "geo", value: JSON.stringify(geo) },
          { key: "aftermap", value: JSON.stringify(aboutOf(snapshot)) },
        ];
        await parquet.finish();
        await flush();
        await out.close();
      },
      drop: () => out.close(),
    };
  },
};

const PARQUET_TYPES = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT32" },
  real: { type: "DOUBLE" },
  time: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
} as const satisfies Record<Column["type"], object>;

function valueOf(column: Column, feature: Finding): unknown {
  const value = column.read(feature);
  return column.type === "time" && typeof value === "string" ? new Date(value) : (value ?? undefined);
}

function union(one: Bbox | null, other: Bbox | null): Bbox | null {
  if (one === null || other === null) return one ?? other;
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}
