import { DAMAGE_SCALES } from "../../../shared/damage-scales.ts";
import type { Profile, Scale } from "./profile.ts";

const CURRENT: Scale = {
  name: "copernicus",
  classes: DAMAGE_SCALES.copernicus.map(([code, label, damaged]) => ({ code, label, damaged })),
  known: {
    destroyed: "destroyed",
    damaged: "damaged",
    "possibly damaged": "possibly_damaged",
    "no visible damage": "no_visible_damage",
    "not analysed": null,
  },
};

/** Products of 2016 grade more finely. Nobody has said how that becomes today's scale, so it stays what it is. */
const OF_2016: Scale = {
  name: "copernicus-2016",
  classes: [
    { code: "completely_destroyed", label: "Completely Destroyed", damaged: true },
    { code: "highly_damaged", label: "Highly Damaged", damaged: true },
    { code: "moderately_damaged", label: "Moderately Damaged", damaged: true },
    { code: "negligible_to_slight", label: "Negligible to slight damage", damaged: true },
    { code: "not_affected", label: "Not Affected", damaged: false },
  ],
  known: {
    "completely destroyed": "completely_destroyed",
    "highly damaged": "highly_damaged",
    "moderately damaged": "moderately_damaged",
    "negligible to slight damage": "negligible_to_slight",
    "not affected": "not_affected",
    "not applicable": null,
  },
};

const CLASS = /^(?:damage_gra(?:de|ding)?|grading)$/i;

/** Copernicus Emergency Management Service, Rapid Mapping: grading products. */
export const copernicus: Profile = {
  name: "copernicus",
  ids: ["osm_id", "or_src_id_obj", "obj_id", "feature_id"],
  findColumns(columns) {
    const find = (pattern: RegExp) => columns.find((name) => pattern.test(name)) ?? null;
    const column = find(CLASS);
    if (column === null) return [];
    return [
      {
        class: column,
        date: find(/^src_date$/i),
        sensor: find(/^source_nam(?:e)?$/i),
        confidence: find(/^det_method$/i),
        status: find(/^change_sta(?:tus)?$/i),
      },
    ];
  },
  scaleOf: (column) => (/^grading$/i.test(column) ? OF_2016 : CURRENT),
  dateOrder: "dmy",
  asksForEmpty: true,
  needsClass: true,
  needsDate: false,
};
