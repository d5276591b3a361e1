import type { Campaign } from "../../shared/campaigns.ts";
import type { Unit } from "../tagging/flow.ts";
import { isSavingData } from "./data-saver.ts";
import { tilesByScene } from "./fetch-ahead.ts";
import { chargeBytes } from "./picture-bytes.ts";
import { rememberTaskBytes } from "./task-bytes.ts";

/** Notes what the pictures of a building cost, when it is answered or skipped. @param seen ids of the scenes looked at */
export function chargeTask(campaign: Campaign, unit: Unit, seen: ReadonlySet<string>): void {
  const scenes = tilesByScene(campaign, unit).map(({ scene, tiles }) => ({
    isSeen: seen.has(scene.id),
    bytes: chargeBytes(tiles),
  }));
  const sum = (some: typeof scenes) => some.reduce((total, { bytes }) => total + bytes, 0);
  const fetched = scenes.filter(({ bytes }) => bytes > 0);
  rememberTaskBytes({
    fetched: sum(fetched),
    lookedAt: sum(fetched.filter(({ isSeen }) => isSeen)),
    shareFetched: Math.max(1, fetched.length) / Math.max(1, scenes.length),
    isSaving: isSavingData(),
  });
}
