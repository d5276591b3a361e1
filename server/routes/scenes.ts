import { Router } from "express";
import { API } from "../../shared/api.ts";
import { correctBuildingOffset } from "../../core/buildings/scene-places.ts";
import {
  decideUsability,
  listBuildingScenes,
  listSceneDecisions,
  listSceneSights,
  listUnseenBuildings,
} from "../../core/buildings/usability.ts";
import { correctScene } from "../../core/imagery/imagery.ts";
import { createSceneVersion, listSceneVersions } from "../../core/imagery/scene-versions.ts";
import { proposeOffset } from "../../core/imagery/registration/propose.ts";
import { listSceneOffsets, moveScene } from "../../core/imagery/registration/registration.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function sceneRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.correctScene, (actor, input) => correctScene(ctx, actor, input));
  serve(router, ctx, API.createSceneVersion, (actor, input) => createSceneVersion(ctx, actor, input));
  serve(router, ctx, API.listSceneVersions, async (_actor, { id }) => ({
    items: await listSceneVersions(ctx, id),
  }));
  serve(router, ctx, API.moveScene, (actor, input) => moveScene(ctx, actor, input));
  serve(router, ctx, API.listSceneOffsets, async (_actor, { id }) => ({
    items: await listSceneOffsets(ctx, id),
  }));
  serve(router, ctx, API.proposeSceneOffset, (_actor, input) => proposeOffset(ctx, input));
  serve(router, ctx, API.listBuildingScenes, async (_actor, input) => ({
    items: await listBuildingScenes(ctx, input),
  }));
  serve(router, ctx, API.decideUsability, (actor, input) => decideUsability(ctx, actor, input));
  serve(router, ctx, API.correctBuildingOffset, (actor, input) => correctBuildingOffset(ctx, actor, input));
  serve(router, ctx, API.listSceneDecisions, async (_actor, input) => ({
    items: await listSceneDecisions(ctx, input),
  }));
  serve(router, ctx, API.listSceneSights, async (_actor, { slug }) => ({
    items: await listSceneSights(ctx, slug),
  }));
  serve(router, ctx, API.listUnseenBuildings, (_actor, input) => listUnseenBuildings(ctx, input));
  return router;
}
