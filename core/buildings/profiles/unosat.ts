import { DAMAGE_SCALES } from "../../../shared/damage-scales.ts";
import type { AssessmentColumns, Profile, Scale } from "./profile.ts";

/** Full names, names cut at ten characters (`Main_Dam_1`), and those of older products (`DmgCls_2`, `DaSitCl5`). */
const CLASS = /^(?:Main_Damage_Site_Class|Main_Dama?g?|Main_Da|DmgCls|DmgCl|DaSitCl|DamageID)_?(\d*)$/i;
const DATE = /^(?:Sensor_?Date|SensorDa?t?|SensDt|SensDate)_?(\d*)$/i;
const SENSOR = /^(?:Sensor_?ID|SensorI?|SensID)_?(\d*)$/i;
const CONFIDENCE = /^(?:ConfID|Confidence(?:ID)?|Confidenc|Confide)_?(\d*)$/i;
const STATUS = /^(?:Damage_Status|Damage_Sta?|DmgSts)_?(\d*)$/i;

/** Texts and the codes 1–4; readers of the codes above contradict each other, so those are asked. */
const SCALE: Scale = {
  name: "unosat",
  classes: DAMAGE_SCALES.unosat.map(([code, label, damaged]) => ({ code, label, damaged })),
  known: {
    destroyed: "destroyed",
    "severe damage": "severe",
    "severely damaged": "severe",
    "moderate damage": "moderate",
    "moderately damaged": "moderate",
    "possible damage": "possible",
    "possibly damaged": "possible",
    "no visible damage": "no_visible_damage",
    "1": "destroyed",
    "2": "severe",
    "3": "moderate",
    "4": "possible",
  },
};

/** UNITAR-UNOSAT damage sites: a row a site, a set of columns a date, not always in the order of the dates. */
export const unosat: Profile = {
  name: "unosat",
  // `SiteID` is a kind of site in most products ("Building (General / Default)"), so it names nothing.
  ids: ["GlobalID", "UniqueID", "Unique_ID", "Site_ID"],
  findColumns: pairColumns,
  scaleOf: () => SCALE,
  dateOrder: null,
  asksForEmpty: false,
  needsClass: true,
  needsDate: true,
};

function pairColumns(columns: readonly string[]): AssessmentColumns[] {
  const numbered = (pattern: RegExp) =>
    new Map(
      columns.flatMap((name): [number, string][] => {
        const found = pattern.exec(name);
        return found === null ? [] : [[Number(found[1] ?? ""), name]];
      }),
    );
  const classes = numbered(CLASS);
  const dates = numbered(DATE);
  const [only] = dates.values();
  const dateOf = (number: number) => {
    if (classes.size === 1 && dates.size === 1) return only ?? null;
    return dates.get(number) ?? null;
  };
  const [sensors, confidences, statuses] = [numbered(SENSOR), numbered(CONFIDENCE), numbered(STATUS)];
  return [...classes]
    .sort(([a], [b]) => a - b)
    .map(([number, name]) => ({
      class: name,
      date: dateOf(number),
      sensor: sensors.get(number) ?? null,
      confidence: confidences.get(number) ?? null,
      status: statuses.get(number) ?? null,
    }));
}
