/**
 * GeoPackages, through SQLite compiled to WebAssembly: what a hostile file does to it, it does inside its sandbox.
 * The file is copied first, because SQLite writes locks beside what it opens, and a folder of originals is not ours.
 *
 * @see OGC 12-128r19
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { parseWkb } from "./wkb.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const LARGEST_BYTES = 4 * 1024 ** 3;
/** Bytes 18 and 19 of the header: the ways to write and to read; 2 is a write-ahead log, which needs shared memory. */
const JOURNAL_BYTES = { at: 18, legacy: Buffer.from([1, 1]) };

type Row = Record<string, unknown>;
type Sqlite = {
  all(sql: string, values?: unknown): Row[];
  each(sql: string): IterableIterator<Row>;
  close(): void;
};

const Geometries = z.object({
  table: z.string(),
  column: z.string(),
  srs: z.number(),
  organization: z.string().nullable(),
  code: z.number().nullable(),
  definition: z.string().nullable(),
});

/** @param choose picks one of several tables by name, or throws */
export async function geoPackageLayer(
  bytes: Bytes,
  scratch: string,
  choose: (names: readonly string[]) => string,
): Promise<Layer> {
  const file = await copyOf(bytes, scratch);
  const database = await openSqlite(file);
  try {
    const layers = Geometries.array().parse(
      database.all(`
        select geometries.table_name as "table", column_name as "column", geometries.srs_id as srs,
               organization, organization_coordsys_id as code, definition
          from gpkg_geometry_columns geometries
          join gpkg_contents contents on contents.table_name = geometries.table_name and data_type = 'features'
          join sqlite_master on name = geometries.table_name and type = 'table'
          left join gpkg_spatial_ref_sys systems on systems.srs_id = geometries.srs_id
         order by geometries.table_name
      `),
    );
    if (layers.length === 0) throw new FileRefusal(sayRefusal("file.gpkg-empty"));
    const name = choose(layers.map(({ table }) => table));
    const layer = layers.find(({ table }) => table === name);
    if (layer === undefined) throw new FileRefusal(sayRefusal("file.gpkg-layer", { layer: quote(name) }));
    return { format: "GeoPackage", crs: crsOf(layer), notes: [], features: () => readTable(file, layer) };
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    throw damaged(error);
  } finally {
    database.close();
  }
}

async function* readTable(file: string, layer: z.infer<typeof Geometries>): AsyncGenerator<RawFeature[]> {
  const database = await openSqlite(file);
  try {
    let features: RawFeature[] = [];
    let row = 0;
    for (const record of database.each(`select * from ${quoted(layer.table)}`)) {
      row += 1;
      features.push(toFeature(record, layer.column, row));
      if (features.length < FEATURES_AT_ONCE) continue;
      yield features;
      features = [];
    }
    yield features;
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    throw damaged(error);
  } finally {
    database.close();
  }
}

function toFeature(record: Row, column: string, row: number): RawFeature {
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (name === column || value instanceof Uint8Array) continue;
    properties[name] = typeof value === "bigint" ? String(value) : value;
  }
  const blob = record[column];
  const base = { row, id: null, properties, geometry: null };
  if (!(blob instanceof Uint8Array))
    return blob === null ? base : { ...base, fault: sayRefusal("row.not-binary") };
  if (blob.length > LONGEST_FEATURE_BYTES) return { ...base, fault: sayRefusal("row.too-large") };
  const wkb = withoutHeader(Buffer.from(blob.buffer, blob.byteOffset, blob.length));
  if (wkb === "empty") return base;
  const geometry = wkb === null ? null : parseWkb(wkb);
  return geometry === null ? { ...base, fault: sayRefusal("row.damaged") } : { ...base, geometry };
}

/** `GP`, version, flags, system, envelope; then the shape. */
function withoutHeader(blob: Buffer): Buffer | "empty" | null {
  if (blob.length < 8 || blob.toString("latin1", 0, 2) !== "GP") return null;
  const flags = blob[3] ?? 0;
  if ((flags & 0x10) !== 0) return "empty";
  const envelope = [0, 32, 48, 48, 64][(flags >> 1) & 7];
  return envelope === undefined || (flags & 0x20) !== 0 ? null : blob.subarray(8 + envelope);
}

function crsOf({ srs, organization, code, definition }: z.infer<typeof Geometries>): string | null {
  if (srs === 0 || srs === -1) return null;
  if (organization?.toUpperCase() === "EPSG" && code !== null) return `EPSG:${code}`;
  return definition === null || definition === "undefined" ? `EPSG:${srs}` : definition;
}

async function copyOf(bytes: Bytes, scratch: string): Promise<string> {
  if (bytes.size > LARGEST_BYTES) throw new FileRefusal("The GeoPackage is larger than 4 GB: split it");
  const folder = await mkdtemp(path.join(scratch, "gpkg-"));
  const file = path.join(folder, "copy.gpkg");
  try {
    await pipeline(bytes.open(), createWriteStream(file));
    const handle = await open(file, "r+");
    await handle.write(JOURNAL_BYTES.legacy, 0, 2, JOURNAL_BYTES.at);
    await handle.close();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return file;
}

async function openSqlite(file: string): Promise<Sqlite> {
  // CommonJS, and a megabyte of WebAssembly: loaded only where a GeoPackage is.
  const { Database } = createRequire(import.meta.url)("node-sqlite3-wasm");
  const database = new Database(file, { readOnly: true, fileMustExist: true });
  // A hostile schema must not call functions when it is read.
  database.exec("pragma trusted_schema = off; pragma cell_size_check = on;");
  const statements: { finalize(): void }[] = [];
  return {
    all: (sql, values) => database.all(sql, values),
    each: (sql) => {
      const statement = database.prepare(sql);
      statements.push(statement);
      return statement.iterate();
    },
    close: () => {
      for (const statement of statements) statement.finalize();
      database.close();
    },
  };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const damaged = (cause: unknown) =>
  new FileRefusal(
    sayRefusal("file.gpkg-damaged", { why: quote(cause instanceof Error ? cause.message : String(cause)) }),
    { cause },
  );
