/**
 * PostgreSQL as the rest of core sees it: the `sql` tag, reads (`Db`) and writes (`Tx`). The only file besides
 * `*.sql.ts` that knows the driver, and the only one that believes a row's type without looking.
 */
import pg from "pg";
import type { Logger } from "pino";
import type { Bbox } from "../shared/geo.ts";
import type { Tracing } from "./tracing.ts";

/** A statement with its values kept apart from its text. Values may be other pieces of SQL. */
export type Sql = {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
  /** See `prepared`. */
  readonly name?: string;
};

/** Writes SQL: `${value}` becomes a parameter, `${sql`…`}` is spliced in. Nothing is ever quoted by hand. */
export function sql(strings: TemplateStringsArray, ...inserts: unknown[]): Sql {
  const texts = [strings[0] ?? ""];
  const values: unknown[] = [];
  inserts.forEach((insert, index) => {
    const after = strings[index + 1] ?? "";
    if (isSql(insert)) {
      texts[texts.length - 1] += insert.texts[0] ?? "";
      insert.values.forEach((value, position) => {
        values.push(value);
        texts.push(insert.texts[position + 1] ?? "");
      });
      texts[texts.length - 1] += after;
    } else {
      values.push(insert);
      texts.push(after);
    }
  });
  return { texts, values };
}

/**
 * A statement that each session parses and plans once, for those asked hundreds of times a second. The name stands for
 * the text: pieces spliced in must always be the same.
 */
export const prepared = (name: string, statement: Sql): Sql => ({ ...statement, name });

/** A JSON parameter: the driver would otherwise send an array as a PostgreSQL array. */
export const json = (value: unknown): Sql => sql`${JSON.stringify(value)}::jsonb`;

/** A box parameter from `[west, south, east, north]`, degrees. */
export const box = ([west, south, east, north]: Bbox): Sql =>
  sql`box(point(${west}::float8, ${south}::float8), point(${east}::float8, ${north}::float8))`;

/** Reads. A row is what the select list says: camelCase aliases, so that it is the domain's type. */
export type Db = {
  /** Exactly one row; another number is a bug. */
  one<Row>(statement: Sql): Promise<Row>;
  /** One row or none. */
  maybe<Row>(statement: Sql): Promise<Row | null>;
  many<Row>(statement: Sql): Promise<Row[]>;
  /** How many rows it touched. */
  run(statement: Sql): Promise<number>;
};

declare const insideTransaction: unique symbol;
/** Writes: only to be had inside `Database.transaction`. */
export type Tx = Db & {
  readonly [insideTransaction]: true;
  /** Does something once the transaction has committed, such as giving a hint; not at all if it rolls back. */
  afterCommit(act: () => void): void;
};

export type Database = Db & {
  /** Commits what `work` did, or nothing. A deadlock's loser is tried again, so `work` must only touch the database. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Reads that all see the database as it was at the first of them. */
  snapshot<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

const DEADLOCK = "40P01";
const SERIALIZATION_FAILURE = "40001";
const TRANSACTION_TRIES = 5;

export type DatabaseOptions = {
  poolSize: number;
  /**
   * A pooler stands in between, which gives the server's sessions to others after each transaction: statements are then
   * sent without their names.
   */
  isPooled: boolean;
  tracing?: Tracing | null;
};

/**
 * For libraries that listen to the loss of idle sessions but not of those they are using: one that the server ends between
 * two statements would end this process. The next statement fails all the same, and that they do hear.
 */
export class SessionThatMayBeLost extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}

/** Opens a pool of at most `poolSize` sessions. */
export function openDatabase(url: string, log: Logger, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    types: { getTypeParser },
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  });
  // A session that the server ends while idle must not end this process with it.
  pool.on("error", (error) => log.warn({ error: error.message }, "idle database session lost"));

  const transaction = async <Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await attemptTransaction(pool, "begin", options, work);
      } catch (error) {
        if (attempt >= TRANSACTION_TRIES || !isRetryable(error)) throw error;
      }
    }
  };
  const snapshot = <Result>(work: (db: Db) => Promise<Result>): Promise<Result> =>
    attemptTransaction(pool, "begin isolation level repeatable read read only", options, work);
  return { ...queriesOf(pool, options), transaction, snapshot, close: () => pool.end() };
}

