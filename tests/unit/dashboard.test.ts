import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openMetrics } from "../../server/metrics.ts";

const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../deploy/grafana-dashboard.json"), "utf8"),
);

it("asks Prometheus only for what this release tells it", async () => {
  const told = (await openMetrics().text(null)).matchAll(/^# TYPE (\S+) /gm);
  const names = [...told].map(([, name = ""]) => name);
  const asked = dashboard.panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ expr }) =>
      (expr.match(/\b(?:aftermap|nodejs|process)_[a-z0-9_]+/g) ?? []).map((series) => ({ title, series })),
    ),
  );
  expect(asked.length).toBeGreaterThan(15);
  for (const { title, series } of asked)
    expect(names, title).toContain(series.replace(/_seconds_(?:count|bucket|sum)$/, "_seconds"));
});
