import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { startThread } from "../../core/thread.ts";
import type { NewCampaign } from "../../shared/campaigns.ts";
import { demoCampaign } from "./campaign.ts";
import { footprintCollection } from "./footprints.ts";
import { chooseGold, type GoldBuilding } from "./gold.ts";
import { drawGuide, type GuidePage } from "./guide.ts";
import { createTextures } from "./paint/ground-model.ts";
import { planCity } from "./plan/city-plan.ts";
import { imagineHistory } from "./plan/damage.ts";
import { type SceneOrder, writeScenes } from "./scene-files.ts";
import { SCENE_RECIPES } from "./scenes.ts";
import { type Truth, tellTruth } from "./truth.ts";

/** Where the parts of a generated city lie, and what is true of it. Paths are absolute if `directory` was. */
export interface DemoCity {
  scenesDirectory: string;
  /** In time order. */
  sceneFiles: string[];
  buildingsFile: string;
  truthFile: string;
  campaignFile: string;
  campaign: NewCampaign;
  truth: Truth;
  /** Buildings that teach, explained; and the field guide. */
  gold: GoldBuilding[];
  guide: GuidePage[];
}

/**
 * Generates the demo city: dated GeoTIFFs of an invented town in a war, its footprints, the truth, and the
 * campaign that asks for it. Needs no network and no database; the same seed gives the same bytes.
 *
 * @param options.coarseness 1 (the default) for real resolution; 4 for small images in tests, which are
 *   then made in this thread
 */
export async function generateDemoCity(options: {
  directory: string;
  seed: number;
  log: (line: string) => void;
  coarseness?: number;
}): Promise<DemoCity> {
  const { directory, log, coarseness = 1 } = options;
  const seed = String(options.seed);
  const scenesDirectory = join(directory, "scenes");
  await mkdir(scenesDirectory, { recursive: true });
  const plan = planCity(seed);
  const history = imagineHistory(plan, SCENE_RECIPES.length);
  const truth = tellTruth(plan, history, SCENE_RECIPES, createTextures(seed));
  const campaign = demoCampaign();
  const city: DemoCity = {
    scenesDirectory,
    sceneFiles: SCENE_RECIPES.map(({ file }) => join(scenesDirectory, file)),
    buildingsFile: join(directory, "buildings.geojson"),
    truthFile: join(directory, "truth.json"),
    campaignFile: join(directory, "campaign.json"),
    campaign,
    truth,
    gold: chooseGold(plan, history, truth),
    guide: drawGuide(plan, history, truth),
  };
  await writeFile(city.buildingsFile, `${JSON.stringify(footprintCollection(plan))}\n`);
  await writeFile(city.truthFile, `${JSON.stringify(truth, null, 1)}\n`);
  await writeFile(city.campaignFile, `${JSON.stringify(campaign, null, 2)}\n`);
  log(`planned ${String(plan.buildings.length)} buildings, ${String(SCENE_RECIPES.length)} scenes`);
  let written = 0;
  const onWritten = (file: string): void => {
    written += 1;
    log(`scene ${String(written)} of ${String(SCENE_RECIPES.length)}: ${file}`);
  };
  await makeScenes({ seed, directory: scenesDirectory, coarseness }, onWritten);
  return city;
}

async function makeScenes(
  order: Omit<SceneOrder, "scenes">,
  onWritten: (file: string) => void,
): Promise<void> {
  const all = SCENE_RECIPES.map((_, index) => index);
  if (order.coarseness > 1) {
    writeScenes({ ...order, scenes: all }, onWritten);
    return;
  }
  // Each thread holds about 600 MB while it works; four are enough to be done in a few seconds.
  const threads = Math.min(4, availableParallelism(), all.length);
  const shares = Array.from({ length: threads }, (_, thread) =>
    all.filter((index) => index % threads === thread),
  );
  await Promise.all(shares.map((scenes) => runWorker({ ...order, scenes }, onWritten)));
}

function runWorker(order: SceneOrder, onWritten: (file: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = startThread(new URL("./scene-worker.ts", import.meta.url), order);
    worker.on("message", onWritten);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`A scene worker stopped with code ${String(code)}`));
    });
  });
}
