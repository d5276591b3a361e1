import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { API } from "../../../shared/api.ts";
import type { BuildingScene } from "../../../shared/assignments.ts";
import { call } from "../../api.ts";
import { buildingKey } from "../keys.ts";
import { type ImageDecision, undoOf, usabilityOf } from "./image-decisions.ts";

/** The pixels are looked at within seconds; until then the list is asked for again, milliseconds. */
const LOOKED_AT_MS = 2_500;

const imagesKey = (slug: string, building: string) => ["building-images", slug, building] as const;

/** What is known of the images of a building, in time order. */
export function useBuildingImages(slug: string, building: string) {
  return useQuery({
    queryKey: imagesKey(slug, building),
    queryFn: ({ signal }) => call(API.listBuildingScenes, { slug, id: building }, signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ source }) => source === null) === true ? LOOKED_AT_MS : false,
  });
}

/** Decisions on a building's images, and the way back: each is stored at once, and undone by its opposite. */
export function useImageDecisions(slug: string, building: string, images: readonly BuildingScene[]) {
  const queries = useQueryClient();
  const [undos, setUndos] = useState<readonly ImageDecision[]>([]);
  const store = useMutation({
    mutationFn: ({ decision }: { decision: ImageDecision; isUndo: boolean }) =>
      send(slug, building, decision),
    onSuccess: (answer, { decision }) => {
      queries.setQueryData(imagesKey(slug, building), { items: images.map((one) => pick(one, answer)) });
      if (decision.kind === "place")
        void queries.invalidateQueries({ queryKey: buildingKey(slug, building) });
      void queries.invalidateQueries({ queryKey: ["scene-decisions", slug, building] });
      void queries.invalidateQueries({ queryKey: ["scene-sights", slug] });
    },
  });
  const latest = undos.at(-1);
  const ended = store.variables?.isUndo === true ? ("undone" as const) : ("saved" as const);
  return {
    isPending: store.isPending,
    fault: store.error,
    /** What was stored last; null before. */
    stored: store.isSuccess ? ended : null,
    decide(decision: ImageDecision): void {
      const before = images.find(({ scene }) => scene === decision.scene);
      if (before === undefined || store.isPending) return;
      const undo = undoOf(decision, before);
      store.mutate(
        { decision, isUndo: false },
        { onSuccess: () => setUndos((earlier) => [...earlier, undo]) },
      );
    },
    undo:
      latest === undefined || store.isPending
        ? null
        : () =>
            store.mutate(
              { decision: latest, isUndo: true },
              { onSuccess: () => setUndos((earlier) => earlier.slice(0, -1)) },
            ),
    /** The image that the next undo is about. */
    undoScene: latest?.scene ?? null,
  };
}

const pick = (one: BuildingScene, answer: BuildingScene) => (one.scene === answer.scene ? answer : one);

function send(slug: string, id: string, decision: ImageDecision): Promise<BuildingScene> {
  const { scene } = decision;
  if (decision.kind === "sight")
    return call(API.decideUsability, { slug, id, scene, ...usabilityOf(decision.sight) });
  const offset = decision.offset ?? { eastMetres: null, northMetres: null };
  return call(API.correctBuildingOffset, { slug, id, scene, ...offset });
}
