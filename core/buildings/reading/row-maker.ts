import { v7 as uuid } from "uuid";
import type { Assessment } from "../../../shared/assessments.ts";
import type { BuildingOptions, RefusedRow } from "../../../shared/batches.ts";
import type { Bbox, BuildingGeometry, Position } from "../../../shared/geo.ts";
import { storableText } from "../../../shared/text.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import { isDeeperThan, readOutline, toFootprint, type Outline } from "../footprint.ts";
import { assess } from "../profiles/assess.ts";
import type { StatedMapping } from "../profiles/mapping.ts";
import { isEmptyValue, type Profile } from "../profiles/profile.ts";
import type { Reading } from "../profiles/survey.ts";
import type { Repair } from "../repair.ts";
import type { RawFeature } from "./layer.ts";
import type { Placement } from "./placement.ts";

/** A building as it is staged. Geometry and bounds EPSG:4326. */
export type StagedRow = {
  row: number;
  id: string;
  externalId: string | null;
  geometry: BuildingGeometry;
  bounds: Bbox;
  radiusMetres: number | null;
  properties: Record<string, unknown>;
  assessments: Record<string, Assessment>;
};

export type RowRules = {
  options: BuildingOptions;
  stated: StatedMapping;
  placement: Placement;
  known: { profile: Profile; reading: Reading } | null;
  /** The format says which way outlines run as we do: another direction is a fault there. */
  hasDirection: boolean;
};

/** The radius of a building given as a point when the admin states none, metres: a family house. */
export const DEFAULT_RADIUS_METRES = 10;
const WIDEST_RADIUS_METRES = 500;
const LONGEST_EXTERNAL_ID = 500;
const LONGEST_VALUE = 10_000;
const LONGEST_PROPERTIES = 200_000;
const DEEPEST_PROPERTIES = 32;

/** Makes rows to store of features, some at a time; counts what it repaired. */
export class RowMaker {
  readonly repaired = new Map<Repair, number>();
  repairedRows = 0;
  points = 0;
  shortened = 0;
  readonly #rules: RowRules;

  constructor(rules: RowRules) {
    this.#rules = rules;
  }

  async make(features: readonly RawFeature[]): Promise<{ rows: StagedRow[]; refused: RefusedRow[] }> {
    const rows: StagedRow[] = [];
    const refused: RefusedRow[] = [];
    const outlines = features.map(outlineOf);
    await place(outlines, this.#rules.placement);
    features.forEach((feature, index) => {
      const outline = outlines[index] ?? sayRefusal("row.no-geometry");
      const made = typeof outline === "string" ? outline : this.#row(feature, outline);
      if (typeof made === "string") {
        refused.push({ row: feature.row, externalId: this.#externalId(feature), reason: made });
      } else rows.push(made);
    });
    return { rows, refused };
  }

  #row(feature: RawFeature, outline: Outline): StagedRow | string {
    const { options, known, stated } = this.#rules;
    const noBuilding = known?.profile.whyNoBuilding?.(feature.properties) ?? null;
    if (noBuilding !== null) return noBuilding;
    if (isDeeperThan(DEEPEST_PROPERTIES, feature.properties)) return sayRefusal("row.properties-nested");
    const radius = this.#radiusOf(feature.properties, options);
    if (radius === null) return sayRefusal("row.radius", { most: WIDEST_RADIUS_METRES });
    const footprint = toFootprint(outline, radius);
    if (!footprint.ok) return footprint.reason;
    const assessments =
      known === null ? {} : assess(feature.properties, known.profile, known.reading, stated);
    if (assessments === null) return sayRefusal("row.left-out");
    const properties = this.#storable(feature.properties);
    if (properties === null) return sayRefusal("row.attributes-long");

    if (footprint.radiusMetres !== null) this.points += 1;
    const repairs = [...footprint.repairs].filter(
      (repair) => repair !== "turned" || this.#rules.hasDirection,
    );
    if (repairs.length > 0) this.repairedRows += 1;
    for (const repair of repairs) this.repaired.set(repair, (this.repaired.get(repair) ?? 0) + 1);
    const { geometry, bounds, radiusMetres } = footprint;
    return {
      row: feature.row,
      id: uuid(),
      externalId: this.#externalId(feature),
      geometry,
      bounds,
      radiusMetres,
      properties,
      assessments,
    };
  }

  /** The column that the admin named; else as the contract says: the property `id`, the feature's id, `idField`. */
  #externalId({ id, properties }: RawFeature): string | null {
    const { stated, options, known } = this.#rules;
    const candidates: unknown[] = [
      stated.id === undefined ? null : properties[stated.id],
      ...(known?.profile.ids ?? []).map((name) => properties[name]),
      properties["id"],
      id,
      options.idField === undefined ? null : properties[options.idField],
    ];
    for (const candidate of candidates) {
      if (typeof candidate === "number" || (typeof candidate === "string" && candidate.trim() !== "")) {
        return storableText(String(candidate), LONGEST_EXTERNAL_ID);
      }
    }
    return null;
  }

  #radiusOf(properties: Record<string, unknown>, options: BuildingOptions): number | null {
    const column = this.#rules.stated.radius;
    const fallback = options.radiusMetres ?? DEFAULT_RADIUS_METRES;
    if (column === undefined || isEmptyValue(properties[column])) return fallback;
    const radius = Number(String(properties[column]).replace(/^(\d+),(\d+)$/, "$1.$2"));
    return radius > 0 && radius <= WIDEST_RADIUS_METRES ? radius : null;
  }

  /** Without what PostgreSQL refuses (NUL, halves of pairs), and without novels. */
  #storable(properties: Record<string, unknown>): Record<string, unknown> | null {
    for (const name in properties) {
      const value = properties[name];
      if (typeof value !== "string" || value.length <= LONGEST_VALUE) continue;
      properties[name] = value.slice(0, LONGEST_VALUE);
      this.shortened += 1;
    }
    const text = JSON.stringify(properties);
    if (text.length > LONGEST_PROPERTIES) return null;
    return text.includes("\\u") ? cleaned(text) : properties;
  }
}

function outlineOf({ geometry, fault }: RawFeature): Outline | string {
  return fault ?? readOutline(geometry);
}

/** Brings all positions of some outlines to degrees at once: GDAL is asked once, not for each building. */
async function place(outlines: readonly (Outline | string)[], placement: Placement): Promise<void> {
  const positions: Position[] = [];
  for (const outline of outlines) {
    if (typeof outline === "string") continue;
    if (outline.point !== null) positions.push(outline.point);
    for (const polygon of outline.polygons ?? [])
      for (const ring of polygon) for (const position of ring) positions.push(position);
  }
  const flat = positions.flat();
  await placement.move(flat);
  positions.forEach((position, index) => {
    position[0] = flat[index * 2] ?? Number.NaN;
    position[1] = flat[index * 2 + 1] ?? Number.NaN;
  });
}

const UNSTORABLE_ESCAPES = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

function cleaned(text: string): Record<string, unknown> | null {
  const value: unknown = JSON.parse(text.replace(UNSTORABLE_ESCAPES, "$1"));
  return typeof value === "object" && value !== null ? { ...value } : null;
}
