import { parse } from "csv-parse/sync";
import { beforeAll, expect, it, vi } from "vitest";
import { ExportFormat } from "../../../shared/exports.ts";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { bearer, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let volunteers: string[];
beforeAll(async () => {
  world = await aWorld();
  ({ slug, volunteers } = await aVotedCampaign(world, 8, 3, () => ({ class: "destroyed", comment: "=1+1" }), {
    redundancy: { min: 3, cap: 6, certainty: 0.9 },
  }));
  await untilFitted(world);
});

async function exported(format: string): Promise<{ id: string; status: string }> {
  const { body } = await world.analyst.post(`/campaigns/${slug}/exports`, { format });
  return vi.waitFor(
    async () => {
      const state = (await world.analyst.get(`/exports/${body.id}`)).body;
      expect(state.status).toBe("done");
      return state;
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function rowsOf(format: string): Promise<Record<string, string>[]> {
  const { id } = await exported(format);
  const { text } = await send(world.url, "GET", `/api/v1/exports/${id}/file`, {
    headers: bearer(world.analyst.token),
  });
  return parse(text, { columns: true });
}

it("writes every answer with its pseudonym, and which of them count", async () => {
  await world.admin.put(`/volunteers/${volunteers[0]}/exclusion`, { excluded: true, reason: "a test" });
  await untilFitted(world);
  const rows = await rowsOf("votes-csv");
  expect(rows).toHaveLength(24);
  expect(rows.filter((row) => row["counted"] === "true")).toHaveLength(16);
  expect(new Set(rows.map((row) => row["volunteer"])).size).toBe(3);
  expect(rows.every((row) => row["comment"] === "'=1+1")).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(volunteers[0]);
});

it("writes every decision, older versions too", async () => {
  const [{ id }] = await allFindings(world, slug);
  await world.analyst.put(`/campaigns/${slug}/buildings/${id}/review`, { class: "severe", reason: "first" });
  await world.analyst.put(`/campaigns/${slug}/buildings/${id}/review`, {
    class: "moderate",
    reason: "second",
  });
  const rows = await rowsOf("reviews-csv");
  expect(rows.map((row) => [row["building"], row["version"], row["reason"]])).toEqual([
    [id, "1", "first"],
    [id, "2", "second"],
  ]);
});

it("writes how far each volunteer can be relied on", async () => {
  const rows = await rowsOf("volunteers-csv");
  expect(rows.map((row) => row["votes"])).toEqual(["8", "8", "8"]);
  expect(rows.filter((row) => row["excluded"] === "true")).toHaveLength(1);
});

it("makes a file in every format, and tells what its columns mean", async () => {
  for (const format of ExportFormat.options) {
    const { id } = await exported(format);
    const { status, body } = await world.analyst.get(`/exports/${id}/dictionary`);
    expect(status, format).toBe(200);
    expect(body.columns.length, format).toBeGreaterThan(5);
    expect(body.columns.every((one: { meaning: string }) => one.meaning.length > 3)).toBe(true);
  }
});