async function attemptTransaction<Result>(
  pool: pg.Pool,
  begin: string,
  options: DatabaseOptions,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const hints: (() => void)[] = [];
  let broken: Error | undefined;
  // While checked out, a lost session is reported here and by the query that was running.
  const handleLoss = (error: Error) => {
    broken = error;
  };
  client.on("error", handleLoss);
  try {
    await client.query(begin);
    const tx = {
      ...queriesOf(client, options),
      afterCommit: (act: () => void) => hints.push(act),
    } as unknown as Tx;
    const result = await work(tx);
    await asSpan(options, "commit", () => client.query("commit"));
    hints.forEach((act) => act());
    return result;
  } catch (error) {
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", handleLoss);
    client.release(broken);
  }
}

function queriesOf(client: pg.Pool | pg.PoolClient, options: DatabaseOptions): Db {
  const query = async (statement: Sql) => {
    const { name, values } = statement;
    const text = toText(statement);
    const named = name === undefined || options.isPooled ? {} : { name };
    return asSpan(options, text, () => client.query({ text, values: [...values], ...named }));
  };
  return {
    async one<Row>(statement: Sql): Promise<Row> {
      const { rows } = await query(statement);
      if (rows.length !== 1)
        throw new Error(`one row was expected, ${rows.length} came: ${toText(statement)}`);
      return rows[0] as Row;
    },
    async maybe<Row>(statement: Sql): Promise<Row | null> {
      const { rows } = await query(statement);
      if (rows.length > 1)
        throw new Error(`at most one row was expected, ${rows.length} came: ${toText(statement)}`);
      return (rows[0] as Row | undefined) ?? null;
    },
    async many<Row>(statement: Sql): Promise<Row[]> {
      const { rows } = await query(statement);
      return rows as Row[];
    },
    async run(statement: Sql): Promise<number> {
      const { rowCount } = await query(statement);
      return rowCount ?? 0;
    },
  };
}

/** Sends a statement; as a part of what is traced, if anything is. Its text holds no values. */
async function asSpan<Result>(
  { tracing = null }: DatabaseOptions,
  text: string,
  send: () => Promise<Result>,
): Promise<Result> {
  if (tracing === null) return send();
  const words = text.trim().replaceAll(/\s+/g, " ");
  const attributes = { "db.system.name": "postgresql", "db.query.text": words };
  const span = tracing.beginChild(words.slice(0, 60), "client", attributes);
  if (span === null) return send();
  try {
    const result = await send();
    span.end();
    return result;
  } catch (error) {
    span.end({ isFailed: true });
    throw error;
  }
}

function toText({ texts }: Sql): string {
  return texts.reduce((text, part, index) => `${text}$${index}${part}`);
}

function isSql(value: unknown): value is Sql {
  return typeof value === "object" && value !== null && "texts" in value && "values" in value;
}

function isRetryable(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && (error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE)
  );
}

/** Connection refused or cut, server starting or stopping, too many sessions, disk full: all pass. */
const AWAY = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[1-3]|53\d{3}|08\w{3}|ENOSPC|25006)$/;

/** What the driver itself says, without a code: a session that ended under a transaction, and none to be had in time. */
const LOST =
  /Connection terminated|is not queryable|Client was closed|timeout exceeded when trying to connect/;

/** Whether a statement failed because the database was not there for it: to be tried again, and nobody's fault. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && AWAY.test(error.code)) return true;
  return LOST.test(error.message);
}

const INT8 = 20;
const FLOAT8_ARRAY = 1022;
const BOX = 603;
const TIMESTAMPTZ = 1184;

/** Counts are numbers (none passes 2⁵³), instants ISO 8601 UTC strings, boxes `[west, south, east, north]`. */
function getTypeParser(type: number, format?: "text" | "binary"): (text: string) => unknown {
  if (format !== "binary") {
    if (type === INT8) return Number;
    if (type === TIMESTAMPTZ) return (text) => new Date(text).toISOString();
    if (type === BOX) return parseBox;
    if (type === FLOAT8_ARRAY) return parseNumbers;
  }
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the driver asks with the number of any type
  return pg.types.getTypeParser(type, format) as (text: string) => unknown;
}

/** `{0.2,0.8}`, one dimension without nulls: all that we store. The driver's own parser takes ten times as long. */
function parseNumbers(text: string): number[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",").map(Number);
}

/** PostgreSQL writes a box as `(east,north),(west,south)`. */
function parseBox(text: string): Bbox {
  const [east = 0, north = 0, west = 0, south = 0] = text.replaceAll(/[()]/g, "").split(",").map(Number);
  return [west, south, east, north];
}
