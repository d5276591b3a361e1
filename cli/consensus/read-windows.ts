/** Reads scenes, votes and truth of `aftermap consensus windows` into what the window models want. */
import { blockByTask, type BracketVotes } from "../../shared/consensus/votes.ts";
import { readCsv, refuseFile } from "./csv.ts";
import { createInterner, createIntColumn, type Interner } from "./intern.ts";
import { createProgress, type CommandIo } from "./terminal.ts";

/** The scenes in time order. */
export type Scenes = { path: string; ids: string[]; times: number[]; index: Map<string, number> };

export type WindowData = {
  /** In order of first appearance; those of whom nobody could tell anything included. */
  buildings: Interner;
  volunteers: number;
  /** Rows that count and have both scenes empty. */
  cannotTell: number;
  votes: BracketVotes;
};

/** True intervals of a building: low … high. */
export type KnownWindow = { low: number; high: number; line: number };

export async function readScenes(path: string): Promise<Scenes> {
  const found: { id: string; time: number; line: number }[] = [];
  await readCsv(path, ["scene", "acquired_at"], ([id = "", at = ""], line) => {
    if (id === "") throw refuseFile(path, line, "an empty scene; fill it in or remove the row");
    const time = Date.parse(at);
    if (Number.isNaN(time)) {
      throw refuseFile(path, line, `acquired_at "${at}" is no date; write it as 2017-07-05T08:00:00Z`);
    }
    const before = found.find((one) => one.id === id || one.time === time);
    if (before !== undefined) {
      const what = before.id === id ? `scene "${id}"` : `another scene of ${at}`;
      throw refuseFile(path, line, `${what} is on line ${before.line} already; keep one`);
    }
    found.push({ id, time, line });
  });
  if (found.length === 0)
    throw refuseFile(path, 1, "has no scenes after its header; add rows of scene,acquired_at");
  found.sort((a, b) => a.time - b.time);
  const ids = found.map((one) => one.id);
  return { path, ids, times: found.map((one) => one.time), index: new Map(ids.map((id, s) => [id, s])) };
}

export async function readWindowVotes(
  io: CommandIo,
  path: string,
  scenes: Scenes,
  latest: boolean,
): Promise<WindowData> {
  const buildings = createInterner();
  const volunteers = createInterner();
  const building = createIntColumn();
  const volunteer = createIntColumn();
  const low = createIntColumn();
  const high = createIntColumn();
  const progress = createProgress(io, path);
  const columns = ["building", "volunteer", "last_intact", "first_damaged"];
  const rows = await readCsv(path, columns, (fields, line) => {
    const [name = "", who = "", last = "", first = ""] = fields;
    if (name === "" || who === "") {
      throw refuseFile(
        path,
        line,
        `an empty ${name === "" ? "building" : "volunteer"}; fill it in or remove the row`,
      );
    }
    const bracket = bracketOf(path, line, scenes, last, first);
    building.push(buildings.index(name));
    volunteer.push(volunteers.index(who));
    low.push(bracket?.low ?? -1);
    high.push(bracket?.high ?? -1);
    progress();
  });
  if (rows === 0)
    throw refuseFile(path, 1, `has no votes after its header; add rows of ${columns.join(",")}`);
  const all = { building: building.values(), volunteer: volunteer.values(), low: low.values() };
  const counted = countedRows(all, volunteers.names.length, latest);
  const kept = counted.filter((row) => all.low[row]! >= 0);
  const { start, order } = blockByTask(
    buildings.names.length,
    kept.map((row) => all.building[row]!),
  );
  const highs = high.values();
  const votes: BracketVotes = {
    tasks: buildings.names.length,
    workers: volunteers.names.length,
    scenes: scenes.ids.length,
    start,
    worker: order.map((at) => all.volunteer[kept[at]!]!),
    low: Int16Array.from(order, (at) => all.low[kept[at]!]!),
    high: Int16Array.from(order, (at) => highs[kept[at]!]!),
  };
  return { buildings, volunteers: volunteers.names.length, cannotTell: counted.length - kept.length, votes };
}

export async function readKnownWindows(path: string, scenes: Scenes): Promise<Map<string, KnownWindow>> {
  const known = new Map<string, KnownWindow>();
  await readCsv(
    path,
    ["building", "last_intact", "first_damaged"],
    ([name = "", last = "", first = ""], line) => {
      if (name === "") throw refuseFile(path, line, "an empty building; fill it in or remove the row");
      const bracket = bracketOf(path, line, scenes, last, first);
      if (bracket === null) throw refuseFile(path, line, "names neither scene; give one, or remove the row");
      const before = known.get(name);
      if (before !== undefined && (before.low !== bracket.low || before.high !== bracket.high)) {
        throw refuseFile(
          path,
          line,
          `building "${name}" has another window on line ${before.line}; keep one`,
        );
      }
      known.set(name, { ...bracket, line });
    },
  );
  if (known.size === 0) throw refuseFile(path, 1, "has no rows after its header");
  return known;
}

/** Intervals that two scene ids claim; null where both are empty: cannot tell. */
function bracketOf(
  path: string,
  line: number,
  scenes: Scenes,
  last: string,
  first: string,
): { low: number; high: number } | null {
  if (last === "" && first === "") return null;
  const at = (id: string): number => {
    const index = scenes.index.get(id);
    if (index !== undefined) return index;
    throw refuseFile(path, line, `scene "${id}" is not in ${scenes.path}; add it there or correct it here`);
  };
  const low = last === "" ? 0 : at(last) + 1;
  const high = first === "" ? scenes.ids.length : at(first);
  if (low > high) {
    throw refuseFile(
      path,
      line,
      `last_intact "${last}" is not earlier than first_damaged "${first}"; swap or correct them`,
    );
  }
  return { low, high };
}

/** Rows that count, in file order; with `latest`, only each volunteer's last row of a building. */
function countedRows(
  all: { building: Int32Array; volunteer: Int32Array; low: Int32Array },
  volunteers: number,
  latest: boolean,
): Int32Array {
  const last = new Map<number, number>();
  const keyOf = (row: number): number => all.building[row]! * volunteers + all.volunteer[row]!;
  if (latest) for (let row = 0; row < all.low.length; row++) last.set(keyOf(row), row);
  const kept = new Int32Array(all.low.length);
  let count = 0;
  for (let row = 0; row < all.low.length; row++) {
    if (latest && last.get(keyOf(row)) !== row) continue;
    kept[count++] = row;
  }
  return kept.subarray(0, count);
}
