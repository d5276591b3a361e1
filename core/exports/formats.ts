import type { Campaign } from "../../shared/campaigns.ts";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import type { ExportFormat } from "../../shared/exports.ts";
import { bboxOf, positionsOf } from "../../shared/geo.ts";

/** How a format is written: what stands before, for each page of findings, and after. Pure, so exports reproduce. */
export type FormatWriter = {
  contentType: string;
  extension: string;
  head(classes: Campaign["scale"]["classes"]): string;
  page(
    features: readonly ConsensusFeature[],
    isFirst: boolean,
    classes: Campaign["scale"]["classes"],
  ): string;
  tail: string;
};

/** Every format that can be asked for; one without a writer does not compile. */
export const FORMATS: Record<ExportFormat, FormatWriter> = {
  /** RFC 7946, WGS 84, one feature a line. */
  geojson: {
    contentType: "application/geo+json",
    extension: "geojson",
    head: () => '{"type":"FeatureCollection","features":[',
    page: (features, isFirst) =>
      features.map((feature, i) => (isFirst && i === 0 ? "\n" : ",\n") + JSON.stringify(feature)).join(""),
    tail: "\n]}\n",
  },
  /** RFC 4180, UTF-8; the place is the middle of the footprint's box, longitude and latitude in degrees. */
  csv: {
    contentType: "text/csv; charset=utf-8",
    extension: "csv",
    head: (classes) =>
      toLine([...CSV_COLUMNS.map(([name]) => name), ...classes.map(({ code }) => `p_${code}`)]),
    page: (features, _isFirst, classes) =>
      features
        .map((feature) => {
          const shares = classes.map(({ code }) => feature.properties.probabilities[code] ?? null);
          return toLine([...CSV_COLUMNS.map(([, read]) => read(feature)), ...shares]);
        })
        .join(""),
    tail: "",
  },
};

type Cell = string | number | null | undefined;

const CSV_COLUMNS: readonly (readonly [name: string, read: (feature: ConsensusFeature) => Cell])[] = [
  ["building", ({ properties }) => properties.building],
  ["external_id", ({ properties }) => properties.externalId],
  ["longitude", (feature) => middleOf(feature)?.[0]],
  ["latitude", (feature) => middleOf(feature)?.[1]],
  ["status", ({ properties }) => properties.status],
  ["class", ({ properties }) => properties.class],
  ["probability", ({ properties }) => properties.probability],
  ["window_from", ({ properties }) => properties.window?.from],
  ["window_to", ({ properties }) => properties.window?.to],
  ["window_days", ({ properties }) => properties.window?.days],
  ["window_probability", ({ properties }) => properties.window?.probability],
  ["last_intact", ({ properties }) => properties.window?.lastIntact],
  ["first_damaged", ({ properties }) => properties.window?.firstDamaged],
  ["votes", ({ properties }) => properties.votes],
  ["final_class", ({ properties }) => properties.final?.class],
  ["final_last_intact", ({ properties }) => properties.final?.lastIntact],
  ["final_first_damaged", ({ properties }) => properties.final?.firstDamaged],
  ["review_reason", ({ properties }) => properties.review?.reason],
  ["method", ({ properties }) => `${properties.method.name} ${properties.method.version}`],
  ["updated_at", ({ properties }) => properties.updatedAt],
];

function middleOf(feature: ConsensusFeature): [number, number] | null {
  const bounds = bboxOf(positionsOf(feature.geometry));
  return bounds === null ? null : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}

function toLine(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). */
function toCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
