import { Router } from "express";
import { API } from "../../shared/api.ts";
import { archiveCampaign, cloneCampaign } from "../../core/campaigns/archive.ts";
import {
  changeCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
} from "../../core/campaigns/campaigns.ts";
import { getGuide, putGuide } from "../../core/campaigns/guide.ts";
import { actOnBatch } from "../../core/imagery/batch-actions.ts";
import { createBatch, getBatch, listBatches } from "../../core/imagery/batches.ts";
import { getPriorityAreas, putPriorityAreas } from "../../core/tasks/priority.ts";
import { buildTasks } from "../../core/tasks/tasks.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";
import { stacCollection, stacItem, stacItems } from "../stac.ts";

export function campaignRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.listCampaigns, (actor, input) => listCampaigns(ctx, actor, input));
  serve(router, ctx, API.createCampaign, (_actor, input) => createCampaign(ctx, input));
  serve(router, ctx, API.getCampaign, (_actor, { slug }) => getCampaign(ctx, slug));
  serve(router, ctx, API.getStacCollection, async (_actor, { slug }) =>
    stacCollection(ctx.origin(), await getCampaign(ctx, slug)),
  );
  serve(router, ctx, API.listStacItems, async (_actor, { slug }) =>
    stacItems(ctx.origin(), await getCampaign(ctx, slug)),
  );
  serve(router, ctx, API.getStacItem, async (_actor, { slug, id }) =>
    stacItem(ctx.origin(), await getCampaign(ctx, slug), id),
  );
  serve(router, ctx, API.changeCampaign, (_actor, { slug, ...change }) => changeCampaign(ctx, slug, change));
  serve(router, ctx, API.cloneCampaign, (actor, input) => cloneCampaign(ctx, actor, input));
  serve(router, ctx, API.archiveCampaign, (_actor, input) => archiveCampaign(ctx, input));
  serve(router, ctx, API.getGuide, (_actor, { slug }) => getGuide(ctx, slug));
  serve(router, ctx, API.putGuide, (actor, input) => putGuide(ctx, actor, input));
  serve(router, ctx, API.createBatch, async (actor, input) => {
    const { id } = await createBatch(ctx, actor, input, ctx.config.importRoots);
    return { id };
  });
  serve(router, ctx, API.listBatches, (_actor, input) => listBatches(ctx, input));
  serve(router, ctx, API.actOnBatch, (_actor, input) => actOnBatch(ctx, input));
  serve(router, ctx, API.getBatch, (_actor, { id }) => getBatch(ctx, id));
  serve(router, ctx, API.buildTasks, (_actor, input) => buildTasks(ctx, input));
  serve(router, ctx, API.putPriorityAreas, (_actor, input) => putPriorityAreas(ctx, input));
  serve(router, ctx, API.getPriorityAreas, (_actor, input) => getPriorityAreas(ctx, input));
  return router;
}
