import type { Context } from "../context.ts";
import { AppError } from "../../shared/errors.ts";
import { runBatch } from "../imagery/batches.ts";
import { selectBuilding } from "./buildings.sql.ts";
import { importFile } from "./import-file.ts";

/** Makes buildings of a batch's footprint files: all good rows of a file in one transaction, the others listed. */
export function importBuildings(ctx: Context, batchId: string, stop: AbortSignal): Promise<void> {
  return runBatch(
    ctx,
    batchId,
    1,
    (file, batch, report, stopFile) => importFile(ctx, file, batch, report, stopFile),
    stop,
  );
}

/** Whether this building is of this campaign. @throws AppError `not_found` */
export async function getBuildingOf(ctx: Context, campaignId: string, id: string): Promise<void> {
  if ((await selectBuilding(ctx.db, campaignId, id)) === null) {
    throw new AppError("not_found", "There is no such building in this campaign");
  }
}
