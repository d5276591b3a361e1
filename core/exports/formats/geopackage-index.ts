import type { Boxes } from "./packed-tree.ts";

/** What is needed of SQLite here. */
type Sqlite = { exec(sql: string): void; prepare(sql: string): Statement };
type Statement = { run(values: readonly unknown[]): void; finalize(): void };

/** Cells in a node, as SQLite's own module would make it for two dimensions. */
const CELLS = 51;
const CELL_BYTES = 24;
const NODE_BYTES = 4 + CELLS * CELL_BYTES;
const ROOT = 1;

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
  const statements = {
    node: database.prepare(`insert into "${table}_node" values (?, ?)`),
    row: database.prepare(`insert into "${table}_rowid" values (?, ?)`),
    parent: database.prepare(`insert into "${table}_parent" values (?, ?)`),
  };
  const levels = levelsOf(boxes.count);
  const numbers = numberNodes(levels);
  let below: Cell[] = [...boxes.order()].map((index) => ({ id: index + 1, box: boxes.boxOf(index) }));
  levels.forEach((size, level) => {
    const made: Cell[] = [];
    for (let node = 0; node < size; node++) {
      const cells = below.slice(node * CELLS, (node + 1) * CELLS);
      const number = numbers(level, node);
      const isRoot = level === levels.length - 1;
      statements.node.run([number, nodeOf(cells, isRoot ? levels.length - 1 : 0)]);
      for (const { id } of cells) (level === 0 ? statements.row : statements.parent).run([id, number]);
      made.push({ id: number, box: around(cells) });
    }
    below = made;
  });
  for (const statement of Object.values(statements)) statement.finalize();
  // Only a build with the module could say `create virtual table`: the entry it would make is written instead.
  database.exec(`
    pragma writable_schema = on;
    insert into sqlite_master (type, name, tbl_name, rootpage, sql)
    values ('table', '${table}', '${table}', 0, 'CREATE VIRTUAL TABLE "${table}" USING rtree(id, minx, maxx, miny, maxy)');
    pragma writable_schema = off;
  `);
}

type Cell = { id: number; box: ArrayLike<number> };

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

function nodeOf(cells: readonly Cell[], depth: number): Uint8Array {
  const bytes = new Uint8Array(NODE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, depth);
  view.setUint16(2, cells.length);
  cells.forEach(({ id, box }, i) => {
    const at = 4 + i * CELL_BYTES;
    view.setBigInt64(at, BigInt(id));
    const [west = 0, south = 0, east = 0, north = 0] = [box[0], box[1], box[2], box[3]];
    [roundDown(west), roundUp(east), roundDown(south), roundUp(north)].forEach((edge, place) =>
      view.setFloat32(at + 8 + place * 4, edge),
    );
  });
  return bytes;
}

function around(cells: readonly Cell[]): Float64Array {
  const box = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
  for (const { box: one } of cells) {
    for (const side of [0, 1]) box[side] = Math.min(box[side] ?? 0, one[side] ?? 0);
    for (const side of [2, 3]) box[side] = Math.max(box[side] ?? 0, one[side] ?? 0);
  }
  return box;
}

/** The next single below or above what a double is: boxes may only grow. A relative step of 2⁻²³ is more than enough. */
function roundDown(value: number): number {
  const single = Math.fround(value);
  return single <= value ? single : Math.fround(single - Math.abs(single) * 2 ** -23 - Number.MIN_VALUE);
}

function roundUp(value: number): number {
  return -roundDown(-value);
}
