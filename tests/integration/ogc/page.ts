/** The page of the documentation that says which abstract tests passed. */
export function pageOf(rows: readonly string[], notRun: readonly [name: string, why: string][]): string {
  return [
    "# OGC API – Features: what was tried\n",
    "`/ogc` serves each campaign as a collection of buildings (OGC 17-069r4: Core, GeoJSON, OpenAPI 3.0). These are the",
    "abstract tests of its annex A that can be run without the OGC's own test suite, and what came out of them.",
    "`tests/integration/ogc/abstract-tests.test.ts` runs them and fails when this page says otherwise. GDAL's OAPIF",
    "driver reads every building with paging and a box in `features.test.ts`.\n",
    "| test | asks | result |\n| --- | --- | --- |",
    ...rows,
    "\n## Not run\n",
    "| test | why |\n| --- | --- |",
    ...notRun.map(([name, why]) => `| /conf/${name} | ${why} |`),
    "",
  ].join("\n");
}
