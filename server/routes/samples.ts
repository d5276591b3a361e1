import { Router, type Request, type Response } from "express";
import { sampleCsv } from "../../core/reviews/sample-csv.ts";
import {
  drawSample,
  getSample,
  getSampleReport,
  labelSampleItem,
  listSamples,
} from "../../core/reviews/samples.ts";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import type { ServerContext } from "../context.ts";
import { authorize, serve } from "../serve.ts";

export function sampleRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.drawSample, (actor, input) => drawSample(ctx, actor, input));
  serve(router, ctx, API.listSamples, (_actor, input) => listSamples(ctx, input));
  serve(router, ctx, API.getSample, (actor, { id }) => getSample(ctx, actor, id));
  serve(router, ctx, API.labelSampleItem, (actor, input) => labelSampleItem(ctx, actor, input));
  serve(router, ctx, API.getSampleReport, (actor, { id }) => getSampleReport(ctx, actor, id));
  router.get("/samples/:id/report.csv", (req, res) => sendReport(ctx, req, res));
  return router;
}

async function sendReport(ctx: ServerContext, req: Request, res: Response): Promise<void> {
  const actor = await authorize(ctx, API.getSampleReport, req);
  const params = API.getSampleReport.params.safeParse(req.params);
  if (!params.success) throw new AppError("not_found", "There is no such sample");
  const { id } = params.data;
  const report = await getSampleReport(ctx, actor, id);
  res.setHeader("content-type", "text/csv; charset=utf-8");
  res.setHeader(
    "content-disposition",
    `attachment; filename="${report.campaign}-sample-${id.slice(0, 8)}.csv"`,
  );
  res.setHeader("cache-control", "private, no-store");
  res.send(sampleCsv(report));
}
