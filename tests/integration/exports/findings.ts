/** Findings as a snapshot could hold them, with everything that formats stumble over. */
import type { ConsensusFeature } from "../../../shared/consensus.ts";
import type { BuildingGeometry } from "../../../shared/geo.ts";
import { damageScale } from "../../../shared/damage-scales.ts";
import type { Snapshot } from "../../../core/exports/format.ts";

export const SCENES = [
  {
    id: "019a0000-0000-7000-8000-00000000000a",
    acquiredAt: "2017-02-04T08:14:22.000Z",
    sensor: "WorldView-2",
    attribution: "© Maxar",
    gsdMetres: 0.5,
    offset: { eastMetres: 0, northMetres: 0 },
  },
  {
    id: "019a0000-0000-7000-8000-00000000000b",
    acquiredAt: "2017-06-15T00:00:00.000Z",
    sensor: null,
    attribution: null,
    gsdMetres: 0.31,
    offset: { eastMetres: 5.4, northMetres: -3.6 },
  },
];

export const SNAPSHOT: Snapshot = {
  campaign: "qasr-zaytan",
  title: 'Qasr Zaytan: "winter" & <spring>',
  scale: "unosat",
  classes: damageScale("unosat").classes,
  scenes: SCENES,
  changedAt: "2026-11-20T09:30:15.125Z",
};

const WITH_HOLE: BuildingGeometry = {
  type: "Polygon",
  coordinates: [
    [
      [39, 36],
      [39.001, 36],
      [39.001, 36.001],
      [39, 36.001],
      [39, 36],
    ],
    [
      [39.0004, 36.0004],
      [39.0004, 36.0006],
      [39.0006, 36.0006],
      [39.0006, 36.0004],
      [39.0004, 36.0004],
    ],
  ],
};
const IN_TWO_PARTS: BuildingGeometry = {
  type: "MultiPolygon",
  coordinates: [
    [
      [
        [39.01, 36],
        [39.011, 36],
        [39.011, 36.001],
        [39.01, 36],
      ],
    ],
    [
      [
        [39.02, 36],
        [39.021, 36],
        [39.021, 36.001],
        [39.02, 36],
      ],
    ],
  ],
};
const AT_A_POINT: BuildingGeometry = { type: "Point", coordinates: [39.03, 36.0005] };

const TEXTS = [null, "=1+1", 'the "old" mill, حلب\nline two', "<b>&amp;</b>", "", "é".repeat(140)];

/** `count` buildings in the order of their ids, each of another shape, class and state. */
export function findings(count: number): ConsensusFeature[] {
  return Array.from({ length: count }, (_, i) => finding(i));
}

function finding(i: number): ConsensusFeature {
  const id = `019b0000-0000-7000-8000-${i.toString(16).padStart(12, "0")}`;
  const { code, damaged } = SNAPSHOT.classes[i % SNAPSHOT.classes.length]!;
  const isReviewed = i % 4 === 3;
  return {
    type: "Feature",
    id,
    geometry: shifted(
      [WITH_HOLE, IN_TWO_PARTS, AT_A_POINT][i % 3]!,
      ((i * 7919) % 1000) * 1e-3,
      ((i * 104729) % 1000) * 1e-3,
    ),
    properties: {
      building: id,
      externalId: TEXTS[i % TEXTS.length] ?? null,
      status: isReviewed ? "reviewed" : i % 2 === 0 ? "open" : "settled",
      class: i === 5 ? null : code,
      probability: 1 / (2 + i),
      probabilities: Object.fromEntries(
        SNAPSHOT.classes.map((one) => [one.code, one.code === code ? 0.6 : 0.1]),
      ),
      window: damaged
        ? {
            lastIntact: SCENES[0]!.id,
            firstDamaged: SCENES[1]!.id,
            from: SCENES[0]!.acquiredAt,
            to: SCENES[1]!.acquiredAt,
            days: 130.65625,
            probability: 0.75,
          }
        : {
            lastIntact: SCENES[1]!.id,
            firstDamaged: null,
            from: SCENES[1]!.acquiredAt,
            to: null,
            days: null,
            probability: 0.9,
          },
      intervals: [
        { from: null, to: SCENES[0]!.acquiredAt, p: 0.25 },
        { from: SCENES[0]!.acquiredAt, to: null, p: 0.75 },
      ],
      votes: i,
      method: { name: "aftermap-joint", version: "4" },
      updatedAt: i % 5 === 0 ? null : "2026-11-20T09:30:15.125Z",
      ...(isReviewed
        ? {
            review: {
              class: "severe",
              lastIntact: SCENES[0]!.id,
              firstDamaged: null,
              reason: "seen in the morning image",
              reviewer: "an analyst",
              at: "2026-11-20T09:00:00.000Z",
            },
            final: { class: "severe", lastIntact: SCENES[0]!.id, firstDamaged: null },
          }
        : {}),
    },
  };
}

function shifted(geometry: BuildingGeometry, lon: number, lat: number): BuildingGeometry {
  const move = (value: any): any =>
    typeof value[0] === "number" ? [value[0] + lon, value[1] + lat] : value.map(move);
  return { ...geometry, coordinates: move(geometry.coordinates) };
}
