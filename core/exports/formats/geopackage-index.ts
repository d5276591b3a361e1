import { emptyBox, widen, type Boxes } from "./packed-tree.ts";

/** What is needed of SQLite here. */
type Sqlite = { exec(sql: string): void; prepare(sql: string): Statement };
type Statement = { run(values: readonly unknown[]): void; finalize(): void };

/** Cells in a node, as SQLite's own module would make it for two dimensions. */
const CELLS = 51;
const CELL_BYTES = 24;
const NODE_BYTES = 4 + CELLS * CELL_BYTES;
const ROOT = 1;
/** Rows handed to SQLite in one text. */
const ROWS_AT_ONCE = 10_000;

/**
 * Writes the tables of an SQLite R-tree, packed along the Hilbert curve, since the WebAssembly build of SQLite has no
 * R-tree module and readers of GeoPackages expect one. They are ordinary tables in a documented format:
 *
 * ```
 * node    depth of the tree (root only) u16 | cells u16 | cell …          big-endian, padded to 1,228 bytes
 * cell    row or child node i64 | min x | max x | min y | max y           f32, rounded outward
 * ```
 *
 * @param table name of the virtual table
 * @see https://www.sqlite.org/rtree.html section 6
 */
export function writeIndex(database: Sqlite, table: string, boxes: Boxes): void {
  database.exec(`
    create table "${table}_rowid" (rowid integer primary key, nodeno);
    create table "${table}_node" (nodeno integer primary key, data);
    create table "${table}_parent" (nodeno integer primary key, parentnode);
  `);
  const insertNode = database.prepare(`insert into "${table}_node" values (?, ?)`);
  const insertParent = database.prepare(`insert into "${table}_parent" values (?, ?)`);
  const order = boxes.order();
  const nodeOfRow = new Uint32Array(boxes.count);
  const levels = levelsOf(boxes.count);
  const numbers = numberNodes(levels);
  let below: Level = {
    count: boxes.count,
    id: (cell) => (order[cell] ?? 0) + 1,
    edge: (cell, side) => boxes.edgeOf(order[cell] ?? 0, side),
  };
  levels.forEach((size, level) => {
    const isRoot = level === levels.length - 1;
    const made = new Float64Array(size * 4);
    for (let node = 0; node < size; node++) {
      const number = numbers(level, node);
      const [first, end] = [node * CELLS, Math.min((node + 1) * CELLS, below.count)];
      made.set(emptyBox(), node * 4);
      insertNode.run([number, nodeOf(below, first, end, isRoot ? levels.length - 1 : 0, made, node * 4)]);
      for (let cell = first; cell < end; cell++) {
        if (level === 0) nodeOfRow[below.id(cell) - 1] = number;
        else insertParent.run([below.id(cell), number]);
      }
    }
    below = {
      count: size,
      id: (cell) => numbers(level, cell),
      edge: (cell, side) => made[cell * 4 + side] ?? 0,
    };
  });
  for (const statement of [insertNode, insertParent]) statement.finalize();
  insertRows(database, table, nodeOfRow);
  // Only a build with the module could say `create virtual table`: the entry it would make is written instead.
  database.exec(`
    pragma writable_schema = on;
    insert into sqlite_master (type, name, tbl_name, rootpage, sql)
    values ('table', '${table}', '${table}', 0, 'CREATE VIRTUAL TABLE "${table}" USING rtree(id, minx, maxx, miny, maxy)');
    pragma writable_schema = off;
  `);
}

/** What a level of nodes stands on: features, or the nodes below. */
type Level = { count: number; id(cell: number): number; edge(cell: number, side: number): number };

/** Which node each feature is in, many at a time and in the order of the table: a third of the time of one by one. */
function insertRows(database: Sqlite, table: string, nodeOfRow: Uint32Array): void {
  const insert = database.prepare(`insert into "${table}_rowid" select ? + key, value from json_each(?)`);
  for (let at = 0; at < nodeOfRow.length; at += ROWS_AT_ONCE)
    insert.run([at + 1, `[${nodeOfRow.subarray(at, at + ROWS_AT_ONCE).join(",")}]`]);
  insert.finalize();
}

/** Nodes on each level, leaves first; an empty tree is an empty root. */
function levelsOf(count: number): number[] {
  const levels = [Math.max(1, Math.ceil(count / CELLS))];
  while ((levels.at(-1) ?? 1) > 1) levels.push(Math.ceil((levels.at(-1) ?? 1) / CELLS));
  return levels;
}

/** The root is node 1; the others are numbered level by level. */
function numberNodes(levels: readonly number[]): (level: number, node: number) => number {
  const before = levels.map((_, level) => levels.slice(0, level).reduce((sum, size) => sum + size, 0));
  return (level, node) => (level === levels.length - 1 ? ROOT : ROOT + 1 + (before[level] ?? 0) + node);
}

/** @param around the box of all cells is put there, from `at` on */
function nodeOf(
  level: Level,
  first: number,
  end: number,
  depth: number,
  around: Float64Array,
  at: number,
): Uint8Array {
  const bytes = new Uint8Array(NODE_BYTES);
  const view = new DataView(bytes.buffer);
  const box = emptyBox();
  view.setUint16(0, depth);
  view.setUint16(2, end - first);
  for (let cell = first, to = 4; cell < end; cell++, to += CELL_BYTES) {
    view.setBigInt64(to, BigInt(level.id(cell)));
    for (let side = 0; side < 4; side++) box[side] = level.edge(cell, side);
    view.setFloat32(to + 8, roundDown(box[0] ?? 0));
    view.setFloat32(to + 12, roundUp(box[2] ?? 0));
    view.setFloat32(to + 16, roundDown(box[1] ?? 0));
    view.setFloat32(to + 20, roundUp(box[3] ?? 0));
    widen(around, at, box, 0);
  }
  return bytes;
}

/** The next single below or above what a double is: boxes may only grow. A relative step of 2⁻²³ is more than enough. */
function roundDown(value: number): number {
  const single = Math.fround(value);
  return single <= value ? single : Math.fround(single - Math.abs(single) * 2 ** -23 - Number.MIN_VALUE);
}

function roundUp(value: number): number {
  return -roundDown(-value);
}
