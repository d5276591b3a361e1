import type { ShownPicture } from "../../shared/votes.ts";
import type { Cell } from "./columns.ts";
import type { ReviewRecord, VolunteerRecord, VoteRecord } from "./records.sql.ts";

/** One column of a table of records: votes, reviews, volunteers. */
export type RecordColumn<Row> = { name: string; meaning: string; read: (row: Row) => Cell };

/** Every answer ever given, superseded ones too. Volunteers by pseudonym; nothing of where or with what they worked. */
export const VOTE_COLUMNS: readonly RecordColumn<VoteRecord>[] = [
  { name: "vote", meaning: "Id of the answer", read: (row) => row.id },
  { name: "building", meaning: "Aftermap's id of the building", read: (row) => row.building },
  {
    name: "external_id",
    meaning: "The building's id in the file it was imported from",
    read: (row) => row.externalId,
  },
  { name: "volunteer", meaning: "Pseudonym of the volunteer", read: (row) => row.pseudonym },
  {
    name: "class",
    meaning: "Damage class: a code of the campaign's scale; empty when not asked or not told",
    read: (row) => row.class,
  },
  {
    name: "last_intact",
    meaning: "Id of the last scene seen intact; empty when damaged before the first",
    read: (row) => row.lastIntact,
  },
  {
    name: "first_damaged",
    meaning: "Id of the first scene seen damaged; empty when intact to the end",
    read: (row) => row.firstDamaged,
  },
  { name: "last_intact_at", meaning: "When that scene was taken, UTC", read: (row) => row.lastIntactAt },
  { name: "first_damaged_at", meaning: "When that scene was taken, UTC", read: (row) => row.firstDamagedAt },
  {
    name: "cannot_tell",
    meaning: "Why it cannot be told: cloud, blurred, not-covered, no-building, misplaced, other",
    read: (row) => row.cannotTell,
  },
  { name: "comment", meaning: "What the volunteer added", read: (row) => row.comment },
  {
    name: "revision",
    meaning: "1 for a volunteer's first answer on a building, 2 for the next",
    read: (row) => row.revision,
  },
  {
    name: "counted",
    meaning: "true when the consensus rests on it: the volunteer's newest answer, and not excluded",
    read: (row) => String(row.counted),
  },
  {
    name: "elapsed_ms",
    meaning: "Milliseconds that the building was on screen",
    read: (row) => row.elapsedMs,
  },
  { name: "created_at", meaning: "When it was stored, UTC", read: (row) => row.createdAt },
  {
    name: "scenes_seen",
    meaning:
      "Ids of the scenes that were completely on screen, in the order they were seen; empty when not told",
    read: (row) => row.scenesSeen.join(" "),
  },
  {
    name: "pictures",
    meaning:
      "Pictures shown that were another version of their scene or were moved: scene:picture:metres east:metres north, " +
      "with spaces between; all others were the scene's first, where its file places it",
    read: ({ pictures }) => pictures.map(pictureWords).join(" "),
  },
];

const pictureWords = ({ scene, picture, eastMetres, northMetres }: ShownPicture) =>
  [scene, picture, eastMetres, northMetres].join(":");

/** Every decision of analysts, older versions too. */
export const REVIEW_COLUMNS: readonly RecordColumn<ReviewRecord>[] = [
  { name: "building", meaning: "Aftermap's id of the building", read: (row) => row.building },
  {
    name: "external_id",
    meaning: "The building's id in the file it was imported from",
    read: (row) => row.externalId,
  },
  {
    name: "version",
    meaning: "1 for the first decision on a building, 2 for the next; the last one stands",
    read: (row) => row.version,
  },
  { name: "class", meaning: "Class decided", read: (row) => row.class },
  { name: "last_intact", meaning: "Id of the last intact scene decided", read: (row) => row.lastIntact },
  {
    name: "first_damaged",
    meaning: "Id of the first damaged scene decided",
    read: (row) => row.firstDamaged,
  },
  { name: "reason", meaning: "Why it was decided so", read: (row) => row.reason },
  { name: "reviewer", meaning: "Pseudonym of the analyst", read: (row) => row.reviewer },
  { name: "reviewed_at", meaning: "When it was decided, UTC", read: (row) => row.at },
  {
    name: "withdrawn",
    meaning: "true when this version takes back what the reviewer had decided",
    read: (row) => String(row.withdrawn),
  },
  {
    name: "stands",
    meaning: "true when the building's final answer is this one",
    read: (row) => String(row.stands),
  },
];

/** How far each volunteer of the campaign can be relied on. */
export const VOLUNTEER_COLUMNS: readonly RecordColumn<VolunteerRecord>[] = [
  { name: "volunteer", meaning: "Pseudonym", read: (row) => row.pseudonym },
  { name: "votes", meaning: "Buildings answered, each once", read: (row) => row.votes },
  {
    name: "excluded",
    meaning: "true when the answers are kept and not counted",
    read: (row) => String(row.excluded),
  },
  {
    name: "skill",
    meaning: "How much the class answers tell, 0 to 1, by the newest fit; empty without any",
    read: (row) => row.skill?.value ?? null,
  },
  {
    name: "skill_low",
    meaning: "Lower end of the central 90 % of what the skill may be",
    read: (row) => row.skill?.low ?? null,
  },
  { name: "skill_high", meaning: "Upper end of it", read: (row) => row.skill?.high ?? null },
  {
    name: "gold_answers",
    meaning: "Class answers on buildings whose class experts state",
    read: (row) => row.gold.answers,
  },
  { name: "gold_right", meaning: "Share of those that is right, 0 to 1", read: (row) => row.gold.right },
  {
    name: "cluster",
    meaning: "Number of the group of copies that counts as one voter; empty for most",
    read: (row) => row.copying?.cluster ?? null,
  },
];
