import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { coarseDuration } from "../../../client/admin/pace.ts";
import { REFUSED_CSV_HEAD, refusedCsvLines } from "../../../core/imagery/refused-csv.ts";
import { paceOf } from "../../../core/imagery/batch-pace.ts";
import type { BatchItem } from "../../../shared/batches.ts";

const anItem = (status: BatchItem["status"]): BatchItem => ({
  name: "a.tif",
  status,
  progress: 0,
  reason: null,
  refusal: null,
  did: [],
  scene: null,
  rows: null,
  refusedRows: [],
  question: null,
  bytes: null,
  mpix: null,
  startedAt: null,
  finishedAt: null,
});

describe("an import's pace", () => {
  const half = { ...anItem("running"), bytes: 1_000_000, mpix: 2, progress: 0.5 };
  const run = { startedAt: "2026-11-21T00:00:00Z", doneBytes: 0, doneMpix: 0 };
  const now = Date.parse("2026-11-21T00:00:10Z");

  it("counts bytes and pixels since the present run began, and what is left at that rate", () => {
    expect(paceOf([half, { ...half, progress: 0 }], run, true, now)).toEqual({
      bytes: 2_000_000,
      bytesDone: 500_000,
      bytesPerSecond: 50_000,
      mpixPerSecond: 0.1,
      secondsLeft: 30,
    });
  });

  it("does not count what was done before a pause as if it had been done now", () => {
    const later = { ...run, doneBytes: 1_000_000 };
    const items = [{ ...half, status: "accepted" as const, progress: 1 }, half];
    expect(paceOf(items, later, true, now)).toMatchObject({ bytesDone: 1_500_000, bytesPerSecond: 50_000 });
  });

  it("promises nothing before it has begun, while it is paused, or where a length is unknown", () => {
    expect(paceOf([half], { ...run, startedAt: null }, true, now).secondsLeft).toBeNull();
    expect(paceOf([half], run, false, now).secondsLeft).toBeNull();
    expect(paceOf([half, { ...half, bytes: null }], run, true, now).secondsLeft).toBeNull();
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
    const lines = refusedCsvLines([
      { row: 4, externalId: "17", reason: 'ring "A", not closed\nagain' },
      { row: 5, externalId: "=HYPERLINK(1)", reason: "-1.5" },
      { row: 6, externalId: null, reason: "@SUM(A1)" },
    ]);
    const rows: unknown = parse(`${REFUSED_CSV_HEAD}${lines}`, { bom: true, columns: true });
    expect(rows).toEqual([
      { row: "4", externalId: "17", reason: 'ring "A", not closed\nagain' },
      { row: "5", externalId: "'=HYPERLINK(1)", reason: "-1.5" },
      { row: "6", externalId: "", reason: "'@SUM(A1)" },
    ]);
  });
});
