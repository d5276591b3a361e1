/**
 * The server of the `tiles` benchmark: the product's own, whole, with its database and its middleware, over one scene
 * that is stored as an import would. In: data folder, object key of the working copy, its SHA-256, the scene's id.
 * Out: one line, the address. Ends cleanly on SIGTERM.
 */
import { createCampaign } from "../../core/campaigns/campaigns.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog } from "../../core/context.ts";
import { findDatabase } from "../../core/find-database.ts";
import { createBatch } from "../../core/imagery/batches.ts";
import { insertScene } from "../../core/imagery/imagery.sql.ts";
import { migrate } from "../../core/migrate.ts";
import { getCampaignRow } from "../../core/campaigns/campaigns.ts";
import { startServer } from "../../server/start.ts";
import { NewCampaign } from "../../shared/campaigns.ts";

const [dataDir = "", cogKey = "", sha256 = "", sceneId = ""] = process.argv.slice(2);
const config = readConfig({ DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "warn" });
const log = openLog(config);
const database = await findDatabase(config, log);
await migrate(database.url, log);
const ctx = await openContext(config, log);

const slug = "tiles-bench";
const asks = { class: true, window: false };
await createCampaign(ctx, NewCampaign.parse({ slug, title: "Tiles", scale: "unosat", asks }));
const { id: campaignId } = await getCampaignRow(ctx, slug);
const source = { kind: "scenes", source: { path: dataDir }, options: {} } as const;
const { id: batchId } = await createBatch(ctx, null, { slug, ...source }, null);
await ctx.db.transaction((tx) =>
  insertScene(tx, {
    id: sceneId,
    campaignId,
    batchId,
    name: "bench.tif",
    acquiredAt: "2017-06-11T08:12:00Z",
    acquiredPrecision: "second",
    acquiredSource: "the benchmark",
    sensor: null,
    attribution: null,
    gsdMetres: 0.6,
    offNadirDegrees: null,
    sunElevationDegrees: null,
    cloudShare: null,
    sourceUrl: null,
    files: {
      originalSha256: sha256,
      originalKey: cogKey,
      originalBytes: 1,
      cogSha256: sha256,
      cogKey,
      cogBytes: 1,
    },
    sidecars: [],
    remote: null,
    tileSize: 512,
    minzoom: 10,
    maxzoom: 17,
    bounds: [0, 0, 0.1, 0.1],
    processing: [],
  }),
);
const server = await startServer(ctx);
console.log(server.origin);

process.once("SIGTERM", () => {
  void (async () => {
    await server.close();
    await ctx.close();
    await database.close();
    process.exit(0);
  })();
});
