import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Table } from "./catalogue.sql.ts";
import { digestOf, openDigest, type Digest } from "./digest.ts";

/** Ids and hashes hardly shrink further, and the backup must keep up with the database. */
const GZIP_LEVEL = 1;

const columnsOf = (client: Client, { name, columns }: Table) =>
  `${client.escapeIdentifier(name)} (${columns.join(", ")})`;

/** Writes a table's rows to a compressed file, flushed to the disk. */
export async function writeRows(
  client: Client,
  table: Table,
  file: string,
): Promise<Digest & { rows: number }> {
  const rows = client.query(copyTo(`copy ${columnsOf(client, table)} to stdout`));
  const digest = openDigest();
  await pipeline(
    rows,
    digest.through,
    createGzip({ level: GZIP_LEVEL }),
    createWriteStream(file, { flush: true }),
  );
  return { ...digest.end(), rows: rows.rowCount };
}

/**
 * Reads a compressed file into a table that this transaction has emptied: its rows are then known to everybody from
 * the start (`freeze`), and no vacuum need visit them again.
 */
export async function readRows(
  client: Client,
  table: Table,
  file: string,
): Promise<Digest & { rows: number }> {
  const rows = client.query(copyFrom(`copy ${columnsOf(client, table)} from stdin with (freeze)`));
  const digest = openDigest();
  await pipeline(createReadStream(file), createGunzip(), digest.through, rows);
  return { ...digest.end(), rows: rows.rowCount };
}

/** Reads a table's rows for what they are. */
export async function digestRows(client: Client, table: Table): Promise<Digest> {
  return digestOf(client.query(copyTo(`copy ${columnsOf(client, table)} to stdout`)));
}
