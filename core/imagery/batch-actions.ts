/** What an admin may do with an import under way or ended: pause, resume, cancel, and try again what was refused. */
import type { BatchAction, Batch } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { getBatch } from "./batches.ts";
import {
  lockBatch,
  updateCancelled,
  updateForRetry,
  updateItemsForRetry,
  updatePaused,
  updateUndecidedItems,
} from "./batch-actions.sql.ts";

type Found = NonNullable<Awaited<ReturnType<typeof lockBatch>>>;
type Act = (ctx: Context, tx: Tx, found: Found, input: { id: string } & BatchAction) => Promise<void>;

const isUnderWay = ({ status }: Found) => status === "queued" || status === "running";
const conflict = (message: string) => new AppError("conflict", message);

const ACTIONS: Record<BatchAction["action"], Act> = {
  async pause(_ctx, tx, found, { id }) {
    if (!isUnderWay(found)) throw conflict("This import has ended: there is nothing to pause");
    if (!found.isPaused) await updatePaused(tx, id, true);
  },
  async resume(ctx, tx, found, { id }) {
    if (!found.isPaused) throw conflict("This import is not paused");
    await updatePaused(tx, id, false);
    await enqueueBatch(ctx, tx, found, id);
  },
  async cancel(_ctx, tx, found, { id }) {
    if (!isUnderWay(found)) throw conflict("This import has ended: there is nothing to cancel");
    await updateCancelled(tx, id);
    await updateUndecidedItems(
      tx,
      id,
      "The import was cancelled before this file was done: retry it to go on",
    );
  },
  async retry(ctx, tx, found, { id, options }) {
    if (isUnderWay(found)) throw conflict("This import is under way: retry once it has ended");
    if ((await updateItemsForRetry(tx, id)) === 0) throw conflict("Every file of this import was accepted");
    await updateForRetry(tx, id, options ?? {});
    await enqueueBatch(ctx, tx, found, id);
  },
};

/** Does one of them, and gives the import as it then is. @throws AppError `not_found`, `conflict` */
export async function actOnBatch(ctx: Context, input: { id: string } & BatchAction): Promise<Batch> {
  const { campaign } = await ctx.db.transaction(async (tx) => {
    const found = await lockBatch(tx, input.id);
    if (found === null) throw new AppError("not_found", "There is no such import");
    await ACTIONS[input.action](ctx, tx, found, input);
    return found;
  });
  ctx.log.info({ batch: input.id, action: input.action }, "import acted on");
  ctx.events.publish({ name: "batch:changed", campaign, id: input.id });
  return getBatch(ctx, input.id);
}

function enqueueBatch(ctx: Context, tx: Tx, { kind }: Found, batch: string): Promise<string> {
  return enqueue(ctx, tx, kind === "scenes" ? "import-scenes" : "import-buildings", { batch });
}
