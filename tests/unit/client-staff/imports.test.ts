import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { coarseDuration, paceOf } from "../../../client/admin/pace.ts";
import { refusedRowsCsv } from "../../../client/admin/refused-csv.ts";
import type { Batch, BatchItem } from "../../../shared/batches.ts";
import { idOf } from "./builders.ts";

const anItem = (status: BatchItem["status"]): BatchItem => ({
  name: "a.tif",
  status,
  progress: 0,
  reason: null,
  did: [],
  scene: null,
  rows: null,
  refusedRows: [],
});

const aBatch = (given: Partial<Batch>): Batch => ({
  id: idOf(1),
  campaign: "raqqa",
  kind: "scenes",
  status: "running",
  progress: 0.25,
  reason: null,
  createdAt: "2026-11-21T00:00:00Z",
  startedAt: "2026-11-21T00:00:00Z",
  finishedAt: null,
  items: [anItem("accepted"), anItem("refused"), anItem("running"), anItem("queued")],
  ...given,
});

describe("an import's pace", () => {
  it("counts finished files a minute and what is left at the same pace", () => {
    const now = Date.parse("2026-11-21T00:01:00Z");
    expect(paceOf(aBatch({}), now)).toEqual({ filesPerMinute: 2, secondsLeft: 180 });
  });

  it("promises nothing before it has begun, from too little, or once it is over", () => {
    const now = Date.parse("2026-11-21T00:01:00Z");
    const nothing = { filesPerMinute: null, secondsLeft: null };
    expect(paceOf(aBatch({ startedAt: null }), now)).toEqual(nothing);
    expect(paceOf(aBatch({ status: "done" }), now)).toEqual(nothing);
    expect(paceOf(aBatch({ progress: 0.01 }), now).secondsLeft).toBeNull();
  });

  it("is told in seconds, then minutes, then hours", () => {
    expect([90, 300, 10_000].map(coarseDuration)).toEqual([
      { unit: "seconds", count: 90 },
      { unit: "minutes", count: 5 },
      { unit: "hours", count: 3 },
    ]);
  });
});

describe("the file of refused rows", () => {
  it("reads back as it was, but for cells a spreadsheet would run", () => {
    const csv = refusedRowsCsv([
      { row: 4, externalId: "17", reason: 'ring "A", not closed\nagain' },
      { row: 5, externalId: "=HYPERLINK(1)", reason: "-1.5" },
      { row: 6, externalId: null, reason: "@SUM(A1)" },
    ]);
    const rows: unknown = parse(csv, { bom: true, columns: true });
    expect(rows).toEqual([
      { row: "4", externalId: "17", reason: 'ring "A", not closed\nagain' },
      { row: "5", externalId: "'=HYPERLINK(1)", reason: "-1.5" },
      { row: "6", externalId: "", reason: "'@SUM(A1)" },
    ]);
  });
});
