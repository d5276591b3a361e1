/** Gives a test file its own PostgreSQL database, as migrated and as empty as on the first day. */
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { closeAtEnd } from "./closing.ts";
import { databaseUrl, dropDatabase, onServer } from "./postgres-server.ts";

/**
 * Copies the migrated template (some 50 ms); dropped after the file's last test.
 *
 * @returns its address, ready for `DATABASE_URL`
 */
export async function aDatabase(): Promise<{ url: string }> {
  const templateUrl = inject("postgresTemplateUrl");
  const template = new URL(templateUrl).pathname.slice(1);
  const name = `aftermap_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(databaseUrl(templateUrl, "postgres"), (client) =>
    client.query(`create database ${name} template ${template}`),
  );
  const url = databaseUrl(templateUrl, name);
  closeAtEnd(() => dropDatabase(url));
  return { url };
}

/** A database without Aftermap's tables, for tests of the migrations themselves. */
export async function anEmptyDatabase(): Promise<{ url: string }> {
  const templateUrl = inject("postgresTemplateUrl");
  const name = `aftermap_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(databaseUrl(templateUrl, "postgres"), (client) => client.query(`create database ${name}`));
  const url = databaseUrl(templateUrl, name);
  closeAtEnd(() => dropDatabase(url));
  return { url };
}
