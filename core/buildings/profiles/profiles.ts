import { DAMAGE_SCALES } from "../../../shared/damage-scales.ts";
import type { ProfileName } from "../../../shared/assessments.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import { copernicus } from "./copernicus.ts";
import { isEmptyValue, type Profile, type Scale } from "./profile.ts";
import { unosat } from "./unosat.ts";

const XBD: Scale = {
  name: "xbd",
  classes: DAMAGE_SCALES.xbd.map(([code, label, damaged]) => ({ code, label, damaged })),
  known: {
    destroyed: "destroyed",
    "major-damage": "major-damage",
    "minor-damage": "minor-damage",
    "no-damage": "no-damage",
    "un-classified": null,
  },
};

/** Label files of the xBD data set. Before the event no building has a subtype. */
const xbd: Profile = {
  name: "xbd",
  ids: ["uid"],
  findColumns: () => [
    { class: "subtype", date: "capture_date", sensor: "sensor", confidence: null, status: null },
  ],
  scaleOf: () => XBD,
  dateOrder: null,
  asksForEmpty: false,
  needsClass: false,
  needsDate: false,
};

const MAPSWIPE: Scale = {
  name: "mapswipe",
  classes: [
    { code: "yes", label: "Yes", damaged: true },
    { code: "maybe", label: "Maybe", damaged: true },
    { code: "no", label: "No", damaged: false },
  ],
  known: { "0": "no", "1": "yes", "2": "maybe", "3": null },
};

/** MapSwipe's aggregated results: how many said no, yes, maybe and bad imagery. */
const mapswipe: Profile = {
  name: "mapswipe",
  ids: ["task_id", "taskId"],
  findColumns: () => [],
  scaleOf: () => MAPSWIPE,
  dateOrder: null,
  asksForEmpty: false,
  needsClass: false,
  needsDate: false,
  summarize(properties) {
    const counts = ["no", "yes", "maybe", "bad imagery"].map(
      (word, code) => [word, properties[`${code}_count`]] as const,
    );
    if (counts.every(([, count]) => isEmptyValue(count))) return null;
    const raw = counts.map(([word, count]) => `${word} ${Number(count ?? 0)}`).join(", ");
    return { scale: "mapswipe", at: null, class: null, raw };
  },
};

/** OpenStreetMap, as Overpass, HOT's exports and osm2pgsql write it. */
const osm: Profile = {
  name: "osm",
  ids: ["@id", "osm_id", "full_id", "osm_way_id"],
  findColumns: () => [],
  scaleOf: () => XBD,
  dateOrder: null,
  asksForEmpty: false,
  needsClass: false,
  needsDate: false,
  whyNoBuilding(properties) {
    if (!("building" in properties)) return null;
    const tag = properties["building"];
    return isEmptyValue(tag) || tag === "no" ? sayRefusal("row.no-building") : null;
  },
};

export const PROFILES: Record<ProfileName, Profile> = { unosat, copernicus, xbd, mapswipe, osm };
