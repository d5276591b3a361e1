import { NewGold } from "../../shared/consensus.ts";
import type { GoldFile, GoldImport, RefusedGold } from "../../shared/gold-file.ts";
import { storableText } from "../../shared/text.ts";
import type { Account } from "../accounts/accounts.ts";
import { selectScenesOfCampaigns } from "../campaigns/campaigns.sql.ts";
import { getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { checkAnswer } from "../votes/answers.ts";
import { upsertGold } from "./consensus.sql.ts";
import { selectBuildingsByName } from "./gold-import.sql.ts";
import { readGoldRows, type GoldRow } from "./gold-rows.ts";

const MOST_REFUSED_TOLD = 1_000;

type Frame = {
  classes: Parameters<typeof checkAnswer>[1]["classes"];
  scenes: readonly { id: string; acquiredAt: string }[];
  buildings: ReadonlyMap<string, string>;
};

/**
 * States what experts know of many buildings. Each row is taken, or refused with the reason; consensus is fitted anew once.
 * A building that had gold before gets what the file says.
 *
 * @param actor null for the command line
 * @throws AppError `not_found`, `conflict` in the archive, `invalid_input` for a file that cannot be read at all
 */
export async function importGold(
  ctx: Context,
  actor: Account | null,
  { slug, ...file }: { slug: string } & GoldFile,
): Promise<GoldImport> {
  const campaign = await getChangeableCampaign(ctx, slug);
  const rows = readGoldRows(file);
  const names = [...new Set(rows.flatMap(({ building }) => (building === null ? [] : [building])))];
  const [scenes, found] = await Promise.all([
    selectScenesOfCampaigns(ctx.db, [campaign.id]),
    selectBuildingsByName(
      ctx.db,
      campaign.id,
      names.flatMap((name) => [name, name.toLowerCase()]),
    ),
  ]);
  const buildings = new Map(found.map(({ name, id }) => [name, id]));
  const frame = { classes: campaign.scale.classes, scenes, buildings };
  const gold = new Map<string, NewGold>();
  const refused: RefusedGold[] = [];
  rows.forEach((row, place) => {
    const read = readRow(row, frame);
    const isTwice = "gold" in read && gold.has(read.building);
    if ("gold" in read && !isTwice) gold.set(read.building, read.gold);
    else {
      const reason = "gold" in read ? "names a building that an earlier row names" : read.reason;
      refused.push({ row: place + 1, building: row.building, reason: storableText(reason, 1_000) });
    }
  });
  if (gold.size > 0) {
    await ctx.db.transaction(async (tx) => {
      for (const [building, known] of gold)
        await upsertGold(tx, { building, campaignId: campaign.id, ...known, setBy: actor?.id ?? null });
      await enqueueUnlessWaiting(ctx, tx, "fit-campaign", { campaign: campaign.id });
    });
  }
  ctx.log.info({ campaign: slug, accepted: gold.size, refused: refused.length }, "gold imported");
  return {
    accepted: gold.size,
    refused: refused.length,
    refusedRows: refused.slice(0, MOST_REFUSED_TOLD),
  };
}

function readRow(row: GoldRow, frame: Frame): { building: string; gold: NewGold } | { reason: string } {
  if (row.building === null) return { reason: "names no building: fill building or externalId" };
  const building = frame.buildings.get(row.building) ?? frame.buildings.get(row.building.toLowerCase());
  if (building === undefined) return { reason: `no building of this campaign is called ${row.building}` };
  const lastIntact = sceneOf(row.lastIntact, frame.scenes);
  const firstDamaged = sceneOf(row.firstDamaged, frame.scenes);
  if (lastIntact instanceof Fault) return { reason: `lastIntact: ${lastIntact.says}` };
  if (firstDamaged instanceof Fault) return { reason: `firstDamaged: ${firstDamaged.says}` };
  const { explanation } = row;
  const parsed = NewGold.safeParse({ class: row.class, lastIntact, firstDamaged, explanation });
  if (!parsed.success)
    return {
      reason: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    };
  const gold = parsed.data;
  const asks = { class: false, window: false };
  const [fault] = checkAnswer(gold, { classes: frame.classes, asks, scenes: frame.scenes }, "gold");
  if (fault !== undefined) return { reason: `${fault.path.replace(/^gold\./, "")}: ${fault.message}` };
  if (gold.class === null && gold.lastIntact === null && gold.firstDamaged === null)
    return { reason: "says nothing: state the class, the window, or both" };
  return { building, gold };
}

class Fault {
  readonly says: string;
  constructor(says: string) {
    this.says = says;
  }
}

/** A scene by its id, or by its date where that is the date of one only. */
function sceneOf(text: string | null, scenes: Frame["scenes"]): string | null | Fault {
  if (text === null) return null;
  const wanted = text.toLowerCase();
  if (scenes.some(({ id }) => id === wanted)) return wanted;
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[t ])/.exec(wanted)?.[1];
  if (day === undefined)
    return new Fault(`${text} is neither a scene of this campaign nor a date such as 2017-06-11`);
  const sameDay = scenes.filter(({ acquiredAt }) => acquiredAt.startsWith(day));
  const exact = sameDay.filter(({ acquiredAt }) => Date.parse(acquiredAt) === Date.parse(text));
  const [only, another] = exact.length === 1 ? exact : sameDay;
  if (only === undefined) return new Fault(`there is no scene of ${day}`);
  if (another !== undefined) return new Fault(`there are several scenes of ${day}: give the scene's id`);
  return only.id;
}
